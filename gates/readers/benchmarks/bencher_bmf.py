"""Bencher Metric Format (`bencher run --adapter json`).

    {"sort/small": {"latency": {"value": 2080.5, "lower_value": 2070.1, "upper_value": 2100.9}},
     "serve": {"throughput": {"value": 5200}}}

Benchmark → measure → value. Bencher's own measures have units: latency in nanoseconds, throughput in operations a second,
build-time in seconds, file-size in bytes; instructions and the others of callgrind are counts, which are exact. Of any other
measure neither unit nor direction is known: lower is better, unless `--better higher` says otherwise. Dropped: lower and
upper values, whatever they were computed of.
"""

import re
from collections.abc import Iterable

from gates.model.benchmarks import BenchmarkReport, Better, Run
from gates.readers.benchmark_parts import Found, add, conclude, make_kebab, make_series
from gates.readers.json import decode, expect

SPEC = "https://bencher.dev/docs/reference/bencher-metric-format/"
_UNITS = {"latency": "ns", "throughput": "ops/s", "build-time": "s", "file-size": "B"}
_NAMES = {"latency": "time"}
_EXACT = {"instructions", "total-read-write", "file-size"}


def sniff(head: bytes) -> bool:
    """Say whether an object begins with a benchmark that has a measure that has a value."""
    start = head.removeprefix(b"\xef\xbb\xbf")
    return (
        re.match(rb'\s*\{\s*"(?:[^"\\]|\\.)*"\s*:\s*\{\s*"(?:[^"\\]|\\.)*"\s*:\s*\{\s*"(?:lower_|upper_)?value"', start)
        is not None
    )


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> BenchmarkReport:
    """Give the run that a report tells of; `better-higher` among what is wanted decides directions that nobody knows.

    Raises ReportError on anything that is no such report.
    """
    usual = next((each for each in Better if f"better-{each.value}" in wanted), None)
    found: Found = {}
    for name, measures in expect(decode(chunks, source), dict, "the document", source).items():
        for measure, metric in expect(measures, dict, f"[{name!r}]", source).items():
            place = f"[{name!r}][{measure!r}]"
            value = expect(metric, dict, place, source).get("value")
            slug = make_kebab(measure)
            series = make_series(
                _UNITS.get(slug, slug),
                [value],
                f"{source}: {place}",
                better=None if slug in _UNITS else usual,
                exact=slug in _EXACT,
            )
            add(found, name, _NAMES.get(slug, slug), series)
    return conclude([Run(source, found)], source)
