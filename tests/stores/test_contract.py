"""What every store keeps to, whatever it is kept in: `gates.stores.protocol`, writers at once, and kills."""

import math

import pytest

from gates.stores.protocol import ConflictError, Entry, Store, StoreError
from tests.stores import proofs, server
from tests.stores.conftest import ENTRY


def _add(store: Store, entry: Entry, snapshot: bytes = b"x") -> Entry:
    """Add an entry behind the last one, and give it as it is kept."""
    kept = store.list_entries(entry.gate)
    store.add(entry, snapshot, kept[-1].id if kept else "")
    return store.list_entries(entry.gate)[-1]


def test_an_empty_store_has_nothing_and_reading_makes_nothing(setting: proofs.Setting) -> None:
    store = setting.open()
    for _ in range(2):
        assert store.list_gates() == ()
        assert store.list_entries("coverage") == ()
    store.remove("coverage", frozenset({"1"}))
    assert store.list_gates() == ()
    store.close()


@pytest.mark.parametrize("snapshot", [b"", b"\r\n\0\xff \n", b"gate-snapshot\n" * 200_000], ids=["empty", "bytes", "large"])
def test_what_is_kept_comes_back_as_it_was(setting: proofs.Setting, snapshot: bytes) -> None:
    store = setting.open()
    store.add(ENTRY, snapshot, "")
    store.close()
    store = setting.open()
    (kept,) = store.list_entries(ENTRY.gate)
    assert kept.id
    assert kept._replace(id="") == ENTRY
    assert [math.copysign(1, value) for _, value in kept.figures] == [1, -1]
    assert store.read(kept) == snapshot
    assert store.list_gates() == (ENTRY.gate,)
    assert store.name.startswith(f"{setting.scheme}:")
    assert server.PASSWORD not in store.name
    assert server.WRITTEN not in store.name
    setting.check()


def test_what_is_not_known_of_an_entry_stays_unknown(setting: proofs.Setting) -> None:
    store = setting.open()
    unknown = Entry("bench", "", "", "", "", ())
    assert _add(store, unknown)._replace(id="") == unknown


def test_entries_are_added_behind_the_last_one_only(setting: proofs.Setting) -> None:
    store = setting.open()
    first = _add(store, ENTRY, b"1")
    other = _add(store, ENTRY._replace(gate="bench"), b"other")
    second = _add(store, ENTRY._replace(commit="b" * 40), b"2")
    for after in ("", first.id, other.id, "999", "no id"):
        with pytest.raises(ConflictError, match="another entry was added meanwhile"):
            store.add(ENTRY, b"3", after)
    with pytest.raises(ConflictError):
        store.add(ENTRY._replace(gate="new"), b"3", second.id)
    assert store.list_entries(ENTRY.gate) == (first, second)
    assert store.list_gates() == ("bench", ENTRY.gate)
    assert [store.read(entry) for entry in (first, second, other)] == [b"1", b"2", b"other"]
    setting.check()


def test_what_is_removed_is_gone_and_nothing_else_is(setting: proofs.Setting) -> None:
    store = setting.open()
    kept = [_add(store, ENTRY._replace(commit=str(number)), str(number).encode()) for number in range(4)]
    other = _add(store, ENTRY._replace(gate="bench"))
    store.remove(ENTRY.gate, frozenset({kept[0].id, kept[2].id, "no id", "-1"}))
    store.remove("nothing", frozenset({kept[1].id}))
    assert store.list_entries(ENTRY.gate) == (kept[1], kept[3])
    assert store.list_entries("bench") == (other,)
    assert store.read(kept[3]) == b"3"
    store.remove("bench", frozenset({other.id}))
    assert store.list_gates() == (ENTRY.gate,)
    setting.check()


def test_an_id_never_stands_for_something_else_later(setting: proofs.Setting) -> None:
    store = setting.open()
    first, second = _add(store, ENTRY, b"1"), _add(store, ENTRY, b"2")
    store.remove(ENTRY.gate, frozenset({second.id}))
    third = _add(store, ENTRY, b"3")
    assert len({first.id, second.id, third.id}) == 3
    with pytest.raises(ConflictError):
        store.add(ENTRY, b"4", second.id)
    store.remove(ENTRY.gate, frozenset({second.id}))
    assert store.list_entries(ENTRY.gate) == (first, third)


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        (ENTRY._replace(gate="../../etc"), "no name of a gate"),
        (ENTRY._replace(gate=".git"), "no name of a gate"),
        (ENTRY._replace(gate=""), "no name of a gate"),
        (ENTRY._replace(gate="x" * 2000), "no name of a gate"),
        (ENTRY._replace(machine="two\nlines"), "short lines of printable text"),
        (ENTRY._replace(writer="\x1b[2J"), "short lines of printable text"),
        (ENTRY._replace(commit="\ud800"), "short lines of printable text"),
        (ENTRY._replace(when="x" * 2000), "short lines of printable text"),
        (ENTRY._replace(figures=(("a\0", 1.0),)), "short lines of printable text"),
        (ENTRY._replace(figures=(("a", math.nan),)), "no finite number"),
        (ENTRY._replace(figures=(("b", 1.0), ("a", 1.0))), "not sorted"),
        (ENTRY._replace(figures=(("a", 1.0), ("a", 1.0))), "not sorted"),
    ],
    ids=str,
)
def test_what_could_not_come_back_unchanged_is_refused(setting: proofs.Setting, entry: Entry, told: str) -> None:
    store = setting.open()
    with pytest.raises(StoreError, match=told):
        store.add(entry, b"x", "")
    assert store.list_gates() == ()


def test_writers_of_one_gate_at_once_lose_nothing(setting: proofs.Setting) -> None:
    assert proofs.write_at_once(setting, 4, ["bench"]) == 12


def test_writers_of_different_gates_at_once_lose_nothing(setting: proofs.Setting) -> None:
    assert proofs.write_at_once(setting, 4, ["bench.a", "bench.b", "coverage"]) == 12


def test_a_writer_that_is_killed_leaves_what_it_told(setting: proofs.Setting) -> None:
    killed = proofs.kill_often(setting, 4, seed=1)
    assert killed.unacknowledged <= 4
    assert proofs.write_at_once(setting, 1, ["after"]) == 3
