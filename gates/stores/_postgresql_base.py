"""The database of the store in PostgreSQL: how it is reached, its tables, and what a unit of work on it is.

The driver is psycopg 3, because it is libpq that reads the URL: TLS and its checks, several hosts, sockets, password files,
services and GSSAPI are as everywhere else. pg8000 takes two thirds of its time to load and nothing but Python, but would leave
all of that to be written again here, `sslmode=verify-full` included; asyncpg is not synchronous; psycopg2 gets mends alone.
psycopg is LGPL, which asks nothing of who uses it as a library; `psycopg[binary]` brings libpq along.

What libpq says of a URL that it does not understand quotes it, so that is never shown; nor is anything that holds a password.
"""

import contextlib
from collections.abc import Callable, Iterable

from gates.stores import _entries
from gates.stores.protocol import StoreError
from gates.typed import TYPE_CHECKING, Any, NamedTuple, TypeVar

if TYPE_CHECKING:
    import psycopg

VERSION = 1
_SECONDS, _LOCK_SECONDS = 10, 60
_LOCK = 0x67617465
"""`gate` in ASCII: who makes the tables holds this lock, since CREATE SCHEMA IF NOT EXISTS fails where two do so at once."""
_TABLES = (
    "CREATE TABLE gate.format (version integer NOT NULL)",
    "CREATE TABLE gate.project (name text PRIMARY KEY, home text NOT NULL)",
    "CREATE TABLE gate.series (project text REFERENCES gate.project (name), gate text, PRIMARY KEY (project, gate))",
    """
    CREATE TABLE gate.entry (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        project text NOT NULL,
        gate text NOT NULL,
        "commit" text NOT NULL,
        "when" text NOT NULL,
        writer text NOT NULL,
        machine text NOT NULL,
        figures json NOT NULL,
        content text NOT NULL,
        seal text NOT NULL,
        snapshot bytea NOT NULL,
        FOREIGN KEY (project, gate) REFERENCES gate.series (project, gate)
    )
    """,
    "CREATE INDEX ON gate.entry (project, gate, id)",
    "INSERT INTO gate.format VALUES (1)",
)
_FORMAT = """
    SELECT 1 FROM pg_catalog.pg_class JOIN pg_catalog.pg_namespace ON pg_namespace.oid = relnamespace
    WHERE nspname = 'gate' AND relname = 'format'
"""
"""Whether there is a store. to_regclass() may answer from what it knew before it waited for a lock."""
_REACH = (
    "is the server reachable from here, and are user, database and password right? A password comes from the URL, PGPASSWORD or\
 ~/.pgpass"
)
_LOST = "the connection broke: whether the last change was kept is not known, gate baseline show tells"
_HINTS = {
    "42501": "reading needs USAGE on the schema gate and SELECT on its tables; writing needs INSERT, UPDATE and DELETE as well,"
    " and the first writer CREATE on the database, or on a schema gate that is there",
    "08": _LOST,
    "57P": _LOST,
    "55P03": "somebody holds a lock: pg_stat_activity tells who; try again",
}
"""What mends an error, by the beginning of its SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html)."""
Got = TypeVar("Got")


class Base(NamedTuple):
    """A database."""

    url: str
    """As libpq reads it."""
    name: str
    """What messages call it: nothing of the URL but user, host, port and database."""
    secrets: tuple[str, ...]
    """What no message may hold."""


def find(url: str) -> Base:
    """Give the database that a URL of libpq means. Raises StoreError, where the driver is missing as well."""
    try:
        from psycopg import ProgrammingError, conninfo  # noqa: PLC0415 (nobody else loads, or needs, the driver)
    except ImportError as flaw:
        hint = "pip install 'ci-quality-gate[postgresql]'"
        raise StoreError("its driver, psycopg, is not installed, or finds no libpq", where="postgresql:", hint=hint) from flaw
    try:
        told = {key: str(value) for key, value in conninfo.conninfo_to_dict(url).items()}
    except (ProgrammingError, ValueError):
        hint = "such as postgresql://ci@db.example/gates?project=acme/shop; % : / @ in a password are written %25 %3A %2F %40"
        raise StoreError("libpq does not understand this URL", where="postgresql:", hint=hint) from None
    user, host, port = (told.get(key, "") for key in ("user", "host", "port"))
    server = f"{f'{user}@' if user else ''}{host}{f':{port}' if port else ''}"
    written = url.partition("//")[2].rpartition("@")[0].partition(":")[2]
    secrets = {written, *(value for key, value in told.items() if "password" in key)} - {""}
    return Base(url, f"postgresql://{server}/{told.get('dbname', '')}", tuple(sorted(secrets)))


def work(base: Base, unit: Callable[["psycopg.Connection[Any]"], Got], *, writes: bool) -> Got:
    """Give what a unit of work gives back: done in one transaction, whole or not at all, and lasting. Raises StoreError."""
    import psycopg  # noqa: PLC0415 (as above)

    hint = _REACH
    try:
        with contextlib.closing(_open(base)) as connection:
            hint = _LOST
            _prepare(connection, writes=writes)
            got = unit(connection)
            connection.commit()
            return got
    except psycopg.Error as flaw:
        raise _explain(base, flaw.sqlstate or "", _entries.tell(flaw), hint) from None


def _open(base: Base) -> "psycopg.Connection[Any]":
    """Give a connection without prepared statements, so that a pool of connections may stand in between."""
    import psycopg  # noqa: PLC0415 (as above)

    told = psycopg.conninfo.conninfo_to_dict(base.url)
    limit = str(told.get("connect_timeout") or _SECONDS)
    words = {"client_encoding": "utf8", "application_name": "gate", "connect_timeout": limit}
    return psycopg.connect(psycopg.conninfo.make_conninfo(base.url, **words), prepare_threshold=None)


def _prepare(connection: "psycopg.Connection[Any]", *, writes: bool) -> None:
    """Begin a transaction, whatever the database has for defaults.

    Under READ COMMITTED a statement sees what was committed before it began, and so, after one that waited for a lock,
    everything that the holder of the lock wrote.
    """
    from psycopg import IsolationLevel  # noqa: PLC0415 (as above)

    connection.isolation_level = IsolationLevel.READ_COMMITTED if writes else IsolationLevel.REPEATABLE_READ
    connection.read_only = not writes
    connection.execute("SELECT set_config('lock_timeout', %s, true)", (f"{_LOCK_SECONDS}s",))
    if writes:
        lasting = "SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') = 'off'"
        connection.execute(lasting)


def _explain(base: Base, state: str, told: str, hint: str) -> StoreError:
    if any(secret in told for secret in base.secrets):
        told = "the driver's words hold a password, and are not shown"
    hint = next((better for start, better in _HINTS.items() if state.startswith(start)), "" if state else hint)
    return StoreError(f"{told}{f' (SQLSTATE {state})' if state else ''}", where=base.name, hint=hint)


def has_tables(base: Base, connection: "psycopg.Connection[Any]") -> bool:
    """Say whether there is a store. Raises StoreError where it is of another format."""
    if not connection.execute(_FORMAT).fetchone():
        return False
    versions = _list_column(connection.execute("SELECT version FROM gate.format"))
    if versions != [VERSION]:
        told = f"its tables are of format {', '.join(map(str, versions)) or 'unknown'}, and this gate knows {VERSION}"
        raise StoreError(told, where=base.name, hint="a newer gate may be needed")
    return True


def make_tables(base: Base, connection: "psycopg.Connection[Any]") -> None:
    """Make the tables, unless somebody else was faster."""
    connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
    if has_tables(base, connection):
        return
    if not connection.execute("SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = 'gate'").fetchone():
        connection.execute("CREATE SCHEMA gate")
    for statement in _TABLES:
        connection.execute(statement)


def _list_column(rows: Iterable[tuple[Any, ...]]) -> list[Any]:
    return [value for (value,) in rows]
