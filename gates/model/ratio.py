"""Exact ratios: integers until they are shown, and shown so that a rounded figure never contradicts the verdict."""

import re
from typing import NamedTuple

from gates.errors import UsageError

_PERCENT = re.compile(r"(\d{1,3})(?:\.(\d{1,12}))? ?%?")


class Ratio(NamedTuple):
    """`part` of `whole`, both integers, `0 <= part <= whole`. A `whole` of 0 means that nothing was measured."""

    part: int
    """How many hold."""
    whole: int
    """How many there are."""

    def reaches(self, bound: "Ratio") -> bool:
        """Say whether this ratio is at least `bound`, by cross multiplication, never by rounding."""
        return self.part * bound.whole >= bound.part * self.whole

    def shortfall(self, bound: "Ratio") -> int:
        """Give the smallest number of parts that would have to be added, the whole staying as it is, to reach `bound`."""
        return max(0, -(-bound.part * self.whole // bound.whole) - self.part)


def parse_percent(text: str) -> Ratio:
    """Give the exact ratio that a percentage such as `80`, `79.996` or `80%` stands for.

    Raises UsageError unless it is a decimal number from 0 to 100.
    """
    match = _PERCENT.fullmatch(text.strip())
    if match:
        decimals = match[2] or ""
        ratio = Ratio(int(match[1] + decimals), 100 * 10 ** len(decimals))
        if ratio.part <= ratio.whole:
            return ratio
    raise UsageError(f"{text!r} is not a percentage", hint="give a decimal number from 0 to 100, such as 80 or 79.5")


def format_percent(ratio: Ratio) -> str:
    """Show a measured ratio as a percentage, cut (never rounded up) after two decimals.

    Cutting keeps a failing value below its threshold and 99.997 below 100. A ratio that is not 0 never shows as 0:
    it gets as many decimals as its first digit needs. `100%` stands only for exactly all of it.
    """
    part, whole = ratio
    if whole == 0:
        return "none"
    if part == whole:
        return "100%"
    decimals = 2
    while part > 0 and part * 100 * 10**decimals < whole:
        decimals += 1
    scaled = part * 100 * 10**decimals // whole
    return f"{scaled // 10**decimals}.{scaled % 10**decimals:0{decimals}}%"


def format_bound(ratio: Ratio) -> str:
    """Show a threshold exactly as it was asked for, without trailing zeros: `80%`, `79.996%`."""
    whole, rest = divmod(ratio.part * 100, ratio.whole)
    decimals = ""
    while rest:
        digit, rest = divmod(rest * 10, ratio.whole)
        decimals += str(digit)
    return f"{whole}.{decimals}%" if decimals else f"{whole}%"
