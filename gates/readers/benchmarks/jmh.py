"""JMH's JSON (`-rf json`).

    [{"jmhVersion": "1.37", "benchmark": "org.app.Sort.small", "mode": "avgt", "params": {"n": "10"}, "jdkVersion": "21",
      "primaryMetric": {"score": 2.1, "scoreError": 0.1, "scoreUnit": "us/op", "rawData": [[2.1, 2.2], [2.0, 2.1]]},
      "secondaryMetrics": {"gc.alloc.rate.norm": {"score": 96.0, "scoreUnit": "B/op", "rawData": [[96.0]]}}}]

Kept: every iteration (`rawData`), each fork as an invocation of its own, since the iterations of one fork share its fate
(Georges, Buytaert, Eeckhout, OOPSLA 2007); of a histogram (`mode` sample) the mean of each iteration; the score, which is the
mean, where there is neither. The unit gives metric and direction: so many operations in a time (mode thrpt) are a throughput,
more of which is better; a time for an operation (avgt) is a time; sample and ss are times of their own. Parameters are part of
the name. Of the secondary metrics the bytes allocated for an operation (`-prof gc`), and those in the unit of the primary one:
the methods of a group and counters of operations, as benchmarks `group:method`, as JMH prints them. Dropped: the other
secondary metrics, errors and percentiles. A score that is no number could not be measured. JMH leaves out what failed.
"""

from collections.abc import Iterable, Iterator, Mapping
from operator import mul
from typing import Any, TypedDict

from gates.errors import ReportError
from gates.model.benchmarks import BenchmarkReport, Run, Statistic
from gates.readers.benchmark_parts import HINT, Found, add, conclude, make_series, name_metric, split_runs
from gates.readers.json import decode, expect, find, take

SPEC = "https://github.com/openjdk/jmh/blob/1.37/jmh-core/src/main/java/org/openjdk/jmh/results/format/JSONResultFormat.java"
_TIMES = {"sample": "sample-time", "ss": "single-shot-time"}
_ALLOCATED = "gc.alloc.rate.norm"


class _Metric(TypedDict, total=False):
    score: Any
    scoreUnit: str
    rawData: list[list[Any]] | None
    rawDataHistogram: list[list[list[tuple[float, int]]]] | None


class _Result(TypedDict, total=False):
    benchmark: str
    mode: str
    params: dict[str, Any] | None
    primaryMetric: _Metric
    secondaryMetrics: dict[str, _Metric] | None


def sniff(head: bytes) -> bool:
    """Say whether an array holds results of JMH."""
    return head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"[") and b'"primaryMetric"' in head


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> BenchmarkReport:
    """Give a run for each fork that a report tells of. Raises ReportError on anything that is not one."""
    del wanted
    forks: dict[int, Found] = {}
    failed: dict[str, str] = {}
    for at, each in enumerate(expect(decode(chunks, source, list[_Result]), list, "the document", source)):
        place = f"[{at}]"
        result = expect(each, dict, place, source)
        for name, metric, data, where in _find_metrics(result, place, source):
            if isinstance(data.get("score"), (int, float)):
                _add_forks(forks, name, metric, data, where)
            elif metric != _ALLOCATED:
                failed[name] = f"its score is {data.get('score')!r}"
    return conclude(split_runs(Run(source, {}, failed), forks), source)


def _find_metrics(result: Mapping[str, Any], place: str, source: str) -> Iterator[tuple[str, str, Mapping[str, Any], str]]:
    """Give each metric that is kept: the benchmark, what it is called unless the unit tells it, its numbers, their place."""
    benchmark = take(result, "benchmark", str, place, source)
    parameters = find(result, "params", dict, place, source) or {}
    metric = _TIMES.get(take(result, "mode", str, place, source), "")
    primary = take(result, "primaryMetric", dict, place, source)
    unit = take(primary, "scoreUnit", str, f"{place}.primaryMetric", source)
    yield _name(benchmark, parameters), metric, primary, f"{source}: {place}.primaryMetric"
    for key, each in (find(result, "secondaryMetrics", dict, place, source) or {}).items():
        where = f"{place}.secondaryMetrics.{key}"
        other = expect(each, dict, where, source)
        if key.strip("·") == _ALLOCATED:
            yield _name(benchmark, parameters), _ALLOCATED, other, f"{source}: {where}"
        elif other.get("scoreUnit") == unit:
            yield _name(f"{benchmark}:{key}", parameters), metric, other, f"{source}: {where}"


def _name(benchmark: str, parameters: Mapping[str, Any]) -> str:
    told = ", ".join(f"{key}={value}" for key, value in sorted(parameters.items()))
    return f"{benchmark} ({told})" if told else benchmark


def _add_forks(forks: dict[int, Found], name: str, metric: str, data: Mapping[str, Any], where: str) -> None:
    """Add the iterations of each fork, or the score to the first."""
    unit = take(data, "scoreUnit", str, "", where)
    rows = [row for row in _read_rows(data, where) if row]
    statistic = Statistic.SAMPLE if rows else Statistic.MEAN
    for fork, row in enumerate(rows or [[data["score"]]]):
        series = make_series(unit, row, f"{where}.rawData[{fork}]" if rows else where, statistic=statistic)
        told = "allocated-bytes" if metric == _ALLOCATED else metric or name_metric(series, unit)
        add(forks.setdefault(fork, {}), name, told, series)


def _read_rows(data: Mapping[str, Any], where: str) -> list[list[Any]]:
    """Give what each fork measured: a number for each of its iterations."""
    raw = find(data, "rawData", list, "", where)
    if raw is not None:
        return [expect(row, list, f"rawData[{fork}]", where) for fork, row in enumerate(raw)]
    histograms = find(data, "rawDataHistogram", list, "", where) or []
    try:
        return [[_average(iteration) for iteration in fork if iteration] for fork in histograms]
    except (TypeError, ValueError, ZeroDivisionError, OverflowError) as flaw:
        raise ReportError(f"is no histogram: {flaw}", where=f"{where}.rawDataHistogram", hint=HINT) from flaw


def _average(histogram: list[tuple[float, int]]) -> float:
    values, counts = zip(*histogram, strict=True)
    return float(sum(map(mul, values, counts)) / sum(counts))
