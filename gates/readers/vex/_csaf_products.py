"""The products of CSAF: a tree of branches, names beside it, and relationships between them, each with an id."""

import re
from collections.abc import Iterator, Mapping

from gates.errors import ReportError
from gates.model.vulnerabilities import normalise_version
from gates.readers.bill_parts import read_list, read_text, read_texts
from gates.readers.json import DAMAGED, find, show, take
from gates.readers.package_urls import Named, read_purl
from gates.typed import Any, TypeVar

Meant = Named | tuple[str, str]
"""A package with its version, or a name with its version, either of which may be empty."""
_DEPTH_LIMIT = 64

Told = TypeVar("Told")


def find_products(tree: Mapping[str, Any], source: str) -> dict[str, frozenset[Meant]]:
    """Give what each product id means. Raises ReportError for a part of a wrong type."""
    found: dict[str, frozenset[Meant]] = {}
    for place, names, product in _walk(read_list(tree, "branches", "product_tree", source), source):
        _put(found, *_read_product(product, names, place, source), place, source)
    for at, each in enumerate(read_list(tree, "full_product_names", "product_tree", source)):
        place = f"product_tree.full_product_names[{at}]"
        _put(found, *_read_product(each, {}, place, source), place, source)
    _relate(read_list(tree, "relationships", "product_tree", source), found, source)
    return found


def _put(found: dict[str, Told], id_: str, told: Told, place: str, source: str) -> None:
    """Put what an id means to the rest. Raises ReportError where it means something else already."""
    if found.setdefault(id_, told) != told:
        raise ReportError(f"the product id {show(id_)} means two things", where=f"{source}: {place}", hint=DAMAGED)


def _walk(top: list[Any], source: str) -> Iterator[tuple[str, Mapping[str, str], Mapping[str, Any]]]:
    """Give each product of the branches, with its place, and the names of the branches that it stands in by their category."""
    waiting: list[tuple[str, Mapping[str, str], list[Any], int]] = [("product_tree.branches", {}, top, 0)]
    while waiting:
        place, names, branches, depth = waiting.pop()
        if depth >= _DEPTH_LIMIT:
            raise ReportError(f"branches stand more than {_DEPTH_LIMIT} deep in one another", where=source, hint=DAMAGED)
        for at, branch in enumerate(branches):
            here = f"{place}[{at}]"
            category, name = (read_text(branch, key, here, source) for key in ("category", "name"))
            within = {**names, category: name}
            product = find(branch, "product", dict, here, source)
            if product is not None:
                yield f"{here}.product", within, product
            waiting.append((f"{here}.branches", within, read_list(branch, "branches", here, source), depth + 1))


def _read_product(
    product: Mapping[str, Any], names: Mapping[str, str], place: str, source: str
) -> tuple[str, frozenset[Meant]]:
    """Give the id of a product and what it means: its packages, else its name and version as far as its branches tell."""
    id_ = take(product, "product_id", str, place, source)
    packages = _find_packages(product, names, place, source)
    name, version = names.get("product_name", ""), names.get("product_version", "")
    if not (name and version):
        name, version = read_text(product, "name", place, source), ""
    return id_, packages or frozenset({(name or id_, version)})


def _find_packages(product: Mapping[str, Any], names: Mapping[str, str], place: str, source: str) -> frozenset[Meant]:
    helper = find(product, "product_identification_helper", dict, place, source) or {}
    where = f"{place}.product_identification_helper"
    purls = [read_text(helper, "purl", where, source), *read_texts(helper, "purls", where, source)]
    return frozenset(_narrow(named, names) for purl in purls if (named := read_purl(purl)))


def _narrow(named: Named, names: Mapping[str, str]) -> Meant:
    """Give a package with the version of its branch where its URL has none; where that is a range, only what it is called.

    Red Hat calls the branch as the package where every version is meant.
    """
    package, version = named.package, names.get("product_version", "")
    if named.version:
        return named
    if "product_version_range" in names:
        return package.name, ""
    if version.rpartition("/")[2] == re.split("[/:]", package.name)[-1]:
        return named
    return Named(package, normalise_version(package.type, version))


def _relate(relationships: list[Any], found: dict[str, frozenset[Meant]], source: str) -> None:
    """Put what relationships mean to the rest: a chain of them ends at what is no relationship, and a circle means nothing."""
    parts: dict[str, tuple[str, frozenset[Meant], str]] = {}
    for at, each in enumerate(relationships):
        place = f"product_tree.relationships[{at}]"
        product = take(each, "full_product_name", dict, place, source)
        where = f"{place}.full_product_name"
        id_ = take(product, "product_id", str, where, source)
        own = _find_packages(product, {}, where, source)
        told = take(each, "product_reference", str, place, source), own, read_text(product, "name", where, source)
        _put(parts, id_, told, where, source)
    for id_, (_, own, name) in parts.items():
        meant = frozenset(map(_limit, own or _follow(id_, parts, found))) or frozenset({(name or id_, "")})
        _put(found, id_, meant, "product_tree.relationships", source)


def _limit(meant: Meant) -> Meant:
    """Give only what a package is called where its version is not told: it is that of one product, and of no other.

    Red Hat says of the kernel of its system 8, in no version, that it is not affected, and that of 9 may be.
    """
    return (meant.package.name, "") if isinstance(meant, Named) and not meant.version else meant


def _follow(
    id_: str, parts: Mapping[str, tuple[str, frozenset[Meant], str]], found: Mapping[str, frozenset[Meant]]
) -> frozenset[Meant]:
    """Give what the end of a chain means; nothing for a circle, or where the end is not told."""
    seen: set[str] = set()
    while id_ in parts and id_ not in seen:
        seen.add(id_)
        id_ = parts[id_][0]
        if id_ in parts and parts[id_][1]:
            return parts[id_][1]
    return frozenset() if id_ in parts else found.get(id_, frozenset())
