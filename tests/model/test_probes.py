from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gates.model.probes import NOTHING, Probes, _is_ascending, gather, gather_texts, merge_probes

IDS = st.sampled_from([0, 1, 2, 3, 7, 2**16, 2**31 - 1, 2**31, 2**32 - 1])
WIDE_IDS = st.sampled_from([0, 1, 2, 2**32, 2**63 - 1, 2**63, 2**64 - 1])
ENTRIES = st.lists(st.tuples(st.integers(1, 30), st.booleans()), max_size=40)


def _of(entries: list[tuple[int, bool]]) -> Probes:
    return gather(array("I", [key for key, _ in entries]), [ran for _, ran in entries])


@given(st.lists(IDS, max_size=8), st.lists(WIDE_IDS, max_size=8))
def test_is_ascending(narrow: list[int], wide: list[int]) -> None:
    for typecode, ids in (("I", narrow), ("I", sorted(set(narrow))), ("Q", wide), ("Q", sorted(set(wide)))):
        assert _is_ascending(array(typecode, ids)) == (ids == sorted(set(ids)))


@pytest.mark.parametrize("count", [1023, 1024, 1025, 5000])
@pytest.mark.parametrize("typecode", ["I", "Q"])
def test_is_ascending_in_long_arrays(typecode: str, count: int) -> None:
    ids = array(typecode, range(3, 3 + count))
    assert _is_ascending(ids)
    ids[count // 2] = ids[count // 2 - 1]
    assert not _is_ascending(ids)


@given(ENTRIES)
def test_gather_takes_each_point_once(entries: list[tuple[int, bool]]) -> None:
    probes = _of(entries)
    ran = {key for key, hit in entries if hit}
    assert list(probes.keys()) == sorted({key for key, _ in entries})
    assert probes.total == len({key for key, _ in entries})
    assert probes.reached == len(ran)
    assert probes.missed() == sorted({key for key, _ in entries} - ran)
    assert list(probes.flags()) == [key in ran for key in sorted({key for key, _ in entries})]


@given(ENTRIES, ENTRIES, ENTRIES)
def test_merging_is_associative_commutative_and_idempotent(
    one: list[tuple[int, bool]], two: list[tuple[int, bool]], three: list[tuple[int, bool]]
) -> None:
    a, b, c = _of(one), _of(two), _of(three)
    assert merge_probes(a, b) == merge_probes(b, a)
    assert merge_probes(merge_probes(a, b), c) == merge_probes(a, merge_probes(b, c))
    assert merge_probes(a, a) == a
    assert merge_probes(a, b) == _of([*one, *two])


def test_texts() -> None:
    one = gather_texts({b"b": True, b"a": False})
    other = gather_texts({b"c": True, b"a": True})
    assert (one.total, one.reached, one.keys()) == (2, 1, [b"a", b"b"])
    assert merge_probes(one, other) == gather_texts({b"a": True, b"b": True, b"c": True})
    assert merge_probes(one, NOTHING) == one == merge_probes(NOTHING, one)
    assert one.missed() == []
    assert (NOTHING.total, NOTHING.keys(), NOTHING.flags()) == (0, [], b"")
