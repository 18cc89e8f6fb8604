"""Reading JSON from strangers: decoded as a whole, then taken apart with the place told of whatever is not as it should be."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from gates.errors import ReportError
from gates.typed import Any, TypeVar

SMALL_BYTES = 1 << 16
"""Up to here the decoder of the standard library is done before msgspec is imported."""
DAMAGED = "was the report cut off or edited? let its tool write it again"
_NAMES = {dict: "an object", list: "an array", str: "a string", int: "a whole number", bool: "true or false"}
_LONGEST = 60

Kind = TypeVar("Kind")


def decode(chunks: Iterable[bytes], source: str, schema: Any = Any, *, of_bytes: int = 0, unique: bool = False) -> Any:
    """Give what a document holds, of any size and depth that its decoder bears. Raises ReportError where it is not JSON.

    What a schema of TypedDicts does not name may be left out of a large document, which is twice as quick; in a small one
    nothing is left out, and nothing is checked but that it is JSON. `of_bytes` is the size of all where this is one of many.
    `unique` asks that no object has a key twice, where the last one would hide what the first one tells.
    """
    data = b"".join(chunks).removeprefix(b"\xef\xbb\xbf")
    try:
        if unique or max(len(data), of_bytes) < SMALL_BYTES:
            return _decode_small(data, _check_keys if unique else None)
        return _decode_large(data, source, schema, piece=of_bytes > 0)
    except RecursionError as flaw:
        raise ReportError("holds arrays or objects too deep in one another", where=source, hint=DAMAGED) from flaw
    except UnicodeDecodeError as flaw:
        raise ReportError(f"is not UTF-8 at byte {flaw.start}", where=source, hint=DAMAGED, id_="report-encoding") from flaw
    except ValueError as flaw:
        line = 0 if of_bytes else getattr(flaw, "lineno", 0)
        message = f"not well-formed JSON: {getattr(flaw, 'msg', flaw)}"
        raise ReportError(message, where=f"{source}:{line}" if line else source, hint=DAMAGED) from flaw


def decode_lines(chunks: Iterable[bytes], source: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give the object in each line that is not blank, with its place. Raises ReportError for a line that is none."""
    for number, line in enumerate(b"".join(chunks).removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if line.strip():
            where = f"{source}:{number}"
            yield where, expect(decode([line], where, of_bytes=1, unique=True), dict, "the line", where)


def _decode_small(data: bytes, check: Callable[[list[tuple[str, Any]]], Any] | None) -> Any:
    import json  # noqa: PLC0415 (which of two decoders depends on the size)

    return json.loads(data.decode(), parse_constant=_refuse, object_pairs_hook=check)


def _check_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Give an object. Raises ValueError where a key stands in it twice."""
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise ValueError(f"the key {show(twice)} stands twice in one object")
    return found


def _decode_large(data: bytes, source: str, schema: Any, *, piece: bool) -> Any:
    import msgspec  # noqa: PLC0415 (the same)

    try:
        return msgspec.json.decode(data, type=schema)
    except msgspec.ValidationError as flaw:
        raise ReportError(f"is not as its tool writes it: {flaw}", where=source, hint=DAMAGED) from flaw
    except msgspec.DecodeError as flaw:
        at = None if piece else re.search(r"byte (\d+)", str(flaw))
        where = f"{source}:{data.count(10, 0, int(at[1])) + 1}" if at else source
        raise ReportError(f"not well-formed JSON: {flaw}", where=where, hint=DAMAGED) from flaw


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


def expect(value: object, kind: type[Kind], place: str, source: str) -> Kind:
    """Give a value that is of this kind. Raises ReportError, with the place, where it is not."""
    if isinstance(value, kind) and (kind is bool or not isinstance(value, bool)):
        return value
    raise ReportError(f"expected {_NAMES[kind]}, found {show(value)}", where=f"{source}: {place}", hint=DAMAGED)


def take(owner: Mapping[str, Any], key: str, kind: type[Kind], place: str, source: str) -> Kind:
    """Give the value of a key that has to be there, and of this kind. Raises ReportError where it is not."""
    if key not in owner:
        raise ReportError(f"lacks {key!r}", where=f"{source}: {place}" if place else source, hint=DAMAGED)
    return expect(owner[key], kind, f"{place}.{key}" if place else key, source)


def find(owner: Mapping[str, Any], key: str, kind: type[Kind], place: str, source: str) -> Kind | None:
    """Give the value of a key that may be missing or null; of this kind where it is there. Raises ReportError."""
    return None if owner.get(key) is None else take(owner, key, kind, place, source)


def show(value: object) -> str:
    """Give a value, or its beginning, as an error quotes it."""
    if isinstance(value, (dict, list)):
        return _NAMES[type(value)]
    told = "null" if value is None else str(value).lower() if isinstance(value, bool) else repr(value)
    return told if len(told) <= _LONGEST else f"{told[:_LONGEST]}…"
