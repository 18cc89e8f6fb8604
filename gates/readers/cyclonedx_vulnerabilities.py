"""What CycloneDX tells of vulnerabilities, whichever of its notations it stands in, and which packages they are in.

A vulnerability names what it affects by the `bom-ref` of a component at any depth, of a service or of the product itself, by
a package URL, or by the address of a component in another document (`urn:cdx:…#ref`). What cannot be found keeps the name by
which it is called. References are the names that other databases have for the same vulnerability.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from gates.errors import ReportError
from gates.model.vulnerabilities import Package, normalise, normalise_version
from gates.readers.bill_parts import read_fields, read_list, read_text
from gates.readers.cyclonedx import VERSIONS, read_version, walk
from gates.readers.json import DAMAGED, find
from gates.readers.package_urls import Named, read_purl, unquote
from gates.typed import Any, NamedTuple

SPEC = "https://cyclonedx.org/docs/1.7/json/#vulnerabilities"
_UNAFFECTED = "unaffected"
_NAMELESS = "something without a name"
_LINK = re.compile(r"urn:cdx:[^#]*#(.+)", re.DOTALL)


class Affected(NamedTuple):
    """What a vulnerability is in."""

    named: Named
    is_package: bool
    """Whether a package URL names it, so that it can be told apart from what is called the same elsewhere."""
    is_range: bool = False
    """Whether a range of versions is told, so that having no version does not mean all of them."""
    is_open: bool = False
    """Whether this version is told to be affected, or nobody knows, beside others that are told to be unaffected."""


class Vulnerability(NamedTuple):
    """One that a document lists."""

    place: str
    told: Mapping[str, Any]
    ids: frozenset[str]
    affects: tuple[Affected, ...]


class Told(NamedTuple):
    """What a document tells."""

    listed: int
    """How many components it lists."""
    tools: frozenset[str]
    """The tools that wrote it, in small letters."""
    time: str
    vulnerabilities: tuple[Vulnerability, ...] | None
    """None where it says nothing of any."""


def read_told(bill: Mapping[str, Any], source: str) -> Told:
    """Give what a document tells. Raises ReportError for another version, or a part of a wrong type."""
    read_version(bill, VERSIONS, source)
    metadata = find(bill, "metadata", dict, "", source) or {}
    subject = find(metadata, "component", dict, "metadata", source) or {}
    inner = walk(read_list(bill, "components", "", source), source)
    parts = [("metadata.component", subject), *((place, each) for place, _, each in inner)]
    within = [each for _, each in parts if each.get("vulnerabilities") is not None]
    refs: dict[str, list[Affected]] = {}
    for place, each in parts:
        refs.setdefault(read_text(each, "bom-ref", place, source), []).append(_name(each, place, source))
    refs.pop("", None)
    found = None
    if bill.get("vulnerabilities") is not None or within:
        found = tuple(_read_all(bill, parts, refs, source))
    time = read_text(metadata, "timestamp", "metadata", source)
    return Told(len(parts) - 1, frozenset(_name_tools(metadata, source)), time, found)


def _name(told: Mapping[str, Any], place: str, source: str) -> Affected:
    """Give what a component is called: by its package URL, else by its group and name."""
    name, group = read_text(told, "name", place, source), read_text(told, "group", place, source)
    version, named = read_text(told, "version", place, source), read_purl(told.get("purl"))
    if named:
        return Affected(named._replace(version=named.version or version), is_package=True)
    called = f"{group}/{name}" if group else name or _NAMELESS
    return Affected(Named(normalise("", called), version), is_package=False)


def _name_tools(metadata: Mapping[str, Any], source: str) -> Iterator[str]:
    tools = metadata.get("tools")
    lists = (
        [read_list(tools, key, "metadata.tools", source) for key in ("components", "services")]
        if isinstance(tools, dict)
        else [read_list(metadata, "tools", "metadata", source)]
    )
    for tool in (tool for tools in lists for tool in tools):
        yield read_text(tool, "name", "metadata.tools", source).lower()


def _read_all(
    bill: Mapping[str, Any], parts: Sequence[tuple[str, Mapping[str, Any]]], refs: Mapping[str, list[Affected]], source: str
) -> Iterator[Vulnerability]:
    """Give the vulnerabilities of the document, then those that stand within components, which are about these.

    The first part is the product itself; what names nothing else is in it.
    """
    place, product = parts[0]
    subject = _name(product, place, source)
    for at, each in enumerate(read_list(bill, "vulnerabilities", "", source)):
        place = f"vulnerabilities[{at}]"
        affects = list(_find_affected(each, refs, place, source))
        yield Vulnerability(place, each, _read_ids(each, place, source), tuple(affects) or (subject,))
    for where, component in parts:
        for at, each in enumerate(read_list(component, "vulnerabilities", where, source)):
            place = f"{where}.vulnerabilities[{at}]"
            yield Vulnerability(place, each, _read_ids(each, place, source), (_name(component, where, source),))


def _read_ids(told: Mapping[str, Any], place: str, source: str) -> frozenset[str]:
    """Give all names of a vulnerability. Raises ReportError where it has none."""
    ids = [read_text(told, "id", place, source)]
    ids += [read_text(each, "id", f"{place}.references", source) for each in read_list(told, "references", place, source)]
    found = frozenset(ids) - {""} or frozenset({read_text(told, "bom-ref", place, source)}) - {""}
    if not found:
        raise ReportError("lacks 'id'", where=f"{source}: {place}", hint=DAMAGED)
    return found


def _find_affected(told: Mapping[str, Any], refs: Mapping[str, list[Affected]], place: str, source: str) -> Iterator[Affected]:
    """Give what a vulnerability is in, with the versions that it names where the component has none."""
    own = read_text(told, "ref", place, source)
    for each in [*([{"ref": own}] if own else []), *read_list(told, "affects", place, source)]:
        ref = read_text(each, "ref", f"{place}.affects", source)
        versions = read_list(each, "versions", f"{place}.affects", source)
        keys = ("version", "status")
        named = {tuple(read_fields(version, keys, f"{place}.affects.versions", source)) for version in versions}
        for found in refs.get(ref) or [_look_up(ref)]:
            yield from _narrow(found, sorted(named))


def _narrow(found: Affected, versions: Iterable[tuple[str, ...]]) -> Iterator[Affected]:
    """Give a component in each of the versions, with their statuses, where it has none itself; an empty one is a range."""
    package, own = found.named
    told = [(normalise_version(package.type, version), status) for version, status in versions]
    differ = any(status == _UNAFFECTED for _, status in told)
    is_open = {version for version, status in told if differ and status not in ("", _UNAFFECTED)}
    if own or not told:
        yield found._replace(is_open=not is_open.isdisjoint({own, ""}))
        return
    for version in sorted({version for version, _ in told}):
        yield found._replace(named=Named(package, version), is_range=not version, is_open=version in is_open)


def _look_up(ref: str) -> Affected:
    """Give what a name means that is no component's: a package URL, or what is called so in another document."""
    link = _LINK.fullmatch(ref)
    name = unquote(link[1]) if link else ref
    named = read_purl(name)
    return Affected(named or Named(Package("", name or _NAMELESS), ""), is_package=bool(named))
