"""The figures of a store's entries as lines to be drawn. Nothing is judged by them."""

from collections.abc import Iterable, Mapping
from math import isfinite

from gates.model.table import History, Trend

MOST = 60
"""As many earlier entries as are told of, the last ones."""


def trace(before: Iterable[Mapping[str, float]], now: Mapping[str, float]) -> tuple[History, ...]:
    """Give, for each metric that is measured now and was before, its earlier figures, the oldest first, and then today's.

    Sorted by metric. An entry that lacks a metric is passed over for it, and so is what is no finite number.
    """
    entries = tuple(before)
    found = []
    for metric in sorted(now):
        earlier = [figures[metric] for figures in entries if isfinite(figures.get(metric, float("nan")))][-MOST:]
        if earlier and isfinite(now[metric]):
            found.append(History(metric, Trend((*map(float, earlier), float(now[metric])))))
    return tuple(found)
