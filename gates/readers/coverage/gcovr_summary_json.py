"""gcovr's summary JSON (`gcovr --json-summary`).

    {"root": ".", "gcovr/summary_format_version": "0.6",
     "files": [{"filename": "main.c", "line_total": 3, "line_covered": 2, "line_percent": 66.7,
       "branch_total": 2, "branch_covered": 1, "function_total": 1, "function_covered": 1}],
     "line_total": 3, "line_covered": 2, "branch_total": 2, "branch_covered": 1}

Counts only: it can serve conditions on totals, files and groups, but no line of it can be named, so no patch. Kept: lines,
branches and functions of each file. Dropped: percentages, decisions, conditions. The totals are compared with their sum.

Dialects: gcovr 5.0 counts no functions, and up to 7.2 the keys are sorted, so that the version stands after many files.
"""

from collections.abc import Iterable, Mapping

from gates.errors import ReportError
from gates.model.coverage import CoverageReport, Totals
from gates.readers.coverage_parts import begin, conclude
from gates.readers.json import DAMAGED, decode, expect, take
from gates.readers.paths import normalise
from gates.typed import Any

SPEC = "https://gcovr.com/en/stable/output/json.html (summary format 0.1 to 0.6)"

_FIELDS = {"line": "lines", "branch": "branches", "function": "functions"}


def sniff(head: bytes) -> bool:
    """Say whether an object names gcovr's summary format, or holds a file as one has it."""
    if not head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        return False
    return b'"gcovr/summary_format_version"' in head or (b'"line_total"' in head and b'"filename"' in head)


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> CoverageReport:
    """Give the counts that a summary tells. Raises ReportError on anything that is not one."""
    del wanted
    document = expect(decode(chunks, source), dict, "the document", source)
    take(document, "gcovr/summary_format_version", str, "", source)
    parts = begin(source)
    for at, file in enumerate(take(document, "files", list, "", source)):
        place = f"files[{at}]"
        file = expect(file, dict, place, source)
        path = normalise(take(file, "filename", str, place, source))
        if (source, path) in parts.unplaced:
            raise ReportError(f"counts {path!r} twice", where=f"{source}: {place}", hint=DAMAGED)
        parts.unplaced[source, path] = Totals(**_read_counts(file, place, source))
    parts.note("totals-only", "holds counts only, so no line of it can be named")
    return conclude(parts, _read_counts(document, "", source))


def _read_counts(counts: Mapping[str, Any], place: str, source: str) -> dict[str, int]:
    """Give the counts by the names of the fields of Totals; lines have to be among them."""
    found: dict[str, int] = {}
    for kind, field in _FIELDS.items():
        if kind != "line" and f"{kind}_total" not in counts:
            continue
        total, covered = (take(counts, f"{kind}_{end}", int, place, source) for end in ("total", "covered"))
        if not 0 <= covered <= total:
            where = f"{source}: {place}" if place else source
            raise ReportError(f"says that {covered} of {total} {field} ran", where=where, hint=DAMAGED)
        found |= {field: total, f"{field}_covered": covered}
    return found
