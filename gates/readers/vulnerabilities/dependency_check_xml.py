"""OWASP dependency-check's XML (`dependency-check --format XML`), schemas 1.3 to 4.1.

    <analysis xmlns="https://jeremylong.github.io/DependencyCheck/dependency-check.4.1.xsd"><scanInfo>…</scanInfo><dependencies>
      <dependency isVirtual="false"><fileName>dom4j-2.1.1.jar</fileName>
        <identifiers><package confidence="HIGH"><id>pkg:maven/org.dom4j/dom4j@2.1.1</id></package></identifiers>
        <vulnerabilities><vulnerability source="NVD"><name>CVE-2020-10683</name><severity>CRITICAL</severity>
          <cvssV3><baseScore>9.8</baseScore></cvssV3></vulnerability></vulnerabilities></dependency></dependencies></analysis>

What is kept, dropped and doubted is what gates.readers.vulnerabilities.dependency_check says of the JSON. Before schema 2 a
package was an identifier of a type, such as maven with `group:artifact:version`, and the only score was `cvssScore`, of CVSS 2.
Files bundled with another (`relatedDependencies`) are the same package found again, and so no file more.
"""

import re
from collections.abc import Iterable

from gates.model.vulnerabilities import AuditReport
from gates.readers import dependency_check
from gates.readers.xml import Attributes, XmlStream, feed_all
from gates.typed import Any

SPEC = "https://github.com/dependency-check/DependencyCheck/tree/main/core/src/main/resources/schema (4.1)"
_ROOT = re.compile(rb"<analysis\b[^<>]*dependency-check", re.IGNORECASE)
_DEPENDENCY = ("analysis", "dependencies", "dependency")
_VULNERABILITIES = (*_DEPENDENCY, "vulnerabilities")
_FOUND = {"vulnerability": "vulnerabilities", "suppressedVulnerability": "suppressedVulnerabilities"}
_SCORES = {
    "cvssScore": ("cvssv2", "score"),
    "cvssV2": ("cvssv2", "score"),
    "cvssV3": ("cvssv3", "baseScore"),
    "cvssV4": ("cvssv4", "baseScore"),
}
"""Element that holds a score, or holds the element that does → where the score stands in the JSON."""


def sniff(head: bytes) -> bool:
    """Say whether a text is XML whose root is an analysis of dependency-check."""
    return bool(_ROOT.search(head))


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> AuditReport:
    """Give the findings of a report. Raises ReportError on anything that is not one."""
    del wanted
    elements = _Elements(source)
    feed_all(elements.stream, chunks)
    if not elements.is_told:
        elements.stream.fail("lacks its dependencies")
    return dependency_check.read_files(elements.files, source, failed=elements.failed)


class _Elements:
    """The elements on the way from the root; a file has the shape of the JSON once it ends."""

    def __init__(self, source: str) -> None:
        self.files: list[dict[str, Any]] = []
        self.is_told = False
        """Whether the list of files stands there, empty or not."""
        self.failed = False
        self._file: dict[str, Any] = {}
        self._path: tuple[str, ...] = ()
        self._words: list[str] = []
        self._type = ""
        self.stream = XmlStream(source, self)

    def start(self, name: str, attributes: Attributes) -> None:
        """Take a start tag."""
        self.stream.deepen(len(self._path))
        if not self._path and name != "analysis":
            self.stream.fail(f"the root is {name!r}, not an analysis of dependency-check")
        self._path = (*self._path, name)
        self._words = []
        if self._path == _DEPENDENCY[:2]:
            self.is_told = True
        elif self._path == _DEPENDENCY:
            self._file = {"packages": [], "vulnerabilities": [], "suppressedVulnerabilities": []}
            self.files.append(self._file)
        elif self._path[:-1] == _VULNERABILITIES and name in _FOUND:
            self._file[_FOUND[name]].append({})
        elif name == "exception" and self._path[1:-1] == ("scanInfo", "analysisExceptions"):
            self.failed = True
        if name == "identifier":
            self._type = attributes.get("type", "")

    def end(self, name: str) -> None:
        """Take an end tag."""
        text = "".join(self._words).strip()
        path, self._path, self._words = self._path, self._path[:-1], []
        if path[:-1] == _DEPENDENCY and name == "fileName":
            self._file["fileName"] = text
        elif path[:3] == _DEPENDENCY and path[3:4] == ("identifiers",):
            self._name(path, text)
        elif path[:4] == _VULNERABILITIES and path[4:5] == ("vulnerability",):
            self._describe(self._file["vulnerabilities"][-1], path[5:], text)

    def _name(self, path: tuple[str, ...], text: str) -> None:
        """Take an identifier: a package URL, or Maven's coordinates as they were before schema 2."""
        group, _, artifact = text.strip("()").partition(":")
        if path[-2:] == ("package", "id"):
            self._file["packages"].append({"id": text})
        elif path[-2:] == ("identifier", "name") and self._type == "maven" and artifact:
            name, _, version = artifact.rpartition(":")
            self._file["packages"].append({"id": f"pkg:maven/{group}/{name or version}" + (f"@{version}" if name else "")})

    def _describe(self, found: dict[str, Any], path: tuple[str, ...], text: str) -> None:
        """Take what an element of a vulnerability says."""
        if path in (("name",), ("severity",)):
            found[path[0]] = text
        elif path and path[0] in _SCORES and path[-1] in ("cvssScore", "score", "baseScore"):
            key, score = _SCORES[path[0]]
            if re.fullmatch(r"\d{1,2}(?:\.\d{1,9})?", text):
                found[key] = {score: float(text)}

    def text(self, text: str) -> None:
        """Take a piece of text."""
        self._words.append(text)
