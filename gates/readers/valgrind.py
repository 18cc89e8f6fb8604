"""The counts of Valgrind's tools that a gate can judge, as gungraun names them in JSON and in text."""

from collections.abc import Mapping

from gates.model.benchmarks import Series
from gates.model.quantities import Unit
from gates.readers.benchmark_parts import make_series
from gates.typed import Any, NamedTuple


class Event(NamedTuple):
    """What a tool counts."""

    key: str
    """In JSON."""
    label: str
    """In text."""
    metric: str
    unit: str
    exact: bool = True


_EVENTS = (
    Event("Ir", "Instructions", "instructions", "instructions"),
    Event("TotalRW", "Total read+write", "reads-and-writes", "accesses"),
    Event("EstimatedCycles", "Estimated Cycles", "estimated-cycles", "cycles", exact=False),
    Event("TotalBytes", "Total bytes", "allocated-bytes", "B"),
    Event("TotalBlocks", "Total blocks", "allocations", "allocations"),
    Event("AtTGmaxBytes", "At t-gmax bytes", "peak-bytes", "B"),
)
KEYS: Mapping[str, Event] = {event.key: event for event in _EVENTS}
LABELS: Mapping[str, Event] = {event.label: event for event in _EVENTS}
NOTHING = "no instructions, cycles or allocations are told of it"
"""Why a benchmark cannot be judged."""


def make_count(event: Event, count: Any, where: str) -> Series:
    """Give what was counted. Raises ReportError where it is no count."""
    return make_series(Unit(event.unit, 1.0), [count], where, exact=event.exact)
