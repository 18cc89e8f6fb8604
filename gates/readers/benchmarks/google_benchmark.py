"""Google Benchmark's JSON (`--benchmark_out=FILE`, `--benchmark_format=json`).

    {"context": {"date": "2026-11-23T09:40:00+00:00", "num_cpus": 2, "library_build_type": "release"}, "benchmarks": [
       {"name": "BM_Sort/8", "family_index": 0, "run_name": "BM_Sort/8", "run_type": "iteration", "repetition_index": 0,
        "real_time": 120.5, "cpu_time": 120.1, "time_unit": "ns"}]}

Kept: the real time of every repetition, by `run_name`; where only aggregates are told (`--benchmark_report_aggregates_only`)
the median. A benchmark with an error in any repetition could not be measured: its time of 0 is none; one that was skipped with
a message was left out. Of several of one name that were registered apart the second is called `name #2`. Dropped: CPU time;
counters, whose direction nobody tells, or which repeat the time (`items_per_second`); and the other aggregates, of which mean,
stddev and cv are no times of a run and BigO and RMS no times at all.

Dialects: before 1.5 there is no `run_type`, and the name ends in the aggregate's; before 1.5.1 the date has no zone and is not
used. `NaN` and `Infinity`, which are no JSON, stand where a counter or the cv of zeros is none.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, TypedDict

from gates.errors import ReportError
from gates.model.benchmarks import BenchmarkReport, Run, Series, Statistic
from gates.model.verdict import Note
from gates.readers.benchmark_parts import HINT, Found, choose_name, conclude, make_machine, make_series, make_time
from gates.readers.json import decode, expect, find, take

SPEC = "https://github.com/google/benchmark/blob/v1.9.4/docs/user_guide.md (JSON)"
_FITS = ("BigO", "RMS")
"""What is told of a family of benchmarks, and is no time."""
_AGGREGATES = ("mean", "median", "stddev", "cv", *_FITS)
_NO_NUMBER = re.compile(rb'(": )-?(?:NaN|Infinity)(?=,?\r?\n)')
"""At the end of a line, where no text can have it, since a text ends in a quotation mark."""


class _Entry(TypedDict, total=False):
    name: str
    run_name: str
    family_index: int
    per_family_instance_index: int
    run_type: str
    aggregate_name: str
    error_occurred: bool
    error_message: str
    skipped: bool
    real_time: Any
    time_unit: str


class _Document(TypedDict, total=False):
    context: dict[str, Any]
    benchmarks: list[_Entry]


_Key = tuple[str, int | None, int | None]
"""The name of a benchmark and what the library numbers it with."""
_Group = dict[str, list[Mapping[str, Any]]]
"""The entries of one benchmark, by what they are the aggregate of; empty for measurements."""


def sniff(head: bytes) -> bool:
    """Say whether an object holds a context of Google Benchmark."""
    return head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{") and b'"context"' in head and b'"num_cpus"' in head


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> BenchmarkReport:
    """Give the run that a report tells of. Raises ReportError on anything that is not one."""
    del wanted
    data = b"".join(chunks)
    if b"NaN" in data or b"Infinity" in data:
        data = _NO_NUMBER.sub(rb"\1null", data)
    document = expect(decode([data], source, _Document), dict, "the document", source)
    found: Found = {}
    failed: dict[str, str] = {}
    skipped: set[str] = set()
    for key, (place, group) in _group(take(document, "benchmarks", list, "", source), source).items():
        name = choose_name(key[0], lambda own: own in found or own in failed or own in skipped)
        entries = [entry for part in group.values() for entry in part]
        errors = [entry for entry in entries if entry.get("error_occurred")]
        if errors:
            failed[name] = str(errors[0].get("error_message") or "it says that it failed")
        elif all(entry.get("skipped") for entry in entries):
            skipped.add(name)
        else:
            found[name] = {"time": _make_time(group, place, source)}
    context = find(document, "context", dict, "", source) or {}
    machine = make_machine({"cores": context.get("num_cpus", "")})
    date = str(context.get("date", ""))
    run = Run(source, found, failed, frozenset(skipped), machine, time=make_time(date) if "T" in date else "")
    debug = Note("debug-build", "the benchmark library is a debug build, which measures something else", source)
    return conclude([run], source, [debug] if context.get("library_build_type") == "debug" else [])


def _group(entries: list[Any], source: str) -> dict[_Key, tuple[str, _Group]]:
    """Give the benchmarks, by name and by what the library numbers them with, each with its place and its entries."""
    groups: dict[_Key, tuple[str, _Group]] = {}
    for at, each in enumerate(entries):
        place = f"benchmarks[{at}]"
        entry = expect(each, dict, place, source)
        name = find(entry, "run_name", str, place, source) or take(entry, "name", str, place, source)
        aggregate = _find_aggregate(entry, name)
        if aggregate in _FITS:
            continue
        if aggregate and "run_name" not in entry:
            name = name.removesuffix(f"_{aggregate}")
        family = find(entry, "family_index", int, place, source)
        key = (name, family, find(entry, "per_family_instance_index", int, place, source))
        groups.setdefault(key, (place, {}))[1].setdefault(aggregate, []).append(entry)
    return groups


def _find_aggregate(entry: Mapping[str, Any], name: str) -> str:
    """Give what an entry is the aggregate of; empty for a measurement of its own."""
    if "run_type" in entry:
        return str(entry.get("aggregate_name", "")) if entry["run_type"] == "aggregate" else ""
    end = name.rpartition("_")[2]
    return end if end in _AGGREGATES else ""


def _make_time(group: _Group, place: str, source: str) -> Series:
    """Give the times of the repetitions that measured anything, or their median."""
    statistic = Statistic.SAMPLE if "" in group else Statistic.MEDIAN
    entries = [entry for entry in group.get("") or group.get("median") or () if not entry.get("skipped")]
    units = {take(entry, "time_unit", str, place, source) for entry in entries}
    if len(units) != 1:
        raise ReportError("tells neither repetitions nor a median in one unit", where=f"{source}: {place}", hint=HINT)
    values = [entry.get("real_time") for entry in entries]
    return make_series(units.pop(), values, f"{source}: {place}", statistic=statistic)
