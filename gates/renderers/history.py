"""The figures of earlier entries of a store, and today's, in words."""

from decimal import Decimal

from gates.model.ratio import Ratio, format_percent
from gates.model.table import History
from gates.model.verdict import Verdict
from gates.renderers import phrases
from gates.renderers.cells import tell_cell

_THOUSAND, _TOO_LONG = 1e3, 1e15


def tell_figure(verdict: Verdict, metric: str, value: float) -> str:
    """Give a figure as people read it: a percentage where the verdict measured that metric as a share, else a number."""
    if 0 <= value <= 1 and any(measurement.metric == metric for measurement in verdict.measurements):
        # By its shortest digits, since 0.29 is a bit less than it says, and percentages are cut.
        return format_percent(Ratio(*Decimal(repr(value)).as_integer_ratio()))
    is_long = value.is_integer() or abs(value) >= _THOUSAND
    return f"{value:,.0f}" if is_long and abs(value) < _TOO_LONG else f"{value:.4g}"


def tell_history(verdict: Verdict, history: History, *, unicode: bool = True) -> str:
    """Give a metric's figures on one line: `line ▃▁█ 80.00%, now 84.10% (2 earlier entries)`."""
    before, now = (tell_figure(verdict, history.metric, value) for value in history.trend.values[-2:])
    entries = phrases.plural("entry", len(history.trend.values) - 1, "earlier ")
    return f"{tell_cell(history.metric)} {tell_cell(history.trend, unicode=unicode)} {before}, now {now} ({entries})"
