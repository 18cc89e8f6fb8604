"""Tables of a page: in columns where there is room, each row a card where there is not; long ones folded and cut."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from gates.model.ratio import Ratio
from gates.model.table import Cell, Change, Quantity, Row, Table, Trend
from gates.model.verdict import Outcome
from gates.renderers import phrases
from gates.renderers.cells import tell_cell
from gates.renderers.escape import clean
from gates.renderers.html_charts import draw_change, draw_meter, draw_scale, draw_trend, find_reach, gauge
from gates.renderers.html_markup import Markup, begin, join, label, tag, words

_OPEN, _FOLDED = 50, 500
"""How many rows of a table are shown, and how many more are folded away; what is left out is told."""

_SHORT = 24
"""As many letters of a cell as are kept on one line."""


class Column(NamedTuple):
    """A column of a page's table."""

    head: str
    kind: str = ""
    """`title` for what a row is about, `number`, `gauge` for a number with a bar, `plot`, `state` for an outcome; or empty."""
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
    """Give so many rows in a table, so many more folded away, and the number of those that are left out.

    A column in which no row tells anything is left out as well, unless it is what rows are about.
    """
    rows = [tuple(row) for row in islice(listing.rows, shown + folded)]
    kept = [index for index, column in enumerate(listing.columns) if column.kind == "title" or any(row[index] for row in rows)]
    columns = [listing.columns[index] for index in kept]
    rows = [tuple(row[index] for index in kept) for row in rows]
    things = phrases.name_many(listing.thing)
    if rows[:shown]:
        yield _write(things, columns, rows[:shown])
    if rows[shown:]:
        content = [_write(things, columns, rows[shown:])]
        if left := listing.total - len(rows):
            told = f"And {phrases.plural(listing.thing, left, 'more ')}, left out of this page; the output json holds all."
            content.append(tag("p", words(told), class_="left-out"))
        title = phrases.plural(listing.thing, listing.total - shown, "more " if shown else "")
        yield fold(f"{title}{'' if shown else ' passed'}", *content)


def fold(title: str, *content: Markup) -> Markup:
    """Give what is folded away until somebody asks for it."""
    return tag("details", tag("summary", words(title)), *content)


def _write(things: str, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> Markup:
    """Give a table; a wide one is moved sideways, by the keyboard too."""
    heads = (tag("th", words(each.head), each.scale, scope="col", class_=each.kind) for each in columns)
    body = (tag("tr", *(_cell(column, piece) for column, piece in zip(columns, row, strict=True))) for row in rows)
    parts = (tag("caption", words(things)), tag("thead", tag("tr", *heads)), tag("tbody", join(body, "\n")))
    table = tag("table", *parts, class_="tight" if columns[-1].kind else "")
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
    reach = find_reach(cell for row in table.rows for cell in row.cells if isinstance(cell, Change))
    columns = (Column("outcome", "state"), *(_column(table, index, reach) for index, _ in enumerate(table.columns)))
    yield tag(heading, words(begin(table.name.replace("-", " "))))
    if any(column.scale for column in columns):
        yield tag("p", "Dot: the change; whiskers: where the truth is thought to be; dashes: the limit.", class_="legend")
    for rows, shown in ((bad, _OPEN), (good, 0)):
        written = (_row(row, reach) for row in rows)
        yield from write_listing(Listing(table.unit, columns, written, len(rows)), shown)


def _column(table: Table, index: int, reach: float) -> Column:
    """Give a column by the first thing that it holds."""
    head, cells = table.columns[index], (row.cells[index] for row in table.rows)
    match next((cell for cell in cells if cell not in (None, "")), None):
        case _ if not index:
            return Column(head, "title")
        case Change():
            return Column(head, "plot", draw_scale(reach))
        case Ratio():
            return Column(head, "gauge")
        case int() | Quantity():
            return Column(head, "number")
        case _:
            return Column(head)


def _row(row: Row, reach: float) -> Iterator[str]:
    """Give the pieces of a row; the first tells, below what it is about, what the others have no room for."""
    yield label(row.outcome)
    name = tell_cell(row.cells[0])
    told = "" if row.outcome is Outcome.PASS else _shorten(clean(row.text), name)
    waiver = f"waived: {row.waiver}" if row.waiver else ""
    beneath = (tag("span", piece, class_="told") for piece in (words(told), words(waiver), words(row.where, "path")) if piece)
    yield join((words(name), *beneath))
    yield from (_show(cell, reach) for cell in row.cells[1:])


def _shorten(text: str, name: str) -> str:
    """Give a sentence that stands below a name, without the name at its start where the rest can stand for itself."""
    rest = text.removeprefix(name)
    if rest.startswith(": "):
        return rest[2:]
    return rest[1:] if rest.startswith(" ") and rest[1:2].isalpha() else text


def _show(cell: Cell, reach: float) -> Markup:
    """Give a cell with its chart, where it has one."""
    match cell:
        case Ratio():
            return gauge(tell_cell(cell), draw_meter(cell))
        case Change():
            return join((draw_change(cell, reach), tag("span", tell_cell(cell))))
        case Trend():
            return draw_trend(cell)
        case _:
            told = tell_cell(cell)
            return words(told, "short" if len(told) <= _SHORT else "long")
