"""SARIF: goldens, levels and kinds, suppressions, places, and what the schema of OASIS says of any log."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gates.model.ratio import Ratio
from gates.model.table import Row, Table
from gates.model.verdict import ConditionResult, Hotspot, Note, Outcome, Span, Verdict
from gates.renderers import sarif
from gates.renderers.protocol import Surface
from tests.conftest import few
from tests.renderers.published import list_flaws, load_sarif
from tests.renderers.test_hostile import ANY
from tests.renderers.verdicts import FAILED, FAILURE, MANY, MANY_ROWS, MIN_FILE, RUN, VERDICTS, WARNING


def _run(verdict: Verdict) -> Any:
    (run,) = json.loads(sarif.render(verdict, Surface()))["runs"]
    return run


@pytest.mark.parametrize("case", ["fail", "rows", "unjudged", "skipped"])
def test_goldens(case: str, golden: Callable[[str, str], None]) -> None:
    golden(f"renderers/{case}.sarif", sarif.render(VERDICTS[case], Surface()))


@pytest.mark.parametrize("verdicts", [*((each,) for each in (*VERDICTS.values(), MANY, MANY_ROWS)), RUN, ()])
def test_the_schema_of_oasis_has_nothing_against_a_log(verdicts: tuple[Verdict, ...]) -> None:
    assert list_flaws(load_sarif(), json.loads(sarif.render_all(verdicts, Surface()))) == []


@few()
@given(st.lists(ANY, max_size=3))
def test_the_schema_of_oasis_has_nothing_against_any_log(verdicts: list[Verdict]) -> None:
    assert list_flaws(load_sarif(), json.loads(sarif.render_all(verdicts, Surface()))) == []


def test_the_schema_of_oasis_finds_what_is_wrong() -> None:
    log = json.loads(sarif.render(FAILURE, Surface()))
    log["runs"][0]["results"][0]["level"] = "fatal"
    assert any("$.runs[0].results[0].level" in flaw for flaw in list_flaws(load_sarif(), log))


def test_github_has_a_line_and_a_fingerprint_of_each_result() -> None:
    for result in _run(FAILURE)["results"]:
        assert result["locations"][0]["physicalLocation"]["region"]["startLine"] >= 1
        assert len(result["partialFingerprints"]["primaryLocationLineHash"]) == 64


def test_a_run_for_each_gate() -> None:
    runs = json.loads(sarif.render_all((FAILURE, VERDICTS["rows"]), Surface()))["runs"]
    assert [run["automationDetails"]["id"] for run in runs] == ["gate/coverage/", "gate/bench/"]


@pytest.mark.parametrize(
    ("outcome", "kind", "level"),
    [(Outcome.FAIL, "fail", "error"), (Outcome.WARN, "fail", "warning"), (Outcome.UNJUDGED, "open", "none")],
)
def test_levels(outcome: Outcome, kind: str, level: str) -> None:
    (result,) = _run(Verdict("coverage", outcome, (FAILED._replace(outcome=outcome, reason="why"),)))["results"]
    assert (result["kind"], result["level"]) == (kind, level)


@pytest.mark.parametrize("case", VERDICTS)
def test_only_what_could_not_judge_was_not_successful(case: str) -> None:
    (invocation,) = _run(VERDICTS[case])["invocations"]
    told = [each["level"] for each in invocation["toolExecutionNotifications"]]
    unjudged = VERDICTS[case].outcome is Outcome.UNJUDGED
    assert invocation["executionSuccessful"] is not unjudged
    assert ("error" in told) is unjudged
    assert invocation["exitCode"] == json.loads(_json(VERDICTS[case]))["exit_code"]


def _json(verdict: Verdict) -> str:
    from gates.renderers import json as renderer

    return renderer.render(verdict, Surface())


def test_rules_are_told_once_and_results_lead_to_them() -> None:
    run = _run(VERDICTS["rows"])
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["bench/max-regression", "bench/benchmarks"]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])


def test_what_is_waived_is_suppressed_with_its_reason() -> None:
    suppressed = [each for each in _run(VERDICTS["rows"])["results"] if "suppressions" in each]
    assert [each["suppressions"] for each in suppressed] == [
        [{"kind": "external", "status": "accepted", "justification": "rewritten | in March"}]
    ]


def test_a_file_stands_at_its_first_lines_and_a_whole_beside_its_worst_files() -> None:
    low = ConditionResult(MIN_FILE, "a b/ü.py", Outcome.FAIL, Ratio(1, 10), shortfall=4)
    spots = (
        Hotspot("a b/ü.py", "line", Ratio(1, 10), 9, (Span(3, 5), Span(9, 9))),
        Hotspot("c.py", "line", Ratio(0, 1), 1, ()),
    )
    whole, file = _run(Verdict("coverage", Outcome.FAIL, (FAILED, low), hotspots=spots))["results"]
    place = {"artifactLocation": {"uri": "a%20b/%C3%BC.py", "uriBaseId": "%SRCROOT%"}}
    assert file["locations"] == [{"physicalLocation": {**place, "region": {"startLine": 3, "endLine": 5}}}]
    assert file["relatedLocations"] == [{"id": 1, "physicalLocation": {**place, "region": {"startLine": 9, "endLine": 9}}}]
    assert whole["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "gate.toml"
    assert [each["physicalLocation"]["artifactLocation"]["uri"] for each in whole["relatedLocations"]] == [
        "a%20b/%C3%BC.py",
        "c.py",
    ]


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/src/x:y.py", {"uri": "file:///src/x%3Ay.py"}),
        ("./a#b?c.py", {"uri": "a%23b%3Fc.py", "uriBaseId": "%SRCROOT%"}),
        ("C:\\a.py", {"uri": "C%3A%5Ca.py", "uriBaseId": "%SRCROOT%"}),
        ("\ud800", {"uri": "%ED%A0%80", "uriBaseId": "%SRCROOT%"}),
    ],
)
def test_paths_are_references(path: str, place: dict[str, str]) -> None:
    table = Table("things", "thing", ("thing",), (Row("x", Outcome.FAIL, ("x",), "bad", path),))
    result = _run(Verdict("x", Outcome.FAIL, (FAILED,), tables=(table,)))["results"][1]
    assert result["locations"] == [{"physicalLocation": {"artifactLocation": place, "region": {"startLine": 1, "endLine": 1}}}]


def test_no_words_are_links() -> None:
    note = Note("x", "[click](https://e.example)", "[w](0)")
    verdict = Verdict("x", Outcome.UNJUDGED, (), reason="[click](0)", notes=(note,))
    assert "](" not in sarif.render(verdict, Surface())


def test_more_results_than_github_takes_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "_RESULTS", 2)
    run = _run(FAILURE)
    assert len(run["results"]) == 2
    told = run["invocations"][0]["toolExecutionNotifications"][0]
    assert told == {"level": "warning", "message": {"text": "and 4 more results than a run may hold"}}


def test_the_worst_results_are_those_that_a_run_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "_RESULTS", 3)
    warned = tuple(FAILED._replace(condition=WARNING, outcome=Outcome.WARN) for _ in range(5))
    rows = (Row("x", Outcome.WAIVED, ("x",), "bad"), Row("y", Outcome.FAIL, ("y",), "bad"))
    verdict = Verdict("x", Outcome.FAIL, (FAILED, *warned), tables=(Table("things", "thing", ("thing",), rows),))
    assert [result["level"] for result in _run(verdict)["results"]] == ["error", "error", "warning"]


def test_many_notes_are_counted() -> None:
    (invocation,) = _run(Verdict("x", Outcome.PASS, (), notes=tuple(Note("x", str(n)) for n in range(150))))["invocations"]
    told = [each["message"]["text"] for each in invocation["toolExecutionNotifications"]]
    assert told == [*map(str, range(100)), "and 50 more notes"]


def test_long_texts_are_clipped() -> None:
    row = Row("x", Outcome.FAIL, ("x",), "long " * 9_000)
    run = _run(Verdict("x", Outcome.FAIL, (), tables=(Table("things", "thing " * 900, ("thing",), (row,)),)))
    texts = [result["message"]["text"] for result in run["results"]]
    texts += [rule["shortDescription"]["text"] for rule in run["tool"]["driver"]["rules"]]
    assert max(map(len, texts[:-1])) == 10_000
    assert len(texts[-1]) < 1_024
