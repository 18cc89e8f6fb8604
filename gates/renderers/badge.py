"""The JSON that a badge of shields.io is made of, when it lies at a public address.

https://shields.io/badges/endpoint-badge
"""

from collections.abc import Sequence

from gates.model.verdict import Outcome, Verdict, fold_outcomes
from gates.renderers.digest import tell_badge
from gates.renderers.document import write_document
from gates.renderers.protocol import Surface

_COLORS = {
    Outcome.PASS: "brightgreen",
    Outcome.WARN: "yellow",
    Outcome.FAIL: "red",
    Outcome.UNJUDGED: "orange",
    Outcome.SKIPPED: "lightgrey",
}


def render(verdict: Verdict, surface: Surface) -> str:
    """Give the badge of one gate: what it measured first, or its outcome."""
    return render_all((verdict,), surface)


def render_all(verdicts: Sequence[Verdict], surface: Surface) -> str:
    """Give one badge for all gates. `isError` keeps whoever shows it from choosing another colour."""
    del surface
    label, message = tell_badge(verdicts)
    worst = fold_outcomes(each.outcome for each in verdicts)
    bad = worst in (Outcome.FAIL, Outcome.UNJUDGED)
    told = {"schemaVersion": 1, "label": label, "message": message, "color": _COLORS[worst], "isError": bad}
    return write_document(told)
