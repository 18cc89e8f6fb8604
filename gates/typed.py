"""What this project takes from `typing`, made to cost nothing at a start: a type checker sees typing's own, a run these.

Importing typing takes a quarter of what the start of a bare interpreter takes, and each of its NamedTuples as much as a small
module, since it writes and compiles a function: together a fifth of `gate audit` (scripts/bench_start). What is looked at as it
runs, such as TypedDict by a decoder, and a generic alias, is taken from typing itself.
"""

TYPE_CHECKING = False

if TYPE_CHECKING:
    from typing import Any, BinaryIO, Literal, NamedTuple, NewType, NoReturn, Protocol, TextIO, TypeVar
else:
    from collections import _tuplegetter
    from types import FunctionType

    Any = BinaryIO = TextIO = object
    Literal = list  # which takes anything in [ ] as well
    NoReturn = None

    class Protocol:
        """A class that nothing has to inherit from."""

    def NewType(name, base):
        """Give the type that a new one is at run time."""
        del name
        return base

    def TypeVar(name, *constraints, bound=None):
        """Give what may stand in annotations for any type."""
        del name, constraints, bound
        return object

    _new = tuple.__new__
    _MAKERS = (
        lambda c, a: _new(c, (a,)),
        lambda c, a, b: _new(c, (a, b)),
        lambda c, a, b, d: _new(c, (a, b, d)),
        lambda c, a, b, d, e: _new(c, (a, b, d, e)),
        lambda c, a, b, d, e, f: _new(c, (a, b, d, e, f)),
        lambda c, a, b, d, e, f, g: _new(c, (a, b, d, e, f, g)),
        lambda c, a, b, d, e, f, g, h: _new(c, (a, b, d, e, f, g, h)),
        lambda c, a, b, d, e, f, g, h, i: _new(c, (a, b, d, e, f, g, h, i)),
        lambda c, a, b, d, e, f, g, h, i, j: _new(c, (a, b, d, e, f, g, h, i, j)),
        lambda c, a, b, d, e, f, g, h, i, j, k: _new(c, (a, b, d, e, f, g, h, i, j, k)),
        lambda c, a, b, d, e, f, g, h, i, j, k, m: _new(c, (a, b, d, e, f, g, h, i, j, k, m)),
        lambda c, a, b, d, e, f, g, h, i, j, k, m, n: _new(c, (a, b, d, e, f, g, h, i, j, k, m, n)),
        lambda c, a, b, d, e, f, g, h, i, j, k, m, n, o: _new(c, (a, b, d, e, f, g, h, i, j, k, m, n, o)),
        lambda c, a, b, d, e, f, g, h, i, j, k, m, n, o, p: _new(c, (a, b, d, e, f, g, h, i, j, k, m, n, o, p)),
    )
    """What makes a record of so many fields, to be given their names: compiled once, with this module."""
    _GETTERS = tuple(_tuplegetter(index, "") for index in range(len(_MAKERS)))

    class _Record(tuple):
        __slots__ = ()

        @classmethod
        def _make(cls, values):
            """Give a record of the values of all its fields, in their order."""
            return cls(*values)

        def _replace(self, /, **changes):
            """Give the same record with other values in some fields."""
            made = _new(type(self), map(changes.pop, self._fields, self))
            if changes:
                raise TypeError(f"{type(self).__name__} has no field {', '.join(changes)}")
            return made

        def _asdict(self):
            """Give the values by the names of their fields."""
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self):
            told = ", ".join(f"{name}={value!r}" for name, value in self._asdict().items())
            return f"{type(self).__name__}({told})"

        def __getnewargs__(self):
            return tuple(self)

    class _Definition(type):
        """Makes of a class with annotations what typing.NamedTuple makes of it."""

        def __new__(mcs, name, bases, body):
            """Give the class: a tuple, with the annotated names as its fields."""
            del bases
            # From Python 3.14 on, annotations are a function that gives them.
            fields = tuple(body.get("__annotations__") or body["__annotate_func__"](1))
            defaults = {field: body[field] for field in fields if field in body}
            if tuple(defaults) != fields[len(fields) - len(defaults) :]:
                raise TypeError(f"{name}: a field without a default follows one with a default")
            names = {"co_name": "__new__", "co_qualname": f"{name}.__new__", "co_varnames": ("_cls", *fields)}
            code = _MAKERS[len(fields) - 1].__code__.replace(**names)
            body.update(zip(fields, _GETTERS, strict=False))
            body["__slots__"] = ()
            body["_fields"] = body["__match_args__"] = fields
            body["_field_defaults"] = defaults
            body["__new__"] = FunctionType(code, globals(), "__new__", tuple(defaults.values()))
            return type.__new__(type, name, (_Record,), body)

    NamedTuple = type.__new__(_Definition, "NamedTuple", (), {})

__all__ = [
    "TYPE_CHECKING",
    "Any",
    "BinaryIO",
    "Literal",
    "NamedTuple",
    "NewType",
    "NoReturn",
    "Protocol",
    "TextIO",
    "TypeVar",
]
