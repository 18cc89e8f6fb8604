"""coverage.py JSON (`coverage json`), and slipcover, which writes the same.

    {"meta": {"format": 3, "version": "7.6.1", "branch_coverage": true},
     "files": {"src/a.py": {"executed_lines": [1, 2], "missing_lines": [4], "excluded_lines": [],
       "executed_branches": [[2, 3]], "missing_branches": [[2, 4]],
       "summary": {"covered_lines": 2, "num_statements": 3, "covered_branches": 1, "num_branches": 2}}},
     "totals": {"covered_lines": 2, "num_statements": 3, "covered_branches": 1, "num_branches": 2}}

Kept: lines, branches by the line they leave and where they go (named as in the Cobertura XML of the same tool, so that both
merge exactly). Dropped: contexts, excluded lines, functions and classes of format 3 (the same lines again), percentages.

Where the lists differ from a file's summary, the summary is what `coverage report` prints and what counts: coverage.py 5.5 to
7.2 list docstrings of classes as executed lines (536 against 533), 7.17 counts branches of lines that never ran without
listing them (1796 against 1800), and 5.5 lists no branches at all. Such a difference cannot be put on a line.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, TypedDict

from gates.errors import ReportError
from gates.model.branches import UNCOUNTED, Counted
from gates.model.coverage import CoverageReport, FileCoverage
from gates.model.probes import gather_split
from gates.readers.coverage_parts import Parts, begin, check_lines, conclude, correct
from gates.readers.json import DAMAGED, decode, expect, find, take
from gates.readers.paths import normalise

SPEC = "https://coverage.readthedocs.io/en/7.6.1/commands/cmd_json.html"

_TOTALS = {
    "lines": "num_statements",
    "lines_covered": "covered_lines",
    "branches": "num_branches",
    "branches_covered": "covered_branches",
}


class _File(TypedDict, total=False):
    executed_lines: list[int]
    missing_lines: list[int]
    summary: dict[str, Any]


class _BranchFile(_File, total=False):
    executed_branches: list[tuple[int, int]]
    missing_branches: list[tuple[int, int]]


class _Lines(TypedDict, total=False):
    files: dict[str, _File]
    totals: dict[str, Any]


class _Branches(TypedDict, total=False):
    files: dict[str, _BranchFile]
    totals: dict[str, Any]


def sniff(head: bytes) -> bool:
    """Say whether an object begins with "meta" and names coverage.py's lists of lines, or has no file at all."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start.startswith(b"{") or b'"meta"' not in head:
        return False
    return b'"executed_lines"' in head or (b'"show_contexts"' in head and b'"files"' in head)


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> CoverageReport:
    """Give the coverage that coverage.py tells of. Raises ReportError on anything that is not its JSON."""
    schema = _Branches if "branch" in wanted else _Lines
    document = expect(decode(chunks, source, schema), dict, "the document", source)
    parts = begin(source)
    for name, file in take(document, "files", dict, "", source).items():
        _add(parts, name, expect(file, dict, f"files[{name!r}]", source), branches="branch" in wanted)
    stated = _read_totals(find(document, "totals", dict, "", source) or {}, "totals", source)
    return conclude(parts, {name: count for name, count in stated.items() if "branch" in wanted or name.startswith("line")})


def _add(parts: Parts, name: str, file: Mapping[str, Any], *, branches: bool) -> None:
    place = f"files[{name!r}]"
    path = normalise(name)
    executed = take(file, "executed_lines", list, place, parts.source)
    missing = take(file, "missing_lines", list, place, parts.source)
    try:
        lines = check_lines(gather_split(executed, missing))
        parts.add(path, FileCoverage(lines, counted=_read_branches(file) if branches else UNCOUNTED))
    except (TypeError, ValueError, OverflowError) as flaw:
        message = f"its lines and branches are not lists of line numbers: {flaw}"
        raise ReportError(message, where=f"{parts.source}: {place}", hint=DAMAGED) from flaw
    summary = _read_totals(find(file, "summary", dict, place, parts.source) or {}, f"{place}.summary", parts.source)
    correct(parts, path, {key: count for key, count in summary.items() if branches or key.startswith("line")})


def _read_branches(file: Mapping[str, Any]) -> Counted:
    """Give a row for each line that branches leave; where they go names them, `exit` for the end of a function."""
    missed = file.get("missing_branches") or ()
    taken = Counter([start for start, _ in file.get("executed_branches") or ()])
    left = Counter([start for start, _ in missed])
    lines = array("I", sorted(taken.keys() | left.keys()))
    if not lines:
        return UNCOUNTED
    low = array("I", map(taken.__getitem__, lines))
    numbers = array("I", bytes(len(lines) * 4 * lines.itemsize))
    numbers[0::4], numbers[2::4], numbers[3::4] = lines, low, low
    numbers[1::4] = array("I", map(int.__add__, low, map(left.__getitem__, lines)))
    partial = taken.keys() & left.keys()
    names: dict[int, list[bytes]] = defaultdict(list)
    for start, end in missed if partial else ():
        if start in partial:
            names[start].append(b"exit" if end < 0 else b"%d" % end)
    missing = b"\n".join([b",".join(names[line]) if line in partial else b"" for line in lines]) if partial else b""
    return Counted(numbers, missing or b"\n" * (len(lines) - 1))


def _read_totals(totals: Mapping[str, Any], place: str, source: str) -> dict[str, int]:
    found = {name: find(totals, key, int, place, source) for name, key in _TOTALS.items()}
    return {name: count for name, count in found.items() if count is not None}
