"""The store in a file of SQLite: other people's files, busy ones, and damage."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from gates.stores import _sqlite_file, sqlite
from gates.stores.protocol import Entry, StoreError
from tests.stores.conftest import ENTRY, USES


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.sqlite"


def _fill(path: Path, count: int = 2) -> sqlite.SqliteStore:
    store = sqlite.connect(str(path), "")
    for number in range(count):
        kept = store.list_entries(ENTRY.gate)
        store.add(ENTRY, f"snapshot {number}\n".encode() * 20, kept[-1].id if kept else "")
    return store


def _run(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as base, base:
        base.executescript(statement)


def test_reading_makes_no_file_and_writing_one(path: Path) -> None:
    store = sqlite.connect(str(path), "elsewhere")
    assert (store.list_gates(), store.list_entries("x")) == ((), ())
    store.remove("x", frozenset({"1"}))
    assert os.listdir(path.parent) == []
    _fill(path)
    assert os.listdir(path.parent) == [path.name]
    assert path.stat().st_mode & 0o111 == 0


def test_it_is_found_from_the_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    sqlite.connect("a b?#%41.db", "").add(ENTRY, b"", "")
    assert os.listdir(tmp_path) == ["a b?#%41.db"]


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("", "which file"),
        ("a\0b", "which file"),
        ("none/a.db", "there is no folder none"),
        ("folder", "it is no file"),
        ("link", "it is no file"),
    ],
)
def test_places_that_are_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, told: str) -> None:
    monkeypatch.chdir(tmp_path)
    Path("folder").mkdir()
    Path("link").symlink_to("nowhere")
    with pytest.raises(StoreError, match=told) as caught:
        sqlite.connect(place, "")
    assert caught.value.hint


def test_people_can_read_it_with_sqlite_alone(path: Path) -> None:
    _fill(path, 1)
    with closing(sqlite3.connect(path)) as base:
        rows = base.execute('SELECT id, gate, "commit", "when", figures FROM entry').fetchall()
    assert rows == [(1, ENTRY.gate, ENTRY.commit, ENTRY.when, '{"branch": 0.30000000000000004, "line": -0.0}')]
    assert path.read_bytes()[68:72] == b"gate"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("PRAGMA user_version = 2", "it is of format 2, and this gate knows 1"),
        ("PRAGMA user_version = 0", "it is of format 0, and this gate knows 1"),
        ("PRAGMA application_id = 0", "it is a database of another program"),
        ("DROP TABLE entry", "no such table: entry"),
        ("DROP TABLE snapshot", "no such table: snapshot"),
        ("DELETE FROM whole", "entries are gone or are not those that were written"),
        ("DELETE FROM entry WHERE id = 1", "entries are gone or are not those that were written"),
        ("DELETE FROM entry WHERE id = 2", "entries are gone or are not those that were written"),
        ("UPDATE entry SET id = 7 WHERE id = 2", "entries are gone or are not those that were written"),
        ("DELETE FROM snapshot", "the snapshot of entry 1 is not what was written"),
        ("UPDATE snapshot SET content = x'00'", "the snapshot of entry 1 is not what was written"),
        ("UPDATE snapshot SET content = 'text'", "the snapshot of entry 1 is not what was written"),
        ("UPDATE entry SET gate = 'bench'", "entry 1 is not what was written"),
        ("UPDATE entry SET machine = ''", "entry 1 is not what was written"),
        ("UPDATE entry SET figures = '{}'", "entry 1 is not what was written"),
        ("UPDATE entry SET figures = '[]'", "the figures of entry 1 are none"),
        ("UPDATE entry SET content = ''", "entry 1 is not what was written"),
    ],
)
def test_what_is_not_as_gate_wrote_it_is_no_empty_store(path: Path, change: str, told: str) -> None:
    store = _fill(path)
    first = store.list_entries(ENTRY.gate)[0]
    _run(path, change)
    before = path.read_bytes()
    with pytest.raises(StoreError, match=told) as caught:
        store.read(first)
    assert caught.value.hint
    if "snapshot" not in change:
        for use in (store.list_gates, lambda: store.add(ENTRY, b"", ""), lambda: store.remove(ENTRY.gate, frozenset({"1"}))):
            with pytest.raises(StoreError, match=told):
                use()
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"x", b"SQLite format 3\0", b"\0" * 4096, b"SQLite format 3\0" + b"\xff" * 5000])
def test_what_is_no_database_is_refused_and_left_alone(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    for use in USES:
        with pytest.raises(StoreError):
            use(sqlite.connect(str(path), ""))
    assert path.read_bytes() == content


def test_a_store_that_is_cut_off_anywhere_is_refused(path: Path) -> None:
    _fill(path)
    whole = path.read_bytes()
    for size in (*range(0, len(whole), 500), len(whole) - 1):
        path.write_bytes(whole[:size])
        with pytest.raises(StoreError):
            sqlite.connect(str(path), "").list_gates()


def test_a_changed_byte_is_never_taken_for_anything_else(path: Path) -> None:
    store = _fill(path)
    expected = [(entry, store.read(entry)) for entry in store.list_entries(ENTRY.gate)]
    whole, refused = path.read_bytes(), 0
    for at in (*range(100), *range(100, len(whole), 23)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ (1 << at % 8)]) + whole[at + 1 :])
        refused += _assert_right_or_refused(store, expected)
        for beside in ("-wal", "-shm", "-journal"):
            Path(f"{path}{beside}").unlink(missing_ok=True)
    assert refused > 30
    path.write_bytes(whole)
    assert not _assert_right_or_refused(store, expected)


def _assert_right_or_refused(store: sqlite.SqliteStore, expected: list[tuple[Entry, bytes]]) -> bool:
    """Assert that a store gives exactly what was written, or an error; say whether it was the error."""
    try:
        assert [(entry, store.read(entry)) for entry in store.list_entries(ENTRY.gate)] == expected
    except StoreError:
        return True
    return False


def test_what_was_removed_meanwhile_cannot_be_read(path: Path) -> None:
    store = _fill(path)
    first, second = store.list_entries(ENTRY.gate)
    store.remove(ENTRY.gate, frozenset({first.id}))
    with pytest.raises(StoreError, match="entry 1 was removed meanwhile"):
        store.read(first)
    assert store.read(second)


def test_a_file_that_is_busy_for_too_long_is_told_so(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_sqlite_file, "_BUSY_SECONDS", 0)
    store = _fill(path, 1)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        for use in (store.list_gates, lambda: store.add(ENTRY, b"", "1")):
            with pytest.raises(StoreError, match="others were busy with it 4 times"):
                use()
    assert len(store.list_entries(ENTRY.gate)) == 1


def test_a_file_that_is_taken_away_is_told_so(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = _fill(path, 1)
    monkeypatch.setattr(os.path, "getsize", lambda _: Path("nowhere").stat().st_size)
    with pytest.raises(StoreError, match="it cannot be read: No such file or directory"):
        store.list_gates()


def test_a_file_that_cannot_be_opened_is_told_so(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = _fill(path, 1)
    monkeypatch.setattr(os.path, "getsize", lambda _: 1)
    path.unlink()
    with pytest.raises(StoreError, match="it cannot be used: unable to open database file"):
        _sqlite_file.work(store._path, "BEGIN", lambda _: None)


def test_a_file_that_somebody_else_made_meanwhile_is_kept(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    link = os.link

    def link_late(source: str, target: str) -> None:
        monkeypatch.setattr(os, "link", link)
        sqlite.connect(str(path), "").add(ENTRY._replace(gate="bench"), b"theirs", "")
        link(source, target)

    monkeypatch.setattr(os, "link", link_late)
    store = _fill(path, 1)
    assert store.list_gates() == ("bench", ENTRY.gate)
    assert os.listdir(path.parent) == [path.name]


@pytest.mark.parametrize("name", ["link", "fsync"])
def test_a_store_that_cannot_be_made_whole_is_not_made(path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, name, refuse)
    if name == "fsync":  # of the folder, which not every system can do, and without which the file is there all the same
        assert len(_fill(path, 1).list_gates()) == 1
        return
    with pytest.raises(StoreError, match=r"it cannot be made: .*Operation not permitted") as caught:
        _fill(path, 1)
    assert "hard links" in caught.value.hint
    assert os.listdir(path.parent) == []


def test_a_folder_that_is_gone_by_then(path: Path) -> None:
    store = sqlite.connect(str(path), "")
    path.parent.rmdir()
    with pytest.raises(StoreError, match="it cannot be made: unable to open database file"):
        store.add(ENTRY, b"", "")
