"""JaCoCo's CSV report: a row of counters for each class.

    GROUP,PACKAGE,CLASS,INSTRUCTION_MISSED,INSTRUCTION_COVERED,BRANCH_MISSED,BRANCH_COVERED,LINE_MISSED,LINE_COVERED,…
    app,org.app,A,3,7,1,1,1,2,2,1,0,1

Counts only, and by class: it can serve conditions on totals. Kept: lines, branches and methods of all classes together. Classes
that share lines of one file (nested ones) are added up, so the CSV tells more lines than the XML of the same run (4510 against
4496): prefer the XML.
"""

import csv
from collections.abc import Iterable

from gates.errors import ReportError
from gates.model.coverage import CoverageReport, RepoPath, Totals
from gates.readers.coverage_parts import begin, conclude

SPEC = "https://www.jacoco.org/jacoco/trunk/doc/api/org/jacoco/report/csv/package-summary.html"

_HINT = "was the report cut off or edited? let its tool write it again"
_COLUMNS = {"lines": "LINE", "branches": "BRANCH", "functions": "METHOD"}
_HEAD = "GROUP,PACKAGE,CLASS,"
_DIGITS = 18


def sniff(head: bytes) -> bool:
    """Say whether the first line names the columns of JaCoCo's CSV."""
    return head.removeprefix(b"\xef\xbb\xbf").startswith(_HEAD.encode())


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> CoverageReport:
    """Give the counts that the rows tell. Raises ReportError on anything that is no such table."""
    del wanted
    text = b"".join(chunks).decode("utf-8-sig", errors="surrogateescape")
    names, *rows = list(csv.reader(text.splitlines())) or [[]]
    missing = [name for kind in _COLUMNS.values() for name in (f"{kind}_MISSED", f"{kind}_COVERED") if name not in names]
    if missing:
        raise ReportError(f"lacks the column {missing[0]}", where=f"{source}:1", hint="is this JaCoCo's CSV report?")
    if not text.endswith("\n"):
        raise ReportError("its last line does not end", where=source, hint=_HINT)
    sums = dict.fromkeys(Totals._fields, 0)
    for number, row in enumerate(rows, 2):
        counts = dict(zip(names, row, strict=False))
        for field, kind in _COLUMNS.items():
            texts = [counts.get(f"{kind}_{end}", "") for end in ("MISSED", "COVERED")]
            if len(row) != len(names) or not all(each.isdigit() and len(each) <= _DIGITS for each in texts):
                raise ReportError(f"a row without counters: {','.join(row)[:60]!r}", where=f"{source}:{number}", hint=_HINT)
            missed, covered = map(int, texts)
            sums[field] += missed + covered
            sums[f"{field}_covered"] += covered
    parts = begin(source)
    parts.unplaced[source, RepoPath("")] = Totals(**sums)
    parts.note("totals-only", "holds counts of classes only, so no file and no line of it can be named")
    return conclude(parts, {})
