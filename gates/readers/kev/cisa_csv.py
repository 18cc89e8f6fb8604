"""Reads CISA's catalog of known exploited vulnerabilities in CSV, in which its own day does not stand.

    cveID,vendorProject,product,vulnerabilityName,dateAdded,shortDescription,requiredAction,dueDate,knownRansomwareCampaignUse
    CVE-2021-44228,Apache,Log4j2,Apache Log4j2 Remote Code Execution,2021-12-10,"…",Apply updates.,2021-12-24,Known

Kept: the ids and since when each stands there.
"""

from collections.abc import Iterable

from gates.model.exploitation import Exploited
from gates.readers.audit_parts import find_day
from gates.readers.catalog_parts import check_id, close, read_rows

SPEC = "https://www.cisa.gov/known-exploited-vulnerabilities-catalog"


def sniff(head: bytes) -> bool:
    """Say whether the first line has the catalog's columns."""
    return head.removeprefix(b"\xef\xbb\xbf").lstrip(b'"').startswith(b"cveID")


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> Exploited:
    """Give the catalog. Raises ReportError."""
    del wanted
    rows = read_rows(b"".join(chunks), ("cveID", "dateAdded"), source)
    return Exploited("", close({check_id(row["cveID"], place): find_day(row["dateAdded"]) for place, row in rows}, source))
