"""Reads CISA's catalog of known exploited vulnerabilities in JSON.

    {"title": "CISA Catalog of Known Exploited Vulnerabilities", "catalogVersion": "2026.11.20",
     "dateReleased": "2026-11-20T15:00:28.6345Z", "count": 1, "vulnerabilities": [
      {"cveID": "CVE-2021-44228", "dateAdded": "2021-12-10", "dueDate": "2021-12-24", "knownRansomwareCampaignUse": "Known"}]}

Kept: the ids and since when each stands there. A catalog that has another number of them than its `count` is refused.
"""

from collections.abc import Iterable

from gates.errors import ReportError
from gates.model.exploitation import Exploited
from gates.readers.audit_parts import find_day
from gates.readers.bill_parts import read_list
from gates.readers.catalog_parts import HINT, check_id, close
from gates.readers.json import decode, expect, find

SPEC = "https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities_schema.json"


def sniff(head: bytes) -> bool:
    """Say whether a text is JSON with ids of a catalog near its beginning."""
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{" and (b'"cveID"' in head or b'"catalogVersion"' in head)


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> Exploited:
    """Give the catalog. Raises ReportError."""
    del wanted
    told = expect(decode(chunks, source, unique=True), dict, "the whole", source)
    listed = read_list(told, "vulnerabilities", "", source)
    count = find(told, "count", int, "", source)
    if count is not None and count != len(listed):
        raise ReportError(f"lists {len(listed):,} vulnerabilities and counts {count:,}", where=source, hint=HINT)
    since = {
        check_id(each.get("cveID"), f"{source}: vulnerabilities[{at}].cveID"): find_day(each.get("dateAdded"))
        for at, each in enumerate(listed)
    }
    return Exploited(find_day(told.get("dateReleased")), close(since, source))
