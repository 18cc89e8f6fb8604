"""What readers of lock files share: TOML decoded, and a lock that locks something."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping

from gates.errors import ReportError
from gates.model.lock import Locked
from gates.readers.bill_parts import read_list
from gates.typed import Any

HINT = "let the package manager write it again"


def read_packages(chunks: Iterable[bytes], keys: tuple[str, ...], source: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Give the tables under these keys, each with its place. Raises ReportError where it is no TOML, or no table."""
    data = b"".join(chunks)
    try:
        told = tomllib.loads(data.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as flaw:
        raise ReportError(f"not well-formed TOML: {flaw}", where=source, hint=HINT) from flaw
    for key in keys:
        for number, each in enumerate(read_list(told, key, "", source)):
            yield f"{key}[{number}]", each


def close(found: Iterable[Locked], source: str) -> tuple[Locked, ...]:
    """Give what is locked, sorted, each once. Raises ReportError where that is nothing, since it proves nothing."""
    locked = tuple(sorted(set(found)))
    if not locked:
        raise ReportError("locks no package", where=source, hint="is it the lock file of this project?", id_="measured-nothing")
    return locked
