"""Go cover profiles: `go test -coverprofile`, `go tool covdata textfmt`, and what merges them.

    mode: set
    example.org/app/hello.go:5.13,7.2 1 0
    example.org/app/hello.go:11.30,14.2 2 1

A record is a block: first line and column, last line and column, how many statements it holds, how often it ran. Go's own
figure is of statements, here the metric `statement`; a block that several test binaries tell (-coverpkg) counts once, and ran
if it did in any (unmerged 31 %, merged 91.4 %). Lines are those that a block with statements spans; one that several blocks
share ran if any of them did. There are no branches and no functions. Paths are import paths, so the module's name stands
before the path in the repository.

`go tool cover -func` says a little more than the profile where functions are values of package variables, which it leaves out
(92.4 against 91.4 %). Concatenated profiles, CRLF, and mode lines that repeat are accepted; different modes are not mixed up,
since only whether a block ran is kept. A line that is no record, such as codecov's `ignore:`, is an error and not passed over.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator

from gates.errors import ReportError
from gates.model.coverage import CoverageReport, FileCoverage, number_statements
from gates.model.probes import gather_numbers
from gates.model.verdict import Note
from gates.readers.blocks import cut_blocks
from gates.readers.coverage_parts import LINE_LIMIT, begin, conclude, make_lines
from gates.readers.paths import normalise

SPEC = "https://pkg.go.dev/golang.org/x/tools/cover (ProfileBlock)"

_MODES = (b"mode: set", b"mode: count", b"mode: atomic")
_HINT = "was the report cut off or edited? let go test write it again"
_DIGITS = 9

Block = tuple[int, int, int, int, int]
"""First line, first column, last line, last column, statements."""


def sniff(head: bytes) -> bool:
    """Say whether the first line tells the mode of a profile."""
    return head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(_MODES)


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> CoverageReport:
    """Give the coverage that a profile tells of. Raises ReportError on anything that is not one."""
    del wanted
    found: dict[bytes, dict[bytes, bool]] = defaultdict(dict)
    whole = True
    for lines in _cut_lines(chunks):
        for number, line in lines:
            _read_line(line, found, f"{source}:{number}")
        whole = line.endswith(b"\n") if lines else whole
    parts = begin(source)
    for name, blocks in found.items():
        try:
            parts.add(normalise(name.decode(errors="surrogateescape")), _make_file(blocks))
        except ValueError as flaw:
            message = f"a block of {name.decode(errors='replace')[:80]}: {flaw}"
            raise ReportError(message, where=source, hint=_HINT) from flaw
    report = conclude(parts, {})
    if whole:
        return report
    text = "its last line does not end: the report may have been cut off"
    return report._replace(doubts=frozenset({Note("unterminated", text, source)}))


def _cut_lines(chunks: Iterable[bytes]) -> Iterator[list[tuple[int, bytes]]]:
    """Give the lines with their numbers, some at a time; each with what ends it."""
    number = 1
    for block in cut_blocks(chunks, b"\n"):
        lines = block.splitlines(keepends=True)
        yield list(enumerate(lines, number))
        number += len(lines)


def _read_line(line: bytes, found: dict[bytes, dict[bytes, bool]], where: str) -> None:
    """Take a record: the text of its block and whether it ran."""
    record = line.rstrip()
    place, _, hits = record.rpartition(b" ")
    name, colon, block = place.rpartition(b":")
    if colon and name and hits.isdigit() and block and b".go:" not in name:
        blocks = found[name]
        blocks[block] = blocks.get(block, False) or hits.strip(b"0") != b""
    elif record and record.removeprefix(b"\xef\xbb\xbf") not in _MODES:
        told = record.decode(errors="replace")[:80]
        raise ReportError(f"expected name.go:line.column,line.column statements count, found {told!r}", where=where, hint=_HINT)


def _make_file(blocks: dict[bytes, bool]) -> FileCoverage:
    """Give a file of its blocks; blocks that begin at one place number their statements one behind another."""
    lines: dict[int, bool] = {}
    statements: dict[int, bool] = {}
    told = sorted((_read_block(text), ran) for text, ran in blocks.items())
    for (first, column, last, _, count), ran in told:
        number = number_statements(first, column)
        while number in statements:
            number += 1
        for index in range(count):
            statements[number + index] = ran
        for line in range(first, last + 1) if count else ():
            lines[line] = ran or lines.get(line, False)
    return FileCoverage(make_lines(lines), statements=gather_numbers(statements))


def _read_block(text: bytes) -> Block:
    """Give a block such as `5.13,7.2 1`. Raises ValueError where it is none, or no file can have it."""
    numbers = array("Q")
    for part, width in zip(text.replace(b" ", b",").split(b","), (2, 2, 1), strict=True):
        fields = part.split(b".")
        if len(fields) != width or not all(field.isdigit() and len(field) <= _DIGITS for field in fields):
            raise ValueError(f"{text.decode(errors='replace')[:40]!r} is not line.column,line.column statements")
        numbers.extend(map(int, fields))
    first, column, last, end, count = numbers
    if not 0 < first <= last < LINE_LIMIT or count > _STATEMENTS or last - first > _SPAN:
        raise ValueError(f"{text.decode(errors='replace')[:40]!r} is no block that a file can have")
    return first, column, last, end, count


_STATEMENTS, _SPAN = 1 << 15, 1 << 20
"""More statements or lines than this no block has; a hostile one must not fill the memory."""
