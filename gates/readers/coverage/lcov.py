"""LCOV tracefiles: lcov and geninfo, llvm-cov, grcov, gcovr, coverage.py, c8, nyc, jest, vitest, node, Dart, coverlet, …

    TN:unit
    SF:src/point.c
    BRDA:7,0,1,-
    DA:7,2
    end_of_record

Kept: lines (DA), branches (BRDA) by line, block and branch, functions (FN, FNDA; FNL, FNA) by name, the file (SF). A file may have
many sections, and a point that any of them reached ran. Dropped: test names, versions, checksums, MC/DC. Counts are made
from the records; LF, LH, BRF and BRH are only compared with them. They may count repeated records twice, as coverlet's and
Mozilla's do; any other difference is noted, and the judge is told of it. A section without any DA has only its totals
(`llvm-cov export -summary-only`) and keeps them as such.

Dialects: `-` as a taken count is "never evaluated" (lcov; foundry writes it for all that were not taken); a branch may be
named by any text, commas included (coverage.py 7.6 "jump to line 14"; perl2lcov's expressions, of which a repeated one is
another branch), and a block by `e0`, `f0`, `U0` (lcov 2);
`FN:start,end,name` (coverage.py 7.6, lcov 2); counts may be negative (gcov overflow; they did not run), decimal or in
scientific notation; line 0 (codecov's fixtures; coverage.py 6.4 to 7.6.0 for branches) is no line and is noted; SF may be a
Windows path. llvm-cov writes a branch once for each instantiation, and LF and LH from functions instead of lines.

Where tools disagree: lcov counts one file under three spellings (`foo/./bar`) three times, here it is one. llvm-cov 19 writes
a branch once for each instantiation under another block (14790 records against 1518 in BRF), and LF and LH from functions
instead of lines. coverage.py 7.2.7 writes DA for docstrings, which its own LF leaves out (542 against 539), and 7.17 counts
branches in BRF that it does not write as BRDA (1800 against 1796). py2lcov 2.5 writes DA 0 for functions never called,
against its own LH (336 against 348). The records are judged, the difference is noted.

A report cut between two sections looks like a shorter report, and no reader can tell; a byte changed in a section that has
no LF and LH cannot be told either. A report whose last section does not end is read, and doubted.
"""

import re
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from gates.errors import ReportError
from gates.model.branches import number_branches
from gates.model.coverage import CoverageReport, FileCoverage, Totals, merge_reports
from gates.model.probes import NOTHING, Probes, gather, gather_texts
from gates.model.verdict import Note
from gates.readers.blocks import cut_blocks
from gates.readers.digits import Decoder, choose_decoder, cut_run, decode_run, is_regular
from gates.readers.paths import normalise

SPEC = "https://github.com/linux-test-project/lcov/blob/v2.3/man/geninfo.1 (section FILES)"

_END = b"\nend_of_record"
_TAGS = frozenset(b"TN VER FN FNDA FNL FNA FNF FNH BRDA BRF BRH MCDC MCF MCH DA LF LH".split())
_LAST_LINE = 999_999_999
_COUNT = rb"-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?"
_DA = re.compile(rb"(\d{1,9}),(%b)(?:,[^,]*)?" % _COUNT)
_BRDA = re.compile(rb"(\d{1,9}),([^,]+),(.*),(-|%b)" % _COUNT)
_FN = re.compile(rb"\d{1,9},(?:\d{1,9},)?(.+)")
_FNDA = re.compile(rb"(%b),(.+)" % _COUNT)
_FNL = re.compile(rb"(\d{1,9}),\d{1,9}(?:,\d{1,9})?")
_FNA = re.compile(rb"(\d{1,9}),(%b),(.+)" % _COUNT)
_TOTAL_TAGS = {"line": (b"LF", b"LH"), "branch": (b"BRF", b"BRH"), "function": (b"FNF", b"FNH")}
_FN_RUN = re.compile(rb"\nFN:\d+,(?:\d+,)?([^\n]+)")
_FNDA_RUN = re.compile(rb"\nFNDA:(0|[1-9]\d*),([^\n]+)")

Records = dict[bytes, list[bytes]]
"""Tag → what stands behind the colon, in order."""


class _Tally(NamedTuple):
    """What the records of one tag say: each point once, and the records as they stand, repeats included."""

    probes: Probes
    records: int
    hits: int


_NO_TALLY = _Tally(NOTHING, 0, 0)


class _BadRecordError(Exception):
    """A record that is not what its tag promises; its line is looked for only when somebody has to be told."""

    def __init__(self, record: bytes, message: str) -> None:
        super().__init__(message)
        self.record = record
        self.message = message


def sniff(head: bytes) -> bool:
    """Say whether the first line that is neither blank nor a comment is an LCOV record."""
    for line in head.removeprefix(b"\xef\xbb\xbf").splitlines():
        if line.strip() and not line.startswith(b"#"):
            tag, colon, _ = line.partition(b":")
            return bool(colon) and (tag == b"SF" or tag in _TAGS)
    return False


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> CoverageReport:
    """Give the coverage that an LCOV tracefile tells of. Raises ReportError on anything that is not one."""
    return finish([read_share(chunks, source, wanted, 0, 1)], source)


def read_share(
    chunks: Iterable[bytes], source: str, wanted: frozenset[str], share: int, shares: int
) -> CoverageReport:
    """Give what every `shares`-th block of sections says, from block number `share` on. Raises ReportError."""
    return merge_reports(_read_blocks(chunks, source, wanted, share, shares))


def finish(shares: list[CoverageReport], source: str) -> CoverageReport:
    """Give the whole report, with the notes that only the whole can bear. Raises ReportError if nothing was measured."""
    report = merge_reports(shares)
    lines = sum(file.lines.count for file in report.files.values())
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
    for index, block in enumerate(cut_blocks(chunks, _END)):
        if index == 0:
            block = b"\n" + block.removeprefix(b"\xef\xbb\xbf")
        size_bytes += len(block)
        if index % shares == share:
            if b"\r" in block:
                block = block.replace(b"\r\n", b"\n")
            yield from _read_block(block, source, line, wanted, choose_decoder(size_bytes))
        line += block.count(b"\n")


def _read_block(
    block: bytes, source: str, line: int, wanted: frozenset[str], decode: Decoder
) -> Iterator[CoverageReport]:
    """Give one report for each file of a block; `line` is the number of line feeds before it, less the one put first."""
    at = 0
    for section in block.split(_END):
        preamble, *files = section.split(b"\nSF:")
        ended = at + len(section) < len(block)
        try:
            _check_preamble(preamble)
            for file in files:
                yield _read_file(file, source, wanted, decode)
        except _BadRecordError as flaw:
            feeds = block.count(b"\n", 0, max(block.find(flaw.record, at), at))
            raise ReportError(
                f"{flaw.message}: {flaw.record[:80].decode(errors='replace')!r}",
                where=f"{source}:{line + feeds}",
                hint="was the report cut off or edited? let its tool write it again",
            ) from flaw
        if len(files) > 1 or (files and not ended):
            text = "a section does not end with end_of_record: the report may have been cut off"
            yield CoverageReport({}, doubts=frozenset({Note("unterminated", text, source)}))
        at += len(section) + len(_END)


def _check_preamble(preamble: bytes) -> None:
    """Let only test names, comments and what a shell's here-document leaves behind stand between two sections."""
    for record in preamble.split(b"\n"):
        if record.strip() not in (b"", b"EOF") and not record.startswith((b"TN:", b"#")):
            raise _BadRecordError(record, "expected TN or SF, found a record that belongs to no file")


def _read_file(text: bytes, source: str, wanted: frozenset[str], decode: Decoder) -> CoverageReport:
    """Give what stands between `SF:` and the end of its section."""
    name, _, body = text.partition(b"\n")
    body = b"\n" + body
    line_run, rest = cut_run(body, b"\nDA:")
    branch_run, rest = cut_run(rest, b"\nBRDA:")
    function_run, rest = cut_run(rest, b"\nFN:")
    call_run, rest = cut_run(rest, b"\nFNDA:")
    lines = _decode_lines(line_run, decode)
    points = _decode_branches(branch_run, decode) if "branch" in wanted else _skip(branch_run, b"\nBRDA:", 4)
    functions = _match_functions(function_run, call_run) if "function" in wanted else _NO_TALLY
    notes: frozenset[Note] = frozenset()
    if lines is None or points is None or functions is None:
        records = _group(body)
        lines, points = _parse_lines(records[b"DA"]), _parse_branches(records[b"BRDA"])
        if any(record.startswith(b"0,") for record in records[b"DA"]):
            notes = frozenset({Note("line-zero", "records for line 0, which no file has, are left out", source)})
        functions = _parse_functions(records)
    else:
        records = _group(rest)
        if "function" in wanted and records.keys() & {b"FNL", b"FNA"}:
            functions = _parse_functions(records)
    for metric, tags in _TOTAL_TAGS.items():
        if metric not in wanted:
            records.update(dict.fromkeys(tags, []))
    path = normalise(name.decode(errors="surrogateescape"))
    if not path and (lines.records or points.records or functions.records):
        raise _BadRecordError(b"SF:" + name, "records for a file without a name")
    if not path:
        return CoverageReport({}, notes=notes)
    unplaced, claims = _compare(records, lines, points, functions)
    return CoverageReport(
        {path: FileCoverage(lines=lines.probes, points=points.probes, functions=functions.probes)},
        unplaced={(source, path): unplaced} if any(unplaced) else {},
        claims={(source, path): claims} if any(claims) else {},
        notes=notes,
    )


def _decode_lines(run: bytes, decode: Decoder) -> _Tally | None:
    """Give the lines of a regular run of DA records, or None if it is not regular."""
    numbers = decode_run(run, b"\nDA:", 2, decode)
    if not numbers:
        return None if run else _NO_TALLY
    hits = numbers[1::2]
    try:
        probes = gather(array("I", numbers[::2]), hits)
    except (OverflowError, TypeError):
        return None
    if probes.ids[0] == 0 or probes.ids[-1] > _LAST_LINE:
        return None
    return _tally(probes, hits)


def _skip(run: bytes, prefix: bytes, width: int) -> _Tally | None:
    """Give nothing for a run that is regular enough to be passed over, or None if it has to be looked at."""
    return _NO_TALLY if is_regular((run + b"\n").replace(b",-\n", b",\n")[:-1], prefix, width) else None


def _decode_branches(run: bytes, decode: Decoder) -> _Tally | None:
    """Give the branches of a regular run of BRDA records, or None if it is not regular."""
    plain = (run + b"\n").replace(b",-\n", b",0\n")[:-1]
    numbers = decode_run(plain, b"\nBRDA:", 4, decode)
    if not numbers:
        return None if run else _NO_TALLY
    ids = number_branches(numbers, 4)
    hits = numbers[3::4]
    return None if ids is None else _tally(gather(ids, hits), hits)


def _match_functions(declared: bytes, called: bytes) -> _Tally | None:
    """Give the functions of regular runs of FN and FNDA records, or None if they are not regular."""
    names = _FN_RUN.findall(declared)
    calls = _FNDA_RUN.findall(called)
    if len(names) != declared.count(b"\n") or len(calls) != called.count(b"\n"):
        return None
    ran = dict.fromkeys(names, False)
    ran.update({name: count != b"0" for count, name in calls})
    if len(ran) != max(len(names), len(calls)):
        return None
    return _tally(gather_texts(ran), list(ran.values()))


def _tally(probes: Probes, hits: list[int] | list[bool]) -> _Tally:
    records = len(hits)
    return _Tally(probes, records, probes.reached if records == probes.count else records - hits.count(0))


def _group(text: bytes) -> Records:
    """Give the records by tag; comments and blank lines are left out."""
    records: Records = defaultdict(list)
    for line in text.split(b"\n"):
        tag, colon, value = line.partition(b":")
        if tag in _TAGS and colon:
            records[tag].append(value)
        elif line.strip() and not line.startswith(b"#"):
            raise _BadRecordError(line, "not an LCOV record")
    return records


def _parse(pattern: re.Pattern[bytes], tag: bytes, values: list[bytes]) -> Iterator[tuple[bytes, ...]]:
    for value in values:
        match = pattern.fullmatch(value)
        if not match:
            raise _BadRecordError(tag + b":" + value, f"not a well-formed {tag.decode()} record")
        yield match.groups()


def _ran(count: bytes) -> bool:
    """Say whether a count is above zero; what follows `e` scales it and cannot change that."""
    return not count.startswith(b"-") and bool(re.split(b"[eE]", count)[0].strip(b"0."))


def _parse_lines(values: list[bytes]) -> _Tally:
    """Give the lines of DA records of any dialect."""
    rows = [(int(line), _ran(count)) for line, count in _parse(_DA, b"DA", values) if int(line)]
    hits = [ran for _, ran in rows]
    return _tally(gather(array("I", [line for line, _ in rows]), hits), hits)


def _parse_branches(values: list[bytes]) -> _Tally:
    """Give the branches of BRDA records of any dialect: numbered where all of them are numbers, else by their text.

    A number names one branch however often it stands there; an expression that stands twice on a line is two branches.
    """
    rows = list(_parse(_BRDA, b"BRDA", values))
    hits = [taken != b"-" and _ran(taken) for *_, taken in rows]
    if all(block.isdigit() and branch.isdigit() for _, block, branch, _ in rows):
        ids = number_branches([int(number) for row in rows for number in row[:3]], 3)
        if ids is not None:
            return _tally(gather(ids, hits), hits)
    texts: dict[bytes, bool] = {}
    repeats: dict[bytes, int] = defaultdict(int)
    for (line, block, branch, _), ran in zip(rows, hits, strict=True):
        key = b"%d,%b,%b" % (int(line), block, branch)
        if not branch.isdigit():
            repeats[key] += 1
            key += b"#%d" % repeats[key] if repeats[key] > 1 else b""
        texts[key] = ran or texts.get(key, False)
    return _tally(gather_texts(texts), hits)


def _parse_functions(records: Records) -> _Tally:
    """Give the functions by name; of a group of aliases (FNL, FNA) the first name stands for all."""
    if not records.keys() & {b"FN", b"FNDA", b"FNL", b"FNA"}:
        return _NO_TALLY
    ran = dict.fromkeys((name for (name,) in _parse(_FN, b"FN", records[b"FN"])), False)
    for count, name in _parse(_FNDA, b"FNDA", records[b"FNDA"]):
        ran[name] = _ran(count) or ran.get(name, False)
    groups: dict[bytes, list[tuple[bytes, bool]]] = defaultdict(list)
    for (index,) in _parse(_FNL, b"FNL", records[b"FNL"]):
        groups[index] = []
    for index, count, name in _parse(_FNA, b"FNA", records[b"FNA"]):
        groups[index].append((name, _ran(count)))
    for index, aliases in groups.items():
        name = min(aliases)[0] if aliases else b"function " + index
        ran[name] = any(hit for _, hit in aliases) or ran.get(name, False)
    return _tally(gather_texts(ran), list(ran.values()))


def _compare(records: Records, lines: _Tally, points: _Tally, functions: _Tally) -> tuple[Totals, Totals]:
    """Give the totals of what has no records at all, and how far the section's other totals are from its records."""
    unplaced: list[int] = []
    claims: list[int] = []
    for tally, (of, ran) in zip((lines, points, functions), _TOTAL_TAGS.values(), strict=True):
        counted = (tally.probes.count, tally.probes.reached)
        stated = (_stated(records, of, counted[0]), _stated(records, ran, counted[1]))
        if stated in (counted, (tally.records, tally.hits)):
            unplaced += (0, 0)
            claims += (0, 0)
        elif not tally.records and stated[1] <= stated[0]:
            unplaced += stated
            claims += (0, 0)
        else:
            unplaced += (0, 0)
            claims += (stated[0] - counted[0], stated[1] - counted[1])
    return Totals(*unplaced), Totals(*claims)


def _stated(records: Records, tag: bytes, own: int) -> int:
    """Give what the section says of itself under this tag, or our own count if it says nothing."""
    values = records.get(tag)
    if not values:
        return own
    if not (values[-1].isdigit() and len(values[-1]) < 19):
        raise _BadRecordError(tag + b":" + values[-1], f"not a well-formed {tag.decode()} record")
    return int(values[-1])
