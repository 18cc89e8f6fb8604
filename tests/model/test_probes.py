from array import array
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gates.model.probes import NOTHING, Probes, _count_falls, gather, gather_runs, gather_split, gather_texts, merge_probes

IDS = st.sampled_from([0, 1, 2, 3, 7, 2**16, 2**31 - 1, 2**31, 2**32 - 1])
WIDE_IDS = st.sampled_from([0, 1, 2, 2**32, 2**63 - 1, 2**63, 2**64 - 1])
ENTRIES = st.lists(st.tuples(st.integers(1, 30), st.booleans()), max_size=40)


def _of(entries: list[tuple[int, bool]]) -> Probes:
    return gather(array("I", [key for key, _ in entries]), [ran for _, ran in entries])


@given(st.lists(IDS, max_size=8), st.lists(WIDE_IDS, max_size=8))
def test_count_falls(narrow: list[int], wide: list[int]) -> None:
    for typecode, ids in (("I", narrow), ("I", sorted(set(narrow))), ("Q", wide), ("Q", sorted(set(wide)))):
        assert _count_falls(array(typecode, ids)) == sum(one >= other for one, other in pairwise(ids))


@pytest.mark.parametrize("count", [1023, 1024, 1025, 5000])
@pytest.mark.parametrize("typecode", ["I", "Q"])
def test_count_falls_in_long_arrays(typecode: str, count: int) -> None:
    ids = array(typecode, range(3, 3 + count))
    assert _count_falls(ids) == 0
    ids[count // 2] = ids[count // 2 - 1]
    assert _count_falls(ids) == 1


@given(ENTRIES)
def test_gather_takes_each_point_once(entries: list[tuple[int, bool]]) -> None:
    probes = _of(entries)
    ran = {key for key, hit in entries if hit}
    assert list(probes.keys()) == sorted({key for key, _ in entries})
    assert probes.total == len({key for key, _ in entries})
    assert probes.reached == len(ran)
    assert probes.missed() == sorted({key for key, _ in entries} - ran)
    assert list(probes.flags()) == [key in ran for key in sorted({key for key, _ in entries})]


@given(st.lists(ENTRIES, max_size=4))
def test_runs_are_gathered_as_one_by_one(runs: list[list[tuple[int, bool]]]) -> None:
    for sets in (runs, [sorted(dict(run).items()) for run in runs]):
        ids = array("I", [key for run in sets for key, _ in run])
        flags = bytes(ran for run in sets for _, ran in run)
        assert gather_runs(ids, flags, [len(run) for run in sets]) == [_of(run) for run in sets]


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


@given(st.sets(st.integers(0, 300) | st.integers(0, 10**6)), st.sets(st.integers(0, 300)))
def test_points_told_apart_by_whether_they_ran(reached: set[int], missed: set[int]) -> None:
    """However far apart their numbers are, and in any order."""
    probes = gather_split(sorted(reached), sorted(missed))
    assert dict(probes.told()) == {number: number in reached for number in sorted(reached | missed)}
    assert probes == gather_split(sorted(reached, reverse=True), sorted(missed, reverse=True))
    assert probes.total == len(reached | missed)


def test_what_is_no_number_is_no_point() -> None:
    for wrong in ([-1], ["1"], [2**40]):
        with pytest.raises((TypeError, ValueError, OverflowError)):
            gather_split(wrong, [])  # type: ignore[arg-type]  # some are no integers
