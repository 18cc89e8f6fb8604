"""GitLab Code Quality: goldens, and everything that GitLab asks of an issue."""

import json
import re
from collections.abc import Callable

import pytest
from hypothesis import given

from gates.model.verdict import Outcome, Verdict
from gates.renderers import gitlab_codequality
from gates.renderers.findings import list_findings
from gates.renderers.protocol import Surface
from tests.renderers.published import ISSUES
from tests.renderers.test_hostile import ANY
from tests.renderers.verdicts import FAILURE, VERDICTS


@pytest.mark.parametrize("case", ["fail", "rows", "unjudged", "pass"])
def test_goldens(case: str, golden: Callable[[str, str], None]) -> None:
    golden(f"renderers/{case}.codequality.json", gitlab_codequality.render(VERDICTS[case], Surface()))


@given(ANY)
def test_every_issue_has_what_gitlab_asks_for(verdict: Verdict) -> None:
    issues = json.loads(gitlab_codequality.render(verdict, Surface()))
    ISSUES.validate(issues)
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)
    told = [each for each in list_findings(verdict) if each.outcome is not Outcome.WAIVED]
    assert len(issues) == len(told)


def test_all_gates_in_one_list() -> None:
    verdicts = list(VERDICTS.values())
    told = re.findall(r'"check_name": "(\w+)/', gitlab_codequality.render_all((FAILURE, VERDICTS["rows"]), Surface()))
    assert told == ["coverage"] * 6 + ["bench"] * 3
    assert json.loads(gitlab_codequality.render_all(verdicts[:2], Surface())) == []


def test_a_file_stands_at_its_first_line() -> None:
    issue = json.loads(gitlab_codequality.render(FAILURE, Surface()))[1]
    assert issue["location"] == {"path": FAILURE.results[1].subject, "lines": {"begin": 100}}
