"""Tables of a verdict in lines for people: columns that line up, and sentences where the surface is too narrow for them."""

from collections.abc import Iterator

from gates.model.ratio import Ratio
from gates.model.table import Change, Quantity, Row, Table
from gates.model.verdict import Outcome
from gates.renderers import phrases
from gates.renderers.cells import tell_cell
from gates.renderers.layout import HANG, SIGNS, mark, measure, pad, paint, shorten, show, wrap
from gates.renderers.protocol import Surface
from gates.typed import NamedTuple

_ROWS, _NAME, _GAP = 20, 16, 2
"""How many rows are shown unless more is asked for, and the columns that what a row is about is left at the least."""


def write_table(table: Table, surface: Surface) -> Iterator[str]:
    """Give the rows that do not hold, or all where that is asked for; then how many others there are."""
    asked = surface.verbosity > 0
    rows = [row for row in table.rows if asked or row.outcome is not Outcome.PASS]
    shown = rows if asked else rows[:_ROWS]
    if shown:
        grids = (
            _fit(_make_grid(table, table.spare[:spared], shown, surface), surface) for spared in range(len(table.spare) + 1)
        )
        yield from next(filter(None, grids), [line for row in shown for line in _tell_row(row, surface)])
    if len(rows) > len(shown):
        told = f"and {phrases.plural(show(table.unit, surface), len(rows) - len(shown), 'more ')} (-v shows all)"
        yield from wrap(f"    {'…' if surface.unicode else '...'} ", told, surface.width)


class _Grid(NamedTuple):
    """A table as texts."""

    rows: list[Row]
    heads: list[str]
    texts: list[list[str]]
    """For each row as many as there are heads."""
    flush: list[bool]
    """For each column whether it holds numbers, which line up on the right."""


def _make_grid(table: Table, spared: tuple[str, ...], rows: list[Row], surface: Surface) -> _Grid:
    """Give the rows as texts, without the spared columns and those in which no row tells anything."""
    told = [[show(tell_cell(cell, unicode=surface.unicode), surface) for cell in row.cells] for row in rows]
    kept = [
        index
        for index, head in enumerate(table.columns)
        if not index or (head not in spared and any(texts[index] for texts in told))
    ]
    flush = [any(isinstance(row.cells[index], (int, Ratio, Quantity, Change)) for row in rows) for index in kept]
    heads = [show(table.columns[index], surface) for index in kept]
    return _Grid(rows, heads, [[texts[index] for index in kept] for texts in told], flush)


def _fit(grid: _Grid, surface: Surface) -> list[str]:
    """Give the lines of a table, its first column shortened so that they fit; none where they cannot."""
    widths = [max(map(measure, column)) for column in zip(grid.heads, *grid.texts, strict=True)]
    signs = max(measure(mark(row.outcome, surface)) for row in grid.rows)
    rest = 2 + signs + 1 + sum(width + _GAP for width in widths[1:])
    room = max(surface.width - rest, min(_NAME, widths[0]))
    if rest + room > surface.width and surface.verbosity <= 0:
        return []
    widths[0] = min(widths[0], room) if surface.verbosity <= 0 else widths[0]
    lines = [_join(" " * signs, [grid.heads[0][: widths[0]], *grid.heads[1:]], widths, grid.flush)]
    for row, texts in zip(grid.rows, grid.texts, strict=True):
        sign = mark(row.outcome, surface)
        line = _join(pad(sign, signs), [shorten(texts[0], widths[0], surface), *texts[1:]], widths, grid.flush)
        lines.append(paint(line, sign, SIGNS[row.outcome][2], surface))
    return lines


def _join(sign: str, texts: list[str], widths: list[int], flush: list[bool]) -> str:
    cells = (
        " " * (width - measure(text)) + text if right else pad(text, width)
        for text, width, right in zip(texts, widths, flush, strict=True)
    )
    return f"  {sign} {(' ' * _GAP).join(cells)}".rstrip()


def _tell_row(row: Row, surface: Surface) -> Iterator[str]:
    sign = mark(row.outcome, surface)
    told = show(row.text, surface) + (f" (waived: {show(row.waiver, surface)})" if row.waiver else "")
    words = (shorten(word, max(surface.width - 2 * HANG, 1), surface) for word in told.split(" "))
    first, *rest = wrap(f"  {sign} ", " ".join(words), surface.width)
    yield paint(first, sign, SIGNS[row.outcome][2], surface)
    yield from rest
