r"""OpenCover XML: OpenCover, coverlet (--format opencover), AltCover.

    <CoverageSession><Modules><Module><Files><File uid="1" fullPath="C:\app\A.cs"/></Files><Classes><Class><Methods>
      <Method visited="true"><Name>System.Void A::Run()</Name><FileRef uid="1"/>
        <SequencePoints><SequencePoint vc="1" sl="3" sc="5" el="3" ec="9" fileid="1"/></SequencePoints>
        <BranchPoints><BranchPoint vc="0" sl="3" offset="7" path="1" fileid="1"/></BranchPoints>
    </Method></Methods></Class></Classes></Module></Modules></CoverageSession>

Kept: a line is where a sequence point begins (sl), and ran if any of its points was visited; sequence points are the
statements; branch points are branches, named by method, line, offset and path, so that reports of one build merge exactly;
methods that have points. Dropped: instructions, complexity, tracked tests, modules that were skipped.

Where tools disagree: OpenCover's Summary counts sequence points, not lines (199 against 184), and one branch for each method
beyond its branch points (62 against 8); codecov takes every line from sl to el (190). The statements are compared with the
Summary. A point whose file the module does not list belongs to no named file, where the branches of one method in two builds
are the same ones (4 against 2).
"""

import re
from collections import defaultdict
from collections.abc import Iterable

from gates.model.coverage import CoverageReport, RepoPath, number_statements
from gates.model.probes import gather_numbers, gather_texts
from gates.readers.coverage_parts import LINE_LIMIT, begin, conclude, make_file
from gates.readers.paths import normalise
from gates.readers.xml import Attributes, XmlStream, feed_all, read_count
from gates.typed import NamedTuple

SPEC = "https://github.com/OpenCover/opencover/tree/4.7.1221/main/OpenCover.Framework/Model"

UNNAMED = RepoPath("(no file name)")
_LARGEST = 10**40


class _Found(NamedTuple):
    """What is known of one file."""

    lines: dict[int, bool]
    statements: dict[int, bool]
    branches: dict[bytes, bool]
    functions: dict[bytes, bool]


def sniff(head: bytes) -> bool:
    """Say whether the root element is <CoverageSession>."""
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") and re.search(rb"<CoverageSession[\s>]", head) is not None


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> CoverageReport:
    """Give the coverage that an OpenCover report tells of. Raises ReportError on anything that is not one."""
    del wanted
    document = _Document(source)
    feed_all(document.stream, chunks)
    for path, found in document.files.items():
        coverage = make_file(found.lines, functions=found.functions, statements=gather_numbers(found.statements))
        document.parts.add(path, coverage._replace(points=gather_texts(found.branches)))
    return conclude(document.parts, document.stated)


class _Document:
    def __init__(self, source: str) -> None:
        self.parts = begin(source)
        self.stream = XmlStream(source, self)
        self.stated: dict[str, int] = {}
        self.files: dict[RepoPath, _Found] = defaultdict(lambda: _Found({}, {}, {}, {}))
        self._names: list[str] = []
        self._paths: dict[str, RepoPath] = {}
        self._skipped = False
        self._method: Attributes = {}
        self._name = ""
        self._file = ""
        self._sequence: list[Attributes] = []
        self._branches: list[Attributes] = []

    def start(self, name: str, attributes: Attributes) -> None:
        """Take a start tag."""
        self.stream.deepen(len(self._names))
        if not self._names and name != "CoverageSession":
            self.stream.fail(f"the root element is <{name[:40]}>, not <CoverageSession>", "is this an OpenCover report?")
        parent = self._names[-1] if self._names else ""
        self._names.append(name)
        match name:
            case "SequencePoint":
                self._sequence.append(attributes)
            case "BranchPoint":
                self._branches.append(attributes)
            case "Summary" if parent == "CoverageSession":
                pairs = (("statements", "numSequencePoints"), ("statements_covered", "visitedSequencePoints"))
                self.stated = {
                    field: read_count(self.stream, attributes, key, _LARGEST) for field, key in pairs if key in attributes
                }
            case "Module":
                self._skipped = "skippedDueTo" in attributes
                self._paths = {}
            case "File":
                self._paths[attributes.get("uid", "")] = normalise(attributes.get("fullPath", ""))
            case "Method":
                self._method, self._name, self._file = attributes, "", ""
                self._sequence, self._branches = [], []
            case "FileRef":
                self._file = attributes.get("uid", "")

    def end(self, name: str) -> None:
        """Take an end tag."""
        self._names.pop()
        if name == "Method" and not self._skipped and "skippedDueTo" not in self._method:
            self._close_method()

    def text(self, text: str) -> None:
        """Take a piece of text."""
        if self._names[-2:] == ["Method", "Name"]:
            self._name += text

    def _close_method(self) -> None:
        token = self._method.get("hash") or self._method.get("token", "")
        name = (self._name or token).replace("\n", " ").encode(errors="surrogatepass")
        for index, point in enumerate(self._sequence):
            line, found = self._find(point)
            ran = read_count(self.stream, point, "vc", _LARGEST) > 0
            found.lines[line] = found.lines.get(line, False) or ran
            column = read_count(self.stream, point, "sc", LINE_LIMIT, str(index))
            number = number_statements(line, column)
            found.statements[number] = found.statements.get(number, False) or ran
            found.functions[name] = found.functions.get(name, False) or ran
        for point in self._branches:
            line, found = self._find(point)
            key = b"%d,%s,%s,%s" % (line, point.get("offset", "").encode(), point.get("path", "").encode(), name)
            ran = read_count(self.stream, point, "vc", _LARGEST) > 0
            found.branches[key] = found.branches.get(key, False) or ran

    def _find(self, point: Attributes) -> tuple[int, _Found]:
        """Give the line that a point stands on, and what is known of its file."""
        line = read_count(self.stream, point, "sl", LINE_LIMIT)
        if line == 0:
            self.stream.fail("a point whose sl is 0")
        return line, self.files[self._paths.get(point.get("fileid", self._file)) or UNNAMED]
