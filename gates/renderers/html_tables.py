"""Tables of a verdict on a page: what became of the rows as a bar, what bad ones have in common, and the rows themselves."""

from collections import Counter
from collections.abc import Iterator, Sequence

from gates.model.ratio import Ratio
from gates.model.table import Cell, Change, Quantity, Row, Table, Trend
from gates.model.verdict import Outcome
from gates.renderers import phrases
from gates.renderers.cells import tell_cell
from gates.renderers.escape import clean
from gates.renderers.html_charts import (
    draw_bar,
    draw_change,
    draw_meter,
    draw_scale,
    draw_tally,
    draw_trend,
    find_reach,
    gauge,
)
from gates.renderers.html_listing import Column, Listing, write_listing
from gates.renderers.html_markup import Markup, begin, join, label, tag, words

_OPEN = 20
"""How many rows of a table are shown before the rest is folded away."""
_SHORT = 24
"""As many letters of a cell as are kept on one line."""
_MANY, _KINDS = 8, 8
"""From how many bad rows on they are counted by what they have in common, and how many kinds they may be of."""


def write_table(table: Table, heading: str) -> Iterator[Markup]:
    """Give the rows that do not hold, then those that do, folded away; nothing where there are no rows."""
    if not table.rows:
        return
    bad = [row for row in table.rows if row.outcome is not Outcome.PASS]
    good = [row for row in table.rows if row.outcome is Outcome.PASS]
    reach = find_reach(cell for row in table.rows for cell in row.cells if isinstance(cell, Change))
    columns = (Column("outcome", "state"), *(_column(table, index, reach) for index, _ in enumerate(table.columns)))
    yield tag(heading, words(begin(table.name.replace("-", " "))))
    yield draw_tally(row.outcome for row in table.rows)
    yield from _count_kinds(table, bad)
    if legend := "; ".join(_explain(table)):
        yield tag("p", f"{begin(legend)}.", class_="legend")
    for rows, shown in ((bad, _OPEN), (good, 0)):
        written = (_row(row, reach) for row in rows)
        yield from write_listing(Listing(table.unit, columns, written, len(rows)), shown)


def _count_kinds(table: Table, bad: Sequence[Row]) -> Iterator[Markup]:
    """Give how many of the bad rows there are of each kind, by the first column in which many have one of a few words."""
    if len(bad) < _MANY:
        return
    for index, head in enumerate(table.columns[1:], 1):
        kinds = Counter(cell for cell in (row.cells[index] for row in bad) if isinstance(cell, str) and cell)
        if kinds.total() == len(bad) and 1 < len(kinds) <= _KINDS:
            counted = sorted(kinds.items(), key=lambda kind: (-kind[1], kind[0]))
            rows = ((words(kind), gauge(f"{count:,}", draw_bar(count, counted[0][1]))) for kind, count in counted)
            columns = (Column(head, "title"), Column(phrases.name_many(table.unit), "gauge"))
            yield from write_listing(Listing(head, columns, rows, len(counted)), len(counted))
            return


def _explain(table: Table) -> Iterator[str]:
    """Give what the charts in the rows mean."""
    cells = [cell for row in table.rows for cell in row.cells]
    changes = [cell for cell in cells if isinstance(cell, Change)]
    if changes:
        yield "dot: the change"
    if any(change.low != change.high for change in changes):
        yield "whiskers: where the truth is thought to be"
    if any(change.bound is not None for change in changes):
        yield "dashes: the limit"
    if any(isinstance(cell, Trend) for cell in cells):
        yield "line: the runs, one after the other, the last as a dot"


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
    """Give the pieces of a row; the first tells, below what it is about, what the others do not."""
    yield label(row.outcome)
    name, *rest = map(tell_cell, row.cells)
    told = "" if row.outcome is Outcome.PASS else _shorten(_shorten(clean(row.text), clean(row.id)), name)
    told = "" if told in rest else told
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
