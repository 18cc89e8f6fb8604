"""OpenMetrics text, for Prometheus and for GitLab's `reports: metrics`, which shows how each figure has changed.

Of conditions on files there is no series: only the files that miss them are known, so series would come and go.
https://github.com/prometheus/OpenMetrics/blob/v1.0.0/specification/OpenMetrics.md
"""

from collections.abc import Iterator, Sequence

from gates.model.condition import Scope
from gates.model.ratio import Ratio
from gates.model.verdict import ConditionResult, Outcome, Verdict
from gates.renderers.escape import clean
from gates.renderers.protocol import Surface
from gates.typed import NamedTuple

_OUTCOMES = (Outcome.PASS, Outcome.WARN, Outcome.FAIL, Outcome.UNJUDGED, Outcome.SKIPPED)
_FAMILIES = {
    "gate_outcome": ("stateset", "What became of the gate."),
    "gate_measured_ratio": ("gauge", "What was measured, whether or not anything is demanded of it."),
    "gate_condition_ratio": ("gauge", "The share that a condition was judged on."),
    "gate_condition_bound_ratio": ("gauge", "The share that a condition demands."),
    "gate_condition_amount": ("gauge", "The count that a condition was judged on."),
    "gate_condition_bound_amount": ("gauge", "The count that a condition demands."),
    "gate_condition_holds": ("gauge", "Whether a condition holds: 1, or 0 where it does not or nobody could judge."),
    "gate_rows": ("gauge", "How many rows of a table had an outcome."),
    "gate_evidence": ("gauge", "How much the verdict rests on."),
}
"""The families in their order, with their type and help. One that ends in a unit says so."""


class _Sample(NamedTuple):
    family: str
    labels: tuple[tuple[str, str], ...]
    value: float


def render(verdict: Verdict, surface: Surface) -> str:
    """Give the figures of one verdict."""
    return render_all((verdict,), surface)


def render_all(verdicts: Sequence[Verdict], surface: Surface) -> str:
    """Give the figures of all verdicts, each series once: of several with the same name the first counts."""
    del surface
    series: dict[str, dict[str, float]] = {family: {} for family in _FAMILIES}
    for verdict in verdicts:
        for family, labels, value in _measure(verdict):
            told = ",".join(f'{name}="{_escape(text)}"' for name, text in (("gate", verdict.gate), *labels))
            series[family].setdefault(told, value)
    lines = [line for family, samples in series.items() if samples for line in _write_family(family, samples)]
    return "\n".join((*lines, "# EOF", ""))


def _measure(verdict: Verdict) -> Iterator[_Sample]:
    for outcome in _OUTCOMES:
        yield _Sample("gate_outcome", (("gate_outcome", outcome.value),), int(outcome is verdict.outcome))
    for each in verdict.measurements:
        if each.value.whole:
            yield _Sample("gate_measured_ratio", (("metric", each.metric),), _divide(each.value))
    for result in verdict.results:
        if result.condition.scope is not Scope.FILE:
            yield from _measure_result(result)
    for table in verdict.tables:
        outcomes = [row.outcome for row in table.rows]
        for outcome in Outcome:
            labels = (("table", table.name), ("outcome", outcome.value))
            yield _Sample("gate_rows", labels, outcomes.count(outcome))
    for amount in verdict.evidence:
        yield _Sample("gate_evidence", (("of", amount.name),), amount.amount)


def _measure_result(result: ConditionResult) -> Iterator[_Sample]:
    condition = result.condition
    labels = (
        ("condition", condition.id),
        ("subject", result.subject),
        ("level", "warning" if condition.warns else "failure"),
    )
    yield _Sample("gate_condition_holds", labels, int(result.outcome is Outcome.PASS))
    for infix, value in (("", result.value), ("_bound", condition.bound)):
        if isinstance(value, int):
            yield _Sample(f"gate_condition{infix}_amount", labels, value)
        elif value and value.whole:
            yield _Sample(f"gate_condition{infix}_ratio", labels, _divide(value))


def _write_family(family: str, samples: dict[str, float]) -> Iterator[str]:
    type_, told = _FAMILIES[family]
    yield f"# TYPE {family} {type_}"
    if family.endswith("_ratio"):
        yield f"# UNIT {family} ratio"
    yield f"# HELP {family} {told}"
    for labels, value in samples.items():
        yield f"{family}{{{labels}}} {value!r}"


def _divide(ratio: Ratio) -> float:
    return ratio.part / ratio.whole


def _escape(text: str) -> str:
    """Escape a label's value. GitLab takes whatever follows a number sign for a comment, even within quotes."""
    return clean(text).replace("#", "\\x23").replace("\\", "\\\\").replace('"', '\\"')
