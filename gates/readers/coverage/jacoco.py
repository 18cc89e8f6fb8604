"""JaCoCo XML: JaCoCo's Maven, Gradle and Ant tasks, Kover (Kotlin), gcovr.

    <report name="app"><package name="org/app"><class name="org/app/A" sourcefilename="A.java">
      <method name="run" desc="()V" line="3"><counter type="METHOD" missed="0" covered="1"/></method></class>
      <sourcefile name="A.java"><line nr="3" mi="0" ci="2" mb="1" cb="1"/></sourcefile></package>
      <counter type="LINE" missed="0" covered="1"/></report>

A line ran if any of its instructions did (ci > 0), which is JaCoCo's own LINE counter. Kept: lines, branches (how many of a
line's, not which), methods by class, name and signature. Dropped: instructions, complexity, classes, sessions. The totals
are the counters of <report>. JaCoCo knows no paths, only packages and file names, so `org/app/A.java` is looked for in the
repository. Where modules of an aggregate (<group>) have a file of one name, the group's name goes before it.

Dialects: gcovr writes lines without mi and ci, so which lines ran stands nowhere; the counter of the <sourcefile> tells how
many did. A class without sourcefilename (JaCoCo 0.7) belongs to the file that its outermost name tells.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable

from gates.model.branches import Row
from gates.model.coverage import CoverageReport, FileCoverage, RepoPath, Totals
from gates.readers.coverage_parts import LINE_LIMIT, Parts, begin, conclude, make_file
from gates.readers.paths import normalise
from gates.readers.xml import Attributes, XmlStream, feed_all, read_count

SPEC = "https://www.jacoco.org/jacoco/trunk/coverage/report.dtd (1.1)"

_COUNTERS = {"LINE": "lines", "BRANCH": "branches", "METHOD": "functions"}
_Place = tuple[str, str]
"""A group's name and a path in it."""


def sniff(head: bytes) -> bool:
    """Say whether the root element is <report>, with JaCoCo's DOCTYPE or what only JaCoCo puts into it."""
    root = re.search(rb"<report[\s>]", head)
    if not root or not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return False
    return b"jacoco" in head[: root.start()].lower() or b"<sourcefile " in head or b"<sessioninfo " in head


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> CoverageReport:
    """Give the coverage that a JaCoCo report tells of. Raises ReportError on anything that is not one."""
    del wanted
    document = _Document(source)
    feed_all(document.stream, chunks)
    return conclude(document.settle(), document.stated)


class _Document:
    def __init__(self, source: str) -> None:
        self.parts = begin(source)
        self.stream = XmlStream(source, self)
        self.stated: dict[str, int] = {}
        self._files: dict[_Place, FileCoverage] = {}
        self._summed: dict[_Place, Totals] = {}
        self._names: list[str] = []
        self._groups: list[str] = []
        self._package = self._file = self._class = ""
        self._lines: dict[int, bool] = {}
        self._rows: list[Row] = []
        self._unknown: set[int] = set()
        self._totals: dict[str, int] = {}
        self._method = b""
        self._functions: dict[str, dict[bytes, bool]] = defaultdict(dict)

    def start(self, name: str, attributes: Attributes) -> None:
        """Take a start tag."""
        self.stream.deepen(len(self._names))
        if not self._names and name != "report":
            self.stream.fail(f"the root element is <{name[:40]}>, not <report>", "is this a JaCoCo report?")
        parent = self._names[-1] if self._names else ""
        self._names.append(name)
        match name:
            case "line" if parent == "sourcefile":
                self._read_line(attributes)
            case "counter":
                self._read_counter(parent, attributes)
            case "group":
                self._groups.append(attributes.get("name", ""))
            case "package":
                self._package = attributes.get("name", "")
                self._functions = defaultdict(dict)
            case "class":
                self._class = attributes.get("name", "")
                outermost = self._class.rpartition("/")[2].partition("$")[0]
                self._file = attributes.get("sourcefilename") or f"{outermost}.java"
            case "method":
                text = f"{self._class}.{attributes.get('name', '')}{attributes.get('desc', '')}".replace("\n", " ")
                self._method = text.encode(errors="surrogatepass")
            case "sourcefile":
                self._file = attributes.get("name", "")
                self._lines, self._rows, self._unknown, self._totals = {}, [], set(), {}

    def end(self, name: str) -> None:
        """Take an end tag."""
        self._names.pop()
        if name == "sourcefile":
            self._close_file()
        elif name == "package":
            for file, functions in self._functions.items():
                self._add(file, make_file({}, functions=functions))
        elif name == "group":
            self._groups.pop()

    def text(self, text: str) -> None:
        """Take a piece of text."""
        if text.strip():
            self.stream.fail(f"text between elements: {text.strip()[:40]!r}")

    def settle(self) -> Parts:
        """Give the files under their paths, with the group before those that several groups have."""
        times = Counter(path for _, path in self._files)
        for (group, path), coverage in self._files.items():
            told = RepoPath(normalise(f"{group}/{path}") if times[path] > 1 and group else path)
            self.parts.add(told, coverage)
            if (group, path) in self._summed:
                self.parts.unplaced[self.parts.source, told] = self._summed[group, path]
        if self._summed:
            self.parts.note("totals-only", f"{len(self._summed)} files tell how many lines ran, not which")
        return self.parts

    def _read_line(self, attributes: Attributes) -> None:
        counts = {name: read_count(self.stream, attributes, name, LINE_LIMIT, "0") for name in ("ci", "mb", "cb")}
        line = read_count(self.stream, attributes, "nr", LINE_LIMIT)
        if line == 0:
            self.stream.fail("a <line> whose nr is 0")
        self._lines[line] = self._lines.get(line, False) or counts["ci"] > 0
        if "ci" not in attributes and "mi" not in attributes:
            self._unknown.add(line)
        valid = counts["mb"] + counts["cb"]
        if valid:
            self._rows.append(Row(line, valid, counts["cb"], counts["cb"], b""))

    def _read_counter(self, parent: str, attributes: Attributes) -> None:
        name = _COUNTERS.get(attributes.get("type", ""))
        if name is None or parent not in ("report", "sourcefile", "method"):
            return
        missed, covered = (read_count(self.stream, attributes, key, 10**18) for key in ("missed", "covered"))
        if parent == "method" and name == "functions":
            known = self._functions[self._file]
            known[self._method] = known.get(self._method, False) or covered > 0
        elif parent != "method":
            into = self.stated if parent == "report" else self._totals
            into |= {name: missed + covered, f"{name}_covered": covered}

    def _close_file(self) -> None:
        if self._unknown and "lines" in self._totals:
            lines = Totals(lines=self._totals["lines"], lines_covered=self._totals["lines_covered"])
            self._summed[self._place(self._file)] = lines
            self._lines = {line: ran for line, ran in self._lines.items() if line not in self._unknown}
        elif self._unknown:
            self.stream.fail(f"<line> elements of {self._file[:80]} without mi= and ci=, and no counter for them")
        self._add(self._file, make_file(self._lines, self._rows))

    def _add(self, file: str, coverage: FileCoverage) -> None:
        place = self._place(file)
        known = self._files.get(place)
        if known is None:
            self._files[place] = coverage
        elif known.lines.total and coverage.lines.total:
            self.stream.fail(f"the package {self._package[:80]!r} has two files {file[:80]!r}")
        else:
            self._files[place] = known._replace(functions=coverage.functions)

    def _place(self, file: str) -> _Place:
        if not file:
            self.stream.fail("a <sourcefile> without a name")
        return "/".join(self._groups), normalise(f"{self._package}/{file}".lstrip("/"))
