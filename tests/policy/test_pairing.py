"""Benchmarks of two sides: what is paired with what, in which direction, statistic and unit, and what is not."""

import pytest

from gates.model.benchmarks import BenchmarkReport, Better, Run, Series, Statistic
from gates.policy.pairing import Pair, Side, choose_runs, find_differences, pair

TIME = Series("s", (3.0, 1.0, 2.0))


def _report(*results: dict[str, Series], **more: object) -> BenchmarkReport:
    return BenchmarkReport(
        tuple(
            Run(f"r{n}", {name: {"time": series} for name, series in result.items()}, **more)  # type: ignore[arg-type]
            for n, result in enumerate(results)
        )
    )


def _only(head: BenchmarkReport, base: BenchmarkReport) -> Pair:
    (found,) = pair(head, base)
    return found


def test_names_and_metrics_pair_and_the_rest_is_told() -> None:
    head = BenchmarkReport((Run("h", {"a": {"time": TIME, "instructions": TIME}, "new": {"time": TIME}}),))
    base = BenchmarkReport((Run("b", {"a": {"time": TIME}, "gone": {"time": TIME}}),))
    told = [(each.name, each.metric, each.base is None, each.head is None) for each in pair(head, base)]
    assert told == [
        ("a", "instructions", True, False),
        ("a", "time", False, False),
        ("gone", "time", False, True),
        ("new", "time", True, False),
    ]
    assert [each.metric for each in pair(head, base, frozenset({"instructions"}))] == ["instructions"]


def test_every_run_is_an_invocation() -> None:
    found = _only(_report({"a": TIME}, {"a": TIME._replace(samples=(0.5,))}), _report({"a": TIME}))
    assert found.head == Side(TIME, ((3.0, 1.0, 2.0), (0.5,)))
    assert (found.head.best, found.head.bests) == (0.5, (1.0, 0.5))


def test_a_rate_is_turned_into_the_time_of_one() -> None:
    side = Side(TIME._replace(unit="1/s", better=Better.HIGHER, samples=(4.0, 0.0)), ((4.0, 0.0),))
    assert (side.best, side.bests, side.costs) == (4.0, (4.0,), ([0.25, float("inf")],))


@pytest.mark.parametrize(
    ("statistic", "value"), [(Statistic.MEDIAN, 2.0), (Statistic.MINIMUM, 1.0), (Statistic.MEAN, 2.0), (Statistic.SAMPLE, 1.0)]
)
def test_samples_are_brought_to_the_statistic_of_the_other_side(statistic: Statistic, value: float) -> None:
    told = TIME._replace(samples=(5.0,), statistic=statistic)
    for found, mine in (
        (_only(_report({"a": TIME}), _report({"a": told})), 1),
        (_only(_report({"a": told}), _report({"a": TIME})), 0),
    ):
        sides = (found.base, found.head)
        assert sides[mine] is not None
        assert (found.flaw, sides[mine].best) == ("", value)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        (TIME, TIME._replace(unit="B"), "the baseline tells samples in B (lower is better), the reports samples in s"),
        (TIME, TIME._replace(better=Better.HIGHER), "(higher is better)"),
        (TIME._replace(statistic=Statistic.MEAN), TIME._replace(statistic=Statistic.MEDIAN), "the baseline tells medians in s"),
        (TIME._replace(unit=""), TIME, "the reports samples (lower is better)"),
    ],
)
def test_what_cannot_be_compared_says_why(one: Series, other: Series, told: str) -> None:
    assert told in _only(_report({"a": one}), _report({"a": other})).flaw


def test_runs_that_contradict_each_other_are_no_side() -> None:
    found = _only(_report({"a": TIME}, {"a": TIME._replace(unit="B")}), _report({"a": TIME}))
    assert (found.base, found.head) == (None, None)
    assert found.flaw == "runs differ in what they tell: samples in s (lower is better), samples in B (lower is better)"


def test_a_benchmark_that_failed_in_any_run_is_not_compared() -> None:
    failed = Run("h2", {"b": {"time": TIME}}, failed={"a": "panicked"}, skipped=frozenset({"b", "c"}))
    head = BenchmarkReport((Run("h1", {"a": {"time": TIME}}), failed))
    told = {each.name: each.flaw for each in pair(head, _report({"a": TIME, "b": TIME, "c": TIME}))}
    assert told == {"a": "panicked (h2)", "b": "", "c": "the harness left it out (h2)"}
    lonely = BenchmarkReport((Run("h", {}, failed={"x": "killed"}, skipped=frozenset({"a test, which libtest ignores"})),))
    assert list(pair(lonely, BenchmarkReport(()))) == [Pair("x", "time", None, None, "killed (h)")]


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ({"cpu": "A"}, {"cpu": "A", "os": "linux"}, ""),
        ({"cpu": "A"}, {"cpu": "B"}, "cpu B instead of A"),
        ({}, {"cpu": "B"}, ""),
        ({"cpu": "A", "os": "x"}, {"cpu": "B", "os": "y"}, "cpu B instead of A, os y instead of x"),
    ],
)
def test_machines_differ_in_what_is_known_of_both(one: dict[str, str], other: dict[str, str], told: str) -> None:
    assert find_differences(one, other) == told


def test_runs_of_this_machine_are_preferred() -> None:
    here, there = (Run("r", {}, machine={"cpu": cpu}) for cpu in ("A", "B"))
    both = BenchmarkReport((here, there))
    assert choose_runs(both, {"cpu": "A"}) == (BenchmarkReport((here,)), "")
    assert choose_runs(both, {"cpu": "C"}) == (both, "cpu C instead of B")
    assert choose_runs(BenchmarkReport(()), {"cpu": "C"}) == (BenchmarkReport(()), "")
