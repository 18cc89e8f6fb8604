from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gates.errors import UsageError
from gates.model.ratio import Ratio, format_bound, format_percent, parse_percent

RATIOS = st.integers(1, 10**9).flatmap(lambda whole: st.builds(Ratio, st.integers(0, whole), st.just(whole)))
BOUNDS = st.decimals(0, 100, places=4).map(lambda number: parse_percent(f"{number:f}"))


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        (0, 0, "none"),
        (0, 7, "0.00%"),
        (7, 7, "100%"),
        (99_999, 100_000, "99.99%"),
        (99_999_999, 100_000_000, "99.99%"),
        (1, 100_000_000, "0.000001%"),
        (79_996, 100_000, "79.99%"),
        (2, 3, "66.66%"),
        (1, 8, "12.50%"),
    ],
)
def test_format_percent(part: int, whole: int, shown: str) -> None:
    assert format_percent(Ratio(part, whole)) == shown


@pytest.mark.parametrize(
    ("text", "ratio", "shown"),
    [
        ("80", Ratio(80, 100), "80%"),
        ("80%", Ratio(80, 100), "80%"),
        (" 79.996 % ", Ratio(79_996, 100_000), "79.996%"),
        ("0", Ratio(0, 100), "0%"),
        ("100.000", Ratio(100_000, 100_000), "100%"),
        ("99.90", Ratio(9990, 10_000), "99.9%"),
    ],
)
def test_parse_percent(text: str, ratio: Ratio, shown: str) -> None:
    assert parse_percent(text) == ratio
    assert format_bound(ratio) == shown


@pytest.mark.parametrize("text", ["", "-1", "100.0001", "101", "1e2", "nan", "eighty", "80,5", "٨٠x", "1_0", "80%%"])
def test_parse_percent_refuses(text: str) -> None:
    with pytest.raises(UsageError, match="is not a percentage"):
        parse_percent(text)


@given(RATIOS, BOUNDS)
def test_what_is_shown_never_contradicts_the_verdict(ratio: Ratio, bound: Ratio) -> None:
    shown = Fraction(format_percent(ratio).removesuffix("%"))
    exact = Fraction(ratio.part * 100, ratio.whole)
    limit = Fraction(bound.part * 100, bound.whole)
    assert ratio.reaches(bound) == (exact >= limit)
    assert (shown == 100) == (ratio.part == ratio.whole)
    assert (shown == 0) == (ratio.part == 0)
    assert shown <= exact
    if not ratio.reaches(bound):
        assert shown < limit
        assert format_percent(ratio) != format_bound(bound)
    assert Fraction(format_bound(bound).removesuffix("%")) == limit
    beside = Fraction(format_percent(ratio, bound).removesuffix("%"))
    assert beside <= exact
    assert (beside > limit, beside < limit) == (exact > limit, exact < limit)


def test_a_figure_ends_even_beside_a_bound_without_end() -> None:
    assert format_percent(Ratio(1, 3), Ratio(2, 6)) == "33.333333333333333333%"


@given(RATIOS, BOUNDS)
def test_shortfall_is_the_least_that_is_enough(ratio: Ratio, bound: Ratio) -> None:
    short = ratio.shortfall(bound)
    assert Ratio(ratio.part + short, ratio.whole).reaches(bound)
    assert short == 0 or not Ratio(ratio.part + short - 1, ratio.whole).reaches(bound)
