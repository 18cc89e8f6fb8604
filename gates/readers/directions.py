"""In which direction a metric is good, of which a report tells a name and a unit and hardly more."""

from collections.abc import Iterable

from gates.model.benchmarks import Better
from gates.model.quantities import Unit
from gates.model.verdict import Note
from gates.typed import NamedTuple

_LOWER = ("s", "B")
"""Base units of which less is better, unless somebody says otherwise."""
_NAMED = 3


class Direction(NamedTuple):
    """What is known of one metric."""

    better: Better
    is_told: bool = True
    """Whether the report, the command line or the unit tells it; else it is a guess."""
    is_odd: bool = False
    """Whether the command line tells the opposite of what the unit does."""


def find_wanted(wanted: frozenset[str]) -> Better | None:
    """Give what `--better` says, which stands among what is wanted as `better-higher` or `better-lower`; None without."""
    return next((each for each in Better if f"better-{each.value}" in wanted), None)


def choose_direction(unit: Unit, told: Better | None, wanted: Better | None) -> Direction:
    """Give the direction that the report tells, else the command line, else the unit; else a guess."""
    usual = Better.HIGHER if unit.rate else Better.LOWER if unit.base in _LOWER else None
    if told or not wanted:
        return Direction(told or usual or Better.LOWER, is_told=bool(told or usual))
    return Direction(wanted, is_odd=usual not in (None, wanted))


def find_doubts(directions: Iterable[tuple[str, Direction]], source: str, remedy: str) -> list[Note]:
    """Give a doubt if nobody tells the direction of some of the metrics: a worse one would pass for a better one."""
    names = list(dict.fromkeys(name for name, direction in directions if not direction.is_told))
    if not names:
        return []
    told = f"nobody tells whether more or less is better of {_list(names)}: {remedy}"
    return [Note("direction-unknown", told, source)]


def find_notes(directions: Iterable[tuple[str, Direction]], source: str) -> list[Note]:
    """Give a note if the command line turns some units round, which may be meant or not."""
    odd = [(name, direction.better.value) for name, direction in directions if direction.is_odd]
    if not odd:
        return []
    told = f"--better {odd[0][1]} is taken for {_list(list(dict.fromkeys(name for name, _ in odd)))} too"
    return [Note("direction-unusual", told, source)]


def _list(names: list[str]) -> str:
    told = ", ".join(repr(name) for name in names[:_NAMED])
    return f"{told} and {len(names) - _NAMED} more" if len(names) > _NAMED else told
