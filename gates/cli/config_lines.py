"""On which line of a TOML document a key stands. Only an error asks, so this may be slow."""

from bisect import bisect_left

import tomli

from gates.typed import Any

Key = tuple[str | int, ...]


def find_line(text: str, key: Key) -> int | None:
    """Give the line, from 1, on which the statement begins that brings the key into the document, or None if none does.

    A document that ends after that line, or after the few lines that its statement takes, has the key; one that ends
    before has not. Documents that end within a statement are none, and are made longer until they are.
    """
    if not _has(text, key):
        return None
    lines = text.split("\n")
    return 1 + bisect_left(range(1, len(lines) + 1), True, key=lambda count: _has(_complete(lines, count), key))  # noqa: FBT003 (bisect compares the key with it)


def _complete(lines: list[str], count: int) -> str:
    """Give the shortest document that begins with so many lines."""
    while count < len(lines) and _parse("\n".join(lines[:count])) is None:
        count += 1
    return "\n".join(lines[:count])


def _has(text: str, key: Key) -> bool:
    value: Any = _parse(text)
    if value is None:
        return False
    for part in key:
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            return False
    return True


def _parse(text: str) -> dict[str, Any] | None:
    try:
        return tomli.loads(text)
    except (tomli.TOMLDecodeError, RecursionError):
        return None
