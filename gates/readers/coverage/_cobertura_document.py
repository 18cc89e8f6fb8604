"""A Cobertura document as it unfolds: the careful road, through an XML parser's handlers, and what both roads have found."""

import re
from array import array

from gates.model.branches import Row, count_rows
from gates.model.coverage import FileCoverage, RepoPath, Totals, merge_file
from gates.model.probes import gather, gather_texts
from gates.model.verdict import Note
from gates.readers.paths import normalise
from gates.readers.xml import Attributes, XmlStream
from gates.typed import NamedTuple

_TOTAL_DIGITS, _LINE_DIGITS = 18, 9
_CONDITIONS = re.compile(r"\((\d{1,9})/(\d{1,9})\)")
_HITS = re.compile(r"(-?)(\d+(?:[,.]\d+)*)(?:[eE][+-]?\d+)?")
_TOTALS = ("lines-valid", "lines-covered", "branches-valid", "branches-covered")

UNNAMED = RepoPath("(no file name)")
"""Stands for the file of classes that name none (coverlet for compiler-made classes, tarpaulin)."""


class Found(NamedTuple):
    """What one class says of its file."""

    path: RepoPath
    coverage: FileCoverage
    summed: Totals
    """Its lines and branches."""


class Share(NamedTuple):
    """What one reader of a document found; the shares of several readers can be joined."""

    files: dict[RepoPath, FileCoverage]
    summed: Totals
    """Lines and branches class by class, as some writers count them at the root, though classes may share lines."""
    stated: dict[str, int]
    """Those totals at the root that are whole numbers, by attribute."""
    rate: str
    """line-rate at the root where it is all there is to compare with, else empty."""
    sources: tuple[str, ...]
    notes: frozenset[Note]


class _Line(NamedTuple):
    number: int
    ran: bool
    branches: Row | None


class Document:
    """Takes a document piece by piece. Raises ReportError where it is not well-formed, not safe, or not Cobertura."""

    def __init__(self, source: str) -> None:
        """Begin a document that errors call `source`."""
        self._stream = XmlStream(source, self)
        self._source = source
        self._files: dict[RepoPath, FileCoverage] = {}
        self._summed = Totals()
        self._stated: dict[str, int] = {}
        self._rate = ""
        self._sources: list[str] = []
        self._notes: set[Note] = set()
        self._depth = 0
        self._class: Attributes | None = None
        self._method = ""
        self._lines: list[_Line] = []
        self._method_lines: list[_Line] = []
        self._functions: dict[bytes, bool] = {}
        self._text: str | None = None
        self._lines_depth = 0

    def feed(self, data: bytes, *, listening: bool = True, last: bool = False) -> None:
        """Take the next piece; unless listening, only its well-formedness is checked."""
        self._stream.listen(on=listening)
        self._stream.feed(data, last=last)

    def add(self, found: Found) -> None:
        """Take what a class says of its file; several classes of one file are the same run, told in parts."""
        path, coverage, summed = found
        known = self._files.get(path)
        if known is not None:
            counted = count_rows((*known.counted.rows(), *coverage.counted.rows()))
            coverage = merge_file(known, coverage)._replace(counted=counted)
        self._files[path] = coverage
        self._summed = Totals(*map(int.__add__, self._summed, summed))

    def share(self, *, branches: bool = True) -> Share:
        """Give what was found so far; unless branches are wanted, without what the root says of them."""
        stated = {name: total for name, total in self._stated.items() if branches or name.startswith("lines")}
        return Share(self._files, self._summed, stated, self._rate, tuple(self._sources), frozenset(self._notes))

    def start(self, name: str, attributes: Attributes) -> None:
        """Take a start tag."""
        self._depth = self._stream.deepen(self._depth)
        if ":" in name:
            name = name.rpartition(":")[2]
        if self._depth == self._lines_depth + 1 and self._lines_depth and name != "line":
            self._stream.fail(f"a <{name[:40]}> among <line> elements")
        if name == "line" and self._class is not None:
            (self._method_lines if self._method else self._lines).append(self._read_line(attributes))
        elif self._depth == 1:
            self._open_root(name, attributes)
        elif name == "class":
            if self._class is not None:
                self._stream.fail("a <class> inside a <class>")
            self._class = attributes
        elif name == "method":
            self._open_method(attributes)
        elif name == "source":
            self._text = ""
        elif name == "lines":
            self._lines_depth = self._depth

    def end(self, name: str) -> None:
        """Take an end tag."""
        if self._depth == self._lines_depth:
            self._lines_depth = 0
        self._depth -= 1
        if name.endswith("class") and self._class is not None and name.rpartition(":")[2] == "class":
            self._close_class(self._class)
        elif name.endswith("method"):
            self._method = ""
        elif name.endswith("source") and self._text is not None:
            self._sources.append(normalise(self._text))
            self._text = None

    def text(self, text: str) -> None:
        """Take a piece of text."""
        if self._text is not None:
            self._text += text
        elif self._lines_depth and text.strip():
            self._stream.fail(f"text among <line> elements: {text.strip()[:40]!r}")

    def _open_root(self, name: str, attributes: Attributes) -> None:
        if name != "coverage":
            self._stream.fail(f"the root element is <{name[:40]}>, not <coverage>", "is this a Cobertura report?")
        for total in _TOTALS:
            value = attributes.get(total, "")
            if value.isascii() and value.isdigit() and len(value) <= _TOTAL_DIGITS:
                self._stated[total] = int(value)
        self._rate = attributes.get("line-rate", "") if "lines-valid" not in self._stated else ""

    def _open_method(self, attributes: Attributes) -> None:
        name = f"{(self._class or {}).get('name', '')}.{attributes.get('name', '')}{attributes.get('signature', '')}"
        self._method = name.replace("\n", " ")
        self._functions.setdefault(self._method.encode(errors="surrogatepass"), False)

    def _close_class(self, attributes: Attributes) -> None:
        lines = self._lines or self._method_lines
        if "filename" not in attributes and lines:
            self._stream.fail("a <class> with lines but without filename=", "is this a Cobertura report?")
        path = normalise(attributes.get("filename", ""))
        if not path and lines:
            path = UNNAMED
            text = f"classes whose filename is empty are counted as one file, {UNNAMED}"
            self._notes.add(Note("file-unnamed", text, self._source))
        if path:
            self.add(Found(path, *self._settle(lines)))
        self._class = None
        self._lines, self._method_lines, self._functions = [], [], {}

    def _settle(self, lines: list[_Line]) -> tuple[FileCoverage, Totals]:
        lines = [line for line in lines if line.number]
        rows = [line.branches for line in lines if line.branches]
        ran = [line.ran for line in lines]
        coverage = FileCoverage(
            gather(array("I", [line.number for line in lines]), ran),
            counted=count_rows(rows),
            functions=gather_texts(self._functions),
        )
        branches = coverage.branches
        return coverage, Totals(coverage.lines.total, coverage.lines.reached, branches.valid, branches.low)

    def _read_line(self, attributes: Attributes) -> _Line:
        number, hits = attributes.get("number"), attributes.get("hits")
        if number is None or not (number.isascii() and number.isdigit() and len(number) <= _LINE_DIGITS):
            self._stream.fail(f"a <line> whose number is {_quote(number)}, not a whole number")
        match = _HITS.fullmatch(hits or "")
        if not match:
            self._stream.fail(f"a <line> whose hits are {_quote(hits)}, not a number")
        ran = not match[1] and bool(match[2].strip("0.,"))
        if self._method and ran:
            self._functions[self._method.encode(errors="surrogatepass")] = True
        if number.strip("0") == "":
            self._notes.add(Note("line-zero", "lines with number 0, which no file has, are left out", self._source))
        return _Line(int(number), ran, self._read_branches(int(number), attributes))

    def _read_branches(self, line: int, attributes: Attributes) -> Row | None:
        match = _CONDITIONS.search(attributes.get("condition-coverage", ""))
        if not match:
            return None
        taken, valid = int(match[1]), int(match[2])
        if taken > valid:
            self._stream.fail(f"line {line} says that {taken} of {valid} branches were taken")
        missing = attributes.get("missing-branches", "").encode(errors="surrogatepass").replace(b"\n", b" ")
        return Row(line, valid, taken, taken, missing)


def _quote(value: str | None) -> str:
    return "missing" if value is None else repr(value[:40])
