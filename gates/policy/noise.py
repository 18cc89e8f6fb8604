"""Is the head slower than the base, or is it noise? Three answers, with what the data could have told and what would settle it.

Which rule decides follows from what there is:

`exact`    A metric without noise (instructions, allocations, bytes): the two numbers.
`ratio`    A single number on a side, and no history: the plain ratio, and the reason says so.
`samples`  Too few invocations a side (one, or two) to see the noise between them, but samples in them. A process may be slow
           as a whole, so that its samples agree and are wrong together: the head passes only if both sides were quiet, and is
           called slower only if both were very quiet and it is far beyond the limit.
`history`  Five base invocations or more, a stored set, and fewer than five of the head: noise adds time and takes none, so the
           head passes as soon as one invocation comes down to a floor that is known; it is never slower, but to be run again.
`floors`   Three invocations a side or more: `gates.policy.floors`. A regression is claimed from five on.

Times, and whatever else is lower the better, go in as they are; throughputs turned round. The order of samples never matters.
"""

from collections.abc import Callable, Sequence
from enum import Enum
from itertools import chain
from math import inf

from gates.policy.floors import (
    AGREE,
    BEST,
    ENOUGH,
    FEWEST,
    GUARD,
    MISS,
    Floors,
    bound,
    count_faster,
    count_near,
    divide,
    estimate_more,
    exceeds,
    find_detectable,
    find_rank,
    find_unknown,
    is_not_slower,
    is_slower,
    measure_spread,
)
from gates.typed import NamedTuple

LOOKS = (5, 7, 10, 15, 20)
"""After so many interleaved pairs of invocations one looks, and measures on only where the decision is inconclusive."""
FEWEST_TO_PASS = 3
"""Invocations a side from which on the floors speak: three of three can be rare enough, two of two cannot."""
FAR = 30
"""So many limits lie beyond what a process that was slow as a whole explains: two runs of one program on a busy machine were up
to 2.2 times apart, a copy of memory that another layout slowed down 1.57 times, with samples that agreed within 2 %."""


class Decision(Enum):
    """What the data say of one benchmark."""

    PASSED = "passed"
    REGRESSED = "regressed"
    IMPROVED = "improved"
    INCONCLUSIVE = "inconclusive"


class Judgement(NamedTuple):
    """What the data say of one benchmark, and why. Changes are ratios less one: 0.05 is 5 % slower."""

    decision: Decision
    """The answer."""
    change: float
    """The change of the lowest sample."""
    low: float
    """The low end of the change, which holds but for 1 in 200 by the rule `floors`; -1 where it cannot be told."""
    high: float
    """The high end of the change, which holds but for 1 in 20 by the rule `floors`; infinite where it cannot be told."""
    detectable: float
    """The least slowdown that these data could have told from none; infinite where they could tell none."""
    more: int
    """How many more invocations a side would probably settle it; 0 where it is settled."""
    rule: str
    """The id of the rule that decided: exact, ratio, samples, history or floors."""
    reason: str
    """One plain sentence that tells what decided."""


def judge_times(
    base: Sequence[Sequence[float]], head: Sequence[Sequence[float]], limit: float, *, floor_difference: float = 0.0
) -> Judgement:
    """Give what the samples say of a head that may be slower by the limit.

    Each side holds one sequence of samples an invocation: none of them empty, positive, in one unit, lower the better. The
    sides are best taken in turns, so that a drift touches both. A difference of at most `floor_difference`, in the same unit,
    counts as none. Raises ValueError where an invocation is empty, and IndexError where a side is.
    """
    rule = _find_rule(base, head)
    if rule is _judge_samples:
        floors = sorted(chain.from_iterable(base)), sorted(chain.from_iterable(head))
    else:
        floors = sorted(map(min, base)), sorted(map(min, head))
    return rule(*floors, max(limit, floor_difference / floors[0][0]) if floors[0][0] else limit)


def _find_rule(
    base: Sequence[Sequence[float]], head: Sequence[Sequence[float]]
) -> Callable[[Floors, Floors, float], Judgement]:
    """Give the rule that there are enough data for."""
    if len(base) >= FEWEST > len(head):
        return _judge_history
    if 1 in (sum(map(len, base)), sum(map(len, head))):
        return _judge_ratio
    return _judge_samples if min(len(base), len(head)) < FEWEST_TO_PASS else _judge_floors


def judge_exact(base: float, head: float, limit: float) -> Judgement:
    """Give what two numbers without noise say: the limit alone decides, in exact decimals. Raises ValueError for no number."""
    from fractions import Fraction  # noqa: PLC0415 (2 ms that only exact metrics pay)

    old, new, most = Fraction(str(base)), Fraction(str(head)), 1 + Fraction(str(limit))
    decision = _choose(slower=new > old * most, faster=old > new * most)
    return _compare(base, head, limit, decision, "exact", "the metric has no noise: the limit alone decided")


def _judge_ratio(base: Floors, head: Floors, limit: float) -> Judgement:
    """Give what a single number on a side tells: the ratio of the two lowest."""
    decision = _choose(slower=exceeds(base[0], head[0], limit), faster=exceeds(head[0], base[0], limit))
    reason = "a single number does not tell its noise: the plain ratio decided"
    return _compare(base[0], head[0], limit, decision, "ratio", reason)


def _choose(*, slower: bool, faster: bool) -> Decision:
    """Give the decision of a limit alone."""
    return Decision.REGRESSED if slower else Decision.IMPROVED if faster else Decision.PASSED


def _compare(base: float, head: float, limit: float, decision: Decision, rule: str, reason: str) -> Judgement:
    """Give the judgement of two numbers, of whose noise nothing is known."""
    change = divide(head, base) - 1
    return Judgement(decision, change, change, change, limit, 0, rule, reason)


def _judge_floors(base: Floors, head: Floors, limit: float) -> Judgement:
    """Give what several invocations a side say."""
    low, high = bound(base, head)
    more = 0
    if is_slower(base, head, limit):
        decision, reason = Decision.REGRESSED, _tell_claim("base", base, "head", head)
    elif is_slower(head, base, limit):
        decision, reason = Decision.IMPROVED, _tell_claim("head", head, "base", base)
    elif is_not_slower(base, head, limit):
        decision = Decision.PASSED
        near = count_near(base, head, limit)
        reason = f"{near} of {len(head)} head runs came within {_show(GUARD * limit)} of the base's floor"
    else:
        decision, more = Decision.INCONCLUSIVE, estimate_more(base, head, limit)
        reason = _tell_doubt(base, head, limit)
    change, detectable = divide(head[0], base[0]) - 1, find_detectable(base, head, limit)
    return Judgement(decision, change, low - 1, high - 1, detectable, more, "floors", reason)


def _judge_history(base: Floors, head: Floors, limit: float) -> Judgement:
    """Give what few invocations of the head say beside many of the base."""
    change, high = divide(head[0], base[0]) - 1, bound(base, head).high - 1
    decision, more = Decision.INCONCLUSIVE, FEWEST - len(head)
    if not measure_spread(base) <= AGREE * limit * base[0]:
        reason = _tell_spread("base", base)
    elif exceeds(base[0], head[0], limit):
        reason = f"fewer than {FEWEST} runs of the head cannot tell a slow program from a slow moment"
    else:
        decision, more, reason = Decision.PASSED, 0, f"the head came down to the floor of {len(base)} base runs"
    return Judgement(decision, change, -1.0, high, inf, more, "history", reason)


def _judge_samples(base: Floors, head: Floors, limit: float) -> Judgement:
    """Give what all samples of a side say, from one invocation or two.

    `low` and `high` set the lowest sample of the one side against the median of the other.
    """
    change = divide(head[0], base[0]) - 1
    low, high = divide(head[0], _middle(base)) - 1, divide(_middle(head), base[0]) - 1
    very_quiet = _is_quiet(base, AGREE * limit) and _is_quiet(head, AGREE * limit)
    detectable = divide(_middle(base), base[0]) * (1 + FAR * limit) - 1 if very_quiet else inf
    decision = Decision.INCONCLUSIVE
    if very_quiet and low > FAR * limit:
        decision, reason = Decision.REGRESSED, "every head sample is far beyond what one slow process explains"
    elif very_quiet and divide(base[0], _middle(head)) - 1 > FAR * limit:
        decision, reason = Decision.IMPROVED, "every base sample is far beyond what one slow process explains"
    elif exceeds(base[0], head[0], limit):
        reason = "one process may be slow as a whole: only more invocations tell a slow program from a slow moment"
    elif noisy := next((name for name, side in (("base", base), ("head", head)) if not _is_quiet(side, limit)), ""):
        reason = f"half of the {noisy}'s samples lie more than {_show(limit)} above its lowest: too noisy for one invocation"
    else:
        decision, reason = Decision.PASSED, "both sides were quiet, and their lowest samples agree"
    more = LOOKS[0] if decision is Decision.INCONCLUSIVE else 0
    return Judgement(decision, change, low, high, detectable, more, "samples", reason)


def _is_quiet(samples: Floors, share: float) -> bool:
    """Tell whether more than half of the samples lie within a share of the lowest."""
    return _middle(samples) <= samples[0] * (1 + share)


def _middle(samples: Floors) -> float:
    """Give the upper median."""
    return samples[len(samples) // 2]


def _tell_claim(faster: str, base: Floors, slower: str, head: Floors) -> str:
    """Give why one side is called the slower."""
    return f"{count_faster(base, head)} of {len(base)} {faster} runs are faster than every one of {len(head)} {slower} runs"


def _tell_doubt(base: Floors, head: Floors, limit: float) -> str:
    """Give what keeps the floors from telling."""
    slower = exceeds(base[0], head[0], limit)
    if unknown := find_unknown(base, head, head[0] - base[0] if slower else GUARD * limit * base[0]):
        return _tell_spread(unknown, head if unknown == "head" else base)
    if not slower:
        near, needed = count_near(base, head, limit), find_rank(len(head), len(base), MISS)
        reach = _show(GUARD * limit)
        return f"only {near} of {len(head)} head runs came within {reach} of the base's floor, and {needed} are needed"
    if min(len(base), len(head)) < ENOUGH:
        return f"fewer than {ENOUGH} runs a side can all lie in one slow moment"
    return f"only {count_faster(base, head)} of {len(base)} base runs are faster than every head run"


def _tell_spread(name: str, floors: Floors) -> str:
    """Give by how much a side's floor was not reproduced."""
    best = min(BEST, len(floors))
    spread = _show(divide(measure_spread(floors), floors[0]))
    return f"the best {best} of {len(floors)} {name} runs differ by {spread}: its floor was not reproduced"


def _show(share: float) -> str:
    """Give a share as a percentage of three digits."""
    return f"{100 * share:.3g} %"
