"""SonarQube's generic coverage XML: gcovr, c8, jest-sonar, and scripts that have nothing else to hand to SonarQube.

    <coverage version="1"><file path="src/a.py">
      <lineToCover lineNumber="1" covered="true" branchesToCover="2" coveredBranches="1"/>
      <lineToCover lineNumber="4" covered="false"/>
    </file></coverage>

Kept: all of it. It says how many branches of a line were taken, not which. The schema wants every file once; one that stands
there again is merged.
"""

import re
from collections.abc import Iterable

from gates.model.branches import Row
from gates.model.coverage import CoverageReport
from gates.readers.coverage_parts import LINE_LIMIT, begin, conclude, make_file
from gates.readers.paths import normalise
from gates.readers.xml import Attributes, XmlStream, feed_all, read_count

SPEC = "https://docs.sonarsource.com/sonarqube-server/analyzing-source-code/test-coverage/generic-test-data (version 1)"


def sniff(head: bytes) -> bool:
    """Say whether the root element is <coverage version="…"> and holds <file path="…">."""
    return (
        re.search(rb"<coverage\s+version\s*=[^>]*>\s*(?:<!--(?>.*?-->)\s*)*(?:<file\s|</coverage)", head, re.DOTALL) is not None
    )


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> CoverageReport:
    """Give the coverage that a generic report tells of. Raises ReportError on anything that is not one."""
    del wanted
    document = _Document(source)
    feed_all(document.stream, chunks)
    return conclude(document.parts, {})


class _Document:
    def __init__(self, source: str) -> None:
        self.parts = begin(source)
        self.stream = XmlStream(source, self)
        self._depth = 0
        self._path = ""
        self._lines: dict[int, bool] = {}
        self._rows: list[Row] = []

    def start(self, name: str, attributes: Attributes) -> None:
        """Take a start tag."""
        self._depth = self.stream.deepen(self._depth)
        wanted = {1: "coverage", 2: "file", 3: "lineToCover"}.get(self._depth)
        if name != wanted:
            self.stream.fail(f"a <{name[:40]}> where {f'<{wanted}>' if wanted else 'nothing'} is expected")
        if name == "file":
            self._path = normalise(self._require(attributes, "path"))
            if not self._path:
                self.stream.fail("a <file> whose path is empty")
            self._lines, self._rows = {}, []
        elif name == "lineToCover":
            self._read_line(attributes)

    def end(self, name: str) -> None:
        """Take an end tag."""
        self._depth -= 1
        if name == "file":
            self.parts.add(normalise(self._path), make_file(self._lines, self._rows))

    def text(self, text: str) -> None:
        """Take a piece of text."""
        if text.strip():
            self.stream.fail(f"text between elements: {text.strip()[:40]!r}")

    def _read_line(self, attributes: Attributes) -> None:
        line = read_count(self.stream, attributes, "lineNumber", LINE_LIMIT)
        covered = self._require(attributes, "covered")
        if line == 0 or covered not in ("true", "false"):
            self.stream.fail(f"a <lineToCover> with lineNumber={line} and covered={covered[:40]!r}")
        self._lines[line] = self._lines.get(line, False) or covered == "true"
        if "branchesToCover" in attributes:
            valid = read_count(self.stream, attributes, "branchesToCover", LINE_LIMIT)
            taken = read_count(self.stream, attributes, "coveredBranches", LINE_LIMIT) if "coveredBranches" in attributes else 0
            if taken > valid:
                self.stream.fail(f"line {line} says that {taken} of {valid} branches were taken")
            self._rows.append(Row(line, valid, taken, taken, b""))

    def _require(self, attributes: Attributes, name: str) -> str:
        if name not in attributes:
            self.stream.fail(f"an element without {name}=")
        return attributes[name]
