"""Baselines in a database of PostgreSQL: `postgresql://USER@HOST/DATABASE?project=NAME`, for the projects of an organisation.

    SELECT gate, "commit", "when", figures->>'line' FROM gate.entry WHERE project = 'acme/shop' ORDER BY id

Everything but `project` is as libpq reads it. Tables stand in a schema `gate` of their own, which the first `add` makes;
reading makes nothing. Who changes the series of a gate holds its row in gate.series until that is committed, so that changes
of one gate follow one another and those of others go on beside them. Each entry has a seal, so that a changed one is found.
"""

from collections.abc import Callable

from gates.stores import _entries, _postgresql_base, _projects
from gates.stores.protocol import ConflictError, Entry, StoreError
from gates.typed import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    import psycopg

    Connection = psycopg.Connection[Any]

_HINT = "somebody else than gate wrote to the tables; bring them back from a copy"
Got = TypeVar("Got")


def connect(place: str, root: str) -> "PostgresqlStore":
    """Open the store in a database, as `gates.stores.protocol` says; the server is not asked yet."""
    url, project = _projects.split(place)
    if not url.startswith("//"):
        raise StoreError(
            "its place is no URL", where="postgresql:", hint="such as postgresql://ci@db.example/gates?project=shop"
        )
    return PostgresqlStore(_postgresql_base.find(f"postgresql:{url}"), project, _projects.find_homes(root))


class PostgresqlStore:
    """A project in a database. It is connected only while a method runs."""

    def __init__(self, base: _postgresql_base.Base, project: str, homes: tuple[str, ...]) -> None:
        self._base = base
        self._project = project
        self._homes = homes

    @property
    def name(self) -> str:
        """Give the database without its password, and the project."""
        return f"{self._base.name}?project={self._project}"

    def list_gates(self) -> tuple[str, ...]:
        """Give the gates that have a row."""
        return self._read((), self._list_gates)

    def list_entries(self, gate: str) -> tuple[Entry, ...]:
        """Give the rows of a gate."""
        return self._read((), lambda connection: self._list_entries(connection, gate))

    def read(self, entry: Entry) -> bytes:
        """Give the snapshot."""
        return _postgresql_base.work(self._base, lambda connection: self._read_snapshot(connection, entry), writes=False)

    def add(self, entry: Entry, snapshot: bytes, after: str) -> None:
        """Add a row, in the only transaction that writes."""
        _entries.check(entry)
        _postgresql_base.work(self._base, lambda connection: self._add(connection, entry, snapshot, after), writes=True)

    def remove(self, gate: str, ids: frozenset[str]) -> None:
        """Delete rows. Their numbers never come again."""
        _postgresql_base.work(self._base, lambda connection: self._remove(connection, gate, ids), writes=True)

    def close(self) -> None:
        """Nothing is open."""

    def _read(self, nothing: Got, unit: "Callable[[Connection], Got]") -> Got:
        """Give what a unit of work reads, or `nothing` where there is no store yet."""

        def read(connection: "Connection") -> Got:
            if not _postgresql_base.has_tables(self._base, connection):
                return nothing
            self._check_home(connection)
            return unit(connection)

        return _postgresql_base.work(self._base, read, writes=False)

    def _check_home(self, connection: "Connection") -> None:
        row = connection.execute("SELECT home FROM gate.project WHERE name = %s", (self._project,)).fetchone()
        _projects.check_home(self._project, row[0] if row else "", self._homes, self.name)

    def _list_gates(self, connection: "Connection") -> tuple[str, ...]:
        rows = connection.execute("SELECT DISTINCT gate FROM gate.entry WHERE project = %s", (self._project,))
        return tuple(sorted(gate for (gate,) in rows))

    def _list_entries(self, connection: "Connection", gate: str) -> tuple[Entry, ...]:
        rows = connection.execute(
            """
            SELECT id, "commit", "when", writer, machine, figures::text, content, seal FROM gate.entry
            WHERE project = %s AND gate = %s ORDER BY id
            """,
            (self._project, gate),
        )
        return tuple(self._decode(gate, *row) for row in rows)

    def _decode(self, gate: str, number: int, *told: str) -> Entry:
        commit, when, writer, machine, figures, content, seal = told
        try:
            entry = Entry(gate, commit, when, writer, machine, _entries.decode_figures(figures), str(number))
        except ValueError as flaw:
            raise _entries.damaged(self.name, f"the figures of entry {number} are none", _HINT) from flaw
        if _entries.seal(entry, content) != seal:
            raise _entries.damaged(self.name, f"entry {number} is not what was written", _HINT)
        return entry

    def _read_snapshot(self, connection: "Connection", entry: Entry) -> bytes:
        row = connection.execute(
            "SELECT snapshot, content, seal FROM gate.entry WHERE project = %s AND gate = %s AND id::text = %s",
            (self._project, entry.gate, entry.id),
        ).fetchone()
        if row is None:
            raise StoreError(f"entry {entry.id} of {entry.gate} was removed meanwhile", where=self.name, hint="try again")
        snapshot, content, seal = row
        if _entries.digest(snapshot) != content or _entries.seal(entry, content) != seal:
            raise _entries.damaged(self.name, f"the snapshot of entry {entry.id} is not what was written", _HINT)
        return bytes(snapshot)

    def _add(self, connection: "Connection", entry: Entry, snapshot: bytes, after: str) -> None:
        if not _postgresql_base.has_tables(self._base, connection):
            _postgresql_base.make_tables(self._base, connection)
        self._check_home(connection)
        self._claim(connection)
        key = (self._project, entry.gate)
        connection.execute("INSERT INTO gate.series VALUES (%s, %s) ON CONFLICT DO NOTHING", key)
        self._lock(connection, entry.gate)
        row = connection.execute("SELECT max(id) FROM gate.entry WHERE project = %s AND gate = %s", key).fetchone()
        if str(row[0] or "" if row else "") != after:
            raise ConflictError("another entry was added meanwhile", hint="judge again, against that one")
        content = _entries.digest(snapshot)
        told = (entry.commit, entry.when, entry.writer, entry.machine, _entries.encode_figures(entry))
        connection.execute(
            """
            INSERT INTO gate.entry (project, gate, "commit", "when", writer, machine, figures, content, seal, snapshot)
            VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
            """,
            (*key, *told, content, _entries.seal(entry, content), snapshot),
        )

    def _claim(self, connection: "Connection") -> None:
        """Make the project that of this repository, where it is nobody's yet."""
        home = self._homes[0] if self._homes else ""
        connection.execute("INSERT INTO gate.project VALUES (%s, %s) ON CONFLICT DO NOTHING", (self._project, home))
        connection.execute(
            "UPDATE gate.project SET home = %s WHERE name = %s AND home = '' AND home <> %s", (home, self._project, home)
        )
        self._check_home(connection)  # again, since somebody else may have been faster

    def _lock(self, connection: "Connection", gate: str) -> None:
        """Wait until nobody else changes the series of a gate, and let nobody until this transaction ends."""
        connection.execute("SELECT 1 FROM gate.series WHERE project = %s AND gate = %s FOR UPDATE", (self._project, gate))

    def _remove(self, connection: "Connection", gate: str, ids: frozenset[str]) -> None:
        if not _postgresql_base.has_tables(self._base, connection):
            return
        self._check_home(connection)
        self._lock(connection, gate)
        connection.execute(
            "DELETE FROM gate.entry WHERE project = %s AND gate = %s AND id::text = ANY(%s)", (self._project, gate, sorted(ids))
        )
