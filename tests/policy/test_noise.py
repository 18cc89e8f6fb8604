"""The judgement of benchmarks: which rule decides, what it says, and its laws."""

import math
import random
from collections.abc import Sequence

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from gates.policy.noise import LOOKS, Decision, Judgement, judge_exact, judge_times

PASSED, REGRESSED = Decision.PASSED, Decision.REGRESSED
IMPROVED, INCONCLUSIVE = Decision.IMPROVED, Decision.INCONCLUSIVE

Side = list[list[float]]
QUIET = [[100.0 + number % 3, 101.0 + number] for number in range(20)]
ONE = [100.0, 100.5, 101.0, 101.5, 130.0]


def slow(side: Sequence[Sequence[float]], ratio: float) -> Side:
    return [[ratio * value for value in invocation] for invocation in side]


def single(*values: float) -> Side:
    return [[value] for value in values]


@pytest.mark.parametrize(
    ("base", "head", "decision", "rule", "reason"),
    [
        (QUIET, QUIET, PASSED, "floors", "20 of 20 head runs came within 10 % of the base's floor"),
        (QUIET, slow(QUIET, 1.1), REGRESSED, "floors", "20 of 20 base runs are faster than every one of 20 head runs"),
        (QUIET, slow(QUIET, 0.9), IMPROVED, "floors", "20 of 20 head runs are faster than every one of 20 base runs"),
        (QUIET[:5], slow(QUIET[:5], 1.06), INCONCLUSIVE, "floors", "fewer than 10 runs a side can all lie in one slow moment"),
        (
            QUIET[:5],
            single(100, 101, 102, 120, 120),
            INCONCLUSIVE,
            "floors",
            "only 3 of 5 head runs came within 10 % of the base's floor, and 4 are needed",
        ),
        (
            QUIET,
            single(110, 116, 117, *[130] * 12),
            INCONCLUSIVE,
            "floors",
            "the best 3 of 15 head runs differ by 6.36 %: its floor was not reproduced",
        ),
        (
            single(100, 106, 107, *[130] * 12),
            QUIET,
            INCONCLUSIVE,
            "floors",
            "the best 3 of 15 base runs differ by 7 %: its floor was not reproduced",
        ),
        (
            single(100, 101, 102, *[140] * 12),
            slow(QUIET, 1.3),
            INCONCLUSIVE,
            "floors",
            "only 3 of 15 base runs are faster than every head run",
        ),
        (QUIET[:10], QUIET[:1], PASSED, "history", "the head came down to the floor of 10 base runs"),
        (
            QUIET[:10],
            slow(QUIET[:4], 2),
            INCONCLUSIVE,
            "history",
            "fewer than 5 runs of the head cannot tell a slow program from a slow moment",
        ),
        (
            single(100, 102, 103, 104, 105),
            single(100),
            INCONCLUSIVE,
            "history",
            "the best 3 of 5 base runs differ by 3 %: its floor was not reproduced",
        ),
        ([ONE], [ONE], PASSED, "samples", "both sides were quiet, and their lowest samples agree"),
        ([ONE], slow([ONE], 2.6), REGRESSED, "samples", "every head sample is far beyond what one slow process explains"),
        ([ONE], slow([ONE], 0.3), IMPROVED, "samples", "every base sample is far beyond what one slow process explains"),
        (
            [ONE],
            slow([ONE], 1.3),
            INCONCLUSIVE,
            "samples",
            "one process may be slow as a whole: only more invocations tell a slow program from a slow moment",
        ),
        (
            [ONE],
            [[100, 110, 120]],
            INCONCLUSIVE,
            "samples",
            "half of the head's samples lie more than 5 % above its lowest: too noisy for one invocation",
        ),
        (
            [[100, 110, 120], [110, 110, 120]],
            [ONE],
            INCONCLUSIVE,
            "samples",
            "half of the base's samples lie more than 5 % above its lowest: too noisy for one invocation",
        ),
        ([[100]], [[105]], PASSED, "ratio", "a single number does not tell its noise: the plain ratio decided"),
        ([[100]], [[106]], REGRESSED, "ratio", "a single number does not tell its noise: the plain ratio decided"),
        ([[100]], QUIET, PASSED, "ratio", "a single number does not tell its noise: the plain ratio decided"),
        (QUIET[:4], [[90]], IMPROVED, "ratio", "a single number does not tell its noise: the plain ratio decided"),
    ],
)
def test_decisions(base: Side, head: Side, decision: Decision, rule: str, reason: str) -> None:
    judgement = judge_times(base, head, 0.05)
    assert (judgement.decision, judgement.rule, judgement.reason) == (decision, rule, reason)
    assert (judgement.more > 0) == (decision is INCONCLUSIVE)
    assert judgement.low <= judgement.change <= judgement.high


def test_the_figures_of_several_runs() -> None:
    base, head = single(*range(100, 110)), single(*range(110, 120))
    judgement = judge_times(base, head, 0.05)
    assert judgement[1:6] == pytest.approx((0.1, 110 / 106 - 1, 113 / 100 - 1, 0.06, 0))


def test_the_figures_of_one_run() -> None:
    judgement = judge_times([ONE], slow([ONE], 1.3), 0.05)
    assert judgement[1:6] == pytest.approx((0.3, 130 / 101 - 1, 1.313 - 1, 1.01 * 2.5 - 1, 5))
    assert judge_times([[100, 110, 120]], [ONE], 0.05).detectable == math.inf


def test_the_figures_of_a_set() -> None:
    judgement = judge_times(QUIET[:10], slow(QUIET[:3], 1.2), 0.05)
    assert judgement[1:6] == pytest.approx((0.2, -1, 1.2 * 1.01 - 1, math.inf, 2))


@pytest.mark.parametrize(
    ("base", "head", "limit", "decision", "change"),
    [
        (1000, 1000, 0.0, PASSED, 0.0),
        (1000, 1001, 0.0, REGRESSED, 0.001),
        (1000, 1010, 0.01, PASSED, 0.01),
        (100, 115, 0.15, PASSED, 0.15),
        (0.1, 0.105, 0.05, PASSED, 0.05),
        (10**15, 101 * 10**13, 0.01, PASSED, 0.01),
        (10**15, 101 * 10**13 + 1, 0.01, REGRESSED, 0.01),
        (1000, 900, 0.01, IMPROVED, -0.1),
        (1000, 995, 0.01, PASSED, -0.005),
        (0, 0, 0.0, PASSED, 0.0),
        (0, 1, 0.01, REGRESSED, math.inf),
        (1, 0, 0.01, IMPROVED, -1.0),
    ],
)
def test_exact_numbers(base: float, head: float, limit: float, decision: Decision, change: float) -> None:
    judgement = judge_exact(base, head, limit)
    assert judgement.decision is decision
    assert judgement.change == pytest.approx(change)
    assert judgement[2:7] == (judgement.change, judgement.change, limit, 0, "exact")


def test_what_is_no_number_never_passes() -> None:
    nothing = math.nan
    with pytest.raises(ValueError, match="nan"):
        judge_exact(1, nothing, 0.05)
    for count in (1, 5, 10):
        for samples in ([nothing], [nothing, nothing]):
            for head in ([samples], [samples] * count):
                assert judge_times([[1.0, 1.0]] * count, head, 0.05).decision not in (PASSED, IMPROVED)


@pytest.mark.parametrize("count", [1, 2, 3, 10])
def test_nothing_against_nothing_passes(count: int) -> None:
    for side in (single(*[0.0] * count), [[0.0, 0.0]] * count):
        assert judge_times(side, side, 0.05, floor_difference=1).decision in (
            (PASSED, INCONCLUSIVE) if count == 2 else (PASSED,)
        )


def test_small_differences_never_regress() -> None:
    base, head = slow(QUIET, 0.01), slow(QUIET, 0.012)
    assert judge_times(base, head, 0.05).decision is REGRESSED
    assert judge_times(base, head, 0.05, floor_difference=0.21).decision is PASSED
    assert judge_times(base, head, 0.05, floor_difference=0.19).decision is REGRESSED
    assert judge_times(single(1), single(2), 0.05, floor_difference=1).decision is PASSED


@pytest.mark.parametrize(("base", "head"), [([], [[1.0]]), ([[1.0]], []), ([[]], [[1.0]])])
def test_nothing_is_refused(base: Side, head: Side) -> None:
    with pytest.raises((ValueError, IndexError)):
        judge_times(base, head, 0.05)


def test_looks_settle_what_is_quiet_at_once() -> None:
    source = random.Random(1)  # noqa: S311 (noise)
    pairs = [[[100 + source.expovariate(1)] for _ in range(LOOKS[-1])] for _ in range(2)]
    assert judge_times(pairs[0][: LOOKS[0]], pairs[1][: LOOKS[0]], 0.05).decision is PASSED


INVOCATION = st.lists(st.floats(1, 1.5), min_size=1, max_size=8)
SIDE = st.lists(INVOCATION, min_size=1, max_size=12)
LIMIT = st.sampled_from((0.0, 0.01, 0.05, 0.2))


def judge(base: Side, head: Side, limit: float, floor: float = 0.0) -> Judgement:
    return judge_times(base, head, limit, floor_difference=floor)


@given(SIDE, LIMIT)
def test_nothing_is_slower_than_itself(side: Side, limit: float) -> None:
    assert judge(side, side, limit).decision in (PASSED, INCONCLUSIVE)


@given(SIDE, SIDE, LIMIT, st.floats(1, 4))
@example(QUIET[:10], slow(QUIET[:10], 1.1), 0.05, 1.001)
@example([ONE], slow([ONE], 2.6), 0.05, 1.001)
def test_a_slower_head_stays_slower(base: Side, head: Side, limit: float, ratio: float) -> None:
    before, after = judge(base, head, limit), judge(base, slow(head, ratio), limit)
    if before.decision is REGRESSED:
        assert after.decision is REGRESSED
    if after.decision in (PASSED, IMPROVED):
        assert before.decision is not REGRESSED


@given(SIDE, SIDE, LIMIT, st.sampled_from((2.0**-40, 0.5, 8.0, 2.0**30)))
def test_the_unit_changes_nothing(base: Side, head: Side, limit: float, ratio: float) -> None:
    assert judge(base, head, limit) == judge(slow(base, ratio), slow(head, ratio), limit)
    assert judge(base, head, limit, 0.1) == judge(slow(base, ratio), slow(head, ratio), limit, 0.1 * ratio)


@given(SIDE, SIDE, LIMIT, LIMIT, st.sampled_from((0.0, 0.05)))
def test_a_larger_limit_never_fails_what_passed(base: Side, head: Side, one: float, other: float, floor: float) -> None:
    assume(one < other)
    if judge(base, head, one, floor).decision is PASSED:
        assert judge(base, head, other, floor).decision is PASSED
    if judge(base, head, other, floor).decision is REGRESSED:
        assert judge(base, head, one, floor).decision in (REGRESSED, INCONCLUSIVE)


@given(SIDE, SIDE, LIMIT, st.randoms(use_true_random=False))
def test_order_never_matters(base: Side, head: Side, limit: float, source: random.Random) -> None:
    def shuffle(side: Side) -> Side:
        mixed = [source.sample(invocation, len(invocation)) for invocation in side]
        return source.sample(mixed, len(mixed))

    assert judge(base, head, limit) == judge(shuffle(base), shuffle(head), limit)


@given(SIDE, SIDE, LIMIT)
def test_the_change_lies_in_its_bounds_and_only_doubt_wants_more(base: Side, head: Side, limit: float) -> None:
    judgement = judge(base, head, limit)
    assert judgement.low <= judgement.change <= judgement.high
    assert (judgement.more > 0) == (judgement.decision is INCONCLUSIVE)
    assert judgement.detectable >= limit
    assert judgement.reason
    assert "nan" not in judgement.reason


def test_alike_sides_are_seldom_told_apart_without_a_floor() -> None:
    """The chance of a claim is bounded whatever the noise is, as the test behind it is exact."""
    source = random.Random(7)  # noqa: S311 (noise)
    claims = 0
    for _ in range(2000):
        base, head = (single(*(math.exp(source.gauss(0, 0.4)) for _ in range(15))) for _ in range(2))
        claims += judge(base, head, 0.05).decision is REGRESSED
    assert claims <= 10
