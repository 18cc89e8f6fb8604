"""What every store asks of an entry before it keeps it, and how its figures are written down.

What one of them could not give back unchanged is refused by all of them, so that a series can move from one to another.
"""

import hashlib
import json
import math
import re

from gates.errors import GateError
from gates.stores.protocol import Entry, StoreError

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
_WORDS = ("commit", "when", "writer", "machine")
_LONGEST = 1000


def check(entry: Entry) -> None:
    """Raise StoreError for an entry that cannot be kept as it is: a gate that has no name, text of several lines, no number."""
    if not _NAME.fullmatch(entry.gate) or len(entry.gate) > _LONGEST:
        raise StoreError(f"{entry.gate!r} is no name of a gate or an instance", hint="letters, digits, - _ and .")
    names = [name for name, _ in entry.figures]
    for text in (entry.commit, entry.when, entry.writer, entry.machine, *names):
        if not text.isprintable() or len(text) > _LONGEST:
            raise StoreError(f"{text[:80]!r} cannot be kept: an entry's words are short lines of printable text")
    if any(not math.isfinite(value) for _, value in entry.figures):
        raise StoreError(f"a figure of {entry.gate} is no finite number, and cannot be kept")
    if names != sorted(set(names)):
        raise StoreError(f"the figures of {entry.gate} are not sorted, or one is there twice")


def encode_figures(entry: Entry) -> str:
    """Give the figures as an object of JSON, on one line."""
    return json.dumps(dict(entry.figures), ensure_ascii=False)


def decode_figures(text: str) -> tuple[tuple[str, float], ...]:
    """Give the figures of an object of JSON. Raises ValueError for anything else."""
    return _read_figures(_load(text))


def _read_figures(told: object) -> tuple[tuple[str, float], ...]:
    pairs = list(told.items()) if isinstance(told, dict) else []
    numbers = [(name, value) for name, value in pairs if isinstance(value, float) and math.isfinite(value)]
    if not isinstance(told, dict) or len(numbers) < len(pairs):
        raise ValueError("no object of numbers")
    return tuple(sorted(numbers))


def _load(text: str | bytes) -> object:
    try:
        return json.loads(text, parse_int=float)
    except RecursionError as flaw:
        raise ValueError("beyond measure") from flaw


def encode(entry: Entry) -> bytes:
    """Give what is told of an entry, its gate and its id apart, as a document of JSON that people can read."""
    told = {"commit": entry.commit, "when": entry.when, "writer": entry.writer, "machine": entry.machine}
    return (json.dumps({**told, "figures": dict(entry.figures)}, ensure_ascii=False, indent=1) + "\n").encode()


def decode(gate: str, number: str, text: bytes) -> Entry:
    """Give the entry of such a document, which may tell more. Raises ValueError for anything else."""
    told = _load(text)
    if not isinstance(told, dict) or not all(isinstance(told.get(name), str) for name in _WORDS):
        raise ValueError("no entry")
    commit, when, writer, machine = (told[name] for name in _WORDS)
    return Entry(gate, commit, when, writer, machine, _read_figures(told.get("figures")), number)


def digest(snapshot: bytes) -> str:
    """Give the SHA-256 of a snapshot, 64 hexadecimal digits."""
    return hashlib.sha256(snapshot).hexdigest()


def seal(entry: Entry, content: str) -> str:
    """Give the SHA-256 of everything that is told of an entry, its id apart, and of the digest of its snapshot."""
    told = [entry.gate, entry.commit, entry.when, entry.writer, entry.machine, encode_figures(entry), content]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def damaged(store: str, what: str, hint: str) -> StoreError:
    """Give the error for a store that holds what was never written to it."""
    return StoreError(f"it is damaged: {what}", where=store, hint=hint)


def tell(flaw: BaseException) -> str:
    """Give what an error says, in one line of bounded length."""
    said = flaw.message if isinstance(flaw, GateError) else str(flaw)
    return " ".join(said.split())[:300]
