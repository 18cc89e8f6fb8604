"""The file of the store in SQLite: how it comes into being, and what a unit of work on it is.

Rolled back by a journal, not by a write-ahead log: WAL needs memory that all its users share, which network file systems do not
offer (https://sqlite.org/wal.html), and leaves two files beside the database, which a copy of it would miss. `synchronous` is
EXTRA, so that what was committed outlasts a power cut, the removal of the journal included
(https://sqlite.org/pragma.html#pragma_synchronous).
"""

import contextlib
import os
import secrets
import sqlite3
from collections.abc import Callable
from urllib.parse import quote

from gates.stores import _entries
from gates.stores.protocol import StoreError
from gates.typed import TypeVar

APPLICATION, VERSION = 0x67617465, 1
"""`gate` in ASCII, at byte 68 of the file; and the version of the tables below, at byte 60 (https://sqlite.org/fileformat2.html)."""
_BUSY_SECONDS, _TRIES = 10, 4
_CONTENDED = ("SQLITE_BUSY", "SQLITE_LOCKED")
_REFUSED = ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_FULL", "SQLITE_IOERR")
_HINT = "bring the file back from a copy; sqlite3 FILE .recover saves what can be read"
_TABLES = f"""
PRAGMA application_id = {APPLICATION};
PRAGMA user_version = {VERSION};
CREATE TABLE entry (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    gate TEXT NOT NULL,
    "commit" TEXT NOT NULL,
    "when" TEXT NOT NULL,
    writer TEXT NOT NULL,
    machine TEXT NOT NULL,
    figures TEXT NOT NULL,
    content TEXT NOT NULL,
    seal TEXT NOT NULL
);
CREATE TABLE snapshot (entry INTEGER PRIMARY KEY, content BLOB NOT NULL);
CREATE TABLE whole (id INTEGER PRIMARY KEY CHECK (id = 1), seal TEXT NOT NULL);
"""

Got = TypeVar("Got")


def create(path: str, seal: str) -> None:
    """Make a store that holds nothing, unless there is one by then. It comes into being whole, or not at all."""
    folder, name = os.path.split(path)
    temporary = os.path.join(folder, f".{name}.{secrets.token_hex(8)}.new")
    try:
        try:
            _fill(temporary, seal)
            with contextlib.suppress(FileExistsError):
                os.link(temporary, path)  # unlike a rename, it never takes the place of what another writer made meanwhile
        finally:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(temporary)
        _sync(folder or ".")
    except (OSError, sqlite3.Error) as flaw:
        hint = "may its folder be written, is there room, and are there hard links on that file system?"
        raise StoreError(f"it cannot be made: {_entries.tell(flaw)}", where=path, hint=hint) from flaw


def _fill(path: str, seal: str) -> None:
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as base:
        base.executescript(f"PRAGMA synchronous = EXTRA; BEGIN; {_TABLES}")
        base.execute("INSERT INTO whole VALUES (1, ?)", (seal,))
        base.execute("COMMIT")


def _sync(folder: str) -> None:
    """Make the entry of a folder last, where the system can: not every one opens folders."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def work(path: str, begin: str, unit: Callable[[sqlite3.Connection], Got]) -> Got:
    """Give what a unit of work gives back: done in one transaction that began with `begin`, whole or not at all.

    Raises StoreError for a file that is busy for too long, damaged, of another program or of a newer gate.
    """
    left = _TRIES
    while True:
        try:
            return _try(path, begin, unit)
        except OSError as flaw:
            raise StoreError(
                f"it cannot be read: {flaw.strerror}", where=path, hint="somebody took it away meanwhile"
            ) from flaw
        except (sqlite3.Error, UnicodeDecodeError) as flaw:  # what SQLite says of damage may quote it, and then be no UTF-8
            left -= 1
            if not left or not _is(flaw, _CONTENDED):
                raise _explain(path, flaw) from flaw


def _is(flaw: Exception, codes: tuple[str, ...]) -> bool:
    return getattr(flaw, "sqlite_errorname", "").startswith(codes)


def _explain(path: str, flaw: Exception) -> StoreError:
    told = _entries.tell(flaw)
    if _is(flaw, _CONTENDED):
        return StoreError(
            f"others were busy with it {_TRIES} times", where=path, hint="try again; fuser FILE tells who holds it"
        )
    if _is(flaw, _REFUSED):
        return StoreError(f"it cannot be used: {told}", where=path, hint="may it and its folder be written, and is there room?")
    return _entries.damaged(path, told, _HINT)


def _try(path: str, begin: str, unit: Callable[[sqlite3.Connection], Got]) -> Got:
    if not os.path.getsize(path):
        raise _entries.damaged(path, "there is nothing in it", _HINT)
    place = f"file:{quote(os.path.abspath(path))}?mode=rw"  # which makes no file, and takes one that is only readable as it is
    with contextlib.closing(sqlite3.connect(place, uri=True, isolation_level=None, timeout=_BUSY_SECONDS)) as base:
        base.execute("PRAGMA synchronous = EXTRA")
        base.execute(begin)
        _check(path, base)
        got = unit(base)
        base.execute("COMMIT")
        return got


def _check(path: str, base: sqlite3.Connection) -> None:
    ((application,),) = base.execute("PRAGMA application_id")
    ((version,),) = base.execute("PRAGMA user_version")
    if application != APPLICATION:
        raise StoreError("it is a database of another program", where=path, hint="name another file")
    if version != VERSION:
        told = f"it is of format {version}, and this gate knows {VERSION}"
        raise StoreError(told, where=path, hint="a newer gate may be needed")
