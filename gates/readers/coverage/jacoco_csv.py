"""JaCoCo's CSV report: the Maven, Gradle and Ant tasks and the CLI write it beside XML and HTML.

    GROUP,PACKAGE,CLASS,INSTRUCTION_MISSED,INSTRUCTION_COVERED,BRANCH_MISSED,BRANCH_COVERED,LINE_MISSED,LINE_COVERED,…
    app,org.app,A,3,7,1,1,1,2,2,1,0,1
    app,org.app,A.new Runnable() {...},0,6,0,0,0,2,0,2,0,2

Counts only, and by class: it can serve conditions on totals, and on nothing smaller. Kept: lines, branches and methods of all
classes together. Dropped: instructions, complexity, the names. The columns are found by their names.

Classes that share lines of one file (nested ones) are added up, so the CSV tells more lines than the XML of the same run (4510
against 4496): prefer the XML. There are no totals, so a report that was cut off exactly between two rows looks like a shorter
one.
"""

import csv
from collections.abc import Iterable

from gates.errors import ReportError
from gates.model.coverage import CoverageReport, RepoPath, Totals
from gates.readers.coverage_parts import begin, conclude
from gates.readers.json import DAMAGED

SPEC = "https://www.jacoco.org/jacoco/trunk/doc/api/org/jacoco/report/csv/package-summary.html"

_COLUMNS = {"lines": "LINE", "branches": "BRANCH", "functions": "METHOD"}
_DIGITS = 18


def sniff(head: bytes) -> bool:
    """Say whether the first line names the columns of JaCoCo's CSV."""
    return head.removeprefix(b"\xef\xbb\xbf").startswith(b"GROUP,PACKAGE,CLASS,")


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> CoverageReport:
    """Give the counts that the rows tell. Raises ReportError on anything that is no such table."""
    del wanted
    text = b"".join(chunks).decode("utf-8-sig", errors="surrogateescape")
    if not text.endswith("\n"):
        raise ReportError("its last line does not end", where=source, hint=DAMAGED)
    rows = csv.reader(text.removesuffix("\n").split("\n"), strict=True)
    parts = begin(source)
    try:
        parts.unplaced[source, RepoPath("")] = _add_up(next(rows), rows)
    except (csv.Error, KeyError, ValueError) as flaw:
        told = f"lacks the column {flaw}" if isinstance(flaw, KeyError) else f"is not as JaCoCo writes it: {flaw}"
        raise ReportError(told, where=f"{source}:{rows.line_num}", hint=DAMAGED) from flaw
    parts.note("totals-only", "holds counts of classes only, so no file and no line of it can be named")
    return conclude(parts, {})


def _add_up(names: list[str], rows: Iterable[list[str]]) -> Totals:
    """Give the sums over all rows. Raises KeyError for a column that is not there, ValueError for a row that is none."""
    places = {name: at for at, name in enumerate(names)}
    columns = [(places[f"{kind}_MISSED"], places[f"{kind}_COVERED"]) for kind in _COLUMNS.values()]
    sums = [0] * (2 * len(columns))
    for row in rows:
        if len(row) != len(names):
            raise ValueError(f"a row of {len(row)} fields below {len(names)} columns")
        for at, (missed, covered) in enumerate(columns):
            ran = _read_count(row[covered])
            sums[2 * at] += _read_count(row[missed]) + ran
            sums[2 * at + 1] += ran
    return Totals(*sums)


def _read_count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS):
        raise ValueError(f"{text[:40]!r} is no count")
    return int(text)
