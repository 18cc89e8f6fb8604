"""Google Benchmark's JSON (`--benchmark_out=FILE`, `--benchmark_format=json`).

    {"context": {"date": "2026-11-23T09:40:00+00:00", "num_cpus": 2, "library_build_type": "release"}, "benchmarks": [
       {"name": "BM_Sort/8", "run_name": "BM_Sort/8", "run_type": "iteration", "repetition_index": 0, "real_time": 120.5,
        "cpu_time": 120.1, "time_unit": "ns"}]}

Kept: the real time of every repetition, by `run_name`; where only aggregates are told (`--benchmark_report_aggregates_only`)
the median. A benchmark that says `error_occurred`, or was skipped, could not be measured: its time of 0 is none. Dropped: CPU
time, counters, whose direction nobody tells, and the other aggregates, of which mean, stddev and cv are no times of a run and
BigO and RMS no times at all. Versions before 1.5 tell no `run_type`: the name then has the aggregate's behind an underscore.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from gates.model.benchmarks import BenchmarkReport, Run, Statistic
from gates.model.verdict import Note
from gates.readers.benchmark_parts import Found, add, conclude, make_machine, make_series, make_time
from gates.readers.json import decode, expect, find, take

SPEC = "https://github.com/google/benchmark/blob/v1.9.4/docs/user_guide.md (JSON)"
_FITS = ("BigO", "RMS")
"""What is told of a family of benchmarks, and is no time."""
_AGGREGATES = ("mean", "median", "stddev", "cv", "min", "max", *_FITS)


def sniff(head: bytes) -> bool:
    """Say whether an object holds a context of Google Benchmark."""
    return head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{") and b'"context"' in head and b'"num_cpus"' in head


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> BenchmarkReport:
    """Give the run that a report tells of. Raises ReportError on anything that is not one."""
    del wanted
    document = expect(decode(chunks, source), dict, "the document", source)
    told = _Told({}, {}, {}, {}, {})
    for at, each in enumerate(take(document, "benchmarks", list, "", source)):
        _gather(told, expect(each, dict, f"benchmarks[{at}]", source), f"benchmarks[{at}]", source)
    failed = told.failed
    found: Found = {}
    for name, unit in told.units.items():
        values, statistic = told.samples.get(name), Statistic.SAMPLE
        if values is None:
            values, statistic = [told.medians[name]], Statistic.MEDIAN
        if name not in failed:
            add(found, name, "time", make_series(unit, values, f"{source}: {told.places[name]}", statistic=statistic))
    unknown = told.places.keys() - told.units.keys() - failed.keys()
    failed |= dict.fromkeys(unknown, "only aggregates without a median are told of it")
    context = find(document, "context", dict, "", source) or {}
    run = Run(source, found, failed, machine=_read_machine(context), time=make_time(str(context.get("date", ""))))
    debug = Note("debug-build", "the benchmark library is a debug build, which measures something else", source)
    return conclude([run], source, [debug] if context.get("library_build_type") == "debug" else [])


class _Told(NamedTuple):
    """What the entries tell, each by the name of the benchmark."""

    places: dict[str, str]
    """Where it is told of first."""
    units: dict[str, str]
    samples: dict[str, list[Any]]
    medians: dict[str, Any]
    failed: dict[str, str]


def _gather(told: _Told, benchmark: Mapping[str, Any], place: str, source: str) -> None:
    """Add what an entry tells."""
    name = find(benchmark, "run_name", str, place, source) or take(benchmark, "name", str, place, source)
    aggregate = _find_aggregate(benchmark, name)
    if aggregate and "run_name" not in benchmark:
        name = name.removesuffix(f"_{aggregate}")
    if aggregate in _FITS:
        return
    told.places.setdefault(name, place)
    if benchmark.get("error_occurred") or benchmark.get("skipped"):
        words = benchmark.get("error_message") or benchmark.get("skip_message")
        told.failed[name] = str(words or "it says that it failed")
    elif not aggregate:
        told.units[name] = take(benchmark, "time_unit", str, place, source)
        told.samples.setdefault(name, []).append(benchmark.get("real_time"))
    elif aggregate == "median":
        told.units.setdefault(name, take(benchmark, "time_unit", str, place, source))
        told.medians[name] = benchmark.get("real_time")


def _find_aggregate(benchmark: Mapping[str, Any], name: str) -> str:
    """Give what an entry is the aggregate of; empty for a measurement of its own."""
    if "run_type" in benchmark:
        return str(benchmark.get("aggregate_name", "")) if benchmark["run_type"] == "aggregate" else ""
    end = name.rpartition("_")[2]
    return end if end in _AGGREGATES else ""


def _read_machine(context: Mapping[str, Any]) -> dict[str, str]:
    return make_machine({"cores": context.get("num_cpus", "")})
