"""OpenVEX, versions 0.0 to 0.2.

    {"@context": "https://openvex.dev/ns/v0.2.0", "timestamp": "2026-07-29T00:00:00Z", "statements": [{"vulnerability": {"name":
      "CVE-2024-10001", "aliases": ["GHSA-…"]}, "products": [{"@id": "pkg:npm/lodash@4.17.4"}], "status": "not_affected",
      "justification": "vulnerable_code_not_present"}]}

A product may be the package itself or what it is part of; where it names subcomponents, the statement is about those. In
version 0.0 vulnerability and products were texts. A statement is of the time at which it was last updated, else made, else of
its document's. Dropped: authors, action statements.
"""

from collections.abc import Iterable, Iterator, Mapping

from gates.model.exploitability import Statement
from gates.readers.audit_parts import list_texts
from gates.readers.json import decode, expect, find, take
from gates.readers.package_urls import Named
from gates.readers.vex_parts import name_product, read_time, sort_products
from gates.typed import Any

SPEC = "https://github.com/openvex/spec/blob/v0.2.0/OPENVEX-SPEC.md"


def sniff(head: bytes) -> bool:
    """Say whether an object's context is OpenVEX."""
    return head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{") and b"openvex.dev/ns" in head


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> tuple[Statement, ...]:
    """Give the statements of a document. Raises ReportError on anything that is not one."""
    del wanted
    document = expect(decode(chunks, source, unique=True), dict, "the document", source)
    time = _find_time(document, "", source)
    statements = take(document, "statements", list, "", source)
    return tuple(
        _read_statement(expect(each, dict, f"statements[{at}]", source), time, f"statements[{at}]", source)
        for at, each in enumerate(statements)
    )


def _find_time(told: Mapping[str, Any], place: str, source: str) -> str:
    return find(told, "last_updated", str, place, source) or find(told, "timestamp", str, place, source) or ""


def _read_statement(told: Mapping[str, Any], time: str, place: str, source: str) -> Statement:
    vulnerability = told.get("vulnerability")
    if not isinstance(vulnerability, str):
        vulnerability = expect(vulnerability, dict, f"{place}.vulnerability", source)
        ids = {take(vulnerability, "name", str, f"{place}.vulnerability", source)} | list_texts(vulnerability.get("aliases"))
    else:
        ids = {vulnerability}
    products = sort_products(_find_products(find(told, "products", list, place, source) or []))
    return Statement(
        frozenset(ids),
        products.packages,
        take(told, "status", str, place, source),
        find(told, "justification", str, place, source) or "",
        read_time(_find_time(told, place, source) or time),
        products.names,
    )


def _find_products(products: Iterable[Any]) -> Iterator[Named | tuple[str, str]]:
    """Give what is meant."""
    for product in products:
        parts = product.get("subcomponents") if isinstance(product, dict) else None
        for each in parts if isinstance(parts, list) and parts else [product]:
            told = each if isinstance(each, dict) else {"@id": each}
            named = told.get("identifiers")
            found = name_product(named.get("purl") if isinstance(named, dict) else None, told.get("@id"))
            if found:
                yield found
