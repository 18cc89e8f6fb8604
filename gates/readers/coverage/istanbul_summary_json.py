"""Istanbul's coverage-summary.json (reporter `json-summary`): nyc, jest, vitest, c8.

    {"total": {"lines": {"total": 3, "covered": 2, "skipped": 0, "pct": 66.66}, "statements": {…}, "functions": {…}, …},
     "/repo/src/a.js": {"lines": {"total": 3, "covered": 2, "skipped": 0, "pct": 66.66}, …}}

Counts only: it can serve conditions on totals, files and groups, but no line of it can be named, so no patch. Kept: the counts
of each file. Dropped: percentages ("Unknown" where there is nothing), `branchesTrue`. The totals are compared with their sum.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from gates.model.coverage import CoverageReport, Totals
from gates.readers.coverage_parts import begin, conclude
from gates.readers.json import decode, expect, take
from gates.readers.paths import normalise

SPEC = "https://github.com/istanbuljs/istanbuljs/tree/main/packages/istanbul-reports/lib/json-summary"

_KINDS = ("lines", "branches", "functions", "statements")


def sniff(head: bytes) -> bool:
    """Say whether an object begins with "total" and istanbul's kinds of counts."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start.startswith(b"{") or b'"statementMap"' in head:
        return False
    return start[1:].lstrip().startswith(b'"total"') and b'"statements"' in head and b'"pct"' in head


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> CoverageReport:
    """Give the counts that a summary tells. Raises ReportError on anything that is not one."""
    del wanted
    document = expect(decode(chunks, source), dict, "the document", source)
    parts = begin(source)
    stated: dict[str, int] = {}
    for name, counts in document.items():
        totals = _read_counts(expect(counts, dict, f"[{name!r}]", source), f"[{name!r}]", source)
        if name == "total":
            stated = totals
        elif any(totals.values()):
            parts.unplaced[source, normalise(name)] = Totals(**totals)
    parts.note("totals-only", "holds counts only, so no line of it can be named")
    if not parts.unplaced and stated.get("lines"):
        parts.unplaced[source, normalise("")] = Totals(**stated)
    return conclude(parts, stated)


def _read_counts(counts: Mapping[str, Any], place: str, source: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for kind in _KINDS:
        entry = take(counts, kind, dict, place, source)
        for field, key in ((kind, "total"), (f"{kind}_covered", "covered")):
            found[field] = max(take(entry, key, int, f"{place}.{kind}", source), 0)
        found[f"{kind}_covered"] = min(found[f"{kind}_covered"], found[kind])
    return found
