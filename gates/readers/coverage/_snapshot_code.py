"""How a snapshot writes points down in few characters, and reads them back. Every code is canonical: one text for one thing."""

import re
from array import array
from collections.abc import Iterable, Iterator
from itertools import groupby

from gates.model.branches import BLOCK_SHIFT, LINE_SHIFT, UNCOUNTED, Counted, Row, count_rows
from gates.model.functions import DIGEST_CHARACTERS, MARK, shorten_functions
from gates.model.probes import NOTHING, Probes, gather_flags, gather_keys, gather_texts
from gates.readers.seal import escape, unescape

_RUN = 26
_LINES = re.compile(r"(?:\d{0,10}[A-Za-z])+")
_LINE = re.compile(r"(\d*)([A-Za-z])")
_ROW = re.compile(r"(\d*)(?:([xyz])|\((\d+)/(\d+)(?:-(\d+))?\))(?:<([^<>]*)>)?")
_ROWS = re.compile(r"(?:\d{0,10}(?:[xyz]|\(\d{1,10}/\d{1,10}(?:-\d{1,10})?\))(?:<[^<>]*>)?)+")
_GROUP = re.compile(r"(\d{0,5})(?:@(\d{1,5}))?([yn]+)")
_TEXT = re.compile(r"(\d*)([yn])(.*)", re.DOTALL)


def write_lines(lines: Probes) -> str:
    """Give lines as runs: how many numbers to skip, then a letter for how many run (a to z: 1 to 26) or do not (A to Z).

    `c1A` is lines 1 to 3, which ran, and line 5, which did not.
    """
    parts: list[str] = []
    last = 0
    for (_, ran), run in groupby(enumerate(lines.told()), key=lambda pair: (pair[1][0] - pair[0], pair[1][1])):
        numbers = [line for _, (line, _) in run]
        skipped, last = numbers[0] - last - 1, numbers[-1]
        for start in range(0, len(numbers), _RUN):
            letter = chr(ord("a" if ran else "A") + min(_RUN, len(numbers) - start) - 1)
            parts.append(f"{skipped or ''}{letter}")
            skipped = 0
    return "".join(parts)


def read_lines(text: str) -> Probes:
    """Give the lines of such runs. Raises ValueError."""
    if not text:
        return NOTHING
    if not _LINES.fullmatch(text):
        raise ValueError(f"{text[:40]!r} are no lines")
    ids, flags = array("I"), bytearray()
    line = 0
    for skipped, letter in _LINE.findall(text):
        line += int(skipped or 0)
        ran = letter.islower()
        count = ord(letter) - ord("a" if ran else "A") + 1
        ids.extend(range(line + 1, line + count + 1))
        flags += bytes([ran]) * count
        line += count
    return gather_flags(ids, bytes(flags))


def write_rows(counted: Counted) -> str:
    """Give counted branches: how far to go to their line (nothing: 1), then how many of how many were taken.

    `x`, `y` and `z` are 0, 1 and 2 of 2; `(4/3)` is 3 of 4; `(4/2-3)` is at least 2; `<12,exit>` names those not taken where
    some were.
    """
    parts: list[str] = []
    last = 0
    for row in counted.rows() if counted.numbers else ():
        step, last = row.line - last, row.line
        code = "xyz"[row.low] if row.valid == _PAIR and row.low == row.high else f"({row.valid}/{row.low}{_tell_high(row)})"
        missing = f"<{escape(row.missing)}>" if row.missing and row.low not in (0, row.valid) else ""
        parts.append(f"{step if step != 1 else ''}{code}{missing}")
    return "".join(parts)


_PAIR = 2


def _tell_high(row: Row) -> str:
    return "" if row.high == row.low else f"-{row.high}"


def read_rows(text: str) -> Counted:
    """Give the rows of such a text. Raises ValueError."""
    if not text:
        return UNCOUNTED
    if not _ROWS.fullmatch(text):
        raise ValueError(f"{text[:40]!r} are no branches")
    rows = []
    line = 0
    for step, letter, valid, low, high, missing in _ROW.findall(text):
        line += int(step or 1)
        if letter:
            valid, low = _PAIR, "xyz".index(letter)
        rows.append(Row(line, int(valid), int(low), int(high or low), unescape(missing)))
    return count_rows(rows)


def write_points(points: Probes) -> str:
    """Give named branches. Numbered ones by line, `STEP=yn,2:y` for two of block 0 and one of block 2; others as texts."""
    if isinstance(points.ids, bytes):
        return f"#{write_texts(points)}" if points.total else ""
    parts: list[str] = []
    last = 0
    for line, group in groupby(points.told(), key=lambda point: point[0] >> LINE_SHIFT):
        blocks: list[str] = []
        for block, arms in groupby(group, key=lambda point: point[0] >> BLOCK_SHIFT & _MASK):
            blocks += _write_arms(block, [(key & _MASK, ran) for key, ran in arms])
        parts.append(f"{line - last}={','.join(blocks)}")
        last = line
    return " ".join(parts)


def _write_arms(block: int, arms: list[tuple[int, bool]]) -> Iterator[str]:
    """Give the arms of a block, each run of neighbours as one text: `block@first` and a letter for each."""
    for _, run in groupby(enumerate(arms), key=lambda pair: pair[1][0] - pair[0]):
        known = [arm for _, arm in run]
        start = f"@{known[0][0]}" if known[0][0] else ""
        yield f"{block or ''}{start}{''.join('y' if ran else 'n' for _, ran in known)}"


def read_points(text: str) -> Probes:
    """Give the branches of such a text. Raises ValueError."""
    if text.startswith("#"):
        return read_texts(text[1:])
    ids, flags = array("Q"), bytearray()
    line = 0
    for part in text.split(" ") if text else ():
        step, equals, blocks = part.partition("=")
        if not (equals and step.isdigit() and len(step) <= _DIGITS):
            raise ValueError(f"{part[:40]!r} are no branches")
        line += int(step)
        for group in blocks.split(","):
            match = _GROUP.fullmatch(group)
            if not match:
                raise ValueError(f"{part[:40]!r} are no branches")
            first = line << LINE_SHIFT | int(match[1] or 0) << BLOCK_SHIFT | int(match[2] or 0)
            ids.extend(range(first, first + len(match[3])))
            flags += bytes(mark == "y" for mark in match[3])
    return gather_flags(ids, bytes(flags))


_DIGITS = 10


def write_texts(probes: Probes) -> str:
    """Give what is known by text: how much of the text before to keep, whether it ran, and what comes then."""
    parts: list[str] = []
    before = ""
    for text, ran in zip(bytes(probes.ids).split(b"\n") if probes.total else (), probes.flags(), strict=True):
        told = escape(text)
        kept = _count_same(before, told)
        parts.append(f"{kept or ''}{'y' if ran else 'n'}{told[kept:]}")
        before = told
    return " ".join(parts)


def read_texts(text: str) -> Probes:
    """Give the points of such a text. Raises ValueError."""
    found: dict[bytes, bool] = {}
    before = ""
    for part in text.split(" ") if text else ():
        match = _TEXT.fullmatch(part)
        if not match or len(match[1]) > _DIGITS or int(match[1] or 0) > len(before):
            raise ValueError(f"{part[:40]!r} is no name")
        before = before[: int(match[1] or 0)] + match[3]
        found[unescape(before)] = match[2] == "y"
    return gather_texts(found) if found else NOTHING


def _count_same(one: str, other: str) -> int:
    count = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        count += 1
    return count


def write_functions(functions: Probes) -> str:
    """Give the digests, all of one length: of those that ran, then, behind a `!`, of those that did not."""
    short = shorten_functions(functions)
    names = bytes(short.ids).split(b"\n") if short.total else []
    told = {ran: b"".join(name[1:] for name, flag in zip(names, short.flags(), strict=True) if flag == ran) for ran in (1, 0)}
    return (told[1] + (b"!" + told[0] if told[0] else b"")).decode()


def read_functions(text: str) -> Probes:
    """Give the functions of such a text. Raises ValueError."""
    hits: dict[bytes, bool] = {}
    for digests, ran in zip(text.split("!", 1), (True, False), strict=False):
        if len(digests) % DIGEST_CHARACTERS or (not digests.replace("-", "").replace("_", "").isalnum() and digests):
            raise ValueError(f"{text[:40]!r} are no functions")
        for at in range(0, len(digests), DIGEST_CHARACTERS):
            hits[MARK + digests[at : at + DIGEST_CHARACTERS].encode("ascii")] = ran
    return gather_keys(hits) if hits else NOTHING


def write_statements(statements: Probes) -> str:
    """Give statements: how far to go to their line, `.` column, `.` index where it is not 0, and whether they ran."""
    parts: list[str] = []
    last = 0
    for key, ran in statements.told():
        line, column, index = key >> LINE_SHIFT, key >> BLOCK_SHIFT & _MASK, key & _MASK
        parts.append(f"{line - last or ''}.{column}{f'.{index}' if index else ''}{'y' if ran else 'n'}")
        last = line
    return "".join(parts)


def read_statements(text: str) -> Probes:
    """Give the statements of such a text. Raises ValueError."""
    if not text:
        return NOTHING
    if not _STATEMENTS.fullmatch(text):
        raise ValueError(f"{text[:40]!r} are no statements")
    ids, flags = array("Q"), bytearray()
    line = 0
    for step, column, index, mark in _STATEMENT.findall(text):
        line += int(step or 0)
        ids.append(line << LINE_SHIFT | int(column) << BLOCK_SHIFT | int(index or 0))
        flags.append(mark == "y")
    return gather_flags(ids, bytes(flags))


_MASK = (1 << BLOCK_SHIFT) - 1
_STATEMENT = re.compile(r"(\d*)\.(\d+)(?:\.(\d+))?([yn])")
_STATEMENTS = re.compile(r"(?:\d{0,10}\.\d{1,5}(?:\.\d{1,5})?[yn])+")


def write_numbers(numbers: Iterable[int]) -> str:
    """Give integers, without the zeros at the end."""
    told = list(numbers)
    while told and not told[-1]:
        told.pop()
    return " ".join(map(str, told)) or "0"
