"""BenchmarkDotNet's JSON (`JsonExporter`: full, brief, compressed).

    {"Title": "…", "HostEnvironmentInfo": {"ProcessorName": "AMD EPYC", "LogicalCoreCount": 16, "Architecture": "X64"},
     "Benchmarks": [{"DisplayInfo": "Sort.Small: DefaultJob", "FullName": "App.Sort.Small",
                     "Statistics": {"OriginalValues": [24.8, 24.5], "Min": 24.5}, "Memory": {"BytesAllocatedPerOperation": 32},
                     "Measurements": [{"IterationMode": "Workload", "IterationStage": "Result", "LaunchIndex": 1, …}]}]}

Nanoseconds. Kept: every value (`OriginalValues`, only in a full report), those of several launches each as an invocation of
its own (`Measurements`); else the minimum, or the median where an old brief report has no minimum; the bytes allocated for an
operation, which are exact; the machine. A benchmark whose statistics are null failed. Where several jobs run one benchmark,
its name has the job behind it, as `DisplayInfo` tells it. Dropped: everything computed, and the measurements of warm-up, pilot
and overhead, which the values are made of.

Dialects: before 0.10 there is no FullName, and namespace, type, method and parameters are the name; ProcessorName may be an
object, and cores are called ProcessorCount.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, TypedDict

from gates.errors import ReportError
from gates.model.benchmarks import BenchmarkReport, Run, Statistic
from gates.model.quantities import Unit
from gates.readers.benchmark_parts import HINT, Found, choose_name, conclude, make_machine, make_series, split_runs
from gates.readers.json import decode, expect, find, take

SPEC = "https://benchmarkdotnet.org/articles/configs/exporters.html (JsonExporter, 0.9 to 0.15)"
_NANOSECONDS, _BYTES = Unit("s", 1e9), Unit("B", 1.0)
_NAME = ("Namespace", "Type", "Method")


class _Statistics(TypedDict, total=False):
    OriginalValues: list[Any] | None
    Min: Any
    Median: Any


class _Benchmark(TypedDict, total=False):
    DisplayInfo: str | None
    Namespace: str | None
    Type: str | None
    Method: str | None
    Parameters: str | None
    FullName: str | None
    Statistics: _Statistics | None
    Memory: dict[str, Any] | None
    Measurements: list[dict[str, Any]] | None


class _Document(TypedDict, total=False):
    HostEnvironmentInfo: dict[str, Any] | None
    Benchmarks: list[_Benchmark]


def sniff(head: bytes) -> bool:
    """Say whether an object holds what BenchmarkDotNet tells of its host."""
    return head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{") and b'"HostEnvironmentInfo"' in head


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> BenchmarkReport:
    """Give the run that a report tells of, or one for each launch. Raises ReportError on anything that is not one."""
    del wanted
    document = expect(decode(chunks, source, _Document), dict, "the document", source)
    benchmarks = [
        expect(each, dict, f"Benchmarks[{at}]", source)
        for at, each in enumerate(take(document, "Benchmarks", list, "", source))
    ]
    names = Counter(map(_name, benchmarks))
    first: Found = {}
    launches = {0: first}
    failed: dict[str, str] = {}
    for at, benchmark in enumerate(benchmarks):
        name = _name(benchmark)
        name = choose_name(
            f"{name} ({_find_job(benchmark)})" if names[name] > 1 else name, lambda own: own in first or own in failed
        )
        if benchmark.get("Statistics") is None:
            failed[name] = "BenchmarkDotNet tells no statistics of it"
        else:
            _add(launches, name, benchmark, f"{source}: Benchmarks[{at}]")
    machine = _read_machine(find(document, "HostEnvironmentInfo", dict, "", source) or {})
    return conclude(split_runs(Run(source, {}, failed, machine=machine), launches), source)


def _name(benchmark: Mapping[str, Any]) -> str:
    if benchmark.get("FullName"):
        return str(benchmark["FullName"])
    parameters = benchmark.get("Parameters")
    name = ".".join(str(benchmark[key]) for key in _NAME if benchmark.get(key))
    return f"{name}({parameters})" if parameters else name


def _find_job(benchmark: Mapping[str, Any]) -> str:
    """Give the job of `Type.Method: Job [parameters]`."""
    return str(benchmark.get("DisplayInfo") or "").partition(": ")[2].partition(" [")[0] or "?"


def _add(launches: dict[int, Found], name: str, benchmark: Mapping[str, Any], where: str) -> None:
    """Add the values of each launch, and to the first what is allocated."""
    statistics = take(benchmark, "Statistics", dict, "", where)
    values = find(statistics, "OriginalValues", list, "Statistics", where)
    statistic = Statistic.SAMPLE if values else Statistic.MINIMUM if "Min" in statistics else Statistic.MEDIAN
    rows = _split_launches(benchmark, where) if values else []
    if len(rows) < 2 or sum(map(len, rows)) != len(values or ()):  # noqa: PLR2004 (one launch needs no splitting)
        rows = [values or [statistics.get("Min", statistics.get("Median"))]]
    for launch, row in enumerate(rows):
        series = make_series(_NANOSECONDS, row, f"{where}.Statistics", statistic=statistic)
        launches.setdefault(launch, {})[name] = {"time": series}
    allocated = (find(benchmark, "Memory", dict, "", where) or {}).get("BytesAllocatedPerOperation")
    if allocated is not None:
        series = make_series(_BYTES, [allocated], f"{where}.Memory", exact=True)
        launches[0][name] = {**launches[0][name], "allocated-bytes": series}


def _split_launches(benchmark: Mapping[str, Any], where: str) -> list[list[float]]:
    """Give the nanoseconds an operation that were measured in each launch."""
    rows: dict[int, list[float]] = {}
    try:
        for each in find(benchmark, "Measurements", list, "", where) or ():
            if each["IterationStage"] == "Result" and each["IterationMode"] == "Workload":
                rows.setdefault(each["LaunchIndex"], []).append(each["Nanoseconds"] / each["Operations"])
        return [row for _, row in sorted(rows.items())]
    except (KeyError, TypeError, ZeroDivisionError, OverflowError) as flaw:
        told = f"lacks {flaw}" if isinstance(flaw, KeyError) else f"is not as its tool writes it: {flaw}"
        raise ReportError(told, where=f"{where}.Measurements", hint=HINT) from flaw


def _read_machine(host: Mapping[str, Any]) -> dict[str, str]:
    cpu = host.get("ProcessorName", "")
    return make_machine(
        {
            "cpu": cpu.get("Value", "") if isinstance(cpu, dict) else cpu,
            "cores": host.get("LogicalCoreCount") or host.get("ProcessorCount") or "",
            "arch": host.get("Architecture") or "",
        }
    )
