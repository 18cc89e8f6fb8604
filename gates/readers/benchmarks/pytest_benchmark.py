"""pytest-benchmark's JSON (`--benchmark-json`, `--benchmark-save`, the files below `.benchmarks`).

    {"machine_info": {"machine": "x86_64", "cpu": {"brand_raw": "AMD EPYC", "count": 2}}, "commit_info": {"id": "4f2c…"},
     "benchmarks": [{"fullname": "test_a.py::test_sort[10]", "stats": {"min": 1e-06, "data": [1.2e-06, 1e-06]}}],
     "datetime": "2026-11-23T09:40:00+00:00", "version": "5.1.0"}

Seconds. Kept: every round (`data`) where it is there, else the minimum; the machine, the commit and the moment (UTC, in 3.x
without saying so). Dropped: what is computed of the rounds (`ops` is 1/mean), `extra_info`, and what of the machine changes
from day to day, such as `hz_actual`. `--benchmark-json` always holds the rounds, `--benchmark-save` only with
`--benchmark-save-data`. Benchmarks that failed are not in the report; they are missing.
"""

from collections.abc import Iterable, Mapping
from typing import Any, TypedDict

from gates.model.benchmarks import BenchmarkReport, Run, Series, Statistic
from gates.model.quantities import Unit
from gates.readers.benchmark_parts import Found, choose_name, conclude, make_commit, make_machine, make_series, make_time
from gates.readers.json import decode, expect, find, take

SPEC = "https://pytest-benchmark.readthedocs.io/en/stable/comparing.html (pytest-benchmark 3.0 to 5.3)"
_SECONDS = Unit("s", 1.0)


class _Stats(TypedDict, total=False):
    min: Any
    data: list[float] | None


class _Benchmark(TypedDict, total=False):
    name: str
    fullname: str | None
    stats: _Stats


class _Document(TypedDict, total=False):
    machine_info: dict[str, Any] | None
    commit_info: dict[str, Any] | None
    benchmarks: list[_Benchmark]
    datetime: Any


def sniff(head: bytes) -> bool:
    """Say whether an object holds the machine and the benchmarks, or at least rounds, as pytest-benchmark writes them."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")
    return start and (b'"machine_info"' in head or (b'"benchmarks"' in head and b'"stats"' in head))


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> BenchmarkReport:
    """Give the run that a report tells of. Raises ReportError on anything that is not one."""
    del wanted
    document = expect(decode(chunks, source, _Document), dict, "the document", source)
    found: Found = {}
    for at, each in enumerate(take(document, "benchmarks", list, "", source)):
        place = f"benchmarks[{at}]"
        benchmark = expect(each, dict, place, source)
        name = find(benchmark, "fullname", str, place, source) or take(benchmark, "name", str, place, source)
        found[choose_name(name, found.__contains__)] = {"time": _make_time(benchmark, place, source)}
    commit = find(document, "commit_info", dict, "", source) or {}
    run = Run(
        source,
        found,
        machine=_read_machine(find(document, "machine_info", dict, "", source) or {}),
        commit=make_commit(commit.get("id")),
        time=make_time(str(document.get("datetime", ""))),
    )
    return conclude([run], source)


def _make_time(benchmark: dict[str, Any], place: str, source: str) -> Series:
    stats = take(benchmark, "stats", dict, place, source)
    rounds = find(stats, "data", list, f"{place}.stats", source)
    statistic = Statistic.SAMPLE if rounds else Statistic.MINIMUM
    return make_series(_SECONDS, rounds or [stats.get("min")], f"{source}: {place}.stats", statistic=statistic)


def _read_machine(info: Mapping[str, Any]) -> dict[str, str]:
    cpu = info.get("cpu")
    cpu = cpu if isinstance(cpu, dict) else {}
    return make_machine(
        {
            "cpu": cpu.get("brand_raw", cpu.get("brand", "")),
            "cores": cpu.get("count", ""),
            "arch": info.get("machine", ""),
            "os": str(info.get("system", "")).lower(),
        }
    )
