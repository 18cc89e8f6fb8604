"""Markdown for pull requests and step summaries: goldens, limits, and text that stays text."""

import re
from collections.abc import Callable

import pytest

from gates.model.table import Row, Table
from gates.model.verdict import Note, Outcome, Verdict
from gates.renderers import markdown, step_summary
from gates.renderers.protocol import Surface
from gates.renderers.sections import escape
from gates.renderers.tables import write_markdown
from tests.renderers.verdicts import FAILURE, MANY, MANY_ROWS, VERDICTS

LONG = MANY._replace(
    results=tuple(each._replace(subject=f"{each.subject}{'ä|' * 400}") for each in MANY.results),
    hotspots=tuple(each._replace(path=f"{each.path}{'ä|' * 400}") for each in MANY.hotspots),
    notes=tuple(Note("x", f"{n} " + "ä|" * 400, "r") for n in range(60)),
)


@pytest.mark.parametrize("case", VERDICTS)
def test_goldens(case: str, golden: Callable[[str, str], None]) -> None:
    golden(f"renderers/{case}.markdown", markdown.render(VERDICTS[case], Surface()))


@pytest.mark.parametrize("case", VERDICTS)
def test_a_step_summary_is_the_same_and_can_be_appended_to(case: str) -> None:
    assert step_summary.render(VERDICTS[case], Surface()) == markdown.render(VERDICTS[case], Surface()) + "\n"


def test_many(golden: Callable[[str, str], None]) -> None:
    shown = markdown.render(MANY, Surface())
    golden("renderers/many.markdown", shown)
    assert "| | | and 50 more | | | |" in shown
    assert "- and 125 more files" in shown
    assert "| and 125 more | | | | |" in shown
    assert "- and 10 more" in shown


def _assert_whole(shown: str) -> None:
    """Assert that whatever was opened is closed, and every table has its columns."""
    assert shown.count("<details>") == shown.count("</details>")
    columns = 0
    for line in shown.splitlines():
        cells = line.count("|") if line.startswith("|") else 0
        assert not columns or not cells or cells == columns
        columns = cells


def test_the_limits_hold() -> None:
    for render, limit in ((markdown.render, 60_000), (step_summary.render, 1_000_000)):
        shown = render(LONG, Surface())
        assert len(shown.encode()) <= limit
        assert shown.endswith("\n")
        _assert_whole(shown)
    assert "and 150 more" not in markdown.render(MANY, Surface())
    assert "left out here" in markdown.render(LONG, Surface())


@pytest.mark.parametrize("limit_bytes", [*range(700, 5_000, 97), *range(5_000, 40_000, 1_013)])
def test_any_limit_holds_and_what_is_left_out_is_counted(limit_bytes: int) -> None:
    shown = write_markdown(MANY, limit_bytes)
    assert len(shown.encode()) <= limit_bytes
    _assert_whole(shown)
    assert "more" in shown or "left out" in shown
    rows = len(re.findall(r"^\| ❌ ", shown, re.MULTILINE))
    told = [int(number) for number in re.findall(r"^\| \| \| and (\d+) more", shown, re.MULTILINE)]
    told += [int(number) for number in re.findall(r"_(\d+) conditions are left out", shown)]
    assert rows + sum(told) == len(MANY.results)


@pytest.mark.parametrize("limit_bytes", range(1_500, 60_000, 977))
def test_any_limit_holds_for_rows(limit_bytes: int) -> None:
    shown = write_markdown(MANY_ROWS, limit_bytes)
    assert len(shown.encode()) <= limit_bytes
    _assert_whole(shown)
    rows = len(re.findall(r"^\| (?:❌|❔|🔕|✅) \| (?:sort|spawn|services|n\d)", shown, re.MULTILINE))
    told = [int(number) for number in re.findall(r"^\| \| and (\d+) more", shown, re.MULTILINE)]
    told += [int(number) for number in re.findall(r"_(\d+) benchmarks are left out", shown)]
    assert rows + sum(told) == len(MANY_ROWS.tables[0].rows)
    steps = len(re.findall(r"^- n\d+: hurry", shown, re.MULTILINE))
    left = [
        int(number)
        for number in re.findall(r"^- and (\d+) more|^_(\d+) steps are", shown, re.MULTILINE)
        for number in number
        if number
    ]
    assert steps + sum(left) == 60


def test_what_has_no_room_at_all_is_told() -> None:
    assert "_Something is left out here" in write_markdown(VERDICTS["pass"], 200)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a|b", "a&#124;b"),
        ("`x`", "&#96;x&#96;"),
        ("<script>", "&#60;script&#62;"),
        ("&lt;", "&#38;&#8203;lt;"),
        ("@all", "&#64;&#8203;all"),
        ("#12", "&#35;&#8203;12"),
        (":x:", "&#58;&#8203;x:"),
        ("![i](https://e)", "&#33;&#91;i&#93;(https&#58;&#8203;//e)"),
        ("WWW.e.example", "WWW&#46;e.example"),
        (
            "snake_case _em_ **b** ~~s~~ $m$",
            "snake_case &#95;em&#95; &#42;&#42;b&#42;&#42; &#126;&#126;&#8203;s&#126;&#126; &#36;&#8203;m&#36;",
        ),
        ("a\nb\r\x1b\u202e\u2028", "a&#92;nb&#92;r&#92;x1b&#92;u202e&#92;u2028"),
        ("src/a.py 79.99%", "src/a.py 79.99%"),
        ("!12 %12 GH-12 fight-12", "&#33;&#8203;12 &#37;&#8203;12 GH&#45;&#8203;12 fight-12"),
        ("[issue:12] pkg[extra] a & b", "&#91;&#8203;issue:12&#93; pkg&#91;extra&#93; a &#38; b"),
    ],
)
def test_text_stays_text(text: str, told: str) -> None:
    assert escape(text) == told


@pytest.mark.parametrize("text", ["- [ ] x", "/close", "+ x", "1. x", "=== ", "    code", "--- ", "::error::x"])
def test_no_text_begins_a_list_a_heading_or_code(text: str) -> None:
    verdict = Verdict("x", Outcome.UNJUDGED, (), reason=text, notes=(Note("n", text),))
    lines = markdown.render(verdict, Surface()).splitlines()
    start = f"&#{ord(text[0])};"
    assert lines[2] == f"Reason: {escape(text)}"
    assert f"- {start}" in lines[-2] + lines[-1]


def test_a_column_in_which_no_row_tells_anything_is_left_out() -> None:
    row = Row("a", Outcome.WAIVED, ("a", None, 3, ""), "a is bad", waiver="it may")
    table = Table("things", "thing", ("thing", "x", "size", "y"), (row, row._replace(outcome=Outcome.PASS)))
    shown = markdown.render(Verdict("x", Outcome.PASS, (), tables=(table,)), Surface())
    assert "\n|  | thing | size |\n|---|---|---|\n| 🔕 | a | 3 (waived: it may) |\n" in shown
    empty = markdown.render(
        Verdict("x", Outcome.PASS, (), tables=(table._replace(rows=(row._replace(cells=("", None, "", "")),)),)), Surface()
    )
    assert "\n|  | thing |\n" in empty


def test_a_long_text_is_clipped() -> None:
    told = escape("x" * 10_000)
    assert len(told) == 500
    assert told.endswith("x…")


def test_the_interval_is_judged_at_its_low_end() -> None:
    assert "70.00%–72.00%, judged at 70.00% (70 of 100 branches)" in markdown.render(FAILURE, Surface())
