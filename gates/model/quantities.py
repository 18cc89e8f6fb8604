"""Units of measured quantities: into base units where a report is read.

Two values are compared only in the same base unit: `s` for times, `B` for sizes, `B/s` and `1/s` for rates; every other unit
is its own. Names as in golang.org/design/14313 and the SI brochure, 9th edition; `µ` may be U+00B5 or U+03BC or `u`.
"""

import re
from functools import lru_cache

from gates.typed import NamedTuple

_SECONDS = {
    "ps": 1e12, "ns": 1e9, "us": 1e6, "ms": 1e3, "s": 1.0,
    "picoseconds": 1e12, "nanoseconds": 1e9, "microseconds": 1e6, "milliseconds": 1e3, "seconds": 1.0,
    "sec": 1.0, "secs": 1.0, "second": 1.0, "nsec": 1e9, "usec": 1e6, "msec": 1e3,
}  # fmt: skip
"""How many of a unit are one second: dividing by them rounds once."""
_MINUTES = {"min": 60.0, "m": 60.0, "minutes": 60.0, "h": 3600.0, "hours": 3600.0}
_BYTES = {
    "b": 1, "byte": 1, "bytes": 1, "kb": 1000, "mb": 1000**2, "gb": 1000**3, "tb": 1000**4,
    "kib": 1 << 10, "mib": 1 << 20, "gib": 1 << 30, "tib": 1 << 40,
}  # fmt: skip
_COUNTS = {"": 1, "k": 1000, "K": 1000, "M": 1000**2, "G": 1000**3}
_PER = re.compile(r"/(?:iter(?:ation)?|op|operation|call|run|round)s?\Z", re.IGNORECASE)
_RATE = re.compile(r"([kKMG]?)(?i:ops?|elem|elements|items|iter|iterations|requests|req)?/\w+\Z")


class Unit(NamedTuple):
    """A unit as a report writes it."""

    base: str
    """The base unit that its values are converted to, such as `s`."""
    divisor: float
    """What a value is divided by to be in the base unit."""
    factor: float = 1.0
    """What it is multiplied with then."""
    rate: bool = False
    """Whether it is so much in a time, so that more is better."""

    def convert(self, value: float) -> float:
        """Give a value in the base unit."""
        return value / self.divisor * self.factor


@lru_cache
def parse_unit(text: str) -> Unit:
    """Give what a unit means; `ns/iter`, `ns/op` and `ns` are the same; a unit that nobody knows is its own base."""
    plain = _PER.sub("", text.strip().replace("µ", "u").replace("μ", "u"))
    lower = plain.lower()
    if lower in _SECONDS:
        return Unit("s", _SECONDS[lower])
    if plain in _MINUTES:
        return Unit("s", 1.0, _MINUTES[plain])
    if size := _find_size(plain):
        return Unit("B", 1.0, size)
    return _parse_rate(plain) or Unit(plain, 1.0)


def _find_size(unit: str) -> int:
    """Give how many bytes a unit is; 0 where it is none, as `Mb`, which are bits."""
    return 0 if unit.endswith("b") and not unit.islower() else _BYTES.get(unit.lower(), 0)


def _parse_rate(plain: str) -> Unit | None:
    """Give what so much in a time means; None for what is none."""
    amount, slash, time = plain.rpartition("/")
    times = _SECONDS.get(time.lower()) or (1 / _MINUTES[time] if time in _MINUTES else 0.0)
    if not slash or not times:
        return None
    if size := _find_size(amount):
        return Unit("B/s", 1.0, size * times, rate=True)
    told = _RATE.match(plain)
    if told:
        return Unit("1/s", 1.0, _COUNTS[told[1]] * times, rate=True)
    return Unit(f"{amount}/s", 1.0, times, rate=True)
