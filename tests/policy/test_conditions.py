import pytest

from gates.model.condition import Condition, Demand
from gates.model.ratio import Ratio, parse_percent
from gates.model.verdict import ConditionResult, Note, Outcome, Verdict, fold_outcomes
from gates.policy.conditions import compare
from gates.policy.judge import apply_mode, doubt_results, order_results

LINE = Condition("min", "line", Demand.AT_LEAST, parse_percent("80"))
COUNT = Condition("max-uncovered", "line", Demand.AT_MOST, 5)


@pytest.mark.parametrize(
    ("condition", "value", "outcome", "shortfall"),
    [
        (LINE, Ratio(80, 100), Outcome.PASS, 0),
        (LINE, Ratio(79_996, 100_000), Outcome.FAIL, 4),
        (LINE, Ratio(0, 0), Outcome.UNJUDGED, 0),
        (LINE, None, Outcome.UNJUDGED, 0),
        (LINE._replace(warns=True), Ratio(1, 2), Outcome.WARN, 1),
        (COUNT, 5, Outcome.PASS, 0),
        (COUNT, 8, Outcome.FAIL, 3),
        (Condition("max", "x", Demand.AT_MOST, parse_percent("50")), Ratio(1, 2), Outcome.PASS, 0),
        (Condition("max", "x", Demand.AT_MOST, parse_percent("50")), Ratio(4, 5), Outcome.FAIL, 2),
        (Condition("least", "x", Demand.AT_LEAST, 5), 3, Outcome.FAIL, 2),
    ],
)
def test_compare(condition: Condition, value: Ratio | int | None, outcome: Outcome, shortfall: int) -> None:
    result = compare(condition, "total", value, None, "nothing there")
    assert (result.outcome, result.shortfall) == (outcome, shortfall)
    assert result.reason == ("nothing there" if outcome is Outcome.UNJUDGED else "")


DROP, RISE = (Condition("x", "line", demand, parse_percent("5")) for demand in (Demand.DROP_AT_MOST, Demand.RISE_AT_MOST))
FEWER, MORE = (Condition("x", "line", demand, 2) for demand in (Demand.DROP_AT_MOST, Demand.RISE_AT_MOST))


@pytest.mark.parametrize(
    ("condition", "value", "baseline", "outcome", "shortfall"),
    [
        (DROP, Ratio(75, 100), Ratio(8, 10), Outcome.PASS, 0),
        (DROP, Ratio(74, 100), Ratio(8, 10), Outcome.FAIL, 1),
        (DROP, Ratio(0, 100), Ratio(4, 100), Outcome.PASS, 0),
        (DROP, Ratio(1, 2), Ratio(0, 0), Outcome.UNJUDGED, 0),
        (DROP, Ratio(1, 2), None, Outcome.UNJUDGED, 0),
        (RISE, Ratio(85, 100), Ratio(8, 10), Outcome.PASS, 0),
        (RISE, Ratio(87, 100), Ratio(8, 10), Outcome.FAIL, 2),
        (FEWER, 8, 10, Outcome.PASS, 0),
        (FEWER, 7, 10, Outcome.FAIL, 1),
        (MORE, 12, 10, Outcome.PASS, 0),
        (MORE, 14, 10, Outcome.FAIL, 2),
    ],
)
def test_a_baseline_is_compared_exactly(
    condition: Condition, value: Ratio | int, baseline: Ratio | int | None, outcome: Outcome, shortfall: int
) -> None:
    result = compare(condition, "total", value, None, "", baseline)
    assert (result.outcome, result.shortfall) == (outcome, shortfall)


def test_the_low_end_of_an_interval_is_judged() -> None:
    result = compare(LINE, "total", Ratio(79, 100), Ratio(90, 100), "")
    assert (result.outcome, result.upper) == (Outcome.FAIL, Ratio(90, 100))
    assert compare(LINE, "total", Ratio(90, 100), Ratio(90, 100), "").upper is None


def test_a_share_and_a_count_cannot_be_compared() -> None:
    with pytest.raises(TypeError, match="cannot be compared"):
        compare(LINE, "total", 5, None, "")


def test_outcomes_fold_worst_first() -> None:
    assert fold_outcomes([Outcome.PASS, Outcome.UNJUDGED, Outcome.FAIL]) is Outcome.FAIL
    assert fold_outcomes([Outcome.PASS, Outcome.UNJUDGED, Outcome.WARN]) is Outcome.UNJUDGED
    assert fold_outcomes([Outcome.PASS, Outcome.WARN]) is Outcome.WARN
    assert fold_outcomes([Outcome.PASS]) is Outcome.PASS
    assert fold_outcomes([Outcome.PASS, Outcome.SKIPPED]) is Outcome.PASS
    assert fold_outcomes([Outcome.SKIPPED]) is Outcome.SKIPPED
    assert fold_outcomes([]) is Outcome.UNJUDGED


def _results() -> list[ConditionResult]:
    return [compare(LINE, "total", Ratio(9, 10), None, ""), compare(LINE, "total", Ratio(1, 10), None, "")]


def test_a_doubted_report_proves_nothing() -> None:
    assert doubt_results(_results(), []) == _results()
    doubted = doubt_results(_results(), [Note("cut", "may be cut", "a.info")])
    assert [(each.outcome, each.reason) for each in doubted] == [(Outcome.UNJUDGED, "a.info: may be cut")] * 2


def test_modes() -> None:
    results = order_results(_results())
    assert [each.outcome for each in results] == [Outcome.FAIL, Outcome.PASS]
    verdict = Verdict("coverage", Outcome.FAIL, results)
    warned = apply_mode(verdict, warn=True, strict=False)
    assert warned.outcome is Outcome.WARN
    assert apply_mode(warned, warn=False, strict=True).outcome is Outcome.FAIL
    assert apply_mode(verdict, warn=True, strict=True).outcome is Outcome.FAIL
    assert apply_mode(verdict, warn=False, strict=False) is verdict
    skipped = Verdict("coverage", Outcome.SKIPPED, ())
    assert apply_mode(skipped, warn=True, strict=False) is skipped
    unjudged = Verdict("coverage", Outcome.UNJUDGED, tuple(doubt_results(results, [Note("a", "b", "c")])))
    assert apply_mode(unjudged, warn=True, strict=False).outcome is Outcome.UNJUDGED
