"""llvm-cov export JSON: clang, rustc (cargo-llvm-cov --json), swift.

    {"data": [{"files": [{"filename": "/repo/a.c", "segments": [[3, 12, 1, true, true, false], [5, 2, 0, false, false, false]],
       "branches": [[4, 7, 4, 12, 1, 0, 0, 0, 4]], "summary": {"lines": {"count": 3, "covered": 2, "percent": 66.6}, …}}],
       "totals": {…}}], "type": "llvm.coverage.json.export", "version": "2.0.1"}

Kept: lines, counted from the segments as llvm-cov itself shows them; branches (each entry is two, true and false) by place;
functions and regions as the summaries count them. Dropped: expansions, MC/DC records, functions' own regions.

llvm-cov's summaries add up functions, its segments show the file (850 against 842 lines where functions share some), and a
branch of a template or macro stands there once for each instantiation. The summary is what `llvm-cov report` prints and what
counts; the difference stands on no line. With -summary-only there are no segments at all, so no line can be named.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any

from gates.errors import ReportError
from gates.model.coverage import CoverageReport, Totals
from gates.model.probes import gather_numbers
from gates.readers.coverage_parts import LINE_LIMIT, Parts, begin, conclude, correct, make_file
from gates.readers.json import DAMAGED, decode, expect, find, take
from gates.readers.paths import normalise

SPEC = "https://github.com/llvm/llvm-project/blob/main/llvm/tools/llvm-cov/CoverageExporterJson.cpp (2.0.1, 3.0.1)"

_KINDS = ("lines", "branches", "functions", "regions")
_SPAN = 1 << 20
Segment = tuple[int, int, int, bool, bool, bool]
"""Line, column, count, whether it has one, whether a region is entered here, whether that is a gap."""


def sniff(head: bytes) -> bool:
    """Say whether an object begins as an export does; its type stands at the end."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start.startswith(b"{"):
        return False
    keys = (b'"filename"', b'"branches"', b'"segments"', b'"expansions"')
    begins = re.match(rb'\{\s*"data"\s*:\s*\[\s*\{\s*"files"', start) is not None
    return b'"llvm.coverage.json.export"' in head or (begins and any(key in head for key in keys))


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> CoverageReport:
    """Give the coverage that an export tells of. Raises ReportError on anything that is not one."""
    document = expect(decode(chunks, source), dict, "the document", source)
    if document.get("type", "llvm.coverage.json.export") != "llvm.coverage.json.export":
        raise ReportError(f"is of the type {document['type']!r}", where=source, hint="export it with llvm-cov export")
    parts = begin(source)
    stated: dict[str, int] = {}
    for index, export in enumerate(take(document, "data", list, "", source)):
        export = expect(export, dict, f"data[{index}]", source)
        for name, count in _read_summary(find(export, "totals", dict, "", source) or {}, "totals", source).items():
            stated[name] = stated.get(name, 0) + count
        for at, file in enumerate(take(export, "files", list, f"data[{index}]", source)):
            place = f"data[{index}].files[{at}]"
            _add(parts, expect(file, dict, place, source), place, wanted)
    if any(totals.lines for totals in parts.unplaced.values()):
        parts.note("totals-only", "holds summaries only, so no line of it can be named")
    return conclude(parts, {name: stated[name] for name in _names(wanted) if name in stated})


def _add(parts: Parts, file: Mapping[str, Any], place: str, wanted: frozenset[str]) -> None:
    path = normalise(take(file, "filename", str, place, parts.source))
    summary = _read_summary(find(file, "summary", dict, place, parts.source) or {}, f"{place}.summary", parts.source)
    segments = find(file, "segments", list, place, parts.source)
    if segments is None:
        parts.unplaced[parts.source, path] = Totals(**summary)
        return
    try:
        coverage = make_file(dict(_count_lines(segments)))
        if "branch" in wanted:
            coverage = coverage._replace(points=gather_numbers(_count_branches(file.get("branches") or [])))
    except (TypeError, ValueError, IndexError, OverflowError) as flaw:
        message = f"its segments and branches are not as llvm-cov writes them: {flaw}"
        raise ReportError(message, where=f"{parts.source}: {place}", hint=DAMAGED) from flaw
    parts.add(path, coverage)
    rest = {name: count for name, count in summary.items() if name.startswith(("functions", "regions"))}
    parts.unplaced[parts.source, path] = Totals(**rest)
    correct(parts, path, {name: summary[name] for name in _names(wanted) if name in summary})


def _names(wanted: frozenset[str]) -> list[str]:
    """Give the fields of Totals that records are read for."""
    kinds = ("lines", "branches") if "branch" in wanted else ("lines",)
    return [f"{kind}{end}" for kind in kinds for end in ("", "_covered")]


def _read_summary(summary: Mapping[str, Any], place: str, source: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for kind in _KINDS:
        counts = find(summary, kind, dict, place, source)
        if counts is not None:
            for field, key in ((kind, "count"), (f"{kind}_covered", "covered")):
                found[field] = max(take(counts, key, int, f"{place}.{kind}", source), 0)
            found[f"{kind}_covered"] = min(found[f"{kind}_covered"], found[kind])
    return found


def _count_lines(segments: list[Segment]) -> Iterator[tuple[int, bool]]:
    """Give each mapped line and whether it ran, by the rules of llvm's LineCoverageStats.

    A line is mapped if a region with a count is entered on it or reaches into it. It ran as often as the region that reaches
    into it, or as the most of those entered on it.
    """
    wrapped: Segment | None = None
    previous = 0
    for line, starts in groupby(segments, key=itemgetter(0)):
        if not previous < line < LINE_LIMIT or line - previous > _SPAN:
            raise ValueError(f"line {line} behind line {previous}")
        if wrapped and wrapped[3] and previous:
            for between in range(previous + 1, line):
                yield between, wrapped[2] > 0
        own = list(starts)
        entered = [segment for segment in own if segment[3] and segment[4] and not any(segment[5:])]
        skipped = not own[0][3] and own[0][4]
        reached = wrapped is not None and wrapped[3]
        if not (skipped and not any(segment[3] and segment[4] for segment in own)) and (reached or entered):
            count = wrapped[2] if wrapped is not None else 0
            yield line, max([count, *(segment[2] for segment in entered)]) > 0
        wrapped, previous = own[-1], line


def _count_branches(branches: list[list[int]]) -> dict[int, bool]:
    """Give the two ways of each branch, numbered by line, column and way; instantiations of one branch are one."""
    found: dict[int, bool] = {}
    for entry in branches:
        line, column = entry[0], entry[1]
        if not 0 < line < LINE_LIMIT:
            raise ValueError(f"{line} is no line number")
        for way, count in enumerate(entry[4:6]):
            number = line << 32 | (column & 0xFFFF) << 16 | (entry[3] & 0x7FFF) << 1 | way
            found[number] = found.get(number, False) or count > 0
    return found
