"""What CycloneDX means, whichever of its notations it stands in: the JSON one, decoded, is what is taken apart here.

These faults are told, since an answer depends on them: a hash that is none (of another length than its algorithm has), a
licence that is not told by exactly one of id, name and expression, two components with one `bom-ref`, a component without
a name, a version beside a range of versions, and dependencies of things that the document does not list.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from gates.errors import ReportError
from gates.model.inventory import Component, Document, Inventory
from gates.readers.bill_parts import Faults, make_inventory, read_fields, read_hashes, read_list, read_text, read_texts
from gates.readers.json import DAMAGED, expect, find, show
from gates.typed import Any

VERSIONS = ("1.0", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7")
"""The JSON notation begins with the third."""
_DEPTH_LIMIT = 64
_MARK = re.compile(rb'"bomFormat"\s*:\s*"CycloneDX"')
Bill = Mapping[str, Any]


def sniff_json(head: bytes) -> bool:
    """Say whether a text is JSON that names its format so near its beginning."""
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{" and bool(_MARK.search(head))


def read_version(bill: Bill, known: Sequence[str], source: str) -> str:
    """Give the version of a document. Raises ReportError for one that is not among these."""
    version = read_text(bill, "specVersion", "", source)
    if version not in known:
        hint = f"gate reads {known[0]} to {known[-1]}; cyclonedx convert --output-version {known[-1]} makes one of it"
        raise ReportError(f"is CycloneDX {show(version)}", where=f"{source}: specVersion", hint=hint, id_="report-version")
    return version


def read_bill(bill: Bill, versions: Sequence[str], source: str) -> Inventory:
    """Give what a bill tells. Raises ReportError for a version that is not among these, or a part of a wrong type."""
    version = read_version(bill, versions, source)
    faults = Faults(source)
    metadata = find(bill, "metadata", dict, "", source) or {}
    subject = find(metadata, "component", dict, "metadata", source) or {}
    listed = list(walk(read_list(bill, "components", "", source), source))
    refs = _check_refs(listed, source, faults)
    around = {*_list_refs(bill, ("services",), source), *_list_refs({"subject": [subject]}, ("subject", "components"), source)}
    related = _relate(read_list(bill, "dependencies", "", source), refs | around, faults, source)
    _read_licences(metadata, "metadata", source, faults)
    components = [_read_component(each, place, depth, related, source, faults) for place, depth, each in listed]
    document = _read_metadata(metadata, subject, f"CycloneDX {version}", len(components), source)
    return make_inventory(components, document, source, faults)


def walk(top: list[Any], source: str) -> Iterator[tuple[str, int, dict[str, Any]]]:
    """Give every component, with its place and depth, those within others after them."""
    waiting = [("components", 0, top)]
    while waiting:
        place, depth, components = waiting.pop()
        if depth >= _DEPTH_LIMIT:
            raise ReportError(f"components stand more than {_DEPTH_LIMIT} deep in one another", where=source, hint=DAMAGED)
        for number, each in enumerate(components):
            here = f"{place}[{number}]"
            yield here, depth, each
            if each.get("components"):
                waiting.append((f"{here}.components", depth + 1, read_list(each, "components", here, source)))


def _check_refs(listed: list[tuple[str, int, dict[str, Any]]], source: str, faults: Faults) -> set[str]:
    """Give the names by which components are referred to; each should be one component's."""
    found: set[str] = set()
    for place, _, each in listed:
        ref = each.get("bom-ref")
        if ref is None:
            continue
        if type(ref) is not str:
            expect(ref, str, f"{place}.bom-ref", source)
        if ref in found:
            faults.add(place, f"the bom-ref {show(ref)} is another component's, too")
        found.add(ref)
    return found


def _list_refs(owner: Mapping[str, Any], keys: tuple[str, ...], source: str) -> Iterator[str]:
    """Give the names of what stands under these keys, at any depth: services, and the parts of the product itself."""
    waiting = [owner]
    while waiting:
        told = waiting.pop()
        for key in keys:
            for each in read_list(told, key, "", source) if told.get(key) else ():
                yield read_text(each, "bom-ref", key, source)
                waiting.append(each)


def _relate(dependencies: list[Any], known: set[str], faults: Faults, source: str) -> set[str]:
    """Give the names of what the dependencies tell of."""
    found: set[str] = set()
    for number, each in enumerate(dependencies):
        place = f"dependencies[{number}]"
        ref, targets = read_text(each, "ref", place, source), read_texts(each, "dependsOn", place, source)
        found.add(ref)
        found.update(targets)
        if ref in known and known.issuperset(targets):
            continue
        for name in (ref, *targets):
            if name not in known and "urn:cdx:" not in name:
                faults.add(place, f"{show(name)} is not listed in the document")
    return found


def _read_component(told: dict[str, Any], place: str, depth: int, related: set[str], source: str, faults: Faults) -> Component:
    name, group, version, purl = read_fields(told, ("name", "group", "version", "purl"), place, source)
    if not name:
        faults.add(place, "a component without a name")
    if told.get("versionRange") and (version or not told.get("isExternal")):
        faults.add(place, "a range of versions, which only an external component without a version may have")
    return Component(
        f"{group}/{name}" if group and name else name,
        version,
        purl,
        _read_licences(told, place, source, faults) if told.get("licenses") else (),
        _read_supplier(told, place, source),
        read_hashes(told, ("hashes", "alg", "content"), place, source, faults) if told.get("hashes") else (),
        _read_ids(told, place, source) if told.get("cpe") or told.get("swid") else (),
        bool(depth) or told.get("bom-ref") in related,
        "" if name or purl else f"{source}: {place}",
    )


def _read_licences(told: Mapping[str, Any], place: str, source: str, faults: Faults) -> tuple[str, ...]:
    items = read_list(told, "licenses", place, source)
    if len(items) == 1 and len(items[0]) == 1 and (only := _read_only(items[0])):
        return (only,)
    found: set[str] = set()
    for number, item in enumerate(items):
        here = f"{place}.licenses[{number}]"
        licence = find(item, "license", dict, here, source)
        words = (
            read_fields(item, ("expression",), here, source)
            if licence is None
            else read_fields(licence, ("id", "name"), f"{here}.license", source)
        )
        words = [word for word in words if word]
        if len(words) != 1 or (licence is not None and item.get("expression")):
            faults.add(here, "a licence has to be told by one of id, name and expression")
        url = read_text(licence, "url", f"{here}.license", source) if licence and not words else ""
        found.update(words or [url or "NOASSERTION"])
    return tuple(sorted(found))


def _read_only(item: dict[str, Any]) -> str:
    """Give the licence that stands alone in the way that most tools write it; empty where it has to be looked at closely."""
    if type(text := item.get("expression")) is str:
        return text.strip()
    licence = item.get("license")
    text = (
        licence.get("id", licence.get("name")) if type(licence) is dict and ("id" in licence) != ("name" in licence) else None
    )
    return text.strip() if type(text) is str else ""


def _read_supplier(told: dict[str, Any], place: str, source: str) -> str:
    """Give who supplies a component: its supplier, else its manufacturer or publisher."""
    for key in ("supplier", "manufacturer"):
        if told.get(key) and (name := read_text(expect(told[key], dict, f"{place}.{key}", source), "name", place, source)):
            return name
    return read_text(told, "publisher", place, source) if told.get("publisher") is not None else ""


def _read_ids(told: dict[str, Any], place: str, source: str) -> tuple[str, ...]:
    cpe = read_text(told, "cpe", place, source)
    swid = find(told, "swid", dict, place, source)
    return tuple(sorted(filter(None, (cpe, read_text(swid, "tagId", f"{place}.swid", source) if swid else ""))))


def _read_metadata(metadata: dict[str, Any], subject: dict[str, Any], format_: str, listed: int, source: str) -> Document:
    people = read_list(metadata, "authors", "metadata", source)
    people += [
        each for key in ("manufacturer", "manufacture", "supplier") if (each := find(metadata, key, dict, "metadata", source))
    ]
    tools = metadata.get("tools")
    if isinstance(tools, dict):
        made = [each for key in ("components", "services") for each in read_list(tools, key, "metadata.tools", source)]
    else:
        made = read_list(metadata, "tools", "metadata", source)
    phases = read_list(metadata, "lifecycles", "metadata", source)
    return Document(
        format_,
        listed,
        read_text(metadata, "timestamp", "metadata", source),
        _name_all(people, ("name", "email"), "metadata", source),
        _name_all(made, ("name",), "metadata.tools", source),
        read_text(subject, "name", "metadata.component", source),
        next(iter(_name_all(phases, ("phase", "name"), "metadata.lifecycles", source)), ""),
    )


def _name_all(things: list[Any], keys: tuple[str, ...], place: str, source: str) -> tuple[str, ...]:
    """Give the names of things, sorted; each by the first key under which it has one."""
    names = {next(filter(None, (read_text(each, key, place, source) for key in keys)), "") for each in things}
    return tuple(sorted(names - {""}))
