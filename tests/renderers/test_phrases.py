"""The words and the layout that the outputs for people share."""

import pytest

from gates.model.condition import Condition, Demand
from gates.model.ratio import Ratio
from gates.model.verdict import ConditionResult, Evidence, Outcome, Span
from gates.renderers import phrases
from gates.renderers.layout import measure, pad, shorten, wrap
from gates.renderers.protocol import Surface
from tests.renderers.verdicts import FAILED, INVOICE, MOST, PASSED


@pytest.mark.parametrize(
    ("thing", "many"),
    [
        ("line", "lines"),
        ("branch", "branches"),
        ("class", "classes"),
        ("box", "boxes"),
        ("dependency", "dependencies"),
        ("survey", "surveys"),
        ("case", "cases"),
    ],
)
def test_nouns_in_the_right_number(thing: str, many: str) -> None:
    assert phrases.plural(thing, 1) == f"1 {thing}"
    assert phrases.plural(thing, 2000, "more ") == f"2,000 more {many}"
    assert phrases.tell_evidence((Evidence(many, 1), Evidence(many, 2))) == f"1 {thing}, 2 {many}"


def test_a_noun_that_is_no_plural_stays() -> None:
    assert phrases.tell_evidence((Evidence("data", 1),)) == "1 data"


def test_values() -> None:
    assert phrases.tell_value(None) == "nothing"
    assert phrases.tell_value(Ratio(0, 0), Ratio(1, 2)) == "none"
    assert phrases.tell_value(12_345, MOST.bound) == "12,345"
    assert phrases.tell_value(Ratio(2, 3), 12) == "66.66%"
    assert phrases.tell_relation(FAILED) == "<"
    assert phrases.tell_relation(PASSED, unicode=False) == ">="


def test_what_may_not_be_there_at_all_is_asked_for_by_its_name() -> None:
    none = Condition("lost", "file", Demand.AT_MOST, 0, label="files in no report")
    unknown = ConditionResult(none, "total", Outcome.UNJUDGED, None, reason="main has no baseline")
    assert phrases.tell_question(unknown, "") == "files in no report"
    assert phrases.tell_result(unknown, "") == "files in no report: main has no baseline"
    assert phrases.tell_result(unknown._replace(value=0), "") == "files in no report: main has no baseline (seen: 0)"
    assert phrases.tell_result(unknown._replace(value=3), "") == "3 files in no report, none is allowed: main has no baseline"
    assert phrases.tell_question(unknown._replace(condition=MOST), "group core") == "uncovered lines of group core ≤ 10"


def test_spans() -> None:
    spans = (Span(1, 1), Span(8, 22), Span(30, 31))
    assert phrases.tell_spans(spans, 2) == "8-22, 30-31 and 1 more"
    assert phrases.tell_spans((), 2) == ""


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        (200, INVOICE),
        (60, "services/…/internal/InvoiceRepositoryImplementation.java"),
        (47, "services/…/InvoiceRepositoryImplementation.java"),
        (46, "…/InvoiceRepositoryImplementation.java"),
        (20, "servic…entation.java"),
        (8, "se….java"),
    ],
)
def test_paths_are_shortened_at_folders_first(columns: int, told: str) -> None:
    assert shorten(INVOICE, columns, Surface()) == told
    assert measure(told) <= columns or told == INVOICE


def test_paths_without_folders_and_without_unicode() -> None:
    assert shorten("abcdefghijklmnop", 10, Surface(unicode=False)) == "ab...lmnop"
    assert shorten("src/abcdefghijkl.py", 17, Surface()) == "…/abcdefghijkl.py"
    assert shorten("/" * 1_000_000, 9, Surface()) == "/…///////"
    assert measure(shorten("データデータデータ", 7, Surface())) <= 7


def test_wide_letters_are_measured() -> None:
    assert measure("データ") == 6
    assert measure("e\u0301") == 1
    assert pad("日", 4) == "日  "


def test_no_word_is_broken() -> None:
    assert list(wrap("  a ", "1,234 of 1,465 lines", 12)) == ["  a 1,234 of", "      1,465", "      lines"]
    assert list(wrap("x: ", "abcdefghijklmnop", 5)) == ["x: abcdefghijklmnop"]


DROP = Condition("max-drop", "line", Demand.DROP_AT_MOST, Ratio(50, 10_000))
RISE = Condition("max-uncovered-increase", "line", Demand.RISE_AT_MOST, 3, label="uncovered lines")


@pytest.mark.parametrize(
    ("condition", "value", "baseline", "told"),
    [
        (DROP, Ratio(8, 10), Ratio(8, 10), "line 80.00%, the same as the baseline's 80.00% (at most 0.5 points)"),
        (DROP, Ratio(9, 10), Ratio(8, 10), "line 90.00%, 10.00 points above the baseline's 80.00% (at most 0.5 points)"),
        (DROP, Ratio(7, 10), Ratio(8, 10), "line 70.00%, 10.00 points below the baseline's 80.00% (at most 0.5 points)"),
        (DROP, Ratio(7949, 10_000), Ratio(8, 10), "line 79.49%, 0.51 points below the baseline's 80.00% (at most 0.5 points)"),
        (DROP, Ratio(794_999, 10**6), Ratio(8, 10), "line 79.49%, 0.5001 points below the baseline's 80.00%"),
        (
            DROP._replace(bound=Ratio(1, 100)),
            Ratio(8, 10),
            Ratio(8, 10),
            "line 80.00%, the same as the baseline's 80.00% (at most 1 point)",
        ),
        (RISE, 5, 1, "uncovered lines 5, 4 above the baseline's 1 (at most 3 lines)"),
        (RISE, None, 1, "uncovered lines nothing, beside the baseline's 1 (at most 3 lines)"),
    ],
)
def test_a_change_since_the_baseline(condition: Condition, value: Ratio | int | None, baseline: Ratio | int, told: str) -> None:
    result = ConditionResult(condition, "total", Outcome.PASS, value, baseline=baseline)
    assert phrases.tell_result(result, "").startswith(told)
    assert phrases.tell_demand(result).startswith("at most")


def test_a_choice_of_nouns_is_told_in_the_right_number() -> None:
    assert phrases.plural("line or branch", 2) == "2 lines or branches"
