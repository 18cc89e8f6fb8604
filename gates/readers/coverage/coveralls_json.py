"""Coveralls JSON: gcovr --coveralls, grcov -t coveralls, and the reporters of Coveralls for many languages.

    {"service_name": "", "source_files": [
       {"name": "lib/a.rb", "source_digest": "4f0c", "coverage": [null, 1, 0], "branches": [2, 0, 0, 4, 2, 0, 1, 0],
        "functions": [{"name": "run", "start": 2, "exec": true}]}]}

Kept: lines, an entry of `coverage` each, from line 1 on, null where there is nothing to run; branches, flat in fours: line,
block, branch, how often it was taken; functions by name. Dropped: digests, sources, and what the report says of the service and
of git.

Dialects: gcovr up to 8.2 writes no branches, gcovr 8.8 does; only grcov's coveralls+ (0.8.12) writes functions. A line that
several functions have is one entry, which gcovr 8.8 counts once for each function in its own summary (19 against 20).
"""

from collections.abc import Iterable, Mapping
from operator import index

from gates.errors import ReportError
from gates.model.coverage import CoverageReport, FileCoverage
from gates.model.probes import gather_texts
from gates.readers.coverage_parts import LINE_LIMIT, begin, conclude, make_file
from gates.readers.json import DAMAGED, decode, expect, take
from gates.readers.paths import normalise
from gates.typed import Any

SPEC = "https://docs.coveralls.io/api-jobs-endpoint"

_FIELDS = 4


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
        path = normalise(take(file, "name", str, place, source))
        lines = take(file, "coverage", list, place, source)
        try:
            parts.add(path, _read_file(lines, file.get("branches") or [], file.get("functions") or []))
        except (KeyError, TypeError, ValueError, AttributeError) as flaw:
            told = f"lacks {flaw}" if isinstance(flaw, KeyError) else f"is not as Coveralls wants it: {flaw}"
            raise ReportError(told, where=f"{source}: {place}", hint=DAMAGED) from flaw
    return conclude(parts, {})


def _read_file(lines: list[Any], branches: list[Any], functions: list[Mapping[str, Any]]) -> FileCoverage:
    hits = {line: count > 0 for line, count in enumerate(lines, 1) if count is not None}
    named: dict[bytes, bool] = {}
    for each in functions:
        name = each["name"].replace("\n", " ").encode(errors="surrogatepass")
        named[name] = named.get(name, False) or each["exec"] > 0
    return make_file(hits, functions=named)._replace(points=gather_texts(_read_branches(branches)))


def _read_branches(branches: list[Any]) -> dict[bytes, bool]:
    """Give the branches by line, block and branch. Raises TypeError, ValueError."""
    if len(branches) % _FIELDS:
        raise ValueError("the branches do not come in fours")
    found: dict[bytes, bool] = {}
    for line, block, branch, taken in zip(*(branches[field::_FIELDS] for field in range(_FIELDS)), strict=True):
        if not 0 < line < LINE_LIMIT:
            raise ValueError(f"{line} is no line number")
        key = b"%d,%d,%d" % (index(line), index(block), index(branch))
        found[key] = found.get(key, False) or taken > 0
    return found
