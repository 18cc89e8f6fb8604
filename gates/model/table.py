"""Tables of a verdict, what a gate judged one by one, and its history. Apart from the rest, since not every gate has any."""

from gates.model.ratio import Ratio
from gates.model.verdict import Outcome
from gates.typed import NamedTuple


class Quantity(NamedTuple):
    """A measured amount, such as a time."""

    value: float
    unit: str
    """The base unit, as `gates.model.quantities` has it."""


class Change(NamedTuple):
    """How far something is from its baseline: 0.05 is 5 % more, -0.5 half of it."""

    ratio: float
    low: float | None = None
    high: float | None = None
    """The ends of the interval in which the truth is thought to be, where that is known."""
    bound: float | None = None
    """The limit that it is held to, on whose other side it never seems to be when shown."""


class Trend(NamedTuple):
    """The same thing several times over, in the order measured; drawn, not told."""

    values: tuple[float, ...]


class History(NamedTuple):
    """The figures of one metric in the entries of a store, the oldest first, and then today's; drawn, never judged by."""

    metric: str
    trend: Trend
    """Two values at the least, all of them finite."""


Cell = str | int | Ratio | Quantity | Change | Trend | None


class Row(NamedTuple):
    """One thing that was judged, such as a benchmark, a vulnerability or a component, and what became of it."""

    id: str
    """What it is called: the benchmark, the advisory. Not unique."""
    outcome: Outcome
    cells: tuple[Cell, ...]
    """One for each column; None where there is nothing to tell."""
    text: str
    """All of it in one sentence, without a full stop, for outputs that have no room for a table."""
    where: str = ""
    """The file or report in which it is; may be empty."""
    waiver: str = ""
    """The reason of the waiver that waives it; empty otherwise."""


class Table(NamedTuple):
    """What was judged one by one."""

    name: str
    """Kebab-case, stable, such as `benchmarks`."""
    unit: str
    """What a row is, in the singular, such as `benchmark`."""
    columns: tuple[str, ...]
    """The headings, no two alike. The first column is what the row is about, such as a name."""
    rows: tuple[Row, ...]
    """Worst first."""
    spare: tuple[str, ...] = ()
    """The columns that go first, in this order, where there is no room for all of them."""
