"""The store in PostgreSQL, against a real server: projects, rights, passwords, and other people's hands."""

import sys
from pathlib import Path
from typing import LiteralString

import psycopg
import pytest

from gates.stores import _entries, _postgresql_base, _projects, postgresql
from gates.stores.protocol import ConflictError, StoreError
from tests.stores import server
from tests.stores.conftest import ENTRY
from tests.stores.proofs import git


def _fill(place: str, count: int = 2, root: str = "") -> postgresql.PostgresqlStore:
    store = postgresql.connect(place, root)
    for number in range(count):
        kept = store.list_entries(ENTRY.gate)
        store.add(ENTRY, f"snapshot {number}".encode(), kept[-1].id if kept else "")
    return store


def _run(place: str, *statements: LiteralString) -> list[tuple[object, ...]]:
    """Run statements as somebody with psql would, and give the rows of the last one."""
    with psycopg.connect(f"postgresql:{place.partition('&project')[0]}", autocommit=True) as connection:
        for statement in statements:
            cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def test_reading_makes_nothing_and_writing_a_schema(place: str) -> None:
    store = postgresql.connect(place, "")
    assert (store.list_gates(), store.list_entries("x")) == ((), ())
    store.remove("x", frozenset({"1"}))
    assert _run(place, "SELECT 1 FROM pg_namespace WHERE nspname = 'gate'") == []
    _fill(place)
    assert (
        _run(place, "SELECT gate, \"commit\", figures->>'branch' FROM gate.entry WHERE project = 'p' ORDER BY id")
        == [(ENTRY.gate, ENTRY.commit, "0.30000000000000004")] * 2
    )


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("//ci:hunter2@h/db", "it is not told which project this is"),
        ("//ci:hunter2@h/db?sslmode=require", "it is not told which project this is"),
        ("//ci:hunter2@h/db?project=a&project=b", "it is told twice which project this is"),
        ("//ci:hunter2@h/db?project=", "'' is no name of a project"),
        ("//ci:hunter2@h/db?project=%20", "' ' is no name of a project"),
        ("h/db?project=a", "its place is no URL"),
        ("//ci:hunter2%zz@h/db?project=a", "libpq does not understand this URL"),
        ("//ci:hunter2@h/db?project=a&nonsense=1", "libpq does not understand this URL"),
        ("//ci:hunter2@127.0.0.1:x/db?project=a", "127.0.0.1.*x|invalid"),
        ("//ci:hunter2@127.0.0.1:1/db?project=a&connect_timeout=1", "connection to server at .* failed: Connection refused"),
        ("//ci@127.0.0.1:1/db?project=a&password=hunter2", "connection to server at .* failed: Connection refused"),
        ("//hunter2:hunter2@127.0.0.1:1/hunter2?project=a", "127.0.0.1"),
    ],
)
def test_places_that_are_none_and_servers_that_are_not_there(place: str, told: str) -> None:
    with pytest.raises(StoreError, match=told) as caught:
        postgresql.connect(place, "").list_gates()
    assert caught.value.hint
    if not place.startswith("//hunter2"):  # which is a user's name as well, and told as such
        assert "hunter2" not in f"{caught.value}{caught.value.hint}"


def test_what_the_driver_says_with_a_password_in_it_is_not_told() -> None:
    base = _postgresql_base.find("postgresql://ci:hunter%322@h:5433/db?sslpassword=other")
    assert base.name == "postgresql://ci@h:5433/db"
    assert base.secrets == ("hunter%322", "hunter22", "other")
    for said in ("no hunter%322", "no hunter22", "another"):
        assert (
            _postgresql_base._explain(base, "", said, "hint").message == "the driver's words hold a password, and are not shown"
        )
    assert _postgresql_base._explain(base, "", "no", "hint").message == "no"


def test_a_wrong_password_is_told_without_it(running: server.Server) -> None:
    with pytest.raises(StoreError, match='password authentication failed for user "gate"') as caught:
        postgresql.connect(running.url(password="hunter2"), "").list_gates()  # noqa: S106 (a wrong one)
    assert "PGPASSWORD" in caught.value.hint
    assert "hunter2" not in f"{caught.value}{caught.value.hint}"


def test_a_database_that_is_not_there(running: server.Server) -> None:
    with pytest.raises(StoreError, match='database "nowhere" does not exist'):
        postgresql.connect(running.url("nowhere"), "").list_gates()


def test_without_the_driver_it_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreError, match="psycopg, is not installed") as caught:
        postgresql.connect("//h/db?project=a", "")
    assert caught.value.hint == "pip install 'ci-quality-gate[postgresql]'"


def test_projects_in_one_database_do_not_meet(place: str) -> None:
    first, second = (postgresql.connect(place.replace("=p", f"={name}"), "") for name in ("acme/shop", "acme/api"))
    first.add(ENTRY, b"shop", "")
    second.add(ENTRY, b"api", "")
    (ours,), (theirs,) = first.list_entries(ENTRY.gate), second.list_entries(ENTRY.gate)
    assert (first.read(ours), second.read(theirs)) == (b"shop", b"api")
    with pytest.raises(StoreError, match="was removed meanwhile"):
        first.read(theirs)
    with pytest.raises(ConflictError):
        first.add(ENTRY, b"", theirs.id)
    first.remove(ENTRY.gate, frozenset({theirs.id}))
    assert second.list_gates() == (ENTRY.gate,)
    second.remove(ENTRY.gate, frozenset({theirs.id}))
    assert (first.list_gates(), second.list_gates()) == ((ENTRY.gate,), ())


@pytest.fixture
def clones(tmp_path: Path) -> tuple[str, str]:
    """Repositories whose remotes are acme/shop and acme/api."""
    for name in ("shop", "api"):
        git(tmp_path, "init", "-q", name)
        git(tmp_path / name, "remote", "add", "origin", f"git@github.com:Acme/{name}.git")
    return str(tmp_path / "shop"), str(tmp_path / "api")


def test_a_configuration_that_was_copied_does_not_mix_two_repositories(place: str, clones: tuple[str, str]) -> None:
    _fill(place, root=clones[0])
    copied = postgresql.connect(place, clones[1])
    for use in (copied.list_gates, lambda: copied.add(ENTRY, b"", ""), lambda: copied.remove("x", frozenset())):
        with pytest.raises(
            StoreError, match="the project 'p' is that of the repository acme/shop, and this is acme/api"
        ) as caught:
            use()
    assert "UPDATE gate.project SET home = 'acme/api' WHERE name = 'p'" in caught.value.hint
    assert len(postgresql.connect(place, "").list_entries(ENTRY.gate)) == 2  # where nothing is known of the repository
    git(clones[1], "remote", "add", "upstream", "ssh://git@git.example:2222/acme/shop/")
    assert len(postgresql.connect(place, clones[1]).list_entries(ENTRY.gate)) == 2
    git(clones[1], "remote", "remove", "upstream")
    _run(place, "UPDATE gate.project SET home = 'acme/api' WHERE name = 'p'")
    assert len(copied.list_entries(ENTRY.gate)) == 2


def test_a_project_that_is_nobodys_becomes_that_of_the_first_who_is_known(place: str, clones: tuple[str, str]) -> None:
    _fill(place)
    store = postgresql.connect(place, clones[0])
    store.add(ENTRY._replace(gate="bench"), b"", "")
    _fill(place, 1)
    assert _run(place, "SELECT name, home FROM gate.project") == [("p", "acme/shop")]


@pytest.mark.parametrize(
    ("url", "home"),
    [
        ("https://ci:token@gitlab.example/Group/Sub/shop.git", ("group/sub/shop",)),
        ("ssh://git@github.com:22/acme/shop", ("acme/shop",)),
        ("git@github.com:acme/shop.git", ("acme/shop",)),
        ("github.com:/acme/shop/", ()),
        ("git://host/acme/shop", ("acme/shop",)),
        ("../shop.git", ()),
        ("/srv/git/shop.git", ()),
        ("C:\\git\\shop", ()),
        ("C:/git/shop", ()),
        ("https://host/'; DROP TABLE x; --", ()),
        ("https://host/.git", ()),
    ],
)
def test_the_home_of_a_repository(tmp_path: Path, url: str, home: tuple[str, ...]) -> None:
    git(tmp_path, "init", "-q", ".")
    assert _projects.find_homes(str(tmp_path)) == ()
    git(tmp_path, "remote", "add", "a", "https://x/other/one")
    git(tmp_path, "remote", "add", "origin", url)
    assert _projects.find_homes(str(tmp_path)) == (*home, "other/one")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("UPDATE gate.format SET version = 2", "its tables are of format 2, and this gate knows 1"),
        ("DELETE FROM gate.format", "its tables are of format unknown, and this gate knows 1"),
        ("INSERT INTO gate.format VALUES (1)", "its tables are of format 1, 1, and this gate knows 1"),
        ("DROP TABLE gate.entry", 'relation "gate.entry" does not exist .*.SQLSTATE 42P01.'),
    ],
)
def test_tables_that_are_not_those_of_this_gate(place: str, change: LiteralString, told: str) -> None:
    store = _fill(place)
    _run(place, change)
    for use in (store.list_gates, lambda: store.list_entries(ENTRY.gate), lambda: store.add(ENTRY, b"", "")):
        with pytest.raises(StoreError, match=told):
            use()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("UPDATE gate.entry SET snapshot = ''", "the snapshot of entry 1 is not what was written"),
        ("UPDATE gate.entry SET machine = ''", "entry 1 is not what was written"),
        ("UPDATE gate.entry SET figures = '{}'", "entry 1 is not what was written"),
        ("UPDATE gate.entry SET figures = '[]'", "the figures of entry 1 are none"),
        ("UPDATE gate.entry SET content = ''", "entry 1 is not what was written"),
    ],
)
def test_rows_that_gate_did_not_write(place: str, change: LiteralString, told: str) -> None:
    store = _fill(place)
    first = store.list_entries(ENTRY.gate)[0]
    _run(place, change)
    with pytest.raises(StoreError, match=told):
        store.read(store.list_entries(ENTRY.gate)[0])
    with pytest.raises(StoreError, match="is not what was written"):
        store.read(first._replace(commit="other") if "snapshot" not in change else first)


def test_who_may_only_read_can_and_is_told_what_writing_takes(place: str) -> None:
    _fill(place)
    _run(
        place,
        "DROP ROLE IF EXISTS reader",
        "CREATE ROLE reader LOGIN PASSWORD 'read'",
    )
    reading = postgresql.connect(place.replace(f"gate:{server.WRITTEN}", "reader:read"), "")
    with pytest.raises(StoreError, match="permission denied for schema gate") as caught:
        reading.list_gates()
    assert "USAGE on the schema gate" in caught.value.hint
    _run(place, "GRANT USAGE ON SCHEMA gate TO reader", "GRANT SELECT ON ALL TABLES IN SCHEMA gate TO reader")
    (first, second) = reading.list_entries(ENTRY.gate)
    assert reading.read(second) == b"snapshot 1"
    with pytest.raises(StoreError, match="permission denied for table"):
        reading.add(ENTRY, b"", second.id)
    with pytest.raises(StoreError, match="permission denied for table"):
        reading.remove(ENTRY.gate, frozenset({first.id}))
    _run(place, "DROP OWNED BY reader", "DROP ROLE reader")


def test_a_schema_that_an_administrator_made_is_filled(place: str) -> None:
    _run(place, "CREATE SCHEMA gate")
    assert postgresql.connect(place, "").list_gates() == ()
    assert len(_fill(place).list_entries(ENTRY.gate)) == 2


def test_a_schema_of_another_program_is_left_alone(place: str) -> None:
    _run(place, "CREATE SCHEMA gate", "CREATE TABLE gate.entry (id integer)")
    with pytest.raises(StoreError, match='relation "entry" already exists'):
        _fill(place)
    assert _run(place, "SELECT relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname = 'gate'") == [
        ("entry",)
    ]


def test_tables_that_somebody_else_made_meanwhile_are_kept(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    make = _postgresql_base.make_tables

    def make_late(base: _postgresql_base.Base, connection: "psycopg.Connection[tuple[object, ...]]") -> None:
        monkeypatch.setattr(_postgresql_base, "make_tables", make)
        _fill(place, 1)
        make(base, connection)

    monkeypatch.setattr(_postgresql_base, "make_tables", make_late)
    with pytest.raises(ConflictError):
        _fill(place, 1)
    assert len(_fill(place, 1).list_entries(ENTRY.gate)) == 2


def test_what_a_database_has_for_defaults_does_not_matter(running: server.Server) -> None:
    _run(running.url(), "CREATE DATABASE peculiar")
    place = running.url("peculiar")
    settings = (
        *("default_transaction_isolation = 'serializable'", "synchronous_commit = off", "search_path = nowhere"),
        *("default_transaction_deferrable = on", "standard_conforming_strings = off", "default_transaction_read_only = on"),
    )
    _run(place, *(f"ALTER DATABASE peculiar SET {setting}" for setting in settings))
    assert len(_fill(place).list_entries(ENTRY.gate)) == 2


def test_a_lock_that_is_held_for_too_long_is_told(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    store = _fill(place, 1)
    monkeypatch.setattr(_postgresql_base, "_LOCK_SECONDS", 0.001)
    with psycopg.connect(f"postgresql:{place.partition('&project')[0]}") as other:
        other.execute("SELECT 1 FROM gate.series FOR UPDATE")
        with pytest.raises(StoreError, match="canceling statement due to lock timeout") as caught:
            store.remove(ENTRY.gate, frozenset())
    assert "somebody holds a lock" in caught.value.hint


def test_a_connection_that_breaks_leaves_nothing_half_written(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    store = _fill(place, 1)
    digest = _entries.digest

    def break_off(snapshot: bytes) -> str:
        _run(
            place, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'gate' AND state <> 'idle'"
        )
        return digest(snapshot)

    monkeypatch.setattr(_entries, "digest", break_off)
    with pytest.raises(StoreError) as caught:
        store.add(ENTRY, b"", "1")
    assert "whether the last change was kept is not known" in caught.value.hint
    monkeypatch.undo()
    assert len(store.list_entries(ENTRY.gate)) == 1
