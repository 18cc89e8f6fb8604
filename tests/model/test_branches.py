from array import array
from functools import reduce

from hypothesis import given
from hypothesis import strategies as st

from gates.model.branches import (
    UNCOUNTED,
    Counted,
    Interval,
    Row,
    count_rows,
    line_of,
    measure_branches,
    merge_counted,
    merge_points,
    missed_lines,
    number_branches,
)
from gates.model.probes import NOTHING, gather, gather_texts


@st.composite
def rows(draw: st.DrawFn) -> Row:
    """Draw a row: the branches 1 to `valid` of one line, some taken; sometimes with the names of the others."""
    line, valid = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    taken = draw(st.sets(st.integers(1, valid)))
    named = draw(st.booleans())
    missing = b",".join(b"%d" % name for name in range(1, valid + 1) if name not in taken) if named else b""
    return Row(line, valid, len(taken), len(taken), missing)


REPORTS = st.lists(rows(), max_size=5).map(count_rows)


@given(REPORTS, REPORTS, REPORTS)
def test_merging_counts_is_associative_and_commutative(one: Counted, two: Counted, three: Counted) -> None:
    for left, right in (
        (merge_counted(one, two), merge_counted(two, one)),
        (merge_counted(merge_counted(one, two), three), merge_counted(one, merge_counted(two, three))),
    ):
        assert measure_branches(NOTHING, left) == measure_branches(NOTHING, right)
        assert missed_lines(NOTHING, left) == missed_lines(NOTHING, right)


@given(REPORTS)
def test_what_is_judged_is_idempotent(report: Counted) -> None:
    once, twice = measure_branches(NOTHING, report), measure_branches(NOTHING, merge_counted(report, report))
    assert (twice.valid, twice.low) == (once.valid, once.low)


@given(st.lists(st.tuples(st.sets(st.integers(1, 3)), st.booleans()), min_size=1, max_size=4))
def test_the_interval_holds_the_truth(shards: list[tuple[set[int], bool]]) -> None:
    def tell(taken: set[int], *, named: bool) -> Counted:
        missing = b",".join(b"%d" % name for name in (1, 2, 3) if name not in taken) if named else b""
        return count_rows([Row(9, 3, len(taken), len(taken), missing)])

    merged = reduce(merge_counted, [tell(taken, named=named) for taken, named in shards])
    truth = len(set().union(*(taken for taken, _ in shards)))
    valid, low, high = measure_branches(NOTHING, merged)
    assert valid == 3
    assert low <= truth <= high
    if all(named for _, named in shards):
        assert low == truth == high


def test_a_report_that_repeats_a_line_says_it_once() -> None:
    told_twice = count_rows([Row(4, 2, 1, 1, b""), Row(4, 2, 1, 1, b""), Row(4, 2, 2, 2, b"")])
    assert measure_branches(NOTHING, told_twice) == Interval(2, 2, 2)


def test_counted_and_named_branches_of_one_line() -> None:
    ids = number_branches([7, 0, 0, 7, 0, 1], 3)
    assert ids is not None
    points = gather(ids, [True, False])
    counted = count_rows([Row(7, 3, 1, 1, b"")])
    assert measure_branches(points, counted) == Interval(3, 1, 2)
    assert missed_lines(points, UNCOUNTED) == {7: 1}
    assert measure_branches(points, UNCOUNTED) == Interval(2, 1, 1)


def test_numbered_and_named_branches_merge() -> None:
    ids = number_branches([7, 0, 0, 7, 0, 1], 3)
    assert ids is not None
    numbered = gather(ids, [True, False])
    named = gather_texts({b"7,0,1": True, b"7,0,jump": False})
    merged = merge_points(numbered, named)
    assert merged == merge_points(named, numbered) == gather_texts({b"7,0,0": True, b"7,0,1": True, b"7,0,jump": False})
    keys: list[int | bytes] = list(merged.keys())
    assert [line_of(key) for key in keys] == [7, 7, 7]
    assert merge_points(numbered, NOTHING) == numbered


def test_number_branches() -> None:
    assert number_branches([5, 1, 2, 9, 6, 0, 65_535, 9], 4) == array("Q", [(5 << 32) + (1 << 16) + 2, (6 << 32) + 65_535])
    assert number_branches([5, 1, 65_536], 3) is None
    assert number_branches([2**31, 1, 1], 3) is None
    assert number_branches([2**64, 1, 1], 3) is None
    long = number_branches([number for line in range(1, 2000) for number in (line, 0, 1)], 3)
    assert long == array("Q", [(line << 32) + 1 for line in range(1, 2000)])
