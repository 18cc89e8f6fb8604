"""What SPDX 2 means, whichever of its notations it stands in: the JSON one, decoded, is what is taken apart here.

These faults are told, since an answer depends on them: two packages with one SPDXID, a package without a name or an
SPDXID, relationships of things that the document does not list, and a checksum of another length than its algorithm has.
What is of another type than the standard has, such as creators that are no array of strings, is refused: what a document
that is wrong there says elsewhere is nothing to rely on.
"""

from collections.abc import Iterable, Mapping

from gates.errors import ReportError
from gates.model.inventory import NOT_TOLD, Component, Document, Inventory
from gates.readers.bill_parts import Faults, make_inventory, read_fields, read_hashes, read_list, read_text, read_texts
from gates.readers.json import find, show
from gates.typed import Any

VERSIONS = ("SPDX-2.0", "SPDX-2.1", "SPDX-2.2", "SPDX-2.3")
_ROOT = "SPDXRef-DOCUMENT"
_FIELDS = ("name", "versionInfo", "licenseConcluded", "licenseDeclared", "supplier")
_ID_TYPES = ("cpe22Type", "cpe23Type", "swid", "gitoid", "swh")


def read_document(told: Mapping[str, Any], source: str) -> Inventory:
    """Give what a document tells. Raises ReportError for another version, or a part of a wrong type.

    The only package that the document describes, among others, is what it is a bill of, and no component.
    """
    version = read_text(told, "spdxVersion", "", source)
    if version not in VERSIONS:
        hint = "gate reads SPDX 2.0 to 2.3, and 3.0"
        raise ReportError(f"is {show(version)}", where=f"{source}: spdxVersion", hint=hint, id_="report-version")
    faults = Faults(source)
    packages = read_list(told, "packages", "", source)
    refs = _check_refs(packages, source, faults)
    files = {
        read_text(each, "SPDXID", key, source) for key in ("files", "snippets") for each in read_list(told, key, "", source)
    }
    related, described = _relate(told, {*refs, *files, _ROOT}, faults, source)
    listed = [(f"packages[{number}]", each) for number, each in enumerate(packages)]
    roots = [each for _, each in listed if each.get("SPDXID") in described]
    subject = roots[0] if len(roots) == 1 and len(listed) > 1 else None
    components = [_read_package(each, place, related, source, faults) for place, each in listed if each is not subject]
    return make_inventory(components, _read_creation(told, roots, len(listed), source), source, faults)


def _check_refs(packages: list[Any], source: str, faults: Faults) -> set[str]:
    found: set[str] = set()
    for number, each in enumerate(packages):
        ref = each.get("SPDXID")
        ref = ref.strip() if type(ref) is str else read_text(each, "SPDXID", f"packages[{number}]", source)
        if not ref:
            faults.add(f"packages[{number}]", "a package without an SPDXID")
            continue
        if ref in found:
            faults.add(f"packages[{number}]", f"the SPDXID {show(ref)} is another package's, too")
        found.add(ref)
    return found


def _relate(told: Mapping[str, Any], known: set[str], faults: Faults, source: str) -> tuple[set[str], set[str]]:
    """Give what relationships tell of, apart from being described; and what the document describes."""
    related: set[str] = set()
    described = set(read_texts(told, "documentDescribes", "the whole", source))
    for number, each in enumerate(read_list(told, "relationships", "", source)):
        place = f"relationships[{number}]"
        one, kind, other = (
            read_text(each, key, place, source) for key in ("spdxElementId", "relationshipType", "relatedSpdxElement")
        )
        if kind == "DESCRIBES" and one == _ROOT:
            described.add(other)
        elif kind == "DESCRIBED_BY" and other == _ROOT:
            described.add(one)
        else:
            related.update((one, other))
        for name in (one, other):
            if name not in known and name not in NOT_TOLD and not name.startswith("DocumentRef-"):
                faults.add(place, f"{show(name)} is not listed in the document")
    return related, described


def _read_package(told: dict[str, Any], place: str, related: set[str], source: str, faults: Faults) -> Component:
    name, version, concluded, declared, supplier = read_fields(told, _FIELDS, place, source)
    if not name:
        faults.add(place, "a package without a name")
    licence = next((each for each in (concluded, declared) if each not in NOT_TOLD), concluded or declared)
    purls, ids = _read_references(told, place, source) if told.get("externalRefs") else ((), ())
    return Component(
        name,
        version,
        purls[0] if purls else "",
        (licence,) if licence else (),
        "" if supplier in NOT_TOLD else supplier.partition(":")[2].strip() or supplier,
        read_hashes(told, ("checksums", "algorithm", "checksumValue"), place, source, faults) if told.get("checksums") else (),
        ids,
        told.get("SPDXID") in related,
        "" if name or purls else f"{source}: {place}",
    )


def _read_references(told: dict[str, Any], place: str, source: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the package URLs, and the other names in databases, both sorted."""
    purls: set[str] = set()
    ids: set[str] = set()
    for number, each in enumerate(read_list(told, "externalRefs", place, source)):
        kind, name = each.get("referenceType"), each.get("referenceLocator")
        if type(kind) is not str or type(name) is not str:
            kind, name = read_fields(each, ("referenceType", "referenceLocator"), f"{place}.externalRefs[{number}]", source)
        kind = kind.strip().rpartition("/")[2]
        if kind == "purl":
            purls.add(name.strip())
        elif kind in _ID_TYPES:
            ids.add(name.strip())
    return tuple(sorted(purls - {""})), tuple(sorted(ids - {""}))


def _read_creation(told: Mapping[str, Any], roots: Iterable[dict[str, Any]], listed: int, source: str) -> Document:
    creation = find(told, "creationInfo", dict, "", source) or {}
    creators = [each.partition(":") for each in read_texts(creation, "creators", "creationInfo", source)]
    subjects = sorted(name for each in roots if (name := read_text(each, "name", "packages", source)))
    return Document(
        read_text(told, "spdxVersion", "", source),
        listed,
        read_text(creation, "created", "creationInfo", source),
        tuple(sorted({name.strip() for kind, _, name in creators if kind.strip() != "Tool" and name.strip()})),
        tuple(sorted({name.strip() for kind, _, name in creators if kind.strip() == "Tool" and name.strip()})),
        subjects[0] if subjects else read_text(told, "name", "", source),
    )
