"""JMH's JSON (`-rf json`).

    [{"jmhVersion": "1.37", "benchmark": "org.app.Sort.small", "mode": "avgt", "params": {"n": "10"}, "jdkVersion": "21",
      "primaryMetric": {"score": 2.1, "scoreError": 0.1, "scoreUnit": "us/op", "rawData": [[2.1, 2.2], [2.0, 2.1]]},
      "secondaryMetrics": {"gc.alloc.rate.norm": {"score": 96.0, "scoreUnit": "B/op", "rawData": [[96.0]]}}}]

Kept: every iteration (`rawData`), each fork as an invocation of its own, since the iterations of one fork share its fate
(Georges, Buytaert, Eeckhout, OOPSLA 2007); where there is only a histogram (`mode` sample) the score, which is the mean. The
unit gives metric and direction: so many operations in a time (mode thrpt) are a throughput, more of which is better; a time
for an operation (avgt) is a time; sample and ss are times of their own. Parameters are part of the name. Of the secondary
metrics the bytes allocated for an operation; dropped: the others, errors and percentiles. A score that is no number could not
be measured.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from gates.model.benchmarks import BenchmarkReport, Run, Statistic
from gates.readers.benchmark_parts import Found, add, conclude, make_machine, make_series, name_metric
from gates.readers.json import decode, expect, find, take

SPEC = "https://github.com/openjdk/jmh/blob/1.37/jmh-core/src/main/java/org/openjdk/jmh/results/format/JSONResultFormat.java"
_TIMES = {"sample": "sample-time", "ss": "single-shot-time"}
_ALLOCATED = "gc.alloc.rate.norm"


def sniff(head: bytes) -> bool:
    """Say whether an array holds results of JMH."""
    return head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"[") and b'"primaryMetric"' in head


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> BenchmarkReport:
    """Give a run for each fork that a report tells of. Raises ReportError on anything that is not one."""
    del wanted
    forks: dict[int, Found] = {}
    failed: dict[str, str] = {}
    machine: dict[str, str] = {}
    for at, each in enumerate(expect(decode(chunks, source), list, "the document", source)):
        place = f"[{at}]"
        result = expect(each, dict, place, source)
        name = _name(take(result, "benchmark", str, place, source), find(result, "params", dict, place, source) or {})
        mode = take(result, "mode", str, place, source)
        primary = take(result, "primaryMetric", dict, place, source)
        if not isinstance(primary.get("score"), (int, float)):
            failed[name] = f"its score is {primary.get('score')!r}"
            continue
        _add_forks(forks, name, _TIMES.get(mode, ""), primary, f"{source}: {place}.primaryMetric")
        others = find(result, "secondaryMetrics", dict, place, source) or {}
        for key in (key for key in others if key.strip("·") == _ALLOCATED):
            _add_forks(forks, name, "allocated-bytes", expect(others[key], dict, place, source), f"{source}: {place}.{key}")
        machine |= make_machine({"jdk": f"{result.get('vmName', '')} {result.get('jdkVersion', '')}".strip()})
    runs = [
        Run(source if fork == 0 else f"{source}#{fork + 1}", found, failed if fork == 0 else {}, machine=machine)
        for fork, found in sorted(forks.items())
    ]
    return conclude(runs or [Run(source, {}, failed)], source)


def _name(benchmark: str, parameters: Mapping[str, Any]) -> str:
    told = ", ".join(f"{key}={value}" for key, value in sorted(parameters.items()))
    return f"{benchmark} ({told})" if told else benchmark


def _add_forks(forks: dict[int, Found], name: str, metric: str, data: Mapping[str, Any], where: str) -> None:
    unit = take(data, "scoreUnit", str, "", where)
    raw = data.get("rawData")
    rows = [row for row in raw if row] if isinstance(raw, list) else []
    if not rows:
        series = make_series(unit, [data.get("score")], where, statistic=Statistic.MEAN)
        add(forks.setdefault(0, {}), name, metric or name_metric(series, unit), series)
    for fork, row in enumerate(rows):
        samples = expect(row, list, f"rawData[{fork}]", where)
        series = make_series(unit, samples, f"{where}.rawData[{fork}]")
        add(forks.setdefault(fork, {}), name, metric or name_metric(series, unit), series)
