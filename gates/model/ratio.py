"""Exact ratios: integers until they are shown, and shown so that a rounded figure never contradicts the verdict."""

import re

from gates.errors import UsageError
from gates.typed import NamedTuple

_MOST_DECIMALS = 18
"""As many as a figure for people can bear, more than a bound can have."""
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


def parse_percent(text: str, *, above: bool = False) -> Ratio:
    """Give the exact ratio that a percentage such as `80`, `79.996` or `80%` stands for.

    Raises UsageError unless it is a decimal number from 0 to 100, or `above` that where it may be.
    """
    match = _PERCENT.fullmatch(text.strip())
    if match:
        decimals = match[2] or ""
        ratio = Ratio(int(match[1] + decimals), 100 * 10 ** len(decimals))
        if above or ratio.part <= ratio.whole:
            return ratio
    most = "that is not negative" if above else "from 0 to 100"
    raise UsageError(f"{text!r} is not a percentage", hint=f"give a decimal number {most}, such as 80 or 79.5")


def format_percent(ratio: Ratio, beside: Ratio | None = None) -> str:
    """Show a measured ratio as a percentage, cut (never rounded up) after two decimals.

    Cutting keeps a failing value below its threshold and 99.997 below 100. A ratio that is not 0 never shows as 0, and one
    that stands `beside` a bound shows on its own side of it: both get as many decimals as that needs. `100%` stands only
    for exactly all of it.
    """
    part, whole = ratio
    if whole == 0:
        return "none"
    if part == whole:
        return "100%"
    decimals = 2
    while not _tells(part, whole, decimals, beside):
        decimals += 1
    scaled = part * 100 * 10**decimals // whole
    return f"{scaled // 10**decimals}.{scaled % 10**decimals:0{decimals}}%"


def _tells(part: int, whole: int, decimals: int, beside: Ratio | None) -> bool:
    """Say whether a ratio, cut after so many decimals, still is above zero and on its own side of a bound."""
    scale: int = 100 * 10**decimals
    cut = part * scale // whole
    if part and not cut:
        return False
    if beside is None or part * beside.whole < beside.part * whole or cut * whole == part * scale:
        return True
    if decimals >= _MOST_DECIMALS:
        return True
    above = part * beside.whole > beside.part * whole
    return cut * beside.whole > beside.part * scale if above else cut * beside.whole == beside.part * scale


def format_bound(ratio: Ratio) -> str:
    """Show a threshold exactly as it was asked for, without trailing zeros: `80%`, `79.996%`."""
    whole, rest = divmod(ratio.part * 100, ratio.whole)
    decimals = ""
    while rest:
        digit, rest = divmod(rest * 10, ratio.whole)
        decimals += str(digit)
    return f"{whole}.{decimals}%" if decimals else f"{whole}%"
