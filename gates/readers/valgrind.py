"""The counts of Valgrind's tools that a gate can judge, as gungraun names them in JSON and in text."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from gates.model.quantities import Unit
from gates.readers.benchmark_parts import Found, add, make_series


class _Event(NamedTuple):
    key: str
    """In JSON."""
    label: str
    """In text."""
    metric: str
    unit: str
    exact: bool = True


_EVENTS = (
    _Event("Ir", "Instructions", "instructions", "instructions"),
    _Event("TotalRW", "Total read+write", "reads-and-writes", "accesses"),
    _Event("EstimatedCycles", "Estimated Cycles", "estimated-cycles", "cycles", exact=False),
    _Event("TotalBytes", "Total bytes", "allocated-bytes", "B"),
    _Event("TotalBlocks", "Total blocks", "allocations", "allocations"),
    _Event("AtTGmaxBytes", "At t-gmax bytes", "peak-bytes", "B"),
)
KEYS: Mapping[str, _Event] = {event.key: event for event in _EVENTS}
LABELS: Mapping[str, _Event] = {event.label: event for event in _EVENTS}
NOTHING = "no instructions, cycles or allocations are told of it"
"""Why a benchmark cannot be judged."""


def add_count(found: Found, name: str, event: _Event, count: Any, where: str) -> None:
    """Add what was counted. Raises ReportError where it is no count."""
    add(found, name, event.metric, make_series(Unit(event.unit, 1.0), [count], where, exact=event.exact))
