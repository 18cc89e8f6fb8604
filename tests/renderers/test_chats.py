"""Messages for Slack and Teams: goldens, their limits, and what Slack's own library and Microsoft's schema make of one."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block

from gates.model.ratio import Ratio
from gates.model.verdict import ConditionResult, Outcome, Verdict
from gates.renderers import slack, teams
from gates.renderers.protocol import Surface
from tests.conftest import few
from tests.renderers.published import list_flaws, load_card
from tests.renderers.test_hostile import ANY
from tests.renderers.verdicts import FAILED, FAILURE, MANY, MIN_FILE, VERDICTS

SETS = st.lists(ANY, min_size=1, max_size=30)


def _slack(*verdicts: Verdict) -> Any:
    return json.loads(slack.render_all(verdicts, Surface()))


def _card(*verdicts: Verdict) -> Any:
    (attachment,) = json.loads(teams.render_all(verdicts, Surface()))["attachments"]
    return attachment["content"]


def _read(card: Any) -> list[str]:
    return [run["text"] for block in card["body"] for run in block["inlines"]]


@pytest.mark.parametrize("case", ["fail", "rows", "pass", "skipped"])
def test_goldens(case: str, golden: Callable[[str, str], None]) -> None:
    golden(f"renderers/{case}.slack.json", slack.render(VERDICTS[case], Surface()))
    golden(f"renderers/{case}.teams.json", teams.render(VERDICTS[case], Surface()))


@few()
@given(SETS)
def test_no_message_is_too_large(verdicts: list[Verdict]) -> None:
    message = _slack(*verdicts)
    for block in Block.parse_all(message["blocks"]):
        assert block is not None
        block.validate_json()
    assert len(message["blocks"]) <= 50
    assert sum(len(block["text"]["text"]) for block in message["blocks"]) < 13_000
    assert all(1 <= len(block["text"]["text"]) <= (150 if block["type"] == "header" else 3_000) for block in message["blocks"])
    assert len(teams.render_all(verdicts, Surface())) < 28_000
    card = _card(*verdicts)
    assert card.pop("msteams") == {"width": "Full"}  # of Teams alone, so that Microsoft's schema does not know it
    assert list_flaws(load_card(), card) == []


LONG = MIN_FILE._replace(metric="&" * 9_000)
HUGE = Verdict("<" * 900, Outcome.FAIL, (ConditionResult(LONG, "é" * 9_000, Outcome.FAIL, Ratio(1, 9)),) * 90, MANY.inputs)


@pytest.mark.parametrize("count", [1, 2, 20, 21, 60])
def test_no_words_are_too_long(count: int) -> None:
    huge = HUGE._replace(remedies=MANY.remedies * 9)
    test_no_message_is_too_large.hypothesis.inner_test([huge] * count)  # type: ignore[attr-defined]  # Hypothesis adds it
    told = [block["text"]["text"] for block in _slack(*[huge] * count)["blocks"]]
    assert (f"and {count - 20} more gate" in told[-1]) == (count > 20)


def test_the_schema_of_cards_finds_what_is_wrong() -> None:
    card = _card(FAILURE)
    card["body"][0]["inlines"][0]["color"] = "red"
    assert list_flaws(load_card(), card)


def test_the_worst_comes_first() -> None:
    verdicts = [VERDICTS[case] for case in ("skipped", "pass", "warn", "unjudged", "fail")]
    message = _slack(*verdicts)
    told = [block["text"]["text"].partition("\n")[0] for block in message["blocks"]]
    assert told == [
        "❌ gate: 1 of 5 gates failed, 1 could not be judged, 1 passed with warnings, 1 passed, 1 skipped",
        "❌ coverage failed",
        "❔ coverage could not judge",
        "⚠️ coverage passed with warnings",
        "✅ coverage passed",
        "⏭️ coverage skipped",
    ]
    assert message["text"] == told[0]
    assert _read(_card(*verdicts))[0] == told[0]


def test_what_is_told() -> None:
    told = _read(_card(FAILURE))
    assert told[:2] == ["❌ gate coverage failed", "• line 79.99% < 80%: 4 lines short"]
    assert "• warning: line 79.99% < 95%: 15,004 lines short" in told
    assert told[-1] == "Judged: 2 reports, 17 files, 1,465 lines, 200 branches"
    assert _slack(VERDICTS["pass"])["blocks"][1]["text"]["text"].startswith("• line 84.23% ≥ 80%\nJudged: ")
    assert _slack(Verdict("x", Outcome.PASS, ()))["blocks"][1]["text"]["text"] == "✅ x passed"
    assert _read(_card(VERDICTS["skipped"]))[1:] == ["• gone.info: no such file"]
    assert "… and 142 more findings" in _read(_card(MANY))


def test_words_are_escaped_for_slack_alone() -> None:
    verdict = Verdict(
        "x", Outcome.UNJUDGED, (FAILED._replace(outcome=Outcome.UNJUDGED, reason="<!channel> & <https://e.example|x>"),)
    )
    assert "&lt;!channel&gt; &amp; &lt;https" in _slack(verdict)["blocks"][1]["text"]["text"]
    assert "<!channel> & <https" in _read(_card(verdict))[1]
