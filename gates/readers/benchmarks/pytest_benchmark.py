"""pytest-benchmark's JSON (`--benchmark-json`, `--benchmark-save`, the files below `.benchmarks`).

    {"machine_info": {"machine": "x86_64", "cpu": {"brand_raw": "AMD EPYC", "count": 2}}, "commit_info": {"id": "4f2c…"},
     "benchmarks": [{"fullname": "test_a.py::test_sort[10]", "stats": {"min": 1e-06, "data": [1.2e-06, 1e-06]}}],
     "datetime": "2026-11-23T09:40:00+00:00", "version": "5.1.0"}

Seconds. Kept: every round (`data`) where it is there, else the minimum; the machine, the commit and the moment. Dropped: what
is computed of the rounds (`ops` is 1/mean), `extra_info`, and what of the machine changes from day to day, such as
`hz_actual`. `--benchmark-json` always holds the rounds, `--benchmark-save` only with `--benchmark-save-data`.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from gates.model.benchmarks import BenchmarkReport, Run, Statistic
from gates.model.quantities import Unit
from gates.readers.benchmark_parts import Found, add, conclude, make_commit, make_machine, make_series, make_time
from gates.readers.json import decode, expect, find, take

SPEC = "https://pytest-benchmark.readthedocs.io/en/stable/comparing.html"
_SECONDS = Unit("s", 1.0)


def sniff(head: bytes) -> bool:
    """Say whether an object holds the machine and the benchmarks, or at least rounds, as pytest-benchmark writes them."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")
    return start and (b'"machine_info"' in head or (b'"benchmarks"' in head and b'"stats"' in head))


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> BenchmarkReport:
    """Give the run that a report tells of. Raises ReportError on anything that is not one."""
    del wanted
    document = expect(decode(chunks, source), dict, "the document", source)
    found: Found = {}
    failed: dict[str, str] = {}
    for at, each in enumerate(take(document, "benchmarks", list, "", source)):
        place = f"benchmarks[{at}]"
        benchmark = expect(each, dict, place, source)
        name = find(benchmark, "fullname", str, place, source) or take(benchmark, "name", str, place, source)
        stats = find(benchmark, "stats", dict, place, source)
        if not stats:
            failed[name] = "pytest-benchmark tells no statistics of it"
            continue
        rounds = find(stats, "data", list, f"{place}.stats", source)
        values = rounds or [stats.get("min")]
        statistic = Statistic.SAMPLE if rounds else Statistic.MINIMUM
        add(found, name, "time", make_series(_SECONDS, values, f"{source}: {place}.stats", statistic=statistic))
    commit = find(document, "commit_info", dict, "", source) or {}
    run = Run(
        source,
        found,
        failed,
        machine=_read_machine(find(document, "machine_info", dict, "", source) or {}),
        commit=make_commit(commit.get("id")),
        time=make_time(str(document.get("datetime", ""))),
    )
    return conclude([run], source)


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
