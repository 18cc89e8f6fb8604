"""Coveralls JSON: gcovr --coveralls, the coverage reporters of Coveralls for Ruby, JavaScript, PHP and others.

    {"source_files": [{"name": "lib/a.rb", "source_digest": "…", "coverage": [null, 1, 0], "branches": [2, 0, 1, 4]}]}

Kept: lines, an entry each; branches, flat in fours: line, block, branch, how often it was taken. Dropped: digests, sources,
what the report says of the service and of git.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from gates.errors import ReportError
from gates.model.branches import BLOCK_SHIFT, LINE_SHIFT
from gates.model.coverage import CoverageReport, FileCoverage
from gates.model.probes import gather_numbers
from gates.readers.coverage_parts import LINE_LIMIT, begin, conclude, make_file
from gates.readers.json import DAMAGED, decode, expect, find, take
from gates.readers.paths import normalise

SPEC = "https://docs.coveralls.io/api-jobs-endpoint"

_FIELDS = 4
_MOST = 1 << BLOCK_SHIFT


def sniff(head: bytes) -> bool:
    """Say whether an object holds Coveralls' source files."""
    return head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{") and b'"source_files"' in head


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> CoverageReport:
    """Give the coverage that a report for Coveralls tells of. Raises ReportError on anything that is not one."""
    del wanted
    document = expect(decode(chunks, source), dict, "the document", source)
    parts = begin(source)
    for at, file in enumerate(take(document, "source_files", list, "", source)):
        place = f"source_files[{at}]"
        file = expect(file, dict, place, source)
        name = take(file, "name", str, place, source)
        lines = take(file, "coverage", list, place, source)
        branches = find(file, "branches", list, place, source) or []
        try:
            parts.add(normalise(name), _read_file(lines, branches))
        except (TypeError, ValueError) as flaw:
            raise ReportError(f"is not as Coveralls wants it: {flaw}", where=f"{source}: {place}", hint=DAMAGED) from flaw
    return conclude(parts, {})


def _read_file(lines: list[Any], branches: list[Any]) -> FileCoverage:
    hits = {line: count > 0 for line, count in enumerate(lines, 1) if count is not None}
    return make_file(hits)._replace(points=gather_numbers(_read_branches(branches)))


def _read_branches(branches: list[Any]) -> Mapping[int, bool]:
    found: dict[int, bool] = {}
    if len(branches) % _FIELDS:
        raise ValueError("the branches do not come in fours")
    for line, block, branch, taken in zip(*(branches[field::_FIELDS] for field in range(_FIELDS)), strict=True):
        if not (0 < line < LINE_LIMIT and 0 <= block < _MOST and 0 <= branch < _MOST):
            raise ValueError(f"there is no branch {line}, {block}, {branch}")
        key = line << LINE_SHIFT | block << BLOCK_SHIFT | branch
        found[key] = found.get(key, False) or taken > 0
    return found
