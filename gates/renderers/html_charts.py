"""Charts as inline SVG: lines, whiskers, meters and bars. Colours and strokes are the style's; sizes are pixels."""

from collections import Counter
from collections.abc import Iterable
from itertools import accumulate
from math import expm1, isfinite, isnan, log, log1p

from gates.model.ratio import Ratio
from gates.model.table import Change, Trend
from gates.model.verdict import Outcome
from gates.renderers.html_markup import Markup, join, label, tag

_LINE_WIDTH, _LINE_HEIGHT, _EDGE = 96, 24, 4
_MANY = 60
"""As many values as a line shows, the last ones."""
_HALF, _MIDDLE, _PLOT_HEIGHT = 64, 70, 16
"""Of the plot of a change: from no change to its end, where no change is, and how high it is."""
_WORST_FIRST = (Outcome.FAIL, Outcome.UNJUDGED, Outcome.WARN, Outcome.WAIVED, Outcome.PASS, Outcome.SKIPPED)
_LEAST, _MOST = 0.02, log(2)
"""How far a scale of changes reaches at the least and at the most, as a logarithm; what is further off is an arrow."""


def draw_trend(trend: Trend) -> Markup:
    """Give values as a line that ends in a dot, and in words for those who do not see it; nothing where there are none."""
    values = [value for value in trend.values if isfinite(value)][-_MANY:]
    if not values:
        return Markup()
    low, high = min(values), max(values)
    half = (high / 2 - low / 2) or 1.0  # of the span, which may be too large for a number
    step = (_LINE_WIDTH - 2 * _EDGE) / max(len(values) - 1, 1)
    height = _LINE_HEIGHT - 2 * _EDGE
    spots = [
        (_EDGE + index * step, _EDGE + height * (1 - (value / 2 - low / 2) / half if high > low else 0.5))
        for index, value in enumerate(values)
    ]
    told = f"{len(values)} values, from {low:.4g} to {high:.4g}, the last {values[-1]:.4g}"
    line = tag("polyline", points=" ".join(f"{_at(x)},{_at(y)}" for x, y in spots))
    dot = tag("circle", cx=_at(spots[-1][0]), cy=_at(spots[-1][1]), r="2.5")
    return _draw("trend", _LINE_WIDTH, _LINE_HEIGHT, line, dot, told=told)


def find_reach(changes: Iterable[Change]) -> float:
    """Give how far the common scale of some changes reaches on both sides, as a logarithm: twice as much is as far as half.

    What is further off than that makes the others no smaller, unless there are no others.
    """
    known = (end for change in changes for end in change if end is not None and isfinite(end) and end > -1)
    ends = [abs(log1p(end)) for end in known]
    furthest = max((end for end in ends if end <= _MOST), default=_MOST if ends else 0.0)
    return min(max(furthest * 1.05, _LEAST), _MOST)


def draw_change(change: Change, reach: float) -> Markup:
    """Give a change as a dot with its interval as whiskers, beside no change and the limit; the number stands beside it.

    What lies beyond the scale is an arrow at its end.
    """
    if isnan(change.ratio):
        return Markup()
    parts = [_stand(0.0, reach, "zero")]
    if change.bound is not None and isfinite(change.bound):
        parts.append(_stand(change.bound, reach, "bound"))
    if change.low is not None and change.high is not None and change.low < change.high:
        parts.append(_whisker(change.low, change.high, reach))
    parts.append(_dot(change.ratio, reach))
    return _draw("change", 2 * _MIDDLE, _PLOT_HEIGHT, *parts)


def draw_scale(reach: float) -> Markup:
    """Give what the ends and the middle of the scale of changes are."""
    ends = (f"{expm1(-reach):+.0%}", "0", f"{expm1(reach):+.0%}")
    return tag("span", join(tag("span", end) for end in ends), class_="scale", aria_hidden="true")


def draw_meter(value: Ratio, upper: Ratio | None = None, bound: Ratio | None = None, baseline: Ratio | None = None) -> Markup:
    """Give a share as a bar, up to its high end as a paler one, with marks at the bound and the baseline.

    Nothing where there is nothing to measure; the numbers stand beside it.
    """
    if not value.whole:
        return Markup()
    parts = [_fill("track", 100.0)]
    if upper is not None and upper.whole:
        parts.append(_fill("upper", _share(upper)))
    parts.append(_fill("value", _share(value)))
    for name, mark in (("baseline", baseline), ("bound", bound)):
        if mark is not None and mark.whole:
            place = _at(_share(mark))
            parts.append(tag("line", x1=place, x2=place, y1="-3", y2="9", vector_effect="non-scaling-stroke", class_=name))
    return _stretch("meter", *parts)


def draw_bar(amount: int, most: int) -> Markup:
    """Give an amount as a bar beside the largest; the number stands beside it."""
    return _stretch("bar", _fill("value", 100 * amount / max(most, 1)))


def draw_tally(outcomes: Iterable[Outcome], *, told: bool = True) -> Markup:
    """Give how many there are of each outcome, the worst first, as one bar and in words, unless these stand beside it.

    Nothing where all are the same.
    """
    counts = Counter(outcomes)
    found = [outcome for outcome in _WORST_FIRST if counts[outcome]]
    if len(found) < 2:  # noqa: PLR2004 (a bar of one part tells nothing)
        return Markup()
    least = max(counts.total() / 100, 1)
    widths = [max(counts[outcome], least) for outcome in found]
    starts = accumulate(widths, initial=0.0)
    parts = (
        tag("rect", x=_at(100 * start / sum(widths)), width=_at(100 * width / sum(widths)), height="6", class_=outcome.value)
        for outcome, width, start in zip(found, widths, starts, strict=False)
    )
    legend = tag("p", *(label(outcome, f"{counts[outcome]:,} ") for outcome in found)) if told else Markup()
    return tag("div", _stretch("tally", *parts), legend, class_="tallied")


def gauge(told: str, chart: Markup) -> Markup:
    """Give a number with its bar beside it."""
    return tag("span", tag("span", told), chart, class_="gauge")


def _share(ratio: Ratio) -> float:
    return min(100 * ratio.part / ratio.whole, 100.0)


def _stretch(name: str, *parts: Markup) -> Markup:
    """Give a chart that is 100 wide and as wide as its place."""
    return tag("svg", *parts, class_=name, viewBox="0 0 100 6", preserveAspectRatio="none", aria_hidden="true")


def _fill(name: str, width: float) -> Markup:
    return tag("rect", width=_at(width), height="6", class_=name)


def _draw(name: str, width: int, height: int, *parts: Markup, told: str = "") -> Markup:
    """Give a chart; what is told of it nowhere else is told here."""
    spoken = {"role": "img", "aria_label": told} if told else {"aria_hidden": "true"}
    return tag("svg", *parts, class_=name, width=str(width), height=str(height), viewBox=f"0 0 {width} {height}", **spoken)


def _stand(change: float, reach: float, name: str) -> Markup:
    place = _at(_place(change, reach))
    return tag("line", x1=place, x2=place, y1="0", y2=str(_PLOT_HEIGHT), class_=name)


def _whisker(low: float, high: float, reach: float) -> Markup:
    """Give an interval as a line, closed at the ends that are on the scale."""
    left, right = sorted((_at(_place(low, reach)), _at(_place(high, reach))), key=float)
    ends = "".join(f"M{_at(_place(end, reach))} 3.5v9" for end in (low, high) if abs(_far(end)) <= reach)
    return tag("path", d=f"M{left} 8H{right}{ends}", class_="whisker")


def _dot(change: float, reach: float) -> Markup:
    """Give the dot of a change, or the arrow at the end of the scale that it is beyond."""
    place = _place(change, reach)
    side = 1 if place > _MIDDLE else -1
    if abs(_far(change)) <= reach:
        return tag("circle", cx=_at(place), cy=_at(_PLOT_HEIGHT / 2), r="3", class_="dot")
    return tag("path", d=f"M{_at(place + 5 * side)} 8L{_at(place - 3 * side)} 3.5v9z", class_="dot")


def _place(change: float, reach: float) -> float:
    return _MIDDLE + _HALF * min(max(_far(change) / reach, -1.0), 1.0)


def _far(change: float) -> float:
    """Give how far off a change is, as a logarithm."""
    return log1p(change) if change > -1 else float("-inf")


def _at(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
