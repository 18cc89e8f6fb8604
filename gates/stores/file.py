"""The store that is a folder of the repository: a text for each gate, which is committed and reviewed as code is.

It keeps the last entry of each gate; those before are in the history of the repository, and so is their provenance. What a
change is compared with is read from the merge base, by `gates.cli.beside`, and never from this folder, which is what
`gate baseline` writes.

A file is written under another name, made to last, and then takes the place of the old one: whatever happens in between, the
old one is there or the new one. Writers at once take turns by a lock on the folder, which ends with its process, so that
nothing is left over by one that was killed but a file that no one reads, and the next writer removes it.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256

from gates.stores.protocol import ConflictError, Entry, StoreError

FOLDER = ".gate/baseline"
SUFFIX = ".txt"
_PARTIAL = ".part"
_PIECE_BYTES = 1 << 20
_ID_DIGITS = 16


class FileStore:
    """A folder with a file for each gate."""

    def __init__(self, folder: str) -> None:
        self.folder = folder

    @property
    def name(self) -> str:
        """Give the folder, from the working directory."""
        return os.path.relpath(self.folder)

    def find_path(self, gate: str) -> str:
        """Give the file of a gate, which need not be there. Raises StoreError for a name that leads out of the folder."""
        if not gate or os.path.basename(gate) != gate:
            raise StoreError(f"{gate!r} is no name of a gate or an instance", where=self.name)
        return os.path.join(self.folder, f"{gate}{SUFFIX}")

    def list_gates(self) -> tuple[str, ...]:
        """Give the gates of which a file is there, sorted."""
        if not os.path.isdir(self.folder):
            return ()
        try:
            names = os.listdir(self.folder)
        except OSError as flaw:
            raise _explain(flaw, self.folder, "read") from flaw
        return tuple(sorted(name.removesuffix(SUFFIX) for name in names if name.endswith(SUFFIX)))

    def list_entries(self, gate: str) -> tuple[Entry, ...]:
        """Give the one entry of a gate, named by its bytes; nothing where there is no file."""
        if not os.path.lexists(self.find_path(gate)):
            return ()
        return (Entry(gate, "", "", "", "", (), _name(self._load(gate))),)

    def read(self, entry: Entry) -> bytes:
        """Give the snapshot. Raises ConflictError where the file is not any more what it was when it was listed."""
        data = self._load(entry.gate)
        if _name(data) != entry.id:
            raise ConflictError("was replaced while it was read", where=self.find_path(entry.gate))
        return data

    def add(self, entry: Entry, snapshot: bytes, after: str) -> None:
        """Put the snapshot in the place of the one with the id `after`."""
        path = self.find_path(entry.gate)
        try:
            os.makedirs(self.folder, exist_ok=True)
            with _lock(self.folder):
                last = self.list_entries(entry.gate)
                if (last[0].id if last else "") != after:
                    raise ConflictError("was replaced in the meantime", where=path)
                self._remove_litter(entry.gate)
                _replace(path, snapshot)
        except OSError as flaw:
            raise _explain(flaw, path, "written") from flaw

    def remove(self, gate: str, ids: frozenset[str]) -> None:
        """Remove the file, where it is one of these."""
        path = self.find_path(gate)
        try:
            if not os.path.isdir(self.folder):
                return
            with _lock(self.folder):
                if any(entry.id in ids for entry in self.list_entries(gate)):
                    os.unlink(path)
        except OSError as flaw:
            raise _explain(flaw, path, "removed") from flaw

    def close(self) -> None:
        """Do nothing: nothing is open."""

    def _load(self, gate: str) -> bytes:
        path = self.find_path(gate)
        try:
            file = os.open(path, os.O_RDONLY)
            try:
                return b"".join(iter(lambda: os.read(file, _PIECE_BYTES), b""))
            finally:
                os.close(file)
        except OSError as flaw:
            raise _explain(flaw, path, "read") from flaw

    def _remove_litter(self, gate: str) -> None:
        """Remove what writers left behind that were killed; none can be at work, since each holds the lock."""
        for name in os.listdir(self.folder):
            if name.startswith(f"{gate}{SUFFIX}.") and name.endswith(_PARTIAL):
                os.unlink(os.path.join(self.folder, name))


def connect(place: str, root: str) -> FileStore:
    """Give the store of a folder; without one it is FOLDER, below `root` or else the working directory."""
    return FileStore(place or os.path.join(root or os.getcwd(), *FOLDER.split("/")))


def _name(snapshot: bytes) -> str:
    return sha256(snapshot).hexdigest()[:_ID_DIGITS]


def _replace(path: str, data: bytes) -> None:
    """Write a file so that the old one or the new one is there at any moment, and the new one lasts."""
    partial = f"{path}.{os.getpid()}{_PARTIAL}"
    try:
        file = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
        try:
            left = memoryview(data)
            while left:
                left = left[os.write(file, left) :]
            os.fsync(file)
        finally:
            os.close(file)
        os.replace(partial, path)
    except BaseException:
        if os.path.lexists(partial):
            os.unlink(partial)
        raise
    _sync(os.path.dirname(path))


def _sync(folder: str) -> None:
    """Make the names in a folder last, where the system can."""
    try:
        file = os.open(folder, os.O_RDONLY)
    except OSError:  # (Windows opens no folder; its renames last by themselves)
        return
    try:
        os.fsync(file)
    finally:
        os.close(file)


@contextmanager
def _lock(folder: str) -> Iterator[None]:
    """Let nobody else write to a folder; where the system has no such lock, the exchange of files has to do."""
    try:
        import fcntl  # noqa: PLC0415 (Windows has none)
    except ImportError:
        yield
        return
    file = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
    finally:
        os.close(file)


def _explain(flaw: OSError, path: str, what: str) -> StoreError:
    return StoreError(f"cannot be {what}: {flaw.strerror or flaw}", where=path, hint="is it a folder, and may you use it?")
