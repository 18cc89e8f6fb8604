"""From results to the verdict's outcome. Nothing after this changes it."""

from collections.abc import Iterable, Sequence

from gates.model.verdict import WORST_FIRST, ConditionResult, Note, Outcome, Verdict, fold_outcomes
from gates.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from gates.model.table import Table

CHOICES = tuple(outcome.value for outcome in (Outcome.PASS, Outcome.WARN, Outcome.FAIL, Outcome.UNJUDGED))
"""What a policy may make of something."""


class Loosening(NamedTuple):
    """What becomes of a baseline that is replaced, and so why it should not be, in sentences."""

    worse: tuple[str, ...]
    """What has become worse."""
    lost: tuple[str, ...]
    """What the report does not tell any more: less was measured, which proves nothing."""
    better: tuple[str, ...] = ()
    """What has become better; it is no reason for or against anything."""


class Exempted(NamedTuple):
    """Results after waivers."""

    results: "Sequence[ConditionResult]"
    tables: "tuple[Table, ...]" = ()
    """What is waived, where anything is."""
    notes: tuple[Note, ...] = ()


def order_results(results: Iterable[ConditionResult]) -> tuple[ConditionResult, ...]:
    """Give the results worst first, otherwise in the order they came in, which is that of the options."""
    return tuple(sorted(results, key=lambda result: WORST_FIRST.index(result.outcome)))


def doubt_results(results: Iterable[ConditionResult], doubts: Iterable[Note]) -> list[ConditionResult]:
    """Give the results, all of them unjudged if a report may not be whole: a part proves neither pass nor failure."""
    reasons = sorted({f"{note.where}: {note.text}" for note in doubts})
    if not reasons:
        return list(results)
    return [result._replace(outcome=Outcome.UNJUDGED, shortfall=0, reason="; ".join(reasons)) for result in results]


def apply_mode(verdict: Verdict, *, warn: bool, strict: bool) -> Verdict:
    """Give the verdict with its failures as warnings (`warn`), or its warnings as failures (`strict`, which wins)."""
    changes = {Outcome.WARN: Outcome.FAIL} if strict else {Outcome.FAIL: Outcome.WARN} if warn else {}
    if verdict.outcome is Outcome.SKIPPED or not changes:
        return verdict
    results = [result._replace(outcome=changes.get(result.outcome, result.outcome)) for result in verdict.results]
    outcome = fold_outcomes(result.outcome for result in results)
    return verdict._replace(outcome=outcome, results=order_results(results))
