"""The store of files: by compare-and-swap, whole at any moment, without litter, and damage is never an empty store."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gates.stores import file
from gates.stores.protocol import ConflictError, Entry, StoreError
from tests.conftest import ROOT, Gate, lcov

COVERAGE = Entry("coverage", "", "", "", "", ())


def _connect(folder: Path) -> file.FileStore:
    return file.connect(str(folder / "kept"), "")


def test_what_is_added_can_be_read_and_removed(tmp_path: Path) -> None:
    store = _connect(tmp_path)
    assert (store.list_gates(), store.list_entries("coverage")) == ((), ())
    store.remove("coverage", frozenset({"x"}))
    store.add(COVERAGE, b"one", "")
    (one,) = store.list_entries("coverage")
    store.add(COVERAGE._replace(gate="coverage.back"), b"other", "")
    assert store.list_gates() == ("coverage", "coverage.back")
    assert store.read(one) == b"one"
    store.add(COVERAGE, b"two", one.id)
    (two,) = store.list_entries("coverage")
    assert store.read(two) == b"two"
    with pytest.raises(ConflictError, match="was replaced while it was read"):
        store.read(one)
    store.remove("coverage", frozenset({one.id}))
    assert store.list_entries("coverage") == (two,)
    store.remove("coverage", frozenset({two.id}))
    assert store.list_gates() == ("coverage.back",)
    store.close()


@pytest.mark.parametrize("after", ["", "0123456789abcdef"])
def test_nothing_is_written_behind_what_is_not_the_last(tmp_path: Path, after: str) -> None:
    store = _connect(tmp_path)
    if after:
        with pytest.raises(ConflictError):
            store.add(COVERAGE, b"one", after)
    store.add(COVERAGE, b"one", "")
    with pytest.raises(ConflictError, match="was replaced in the meantime"):
        store.add(COVERAGE, b"two", after)
    assert (tmp_path / "kept" / "coverage.txt").read_bytes() == b"one"


def test_the_default_is_below_the_repository_or_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert file.connect("", "/r").find_path("sbom") == "/r/.gate/baseline/sbom.txt"
    assert file.connect("", "").name == os.path.join(".gate", "baseline")


@pytest.mark.parametrize("name", ["", "../x", "a/b", "/x"])
def test_no_name_leads_out_of_the_folder(gate: Gate, tmp_path: Path, name: str) -> None:
    with pytest.raises(StoreError, match="is no name of a gate or an instance"):
        _connect(tmp_path).list_entries(name)
    assert gate("baseline", "export", name).code == 2


def test_what_cannot_be_used_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("a file", encoding="utf-8")
    with pytest.raises(StoreError, match="cannot be written"):
        _connect(tmp_path).add(COVERAGE, b"one", "")
    assert _connect(tmp_path).list_gates() == ()
    store = file.connect(str(tmp_path / "folder"), "")
    (tmp_path / "folder" / "coverage.txt").mkdir(parents=True)
    with pytest.raises(StoreError, match="cannot be read"):
        store.list_entries("coverage")


def test_errors_of_the_system_are_errors_of_the_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = _connect(tmp_path)
    store.add(COVERAGE, b"one", "")
    (one,) = store.list_entries("coverage")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr("os.unlink", refuse)
        with pytest.raises(StoreError, match="cannot be removed: Permission denied"):
            store.remove("coverage", frozenset({one.id}))
    with monkeypatch.context() as patch:
        patch.setattr("os.listdir", refuse)
        with pytest.raises(StoreError, match="cannot be read: Permission denied"):
            store.list_gates()
    for name in ("os.replace", "os.fsync"):
        with monkeypatch.context() as patch:
            patch.setattr(name, refuse)
            with pytest.raises(StoreError, match="cannot be written: Permission denied"):
                store.add(COVERAGE, b"two", one.id)
        assert store.read(one) == b"one"
        assert os.listdir(tmp_path / "kept") == ["coverage.txt"]


def test_a_file_that_cannot_be_made_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = _connect(tmp_path)
    really_open = os.open

    def refuse_partial(path: str, *rest: int) -> int:
        if path.endswith(".part"):
            raise OSError(28, "No space left on device")
        return really_open(path, *rest)

    monkeypatch.setattr("os.open", refuse_partial)
    with pytest.raises(StoreError, match="cannot be written: No space left on device"):
        store.add(COVERAGE, b"one", "")
    assert os.listdir(tmp_path / "kept") == []


def test_writers_that_were_killed_leave_nothing_for_long(tmp_path: Path) -> None:
    store = _connect(tmp_path)
    store.add(COVERAGE, b"one", "")
    for name in ("coverage.txt.1.part", "coverage.back.txt.1.part", "coverage.txt.part.txt"):
        (tmp_path / "kept" / name).write_bytes(b"half")
    assert store.list_gates() == ("coverage", "coverage.txt.part")
    store.add(COVERAGE, b"two", store.list_entries("coverage")[0].id)
    assert sorted(os.listdir(tmp_path / "kept")) == ["coverage.back.txt.1.part", "coverage.txt", "coverage.txt.part.txt"]


def test_systems_without_locks_or_folders_that_open_write_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fcntl", None)
    really_open = os.open

    def open_files_only(path: str, flags: int, mode: int = 0o777) -> int:
        if os.path.isdir(path):
            raise PermissionError(13, "Permission denied")
        return really_open(path, flags, mode)

    monkeypatch.setattr("os.open", open_files_only)
    store = _connect(tmp_path)
    store.add(COVERAGE, b"one", "")
    assert store.read(store.list_entries("coverage")[0]) == b"one"


def test_no_changed_byte_goes_unnoticed(gate: Gate, tmp_path: Path) -> None:
    """Every byte of a stored baseline, with one bit flipped, gone, or twice, is an error to whatever reads it."""
    (tmp_path / "r.info").write_bytes(lcov({"src/a.py": {1: 1, 2: 0}}))
    assert gate("baseline", "update", "coverage", "r.info").code == 0
    path = tmp_path / ".gate" / "baseline" / "coverage.txt"
    whole = path.read_bytes()
    for place in range(len(whole)):
        for damaged in (
            whole[:place],
            whole[:place] + whole[place + 1 :],
            whole[: place + 1] + whole[place:],
            *(whole[:place] + bytes([whole[place] ^ 1 << bit]) + whole[place + 1 :] for bit in range(8)),
        ):
            path.write_bytes(damaged)
            told = gate("baseline", "update", "coverage", "r.info", "--loosen")
            assert (told.code, path.read_bytes()) == (2, damaged), (place, damaged)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "is not a snapshot of coverage"),
        (b"gate-snapshot 2 coverage\nend 0 0\n", "is a snapshot of format 2, and this gate reads 1"),
        (b"gate-snapshot 1 inventory\nend 0 0\n", "is not a snapshot of coverage"),
        (b"<<<<<<< ours\n", "holds the marks of a merge that git did not finish"),
    ],
)
def test_what_is_no_baseline_is_never_taken_for_none(gate: Gate, tmp_path: Path, data: bytes, told: str) -> None:
    (tmp_path / "r.info").write_bytes(lcov({"src/a.py": {1: 1, 2: 0}}))
    path = tmp_path / ".gate" / "baseline" / "coverage.txt"
    path.parent.mkdir(parents=True)
    path.write_bytes(data)
    for words in (("update", "coverage", "r.info"), ("diff", "coverage", "r.info"), ("export", "coverage")):
        found = gate("baseline", *words)
        assert (found.code, told in found.err) == (2, True), found.err
    found = gate("baseline", "show")
    assert (found.code, told in found.out) == (2, True), found.out
    assert path.read_bytes() == data


KILLED = """
import os, signal, sys
from gates.stores import file
from gates.stores.protocol import Entry

really = {name: getattr(os, name) for name in ("open", "write", "fsync", "replace")}
wanted, is_late = sys.argv[1], sys.argv[2] == "late"
seen = [0]

def watch(name):
    def call(*words):
        is_it = wanted == name and (name != "open" or str(words[0]).endswith(".part"))
        if name == "write" and is_it:
            words = (words[0], words[1][: len(words[1]) // 2])
        if name == "fsync" and is_it:
            seen[0] += 1
            is_it = seen[0] == int(sys.argv[3])
        if is_it and not is_late:
            os.kill(os.getpid(), signal.SIGKILL)
        done = really[name](*words)
        if is_it:
            os.kill(os.getpid(), signal.SIGKILL)
        return done
    return call

store = file.connect("kept", "")
after = store.list_entries("coverage")[0].id
for name in really:
    setattr(os, name, watch(name))
store.add(Entry("coverage", "", "", "", "", ()), b"new" * 1000, after)
"""


@pytest.mark.parametrize(
    ("call", "when", "which", "left"),
    [
        ("open", "early", "1", b"old"),
        ("open", "late", "1", b"old"),
        ("write", "early", "1", b"old"),
        ("write", "late", "1", b"old"),
        ("fsync", "early", "1", b"old"),
        ("fsync", "late", "1", b"old"),
        ("replace", "early", "1", b"old"),
        ("replace", "late", "1", b"new" * 1000),
        ("fsync", "early", "2", b"new" * 1000),
        ("fsync", "late", "2", b"new" * 1000),
    ],
)
def test_killed_at_any_step_the_old_file_or_the_new_one_is_there(
    tmp_path: Path, call: str, when: str, which: str, left: bytes
) -> None:
    store = _connect(tmp_path)
    store.add(COVERAGE, b"old", "")
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", KILLED, call, when, which], cwd=tmp_path, env=environ, check=False)
    assert done.returncode == -9
    (entry,) = store.list_entries("coverage")
    assert (store.read(entry), store.list_gates()) == (left, ("coverage",))
    store.add(COVERAGE, b"next", entry.id)
    assert os.listdir(tmp_path / "kept") == ["coverage.txt"]


def test_updates_that_are_killed_leave_the_old_baseline_or_the_new_one(tmp_path: Path) -> None:
    """scripts/stress_baseline does the same a hundred times."""
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "stress_baseline", "--kills", "5", "--writers", "0"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "5 kills" in done.stdout
