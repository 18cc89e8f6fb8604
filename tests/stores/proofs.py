"""What stores are put to, here with small numbers and in scripts/stress_stores with large ones: writers at once, and kills."""

import contextlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from gates.stores.protocol import Entry, Store
from tests.stores.writer import make_snapshot, open_store

WRITER = Path(__file__).with_name("writer.py")
MARK = "GATE_TEST_WRITER"
CLEAN = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}


class Setting(NamedTuple):
    """A store, and how each of several writers reaches it."""

    scheme: str
    place: str
    roots: tuple[str, ...]
    """The repository of each writer in turn; the first one is read from as well."""
    check: Callable[[], None]
    """Raises where the store is not sound by the word of those who made what it is kept in."""

    def open(self) -> Store:
        """Give the store as the first writer has it."""
        return open_store(self.scheme, self.place, self.roots[0])


def git(folder: Path | str, *words: str) -> str:
    """Run git as somebody without any configuration, not even a name."""
    environ = {**os.environ, **CLEAN}
    done = subprocess.run(("git", *words), cwd=folder, check=True, capture_output=True, text=True, env=environ)
    return done.stdout.strip()


def _check_git(*folders: Path) -> None:
    for folder in folders:
        git(folder, "fsck", "--full", "--strict", "--no-dangling")


def share_git(folder: Path, writers: int) -> Setting:
    """One repository without a remote, for all writers."""
    git(folder, "init", "-q", "shared")
    home = folder / "shared"
    return Setting("git", "", (str(home),) * writers, lambda: _check_git(home))


def clone_git(folder: Path, writers: int) -> Setting:
    """A bare remote, and a clone for each writer."""
    git(folder, "init", "-q", "--bare", "remote.git")
    clones = [folder / f"clone-{number}" for number in range(writers)]
    for clone in clones:
        git(folder, "clone", "-q", "remote.git", clone.name)
    return Setting("git", "", tuple(map(str, clones)), lambda: _check_git(folder / "remote.git", *clones))


def make_sqlite(folder: Path, writers: int) -> Setting:
    """One file."""
    path = folder / "history.sqlite"

    def check() -> None:
        with contextlib.closing(sqlite3.connect(path)) as base:
            assert base.execute("PRAGMA integrity_check").fetchall() == [("ok",)]

    return Setting("sqlite", str(path), ("",) * writers, check)


def make_postgresql(place: str, writers: int) -> Setting:
    """One project in one database, whose tables are not there when the first writer comes."""
    return Setting("postgresql", place, ("",) * writers, lambda: None)


def start(setting: Setting, writer: int, gate: str, count: int, *names: str) -> "subprocess.Popen[str]":
    """Start a writer."""
    words = (setting.scheme, setting.place, setting.roots[writer], gate, str(count), *names)
    environ = {**os.environ, **CLEAN, MARK: str(os.getpid())}
    return subprocess.Popen(
        (sys.executable, WRITER, *words), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environ
    )


def write_at_once(setting: Setting, records: int, gates: Sequence[str]) -> int:
    """Let writers add entries at once, to the gates in turn, assert that nothing is lost, and give the number of entries."""
    homes = {f"w{number}": gates[number % len(gates)] for number in range(len(setting.roots))}
    running = [start(setting, number, gate, records, name) for number, (name, gate) in enumerate(homes.items())]
    for name, process in zip(homes, running, strict=True):
        out, err = process.communicate()
        assert process.returncode == 0, err
        assert out.split() == [f"{name}-{number}" for number in range(records)]
    store = setting.open()
    assert {*gates} <= {*store.list_gates()}
    kept = {gate: store.list_entries(gate) for gate in sorted({*gates})}
    for gate, entries in kept.items():
        assert_chained(store, gate, entries)
    for name, gate in homes.items():
        own = [entry.commit for entry in kept[gate] if entry.commit.startswith(f"{name}-")]
        assert own == [f"{name}-{number}" for number in range(records)]
    setting.check()
    return sum(map(len, kept.values()))


def assert_chained(store: Store, gate: str, entries: Sequence[Entry]) -> None:
    """Assert that each entry was added behind the one before it, and holds what was written."""
    afters = ["", *(entry.id for entry in entries)]
    assert [entry.machine for entry in entries] == afters[: len(entries)]
    for entry in entries:
        assert entry.gate == gate
        assert store.read(entry) == make_snapshot(entry.commit)


class Killed(NamedTuple):
    """What kills left behind."""

    entries: int
    unacknowledged: int
    """Entries that were kept before the writer could tell so."""
    locks: int
    """Files with which git keeps others out, left behind, and removed as the error says."""


def kill_often(setting: Setting, rounds: int, seed: int) -> Killed:
    """Kill a writer and all that it started at random moments, and assert each time that all that it told is kept, and no more.

    No more but one entry: what was kept when it was killed, and of which it could not tell any more.
    """
    drawn = random.Random(seed)  # noqa: S311 (moments, to be had again by their seed)
    gate, unacknowledged, locks = "bench.kept", 0, 0
    for _ in range(rounds):
        store = setting.open()
        had = len(store.list_entries(gate))
        process = start(setting, 0, gate, 1000)
        assert process.stdout
        told = [process.stdout.readline()] if drawn.random() < 0.8 else []  # else while it starts, or reads
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(drawn.uniform(0, 0.25))
        _kill(process)
        told += process.communicate()[0].splitlines(keepends=True)
        entries = store.list_entries(gate)
        assert [entry.commit for entry in entries] == [str(number) for number in range(len(entries))]
        whole = [line.strip() for line in told if line.endswith("\n")]
        assert whole == [str(number) for number in range(had, had + len(whole))]
        assert had + len(whole) <= len(entries) <= had + len(whole) + 1
        setting.check()
        unacknowledged += len(entries) - had - len(whole)
        locks += _remove_locks(setting)
    assert_chained(store, gate, entries)
    return Killed(len(entries), unacknowledged, locks)


def _kill(process: "subprocess.Popen[str]") -> None:
    """Kill a writer and every git that it started, wherever that stands among sessions and groups."""
    process.kill()
    mark = f"{MARK}={os.getpid()}".encode()
    while found := [number for number in os.listdir("/proc") if number.isdigit() and _is_marked(number, mark)]:
        for number in found:
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(number), signal.SIGKILL)


def _is_marked(number: str, mark: bytes) -> bool:
    """Say whether a process was started by a writer; one that is gone but was not asked for yet has no variables any more."""
    try:
        return mark in Path(f"/proc/{number}/environ").read_bytes().split(b"\0")
    except OSError:
        return False


def _remove_locks(setting: Setting) -> int:
    homes = {Path(root) for root in setting.roots if root}
    homes |= {Path(git(home, "remote", "get-url", "origin")) for home in homes if git(home, "remote")}
    locks = [path for home in homes for path in home.rglob("*.lock")]
    for path in locks:
        path.unlink()
    return len(locks)
