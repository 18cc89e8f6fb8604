"""Tables of a verdict in lines for people: columns that line up, and sentences where the surface is too narrow for them."""

from collections.abc import Iterator

from gates.model.table import Cell, Row, Table
from gates.model.verdict import Outcome
from gates.renderers import phrases
from gates.renderers.cells import tell_cell
from gates.renderers.layout import HANG, SIGNS, mark, measure, pad, paint, shorten, show, wrap
from gates.renderers.protocol import Surface

_ROWS, _NAME, _GAP = 20, 16, 2
"""How many rows are shown unless more is asked for, and the columns that what a row is about is left at the least."""


def write_table(table: Table, surface: Surface) -> Iterator[str]:
    """Give the rows that do not hold, or all where that is asked for; then how many others there are."""
    asked = surface.verbosity > 0
    rows = [row for row in table.rows if asked or row.outcome is not Outcome.PASS]
    shown = rows if asked else rows[:_ROWS]
    if shown:
        grids = (
            _fit([*_widen(table, table.spare[:spared], shown, surface)], surface) for spared in range(len(table.spare) + 1)
        )
        yield from next(filter(None, grids), [line for row in shown for line in _tell_row(row, surface)])
    if len(rows) > len(shown):
        told = f"and {phrases.plural(show(table.unit, surface), len(rows) - len(shown), 'more ')} (-v shows all)"
        yield from wrap(f"    {'…' if surface.unicode else '...'} ", told, surface.width)


def _widen(
    table: Table, spared: tuple[str, ...], rows: list[Row], surface: Surface
) -> Iterator[tuple[Row | None, list[str], tuple[Cell, ...]]]:
    """Give the heading and the rows as texts, without the spared columns and those in which no row tells anything."""
    told = [[show(tell_cell(cell, unicode=surface.unicode), surface) for cell in row.cells] for row in rows]
    heads = table.columns
    kept = [
        index for index, head in enumerate(heads) if not index or (head not in spared and any(texts[index] for texts in told))
    ]
    yield None, [show(heads[index], surface) for index in kept], ()
    for row, texts in zip(rows, told, strict=True):
        yield row, [texts[index] for index in kept], tuple(row.cells[index] for index in kept)


def _fit(lines: list[tuple[Row | None, list[str], tuple[Cell, ...]]], surface: Surface) -> list[str]:
    """Give the lines of a table, its first column shortened so that they fit; none where they cannot."""
    widths = [max(map(measure, column)) for column in zip(*(texts for _, texts, _ in lines), strict=True)]
    signs = max(measure(mark(row.outcome, surface)) for row, *_ in lines if row)
    rest = 2 + signs + 1 + sum(width + _GAP for width in widths[1:])
    room = max(surface.width - rest, min(_NAME, widths[0]))
    if rest + room > surface.width and surface.verbosity <= 0:
        return []
    widths[0] = min(widths[0], room) if surface.verbosity <= 0 else widths[0]
    return [_line(row, texts, cells, widths, signs, surface) for row, texts, cells in lines]


def _line(row: Row | None, texts: list[str], cells: tuple[Cell, ...], widths: list[int], signs: int, surface: Surface) -> str:
    sign = mark(row.outcome, surface) if row else ""
    texts = [shorten(texts[0], widths[0], surface) if row else texts[0][: widths[0]], *texts[1:]]
    right = [bool(cells) and not isinstance(cell, str) and cell is not None for cell in cells] or [False] * len(texts)
    padded = (
        " " * (width - measure(text)) + text if flush and index else pad(text, width)
        for index, (text, width, flush) in enumerate(zip(texts, widths, right, strict=True))
    )
    line = f"  {pad(sign, signs)} {(' ' * _GAP).join(padded)}".rstrip()
    return paint(line, sign, SIGNS[row.outcome][2], surface) if row else line


def _tell_row(row: Row, surface: Surface) -> Iterator[str]:
    sign = mark(row.outcome, surface)
    told = show(row.text, surface) + (f" (waived: {show(row.waiver, surface)})" if row.waiver else "")
    words = (shorten(word, max(surface.width - 2 * HANG, 1), surface) for word in told.split(" "))
    first, *rest = wrap(f"  {sign} ", " ".join(words), surface.width)
    yield paint(first, sign, SIGNS[row.outcome][2], surface)
    yield from rest
