"""The one comparison: is a value on the right side of a bound? Exact, before anything is rounded."""

from gates.model.condition import Condition, Demand
from gates.model.ratio import Ratio
from gates.model.verdict import ConditionResult, Outcome

Value = Ratio | int


def find_shortfall(condition: Condition, value: Value, baseline: Value | None = None) -> int:
    """Give the fewest units that have to be added to the value, or taken from it, to satisfy; 0 where it does.

    A share is raised by adding parts, its whole staying as it is. Raises TypeError where a share meets a count.
    """
    bound = condition.bound
    if isinstance(value, Ratio) and isinstance(bound, Ratio) and not isinstance(baseline, int):
        bound = bound if baseline is None else _shift(baseline, bound, condition.demand)
        if condition.demand in (Demand.AT_LEAST, Demand.DROP_AT_MOST):
            return value.shortfall(bound)
        return max(0, value.part - bound.part * value.whole // bound.whole)
    if isinstance(value, Ratio) or isinstance(bound, Ratio) or isinstance(baseline, Ratio):
        raise TypeError("a share and a count cannot be compared")
    if condition.demand is Demand.AT_LEAST:
        return max(0, bound - value)
    if condition.demand is Demand.DROP_AT_MOST:
        return max(0, (baseline or 0) - bound - value)
    return max(0, value - (baseline or 0) - bound)


def compare(
    condition: Condition, subject: str, value: Value | None, upper: Value | None, nothing: str, baseline: Value | None = None
) -> ConditionResult:
    """Give the result of a condition on a subject.

    `upper` is the high end of an interval, or None; the low end, `value`, is judged. Where nothing was measured (None, or a
    ratio of nothing) the result is unjudged for the reason `nothing`.
    """
    if value is None or (isinstance(value, Ratio) and value.whole == 0):
        return ConditionResult(condition, subject, Outcome.UNJUDGED, None, reason=nothing)
    if condition.needs_baseline and (baseline is None or (isinstance(baseline, Ratio) and baseline.whole == 0)):
        unknown = f"the baseline does not tell it for {subject}"
        return ConditionResult(condition, subject, Outcome.UNJUDGED, value, reason=unknown)
    upper = None if upper == value else upper
    shortfall = find_shortfall(condition, value, baseline)
    if not shortfall:
        return ConditionResult(condition, subject, Outcome.PASS, value, upper, baseline=baseline)
    outcome = Outcome.WARN if condition.warns else Outcome.FAIL
    return ConditionResult(condition, subject, outcome, value, upper, shortfall, baseline=baseline)


def _shift(baseline: Ratio, points: Ratio, demand: Demand) -> Ratio:
    """Give the share that is so many points below the baseline, or above; never below nothing."""
    more = points.part * baseline.whole * (1 if demand is Demand.RISE_AT_MOST else -1)
    return Ratio(max(baseline.part * points.whole + more, 0), baseline.whole * points.whole)
