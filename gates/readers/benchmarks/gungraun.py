"""gungraun's and iai-callgrind's JSON (`--output-format=json`, or `--save-summary=json` and the files `summary.json`).

    {"version": "6", "module_path": "bench::group::sort", "id": "small", "profiles": [{"tool": "Callgrind",
     "summaries": {"total": {"summary": {"Callgrind": {"Ir": {"metrics": {"Both": [{"Int": 1734}, {"Int": 1650}]}}}}}}}]}

One object for each benchmark, one a line or indented, with the lines of cargo and of libtest between them. Kept: what is
counted and does not change from run to run: instructions (Ir), reads and writes, and DHAT's allocations; the estimated cycles
with the noise that the layout of a program makes. Of all processes and threads of a benchmark the total. Of several tools that
count the same the first. A benchmark of which nothing is kept, such as one under Memcheck, could not be measured. Dropped:
hits, misses and rates of simulated caches, which move where nothing changed, errors of the checkers, and the old counts (of
`Both` the second), since gate has a baseline.

Dialects, by `version`: 4 to 6 (iai-callgrind 0.15, gungraun 0.16 and later) as above, in 4 and 5 without `Int`; 3 has
`callgrind_summary` and `tool_summaries`; 1 and 2 have a list with the counts of each process, and DHAT's as texts, which are
dropped.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping

from gates.errors import ReportError
from gates.model.benchmarks import BenchmarkReport, Run
from gates.readers.benchmark_parts import HINT, Found, choose_name, conclude
from gates.readers.console import read_lines
from gates.readers.json import find, take
from gates.readers.valgrind import KEYS, NOTHING, make_count
from gates.typed import Any

SPEC = "https://github.com/gungraun/gungraun/tree/v0.17.0/gungraun-runner/schemas (versions 1 to 6)"
_START = re.compile(r"^[ \t]*\{", re.MULTILINE)
_OWN = ('"module_path"', '"benchmark_exe"', '"package_dir"', '"baselines"')
_END = re.compile(r"\n(?=\n|\{)")
"""Where an object that is not whole ends, as far as anybody can tell: at an empty line, or where another begins."""
_NEAR = 1 << 12
"""How far into a broken object it is looked for what shows that it was a summary; the names stand at its beginning."""
_REST = len("false")
"""How much may be left of a text behind the fault, at most, if the text was cut off there."""
_NEWEST = 6


def sniff(head: bytes) -> bool:
    """Say whether a text holds a summary of a benchmark run under Valgrind."""
    return b'"module_path"' in head and b'"benchmark_exe"' in head


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> BenchmarkReport:
    """Give the run that the summaries tell of. Raises ReportError on anything that holds none."""
    del wanted
    found: Found = {}
    failed: dict[str, str] = {}
    for summary in _find_summaries("\n".join(read_lines(chunks)), source):
        name = take(summary, "module_path", str, "", source)
        part = find(summary, "id", str, "", source)
        name = choose_name(f"{name} {part}" if part else name, lambda own: own in found or own in failed)
        where = f"{source}: {name}"
        _check_version(summary.get("version"), where)
        try:
            counts = _read_counts(summary)
        except (AttributeError, KeyError, TypeError, IndexError, StopIteration) as flaw:
            raise ReportError(f"its counts are not as gungraun writes them: {flaw}", where=where, hint=HINT) from flaw
        if counts:
            found[name] = {KEYS[key].metric: make_count(KEYS[key], count, f"{where}: {key}") for key, count in counts.items()}
        else:
            failed[name] = NOTHING
    return conclude([Run(source, found, failed)], source)


def _check_version(version: object, where: str) -> None:
    if not isinstance(version, str) or not version.isdecimal() or not 1 <= int(version) <= _NEWEST:
        hint = f"versions 1 to {_NEWEST} are; is there a newer gate?"
        raise ReportError(f"version {version!r} of the summary is not known", where=where, hint=hint, id_="report-version")


def _find_summaries(text: str, source: str) -> Iterator[Mapping[str, Any]]:
    """Give the objects that are summaries; others, such as cargo's messages, are passed over."""
    decoder = json.JSONDecoder()
    text = text.rstrip()
    at = 0
    while start := _START.search(text, at):
        try:
            value, at = decoder.raw_decode(text, start.end() - 1)
        except (ValueError, RecursionError) as flaw:
            if _is_summary(text, start.start(), flaw):
                where = f"{source}:{text.count(chr(10), 0, start.end()) + 1}"
                raise ReportError(f"not well-formed JSON: {getattr(flaw, 'msg', flaw)}", where=where, hint=HINT) from flaw
            at = start.end()
            continue
        if isinstance(value, dict) and "module_path" in value:
            yield value


def _is_summary(text: str, start: int, flaw: Exception) -> bool:
    """Say whether an object that is not whole was one of a benchmark, or may have been, since the text ends in it."""
    begun = _END.split(text[start : start + _NEAR], 1)[0]
    at = flaw.pos if isinstance(flaw, json.JSONDecodeError) else 0
    is_cut = len(text) - at < _REST or (at > 0 and str(flaw).startswith("Unterminated string"))
    return is_cut or any(own in begun for own in _OWN)


def _read_counts(summary: Mapping[str, Any]) -> dict[str, Any]:
    """Give the new counts of the events that are kept."""
    counts: dict[str, Any] = {}
    for events in _find_events(summary):
        new = {event: _find_new(events[event]) for event in KEYS if event in events}
        counts = {event: count for event, count in new.items() if count is not None} | counts
    return counts


def _find_events(summary: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Give the events of each tool, wherever this version of the summary keeps them."""
    callgrind = summary.get("callgrind_summary") or {}
    if "callgrind_run" in callgrind:
        yield callgrind["callgrind_run"]["total"]["summary"]
    if "summaries" in callgrind:
        yield _add_up([run["events"] for run in callgrind["summaries"]])
    totals = [each["summaries"]["total"]["summary"] for each in summary.get("profiles") or ()]
    tools = [each["summaries"] for each in summary.get("tool_summaries") or ()]
    totals += [each["total"] for each in tools if isinstance(each, dict)]
    for total in totals:
        yield from total.values() if isinstance(total, dict) else ()


def _add_up(processes: list[Mapping[str, Any]]) -> dict[str, Any]:
    """Give the events of all processes as those of one."""
    counts = {key: [each[key]["new"] for each in processes if each.get(key, {}).get("new") is not None] for key in KEYS}
    return {key: {"new": sum(new) if new else None} for key, new in counts.items()}


def _find_new(told: Mapping[str, Any]) -> Any:
    """Give the new count of an event; None where there is only an old one."""
    if "metrics" not in told:
        return told["new"]
    metrics = told["metrics"]
    new = metrics["Both"][0] if "Both" in metrics else metrics.get("Left")
    return next(iter(new.values())) if isinstance(new, dict) else new
