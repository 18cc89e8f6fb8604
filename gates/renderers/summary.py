"""The verdicts of `gate run` in lines for people: what became of all, a line for each gate, then only the reasons."""

from collections.abc import Iterator, Sequence

from gates.model.verdict import Outcome, Verdict, fold_outcomes
from gates.renderers.escape import disarm
from gates.renderers.layout import SIGNS, mark, measure, paint, show, wrap
from gates.renderers.log import write_headline, write_reasons
from gates.renderers.phrases import tell_total
from gates.renderers.protocol import Surface


def write_summary(verdicts: Sequence[Verdict], surface: Surface) -> Iterator[str]:
    """Give the lines. Quiet, what passed is left out, and nothing is said where all of it did."""
    worst = fold_outcomes(verdict.outcome for verdict in verdicts)
    shown = [each for each in verdicts if surface.verbosity >= 0 or each.outcome is not Outcome.PASS]
    if not shown:
        return
    sign = mark(worst, surface)
    first, *rest = wrap(f"{sign} gate  ", tell_total(verdicts), surface.width)
    yield paint(first, sign, SIGNS[worst][2], surface)
    yield from rest
    columns = max(measure(show(verdict.gate, surface)) for verdict in shown)
    for verdict in shown:
        yield from (f"  {line}" for line in write_headline(verdict, surface._replace(width=surface.width - 2), columns))
    for verdict in shown:
        reasons = list(write_reasons(verdict, surface))
        if reasons:
            yield ""
            name = disarm(show(verdict.gate, surface))
            yield paint(name, name, "", surface)
            yield from reasons
