"""Reads the scores of FIRST's EPSS, as they are published every day.

    #model_version:v2026.03.14,score_date:2026-11-22T12:00:00Z
    cve,epss,percentile
    CVE-2021-44228,0.94358,0.99957

Kept: the scores and their day. A file of which the last line is not whole is refused.
"""

import re
from collections.abc import Iterable

from gates.errors import ReportError
from gates.model.exploitation import Likelihoods
from gates.readers.audit_parts import find_day
from gates.readers.catalog_parts import HINT, check_id, close, read_rows
from gates.readers.json import show

SPEC = "https://www.first.org/epss/data_stats"
_SCORE = re.compile(r"[01](?:\.\d{1,12})?(?:e-0?\d)?", re.IGNORECASE).fullmatch
_DAY = re.compile(rb"score_date:([^,\s]+)")


def sniff(head: bytes) -> bool:
    """Say whether a text begins with the model's version, or with the columns of the scores."""
    return head.removeprefix(b"\xef\xbb\xbf").startswith((b"#model_version:", b"cve,epss"))


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> Likelihoods:
    """Give the scores. Raises ReportError."""
    del wanted
    data = b"".join(chunks).removeprefix(b"\xef\xbb\xbf")
    head, _, rest = data.partition(b"\n") if data.startswith(b"#") else (b"", b"", data)
    day = _DAY.search(head)
    scores = {}
    for place, row in read_rows(rest, ("cve", "epss"), source, 2 if head else 1):
        if not _SCORE(row["epss"]) or float(row["epss"]) > 1:
            raise ReportError(f"{show(row['epss'])} is no probability", where=place, hint=HINT)
        scores[check_id(row["cve"], place)] = row["epss"]
    return Likelihoods(find_day(day[1].decode(errors="replace")) if day else "", close(scores, source))
