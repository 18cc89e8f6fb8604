"""OpenVEX, versions 0.0 to 0.2.

    {"@context": "https://openvex.dev/ns/v0.2.0", "timestamp": "2026-07-29T00:00:00Z", "statements": [{"vulnerability": {"name":
      "CVE-2024-10001", "aliases": ["GHSA-…"]}, "products": [{"@id": "pkg:npm/lodash@4.17.4"}], "status": "not_affected",
      "justification": "vulnerable_code_not_present"}]}

A product may be the package itself or what it is part of; where it names subcomponents, the statement is about those. In
version 0.0 vulnerability and products were texts. A product without a package URL cannot be found in a scanner's report
and is left out, as are authors and action statements.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from gates.model.exploitability import Statement
from gates.model.vulnerabilities import Package
from gates.readers.audit_parts import list_texts, name_package
from gates.readers.json import decode, expect, find, take

SPEC = "https://github.com/openvex/spec/blob/v0.2.0/OPENVEX-SPEC.md"


def sniff(head: bytes) -> bool:
    """Say whether an object's context is OpenVEX."""
    return head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{") and b"openvex.dev/ns" in head


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> tuple[Statement, ...]:
    """Give the statements of a document. Raises ReportError on anything that is not one."""
    del wanted
    document = expect(decode(chunks, source), dict, "the document", source)
    time = find(document, "timestamp", str, "", source) or ""
    statements = take(document, "statements", list, "", source)
    return tuple(
        _read_statement(expect(each, dict, f"statements[{at}]", source), time, f"statements[{at}]", source)
        for at, each in enumerate(statements)
    )


def _read_statement(told: Mapping[str, Any], time: str, place: str, source: str) -> Statement:
    vulnerability = told.get("vulnerability")
    if not isinstance(vulnerability, str):
        vulnerability = expect(vulnerability, dict, f"{place}.vulnerability", source)
        ids = {take(vulnerability, "name", str, f"{place}.vulnerability", source)} | list_texts(vulnerability.get("aliases"))
    else:
        ids = {vulnerability}
    return Statement(
        frozenset(ids),
        frozenset(_find_products(find(told, "products", list, place, source) or [])),
        take(told, "status", str, place, source),
        find(told, "justification", str, place, source) or "",
        _read_time(find(told, "timestamp", str, place, source) or time),
    )


def _find_products(products: Iterable[Any]) -> Iterator[tuple[Package, str]]:
    """Give the packages that are meant, each with its version."""
    for product in products:
        parts = product.get("subcomponents") if isinstance(product, dict) else None
        for each in parts if isinstance(parts, list) and parts else [product]:
            purl = _find_purl(each)
            if purl:
                yield name_package("", "", purl), purl.partition("?")[0].partition("#")[0].rpartition("/")[2].partition("@")[2]


def _find_purl(product: Any) -> str:
    """Give the package URL of a product; empty where it has none."""
    told = product.get("@id") if isinstance(product, dict) else product
    named = product.get("identifiers") if isinstance(product, dict) else None
    for text in (named.get("purl") if isinstance(named, dict) else None, told):
        if isinstance(text, str) and text.startswith("pkg:") and "/" in text:
            return text
    return ""


def _read_time(text: str) -> str:
    """Give a moment in UTC; empty for what is none."""
    from datetime import UTC, datetime  # noqa: PLC0415 (only who reads VEX pays for it)

    try:
        return datetime.fromisoformat(text).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except ValueError:
        return ""
