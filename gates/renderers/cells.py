"""The cells of tables as people read them, and as documents hold them."""

from math import isfinite

from gates.model.ratio import Ratio, format_percent
from gates.model.table import Cell, Change, Quantity, Trend
from gates.renderers.escape import clean
from gates.typed import Any

_SCALES = {
    "s": ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns"), (1e-12, "ps")),
    "B": ((2.0**30, "GiB"), (2.0**20, "MiB"), (2.0**10, "KiB"), (1.0, "B")),
    "B/s": ((1e9, "GB/s"), (1e6, "MB/s"), (1e3, "kB/s"), (1.0, "B/s")),
    "1/s": ((1e9, "G/s"), (1e6, "M/s"), (1e3, "k/s"), (1.0, "/s")),
}
"""Base unit → the units that people read, the largest first."""
_PLAIN = ((1e9, "G"), (1e6, "M"), (1.0, ""))
_THOUSAND, _MANIFOLD = 1000, 10
"""From here on amounts are shown without decimals, and changes as a factor."""
_BARS, _PLAIN_BARS = "▁▂▃▄▅▆▇█", "_.-=^"
_MANY = 24
"""As many values as a trend shows, the last ones."""


def tell_cell(cell: Cell, *, unicode: bool = True) -> str:
    """Give a cell as text on one line; nothing where there is nothing to tell."""
    match cell:
        case Ratio():
            return format_percent(cell)
        case Quantity():
            return tell_quantity(cell, unicode=unicode)
        case Change():
            return _tell_change(cell, unicode=unicode)
        case Trend():
            return draw_trend(cell.values, _BARS if unicode else _PLAIN_BARS)
        case _:
            return f"{cell:,}" if isinstance(cell, int) else clean(cell or "")


def tell_quantity(quantity: Quantity, *, unicode: bool = True) -> str:
    """Give an amount in the unit that people would use for it, with four significant digits, such as `1.234 ms`."""
    value, unit = quantity
    scales = _SCALES.get(unit) or tuple((size, f"{prefix} {unit}".strip()) for size, prefix in _PLAIN)
    small = 1.0 if not value else min(size for size, _ in scales)
    size, name = next((scale for scale in scales if abs(value) >= scale[0]), (small, dict(scales)[small]))
    scaled = value / size
    told = f"{scaled:.4g}" if abs(scaled) < _THOUSAND else f"{scaled:,.0f}"
    return clean(f"{told} {name if unicode else name.replace('µ', 'u')}".rstrip())


def _tell_change(change: Change, *, unicode: bool) -> str:
    """Give `+5.2% (+4.1…+6.0)`; many times as much is told as a factor, such as `x12.3`."""
    if not isfinite(change.ratio):
        return "from nothing"
    told = _tell_percent(change.ratio, change.bound)
    if change.low is None or change.high is None or not (isfinite(change.low) and isfinite(change.high)):
        return told
    if change.low == change.high:  # of one number nobody knows where the truth is
        return told
    low, high = (_tell_percent(end).removesuffix("%") for end in (change.low, change.high))
    return f"{told} ({low}{'…' if unicode else '..'}{high})"


def _tell_percent(ratio: float, bound: float | None = None) -> str:
    """Give a change with one decimal, or with as many as it takes to stand on its own side of the bound."""
    if ratio >= _MANIFOLD:
        return f"x{ratio + 1:,.3g}"
    tellings = (f"{ratio:+.{decimals}%}" for decimals in range(1, 10))
    right = (told for told in tellings if bound is None or (float(told[:-1]) / 100 > bound) == (ratio > bound))
    return next(right, f"{ratio:+.10%}")


def draw_trend(values: tuple[float, ...], bars: str) -> str:
    """Give a line of bars, the lowest value as the lowest bar; of what is not finite there is none."""
    shown = [value / 2 for value in values[-_MANY:] if isfinite(value)]  # of the span, which may be too large for a number
    low, high = min(shown, default=0.0), max(shown, default=0.0)
    span = (high - low) or 1.0
    return "".join(bars[min(int((value - low) / span * len(bars)), len(bars) - 1)] for value in shown)


def give_cell(cell: Cell) -> Any:
    """Give a cell for a document: numbers as they are, shares with both their integers, what is not finite as null."""
    match cell:
        case Ratio():
            return {"part": cell.part, "whole": cell.whole, "percent": format_percent(cell)}
        case Quantity():
            return {"value": _finite(cell.value), "unit": cell.unit}
        case Change():
            return {
                "ratio": _finite(cell.ratio),
                "low": _finite(cell.low),
                "high": _finite(cell.high),
                "bound": _finite(cell.bound),
            }
        case Trend():
            return [_finite(value) for value in cell.values]
        case _:
            return cell


def name_not_finite(cell: Cell) -> dict[str, str]:
    """Give what `give_cell` gives as null though it is a number: field, or place in a trend → `inf`, `-inf` or `nan`."""
    match cell:
        case Quantity() | Change():
            parts: dict[str, object] = cell._asdict()
        case Trend():
            parts = {str(place): value for place, value in enumerate(cell.values)}
        case _:
            return {}
    return {name: repr(value) for name, value in parts.items() if isinstance(value, float) and not isfinite(value)}


def _finite(value: float | None) -> float | None:
    return value if value is not None and isfinite(value) else None
