"""LCOV tracefiles: lcov and geninfo, llvm-cov, grcov, gcovr, coverage.py, c8, nyc, jest, node, Dart, coverlet and others.

    TN:unit
    SF:src/point.c
    BRDA:7,0,1,-
    DA:7,2
    end_of_record

Kept: lines (DA), branches (BRDA) by line, block and branch, functions (FN, FNDA; FNL, FNA) by name, the file (SF). A file may
have many sections, and a point that any of them reached ran. Dropped: test names, versions, checksums, MC/DC. Counts are
made from the records; LF, LH, BRF, BRH, FNF and FNH are only compared with them (coverlet and Mozilla count repeated records
twice there), a difference is noted and told to the judge. A section without any DA has only its totals (`llvm-cov export
-summary-only`) and keeps them as such.

Dialects: `-` as a taken count is "never evaluated" (lcov; foundry writes it for all that were not taken); a branch may be
named by any text, commas included (coverage.py 7.6 "jump to line 14"; perl2lcov's expressions, of which a repeated one is
another branch), and a block by `e0`, `f0`, `U0` (lcov 2); `FN:start,end,name` (coverage.py 7.6, lcov 2); counts may be
negative (gcov overflow; they did not run), decimal or in scientific notation; line 0 (codecov's fixtures) is no line and is
noted; SF may be a Windows path; a byte order mark and CRLF are accepted.

Where tools disagree: lcov counts one file under three spellings (`foo/./bar`) three times, here it is one. llvm-cov 19 writes
a branch once for each instantiation under another block (14790 records against 1518 in BRF), and LF and LH from functions
instead of lines. coverage.py 7.2.7 writes DA for docstrings, which its own LF leaves out (542 against 539), and 7.17 counts
branches in BRF that it does not write as BRDA (1800 against 1796). py2lcov 2.5 writes DA 0 for functions never called,
against its own LH (336 against 348). The records are judged, the difference is noted.

A report cut between two sections looks like a shorter report, and no reader can tell; a count changed in a section without LF
and LH cannot be told either. A report whose last section or line does not end is read, and doubted.
"""

from collections.abc import Iterable

from gates.errors import ReportError
from gates.model.coverage import CoverageReport, merge_reports
from gates.model.verdict import Note

SPEC = "https://github.com/linux-test-project/lcov/blob/v2.3/man/geninfo.1 (section FILES)"

TAGS = frozenset(b"TN VER FN FNDA FNL FNA FNF FNH BRDA BRF BRH MCDC MCF MCH DA LF LH".split())
"""The records that may stand in a section besides SF."""


def sniff(head: bytes) -> bool:
    """Say whether the first line that is neither blank nor a comment is an LCOV record."""
    for line in head.removeprefix(b"\xef\xbb\xbf").splitlines():
        if line.strip() and not line.startswith(b"#"):
            tag, colon, _ = line.partition(b":")
            return bool(colon) and (tag == b"SF" or tag in TAGS)
    return False


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> CoverageReport:
    """Give the coverage that an LCOV tracefile tells of. Raises ReportError on anything that is not one."""
    return finish([read_share(chunks, source, wanted, 0, 1)], source)


def read_share(chunks: Iterable[bytes], source: str, wanted: frozenset[str], share: int, shares: int) -> CoverageReport:
    """Give what every `shares`-th block of sections says, from block number `share` on. Raises ReportError."""
    from gates.readers.coverage._lcov_sections import read_blocks  # noqa: PLC0415 (who only sniffs must not pay for reading)

    return merge_reports(read_blocks(chunks, source, wanted, share, shares))


def finish(shares: list[CoverageReport], source: str) -> CoverageReport:
    """Give the whole report, with the notes that only the whole can bear. Raises ReportError if nothing was measured."""
    report = merge_reports(shares)
    lines = sum(file.lines.total for file in report.files.values())
    if not lines + sum(totals.lines for totals in report.unplaced.values()):
        raise ReportError(
            "measured nothing: it holds no instrumented line (DA)",
            where=source,
            hint="did the tests run, and with coverage switched on?",
            id_="measured-nothing",
        )
    notes = set(report.notes)
    if report.claims:
        text = f"LF, LH and the like differ from the records of {len(report.claims)} files, {min(report.claims)[1]} first"
        notes.add(Note("totals-disagree", text, source))
    summed = [totals for totals in report.unplaced.values() if totals.lines]
    if summed:
        text = f"{len(summed)} files come with totals only (LF without DA), so no line of them can be named"
        notes.add(Note("totals-only", text, source))
    return report._replace(notes=frozenset(notes))
