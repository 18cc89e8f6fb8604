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

from collections.abc import Iterable, Iterator

from gates.errors import ReportError
from gates.model.coverage import CoverageReport, FileCoverage, merge_reports
from gates.model.verdict import Note
from gates.readers.blocks import cut_blocks
from gates.readers.coverage._lcov_records import TAGS, BadRecordError, read_records
from gates.readers.digits import Decoder, choose_decoder
from gates.readers.paths import normalise

SPEC = "https://github.com/linux-test-project/lcov/blob/v2.3/man/geninfo.1 (section FILES)"

_END = b"\nend_of_record"


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
    return merge_reports(_read_blocks(chunks, source, wanted, share, shares))


def finish(shares: list[CoverageReport], source: str) -> CoverageReport:
    """Give the whole report, with the notes that only the whole can bear. Raises ReportError if nothing was measured."""
    report = merge_reports(shares)
    lines = sum(file.lines.total for file in report.files.values())
    if not lines + sum(totals.lines for totals in report.unplaced.values()):
        raise ReportError(
            "measured nothing: it holds no instrumented line (DA)",
            where=source,
            hint="did the tests run, and with coverage switched on?",
        )
    notes = set(report.notes)
    if report.claims:
        text = f"LF, LH and the like differ from the records of {len(report.claims)} files, {min(report.claims)[1]} first"
        notes.add(Note("totals-disagree", text, source))
    if report.unplaced:
        text = f"{len(report.unplaced)} files come with totals only (LF without DA), so no line of them can be named"
        notes.add(Note("totals-only", text, source))
    return report._replace(notes=frozenset(notes))


def _read_blocks(
    chunks: Iterable[bytes], source: str, wanted: frozenset[str], share: int, shares: int
) -> Iterator[CoverageReport]:
    line = 0
    size_bytes = 0
    block = b""
    for index, block in enumerate(cut_blocks(chunks, _END)):
        if index == 0:
            block = b"\n" + block.removeprefix(b"\xef\xbb\xbf")
        size_bytes += len(block)
        if index % shares == share:
            if b"\r" in block:
                block = block.replace(b"\r\n", b"\n")
            yield from _read_block(block, source, line, wanted, choose_decoder(size_bytes))
        line += block.count(b"\n")
    if block.endswith(_END) and b"\nDA:" in block:
        yield _doubt("cut-at-end", "its last line does not end: the report may have been cut off there", source)


def _read_block(block: bytes, source: str, line: int, wanted: frozenset[str], decode: Decoder) -> Iterator[CoverageReport]:
    """Give one report for each file of a block; `line` is the number of line feeds before it, less the one put first."""
    at = 0
    for section in block.split(_END):
        preamble, *files = section.split(b"\nSF:")
        ended = at + len(section) < len(block)
        try:
            _check_preamble(preamble)
            for file in files:
                yield from _read_file(file, source, wanted, decode)
        except BadRecordError as flaw:
            feeds = block.count(b"\n", 0, max(block.find(flaw.record, at), at))
            raise ReportError(
                f"{flaw.message}: {flaw.record[:80].decode(errors='replace')!r}",
                where=f"{source}:{line + feeds}",
                hint="was the report cut off or edited? let its tool write it again",
            ) from flaw
        if len(files) > 1 or (files and not ended):
            text = "a section does not end with end_of_record: the report may have been cut off"
            yield _doubt("unterminated", text, source)
        at += len(section) + len(_END)


def _check_preamble(preamble: bytes) -> None:
    """Let only test names, comments and what a shell's here-document leaves behind stand between two sections."""
    for record in preamble.split(b"\n"):
        if record.strip() not in (b"", b"EOF") and not record.startswith((b"TN:", b"#")):
            raise BadRecordError(record, "expected TN or SF, found a record that belongs to no file")


def _read_file(text: bytes, source: str, wanted: frozenset[str], decode: Decoder) -> Iterator[CoverageReport]:
    """Give what stands between `SF:` and the end of its section, and what is to be said of it."""
    name, _, body = text.partition(b"\n")
    path = normalise(name.decode(errors="surrogateescape"))
    reading = read_records(b"\n" + body, wanted, decode)
    if reading.zero:
        text_ = "records for line 0, which no file has, are left out"
        yield CoverageReport({}, notes=frozenset({Note("line-zero", text_, source)}))
    if not path and (reading.lines.total or reading.points.total or reading.functions.total):
        raise BadRecordError(b"SF:" + name, "records for a file without a name")
    if path:
        yield CoverageReport(
            {path: FileCoverage(lines=reading.lines, points=reading.points, functions=reading.functions)},
            unplaced={(source, path): reading.unplaced} if any(reading.unplaced) else {},
            claims={(source, path): reading.claims} if any(reading.claims) else {},
        )
    if reading.disorder:
        text_ = f"the lines of {path} are out of order, and it has no LF to check them: is the report damaged?"
        yield _doubt("disorder", text_, source)


def _doubt(id_: str, text: str, source: str) -> CoverageReport:
    return CoverageReport({}, doubts=frozenset({Note(id_, text, source)}))
