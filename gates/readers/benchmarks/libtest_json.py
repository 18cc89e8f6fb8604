"""libtest's JSON (`cargo bench -- -Z unstable-options --format json`, nightly only), one event a line.

    { "type": "suite", "event": "started", "test_count": 2 }
    { "type": "test", "event": "started", "name": "nested::tiny" }
    { "type": "bench", "name": "nested::tiny", "median": 17.482477248862445, "deviation": 7.729583916695823 }
    { "type": "test", "name": "nested::skipped", "event": "ignored" }
    { "type": "suite", "event": "ok", "passed": 0, "failed": 0, "ignored": 1, "measured": 1, "filtered_out": 0 }

Kept: the median, in nanoseconds (whole ones before 1.80); `ignored` is skipped, `failed` failed, as is what started and has no
result. Dropped: deviation, which is greatest minus lowest; mib_per_second, which is the same time once more. Other lines are
those of cargo. A suite that does not end, or measured more than there is, puts the report in doubt. A name that comes again is
of another program: `name (program)` where cargo's `Running …` lines are there (2>&1), else `name #2`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypedDict

from gates.model.benchmarks import BenchmarkReport, Statistic
from gates.readers.benchmark_parts import make_series
from gates.readers.cargo_bench import Event, What, read_around, read_events
from gates.readers.console import read_objects
from gates.readers.json import take

SPEC = "https://github.com/rust-lang/rust/blob/1.95.0/library/test/src/formatters/json.rs"
_EVENT = re.compile(rb'^\{ ?"type": ?"(?:suite|test|bench)"', re.MULTILINE)
_TESTS = {"started": What.START, "ignored": What.SKIPPED, "failed": What.FAILED, "ok": What.GOOD, "allowed_failure": What.GOOD}


class _Line(TypedDict, total=False):
    type: str
    event: str
    name: str
    median: float
    measured: int


def sniff(head: bytes) -> bool:
    """Say whether a line is an event of libtest."""
    return _EVENT.search(head) is not None


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> BenchmarkReport:
    """Give the run that the events tell of. Raises ReportError where one is not whole, and where nothing was measured."""
    del wanted
    return read_events(tuple(_find_events(chunks, source)), source)


def _find_events(chunks: Iterable[bytes], source: str) -> Iterator[Event]:
    for place, line in read_objects(chunks, source, '"type"', _Line):
        event = read_around(line) if isinstance(line, str) else _read_event(line, place)
        if event:
            yield event


def _read_event(event: Mapping[str, Any], place: str) -> Event | None:
    """Give what an event says; None for those of other tools."""
    match take(event, "type", str, "", place):
        case "bench":
            series = make_series("ns", [event.get("median")], f"{place}: median", statistic=Statistic.MEDIAN)
            return Event(What.RESULT, take(event, "name", str, "", place), series)
        case "test":
            what = _TESTS.get(take(event, "event", str, "", place))
            return Event(what, take(event, "name", str, "", place)) if what else None
        case "suite" if take(event, "event", str, "", place) == "started":
            return Event(What.FRAME)
        case "suite":
            return Event(What.END, str(take(event, "measured", int, "", place)))
        case _:
            return None
