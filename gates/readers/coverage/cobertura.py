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
judge. No difference is: totals that add up the classes instead of the lines (Cobertura 2.1.1: 4534 against 4519 distinct),
or lines-covered where classes share lines, since writers take the hits of one of them.

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
from collections.abc import Iterable

from gates.model.coverage import CoverageReport
from gates.readers.blocks import cut_blocks
from gates.typed import Any

SPEC = "https://github.com/cobertura/cobertura/blob/master/cobertura/src/site/htdocs/xml/coverage-04.dtd"

_SMALL_BYTES = 1 << 14
"""Below this, reading by pattern does not make up for getting ready to."""
_MARKS = (b"<!", b"<?", b"-->", b"]]>")
"""Where one of these stands, a tag need not be a tag any more."""


def sniff(head: bytes) -> bool:
    """Say whether the root element is <coverage> and looks like Cobertura's, not Clover's or SonarQube's."""
    if not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return False
    if b"<!--" in head:
        head = re.sub(rb"<!--.*?(?:-->|\Z)", b"", head, flags=re.DOTALL)
    root = re.search(rb"<(?:[\w.-]+:)?coverage[\s>/]", head)
    if not root:
        return False
    tag, _, body = head[root.start() :].partition(b">")
    if any(name in tag for name in (b"line-rate=", b"lines-valid=", b"branch-rate=")):
        return True
    return b"clover=" not in tag and not body.lstrip().startswith((b"<project", b"<file"))


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> CoverageReport:
    """Give the coverage that a Cobertura document tells of. Raises ReportError on anything that is not one."""
    share = read_share(chunks, source, wanted, 0, 1)
    return finish([share] if share else [], source)


def finish(shares: list[Any], source: str) -> CoverageReport:
    """Give the whole report that the shares make up. Raises ReportError if nothing was measured."""
    from gates.readers.coverage._cobertura_totals import settle  # noqa: PLC0415 (who only sniffs must not pay for reading)

    return settle(shares, source)


def read_share(chunks: Iterable[bytes], source: str, wanted: frozenset[str], share: int, shares: int) -> Any:
    """Give what one reader of several finds: the first checks that the document is whole, the others read its classes.

    A block of classes that is regular to the letter is read by pattern while the XML parser only checks it; whatever is
    not is read through the parser's handlers. Gives None where several readers meet something irregular.
    """
    from gates.readers.coverage._cobertura_document import Document  # noqa: PLC0415 (who only sniffs must not pay for it)

    document = Document(source)
    plain = True
    for index, block in enumerate(cut_blocks(chunks, b"</class>")):
        if index == 0:
            start, plain = _split_head(block)
            if share == 0:
                document.feed(block[:start])
            block = block[start:]
        mine = shares == 1 or index % (shares - 1) == share - 1
        scanned = _scan(block, branches="branch" in wanted) if plain and mine else None
        for found in scanned or ():
            document.add(found)
        if shares > 1 and (not plain or (mine and scanned is None)):
            return None
        if share == 0:
            document.feed(block, listening=shares == 1 and scanned is None)
            plain = plain and (scanned is not None or not any(mark in block for mark in _MARKS))
    if share == 0:
        document.feed(b"", last=True)
    return document.share(branches="branch" in wanted)


def _split_head(block: bytes) -> tuple[int, bool]:
    """Give where the first class begins, and whether what stands before it lets the classes be read by pattern."""
    start = max(block.find(b"<class "), 0)
    if len(block) < _SMALL_BYTES:
        return start, False
    from gates.readers.coverage._cobertura_plain import is_plain_head  # noqa: PLC0415 (a small report must not pay for it)

    return start, is_plain_head(block, start)


def _scan(block: bytes, *, branches: bool) -> Any:
    from gates.readers.coverage._cobertura_plain import scan  # noqa: PLC0415 (the same)

    return scan(block, branches=branches)
