"""CSAF's VEX and security advisories, versions 2.0 and 2.1: Red Hat, SUSE, Siemens, Secvisogram and others.

    {"document": {"category": "csaf_vex", "csaf_version": "2.0", "tracking": {"current_release_date": "2026-07-29T00:00:00Z"}},
     "product_tree": {"branches": [{"category": "product_version", "name": "2", "product": {"product_id": "A", "name": "a 2",
       "product_identification_helper": {"purl": "pkg:maven/org.a/a@2"}}}]},
     "vulnerabilities": [{"cve": "CVE-2020-25649", "product_status": {"known_not_affected": ["A"]},
       "flags": [{"label": "vulnerable_code_not_in_execute_path", "product_ids": ["A"]}]}]}

known_not_affected means not affected, fixed and first_fixed mean fixed; known_affected, first_affected, last_affected and
under_investigation clear nothing, and recommended says nothing. A product is a package by its package URLs; where one has no
version, the branch tells which, and a range of them clears nothing. A product that is a relationship (`default_component_of`
and others) is what is part of the other, unless it has a package URL of its own; that part clears nothing where its version
is not told, since it is said of one product only. A product without any is called by its branches of product_name and
product_version, else by its name, which tells no version. A statement is of the document's current release; its flag is the
reason. Dropped: notes, remediations, scores, groups of products that only flags name.
"""

from collections.abc import Iterable, Iterator, Mapping

from gates.errors import ReportError
from gates.model.exploitability import Statement
from gates.readers.bill_parts import read_list, read_text, read_texts
from gates.readers.json import decode, expect, find, show, take
from gates.readers.vex._csaf_products import find_products
from gates.readers.vex_parts import read_time, sort_products
from gates.typed import Any

SPEC = "https://docs.oasis-open.org/csaf/csaf/v2.0/csaf-v2.0.html"
_VERSIONS = ("2.0", "2.1")
_STATUSES = {
    "known_not_affected": "not_affected",
    "fixed": "fixed",
    "first_fixed": "fixed",
    "known_affected": "affected",
    "first_affected": "affected",
    "last_affected": "affected",
    "under_investigation": "under_investigation",
    "unknown": "unknown",
}
"""3.2.3.9, in the words of OpenVEX."""


def sniff(head: bytes) -> bool:
    """Say whether an object tells its version of CSAF."""
    return head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{") and b'"csaf_version"' in head


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> tuple[Statement, ...]:
    """Give the statements of a document. Raises ReportError on anything that is not one."""
    del wanted
    document = expect(decode(chunks, source, unique=True), dict, "the document", source)
    about = take(document, "document", dict, "", source)
    version = read_text(about, "csaf_version", "document", source)
    if version not in _VERSIONS:
        where = f"{source}: document.csaf_version"
        raise ReportError(f"is CSAF {show(version)}", where=where, hint="gate reads 2.0 and 2.1", id_="report-version")
    tracking = find(about, "tracking", dict, "document", source) or {}
    time = read_time(read_text(tracking, "current_release_date", "document.tracking", source))
    products = find_products(find(document, "product_tree", dict, "", source) or {}, source)
    found = read_list(document, "vulnerabilities", "", source)
    return tuple(
        statement
        for at, each in enumerate(found)
        for statement in _read_vulnerability(each, products, time, f"vulnerabilities[{at}]", source)
    )


def _read_vulnerability(
    told: Mapping[str, Any], products: Mapping[str, frozenset[Any]], time: str, place: str, source: str
) -> Iterator[Statement]:
    """Give a statement for each product and status, so that each has its own reason."""
    ids = {read_text(told, "cve", place, source)}
    ids |= {read_text(each, "text", f"{place}.ids", source) for each in read_list(told, "ids", place, source)}
    status = find(told, "product_status", dict, place, source) or {}
    flags = _read_flags(told, place, source)
    for key, word in _STATUSES.items():
        for product in read_texts(status, key, f"{place}.product_status", source):
            meant = sort_products(products.get(product, ((product, ""),)))
            reason = flags.get(product, "")
            yield Statement(frozenset(ids - {""}), meant.packages, word, reason, time, meant.names)


def _read_flags(told: Mapping[str, Any], place: str, source: str) -> dict[str, str]:
    """Give the label of the flag of each product."""
    return {
        product: read_text(flag, "label", f"{place}.flags", source)
        for flag in read_list(told, "flags", place, source)
        for product in read_texts(flag, "product_ids", f"{place}.flags", source)
    }
