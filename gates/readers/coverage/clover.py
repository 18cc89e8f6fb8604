"""Clover XML: PHPUnit, OpenClover (Java, Groovy), istanbul (nyc, jest, c8), gcovr, Devel::Cover.

    <coverage generated="1" clover="3.2.0"><project timestamp="1"><package name="src"><file name="a.js" path="/repo/src/a.js">
      <metrics statements="2" coveredstatements="1" conditionals="2" coveredconditionals="1" methods="1" coveredmethods="1"/>
      <line num="1" count="1" type="cond" truecount="1" falsecount="0"/><line num="4" count="0" type="stmt"/>
    </file></package></project></coverage>

Clover's notions: a line of type `stmt` or `cond` is an instrumented line, which every tool but Devel::Cover and OpenClover
counts once and calls a statement; a line of type `method` is where a function begins, and no line. Such a function counts if
it was entered; PHPUnit's coveredmethods asks for all of its lines, so it is not compared. Conditionals are branches.
The lines tell how many of them were taken only in OpenClover (truecount and falsecount add up to the file's metrics);
istanbul's do not (1080 against 1445), so there the file's own metrics count, and stand on no line.

Kept: lines, branches, functions (PHPUnit's names). Dropped: complexity, elements, what stands in <testproject> (code of the
tests). Where a file has a path it is that, else its name, below the package's folders where the name alone is told.

Where tools disagree: metrics of a project may be of a larger report than its files (cut down fixtures, 161 against 11), which
is noted and told to the judge. Devel::Cover has several statements on a line (1772 against 1621), OpenClover one line fewer
than statements (54 against 55), PHPUnit 9 counts statements that it writes no line for (4696 against 4571). Files without
any line have only metrics (Clover 1.3, 11 against 0), which are kept as such (323 against 79 in a fixture cut down). Others
count code of the tests (3 against 1), or a `cond` line that ran as one that did not (1 of 9 against 2).
"""

import re
from collections.abc import Iterable

from gates.model.branches import Row
from gates.model.coverage import CoverageReport, Totals
from gates.readers.coverage_parts import LINE_LIMIT, begin, conclude, make_file
from gates.readers.paths import normalise
from gates.readers.xml import Attributes, XmlStream, feed_all, read_count

SPEC = "https://openclover.org/doc/manual/latest/ (clover.xsd); https://github.com/sebastianbergmann/php-code-coverage"

_METRICS = {"lines": "statements", "branches": "conditionals", "functions": "methods"}
_COUNTS = {
    field: name
    for kind, metric in _METRICS.items()
    for field, name in ((kind, metric), (f"{kind}_covered", f"covered{metric}"))
}
_LARGEST = 10**40


def sniff(head: bytes) -> bool:
    """Say whether the root element is <coverage> and holds a <project>."""
    root = re.search(rb"<coverage[\s>]", head)
    if not root or b"line-rate=" in head[root.start() : root.start() + 1024]:
        return False
    return b"clover=" in head[root.start() :].partition(b">")[0] or b"<project" in head


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> CoverageReport:
    """Give the coverage that a Clover report tells of. Raises ReportError on anything that is not one."""
    del wanted
    document = _Document(source)
    feed_all(document.stream, chunks)
    document.settle()
    return conclude(document.parts, document.stated)


class _Document:
    def __init__(self, source: str) -> None:
        self.parts = begin(source)
        self.stream = XmlStream(source, self)
        self.stated: dict[str, int] = {}
        self._names: list[str] = []
        self._package = ""
        self._file: Attributes | None = None
        self._metrics: dict[str, int] = {}
        self._lines: dict[int, bool] = {}
        self._rows: list[Row] = []
        self._functions: dict[bytes, bool] = {}
        self._summed = 0

    def start(self, name: str, attributes: Attributes) -> None:
        """Take a start tag."""
        self.stream.deepen(len(self._names))
        if not self._names and name != "coverage":
            self.stream.fail(f"the root element is <{name[:40]}>, not <coverage>", "is this a Clover report?")
        parent = self._names[-1] if self._names else ""
        self._names.append(name)
        if "testproject" in self._names:
            return
        match name:
            case "package":
                self._package = attributes.get("name", "")
            case "file":
                self._file = attributes
                self._metrics, self._lines, self._rows, self._functions = {}, {}, [], {}
            case "metrics" if parent == "project":
                self.stated = self._read_metrics(attributes)
            case "metrics" if parent == "file":
                self._metrics = self._read_metrics(attributes)
            case "line" if self._file is not None:
                self._read_line(attributes)

    def end(self, name: str) -> None:
        """Take an end tag."""
        self._names.pop()
        if name == "file" and self._file is not None and "testproject" not in self._names:
            self._close_file(self._file)
            self._file = None
        elif name == "package":
            self._package = ""

    def text(self, text: str) -> None:
        """Take a piece of text."""
        if text.strip():
            self.stream.fail(f"text between elements: {text.strip()[:40]!r}")

    def settle(self) -> None:
        """Take the project's metrics for all of a report that names no file, and note what comes without lines."""
        if any(file.functions.total for file in self.parts.files.values()):
            self.stated = {name: count for name, count in self.stated.items() if not name.startswith("functions")}
        if not self.parts.files and not self.parts.unplaced and self.stated.get("lines"):
            self.parts.unplaced[self.parts.source, normalise("")] = Totals(**self.stated)
            self.parts.note("totals-only", "holds totals only, so no file and no line of it can be named")
        elif self._summed:
            self.parts.note("totals-only", f"{self._summed} files come with metrics only, so no line of them can be named")

    def _read_metrics(self, attributes: Attributes) -> dict[str, int]:
        counts = {
            field: read_count(self.stream, attributes, name, _LARGEST) for field, name in _COUNTS.items() if name in attributes
        }
        return {
            field: count
            for field, count in counts.items()
            if counts.get(field.removesuffix("_covered"), 0) >= counts.get(f"{field.removesuffix('_covered')}_covered", 0)
        }

    def _read_line(self, attributes: Attributes) -> None:
        line = read_count(self.stream, attributes, "num", LINE_LIMIT)
        taken = [read_count(self.stream, attributes, name, _LARGEST, "0") > 0 for name in ("truecount", "falsecount")]
        ran = read_count(self.stream, attributes, "count", _LARGEST, "1" if any(taken) else "0") > 0
        kind = attributes.get("type", "stmt")
        if kind == "method":
            name = f"{line}:{attributes.get('name') or attributes.get('signature', '')}".replace("\n", " ")
            self._functions[name.encode(errors="surrogatepass")] = ran
        elif kind not in ("stmt", "cond"):
            self.stream.fail(f"a <line> whose type is {kind[:40]!r}")
        elif line == 0:
            self.stream.fail("a <line> whose num is 0")
        else:
            self._lines[line] = self._lines.get(line, False) or ran
            if kind == "cond":
                self._rows.append(Row(line, 2, sum(taken), sum(taken), b""))

    def _close_file(self, file: Attributes) -> None:
        path = file.get("path") or file.get("name", "")
        if self._package and not re.search(r"[/\\]", path):
            path = f"{self._package.replace('.', '/')}/{path}"
        told = normalise(path)
        if not told:
            self.stream.fail("a <file> without a name")
        stated = self._metrics
        taken = (sum(row.valid for row in self._rows), sum(row.low for row in self._rows))
        in_lines = taken == (stated.get("branches", taken[0]), stated.get("branches_covered", taken[1]))
        self.parts.add(told, make_file(self._lines, self._rows if in_lines else (), self._functions))
        kinds = [
            kind
            for kind, known in (("lines", self._lines), ("branches", in_lines), ("functions", self._functions))
            if not known and stated.get(kind)
        ]
        if kinds:
            self._summed += "lines" in kinds
            pairs = {name: stated[name] for kind in kinds for name in (kind, f"{kind}_covered") if name in stated}
            self.parts.unplaced[self.parts.source, told] = Totals(**pairs)
