"""Baselines in a file of SQLite: `sqlite:FILE`.

    sqlite3 FILE 'SELECT id, gate, "commit", "when", figures FROM entry'

SQLite notices when its own pages are out of order, but not when a byte of what they hold has changed. So each entry has a seal
over everything that is told of it, and the store has one over all of those: what was changed, or is gone, is found.
The file is made by the first `add`, whole; reading never makes it.
"""

import hashlib
import os
import sqlite3

from gates.stores import _entries, _sqlite_file
from gates.stores.protocol import ConflictError, Entry, StoreError

_COLUMNS = 'gate, "commit", "when", writer, machine, figures, content, seal'
_HINT = "bring the file back from a copy"
_Sealed = tuple[Entry, str, str]
"""An entry, the digest of its snapshot, and its seal."""


def connect(place: str, root: str) -> "SqliteStore":  # noqa: ARG001 (it is of no matter to this one)
    """Open the store in a file, as `gates.stores.protocol` says. Its folder has to be there."""
    if not place or "\0" in place:
        raise StoreError("which file?", where="sqlite:", hint="such as sqlite:.gate/history.sqlite")
    folder = os.path.dirname(place) or "."
    if not os.path.isdir(folder):
        raise StoreError(f"there is no folder {folder}", where=place, hint=f"mkdir -p {folder}")
    if os.path.lexists(place) and not os.path.isfile(place):
        raise StoreError("it is no file", where=place, hint="name another one")
    return SqliteStore(place)


class SqliteStore:
    """A file. It is open only while a method runs."""

    def __init__(self, path: str) -> None:
        self._path = path

    @property
    def name(self) -> str:
        """Give the scheme and the file."""
        return f"sqlite:{self._path}"

    def list_gates(self) -> tuple[str, ...]:
        """Give the gates that have a row."""
        return tuple(sorted({entry.gate for entry, _, _ in self._list()}))

    def list_entries(self, gate: str) -> tuple[Entry, ...]:
        """Give the rows of a gate."""
        return tuple(entry for entry, _, _ in self._list() if entry.gate == gate)

    def _list(self) -> list[_Sealed]:
        return _sqlite_file.work(self._path, "BEGIN", self._read_all) if os.path.lexists(self._path) else []

    def read(self, entry: Entry) -> bytes:
        """Give the snapshot."""
        return _sqlite_file.work(self._path, "BEGIN", lambda base: self._read_snapshot(base, entry))

    def add(self, entry: Entry, snapshot: bytes, after: str) -> None:
        """Add a row, in the only transaction that writes."""
        _entries.check(entry)
        if not os.path.lexists(self._path):
            _sqlite_file.create(self._path, _seal([]))
        _sqlite_file.work(self._path, "BEGIN IMMEDIATE", lambda base: self._add(base, entry, snapshot, after))

    def remove(self, gate: str, ids: frozenset[str]) -> None:
        """Delete rows. Their numbers never come again."""
        if os.path.lexists(self._path):
            _sqlite_file.work(self._path, "BEGIN IMMEDIATE", lambda base: self._remove(base, gate, ids))

    def close(self) -> None:
        """Nothing is open."""

    def _add(self, base: sqlite3.Connection, entry: Entry, snapshot: bytes, after: str) -> None:
        kept = self._read_all(base)
        last = next((old.id for old, _, _ in reversed(kept) if old.gate == entry.gate), "")
        if last != after:
            raise ConflictError("another entry was added meanwhile", hint="judge again, against that one")
        content = _entries.digest(snapshot)
        seal = _entries.seal(entry, content)
        told = (
            entry.gate,
            entry.commit,
            entry.when,
            entry.writer,
            entry.machine,
            _entries.encode_figures(entry),
            content,
            seal,
        )
        added = base.execute(f"INSERT INTO entry ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", told)  # noqa: S608 (fixed names)
        base.execute("INSERT INTO snapshot VALUES (?, ?)", (added.lastrowid, snapshot))
        self._write_seal(base, [*kept, (entry._replace(id=str(added.lastrowid)), content, seal)])

    def _remove(self, base: sqlite3.Connection, gate: str, ids: frozenset[str]) -> None:
        kept = self._read_all(base)
        gone = [old.id for old, _, _ in kept if old.gate == gate and old.id in ids]
        base.executemany("DELETE FROM entry WHERE id = ?", [(int(each),) for each in gone])
        base.executemany("DELETE FROM snapshot WHERE entry = ?", [(int(each),) for each in gone])
        self._write_seal(base, [row for row in kept if row[0].id not in gone])

    def _write_seal(self, base: sqlite3.Connection, rows: list[_Sealed]) -> None:
        base.execute("UPDATE whole SET seal = ?", (_seal(rows),))

    def _read_all(self, base: sqlite3.Connection) -> list[_Sealed]:
        """Give every row, in the order added, once all of them are what was written. Raises StoreError."""
        found = [self._decode(row) for row in base.execute(f"SELECT id, {_COLUMNS} FROM entry ORDER BY id")]  # noqa: S608 (fixed names)
        seals = base.execute("SELECT seal FROM whole").fetchall()
        if seals != [(_seal(found),)]:
            raise _entries.damaged(self.name, "entries are gone or are not those that were written", _HINT)
        return found

    def _decode(self, row: tuple[object, ...]) -> _Sealed:
        number, gate, commit, when, writer, machine, told, content, seal = map(str, row)
        try:
            entry = Entry(gate, commit, when, writer, machine, _entries.decode_figures(told), number)
        except ValueError as flaw:
            raise _entries.damaged(self.name, f"the figures of entry {number} are none", _HINT) from flaw
        if _entries.seal(entry, content) != seal:
            raise _entries.damaged(self.name, f"entry {number} is not what was written", _HINT)
        return entry, content, seal

    def _read_snapshot(self, base: sqlite3.Connection, entry: Entry) -> bytes:
        content = next((content for old, content, _ in self._read_all(base) if old == entry), None)
        if content is None:
            raise StoreError(f"entry {entry.id} was removed meanwhile", where=self.name, hint="try again")
        row = base.execute("SELECT content FROM snapshot WHERE entry = ?", (int(entry.id),)).fetchone()
        if row is None or not isinstance(row[0], bytes) or _entries.digest(row[0]) != content:
            raise _entries.damaged(self.name, f"the snapshot of entry {entry.id} is not what was written", _HINT)
        return row[0]


def _seal(rows: list[_Sealed]) -> str:
    """Give the seal over all entries, in their order."""
    return hashlib.sha256("".join(f"{entry.id} {seal}\n" for entry, _, seal in rows).encode()).hexdigest()
