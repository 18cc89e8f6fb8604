"""Plain JSON that a script can write: github-action-benchmark's customSmallerIsBetter and customBiggerIsBetter.

    [{"name": "sort/small", "unit": "ns", "value": 2080.5, "range": "± 12", "extra": "n = 10"},
     {"name": "serve", "unit": "req/s", "value": "5200", "better": "higher", "samples": [5200, 5150]}]

One object for each value. A unit that is so much in a time is better where it is higher, every other where it is lower; the
two formats look the same, so where the unit does not tell, `"better"` has to, or `--better higher`. `samples` and `better`
are gate's own additions. Kept: the samples, or else the value, which may be a text since github-action-benchmark 1.20.7.
Dropped: range, extra.
"""

from collections.abc import Iterable
from typing import Any

from gates.errors import ReportError
from gates.model.benchmarks import BenchmarkReport, Better, Run, Statistic
from gates.readers.benchmark_parts import HINT, Found, add, conclude, make_series, name_metric
from gates.readers.json import decode, expect, find, show, take

SPEC = "https://github.com/benchmark-action/github-action-benchmark#examples (customSmallerIsBetter, customBiggerIsBetter)"


def sniff(head: bytes) -> bool:
    """Say whether an array begins with an object that has a name, a unit and a value."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    keys = (b'"name"', b'"unit"')
    return start.startswith(b"[") and start[1:].lstrip()[:1] in (b"{", b"]") and all(key in head for key in keys)


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> BenchmarkReport:
    """Give the run that a report tells of; `better-higher` or `better-lower` among what is wanted decides directions.

    Raises ReportError on anything that is no such report.
    """
    usual = next((each for each in Better if f"better-{each.value}" in wanted), None)
    found: Found = {}
    for at, each in enumerate(expect(decode(chunks, source), list, "the document", source)):
        place = f"[{at}]"
        entry = expect(each, dict, place, source)
        unit = find(entry, "unit", str, place, source) or ""
        told = find(entry, "better", str, place, source)
        if told is not None and told not in {better.value for better in Better}:
            raise ReportError(f"{told!r} is neither 'higher' nor 'lower'", where=f"{source}: {place}.better", hint=HINT)
        samples = find(entry, "samples", list, place, source)
        values = samples or [_read_value(entry.get("value"), f"{source}: {place}.value")]
        better = Better(told) if told else usual
        series = make_series(unit, values, f"{source}: {place}", better=better, statistic=Statistic.SAMPLE)
        add(found, take(entry, "name", str, place, source), name_metric(series, unit), series)
    return conclude([Run(source, found)], source)


def _read_value(value: Any, where: str) -> Any:
    """Give a value; a text is the number that it shows."""
    try:
        return float(value) if isinstance(value, str) else value
    except ValueError as flaw:
        raise ReportError(f"is no measurement: {show(value)}", where=where, hint=HINT) from flaw
