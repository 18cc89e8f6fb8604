"""Conditions: what a user demands of a measurement."""

from enum import Enum

from gates.model.ratio import Ratio
from gates.typed import NamedTuple


class Demand(Enum):
    """The side of the bound on which a value has to be; the bound itself always satisfies."""

    AT_LEAST = "at-least"
    AT_MOST = "at-most"
    DROP_AT_MOST = "drop-at-most"
    """It may be lower than the baseline's, by so much and no more; shares in points, counts in units."""
    RISE_AT_MOST = "rise-at-most"
    """It may be higher than the baseline's, by so much and no more."""


class Scope(Enum):
    """What a condition is judged on."""

    TOTAL = "total"
    """Everything that was measured, once."""
    FILE = "file"
    """Each file for itself."""
    GROUP = "group"
    """The files that a named group holds, together."""


class Part(Enum):
    """Which part of what was measured a condition looks at."""

    ALL = "all"
    PATCH = "patch"
    """Only what the change added or changed."""


class Condition(NamedTuple):
    """One demand: a bound on a metric."""

    id: str
    """The option or configuration key that set it, such as `min-branch`."""
    metric: str
    """What is measured, such as `line` or `branch`."""
    demand: Demand
    bound: Ratio | int
    """A ratio for a share, an integer for a count."""
    scope: Scope = Scope.TOTAL
    group: str = ""
    """The group's name where the scope is GROUP, else empty."""
    warns: bool = False
    """Whether missing the bound is a warning instead of a failure."""
    part: Part = Part.ALL
    label: str = ""
    """What people call the measured thing, such as `patch` or `uncovered lines`; empty where that is the metric's name."""
    unit: str = ""
    """What is counted, in the singular; empty where that is the metric's name."""

    @property
    def needs_baseline(self) -> bool:
        """Whether there has to be a baseline to judge it."""
        return self.demand in (Demand.DROP_AT_MOST, Demand.RISE_AT_MOST)
