"""Reads SPDX 3.0 as JSON-LD: Yocto, sbom-tool, spdx-tools and others.

    {"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": [
      {"type": "CreationInfo", "@id": "_:c", "specVersion": "3.0.1", "created": "2027-01-31T09:40:00Z"},
      {"type": "SpdxDocument", "spdxId": "urn:d", "creationInfo": "_:c", "rootElement": ["urn:a"]},
      {"type": "software_Package", "spdxId": "urn:a", "name": "left-pad", "software_packageVersion": "1.3.0"},
      {"type": "Relationship", "spdxId": "urn:r", "from": "urn:a", "relationshipType": "hasDeclaredLicense", "to": ["urn:l"]}]}

Kept: the packages (also those of data and of AI) with name, version, package URL, licence, supplier, hashes and other ids,
whether relationships tell of them, and what the document says of itself. The licence is the concluded one, else the declared
one; sets of licences become expressions. Dropped: files, annotations, builds, security. The only package among others that
is the root is what the document is a bill of, and no component. A reference is looked up in the graph by its exact text, as
the serialisation of the standard has it; that a document names another context is no matter.

These faults are told: two elements with one id, a package without a name, a hash of another length than its algorithm has.
What a relationship names may be in another document, so that is none. A graph that stands in the document twice is refused. Of
any other key that stands in one object twice, a document of up to 64 KiB is refused, and in a larger one the last counts.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from gates.errors import ReportError
from gates.model.inventory import NOT_TOLD, Component, Document, Inventory
from gates.readers.bill_parts import Faults, decode_bill, make_inventory, name_hash, read_list, read_text, read_texts
from gates.readers.json import DAMAGED, find, show, take
from gates.typed import Any, NamedTuple

SPEC = "https://spdx.github.io/spdx-spec/v3.0.1/"
_MARK = re.compile(rb'"@context"\s*:\s*\[?\s*"https?://spdx\.org/rdf/')
_LICENCES, _DEPTH_LIMIT = "https://spdx.org/licenses/", 8
_JOINED = {"expandedlicensing_ConjunctiveLicenseSet": " AND ", "expandedlicensing_DisjunctiveLicenseSet": " OR "}
_ID_TYPES = ("cpe22", "cpe23", "swid", "gitoid", "swhid")
Element = dict[str, Any]


class _Graph(NamedTuple):
    """What stands in the graph."""

    source: str
    places: Mapping[str, tuple[str, Element]]
    """Id → place and element."""
    links: Mapping[tuple[str, str], Sequence[str]]
    """Where a relationship comes from, and its type → where it leads."""
    related: frozenset[str]
    """Both ends of the relationships that tell what belongs to what."""

    def find(self, ref: str) -> Element:
        """Give an element; an empty one where another document has it."""
        return self.places.get(ref, ("", {}))[1]


def sniff(head: bytes) -> bool:
    """Say whether a text is JSON with a context of SPDX near its beginning."""
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{" and bool(_MARK.search(head))


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> Inventory:
    """Give the inventory. Raises ReportError."""
    del wanted
    told = decode_bill(chunks, source, "@graph", lambda _: 1)
    take(told, "@graph", list, "", source)
    faults = Faults(source)
    graph = _index(read_list(told, "@graph", "", source), source, faults)
    packages = [each for each in graph.places.items() if _type(each[1][1]).endswith("Package")]
    documents = [each for _, each in graph.places.values() if _type(each) == "SpdxDocument"]
    roots = {
        name
        for each in graph.places.values()
        if _type(each[1]) in ("SpdxDocument", "software_Sbom", "Bom")
        for name in read_texts(each[1], "rootElement", each[0], source)
    }
    subjects = [each for each in packages if each[0] in roots]
    subject = subjects[0][0] if len(subjects) == 1 and len(packages) > 1 else None
    components = [_read_package(id_, graph, faults) for id_, _ in packages if id_ != subject]
    names = sorted(read_text(each, "name", place, source) for _, (place, each) in subjects)
    document = _read_creation(graph, documents, names[0] if names else "", len(packages))
    return make_inventory(components, document, source, faults)


def _type(element: Element) -> str:
    value = element.get("type", element.get("@type"))
    return value if isinstance(value, str) else ""


def _index(elements: list[Element], source: str, faults: Faults) -> _Graph:
    places: dict[str, tuple[str, Element]] = {}
    links: dict[tuple[str, str], list[str]] = {}
    related: set[str] = set()
    for number, each in enumerate(elements):
        place = f"@graph[{number}]"
        id_ = read_text(each, "spdxId", place, source) or read_text(each, "@id", place, source) or f"#{number}"
        if id_ in places:
            faults.add(place, f"the id {show(id_)} is another element's, too")
        places[id_] = (place, each)
        if "relationshipType" in each:
            kind, one = read_text(each, "relationshipType", place, source), read_text(each, "from", place, source)
            others = read_texts(each, "to", place, source)
            links.setdefault((one, kind), []).extend(others)
            if not kind.endswith("License") and kind != "describes":
                related.update((one, *others))
    return _Graph(source, places, links, frozenset(related))


def _read_package(id_: str, graph: _Graph, faults: Faults) -> Component:
    (place, told), source = graph.places[id_], graph.source
    name = read_text(told, "name", place, source)
    if not name:
        faults.add(place, "a package without a name")
    ids = [
        (read_text(each, "externalIdentifierType", place, source), read_text(each, "identifier", place, source))
        for each in read_list(told, "externalIdentifier", place, source)
    ]
    purls = [value for kind, value in ids if kind == "packageUrl"]
    purl = read_text(told, "software_packageUrl", place, source) or min(purls, default="")
    supplier = graph.find(read_text(told, "suppliedBy", place, source)) if isinstance(told.get("suppliedBy"), str) else {}
    return Component(
        name,
        read_text(told, "software_packageVersion", place, source),
        purl,
        _find_licences(id_, graph),
        read_text(supplier, "name", place, source),
        _read_hashes(told, place, source, faults),
        tuple(sorted({value for kind, value in ids if kind in _ID_TYPES and value})),
        id_ in graph.related,
        "" if name or purl else f"{source}: {place}",
    )


def _find_licences(id_: str, graph: _Graph) -> tuple[str, ...]:
    """Give the concluded licences of a package, else the declared ones."""
    told: tuple[str, ...] = ()
    for kind in ("hasConcludedLicense", "hasDeclaredLicense"):
        found = tuple(sorted({_express(ref, graph, 0) for ref in graph.links.get((id_, kind), ())}))
        if set(found) - NOT_TOLD:
            return found
        told = told or found
    return told


def _express(ref: str, graph: _Graph, depth: int) -> str:
    """Give a licence as an expression."""
    place, told = graph.places.get(ref, (ref, {}))
    last = ref.rstrip("/").rpartition("/")[2]
    if ref.startswith(_LICENCES) or last in ("NoAssertionLicense", "NoneLicense", "NoAssertion", "None"):
        return {"NoneLicense": "NONE", "None": "NONE"}.get(last, "NOASSERTION" if last.startswith("NoAss") else last)
    if depth > _DEPTH_LIMIT:
        message = f"licences stand more than {_DEPTH_LIMIT} deep in one another"
        raise ReportError(message, where=f"{graph.source}: {place}", hint=DAMAGED)
    kind = _type(told)
    if kind in _JOINED:
        members = read_texts(told, "expandedlicensing_member", place, graph.source)
        return f"({_JOINED[kind].join(sorted(_express(each, graph, depth + 1) for each in members))})"
    if kind == "expandedlicensing_OrLaterOperator":
        return _express(read_text(told, "expandedlicensing_subjectLicense", place, graph.source), graph, depth + 1) + "+"
    if kind == "expandedlicensing_WithAdditionOperator":
        parts = [
            read_text(told, f"expandedlicensing_subject{each}", place, graph.source)
            for each in ("ExtendableLicense", "Addition")
        ]
        return " WITH ".join(_express(each, graph, depth + 1) for each in parts)
    expression = read_text(told, "simplelicensing_licenseExpression", place, graph.source)
    return expression or read_text(told, "name", place, graph.source) or "NOASSERTION"


def _read_hashes(told: Element, place: str, source: str, faults: Faults) -> tuple[str, ...]:
    used = find(told, "verifiedUsing", list, place, source) or []
    inline = [each for each in used if isinstance(each, dict) and _type(each) == "Hash"]
    found = []
    for each in inline:
        algorithm, digits = read_text(each, "algorithm", place, source), read_text(each, "hashValue", place, source)
        named = name_hash(algorithm, digits)
        if named:
            found.append(named)
        else:
            faults.add(place, f"{show(digits)} is no hash of {show(algorithm)}")
    return tuple(sorted(found))


def _read_creation(graph: _Graph, documents: list[Element], subject: str, listed: int) -> Document:
    """Give what is said of the document's making; of the first that is, where it is no document but a graph."""
    refs = [told if isinstance(told := each.get("creationInfo"), str) else "" for each in documents]
    infos = [(place, each) for place, each in graph.places.values() if _type(each) == "CreationInfo"]
    place, told = next((graph.places[ref] for ref in refs if ref in graph.places), infos[0] if infos else ("", {}))
    version = read_text(told, "specVersion", place, graph.source)
    if not version.startswith("3."):
        hint = "gate reads SPDX 2.0 to 2.3, and 3.0"
        raise ReportError(
            f"tells {show(version)} as its version of SPDX",
            where=f"{graph.source}: {place or '@graph'}",
            hint=hint,
            id_="report-version",
        )
    names = {
        key: tuple(
            sorted(
                {
                    read_text(graph.find(ref), "name", ref, graph.source) or ref
                    for ref in read_texts(told, key, place, graph.source)
                }
            )
        )
        for key in ("createdBy", "createdUsing")
    }
    created = read_text(told, "created", place, graph.source)
    return Document(f"SPDX-{version}", listed, created, names["createdBy"], names["createdUsing"], subject)
