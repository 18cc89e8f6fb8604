"""Bencher Metric Format (`bencher run --adapter json`).

    {"sort/small": {"latency": {"value": 2080.5, "lower_value": 2070.1, "upper_value": 2100.9}},
     "serve": {"throughput": {"value": 5200}}}

Benchmark → measure → value. Of the measures that Bencher itself names, unit and direction are known (`_MEASURES`), by name or
by slug; counts of Valgrind's tools are exact. Of any other measure nobody tells the direction but `--better`; without it there
is a doubt. Dropped: lower and upper values, of which nobody knows what they were computed of. A benchmark without a measure
could not be measured.
"""

import re
from collections.abc import Iterable
from typing import Any, NamedTuple, TypedDict

from gates.model.benchmarks import BenchmarkReport, Better, Run
from gates.model.quantities import Unit, parse_unit
from gates.readers.benchmark_parts import Found, add, conclude, make_kebab, make_series
from gates.readers.directions import Direction, choose_direction, find_doubts, find_wanted
from gates.readers.json import decode, expect

SPEC = "https://bencher.dev/docs/reference/bencher-metric-format/"


class _Measure(NamedTuple):
    metric: str
    unit: str
    exact: bool = False


_MEASURES = {
    "latency": _Measure("time", "ns"),
    "throughput": _Measure("throughput", "ops/s"),
    "build-time": _Measure("build-time", "s"),
    "file-size": _Measure("file-size", "B", exact=True),
    "allocated": _Measure("allocated-bytes", "B", exact=True),
    "instructions": _Measure("instructions", "instructions", exact=True),
    "total-read-write": _Measure("reads-and-writes", "accesses", exact=True),
    "estimated-cycles": _Measure("estimated-cycles", "cycles"),
    "total-bytes": _Measure("allocated-bytes", "B", exact=True),
    "total-blocks": _Measure("allocations", "allocations", exact=True),
    "at-t-gmax-bytes": _Measure("peak-bytes", "B", exact=True),
}
"""By slug; as lib/bencher_json/src/project/measure/built_in.rs of Bencher 0.6 has them, and as gate calls them elsewhere."""
_START = re.compile(
    rb'\s*\{\s*"(?:[^"\\]|\\.)*"\s*:\s*\{\s*"(?:[^"\\]|\\.)*"\s*:\s*\{\s*"(?:lower_|upper_)?value"\s*:', re.DOTALL
)


class _Value(TypedDict, total=False):
    value: Any


def sniff(head: bytes) -> bool:
    """Say whether an object begins with a benchmark that has a measure that has a value."""
    return _START.match(head.removeprefix(b"\xef\xbb\xbf")) is not None


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> BenchmarkReport:
    """Give the run that a report tells of; `better-higher` among what is wanted decides directions that nobody else tells.

    Raises ReportError on anything that is no such report.
    """
    usual = find_wanted(wanted)
    found: Found = {}
    failed: dict[str, str] = {}
    directions: list[tuple[str, Direction]] = []
    schema = dict[str, dict[str, _Value]]
    for name, measures in expect(decode(chunks, source, schema), dict, "the document", source).items():
        for measure, metric in expect(measures, dict, f"[{name!r}]", source).items():
            place = f"[{name!r}][{measure!r}]"
            value = expect(metric, dict, place, source).get("value")
            slug = make_kebab(measure) or measure
            known = _MEASURES.get(slug) or _Measure(slug, "")
            unit = parse_unit(known.unit) if slug in _MEASURES else Unit(measure, 1.0)
            told = (Better.HIGHER if unit.rate else Better.LOWER) if slug in _MEASURES else None
            direction = choose_direction(unit, told, usual)
            directions.append((measure, direction))
            series = make_series(unit, [value], f"{source}: {place}", better=direction.better, exact=known.exact)
            add(found, name, known.metric, series)
        if not measures:
            failed[name] = "no measure is told of it"
    doubts = find_doubts(directions, source, "say --better lower or --better higher")
    return conclude([Run(source, found, failed)], source, (), doubts)
