"""Objects of a verdict document, out of which is taken what is of its kind and within bounds, and nothing else."""

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum

from gates.errors import ReportError
from gates.readers.json import DAMAGED, expect, show, take
from gates.typed import Any, NamedTuple, NoReturn, TypeVar

MOST = (1 << 63) - 1
"""The largest number of a document: no count comes near it, and no figure made of two overflows what can be shown."""

Choice = TypeVar("Choice", bound=Enum)
Kind = TypeVar("Kind")


class Node(NamedTuple):
    """An object of a document. Whatever is taken out of it and is not as it should be raises ReportError with its place."""

    told: Mapping[str, Any]
    place: str
    """Such as `conditions[3].bound`; empty for the document itself."""
    source: str

    @property
    def where(self) -> str:
        """The place with the name of the document."""
        return f"{self.source}: {self.place}" if self.place else self.source

    def take(self, key: str, kind: type[Kind]) -> Kind:
        """Give a value of a kind."""
        return take(self.told, key, kind, self.place, self.source)

    def text(self, key: str) -> str:
        """Give a text."""
        return self.take(key, str)

    def flag(self, key: str) -> bool:
        """Give true or false."""
        return self.take(key, bool)

    def is_null(self, key: str) -> bool:
        """Say whether a key holds null."""
        return key in self.told and self.told[key] is None

    def count(self, key: str) -> int:
        """Give a whole number from 0, below 2 to the 63rd."""
        value = self.take(key, int)
        return value if 0 <= value <= MOST else self.fail(f"{show(value)} is not a count", key)

    def choose(self, key: str, choices: Sequence[Choice]) -> Choice:
        """Give one of some choices, by its name."""
        value = self.text(key)
        known = ", ".join(each.value for each in choices)
        found = next((each for each in choices if each.value == value), None)
        return found or self.fail(f"{show(value)} is none of {known}", key)

    def inner(self, key: str) -> "Node":
        """Give an object."""
        return Node(self.take(key, dict), self.find_place(key), self.source)

    def each(self, key: str) -> Iterator["Node"]:
        """Give the objects of an array."""
        for index, value in enumerate(self.take(key, list)):
            place = f"{self.find_place(key)}[{index}]"
            yield Node(expect(value, dict, place, self.source), place, self.source)

    def texts(self, key: str) -> tuple[str, ...]:
        """Give the texts of an array."""
        values = enumerate(self.take(key, list))
        return tuple(expect(value, str, f"{self.find_place(key)}[{index}]", self.source) for index, value in values)

    def find_place(self, key: str) -> str:
        """Give the place of a key."""
        return f"{self.place}.{key}" if self.place else key

    def fail(self, message: str, key: str) -> NoReturn:
        """Raise ReportError about the value of a key."""
        raise ReportError(message, where=f"{self.source}: {self.find_place(key)}", hint=DAMAGED)
