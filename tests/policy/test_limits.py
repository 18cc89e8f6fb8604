"""Limits of benchmarks: what a benchmark is held to, and by which rule."""

from typing import Any

import pytest

from gates.errors import UsageError
from gates.model.ratio import Ratio
from gates.model.table import Quantity
from gates.model.verdict import Outcome
from gates.policy.limits import EXACT_LIMIT, LIMIT, Limits, find_limits, match_names, parse_amount, read_rules, tell_limits

THREE, TWENTY = Ratio(3, 100), Ratio(20, 100)
SETTINGS: dict[str, Any] = {
    "max-regression": THREE,
    "max-regression.warn": Ratio(1, 100),
    "min-difference": "2ns",
    "missing": "warn",
    "rules": (
        {"benchmarks": ("suite/thread_*", "io"), "max-regression": TWENTY, "inconclusive": "warn"},
        {"metrics": ("allocations",), "max-regression": Ratio(0, 1)},
        {"benchmarks": ("*",), "metrics": ("none",), "min-difference": "1 KiB"},
    ),
}


@pytest.mark.parametrize(
    ("name", "metric", "worse", "warn"),
    [
        ("suite/thread_spawn", "time", TWENTY, None),
        ("io", "allocations", TWENTY, None),
        ("iox", "allocations", Ratio(0, 1), None),
        ("sort", "time", THREE, Ratio(1, 100)),
        ("sort", "none", THREE, Ratio(1, 100)),
    ],
)
def test_the_first_rule_that_matches_decides(name: str, metric: str, worse: Ratio, warn: Ratio | None) -> None:
    limits = find_limits(read_rules(SETTINGS), name, metric)
    assert (limits.worse, limits.warn) == (worse, warn)
    assert limits.policies["missing"] is Outcome.WARN
    assert limits.difference == (Quantity(1024.0, "B") if metric == "none" else Quantity(2e-9, "s"))
    assert (limits.policies["inconclusive"] is Outcome.WARN) == (worse == TWENTY)


def test_without_a_word_times_may_be_5_percent_slower_and_exact_metrics_1_percent_worse() -> None:
    (rule,) = read_rules({})
    assert rule.limits == Limits()
    assert (rule.limits.find_worse(exact=False), rule.limits.find_worse(exact=True)) == (LIMIT, EXACT_LIMIT)
    assert Limits(worse=Ratio(0, 1)).find_worse(exact=True) == Ratio(0, 1)
    assert list(tell_limits(read_rules(SETTINGS))) == [TWENTY, Ratio(0, 1), THREE]


@pytest.mark.parametrize(
    ("text", "amount"),
    [("2ns", Quantity(2e-9, "s")), ("1.5 KiB", Quantity(1536.0, "B")), ("100 instructions", Quantity(100.0, "instructions"))],
)
def test_amounts(text: str, amount: Quantity) -> None:
    assert parse_amount(text) == amount


@pytest.mark.parametrize("text", ["", "2", "ns", "-2ns", "2,5 ns", "1e3 ns"])
def test_no_amounts(text: str) -> None:
    with pytest.raises(UsageError, match="is not an amount"):
        parse_amount(text)


def test_stars_stand_for_any_letters() -> None:
    pattern = match_names(("a*z", "b.c"))
    assert pattern is not None
    assert [bool(pattern.fullmatch(name)) for name in ("az", "a/\nz", "a", "b.c", "bxc")] == [True, True, False, True, False]
    assert match_names(()) is None
