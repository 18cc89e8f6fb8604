"""Findings: what does not hold is found whatever tells it, and is called the same in the next run."""

import pytest
from hypothesis import given

from gates.model.ratio import Ratio
from gates.model.table import Row, Table
from gates.model.verdict import ConditionResult, Hotspot, Input, Outcome, Span, Verdict
from gates.renderers.findings import find_place, list_findings
from tests.renderers.test_hostile import ANY
from tests.renderers.verdicts import FAILED, FAILURE, GROUP, MIN, MIN_FILE, MOST, PASSED, VERDICTS, WARNING

RED = (Outcome.FAIL, Outcome.UNJUDGED)


@given(ANY)
def test_what_does_not_pass_has_a_finding_of_its_own(verdict: Verdict) -> None:
    findings = list_findings(verdict)
    outcomes = {finding.outcome for finding in findings}
    assert verdict.outcome in outcomes or verdict.outcome not in RED
    assert verdict.outcome in RED or outcomes.isdisjoint(RED)
    assert len({finding.fingerprint for finding in findings}) == len(findings)


def test_what_was_measured_names_nothing() -> None:
    spots = (Hotspot("a.py", "line", Ratio(1, 10), 9, (Span(1, 9),)),)
    low = ConditionResult(MIN_FILE, "a.py", Outcome.FAIL, Ratio(1, 10), shortfall=4)
    before = list_findings(Verdict("coverage", Outcome.FAIL, (low,), hotspots=spots))
    lower = low._replace(value=Ratio(0, 90), shortfall=45, baseline=None)
    after = list_findings(Verdict("coverage", Outcome.FAIL, (FAILED, lower)))[1:]
    assert [each.fingerprint for each in before] == [each.fingerprint for each in after]
    assert (before[0].spans, after[0].spans) == ((Span(1, 9),), ())
    assert before[0].name == "min-file: line of a.py ≥ 50%"


def test_rules_tell_what_is_demanded_without_figures() -> None:
    results = tuple(ConditionResult(each, "x", Outcome.FAIL, Ratio(1, 10)) for each in (MIN, MIN_FILE, MOST, GROUP))
    demands = {each.rule: each.demand for each in list_findings(Verdict("coverage", Outcome.FAIL, results))}
    assert demands == {
        "coverage/min": "line: no less than the bound",
        "coverage/min-file": "line of every file: no less than the bound",
        "coverage/max-uncovered": "uncovered lines: no more than the bound",
        "coverage/min-branch": "branch of every group: no less than the bound",
    }


@pytest.mark.parametrize(
    ("outcome", "reason", "told"),
    [
        (Outcome.UNJUDGED, "no reports", ["could not judge: no reports"]),
        (Outcome.UNJUDGED, "", ["could not judge"]),
        (Outcome.FAIL, "", ["failed"]),
        (Outcome.PASS, "", []),
        (Outcome.SKIPPED, "gone.info: no such file", []),
    ],
)
def test_the_outcome_itself_is_told_where_no_condition_does(outcome: Outcome, reason: str, told: list[str]) -> None:
    findings = list_findings(Verdict("coverage", outcome, (PASSED,), reason=reason))
    assert [(each.rule, each.text, each.outcome) for each in findings] == [("coverage/verdict", text, outcome) for text in told]


def test_rows_of_one_name_are_told_apart() -> None:
    rows = tuple(Row("CVE-1", Outcome.FAIL, (name,), "bad", "lock") for name in ("a", "b", "b", "CVE-1"))
    table = Table("vulnerabilities", "vulnerability", ("package",), (*rows, Row("x", Outcome.FAIL, (), "bad")))
    findings = list_findings(Verdict("audit", Outcome.FAIL, (FAILED,), tables=(table,)))[1:]
    assert [each.name for each in findings] == ["CVE-1 (a)", "CVE-1 (b)", "CVE-1 (b) (2)", "CVE-1", "x"]


def test_rows_of_a_gate_that_warns_are_warnings() -> None:
    verdict = VERDICTS["rows"]._replace(
        outcome=Outcome.WARN, results=(FAILED._replace(condition=WARNING, outcome=Outcome.WARN),)
    )
    assert [each.outcome for each in list_findings(verdict)] == [Outcome.WARN, Outcome.WARN, Outcome.WARN, Outcome.WAIVED]


def test_what_has_no_file_stands_in_the_first_report() -> None:
    whole, beside = list_findings(FAILURE)[:2]
    assert find_place(beside, FAILURE) == beside.path
    assert find_place(whole, FAILURE) == "coverage.xml"
    assert find_place(whole, FAILURE._replace(inputs=(Input("-", "lcov"), Input("./b.info", "lcov")))) == "b.info"
    assert find_place(whole, FAILURE._replace(inputs=(Input("-", "lcov"),))) == "gate.toml"
