"""Cobertura XML: coverage.py, gcovr, istanbul (nyc, jest, c8), coverlet, tarpaulin, PHPUnit, Cobertura itself and others.

    <coverage lines-valid="2" lines-covered="1" version="7.6.1"><sources><source>/repository</source></sources>
      <packages><package name="."><classes><class name="a.py" filename="src/a.py"><methods/><lines>
        <line number="1" hits="1" branch="true" condition-coverage="50% (1/2)" missing-branches="4"/>
        <line number="4" hits="0"/>
      </lines></class></classes></package></packages></coverage>

Kept: for each file (class/@filename, however many classes share it) the lines of class/lines, the branches of
condition-coverage="… (taken/all)", the methods, and the <source> folders. Where a class lists no lines of its own, those of
its methods stand for them (Swift, C++ converters). Dropped: rates, complexity, conditions, timestamps. Counts are made
from the lines; lines-valid and the like at the root are only compared with them, and a difference is noted and told to the
judge. No difference is: totals that add up the classes instead of the lines (Cobertura 2.1.1: 4534 against 4519 distinct).

Branches that the root counts beyond those of the lines, while both agree on the lines, belong to the total without a
place: istanbul writes no <line> for a branch on a line without a statement (1445 against 1381), grcov and PHPUnit write
branches at the root only. A report without any line but with totals at the root is a summary and keeps them.

Dialects: hits may be decimal, in scientific notation, above 64 bits or negative (which did not run), with thousands
separators; line 0 is no line; branch="True" (coverlet); `100%` without `(n/m)` says nothing countable; coverage.py names the
branches it missed, so its reports merge exactly; NaN, dates and placeholders in attributes that are not used are ignored. A
line that ran is covered though none of its branches was taken (PHPUnit writes hits="2" with 0/2).

Where tools disagree: Cobertura 2.1.1 adds up its classes, of which nested ones share lines (4534 against 4519 distinct
lines). PHPUnit 9.6 counts 5 top-level lines that it does not write (289 against 284), and so its branches, which stand at the
root only, are not taken over. Converters that write one line under two methods count it twice (4 against 2). dotnet-coverage
counts the lines of methods as well (235 against 221); sonar-dotnet adds them to those of the class (5 against 4), codecov too.
Line 0 counts for xml2lcov (33 against 32). pycobertura takes a line with a branch missed as missed.
"""

import re
from array import array
from collections.abc import Iterable
from operator import gt

from gates.errors import ReportError
from gates.model.branches import UNCOUNTED, Counted, count_rows
from gates.model.coverage import CoverageReport, FileCoverage, RepoPath, Totals
from gates.model.probes import gather
from gates.model.verdict import Note
from gates.readers.blocks import cut_blocks
from gates.readers.coverage._cobertura_document import Document, Found, Share
from gates.readers.paths import normalise

SPEC = "https://github.com/cobertura/cobertura/blob/master/cobertura/src/site/htdocs/xml/coverage-04.dtd"

_ROOT = re.compile(rb"<(?:[\w.-]+:)?coverage[\s>/]")
_PLAIN_HEAD = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:<\?xml(?:(?!encoding)[^<>])*(?:encoding=[\"'](?:utf-8|us-ascii)[\"'][^<>]*)?\?>)?"
    rb"\s*(?:<!--(?:(?!--).)*-->\s*)*(?:<!DOCTYPE[^\[\]<>]*>)?\s*<coverage\s[^<>]*>"
    rb"(?:[^<]|<!--(?:(?!--).)*-->|</?(?:sources?|packages|package|classes)(?:\s[^<>]*)?>)*",
    re.DOTALL | re.IGNORECASE,
)
"""Everything before the first class, where it holds nothing that could make later text mean something else."""
_PLAIN_CLASS = re.compile(rb"(?:[\w.-]+=\"[^\"<&]*\"\s*)*>\s*(?:<methods\s*/>|<methods>\s*</methods>)?\s*<lines>", re.DOTALL)
_FILENAME = re.compile(rb"\bfilename=\"([^\"]+)\"")
_PLAIN_LINE = re.compile(
    rb"<line number=\"([1-9]\d{0,8})\" hits=\"(0|[1-9]\d*)\""
    rb"(?: branch=\"(?:[fF]alse|[tT]rue\" condition-coverage=\"[\d.,]+% ?\((\d{1,9})/(\d{1,9})\)"
    rb"(?:\" missing-branches=\"([^\"<&]*))?)\")?\s*/>"
)
_PLAIN_TAIL = re.compile(rb"</lines>\s*</class>\s*(?:</classes>\s*</package>\s*<package\s[^<>]*>\s*<classes>\s*)?")
_RATE = re.compile(r"[01]\.(\d{2,17})")
_MARKS = (b"<!", b"<?", b"-->", b"]]>")
"""Where one of these stands, a tag need not be a tag any more."""


def sniff(head: bytes) -> bool:
    """Say whether the root element is <coverage> and looks like Cobertura's, not Clover's or SonarQube's."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", errors="replace").encode()
    root = _ROOT.search(re.sub(rb"<!--.*?(?:-->|\Z)", b"", head, flags=re.DOTALL))
    if not root or not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return False
    tag, _, body = head[root.start() :].partition(b">")
    if re.search(rb"\b(?:line-rate|lines-valid|branch-rate)=", tag):
        return True
    return b"clover=" not in tag and not re.match(rb"\s*(?:<!--.*?-->\s*)*<(?:project|file)\b", body, re.DOTALL)


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> CoverageReport:
    """Give the coverage that a Cobertura document tells of. Raises ReportError on anything that is not one."""
    share = read_share(chunks, source, wanted, 0, 1)
    return finish([share] if share else [], source)


def read_share(chunks: Iterable[bytes], source: str, wanted: frozenset[str], share: int, shares: int) -> Share | None:
    """Give what one reader of several finds: the first checks that the document is whole, the others read its classes.

    A block of classes that is regular to the letter is read by pattern while the XML parser only checks it; whatever is
    not is read through the parser's handlers. Gives None where several readers meet something irregular.
    """
    document = Document(source)
    plain = True
    for index, block in enumerate(cut_blocks(chunks, b"</class>")):
        if index == 0:
            start = max(block.find(b"<class "), 0)
            plain = bool(_PLAIN_HEAD.fullmatch(block, 0, start))
            if share == 0:
                document.feed(block[:start])
            block = block[start:]
        scanned = None
        if plain and (shares == 1 or index % (shares - 1) == share - 1):
            scanned = _scan(block, branches="branch" in wanted)
            for found in scanned or ():
                document.add(found)
        if shares > 1 and not (plain and (share == 0 or scanned is not None)):
            return None
        if share == 0:
            document.feed(block, listening=shares == 1 and scanned is None)
            plain = plain and (scanned is not None or not any(mark in block for mark in _MARKS))
    if share == 0:
        document.feed(b"", last=True)
    found_all = document.share()
    if "branch" not in wanted:
        stated = {name: value for name, value in found_all.stated.items() if name.startswith("lines")}
        found_all = found_all._replace(stated=stated)
    return found_all


def _scan(block: bytes, *, branches: bool) -> list[Found] | None:
    """Give what the classes of a block say, or None unless every one of them is regular to the last character."""
    found: list[Found] = []
    for piece in block.split(b"<class ")[1:]:
        head = _PLAIN_CLASS.match(piece)
        name = head and _FILENAME.search(piece, 0, head.end())
        end = piece.rfind(b"</lines>")
        if not head or not name or not _PLAIN_TAIL.fullmatch(piece, end):
            return None
        rows = _PLAIN_LINE.findall(piece, head.end(), end)
        if not len(rows) == piece.count(b"<", head.end(), end) == piece.count(b">", head.end(), end):
            return None
        summary = _count(rows, branches=branches)
        if summary is None:
            return None
        found.append(Found(normalise(name[1].decode(errors="surrogateescape")), *summary))
    return found


def _count(rows: list[tuple[bytes, ...]], *, branches: bool) -> tuple[FileCoverage, Totals] | None:
    """Give what the rows of one class say, each of them number, hits, branches taken, all branches, names of those missed.

    Gives None where a row has more branches taken than there are.
    """
    if not rows:
        return FileCoverage(), Totals()
    numbers, hits, *_ = zip(*rows, strict=True)
    ids = array("I", list(map(int, numbers)))
    ran = [hit != b"0" for hit in hits]
    lines = gather(ids, ran)
    counted = _pack([row for row in rows if row[3]]) if branches else UNCOUNTED
    if counted is None:
        return None
    if lines.ids is not ids:
        counted = count_rows(counted.rows())
    summed = Totals(lines.total, lines.reached, sum(counted.numbers[1::4]), sum(counted.numbers[2::4]))
    return FileCoverage(lines, counted=counted), summed


def _pack(rows: list[tuple[bytes, ...]]) -> Counted | None:
    """Give the branches of the rows that have any, or None where more are taken than there are."""
    if not rows:
        return UNCOUNTED
    lines, _, taken, valid, missing = zip(*rows, strict=True)
    numbers = array("I", bytes(16 * len(rows)))
    numbers[0::4] = array("I", list(map(int, lines)))
    numbers[1::4] = array("I", list(map(int, valid)))
    numbers[2::4] = numbers[3::4] = array("I", list(map(int, taken)))
    if any(map(gt, numbers[2::4], numbers[1::4])):
        return None
    return Counted(numbers, b"\n".join(missing))


def finish(shares: list[Share], source: str) -> CoverageReport:
    """Give the whole report that the shares make up. Raises ReportError if nothing was measured."""
    document = Document(source)
    for part in shares:
        for path, coverage in part.files.items():
            document.add(Found(path, coverage, Totals()))
    files = document.share().files
    summed = Totals(*map(sum, zip(*(part.summed for part in shares), strict=True)))
    stated = {name: value for part in shares for name, value in part.stated.items()}
    notes = {note for part in shares for note in part.notes}
    counted = _total(files)
    for part in shares:
        stated |= _compare_rate(counted, part.rate)
    unplaced, claims = _compare(counted, summed, stated)
    if not counted.lines + unplaced.lines:
        raise ReportError(
            "measured nothing: it holds no <line>, and no total that could stand for them",
            where=source,
            hint="did the tests run, and with coverage switched on?",
        )
    if any(claims):
        text = f"the root says {_tell(stated)}, the lines say {counted.lines_covered} of {counted.lines} lines"
        notes.add(Note("totals-disagree", f"{text} and {counted.branches_covered} of {counted.branches} branches", source))
    if unplaced.lines:
        notes.add(Note("totals-only", "holds totals only, so no file and no line of it can be named", source))
    elif unplaced.branches:
        text = f"{unplaced.branches} branches are counted at the root but stand on no line; they belong to the total only"
        notes.add(Note("branches-unplaced", text, source))
    whole = (source, RepoPath(""))
    return CoverageReport(
        files,
        unplaced={whole: unplaced} if any(unplaced) else {},
        claims={whole: claims} if any(claims) else {},
        sources=tuple(sorted({name for part in shares for name in part.sources})),
        notes=frozenset(notes),
    )


def _total(files: dict[RepoPath, FileCoverage]) -> Totals:
    branches = [file.branches for file in files.values()]
    return Totals(
        sum(file.lines.total for file in files.values()),
        sum(file.lines.reached for file in files.values()),
        sum(interval.valid for interval in branches),
        sum(interval.low for interval in branches),
    )


def _compare(counted: Totals, summed: Totals, stated: dict[str, int]) -> tuple[Totals, Totals]:
    """Give what the root counts without a line for it, and how far its other totals are from the lines."""
    lines = (stated.get("lines-valid", counted.lines), stated.get("lines-covered", counted.lines_covered))
    branches = (
        stated.get("branches-valid", counted.branches),
        stated.get("branches-covered", counted.branches_covered),
    )
    if not counted.lines and lines[0] >= lines[1] and branches[0] >= branches[1]:
        return Totals(*lines, *branches), Totals()
    more = (branches[0] - counted.branches, branches[1] - counted.branches_covered)
    lines_agree = lines in (counted[:2], summed[:2])
    unplaced = more if lines_agree and 0 <= more[1] <= more[0] else (0, 0)
    agree = unplaced != (0, 0) or branches in (counted[2:4], summed[2:4])
    claims = [total - own for total, own in zip(lines, counted[:2], strict=True)] if not lines_agree else [0, 0]
    claims += (0, 0) if agree else more
    return Totals(branches=unplaced[0], branches_covered=unplaced[1]), Totals(*claims)


def _compare_rate(counted: Totals, rate: str) -> dict[str, int]:
    """Give the totals that a line-rate means, if it is further from the lines than its last digit can explain."""
    match = _RATE.fullmatch(rate)
    if not match or not counted.lines:
        return {}
    whole, scaled = 10 ** len(match[1]), int(rate.replace(".", ""))
    if abs(counted.lines_covered * whole - scaled * counted.lines) < counted.lines:
        return {}
    return {"lines-valid": counted.lines, "lines-covered": scaled * counted.lines // whole}


def _tell(stated: dict[str, int]) -> str:
    lines = f"{stated.get('lines-covered', '?')} of {stated.get('lines-valid', '?')} lines"
    return f"{lines} and {stated.get('branches-covered', '?')} of {stated.get('branches-valid', '?')} branches"
