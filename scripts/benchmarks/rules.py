"""The rules that scripts/bench_rules compares: gate's, by what there is to judge, and those of its peers.

A rule takes so many invocations a side and gives its decision and how many pairs of them it used.
"""

import math
import statistics
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from rounds import Invocation

from gates.policy.noise import LOOKS, Decision, judge_times

Side = list[Invocation]
Judge = Callable[[Side, Side], tuple[Decision, int]]
PASSED, REGRESSED, INCONCLUSIVE = Decision.PASSED, Decision.REGRESSED, Decision.INCONCLUSIVE
HISTORY = 10


class Rule(NamedTuple):
    """A rule of the table."""

    name: str
    length: int  # how many rounds a comparison is of
    judge: Judge


def list_rules(limit: float) -> tuple[Rule, ...]:
    """Give all rules, gate's first, with its limit."""
    look = partial(_look, limit=limit)
    peers = [
        Rule(f"median > {100 * ratio:.0f} %", 1, partial(_compare_medians, ratio=ratio)) for ratio in (1.05, 1.1, 1.5, 2.0)
    ]
    return (
        Rule(f"gate, in turns: {', '.join(map(str, LOOKS))} pairs", LOOKS[-1], partial(_look_on, limit=limit)),
        *(Rule(f"gate, {number} files a side", number, look) for number in (3, 5, 10, 20)),
        *(Rule(f"gate, {number} files a side, not in turns", 2 * number, partial(_split, limit=limit)) for number in (5, 10)),
        *(
            Rule(f"gate, {HISTORY} stored runs, {number} new", HISTORY + number, partial(_recall, limit=limit))
            for number in (1, 3, 5, 10)
        ),
        Rule("gate, one run a side with samples", 1, look),
        Rule("gate, one number a side (median)", 1, partial(_judge_medians, limit=limit)),
        *peers,
        Rule("min > 105 %", 1, _compare_minima),
        Rule("criterion: t test, and 95 % interval > 1 %", 1, _judge_as_criterion),
        Rule("U test of samples, p < 0.05", 1, lambda base, head: (_judge_by_ranks(base[0], head[0]), 1)),
        *(Rule(f"U test of {n} medians, p < 0.05", n, _judge_medians_by_ranks) for n in (5, 10, 20)),
        *(Rule(f"floor of {n} runs > 105 %", n, _compare_minima) for n in (5, 10)),
    )


def _look(base: Side, head: Side, limit: float) -> tuple[Decision, int]:
    """Judge all invocations at once, as files are."""
    return judge_times(base, head, limit).decision, len(head)


def _look_on(base: Side, head: Side, limit: float) -> tuple[Decision, int]:
    """Judge after every look, as a runner does, until it is settled or the rounds end."""
    decision, used = INCONCLUSIVE, 0
    for used in (look for look in LOOKS if look <= len(base)):
        decision = judge_times(base[:used], head[:used], limit).decision
        if decision is not INCONCLUSIVE:
            break
    return decision, used


def _split(base: Side, head: Side, limit: float) -> tuple[Decision, int]:
    """Judge the earlier half of the base's rounds against the later half of the head's."""
    half = len(base) // 2
    return judge_times(base[:half], head[half:], limit).decision, half


def _recall(base: Side, head: Side, limit: float) -> tuple[Decision, int]:
    """Judge the head's last rounds against stored ones of the base."""
    return judge_times(base[:HISTORY], head[HISTORY:], limit).decision, len(head) - HISTORY


def _judge_medians(base: Side, head: Side, limit: float) -> tuple[Decision, int]:
    """Judge the one number that many reports hold."""
    return judge_times([[statistics.median(base[0])]], [[statistics.median(head[0])]], limit).decision, 1


def _compare_medians(base: Side, head: Side, ratio: float) -> tuple[Decision, int]:
    """Judge as github-action-benchmark does."""
    return _claim(statistics.median(head[0]) > ratio * statistics.median(base[0])), 1


def _compare_minima(base: Side, head: Side) -> tuple[Decision, int]:
    """Judge as pytest-benchmark's `min:5%` does, the lowest of all runs where there are several."""
    return _claim(min(map(min, head)) > 1.05 * min(map(min, base))), len(head)


def _judge_as_criterion(base: Side, head: Side) -> tuple[Decision, int]:
    """Judge by criterion's rule, its bootstrap replaced by the normal distribution that it approaches."""
    (mean, error), (other, spread) = map(_estimate, (base[0], head[0]))
    differs = abs(other - mean) > 1.96 * math.hypot(error, spread)
    ratio = other / mean
    low = ratio * (1 - 1.96 * math.hypot(error / mean, spread / other))
    return _claim(differs and low > 1.01), 1


def _estimate(samples: Invocation) -> tuple[float, float]:
    """Give the mean and its standard error."""
    return statistics.fmean(samples), statistics.stdev(samples) / math.sqrt(len(samples))


def _judge_medians_by_ranks(base: Side, head: Side) -> tuple[Decision, int]:
    """Judge as benchstat does with the medians of several runs."""
    return _judge_by_ranks([statistics.median(run) for run in base], [statistics.median(run) for run in head]), len(head)


def _judge_by_ranks(base: Invocation, head: Invocation) -> Decision:
    """Judge by Mann and Whitney's U, two-sided, in its normal approximation with the continuity correction."""
    greater = sum((other > value) + 0.5 * (other == value) for value in base for other in head)
    size = len(base) * len(head)
    z = (greater - size / 2 - 0.5) / math.sqrt(size * (len(base) + len(head) + 1) / 12)
    return _claim(2 * (1 - statistics.NormalDist().cdf(z)) < 0.05)


def _claim(slower: bool) -> Decision:  # noqa: FBT001 (the one thing it is about)
    """Give the decision of a rule that knows only two."""
    return REGRESSED if slower else PASSED
