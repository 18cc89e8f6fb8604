"""BenchmarkDotNet's JSON (`JsonExporter`: full, brief, compressed).

    {"Title": "…", "HostEnvironmentInfo": {"ProcessorName": "AMD EPYC", "LogicalCoreCount": 16, "RuntimeVersion": ".NET 10"},
     "Benchmarks": [{"FullName": "App.Sort.Small", "Statistics": {"OriginalValues": [24.8, 24.5], "Min": 24.5},
                     "Memory": {"BytesAllocatedPerOperation": 32}}]}

Nanoseconds. Kept: every value (`OriginalValues`, only in a full report) or else the minimum, the median where an old brief
report has no minimum; the bytes allocated for an operation, which are exact; the machine. A benchmark whose statistics are
null failed. Dropped: everything computed, and `Measurements`, which the values are made of. Older versions tell no FullName:
namespace, type, method and parameters are the name then, and ProcessorName may be an object.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from gates.model.benchmarks import BenchmarkReport, Run, Statistic
from gates.model.quantities import Unit
from gates.readers.benchmark_parts import Found, add, conclude, make_machine, make_series
from gates.readers.json import decode, expect, find, take

SPEC = "https://benchmarkdotnet.org/articles/configs/exporters.html (JsonExporter)"
_NANOSECONDS, _BYTES = Unit("s", 1e9), Unit("B", 1.0)
_NAME = ("Namespace", "Type", "Method")


def sniff(head: bytes) -> bool:
    """Say whether an object holds what BenchmarkDotNet tells of its host."""
    return head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{") and b'"HostEnvironmentInfo"' in head


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> BenchmarkReport:
    """Give the run that a report tells of. Raises ReportError on anything that is not one."""
    del wanted
    document = expect(decode(chunks, source), dict, "the document", source)
    found: Found = {}
    failed: dict[str, str] = {}
    for at, each in enumerate(take(document, "Benchmarks", list, "", source)):
        place = f"Benchmarks[{at}]"
        benchmark = expect(each, dict, place, source)
        name = find(benchmark, "FullName", str, place, source) or _name(benchmark)
        statistics = find(benchmark, "Statistics", dict, place, source)
        if not statistics:
            failed[name] = "BenchmarkDotNet tells no statistics of it"
            continue
        values, statistic = _find_values(statistics)
        add(found, name, "time", make_series(_NANOSECONDS, values, f"{source}: {place}.Statistics", statistic=statistic))
        memory = find(benchmark, "Memory", dict, place, source) or {}
        allocated = memory.get("BytesAllocatedPerOperation")
        if allocated is not None:
            add(found, name, "allocated-bytes", make_series(_BYTES, [allocated], f"{source}: {place}.Memory", exact=True))
    host = find(document, "HostEnvironmentInfo", dict, "", source) or {}
    return conclude([Run(source, found, failed, machine=_read_machine(host))], source)


def _find_values(statistics: Mapping[str, Any]) -> tuple[list[Any], Statistic]:
    values = statistics.get("OriginalValues")
    if isinstance(values, list) and values:
        return values, Statistic.SAMPLE
    if "Min" in statistics:
        return [statistics["Min"]], Statistic.MINIMUM
    return [statistics.get("Median")], Statistic.MEDIAN


def _name(benchmark: Mapping[str, Any]) -> str:
    parameters = benchmark.get("Parameters")
    name = ".".join(str(benchmark[key]) for key in _NAME if benchmark.get(key))
    return f"{name}({parameters})" if parameters else name


def _read_machine(host: Mapping[str, Any]) -> dict[str, str]:
    cpu = host.get("ProcessorName", "")
    return make_machine(
        {
            "cpu": cpu.get("Value", "") if isinstance(cpu, dict) else cpu,
            "cores": host.get("LogicalCoreCount") or host.get("ProcessorCount") or "",
            "runtime": host.get("RuntimeVersion") or host.get("ClrVersion") or "",
        }
    )
