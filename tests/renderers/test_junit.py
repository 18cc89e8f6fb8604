"""JUnit: goldens, and what two other parsers and a strict one make of it."""

import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest
from defusedxml.ElementTree import fromstring
from junit2htmlreport.parser import Junit
from junitparser import Error, Failure, JUnitXml, Skipped, TestSuite

from gates.model.table import Row, Table
from gates.model.verdict import Outcome, Verdict
from gates.renderers import junit
from gates.renderers.findings import list_findings
from gates.renderers.protocol import Surface
from tests.renderers.verdicts import FAILED, FAILURE, MANY, MANY_ROWS, VERDICTS, WARNING

ALL = {**VERDICTS, "many": MANY, "many-rows": MANY_ROWS}
ELEMENTS = {Failure: "failures", Error: "errors", Skipped: "skipped"}


def _render(*verdicts: Verdict) -> str:
    return junit.render_all(verdicts, Surface())


@pytest.mark.parametrize("case", ["fail", "rows", "unjudged", "skipped", "warn", "pass"])
def test_goldens(case: str, golden: Callable[[str, str], None]) -> None:
    golden(f"renderers/{case}.junit.xml", junit.render(VERDICTS[case], Surface()))


@pytest.mark.parametrize("case", ALL)
def test_junitparser_counts_the_same(case: str) -> None:
    verdict = ALL[case]
    suites = JUnitXml.fromstring(_render(verdict).encode())
    for suite in suites:
        assert isinstance(suite, TestSuite)
        cases = list(suite)
        counts = dict.fromkeys(ELEMENTS.values(), 0)
        for result in (result for each in cases for result in each.result):
            counts[ELEMENTS[type(result)]] += 1
        told = {"failures": suite.failures, "errors": suite.errors, "skipped": suite.skipped}
        assert told == counts
        assert suite.tests == len(cases) >= 1
        names = [(each.classname, each.name) for each in cases]
        assert len(set(names)) == len(names) or case == "pass-with-notes"  # which holds one condition five times
        red = counts["failures"] + counts["errors"]
        assert (red > 0) == (verdict.outcome in (Outcome.FAIL, Outcome.UNJUDGED))
        passes = sum(result.outcome is Outcome.PASS for result in verdict.results)
        assert len(cases) == max(len(list_findings(verdict)) + passes, 1)


@pytest.mark.parametrize("case", ALL)
def test_junit2html_reads_the_same(case: str, tmp_path: Path) -> None:
    path = tmp_path / "junit.xml"
    path.write_text(_render(ALL[case]), encoding="utf-8")
    (suite,) = Junit(str(path)).suites
    (seen,) = JUnitXml.fromfile(str(path))
    assert isinstance(seen, TestSuite)
    assert len(suite.failed()) == seen.failures + seen.errors
    assert len(suite.skipped()) == seen.skipped
    assert len(suite.all()) == seen.tests


def test_a_suite_for_each_gate_and_the_sums_of_all() -> None:
    root: ET.Element = fromstring(_render(*ALL.values()))
    assert [suite.get("name") for suite in root] == [verdict.gate for verdict in ALL.values()]
    for name in ("tests", "failures", "errors", "skipped"):
        assert int(root.attrib[name]) == sum(int(suite.attrib[name]) for suite in root)


def test_a_warning_passes_and_says_so() -> None:
    verdict = Verdict("coverage", Outcome.WARN, (FAILED._replace(condition=WARNING, outcome=Outcome.WARN),))
    (case,) = fromstring(_render(verdict)).iter("testcase")
    assert [(each.tag, each.text) for each in case] == [("system-out", "warning: line 79.99% < 95%: 4 lines short")]


def test_what_fails_tells_its_lines_and_its_file() -> None:
    cases = fromstring(_render(FAILURE)).findall("testsuite/testcase[failure]")
    assert cases[1].get("file") == FAILURE.results[1].subject
    assert str(cases[1][0].text).endswith(
        "557 lines short (lines " + ", ".join(f"{100 * n}-{103 * n}" for n in range(1, 40)) + ")"
    )


def test_the_log_is_told_as_well() -> None:
    out = fromstring(_render(FAILURE)).findtext("testsuite/system-out")
    assert "shortest way to green: cover 561 more lines in 2 files" in str(out)


def test_rows_of_two_files_have_two_names() -> None:
    rows = tuple(Row("CVE-1", Outcome.FAIL, ("lodash",), "bad", f"{folder}/package-lock.json") for folder in ("a", "b"))
    table = Table("findings", "finding", ("package",), rows)
    names = [
        case.get("name") for case in fromstring(_render(Verdict("audit", Outcome.FAIL, (), tables=(table,)))).iter("testcase")
    ]
    assert names == ["verdict", "CVE-1 (lodash) in a/package-lock.json", "CVE-1 (lodash) in b/package-lock.json"]


def test_a_log_that_no_parser_would_take_is_cut() -> None:
    told = fromstring(_render(FAILURE._replace(results=tuple(FAILED._replace(reason="x" * 9_999) for _ in range(90)))))
    log = str(told.findtext("testsuite/system-out"))
    assert log.endswith("\n…")
    assert 150_000 < len(log) <= 200_000


def test_no_words_are_an_attachment() -> None:
    shown = _render(Verdict("x", Outcome.UNJUDGED, (), reason="[[ATTACHMENT|/etc/passwd]]"))
    assert "[[ATTACHMENT|" not in shown
    assert "[\\x5bATTACHMENT|/etc/passwd]]" in shown
