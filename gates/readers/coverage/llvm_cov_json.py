"""llvm-cov export JSON: clang, rustc (cargo-llvm-cov --json), swift.

    {"data": [{"files": [{"filename": "/repo/a.c", "segments": [[3, 12, 1, true, true, false], [5, 2, 0, false, false, false]],
       "branches": [[4, 7, 4, 12, 1, 0, 0, 0, 4]], "summary": {"lines": {"count": 3, "covered": 2, "percent": 66.6}, …}}],
       "totals": {…}}], "type": "llvm.coverage.json.export", "version": "2.0.1"}

Kept: lines, counted from the segments as llvm-cov itself shows them; branches (each entry is two, true and false) by place;
functions and regions as the summaries count them. Dropped: expansions, MC/DC records, functions' own regions.

llvm-cov's summaries add up functions, its segments, and its LCOV, show the file (4502 against 4593 lines), and a
branch of a template or macro stands there once for each instantiation. The summary is what `llvm-cov report` prints and what
counts; the difference stands on no line. With -summary-only there are no segments at all, so no line can be named.
"""

import re
from array import array
from collections.abc import Iterable, Mapping
from typing import Any, TypedDict

from gates.errors import ReportError
from gates.model.coverage import CoverageReport, FileCoverage, Totals
from gates.model.probes import Probes, gather_flags, gather_numbers
from gates.readers.coverage_parts import LINE_LIMIT, Parts, begin, check_lines, conclude, correct
from gates.readers.json import DAMAGED, decode, expect, find, take
from gates.readers.paths import normalise

SPEC = "https://github.com/llvm/llvm-project/blob/main/llvm/tools/llvm-cov/CoverageExporterJson.cpp (2.0.1, 3.0.1)"

_KINDS = ("lines", "branches", "functions", "regions")
_SPAN = 1 << 20
Segment = tuple[int, int, int, bool, bool, bool]
"""Line, column, count, whether it has one, whether a region is entered here, whether that is a gap."""


class _File(TypedDict, total=False):
    filename: str
    segments: list[tuple[Any, ...]]
    branches: list[list[int]]
    summary: dict[str, Any]


class _Export(TypedDict, total=False):
    files: list[_File]
    totals: dict[str, Any]


class _Document(TypedDict, total=False):
    data: list[_Export]
    type: str


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
    document = expect(decode(chunks, source, _Document), dict, "the document", source)
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
        coverage = FileCoverage(_count_lines(segments))
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


def _count_lines(segments: list[Segment]) -> Probes:
    """Give the mapped lines and whether they ran, by the rules of llvm's LineCoverageStats.

    A line is mapped if a region with a count is entered on it or reaches into it. It ran as often as the region that reaches
    into it (the last segment before the line), or as the most of those entered on it.
    """
    ids, flags = array("I"), bytearray()
    at = count = reaching = 0
    reaches = entered = known = skipped = open_ = False
    told = segments if not segments or len(segments[0]) == len(_END) else list(map(_pad, segments))
    for line, _, hits, has_count, is_entry, is_gap in (*told, _END):
        if line != at:
            if (reaches or entered) and (known or not skipped):
                ids.append(at)
                flags.append(count > 0)
            if not at < line < at + _SPAN and line != LINE_LIMIT:
                raise ValueError(f"line {line} behind line {at}")
            if open_ and line - at > 1 and line != LINE_LIMIT:
                ids.extend(range(at + 1, line))
                flags += bytes([reaching > 0]) * (line - at - 1)
            at, count, reaches, entered, known, skipped = line, reaching, open_, False, False, is_entry and not has_count
        if has_count and is_entry:
            known = True
            if not is_gap:
                entered = True
                count = hits if hits > count else count  # noqa: FURB136 (a call of max costs more than the rest of the loop)
        open_, reaching = has_count, hits
    return check_lines(gather_flags(ids, bytes(flags)))


_END: Segment = (LINE_LIMIT, 0, 0, False, False, False)


def _pad(segment: Segment) -> Segment:
    """Give a segment of an older export, which tells of no gaps, in today's form."""
    line, column, count, has_count, is_entry, *gap = segment
    return line, column, count, has_count, is_entry, any(gap)


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
