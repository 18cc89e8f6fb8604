"""Text fitted to a surface: lines that break at blanks, paths that lose their middle, columns that line up."""

from collections.abc import Iterator

from gates.model.verdict import Outcome
from gates.renderers.escape import clean
from gates.renderers.protocol import Surface

SIGNS = {
    Outcome.PASS: ("✓", "ok", "32"),
    Outcome.WARN: ("!", "WARN", "33"),
    Outcome.FAIL: ("✗", "FAIL", "31"),
    Outcome.UNJUDGED: ("?", "??", "33"),
    Outcome.SKIPPED: ("-", "--", ""),
    Outcome.WAIVED: ("~", "~~", ""),
}
"""Outcome → sign, the same in ASCII, and the colour's code. The sign alone carries the meaning."""
HANG = 4
"""How much further in the second line of something stands than its first."""


def mark(outcome: Outcome, surface: Surface) -> str:
    """Give the sign of an outcome."""
    sign, plain, _ = SIGNS[outcome]
    return sign if surface.unicode else plain


def show(text: str, surface: Surface) -> str:
    """Give a report's words as the surface can show them."""
    text = clean(text)
    return text if surface.unicode else text.encode("ascii", "backslashreplace").decode()


def measure(text: str) -> int:
    """Give the columns that a text takes: a Chinese character takes two, a combining accent none."""
    if text.isascii() or text.translate(_NARROW).isascii():
        return len(text)
    from unicodedata import combining, east_asian_width  # noqa: PLC0415 (hardly any text needs its tables)

    return sum(0 if combining(each) else 2 if east_asian_width(each) in "WF" else 1 for each in text)


_NARROW = dict.fromkeys(map(ord, "✓✗≥≤…–"))
"""The signs of gate's own that are no ASCII, each a column wide."""


def pad(text: str, columns: int) -> str:
    """Give a text with blanks behind it, up to so many columns."""
    return text + " " * (columns - measure(text))


def shorten(path: str, columns: int, surface: Surface) -> str:
    """Give a path that fits, without the folders in its middle; without letters where even its name does not fit."""
    if measure(path) <= columns:
        return path
    dots = "…" if surface.unicode else "..."
    first, *rest = path.split("/")
    rest = rest[-max(columns, 1) :]  # more folders than columns cannot fit; a hostile path has a million
    tails = [f"{dots}/{'/'.join(rest[start:])}" for start in range(len(rest))]
    for told in (*(f"{first}/{tail}" for tail in tails[1:]), *tails):
        if measure(told) <= columns:
            return told
    head, tail = (columns - len(dots)) // 3, columns - len(dots) - (columns - len(dots)) // 3
    return _take(path, head) + dots + _take(path[::-1], tail)[::-1]


def wrap(start: str, text: str, width: int) -> Iterator[str]:
    """Give start and text in lines broken at blanks; those after the first stand further in. No word is ever broken."""
    inside = " " * (len(start) - len(start.lstrip()) + HANG)
    line, used, gap = start, measure(start), ""
    for word in text.split(" "):
        columns = measure(word)
        if gap and used + len(gap) + columns > width:
            yield line.rstrip()
            line, used, gap = inside, len(inside), ""
        line += gap + word
        used += len(gap) + columns
        gap = " "
    yield line.rstrip()


def paint(line: str, word: str, code: str, surface: Surface) -> str:
    """Give a line with the first of this word in bold and, where the code names one, in a colour."""
    if not surface.color:
        return line
    return line.replace(word, f"\x1b[{';'.join(filter(None, ('1', code)))}m{word}\x1b[0m", 1)


def _take(text: str, columns: int) -> str:
    """Give the start of a text that fits."""
    text = text[: max(columns, 0)]
    while text and measure(text) > columns:
        text = text[:-1]
    return text
