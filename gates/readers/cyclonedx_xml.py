"""CycloneDX in XML, given the shape of the JSON notation, which gates.readers.cyclonedx takes apart.

Elements of other namespaces are passed over, whatever is in them, but for the extension by which versions 1.0 to 1.3 told of
vulnerabilities: https://cyclonedx.org/ext/vulnerability/. What is not asked for is dropped as soon as it ends.
"""

import re
from collections.abc import Iterable

from gates.readers.xml import Attributes, XmlStream, feed_all
from gates.typed import Any, NamedTuple

_SPACE = "http://cyclonedx.org/schema/bom/"
_EXTENSION = "http://cyclonedx.org/schema/ext/vulnerability/"
_MANY = frozenset({"url", "email"})
"""What a record may have several of, since nobody asks which."""
_ROOT = re.compile(rb"<(?:[\w.-]+:)?bom\b[^<>]*cyclonedx\.org/schema/bom/", re.DOTALL)


class Shape(NamedTuple):
    """Which elements are asked for, and what becomes of them."""

    lists: frozenset[str]
    """The elements that are arrays in JSON; `tools` may be either."""
    records: frozenset[str]
    texts: frozenset[str]
    attributes: tuple[str, ...]
    """The attributes of records that are kept."""


INVENTORY = Shape(
    frozenset({"components", "services", "licenses", "hashes", "dependencies", "authors", "lifecycles", "tools"}),
    frozenset(
        {"metadata", "component", "supplier", "manufacturer", "manufacture", "swid", "license", "author", "tool", "lifecycle"}
        | {"service"}
    ),
    frozenset(
        {"timestamp", "name", "group", "version", "versionRange", "purl", "cpe", "publisher", "id", "url", "email", "phase"}
        | {"expression"}
    ),
    ("bom-ref", "tagId", "isExternal"),
)
VULNERABILITIES = Shape(
    frozenset({"components", "tools", "vulnerabilities", "references", "ratings", "affects", "versions", "properties"}),
    frozenset({"metadata", "component", "tool", "vulnerability", "source", "reference", "rating", "analysis", "target"}),
    frozenset(
        {"timestamp", "name", "group", "purl", "id", "url", "severity", "method", "vector", "base", "recommendation", "created"}
        | {"published", "updated", "state", "justification", "firstIssued", "lastUpdated", "ref", "range", "status", "property"}
    ),
    ("bom-ref", "ref", "name"),
)


def sniff(head: bytes) -> bool:
    """Say whether a text is XML whose root is a bom of this namespace."""
    return bool(_ROOT.search(head))


def read_elements(chunks: Iterable[bytes], source: str, shape: Shape) -> dict[str, Any]:
    """Give what a document tells, as the JSON notation would. Raises ReportError."""
    elements = _Elements(source, shape)
    feed_all(elements.stream, chunks)
    return elements.bill


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

    def __init__(self, source: str, shape: Shape) -> None:
        self.bill: dict[str, Any] = {}
        self._shape = shape
        self._open: list[_Element] = []
        self._prefix = ""
        self._extension = ""
        self.stream = XmlStream(source, self)

    def start(self, name: str, attributes: Attributes) -> None:
        """Take a start tag."""
        self.stream.deepen(len(self._open))
        if not self._open:
            self._begin(name, attributes)
        for key, space in attributes.items():
            if key.startswith("xmlns:") and space.startswith(_EXTENSION):
                self._extension = f"{key[6:]}:"
        local = name.removeprefix(self._prefix)
        if self._extension:
            local = local.removeprefix(self._extension)
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
        if done.name in self._shape.records or not self._open:
            self._check(done.parts)
        if not self._open:
            self.bill |= dict(done.parts)
        elif (value := _make(done, self._shape)) is not None:
            self._open[-1].parts.append((done.name, value))

    def _check(self, parts: list[tuple[str, Any]]) -> None:
        """Refuse what contradicts itself: two elements of one name that differ, where the standard allows one."""
        told: dict[str, Any] = {}
        for name, value in parts:
            if told.setdefault(name, value) != value and name not in _MANY:
                self.stream.fail(f"has two elements {name!r} that differ, of which it can have one")

    def text(self, text: str) -> None:
        """Take a piece of text."""
        self._open[-1].words.append(text)


def _make(element: _Element, shape: Shape) -> Any:
    """Give what an element is in the JSON notation; None for one that nobody asks for."""
    name, parts = element.name, element.parts
    if name in shape.texts:
        return _make_text(element)
    if name in shape.lists:
        return _make_list(name, parts)
    if name == "version":
        return dict(parts) if parts else "".join(element.words)
    if name in shape.records:
        return dict(parts) | {key: element.attributes[key] for key in shape.attributes if key in element.attributes}
    return _make_odd(element, shape)


def _make_text(element: _Element) -> Any:
    """Give a text, or a property with its name."""
    text = "".join(element.words)
    return {"name": element.attributes.get("name", ""), "value": text} if element.name == "property" else text


def _make_odd(element: _Element, shape: Shape) -> Any:
    """Give what has another form in JSON: a hash, a dependency, a score, which the extension keeps in an element of its own."""
    name, parts, attributes = element.name, element.parts, element.attributes
    if shape is VULNERABILITIES:
        return dict(parts).get("base", "".join(element.words)) if name == "score" else None
    if name == "hash":
        return {"alg": attributes.get("alg", ""), "content": "".join(element.words)}
    return (
        {"ref": attributes.get("ref", ""), "dependsOn": [each["ref"] for key, each in parts if key == name]}
        if name == "dependency"
        else None
    )


def _make_list(name: str, parts: list[tuple[str, Any]]) -> Any:
    """Give what an element is whose parts are an array in the JSON notation; of tools since 1.5 it may be an object."""
    if name == "licenses":
        return [{key: value} for key, value in parts]
    if name == "tools" and any(key in ("components", "services") for key, _ in parts):
        return dict(parts)
    return [value for _, value in parts]
