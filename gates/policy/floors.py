"""Is the head slower than the base, or not slower, or can these runs not tell? Answered by the floors of the two sides.

Noise only ever adds time, and it lasts longer than one process: so a run is worth its lowest sample, and a side its lowest run,
its floor (Chen and Revels, "Robust benchmarking in noisy environments", 2016: https://arxiv.org/abs/1608.04295). How far a
floor can be trusted is asked of the runs themselves, in two ways that suppose no distribution.

A floor is known when the side's best runs agree. And chance is counted: were both sides alike, every way to deal the runs out
to them would be as likely, and the j lowest of all m + n runs would belong to the side of n runs in C(n, j) of C(m + n, j)
cases (Rosenbaum, "Tables for a nonparametric test of location", Annals of Mathematical Statistics 25, 1954). Where that is
rare enough, that side is the faster one. The same count, asked of one side times a ratio, bounds the change: from below by the
head's floor over the j-th lowest run of the base, from above by the j-th lowest run of the head over the base's floor.

Every function takes the lowest samples of the runs, one a run, ascending.
"""

from bisect import bisect_left, bisect_right
from functools import cache
from math import ceil, comb, inf

from gates.typed import NamedTuple

Floors = list[float]

CLAIM = 0.005
"""The chance with which runs that are alike may look as if one side were faster: a false alarm costs trust in every gate."""
MISS = 0.05
"""The chance with which a head that is slower by `GUARD` limits may look as if it were not."""
GUARD = 2
"""A slowdown of so many limits must not pass: one of exactly the limit is found half of the time, whatever the rule."""
FEWEST = 5
"""No claim rests on fewer runs a side: five is the first number whose rarest outcome, 1 of 252, is rarer than `CLAIM`."""
ENOUGH = 10
"""With fewer runs a side than this, one burst of noise may cover them all, and a claim has to hold by the limit, too."""
BEST = 3
"""A floor is known when so many of a side's lowest runs agree."""
AGREE = 0.5
"""They agree when they lie within this share of the difference that is claimed, or that must not pass, of one another."""
ROUNDING = 1e-12
"""Decimal numbers and limits are rounded when they are read: 115 is not 15 % above 100 by more than 15 %."""


class Bounds(NamedTuple):
    """Where the ratio of head and base lies."""

    low: float
    """The low end, which holds but for the chance `CLAIM`: 0 where there are too few runs."""
    high: float
    """The high end, which holds but for the chance `MISS`: infinite where there are too few runs."""


@cache
def find_rank(size: int, others: int, chance: float) -> int:
    """Give the least number of a side's runs, of `size`, that are all lower than `others` runs more rarely than the chance.

    0 where even all of them would be so more often.
    """
    return next((rank for rank in range(1, size + 1) if comb(size, rank) <= chance * comb(size + others, rank)), 0)


def divide(part: float, whole: float) -> float:
    """Give the ratio; 1 for nothing of nothing, and infinity for something of nothing."""
    return part / whole if whole else 1.0 if part == whole else inf


def bound(base: Floors, head: Floors) -> Bounds:
    """Give the bounds of the ratio of head and base."""
    lower, upper = find_rank(len(base), len(head), CLAIM), find_rank(len(head), len(base), MISS)
    low = divide(head[0], base[lower - 1]) if lower else 0.0
    return Bounds(low, divide(head[upper - 1], base[0]) if upper else inf)


def is_slower(base: Floors, head: Floors, limit: float) -> bool:
    """Tell whether the head is slower than the base by more than the limit, and chance does not explain it.

    Its floor has to be higher by more than the limit, both floors known to tell that difference, and the low bound of the
    change above none: above the limit, with fewer runs a side than `ENOUGH`.
    """
    least = min(len(base), len(head))
    if least < FEWEST or not exceeds(base[0], head[0], limit) or find_unknown(base, head, head[0] - base[0]):
        return False
    return bound(base, head).low > (1 + limit if least < ENOUGH else 1)


def is_not_slower(base: Floors, head: Floors, limit: float) -> bool:
    """Tell whether the head is slower by at most the limit, and cannot well be slower by `GUARD` limits.

    Both floors have to be known to tell that difference, and the high bound of the change at most as much.
    """
    if exceeds(base[0], head[0], limit) or find_unknown(base, head, GUARD * limit * base[0]):
        return False
    return 0 < find_rank(len(head), len(base), MISS) <= count_near(base, head, limit)


def exceeds(base: float, head: float, limit: float) -> bool:
    """Tell whether one number is above another by more than the limit; also where it is no number."""
    return not head <= base * (1 + limit) * (1 + ROUNDING)


def find_unknown(base: Floors, head: Floors, difference: float) -> str:
    """Give the side whose best runs do not agree well enough to tell a difference: head, base, or nothing."""
    for name, floors in (("head", head), ("base", base)):
        if not measure_spread(floors) <= AGREE * difference:
            return name
    return ""


def measure_spread(floors: Floors) -> float:
    """Give how far a side's best runs lie apart."""
    return floors[min(BEST, len(floors)) - 1] - floors[0]


def count_faster(base: Floors, head: Floors) -> int:
    """Give the number of runs of the base that are faster than every run of the head."""
    return bisect_left(base, head[0])


def count_near(base: Floors, head: Floors, limit: float) -> int:
    """Give the number of runs of the head that came within `GUARD` limits of the base's floor."""
    return bisect_right(head, base[0] * (1 + GUARD * limit))


def find_detectable(base: Floors, head: Floors, limit: float) -> float:
    """Give the least slowdown that would be claimed if the head's floor were slower than the base's by just that.

    That is the greatest of four: the limit, what the base's own runs differ by, and what each floor has to be known to.
    Infinity where no slowdown would be.
    """
    least = min(len(base), len(head))
    spread = divide(measure_spread(head), head[0])
    if least < FEWEST or not base[0] or spread >= AGREE:
        return inf
    rank = find_rank(len(base), len(head), CLAIM)
    margin = 1 + limit if least < ENOUGH else 1.0
    by_rank = margin * base[rank - 1] / base[0] - 1
    return max(limit, by_rank, measure_spread(base) / base[0] / AGREE, spread / (AGREE - spread))


def estimate_more(base: Floors, head: Floors, limit: float) -> int:
    """Give how many more runs a side would settle it if they fell as those there are; at least 1."""
    if exceeds(base[0], head[0], limit):
        difference, fewest = head[0] - base[0], ENOUGH
        shares = [(_rank_of_many(CLAIM), count_faster(base, head), len(base))]
    else:
        difference, fewest = GUARD * limit * base[0], FEWEST
        shares = [(_rank_of_many(MISS), count_near(base, head, limit), len(head))]
    shares += [(BEST, bisect_right(side, side[0] + AGREE * difference), len(side)) for side in (base, head)]
    wanted = max(ceil(needed * size / max(count, 1)) for needed, count, size in shares)
    return max(1, max(wanted, fewest) - min(len(base), len(head)))


def _rank_of_many(chance: float) -> int:
    """Give the rank that two sides of one size need, however many runs they have."""
    return next(rank for rank in range(1, 1000) if 0.5**rank <= chance)
