"""Figures of earlier entries: which of them become a line."""

from math import inf, isfinite, nan

from hypothesis import given
from hypothesis import strategies as st

from gates.model.table import History, Trend
from gates.policy.history import MOST, trace

FIGURES = st.dictionaries(st.sampled_from("abc"), st.floats())


def test_a_metric_that_is_measured_now_and_was_before_has_a_line() -> None:
    before = ({"line": 0.8, "branch": 0.5}, {"line": 0.9}, {"gone": 1})
    assert trace(before, {"new": 1, "line": 1, "branch": 0.6}) == (
        History("branch", Trend((0.5, 0.6))),
        History("line", Trend((0.8, 0.9, 1.0))),
    )


def test_without_anything_before_or_now_there_is_no_line() -> None:
    assert trace((), {"line": 0.8}) == ()
    assert trace(({"line": 0.8},), {}) == ()


def test_what_is_no_number_is_passed_over() -> None:
    assert trace(({"a": nan}, {"a": inf}, {"a": 1}), {"a": 2}) == (History("a", Trend((1.0, 2.0))),)
    assert trace(({"a": 1},), {"a": nan}) == ()


def test_the_last_entries_are_told_of() -> None:
    (line,) = trace(({"a": number} for number in range(500)), {"a": 500})
    assert line.trend.values == tuple(map(float, range(500 - MOST, 501)))


@given(st.lists(FIGURES), FIGURES)
def test_every_line_is_whole_whatever_a_store_keeps(before: list[dict[str, float]], now: dict[str, float]) -> None:
    lines = trace(before, now)
    assert [line.metric for line in lines] == sorted({line.metric for line in lines})
    for line in lines:
        assert len(line.trend.values) > 1
        assert all(map(isfinite, line.trend.values))
        assert line.trend.values[-1] == now[line.metric]
