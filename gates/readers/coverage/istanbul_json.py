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

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from gates.errors import ReportError
from gates.model.coverage import CoverageReport, FileCoverage, number_statements
from gates.model.probes import gather_numbers, gather_texts
from gates.readers.coverage_parts import begin, conclude, make_file
from gates.readers.json import DAMAGED, decode, expect
from gates.readers.paths import normalise

SPEC = "https://github.com/gotwarlost/istanbul/blob/master/coverage.json.md"


def sniff(head: bytes) -> bool:
    """Say whether an object holds istanbul's maps."""
    return head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{") and (
        b'"statementMap"' in head or (b'"branchMap"' in head and b'"fnMap"' in head)
    )


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> CoverageReport:
    """Give the coverage that istanbul's maps tell of. Raises ReportError on anything that is not made of them."""
    parts = begin(source)
    for name, file in expect(decode(chunks, source), dict, "the document", source).items():
        where = f"{source}: [{name!r}]"
        try:
            parts.add(normalise(file.get("path") or name), _read_file(file, wanted))
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as flaw:
            told = f"lacks {flaw}" if isinstance(flaw, KeyError) else f"is not as istanbul writes it: {flaw}"
            raise ReportError(told, where=where, hint=DAMAGED) from flaw
    return conclude(parts, {})


def _read_file(file: Mapping[str, Any], wanted: frozenset[str]) -> FileCoverage:
    hits = file["s"]
    lines: dict[int, bool] = {}
    statements: dict[int, bool] = {}
    for id_, place in file["statementMap"].items():
        start = place["start"]
        line, ran = start["line"], hits[id_] > 0 or place.get("skip", False)
        lines[line] = ran or lines.get(line, False)
        number = number_statements(line, start["column"] or 0)
        while number in statements:
            number += 1
        statements[number] = ran
    functions = gather_texts(dict(_read_functions(file))) if "function" in wanted else None
    branches = gather_texts(dict(_read_branches(file))) if "branch" in wanted else None
    coverage = make_file(lines, statements=gather_numbers(statements))
    return coverage._replace(functions=functions or coverage.functions, points=branches or coverage.points)


def _read_functions(file: Mapping[str, Any]) -> Iterator[tuple[bytes, bool]]:
    """Give the functions; of several that have one name and place, each has a number."""
    hits, seen = file["f"], set()
    for id_, place in file["fnMap"].items():
        start = (place.get("decl") or place["loc"])["start"]
        text = f"{place['name']}@{start['line']}:{start['column']}".replace("\n", " ")
        while text in seen:
            text += "'"
        seen.add(text)
        yield text.encode(errors="surrogatepass"), hits[id_] > 0 or place.get("skip", False)


def _read_branches(file: Mapping[str, Any]) -> Iterator[tuple[bytes, bool]]:
    """Give every arm of every branch: `line,kind:column-end,arm`."""
    hits, seen = file["b"], set()
    for id_, place in file["branchMap"].items():
        arms = place["locations"]
        begin_, end = (place.get("loc") or arms[0])["start"], (place.get("loc") or arms[-1])["end"]
        line = place.get("line") or begin_["line"]
        text = f"{int(line)},{place['type']}:{begin_['line']}:{begin_['column']}-{end['line']}:{end['column']}".replace(
            "\n", " "
        )
        while text in seen:
            text += "'"
        seen.add(text)
        if not line > 0:
            raise ValueError(f"{line} is no line number")
        for arm, count in enumerate(hits[id_]):
            skipped = arm < len(arms) and arms[arm].get("skip", False)
            yield f"{text},{arm}".encode(errors="surrogatepass"), count > 0 or skipped
