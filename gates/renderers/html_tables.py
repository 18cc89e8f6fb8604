"""Tables of a page: in columns where there is room, each row a card where there is not; long ones folded and cut."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from gates.model.ratio import Ratio
from gates.model.table import Cell, Change, Quantity, Row, Table, Trend
from gates.model.verdict import Outcome
from gates.renderers import phrases
from gates.renderers.cells import tell_cell
from gates.renderers.html_charts import draw_change, draw_meter, draw_scale, draw_trend, find_reach
from gates.renderers.html_markup import Markup, begin, join, label, tag, words

_OPEN, _FOLDED = 50, 500
"""How many rows of a table are shown, and how many more are folded away; what is left out is told."""
_NUMBERS = (int, Ratio, Quantity)


class Column(NamedTuple):
    """A column of a page's table."""

    head: str
    kind: str = ""
    """`title` for what a row is about, `number` for what lines up on the right, `outcome`; empty for any other."""
    scale: Markup = Markup()
    """What the ends of its charts are; may be empty."""


class Listing(NamedTuple):
    """What is shown in a table, some of it folded away."""

    thing: str
    """What a row is, in the singular."""
    columns: tuple[Column, ...]
    rows: Iterator[Iterable[str]]
    """One piece for each column."""
    total: int
    """How many rows there are."""


def write_listing(listing: Listing, shown: int, folded: int = _FOLDED) -> Iterator[Markup]:
    """Give so many rows in a table, so many more folded away, and the number of those that are left out."""
    things = phrases.name_many(listing.thing)
    if shown and listing.total:
        yield _write(things, listing.columns, islice(listing.rows, shown))
    rest = listing.total - shown
    if rest > 0:
        title = phrases.plural(listing.thing, rest, "more " if shown else "")
        content = [_write(things, listing.columns, islice(listing.rows, folded))]
        if rest > folded:
            told = f"{phrases.plural(listing.thing, rest - folded, 'more ')} left out of this page; the output json holds all."
            content.append(tag("p", "And ", words(told), class_="left-out"))
        yield fold(f"{title}{'' if shown else ' passed'}", *content)


def fold(title: str, *content: Markup) -> Markup:
    """Give what is folded away until somebody asks for it."""
    return tag("details", tag("summary", words(title)), *content)


def _write(things: str, columns: tuple[Column, ...], rows: Iterator[Iterable[str]]) -> Markup:
    """Give a table; a wide one is moved sideways, by the keyboard too."""
    heads = (tag("th", words(each.head), each.scale, scope="col", class_=each.kind) for each in columns)
    body = (tag("tr", *(_cell(column, piece) for column, piece in zip(columns, row, strict=True))) for row in rows)
    table = tag("table", tag("caption", words(things)), tag("thead", tag("tr", *heads)), tag("tbody", join(body, "\n")))
    return tag("div", table, class_="wide", role="group", aria_label=things, tabindex="0")


def _cell(column: Column, piece: str) -> Markup:
    if column.kind == "title":
        return tag("th", piece, scope="row", class_="title")
    return tag("td", piece, class_=column.kind, data_label=column.head)


def write_table(table: Table, heading: str) -> Iterator[Markup]:
    """Give the rows that do not hold, then those that do, folded away; nothing where there are no rows."""
    if not table.rows:
        return
    bad = [row for row in table.rows if row.outcome is not Outcome.PASS]
    good = [row for row in table.rows if row.outcome is Outcome.PASS]
    kept = [
        index
        for index, _ in enumerate(table.columns)
        if not index or any(row.cells[index] not in (None, "") for row in table.rows)
    ]
    reach = find_reach(cell for row in table.rows for cell in row.cells if isinstance(cell, Change))
    columns = tuple(_column(table, index, reach) for index in kept)
    yield tag(heading, words(begin(table.name.replace("-", " "))))
    if any(column.scale for column in columns):
        yield tag("p", "Dot: the change; whiskers: where the truth is thought to be; dashes: the limit.", class_="legend")
    for rows, shown in ((bad, _OPEN), (good, 0)):
        written = (_row(row, kept, reach) for row in rows)
        yield from write_listing(Listing(table.unit, (Column("outcome", "outcome"), *columns), written, len(rows)), shown)


def _column(table: Table, index: int, reach: float) -> Column:
    cells = [row.cells[index] for row in table.rows]
    if not index:
        return Column(table.columns[index], "title")
    if any(isinstance(cell, Change) for cell in cells):
        return Column(table.columns[index], "", draw_scale(reach))
    return Column(table.columns[index], "number" if any(isinstance(cell, _NUMBERS) for cell in cells) else "")


def _row(row: Row, kept: list[int], reach: float) -> Iterator[str]:
    """Give the pieces of a row; the first tells, below what it is about, what the others have no room for."""
    yield label(row.outcome)
    title = [words(tell_cell(row.cells[0]))]
    if row.outcome is not Outcome.PASS:
        title.append(tag("span", words(begin(row.text)), class_="told"))
    if row.waiver:
        title.append(tag("span", words(f"Waived: {row.waiver}"), class_="told"))
    if row.where:
        title.append(tag("span", words(row.where, "path"), class_="told"))
    yield join(title)
    yield from (_show(row.cells[index], reach) for index in kept[1:])


def _show(cell: Cell, reach: float) -> Markup:
    """Give a cell with its chart, where it has one."""
    match cell:
        case Ratio():
            return join((tag("span", tell_cell(cell)), draw_meter(cell)))
        case Change():
            return join((draw_change(cell, reach), tag("span", tell_cell(cell))))
        case Trend():
            return draw_trend(cell)
        case None | "":
            return Markup()
        case _:
            return words(tell_cell(cell))
