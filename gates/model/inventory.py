"""Bills of materials: which components a product has, what is known of each, and how the document came about."""

import re
from collections.abc import Iterable, Mapping
from functools import cache

from gates.model.verdict import Note
from gates.typed import NamedTuple

NOT_TOLD = frozenset({"", "NOASSERTION", "NONE"})
"""What stands for nothing: as SPDX has it."""
_PURL = re.compile(r"pkg:/*([A-Za-z][A-Za-z0-9.+-]*)/+((?:@[^@/?#]+/)?[^@?#]+)(?:@([^?#]*))?((?:\?[^#]*)?(?:#.*)?)", re.DOTALL)


class Component(NamedTuple):
    """One thing that a product is made of."""

    name: str
    """With its group or namespace before it, such as `@babel/core`; empty where the document does not tell."""
    version: str = ""
    purl: str = ""
    """Its package URL, as the document writes it; empty where there is none."""
    licences: tuple[str, ...] = ()
    """SPDX expressions or free texts, all of which hold; sorted; empty where nothing is told."""
    supplier: str = ""
    hashes: tuple[str, ...] = ()
    """Such as `sha256:9f86…`, the algorithm in lower case without a hyphen, the digits in lower case; sorted."""
    ids: tuple[str, ...] = ()
    """Other names in databases: CPE, SWID; sorted."""
    is_related: bool = False
    """Whether the document says what it depends on, or what depends on it."""
    place: str = ""
    """Where it stands, of one that has neither a name nor a package URL: two of them are not one; empty of all others."""

    @property
    def told(self) -> str:
        """What people call it: name and version."""
        return f"{self.name or 'a component without a name'}{'@' if self.version else ''}{self.version}"

    @property
    def key(self) -> str:
        """What makes it the same component as another."""
        return self.purl or self.place or f"{self.name}@{self.version}"


class Document(NamedTuple):
    """What a document tells of itself."""

    format: str
    """Such as `CycloneDX 1.6` or `SPDX-2.3`."""
    listed: int
    """How many components it lists, those within others too."""
    created: str = ""
    """When, such as 2027-01-31T09:40:00Z; empty where it does not tell."""
    authors: tuple[str, ...] = ()
    """Who made it: people and organisations."""
    tools: tuple[str, ...] = ()
    """What made it."""
    subject: str = ""
    """What it is a bill of."""
    phase: str = ""
    """In which phase of the life of the product it was made, such as `build`; CISA's generation context."""
    faults: int = 0
    """In how many places it breaks its standard, also those that are not listed one by one."""


class Inventory(NamedTuple):
    """One or several bills of materials."""

    components: tuple[Component, ...]
    """Sorted; each key once."""
    documents: Mapping[str, Document]
    """By the name of the report."""
    faults: frozenset[Note] = frozenset()
    """Where a document breaks the rules of its standard."""
    doubts: frozenset[Note] = frozenset()
    """Why a document may not tell everything."""


class Identity(NamedTuple):
    """What a package URL says."""

    type: str
    """Such as `npm`; empty where there is no valid package URL."""
    name: str
    """With its namespace, decoded."""
    version: str
    """Decoded; empty where it is not told."""


def merge_inventories(inventories: Iterable[Inventory]) -> Inventory:
    """Give several as one; a component that several list, or one twice, stands once with all that is said of it."""
    found: dict[str, Component] = {}
    documents: dict[str, Document] = {}
    faults: frozenset[Note] = frozenset()
    doubts: frozenset[Note] = frozenset()
    for each in inventories:
        documents |= each.documents
        faults |= each.faults
        doubts |= each.doubts
        for component in each.components:
            key = component.key
            known = found.setdefault(key, component)
            if known is not component and known != component:
                found[key] = _join(known, component)
    return Inventory(tuple(sorted(found.values())), documents, faults, doubts)


def _join(one: Component, other: Component) -> Component:
    """Give all that is said of a component in two places."""
    return Component(
        min(filter(None, (one.name, other.name)), default=""),
        min(filter(None, (one.version, other.version)), default=""),
        one.purl,
        _unite(one.licences, other.licences),
        min(filter(None, (one.supplier, other.supplier)), default=""),
        _unite(one.hashes, other.hashes),
        _unite(one.ids, other.ids),
        one.is_related or other.is_related,
        min(one.place, other.place),
    )


def _unite(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return one if one == other else tuple(sorted({*one, *other}))


@cache
def parse_purl(purl: str) -> Identity:
    """Give what a package URL says; nothing at all where it is not a valid one.

    The type is lower case; of https://github.com/package-url/purl-spec only what tells packages apart is looked at. The @ of
    an npm scope may stand as it is, since many tools write it so.
    """
    mark = _PURL.fullmatch(purl)
    if not mark or not mark[2].strip("/"):
        return Identity("", "", "")
    name, version = decode_percent(mark[2].strip("/")), decode_percent(mark[3] or "")
    return Identity(mark[1].lower(), name, version)


def decode_percent(text: str) -> str:
    """Give a part of a package URL with what stands as `%40` in it; what is no UTF-8 becomes a mark of its own."""
    if "%" not in text:
        return text
    data = re.sub(rb"%([0-9A-Fa-f]{2})", lambda mark: bytes([int(mark[1], 16)]), text.encode(errors="surrogatepass"))
    return data.decode(errors="replace")
