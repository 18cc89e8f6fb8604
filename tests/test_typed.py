"""`gates.typed`: its records are what typing.NamedTuple would make of the same class, and what stands in for types is harmless."""

import copy
import inspect
import pickle
import typing
from collections.abc import Callable
from typing import Any

import pytest

from gates import typed


class Ours(typed.NamedTuple):
    """A record."""

    path: str
    lines: tuple[int, ...]
    """A field that is explained."""
    note: str = ""
    deep: "Ours | None" = None

    @property
    def total(self) -> int:
        """The sum."""
        return sum(self.lines)

    def rename(self, path: str) -> "Ours":
        return self._replace(path=path)


class Theirs(typing.NamedTuple):
    """A record."""

    path: str
    lines: tuple[int, ...]
    """A field that is explained."""
    note: str = ""
    deep: "Theirs | None" = None

    @property
    def total(self) -> int:
        """The sum."""
        return sum(self.lines)

    def rename(self, path: str) -> "Theirs":
        return self._replace(path=path)


Use = Callable[[Any], object]
USES: dict[str, Use] = {
    "by place": lambda kind: kind("a", (1, 2)),
    "by name": lambda kind: kind(lines=(), path="a", deep=kind("b", (3,), "n")),
    "of all": lambda kind: kind._make(["a", (1,), "n", None]),
    "replaced": lambda kind: kind("a", (1,))._replace(note="x", lines=()),
    "replaced by nothing": lambda kind: kind("a", ())._replace(),
    "as a dict": lambda kind: list(kind("a", (1,))._asdict().items()),
    "compared": lambda kind: (kind("a", ()) < kind("b", ()), kind("a", ()) == ("a", (), "", None), hash(kind("a", ()))),
    "taken apart": lambda kind: [kind("a", (7,))[1], *kind("a", (7,)), kind("a", (7,)).lines, len(kind("a", ()))],
    "a method": lambda kind: kind("a", (1, 2)).rename("b"),
    "a property": lambda kind: kind("a", (1, 2)).total,
    "copied": lambda kind: (copy.copy(kind("a", ())), copy.deepcopy(kind("a", (1,), deep=kind("b", ())))),
    "pickled": lambda kind: pickle.loads(pickle.dumps(kind("a", (1,), deep=kind("b", ())))),  # noqa: S301 (its own)
    "fields": lambda kind: (kind._fields, kind._field_defaults, kind.__match_args__, kind.__doc__, kind.__name__),
    "signature": lambda kind: [(each.name, each.kind, each.default) for each in inspect.signature(kind).parameters.values()],
    "no further attributes": lambda kind: hasattr(kind("a", ()), "__dict__"),
    "a plain class": lambda kind: (type(kind), isinstance(kind("a", ()), tuple)),
    "annotations": lambda kind: list(typing.get_type_hints(kind)),
}
WRONG: dict[str, Use] = {
    "too few": lambda kind: kind("a"),
    "too many": lambda kind: kind("a", (), "", None, 5),
    "an unknown one": lambda kind: kind("a", (), other=1),
    "one twice": lambda kind: kind("a", (), path="b"),
    "too few of all": lambda kind: kind._make(["a"]),
    "a new attribute": lambda kind: setattr(kind("a", ()), "other", 1),
    "a changed field": lambda kind: setattr(kind("a", ()), "path", "b"),
    "an unknown one replaced": lambda kind: kind("a", ())._replace(other=1),
}


@pytest.mark.parametrize("use", USES.values(), ids=USES)
def test_a_record_does_what_that_of_typing_does(use: Use) -> None:
    assert repr(use(Ours)) == repr(use(Theirs)).replace("Theirs", "Ours")


@pytest.mark.parametrize("use", WRONG.values(), ids=WRONG)
def test_what_a_record_of_typing_refuses_is_refused(use: Use) -> None:
    told = []
    for kind in (Ours, Theirs):
        with pytest.raises((TypeError, AttributeError, ValueError)) as caught:
            use(kind)
        told.append(str(caught.value))
    assert told[0] == told[1].replace("Theirs", "Ours") or use in (WRONG["too few of all"], WRONG["an unknown one replaced"])


def test_a_record_is_matched_by_its_places() -> None:
    match Ours("a", (1,)):
        case Ours(path, (line,)):
            assert (path, line) == ("a", 1)
        case _:
            pytest.fail("no match")


def _define(body: dict[str, object]) -> Any:
    definition: Any = type(typed.NamedTuple)
    return definition("Kind", (typed.NamedTuple,), dict(body))


@pytest.mark.parametrize("count", range(1, 15))
def test_a_record_of_any_size(count: int) -> None:
    names = [f"f{number}" for number in range(count)]
    body: dict[str, object] = {
        "__annotations__": dict.fromkeys(names, int),
        "__module__": __name__,
        **dict.fromkeys(names[3:], 0),
    }
    kind = _define(body)
    values = list(range(count))
    assert list(kind(*values)) == values
    assert list(kind(**dict(zip(names, values, strict=True)))) == values
    assert kind(*values)._asdict() == dict(zip(names, values, strict=True))


def test_a_default_comes_last() -> None:
    body: dict[str, object] = {"__annotations__": {"a": int, "b": int}, "a": 1}
    with pytest.raises(TypeError, match="Kind: a field without a default follows one with a default"):
        _define(body)


def test_annotations_that_are_a_function() -> None:
    """As from Python 3.14 on."""
    body: dict[str, object] = {"__annotate_func__": lambda form: {"a": int, "b": int} if form == 1 else None, "b": 2}
    kind = _define(body)
    assert repr(kind(1)) == "Kind(a=1, b=2)"


def test_what_stands_in_for_types_can_stand_in_annotations() -> None:
    name: Any = typed.NewType("Name", str)  # type: ignore[misc]  # mypy wants a name of its own for it
    some: Any = typed.TypeVar("some", bound=int)  # type: ignore[misc]
    assert name("a") == "a"
    assert dict[name, some | None] == dict[str, object | None]
    assert typed.__all__ == sorted(typed.__all__, key=lambda each: (not each.isupper(), each))


@pytest.mark.parametrize("name", typed.__all__)
def test_everything_is_something_of_typing(name: str) -> None:
    assert hasattr(typing, name)
    assert hasattr(typed, name)
