"""Reads CycloneDX in XML, versions 1.0 to 1.7: cyclonedx-maven, cyclonedx-gomod, cyclonedx-dotnet and others.

    <bom xmlns="http://cyclonedx.org/schema/bom/1.6" version="1">
      <metadata><timestamp>2027-01-31T09:40:00Z</timestamp><component bom-ref="app"><name>app</name></component></metadata>
      <components><component type="library" bom-ref="a"><name>left-pad</name><version>1.3.0</version>
        <licenses><license><id>WTFPL</id></license></licenses><purl>pkg:npm/left-pad@1.3.0</purl></component></components>
      <dependencies><dependency ref="app"><dependency ref="a"/></dependency></dependencies></bom>

What is kept, dropped and told as a fault is what gates.readers.inventory.cyclonedx_json and gates.readers.cyclonedx say:
the elements are given the shape of the JSON notation first. Versions 1.0 and 1.1 have no metadata and no dependencies.
Elements of other namespaces are passed over, whatever is in them.
"""

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from gates.model.inventory import Inventory
from gates.readers import cyclonedx
from gates.readers.xml import Attributes, XmlStream, feed_all

SPEC = "https://cyclonedx.org/docs/1.7/xml/"
_VERSIONS = ("1.0", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7")
_SPACE = "http://cyclonedx.org/schema/bom/"
_ROOT = re.compile(rb"<(?:[\w.-]+:)?bom\b[^>]*cyclonedx\.org/schema/bom/", re.DOTALL)
_LISTS = {"components", "services", "licenses", "hashes", "dependencies", "authors", "lifecycles", "tools"}
"""The elements that are arrays in JSON; `tools` may be either."""
_RECORDS = frozenset(
    {
        "metadata",
        "component",
        "supplier",
        "manufacturer",
        "manufacture",
        "swid",
        "license",
        "author",
        "tool",
        "lifecycle",
        "service",
    }
)
_TEXTS = frozenset(
    {
        "timestamp",
        "name",
        "group",
        "version",
        "versionRange",
        "purl",
        "cpe",
        "publisher",
        "id",
        "url",
        "email",
        "phase",
        "expression",
    }
)
_ATTRIBUTES = ("bom-ref", "tagId", "isExternal")


def sniff(head: bytes) -> bool:
    """Say whether a text is XML whose root is a bom of this namespace."""
    return bool(_ROOT.search(head))


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> Inventory:
    """Give the inventory. Raises ReportError."""
    del wanted
    elements = _Elements(source)
    feed_all(elements.stream, chunks)
    return cyclonedx.read_bill(elements.bill, _VERSIONS, source)


class _Element(NamedTuple):
    """An element that is open."""

    name: str
    """Without its prefix; empty where it is of another namespace."""
    attributes: Attributes
    parts: list[tuple[str, Any]]
    """The elements in it that somebody asks for, by name."""
    words: list[str]


class _Elements:
    """The elements on the way from the root, each of which becomes a value as it ends."""

    def __init__(self, source: str) -> None:
        self.bill: dict[str, Any] = {}
        self._open: list[_Element] = []
        self._prefix = ""
        self.stream = XmlStream(source, self)

    def start(self, name: str, attributes: Attributes) -> None:
        """Take a start tag."""
        self.stream.deepen(len(self._open))
        if not self._open:
            self._begin(name, attributes)
        local = name.removeprefix(self._prefix)
        self._open.append(_Element("" if ":" in local else local, attributes, [], []))

    def _begin(self, name: str, attributes: Attributes) -> None:
        prefix, colon, local = name.rpartition(":")
        self._prefix = prefix + colon
        space = attributes.get(f"xmlns:{prefix}" if prefix else "xmlns", "")
        if local != "bom" or not space.startswith(_SPACE):
            self.stream.fail(f"the root is {name!r} of {space!r}, not a bom of CycloneDX")
        self.bill["specVersion"] = space.removeprefix(_SPACE)

    def end(self, name: str) -> None:
        """Take an end tag."""
        del name
        done = self._open.pop()
        if not self._open:
            self.bill |= dict(done.parts)
        elif (value := _make(done)) is not None:
            self._open[-1].parts.append((done.name, value))

    def text(self, text: str) -> None:
        """Take a piece of text."""
        self._open[-1].words.append(text)


def _make(element: _Element) -> Any:
    """Give what an element is in the JSON notation; None for one that nobody asks for."""
    name, parts = element.name, element.parts
    if name in _TEXTS:
        return "".join(element.words)
    if name in _LISTS:
        return _make_list(name, parts)
    if name == "hash":
        return {"alg": element.attributes.get("alg", ""), "content": "".join(element.words)}
    if name == "dependency":
        return {"ref": element.attributes.get("ref", ""), "dependsOn": [each["ref"] for key, each in parts if key == name]}
    return (
        dict(parts) | {key: element.attributes[key] for key in _ATTRIBUTES if key in element.attributes}
        if name in _RECORDS
        else None
    )


def _make_list(name: str, parts: list[tuple[str, Any]]) -> Any:
    """Give what an element is whose parts are an array in the JSON notation; of tools since 1.5 it may be an object."""
    if name == "licenses":
        return [{key: value} for key, value in parts]
    if name == "tools" and any(key in ("components", "services") for key, _ in parts):
        return dict(parts)
    return [value for _, value in parts]
