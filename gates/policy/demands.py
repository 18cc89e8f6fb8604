"""What the options of `gate coverage` demand: one condition for each, and one more where a band warns before it."""

from collections.abc import Iterator, Mapping

from gates.model.condition import Condition, Demand, Part, Scope
from gates.model.metrics import UNITS
from gates.typed import Any, NamedTuple


class _Bound(NamedTuple):
    """What an option demands."""

    metric: str
    demand: Demand = Demand.AT_LEAST
    scope: Scope = Scope.TOTAL
    part: Part = Part.ALL
    label: str = ""


_DEMANDS = {
    "min": _Bound("line"),
    "min-line-strict": _Bound("line-strict"),
    "min-branch": _Bound("branch"),
    "min-combined": _Bound("combined"),
    "min-function": _Bound("function"),
    "min-statement": _Bound("statement"),
    "min-region": _Bound("region"),
    "min-file": _Bound("line", scope=Scope.FILE),
    "max-uncovered": _Bound("line", Demand.AT_MOST, label="uncovered lines"),
    "min-patch": _Bound("line", part=Part.PATCH, label="patch"),
    "min-patch-branch": _Bound("branch", part=Part.PATCH, label="patch branch"),
    "max-drop": _Bound("line", Demand.DROP_AT_MOST),
    "max-drop-branch": _Bound("branch", Demand.DROP_AT_MOST),
    "max-drop-file": _Bound("line", Demand.DROP_AT_MOST, Scope.FILE),
    "max-uncovered-increase": _Bound("line", Demand.RISE_AT_MOST, label="uncovered lines"),
    "max-uncovered-increase-file": _Bound("line", Demand.RISE_AT_MOST, Scope.FILE, label="uncovered lines"),
}


def make_conditions(settings: Mapping[str, Any], group: str) -> Iterator[Condition]:
    """Give the conditions that settings make, in the order of the options, on a group, or on all where its name is empty."""
    for name, (metric, demand, scope, part, label) in _DEMANDS.items():
        for suffix, warns in (("", False), (".warn", True)):
            bound = settings.get(name + suffix)
            if bound is not None:
                where = Scope.GROUP if group and scope is Scope.TOTAL else scope
                unit = f"new {UNITS[metric]}" if part is Part.PATCH else UNITS[metric]
                yield Condition(name, metric, demand, bound, where, group, warns, part, label, unit)
