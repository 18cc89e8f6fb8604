"""gungraun's and iai-callgrind's JSON (`--output-format=json`, or `--save-summary=json` and the files `summary.json`).

    {"version": "6", "module_path": "bench::group::sort", "id": "small", "profiles": [{"tool": "Callgrind",
     "summaries": {"total": {"summary": {"Callgrind": {"Ir": {"metrics": {"Both": [{"Int": 1734}, {"Int": 1650}]}}}}}}}]}

One object for each benchmark, one a line or indented, with the lines of cargo and of libtest between them. Versions 1 to 6 of
the summary. Kept: what is counted and does not change from run to run: instructions (Ir), reads and writes, and DHAT's
allocations; the estimated cycles with the noise that the layout of a program makes. Dropped: hits, misses and rates of
simulated caches, which move by a tenth where nothing changed, errors of the checkers, and the old counts (of `Both` the
second), since gate has a baseline.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from gates.errors import ReportError
from gates.model.benchmarks import BenchmarkReport, Run
from gates.readers.benchmark_parts import HINT, Found, conclude
from gates.readers.json import find, take
from gates.readers.valgrind import KEYS, NOTHING, add_count

SPEC = "https://github.com/gungraun/gungraun/tree/v0.17.0/gungraun-runner/schemas (versions 1 to 6)"
_START = re.compile(r"^[ \t]*\{", re.MULTILINE)
_END = re.compile(r"\n(?=\n|\{)")
"""Where an object that is not whole ends, as far as anybody can tell: at an empty line, or where another begins."""
_OWN = ('"module_path"', '"benchmark_exe"')


def sniff(head: bytes) -> bool:
    """Say whether a text holds a summary of a benchmark run under Valgrind."""
    return b'"module_path"' in head and b'"benchmark_exe"' in head


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> BenchmarkReport:
    """Give the run that the summaries tell of. Raises ReportError on anything that holds none."""
    del wanted
    found: Found = {}
    failed: dict[str, str] = {}
    for summary in _find_summaries(b"".join(chunks).decode("utf-8-sig", errors="replace"), source):
        name = take(summary, "module_path", str, "", source)
        part = find(summary, "id", str, "", source)
        name = f"{name} {part}" if part else name
        try:
            counts = dict(_read_counts(summary))
        except (AttributeError, KeyError, TypeError, IndexError) as flaw:
            raise ReportError(
                f"its counts are not as gungraun writes them: {flaw}", where=f"{source}: {name}", hint=HINT
            ) from flaw
        for event, count in counts.items():
            add_count(found, name, KEYS[event], count, f"{source}: {name}: {event}")
        if not counts:
            failed[name] = NOTHING
    return conclude([Run(source, found, failed)], source)


def _find_summaries(text: str, source: str) -> Iterator[Mapping[str, Any]]:
    """Give the objects that are summaries; others, such as cargo's messages, are passed over."""
    decoder = json.JSONDecoder()
    at = 0
    while start := _START.search(text, at):
        try:
            value, at = decoder.raw_decode(text, start.end() - 1)
        except (ValueError, RecursionError) as flaw:
            if any(own in _END.split(text[start.start() :], 1)[0] for own in _OWN):
                where = f"{source}:{text.count(chr(10), 0, start.end()) + 1}"
                raise ReportError(f"not well-formed JSON: {flaw}", where=where, hint=HINT) from flaw
            at = start.end()
            continue
        if isinstance(value, dict) and "module_path" in value:
            yield value


def _read_counts(summary: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Give each event that is kept and its new count; of several tools the first that counts it."""
    seen: set[str] = set()
    for events in _find_events(summary):
        for event, told in events.items():
            count = _find_new(told)
            if event in KEYS and event not in seen and count is not None:
                seen.add(event)
                yield event, count


def _find_events(summary: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Give the events of each tool, wherever this version of the summary keeps them."""
    for profile in summary.get("profiles") or ():
        total = profile["summaries"]["total"]["summary"]
        yield from total.values() if isinstance(total, dict) else ()
    callgrind = summary.get("callgrind_summary") or {}
    if "callgrind_run" in callgrind:
        yield callgrind["callgrind_run"]["total"]["summary"]
    for run in callgrind.get("summaries", ()):
        yield run["events"]


def _find_new(told: Mapping[str, Any]) -> Any:
    """Give the new count of an event; None where there is only an old one."""
    if "metrics" not in told:
        return told.get("new")
    metrics = told["metrics"]
    new = metrics["Both"][0] if "Both" in metrics else metrics.get("Left")
    return next(iter(new.values())) if isinstance(new, dict) else new
