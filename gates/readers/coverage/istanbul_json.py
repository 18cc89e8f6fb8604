"""Istanbul's coverage-final.json: nyc, jest, vitest, c8, karma, Cypress, solidity-coverage.

    {"/repo/src/a.js": {"path": "/repo/src/a.js",
      "statementMap": {"0": {"start": {"line": 1, "column": 0}, "end": {"line": 1, "column": 9}}}, "s": {"0": 1},
      "fnMap": {"0": {"name": "f", "loc": {"start": {"line": 3, "column": 0}, "end": {"line": 5, "column": 1}}}}, "f": {"0": 0},
      "branchMap": {"0": {"type": "if", "locations": [{…}, {…}], "loc": {…}}}, "b": {"0": [1, 0]}}}

Kept: statements by where they begin; lines, which are where statements begin, and ran if any that begins there did (this is
istanbul's own figure of lines); functions by name and place; branches by kind, place and arm, so that shards of one build
merge exactly whatever their ids. Dropped: source maps, hashes, line maps ("l") that some tools add: istanbul itself counts
lines from statements (27 against the 45 of solidity-coverage's map).

Dialects: c8 and vitest with V8 make a statement of every physical line, comments too, so their figures are not those of
istanbul's own instrumenter. Statements and branches marked `skip` (istanbul 0.4's ignore hints) count as run.
"""

from array import array
from collections.abc import Iterable, Mapping
from typing import Any, TypedDict

from gates.errors import ReportError
from gates.model.coverage import CoverageReport, FileCoverage, number_statements
from gates.model.probes import NOTHING, gather, gather_texts
from gates.readers.coverage_parts import LINE_LIMIT, begin, check_lines, conclude
from gates.readers.json import DAMAGED, decode, expect
from gates.readers.paths import normalise

SPEC = "https://github.com/gotwarlost/istanbul/blob/master/coverage.json.md"


class _Spot(TypedDict, total=False):
    line: Any
    column: Any


class _Start(TypedDict, total=False):
    start: _Spot


class _Span(_Start, total=False):
    end: _Spot
    skip: bool


class _Statement(_Start, total=False):
    skip: bool


class _Function(TypedDict, total=False):
    name: Any
    decl: _Start
    loc: _Start
    skip: bool


class _Branch(TypedDict, total=False):
    type: Any
    line: Any
    loc: _Span
    locations: list[_Span]


class _File(TypedDict, total=False):
    path: str
    statementMap: dict[str, _Statement]
    s: dict[str, Any]
    fnMap: dict[str, _Function]
    f: dict[str, Any]
    branchMap: dict[str, _Branch]
    b: dict[str, list[Any]]


def sniff(head: bytes) -> bool:
    """Say whether an object holds istanbul's maps."""
    return head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{") and (
        b'"statementMap"' in head or (b'"branchMap"' in head and b'"fnMap"' in head)
    )


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> CoverageReport:
    """Give the coverage that istanbul's maps tell of. Raises ReportError on anything that is not made of them."""
    parts = begin(source)
    for name, file in expect(decode(chunks, source, dict[str, _File]), dict, "the document", source).items():
        where = f"{source}: [{name!r}]"
        try:
            parts.add(normalise(file.get("path") or name), _read_file(file, wanted))
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as flaw:
            told = f"lacks {flaw}" if isinstance(flaw, KeyError) else f"is not as istanbul writes it: {flaw}"
            raise ReportError(told, where=where, hint=DAMAGED) from flaw
    return conclude(parts, {})


def _read_file(file: Mapping[str, Any], wanted: frozenset[str]) -> FileCoverage:
    places, hits = file["statementMap"], file["s"]
    starts = [place["start"] for place in places.values()]
    numbers = [number_statements(start["line"], start["column"] or 0) for start in starts]
    ran = [hits[id_] > 0 for id_ in places]
    if any("skip" in place for place in places.values()):
        ran = [each or place.get("skip", False) for each, place in zip(ran, places.values(), strict=True)]
    if len(set(numbers)) < len(numbers):
        numbers = _tell_apart(numbers)
    return FileCoverage(
        check_lines(gather(array("I", [start["line"] for start in starts]), ran)),
        points=gather_texts(_read_branches(file)) if "branch" in wanted else NOTHING,
        functions=gather_texts(_read_functions(file)) if "function" in wanted else NOTHING,
        statements=gather(array("Q", numbers), ran) if "statement" in wanted else NOTHING,
    )


def _tell_apart(numbers: list[int]) -> list[int]:
    """Give the numbers of statements, of which those that begin at one place get an index of their own."""
    seen: set[int] = set()
    apart = []
    for number in numbers:
        while number in seen:
            number += 1
        seen.add(number)
        apart.append(number)
    return apart


def _read_functions(file: Mapping[str, Any]) -> dict[bytes, bool]:
    """Give the functions; of several that have one name and place, each has a mark more."""
    hits, found = file["f"], {}
    for id_, place in file["fnMap"].items():
        start = (place.get("decl") or place["loc"])["start"]
        text = _encode(f"{place['name']}@{start['line']}:{start['column']}")
        while text in found:
            text += b"'"
        found[text] = hits[id_] > 0 or place.get("skip", False)
    return found


def _read_branches(file: Mapping[str, Any]) -> dict[bytes, bool]:
    """Give every arm of every branch: `line,kind:from-to,arm`."""
    hits, found = file["b"], {}
    for id_, place in file["branchMap"].items():
        arms = place["locations"]
        counts = hits[id_]
        span = place.get("loc") or {"start": arms[0]["start"], "end": arms[-1]["end"]}
        start, end = span["start"], span["end"]
        line = place.get("line") or start["line"]
        if not 0 < line < LINE_LIMIT:
            raise ValueError(f"{line} is no line number")
        kind = f"{place['type']}:{start['line']}:{start['column']}-{end['line']}:{end['column']}"
        text = _encode(f"{int(line)},{kind},")
        while text + b"0" in found:
            text = text[:-1] + b"',"
        for arm, count in enumerate(counts):
            found[text + b"%d" % arm] = count > 0 or (arm < len(arms) and arms[arm].get("skip", False))
    return found


def _encode(text: str) -> bytes:
    return text.replace("\n", " ").encode(errors="surrogatepass")
