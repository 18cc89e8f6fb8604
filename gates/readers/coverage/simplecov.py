"""SimpleCov (Ruby): `.resultset.json` of any version, `coverage.json` (simplecov_json_formatter, schema 1.x).

    {"RSpec": {"coverage": {"/repo/lib/a.rb": {"lines": [1, null, 0, "ignored"],
       "branches": {"[:if, 0, 3, 4, 5, 7]": {"[:then, 1, 4, 6, 4, 9]": 1, "[:else, 2, 3, 4, 5, 7]": 0}}}}, "timestamp": 1}}

One entry for each line of the file: how often it ran, null where there is nothing to run. A resultset holds the results of
several commands, and SimpleCov's own rule merges them: a line that one command calls irrelevant and another never ran is
irrelevant (62.72 %; added up naively it is 49.88 %). Kept: lines, branches by place. Dropped: methods, groups, timestamps.

Before 0.18 the array stands where the object with "lines" does; `coverage.json` has "coverage" at the top, and as branches
objects with start_line; 0.18's JSON formatter has "files". "coverage" at the top and arrays that all begin with null are taken
for Codecov's own format, which counts lines from the second entry; --report-format settles it. `.last_run.json` holds a
percentage and nothing to count, and is no report.
"""

import re
from array import array
from collections.abc import Iterable, Iterator, Mapping
from itertools import compress, zip_longest

from gates.errors import ReportError
from gates.model.coverage import CoverageReport, FileCoverage, RepoPath
from gates.model.probes import NOTHING, gather_flags, gather_texts
from gates.readers.coverage_parts import begin, conclude
from gates.readers.json import DAMAGED, decode, expect, take
from gates.readers.paths import normalise
from gates.typed import Any

SPEC = "https://github.com/simplecov-ruby/simplecov/blob/v0.22.0/lib/simplecov/result_merger.rb"

_CODECOV = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*(?:"meta"\s*:\s*\{[^{}]*\}\s*,\s*)?"coverage"\s*:\s*\{')
"""How a report for Codecov begins, whose arrays have null before line 1, where SimpleCov's begin with line 1."""
_FROM_LINE_ONE = re.compile(rb":\s*\[\s*[^\s\]n]")
_PLACE = re.compile(r"\[:?\w+, \d+, (\d{1,9}), \d+, \d+, \d+\]")
_HINT = "give .resultset.json or coverage/coverage.json, which SimpleCov writes beside it"


def sniff(head: bytes) -> bool:
    """Say whether an object holds arrays of hits as SimpleCov writes them, or is its `.last_run.json`."""
    if not head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{") or b'"source_files"' in head:
        return False
    if re.match(rb'\s*\{\s*"result"\s*:\s*\{\s*"(?:line|covered_percent)"', head.removeprefix(b"\xef\xbb\xbf")):
        return True
    if _CODECOV.match(head) and b'"lines"' not in head and not _FROM_LINE_ONE.search(head):
        return False
    return b'"coverage"' in head and re.search(rb'\.\w+"\s*:\s*(?:\{\s*"lines"\s*:\s*)?\[|"filename"\s*:', head) is not None


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> CoverageReport:
    """Give the coverage that SimpleCov tells of. Raises ReportError on anything that is not its result."""
    del wanted
    document = expect(decode(chunks, source), dict, "the document", source)
    if "result" in document and "coverage" not in document["result"]:
        raise ReportError("holds a percentage only, so there is nothing to count", where=source, hint=_HINT)
    hits: dict[RepoPath, bytes] = {}
    branches: dict[RepoPath, dict[bytes, bool]] = {}
    for place, name, file in _find_files(document, source):
        try:
            lines, arms = (file, {}) if isinstance(file, list) else (file["lines"], file.get("branches") or {})
            path = normalise(name)
            told = _read_hits(lines)
            hits[path] = _merge(hits[path], told) if path in hits else told
            for key, ran in _read_branches(arms):
                known = branches.setdefault(path, {})
                known[key] = known.get(key, False) or ran
        except (KeyError, TypeError, ValueError, AttributeError) as flaw:
            detail = f"lacks {flaw}" if isinstance(flaw, KeyError) else f"is not as SimpleCov writes it: {flaw}"
            raise ReportError(detail, where=f"{source}: {place}", hint=DAMAGED) from flaw
    parts = begin(source)
    for path, told in hits.items():
        ids = array("I", compress(range(1, len(told) + 1), told.translate(_RELEVANT)))
        lines = gather_flags(ids, told.translate(_RAN, bytes([_NOTHING])))
        parts.add(path, FileCoverage(lines, points=gather_texts(branches[path]) if path in branches else NOTHING))
    return conclude(parts, {})


_NOTHING, _MISSED, _HIT = range(3)
_RELEVANT = bytes(mark != _NOTHING for mark in range(256))
_RAN = bytes(mark == _HIT for mark in range(256))


def _read_hits(lines: list[Any]) -> bytes:
    """Give a mark for each line: nothing to run, missed, or hit. Raises TypeError."""
    if "ignored" in lines:
        lines = [None if count == "ignored" else count for count in lines]
    return bytes([_NOTHING if count is None else _HIT if count > 0 else _MISSED for count in lines])


def _merge(one: bytes, other: bytes) -> bytes:
    """Give what two commands say of a file together, by SimpleCov's rule: nothing to run beats a line that did not."""
    pairs = zip_longest(one, other, fillvalue=_NOTHING)
    return bytes(_HIT if _HIT in pair else _NOTHING if _NOTHING in pair else _MISSED for pair in pairs)


def _find_files(document: Mapping[str, Any], source: str) -> Iterator[tuple[str, str, Any]]:
    """Give place, name and entry of every file, of every command."""
    if "files" in document:
        for at, file in enumerate(take(document, "files", list, "", source)):
            file = expect(file, dict, f"files[{at}]", source)
            yield f"files[{at}]", take(file, "filename", str, f"files[{at}]", source), file.get("coverage")
        return
    top = "coverage" in document and not isinstance(document["coverage"], list)
    commands = {"": document} if top else document
    for command, result in commands.items():
        result = expect(result, dict, f"[{command!r}]", source)
        for name, file in take(result, "coverage", dict, f"[{command!r}]" if command else "", source).items():
            yield f"{f'[{command!r}].' if command else ''}coverage[{name!r}]", name, file


def _read_branches(branches: Any) -> Iterator[tuple[bytes, bool]]:
    """Give the arms of branches, in either of the two ways to write them."""
    if isinstance(branches, list):
        for index, arm in enumerate(branches):
            if arm["coverage"] != "ignored":
                yield f"{int(arm['start_line'])},{arm['type']}:{arm['end_line']},{index}".encode(), arm["coverage"] > 0
        return
    for condition, arms in branches.items():
        for arm, count in arms.items():
            match = _PLACE.fullmatch(arm)
            if not match:
                raise ValueError(f"{arm[:40]!r} is no branch")
            yield f"{match[1]},{condition},{arm}".replace("\n", " ").encode(errors="surrogatepass"), count > 0
