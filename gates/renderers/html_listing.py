"""Lists of a page: in columns where there is room, each row a card where there is not; long ones folded and cut."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from gates.renderers import phrases
from gates.renderers.html_markup import Markup, join, tag, words
from gates.typed import NamedTuple

_FOLDED = 500
"""How many more rows than are shown are folded away; what is left out is told."""


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
