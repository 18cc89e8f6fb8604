"""Istanbul's coverage-summary.json (reporter `json-summary`): nyc, jest, vitest, c8.

    {"total": {"lines": {"total": 3, "covered": 2, "skipped": 0, "pct": 66.66}, "statements": {…}, "functions": {…}, …},
     "/repo/src/a.js": {"lines": {"total": 3, "covered": 2, "skipped": 0, "pct": 66.66}, …}}

Counts only: it can serve conditions on totals, files and groups, but no line of it can be named, so no patch. Kept: the counts
of each file. Dropped: percentages ("Unknown" where there is nothing), `branchesTrue`. The totals are compared with their sum.
"""

from collections.abc import Iterable, Mapping

from gates.errors import ReportError
from gates.model.coverage import CoverageReport, Totals
from gates.readers.coverage_parts import begin, conclude
from gates.readers.json import DAMAGED, decode, expect
from gates.readers.paths import normalise
from gates.typed import Any

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
    whole = Totals()
    for name, counts in document.items():
        totals = _read_counts(counts, f"[{name!r}]", source)
        if name == "total":
            whole = totals
        elif any(totals):
            parts.unplaced[source, normalise(name)] = totals
    parts.note("totals-only", "holds counts only, so no line of it can be named")
    if not parts.unplaced and whole.lines:
        parts.unplaced[source, normalise("")] = whole
    return conclude(parts, whole._asdict() if any(whole) else {})


def _read_counts(counts: Mapping[str, Any], place: str, source: str) -> Totals:
    try:
        pairs = [(counts[kind]["total"], counts[kind]["covered"]) for kind in _KINDS]
        if all(0 <= covered <= total for total, covered in pairs):
            (lines, branches, functions, statements) = pairs
            return Totals(*lines, *branches, *functions, *statements)
    except (KeyError, TypeError) as flaw:
        told = f"lacks {flaw}" if isinstance(flaw, KeyError) else f"is not as istanbul writes it: {flaw}"
        raise ReportError(told, where=f"{source}: {place}", hint=DAMAGED) from flaw
    raise ReportError("says that more was covered than there is", where=f"{source}: {place}", hint=DAMAGED)
