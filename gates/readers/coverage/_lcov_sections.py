"""The sections of an LCOV tracefile, as they come in blocks."""

from collections.abc import Iterable, Iterator
from itertools import islice

from gates.errors import ReportError
from gates.model.coverage import CoverageReport, FileCoverage
from gates.model.verdict import Note
from gates.readers.blocks import cut_blocks
from gates.readers.coverage._lcov_records import NO_TOTALS, BadRecordError, Reading, decode_lines, read_records
from gates.readers.digits import Decoder, choose_decoder, cut_run
from gates.readers.paths import normalise
from gates.typed import NamedTuple

_END = b"\nend_of_record"


def read_blocks(
    chunks: Iterable[bytes], source: str, wanted: frozenset[str], share: int, shares: int
) -> Iterator[CoverageReport]:
    """Give a report for each section of every `shares`-th block. Raises ReportError."""
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


def _read_block(
    block: bytes, source: str, line: int, wanted: frozenset[str], decode: Decoder | None
) -> Iterator[CoverageReport]:
    """Give one report for each file of a block; `line` is the number of line feeds before it, less the one put first."""
    at = 0
    sections = [section.split(b"\nSF:") for section in block.split(_END)]
    parts = [_cut_file(file) for _, *files in sections for file in files]
    lines = iter(zip(parts, decode_lines([part.line_run for part in parts], decode), strict=True))
    for section in sections:
        size_bytes = sum(map(len, section)) + len(b"\nSF:") * (len(section) - 1)
        try:
            _check_preamble(section[0])
            for (name, line_run, rest), probes in islice(lines, len(section) - 1):
                yield from _read_file(name, read_records(line_run, rest, probes, wanted, decode), source)
        except BadRecordError as flaw:
            feeds = block.count(b"\n", 0, max(block.find(flaw.record, at), at))
            raise ReportError(
                f"{flaw.message}: {flaw.record[:80].decode(errors='replace')!r}",
                where=f"{source}:{line + feeds}",
                hint="was the report cut off or edited? let its tool write it again",
            ) from flaw
        ended = at + size_bytes < len(block)
        if len(section) > 1 + ended:
            text = "a section does not end with end_of_record: the report may have been cut off"
            yield _doubt("unterminated", text, source)
        at += size_bytes + len(_END)


class _File(NamedTuple):
    """What stands between `SF:` and the end of a section."""

    name: bytes
    line_run: bytes
    """The records from the first to the last DA."""
    rest: bytes


def _cut_file(text: bytes) -> _File:
    end = text.find(b"\n")
    name, body = (text[:end], text[end:]) if end >= 0 else (text, b"")
    return _File(name, *cut_run(body, b"\nDA:"))


def _check_preamble(preamble: bytes) -> None:
    """Let only test names, comments and what a shell's here-document leaves behind stand between two sections."""
    for record in preamble.split(b"\n"):
        if record.strip() not in (b"", b"EOF") and not record.startswith((b"TN:", b"#")):
            raise BadRecordError(record, "expected TN or SF, found a record that belongs to no file")


def _read_file(name: bytes, reading: Reading, source: str) -> Iterator[CoverageReport]:
    """Give what a section says of its file, and what is to be said of it."""
    path = normalise(name.decode(errors="surrogateescape"))
    if reading.zero:
        text_ = "records for line 0, which no file has, are left out"
        yield CoverageReport({}, notes=frozenset({Note("line-zero", text_, source)}))
    if not path and (reading.lines.total or reading.points.total or reading.functions.total):
        raise BadRecordError(b"SF:" + name, "records for a file without a name")
    if path:
        yield CoverageReport(
            {path: FileCoverage(lines=reading.lines, points=reading.points, functions=reading.functions)},
            unplaced={} if reading.unplaced is NO_TOTALS else {(source, path): reading.unplaced},
            claims={} if reading.claims is NO_TOTALS else {(source, path): reading.claims},
        )
    if reading.disorder:
        text_ = f"the lines of {path} are out of order, and it has no LF to check them: is the report damaged?"
        yield _doubt("disorder", text_, source)


def _doubt(id_: str, text: str, source: str) -> CoverageReport:
    return CoverageReport({}, doubts=frozenset({Note(id_, text, source)}))
