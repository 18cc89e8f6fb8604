"""Benchmarks judged one by one and as a suite: outcomes, words, ways to green, and what is said of the whole."""

from math import inf
from typing import Any

import pytest

from gates.commands.bench import conditions
from gates.model.benchmarks import BenchmarkReport, Better, Run, Series
from gates.model.ratio import Ratio
from gates.model.table import Change, Quantity, Trend
from gates.model.verdict import Outcome
from gates.policy.limits import read_rules
from gates.policy.noise import Decision, Judgement
from gates.policy.pairing import Pair, Side, pair
from gates.policy.regressions import Finding, judge_findings, judge_pairs
from gates.policy.suite import find_mean, find_notes, find_ratios, judge_mean, tell_mean
from gates.policy.tellings import find_remedies, make_table, tell_change, tell_finding
from gates.policy.waivers import Waiver, waive

FIVE = Ratio(5, 100)
SLOWER = Judgement(Decision.REGRESSED, 0.2, 0.18, 0.22, 0.05, 0, "floors", "10 runs a side")
NOISY = Judgement(Decision.INCONCLUSIVE, 0.07, -0.1, 0.2, 0.3, 5, "floors", "its floor was not reproduced")


def _report(
    factor: float, *, runs: int = 10, exact: bool = False, unit: str = "s", better: Better = Better.LOWER
) -> BenchmarkReport:
    def samples(run: int) -> tuple[float, ...]:
        value = factor * (1 if exact else 1 + 0.001 * (run % 3))
        return (1 / value,) if better is Better.HIGHER else (value,)

    metric = {"s": "time", "1/s": "throughput"}.get(unit, unit)
    return BenchmarkReport(
        tuple(Run(f"r{run}", {"a": {metric: Series(unit, samples(run), better, exact=exact)}}) for run in range(runs))
    )


def _find(head: BenchmarkReport, base: BenchmarkReport, **settings: Any) -> Finding:
    (found,) = judge_pairs(pair(head, base), read_rules({name.replace("_", "-"): value for name, value in settings.items()}))
    return found


@pytest.mark.parametrize(
    ("factor", "settings", "rule", "outcome"),
    [
        (1.2, {}, "regressed", Outcome.FAIL),
        (1.0, {}, "passed", Outcome.PASS),
        (0.8, {}, "improved", Outcome.PASS),
        (0.8, {"improved": "warn"}, "improved", Outcome.WARN),
        (1.2, {"max_regression": Ratio(50, 100)}, "passed", Outcome.PASS),
        (1.2, {"max_regression": Ratio(50, 100), "max_regression.warn": Ratio(10, 100)}, "regressed", Outcome.WARN),
        (1.2, {"min_difference": "1s"}, "passed", Outcome.PASS),
        (1.2, {"min_difference": "100ms"}, "regressed", Outcome.FAIL),
        (1.2, {"min_difference": "1B"}, "regressed", Outcome.FAIL),
    ],
)
def test_times(factor: float, settings: dict[str, Any], rule: str, outcome: Outcome) -> None:
    found = _find(_report(factor), _report(1.0), **settings)
    assert (found.rule, found.outcome) == (rule, outcome)


@pytest.mark.parametrize(
    ("factor", "settings", "rule"),
    [
        (1.02, {}, "regressed"),
        (1.005, {}, "passed"),
        (1.02, {"max_regression": FIVE}, "passed"),
        (1.02, {"min_difference": "1B"}, "passed"),
        (0.9, {}, "improved"),
    ],
)
def test_what_has_no_noise_has_a_limit_of_its_own(factor: float, settings: dict[str, Any], rule: str) -> None:
    base, head = (_report(each, runs=1, exact=True, unit="B") for each in (1.0, factor))
    assert _find(head, base, **settings).rule == rule


def test_a_rate_is_worse_where_it_is_lower() -> None:
    base, slow, quick = (_report(factor, unit="1/s", better=Better.HIGHER) for factor in (1.0, 1.25, 0.8))
    found = _find(slow, base)
    assert found.rule == "regressed"
    (row,) = make_table([found], waive((), [{}], ""), whole=True).rows
    change = row.cells[4]
    assert isinstance(change, Change)
    assert change.ratio == pytest.approx(-0.2)
    assert change.low is not None
    assert change.high is not None
    assert change.low <= change.ratio <= change.high
    assert _find(quick, base).rule == "improved"


def test_what_is_on_one_side_only_or_broken() -> None:
    base, nothing = _report(1.0), BenchmarkReport(())
    assert _find(nothing, base)[1:3] == ("missing", Outcome.FAIL)
    assert _find(nothing, base, missing="pass")[1:3] == ("missing", Outcome.PASS)
    assert _find(base, nothing)[1:3] == ("new", Outcome.PASS)
    broken = BenchmarkReport((Run("r", {}, failed={"a": "it panicked"}),))
    found = _find(broken, base)
    assert found[1:3] == ("failed", Outcome.UNJUDGED)
    assert tell_finding(found) == "a cannot be compared: it panicked (r)"


def _finding(
    judgement: Judgement | None = SLOWER, rule: str = "regressed", outcome: Outcome = Outcome.FAIL, **more: Any
) -> Finding:
    side = Side(Series(more.pop("unit", "s"), (1.0,)), ((1.0,), (1.1,)))
    return Finding(
        Pair(more.pop("name", "a"), more.pop("metric", "time"), side, side, more.pop("flaw", "")),
        rule,
        outcome,
        FIVE,
        judgement,
    )


@pytest.mark.parametrize(
    ("finding", "told"),
    [
        (_finding(), "a is 20.0% slower than the baseline (5% allowed): 10 runs a side"),
        (_finding(unit="B", metric="size"), "a (size) is 20.0% bigger than the baseline (5% allowed): 10 runs a side"),
        (_finding(unit="x"), "a is 20.0% worse than the baseline (5% allowed): 10 runs a side"),
        (
            _finding(SLOWER._replace(change=-0.2), "improved"),
            "a is 20.0% faster than the baseline (5% allowed): 10 runs a side",
        ),
        (
            _finding(NOISY, "inconclusive"),
            "a: cannot tell whether it is more than 5% slower: its floor was not reproduced; about 5 more runs a side would settle it",
        ),
        (
            _finding(NOISY._replace(more=0), "inconclusive"),
            "a: cannot tell whether it is more than 5% slower: its floor was not reproduced",
        ),
        (_finding(rule="passed"), "a is no more than 5% slower than the baseline: 10 runs a side"),
        (_finding(None, "missing"), "a is in the baseline, but not in the reports"),
        (_finding(None, "new"), "a is not in the baseline"),
        (_finding(None, "failed", flaw="x"), "a cannot be compared: x"),
    ],
)
def test_sentences(finding: Finding, told: str) -> None:
    assert tell_finding(finding) == told


@pytest.mark.parametrize(
    ("change", "told"), [(0.2, "20.0%"), (0.0504, "5.04%"), (0.0500001, "5.00001%"), (0.04999, "5.0%"), (0.05, "5.0%")]
)
def test_a_change_is_told_on_its_own_side_of_the_limit(change: float, told: str) -> None:
    assert tell_change(change, FIVE) == told
    assert tell_change(0.05 + 1e-14, FIVE).startswith("5.0")


def test_the_table_has_the_worst_first() -> None:
    findings = [
        _finding(rule="passed", outcome=Outcome.PASS, name="p"),
        _finding(NOISY, "inconclusive", Outcome.UNJUDGED, name="i"),
        _finding(outcome=Outcome.WARN, name="w"),
        _finding(name="z"),
        _finding(name="b"),
        _finding(None, "missing", name="x"),
    ]
    waived = waive(
        (Waiver({"id": "x"}, "gone for good", "2027-01-31"),), [{"id": (each.pair.name,)} for each in findings], "2026-11-23"
    )
    table = make_table(findings, waived, whole=True)
    assert [(row.id, row.outcome) for row in table.rows] == [
        ("b", Outcome.FAIL),
        ("z", Outcome.FAIL),
        ("i", Outcome.UNJUDGED),
        ("w", Outcome.WARN),
        ("x", Outcome.WAIVED),
        ("p", Outcome.PASS),
    ]
    assert len(make_table(findings, waived, whole=False).rows) == 5
    assert table.rows[4].waiver == "gone for good, until 2027-01-31"
    assert table.rows[0].cells == (
        "b",
        None,
        Quantity(1.0, "s"),
        Quantity(1.0, "s"),
        Change(0.2, 0.18, 0.22, 0.05),
        "5%",
        Trend((1.0, 1.1, 1.0, 1.1)),
        "slower",
    )


@pytest.mark.parametrize(
    ("findings", "told"),
    [
        ([], [("max-regression", Outcome.PASS, 0, "")]),
        ([_finding(), _finding()], [("max-regression", Outcome.FAIL, 2, "")]),
        (
            [_finding(), _finding(outcome=Outcome.WARN)],
            [("max-regression", Outcome.FAIL, 1, ""), ("max-regression", Outcome.WARN, 1, "")],
        ),
        (
            [_finding(NOISY, "inconclusive", Outcome.UNJUDGED)],
            [
                ("max-regression", Outcome.PASS, 0, ""),
                ("inconclusive", Outcome.UNJUDGED, 1, "about 5 more runs a side would settle it"),
            ],
        ),
        (
            [_finding(NOISY, "inconclusive", Outcome.UNJUDGED)] * 2,
            [
                ("max-regression", Outcome.PASS, 0, ""),
                ("inconclusive", Outcome.UNJUDGED, 2, "about 5 more runs a side would settle them"),
            ],
        ),
        (
            [_finding(NOISY._replace(more=0), "inconclusive", Outcome.UNJUDGED)],
            [("max-regression", Outcome.PASS, 0, ""), ("inconclusive", Outcome.UNJUDGED, 1, "its floor was not reproduced")],
        ),
        (
            [
                _finding(None, "missing"),
                _finding(None, "new", Outcome.PASS),
                _finding(None, "failed", Outcome.UNJUDGED, flaw="it panicked"),
            ],
            [
                ("max-regression", Outcome.PASS, 0, ""),
                ("missing", Outcome.FAIL, 1, ""),
                ("failed", Outcome.UNJUDGED, 1, "it panicked"),
            ],
        ),
    ],
)
def test_results(findings: list[Finding], told: list[tuple[str, Outcome, int, str]]) -> None:
    (worse,) = conditions({})
    results = judge_findings(worse, findings, "")
    assert [(each.condition.id, each.outcome, each.value, each.reason) for each in results] == told
    (result,) = judge_findings(worse, findings, "no baseline")
    assert (result.outcome, result.reason) == (Outcome.UNJUDGED, "no baseline")


def test_ways_to_green() -> None:
    worse = _finding(SLOWER._replace(change=0.5), name="worse")
    (remedy,) = find_remedies([_finding(), worse, _finding(NOISY, "inconclusive", Outcome.UNJUDGED)])
    assert (remedy.task, [step.path for step in remedy.steps]) == ("bring 2 benchmarks back", ["worse", "a"])
    assert [step.text for step in remedy.steps] == [
        "has to be 30.0% better than it is now",
        "has to be 12.5% better than it is now",
    ]
    (remedy,) = find_remedies([_finding(NOISY, "inconclusive", Outcome.UNJUDGED)])
    assert (remedy.task, remedy.steps) == ("measure about 5 more runs a side", ())
    assert find_remedies([_finding(None, "missing")]) == ()
    assert find_remedies([_finding(outcome=Outcome.WARN)]) == ()


def test_the_geometric_mean() -> None:
    findings = [_find(_report(factor), _report(1.0)) for factor in (2.0, 0.5, 1.21)]
    ratios = find_ratios([*findings, _finding(None, "missing")])
    assert find_mean(ratios) == pytest.approx(1.21 ** (1 / 3) - 1)
    (row,) = tell_mean(ratios)
    assert row.text == "the geometric mean of 3 changes is +6.6%"
    assert list(tell_mean(ratios[:1])) == []
    assert [result.outcome for result in judge_mean(FIVE, ratios)] == [Outcome.FAIL]
    assert [result.outcome for result in judge_mean(Ratio(10, 100), ratios)] == [Outcome.PASS]
    assert [result.outcome for result in judge_mean(FIVE, [])] == [Outcome.UNJUDGED]
    assert list(judge_mean(None, ratios)) == []
    zero = Finding(
        Pair("a", "time", Side(Series("s", (0.0,)), ((0.0,),)), Side(Series("s", (inf,)), ((1.0,),))),
        "passed",
        Outcome.PASS,
        FIVE,
        SLOWER,
    )
    assert find_ratios([zero]) == []


@pytest.mark.parametrize(
    ("ratios", "together"),
    [
        ([1.08 + 0.001 * n for n in range(8)], True),
        ([0.8 + 0.001 * n for n in range(9)], True),
        ([1.08 + 0.001 * n for n in range(7)], False),
        ([1.01 + 0.001 * n for n in range(8)], False),
        ([1.0 + 0.05 * n for n in range(8)], False),
        ([0.99, *(1.08 + 0.001 * n for n in range(8))], False),
    ],
)
def test_what_moves_together_is_said(ratios: list[float], together: bool) -> None:
    notes = [note.id for note in find_notes(ratios, BenchmarkReport(()), "")]
    assert notes == (["moved-together"] if together else [])


def test_machines_are_said() -> None:
    runs = tuple(Run("r", {}, machine={"cpu": cpu}) for cpu in ("A", "B"))
    notes = {note.id: note.text for note in find_notes([], BenchmarkReport(runs), "cpu A instead of C")}
    assert notes == {
        "other-machine": "the baseline was measured on another machine: cpu A instead of C",
        "several-machines": "the reports were measured on different machines: cpu A instead of B",
    }
