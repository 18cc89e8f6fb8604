"""Plain JSON that a script can write: github-action-benchmark's customSmallerIsBetter and customBiggerIsBetter.

    [{"name": "sort/small", "unit": "ns", "value": 2080.5, "range": "± 12", "extra": "n = 10"},
     {"name": "serve", "unit": "req/s", "value": "5200", "better": "higher", "samples": [5200, 5150]},
     {"name": "recall", "unit": "%", "value": 93.5, "better": "higher"}]

One object for each value. The two formats look the same, so what is better is told, in this order, by `"better"` in the
object, by `--better`, and by the unit: less of a time or a size, more of so much in a time. Where none of them tells, as of
`%`, there is a doubt. Kept: `samples`, each a measurement of its own, or else the value, which may be a text since
github-action-benchmark 1.20.7. `samples` and `better` are gate's own additions. Dropped: range, extra.

Values of one name in units of different kinds are metrics of one benchmark; a second one of the same kind is called `name #2`.
"""

from collections.abc import Iterable
from typing import Any, TypedDict

from gates.errors import ReportError
from gates.model.benchmarks import BenchmarkReport, Better, Run
from gates.model.quantities import parse_unit
from gates.readers.benchmark_parts import HINT, Found, add, conclude, make_series, name_metric
from gates.readers.directions import Direction, choose_direction, find_doubts, find_notes, find_wanted
from gates.readers.json import decode, expect, find, show, take

SPEC = "https://github.com/benchmark-action/github-action-benchmark#examples (customSmallerIsBetter, customBiggerIsBetter)"
_REMEDY = 'say --better lower or --better higher, or write "better" beside the value'


class _Entry(TypedDict, total=False):
    name: str
    unit: str | None
    value: Any
    better: str | None
    samples: list[Any] | None


def sniff(head: bytes) -> bool:
    """Say whether an array begins with an object, and somewhere stand a name, a unit and a value, but nothing of JMH."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    keys = all(key in head for key in (b'"name"', b'"unit"')) and (b'"value"' in head or b'"samples"' in head)
    return keys and start.startswith(b"[") and start[1:].lstrip().startswith(b"{") and b'"primaryMetric"' not in head


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> BenchmarkReport:
    """Give the run that a report tells of; `better-higher` or `better-lower` among what is wanted decides directions.

    Raises ReportError on anything that is no such report.
    """
    usual = find_wanted(wanted)
    found: Found = {}
    directions: list[tuple[str, Direction]] = []
    for at, each in enumerate(expect(decode(chunks, source, list[_Entry]), list, "the document", source)):
        place = f"[{at}]"
        entry = expect(each, dict, place, source)
        name = take(entry, "name", str, place, source)
        text = find(entry, "unit", str, place, source) or ""
        unit = parse_unit(text)
        direction = choose_direction(unit, _read_better(entry, place, source), usual)
        samples = find(entry, "samples", list, place, source)
        values = samples or [_read_value(entry.get("value"), f"{source}: {place}.value")]
        series = make_series(unit, values, f"{source}: {place}", better=direction.better)
        add(found, name, name_metric(series, text), series)
        directions.append((text or name, direction))
    doubts = find_doubts(directions, source, _REMEDY)
    return conclude([Run(source, found)], source, find_notes(directions, source), doubts)


def _read_better(entry: dict[str, Any], place: str, source: str) -> Better | None:
    told = find(entry, "better", str, place, source)
    if told is not None and told not in {better.value for better in Better}:
        raise ReportError(f"{told!r} is neither 'higher' nor 'lower'", where=f"{source}: {place}.better", hint=HINT)
    return Better(told) if told else None


def _read_value(value: Any, where: str) -> Any:
    """Give a value; a text is the number that it shows."""
    try:
        return float(value) if isinstance(value, str) else value
    except ValueError as flaw:
        raise ReportError(f"is no measurement: {show(value)}", where=where, hint=HINT) from flaw
