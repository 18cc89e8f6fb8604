"""On which line of a TOML document a key stands. Only an error asks, so this may be slow; a line that it gives is right."""

from typing import Any

import tomli

Key = tuple[str | int, ...]


def find_line(text: str, key: Key) -> int | None:
    """Give the line, from 1, by which a parser knows the key for the first time, or None if none does.

    Documents that end after one line, two lines and so on are parsed; those that end within a value are no documents and
    are passed over, which leaves the last line of a value of several lines.
    """
    lines = text.split("\n")
    low, high = 0, len(lines)
    if not _has(text, key):
        return None
    while low < high:
        middle = (low + high) // 2
        end = middle
        while not _parses("\n".join(lines[:end])) and end < high:
            end += 1
        if _has("\n".join(lines[:end]), key):
            high = middle
        else:
            low = end + (1 if end == middle else 0)
    return min(low, len(lines)) or 1


def _parses(text: str) -> bool:
    return _parse(text) is not None


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
