"""The one comparison: is a value on the right side of a bound? Exact, before anything is rounded."""

from gates.model.condition import Condition, Demand
from gates.model.ratio import Ratio
from gates.model.verdict import ConditionResult, Outcome

Value = Ratio | int


def holds(condition: Condition, value: Value) -> bool:
    """Say whether the value satisfies the condition. Both are ratios or both are counts."""
    one, other = _order(condition.bound, value) if condition.demand is Demand.AT_LEAST else _order(value, condition.bound)
    return one <= other


def compare(condition: Condition, subject: str, value: Value | None, upper: Value | None, nothing: str) -> ConditionResult:
    """Give the result of a condition on a subject.

    `upper` is the high end of an interval, or None; the low end, `value`, is judged. Where nothing was measured (None, or a
    ratio of nothing) the result is unjudged for the reason `nothing`.
    """
    if value is None or (isinstance(value, Ratio) and value.whole == 0):
        return ConditionResult(condition, subject, Outcome.UNJUDGED, None, reason=nothing)
    upper = None if upper == value else upper
    if holds(condition, value):
        return ConditionResult(condition, subject, Outcome.PASS, value, upper)
    outcome = Outcome.WARN if condition.warns else Outcome.FAIL
    return ConditionResult(condition, subject, outcome, value, upper, _shortfall(condition.bound, value))


def _order(one: Value, other: Value) -> tuple[int, int]:
    """Give two integers that are in the same order as the two values."""
    if isinstance(one, Ratio) and isinstance(other, Ratio):
        return one.part * other.whole, other.part * one.whole
    if isinstance(one, Ratio) or isinstance(other, Ratio):
        raise TypeError("a share and a count cannot be compared")
    return one, other


def _shortfall(bound: Value, value: Value) -> int:
    if isinstance(bound, Ratio) and isinstance(value, Ratio):
        return value.shortfall(bound)
    one, other = _order(bound, value)
    return abs(one - other)
