"""The floors of two sides: exact chances, bounds, and what is claimed of them."""

import math
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gates.policy.floors import (
    CLAIM,
    FEWEST,
    MISS,
    bound,
    divide,
    estimate_more,
    exceeds,
    find_detectable,
    find_rank,
    find_unknown,
    is_not_slower,
    is_slower,
)

FLAT = [100.0 + 0.1 * number for number in range(20)]


def scale(floors: list[float], ratio: float) -> list[float]:
    return [ratio * value for value in floors]


@pytest.mark.parametrize(("size", "others"), [(3, 3), (5, 5), (5, 3), (4, 7)])
@pytest.mark.parametrize("chance", [0.3, 0.05, 0.01])
def test_a_rank_is_counted_in_all_deals(size: int, others: int, chance: float) -> None:
    deals = list(combinations(range(size + others), size))

    def share(rank: int) -> float:
        return sum(set(range(rank)) <= set(deal) for deal in deals) / len(deals)

    rare = [rank for rank in range(1, size + 1) if share(rank) <= chance]
    assert find_rank(size, others, chance) == (rare[0] if rare else 0)


@pytest.mark.parametrize(
    ("size", "others", "chance", "rank"),
    [
        (5, 5, CLAIM, 5),
        (4, 4, CLAIM, 0),
        (10, 10, CLAIM, 7),
        (20, 20, CLAIM, 7),
        (5, 5, MISS, 4),
        (20, 20, MISS, 5),
        (2, 2, MISS, 0),
    ],
)
def test_ranks(size: int, others: int, chance: float, rank: int) -> None:
    assert find_rank(size, others, chance) == rank


def test_bounds_are_floors_over_ranked_runs() -> None:
    base, head = FLAT[:10], scale(FLAT[:10], 1.2)
    assert bound(base, head) == (head[0] / base[6], head[3] / base[0])


def test_too_few_runs_have_no_bounds() -> None:
    assert bound([1.0, 1.0], [2.0, 2.0]) == (0, math.inf)


def test_of_nothing_there_are_ratios() -> None:
    assert (divide(0, 0), divide(1, 0), divide(1, 4)) == (1, math.inf, 0.25)


@pytest.mark.parametrize(
    ("number", "ratio", "slower"),
    [(4, 1.5, False), (5, 1.04, False), (5, 1.051, False), (5, 1.06, True), (9, 1.051, False), (10, 1.051, True)],
)
def test_a_claim_needs_runs_and_with_few_of_them_the_limit_twice(number: int, ratio: float, slower: bool) -> None:
    base = [100.0] + [100.5] * (number - 1)
    assert is_slower(base, scale(base, ratio), 0.05) is slower


def test_a_claim_needs_both_floors() -> None:
    lucky = [90.0, *scale(FLAT, 1.05)]
    assert find_unknown(lucky, FLAT, 31) == ""
    assert find_unknown(lucky, FLAT, 30) == "base"
    assert find_unknown(FLAT, lucky, 30) == "head"
    assert not is_slower(lucky, scale(FLAT, 1.2), 0.05)
    assert is_slower(lucky, scale(FLAT, 1.22), 0.05)
    assert not is_slower(FLAT, [110.0, 116.0, 117.0, *scale(FLAT, 1.3)], 0.05)


def test_a_claim_needs_more_than_a_few_faster_runs() -> None:
    base = [100.0, 100.1, 100.2, 100.3, *[130.0] * 16]
    assert not is_slower(base, scale(FLAT, 1.2), 0.05)
    assert is_slower([*FLAT[:7], *[130.0] * 13], scale(FLAT, 1.2), 0.05)


@pytest.mark.parametrize(("base", "head", "limit"), [(100, 115, 0.15), (3, 3.3, 0.1), (0.1, 0.105, 0.05), (0, 0, 0.05)])
def test_a_limit_that_is_met_is_not_exceeded(base: float, head: float, limit: float) -> None:
    assert not exceeds(base, head, limit)
    assert exceeds(base, head * (1 + 1e-9) or 1e-9, limit)


def test_not_slower_needs_floors_and_runs_near() -> None:
    assert is_not_slower(FLAT, FLAT, 0.05)
    assert not is_not_slower(FLAT, scale(FLAT, 1.06), 0.05)
    assert not is_not_slower([95.0, 101.0, 102.0, 103.0, 104.0], scale(FLAT, 0.99), 0.05)
    assert not is_not_slower(FLAT, [100.0, 101.0, 102.0, *[112.0] * 17], 0.05)
    assert not is_not_slower([100.0] * 2, [100.0] * 2, 0.05)


@pytest.mark.parametrize(
    ("base", "head", "least"),
    [
        (FLAT[:4], FLAT[:4], math.inf),
        ([0.0] * 5, [0.0] * 5, math.inf),
        (FLAT, [100.0, 170.0, 170.0, *[200.0] * 17], math.inf),
        ([100.0] * 5, [100.0] * 5, 0.05),
        ([100.0, 100.0, 100.0, 101.0, 110.0], [100.0] * 5, 0.155),
        ([100.0] * 6 + [120.0] * 14, [100.0] * 20, 0.2),
        ([100.0, 100.0, 104.0, *[104.0] * 17], [100.0] * 20, 0.08),
        ([100.0] * 20, [100.0, 100.0, 110.0, *[110.0] * 17], 0.25),
    ],
)
def test_the_least_slowdown_to_be_found(base: list[float], head: list[float], least: float) -> None:
    assert find_detectable(base, head, 0.05) == pytest.approx(least)


@given(
    st.lists(st.floats(100, 115), min_size=FEWEST, max_size=20),
    st.lists(st.floats(100, 115), min_size=FEWEST, max_size=20),
)
def test_what_is_detectable_is_found(base: list[float], head: list[float]) -> None:
    base, head = sorted(base), sorted(head)
    least = find_detectable(base, head, 0.05)
    level = scale(head, base[0] / head[0])
    if least < math.inf:
        assert is_slower(base, scale(level, (1 + least) * 1.0001), 0.05)
        assert not is_slower(base, scale(level, (1 + least) * 0.9999), 0.05)


@pytest.mark.parametrize(
    ("base", "head", "more"),
    [
        (FLAT[:5], scale(FLAT[:5], 1.051), 5),  # ten are enough
        ([100.0, 100.1, 100.2, 100.3, *[130.0] * 16], scale(FLAT, 1.2), 20),  # 4 of 20, and 8 are wanted
        (FLAT, [110.0, 116.0, 117.0, *scale(FLAT[:17], 1.3)], 40),  # 1 of 20 at its floor, and 3 are wanted
        (FLAT[:5], [100.0, *[120.0] * 4], 20),  # 1 of 5 near, and 5 are wanted
        (FLAT[:4], FLAT[:4], 1),
        (FLAT, FLAT, 1),
        ([math.nan] * 5, [math.nan] * 5, 35),
    ],
)
def test_how_many_more_would_settle_it(base: list[float], head: list[float], more: int) -> None:
    assert estimate_more(base, head, 0.05) == more
