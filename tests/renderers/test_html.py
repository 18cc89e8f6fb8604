"""The page: goldens, what every page keeps, what is folded and left out, and charts that draw what is told."""

import re
from base64 import b64encode
from collections.abc import Callable, Sequence
from hashlib import sha256
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gates.model.condition import Condition, Demand
from gates.model.ratio import Ratio
from gates.model.table import Cell, Change, Row, Table, Trend
from gates.model.verdict import ConditionResult, Hotspot, Note, Outcome, Span, Verdict
from gates.renderers import html
from gates.renderers.html_charts import draw_bar, draw_change, draw_meter, draw_scale, draw_tally, draw_trend, find_reach
from gates.renderers.html_markup import Markup, join, tag, words
from gates.renderers.html_style import DARK, LIGHT, STYLE
from gates.renderers.protocol import Surface
from tests.renderers.pages import assert_whole, list_numbers, parse, tell
from tests.renderers.verdicts import BARE_RUN, BENCHMARKS, FAILURE, INVOICE, MANY, MANY_ROWS, RUN, VERDICTS

RUNS: dict[str, Sequence[Verdict]] = {
    **{name: (verdict,) for name, verdict in VERDICTS.items()},
    "many": (MANY,),
    "many-rows": (MANY_ROWS,),
    "run": RUN,
    "run-bare": BARE_RUN,
}
FLOATS = st.floats(width=32) | st.sampled_from([0.0, -1.0, 1e300, -1e300, 5e-324])


def _show(*verdicts: Verdict) -> str:
    return html.render_all(verdicts, Surface())


def _find(page: Element, path: str) -> list[str]:
    return [" ".join(tell(each).split()) for each in page.findall(path)]


@pytest.mark.parametrize("case", ["pass", "fail", "rows", "unjudged", "run", "run-bare"])
def test_goldens(case: str, golden: Callable[[str, str], None]) -> None:
    shown = _show(*RUNS[case])
    golden(f"renderers/{case}.html", f"<!DOCTYPE html>\n<title>{case}</title>\n{shown[shown.index('<body>') :]}")


@pytest.mark.parametrize("case", RUNS)
def test_every_page_is_whole(case: str) -> None:
    page = assert_whole(_show(*RUNS[case]))
    assert len(page.findall("body/main")) == len(page.findall("body/header")) == len(page.findall("body/footer")) == 1


def test_only_the_style_of_its_own_is_allowed() -> None:
    page = parse(_show(FAILURE))
    policy = next(each.attrib["content"] for each in page.iter("meta") if "http-equiv" in each.attrib)
    digest = b64encode(sha256(tell(next(page.iter("style"))).encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert not re.search(r"url\(|@import|</|\\|expression", STYLE)
    assert STYLE.isascii()


def _shine(color: str) -> float:
    """Give the relative luminance of a colour: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    parts = [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_colours_have_the_contrast_that_text_and_charts_need(palette: dict[str, str]) -> None:
    def compare(one: str, other: str) -> float:
        low, high = sorted((_shine(palette[one]), _shine(palette[other])))
        return (high + 0.05) / (low + 0.05)

    for ground in ("paper", "sheet"):
        for text in ("ink", "quiet", "mark", "pass", "warn", "fail", "unjudged"):
            assert compare(text, ground) >= 4.5, (text, ground)
    assert compare("mark", "rule") >= 3
    assert compare("mark", "shade") >= 3


def test_both_palettes_name_the_same_and_the_style_uses_no_other() -> None:
    assert LIGHT.keys() == DARK.keys()
    assert set(re.findall(r"var\(--(\w+)\)", STYLE)) == LIGHT.keys()


@pytest.mark.parametrize(
    ("outcomes", "told"),
    [
        ([Outcome.PASS, Outcome.FAIL, Outcome.UNJUDGED], "Failed"),
        ([Outcome.PASS, Outcome.WARN, Outcome.UNJUDGED], "Could not judge"),
        ([Outcome.PASS, Outcome.WARN], "Passed with warnings"),
        ([Outcome.SKIPPED, Outcome.PASS], "Passed"),
        ([Outcome.SKIPPED, Outcome.SKIPPED], "Skipped"),
        ([], "Could not judge"),
    ],
)
def test_the_outcome_of_a_run_is_the_worst(outcomes: list[Outcome], told: str) -> None:
    page = parse(_show(*(Verdict("x", outcome, ()) for outcome in outcomes)))
    assert _find(page, "body/header/h1") == [told]
    assert _find(page, "head/title") == [f"{told}: gate run"]


def test_a_run_tells_each_gate_in_a_table_and_in_its_section() -> None:
    page = parse(_show(*RUN))
    names = _find(page, "body/main/section[@class='gates']//a")
    assert names == [verdict.gate for verdict in RUN]
    titles = [each.removesuffix(" ") for each in _find(page, "body/main/section[@class='gate']/h2/bdi")]
    assert titles == names
    lead = "Of 6 gates: 2 failed, 1 could not judge, 1 passed with warnings, 1 passed, 1 skipped."
    assert lead in _find(page, "body/header/p")


def test_one_gate_is_a_run_of_one_whatever_the_surface() -> None:
    assert html.render(FAILURE, Surface(width=20, unicode=False, verbosity=-1)) == _show(FAILURE)


def test_what_does_not_hold_comes_first_and_what_holds_is_folded() -> None:
    page = parse(_show(FAILURE))
    assert _find(page, "body/main/h2")[0] == "Conditions"
    assert _find(page, "body/main/section[@class='way']/h2") == ["The shortest way to green"]
    assert _find(page, "body/main/details/summary") == ["1 condition passed"]
    first = page.find("body/main/div/table/tbody/tr")
    assert first is not None
    assert _find(first, "*") == ["failed", "Line", "79.99%79,996 of 100,000 lines", "≥ 80%", "4 lines short"]
    assert not list(parse(_show(VERDICTS["pass"])).iter("details"))


def test_the_baseline_has_a_column_where_there_is_one() -> None:
    drop = Condition("max-drop", "line", Demand.DROP_AT_MOST, Ratio(1, 200))
    result = ConditionResult(drop, "total", Outcome.FAIL, Ratio(7, 10), shortfall=1, baseline=Ratio(8, 10))
    page = parse(_show(Verdict("coverage", Outcome.FAIL, (result, FAILURE.results[0]))))
    rows = [_find(row, "*") for row in page.findall("body/main/div/table/tbody/tr")]
    assert rows[0][3:5] == ["at most 0.5 points below the baseline", "80.00%"]
    assert rows[1][3:5] == ["≥ 80%", ""]
    assert len([line for line in page.iter() if line.get("class") == "baseline"]) == 1


@pytest.mark.parametrize("count", [1, 20, 21, 520, 521, 1_700])
def test_rows_are_shown_or_folded_away_or_counted(count: int) -> None:
    rows = tuple(Row(f"n{n}", Outcome.FAIL, (f"n{n}", n), f"n{n} is bad") for n in range(count))
    good = tuple(row._replace(outcome=Outcome.PASS) for row in rows)
    verdict = Verdict("x", Outcome.FAIL, (), tables=(Table("all-things", "thing", ("name", "amount"), rows + good),))
    page = assert_whole(_show(verdict))
    assert _find(page, "body/main/h2") == ["All things"]
    left = sum(int(told.replace(",", "")) for told in re.findall(r"And ([\d,]+) more", tell(page)))
    assert len(page.findall(".//tbody/tr")) + left == 2 * count
    assert len(page.findall("body/main/div//tbody/tr")) == min(count, 20)
    assert f"{count:,} {'thing' if count == 1 else 'things'} passed" in _find(page, ".//summary")


def test_nothing_is_drawn_of_a_table_without_rows() -> None:
    assert not _find(parse(_show(Verdict("x", Outcome.PASS, (), tables=(BENCHMARKS._replace(rows=()),)))), "body/main/*")


def test_a_row_tells_what_its_cells_do_not() -> None:
    titles = _find(parse(_show(VERDICTS["rows"])), ".//tbody//th")
    assert "sort/smallis slower than the baseline by 10.6%target/criterion" in titles
    assert any(
        title.endswith("parseis sloweris slower") is False and "waived: rewritten | in March" in title for title in titles
    )
    assert "n0" in titles


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("sort/small is slower", "is slower"),
        ("sort/small: cannot tell", "cannot tell"),
        ("sort/small 4.17.0 has a flaw", "sort/small 4.17.0 has a flaw"),
        ("sort/small@1: is banned", "sort/small@1: is banned"),
        ("another is slower", "another is slower"),
        ("sort/small", "sort/small"),
        ("row@1: is banned", "is banned"),
    ],
)
def test_a_sentence_below_a_name_does_not_begin_with_it(text: str, told: str) -> None:
    row = BENCHMARKS.rows[0]._replace(id="row@1", text=text, where="")
    page = parse(_show(Verdict("bench", Outcome.FAIL, (), tables=(BENCHMARKS._replace(rows=(row,)),))))
    assert _find(page, ".//tbody//span[@class='told']") == [told]


def test_what_a_cell_tells_is_not_told_below_the_name_again() -> None:
    row = BENCHMARKS.rows[0]._replace(text="sort/small: slower", where="")
    page = parse(_show(Verdict("bench", Outcome.FAIL, (), tables=(BENCHMARKS._replace(rows=(row,)),))))
    assert _find(page, ".//tbody//span[@class='told']") == []


def test_the_outcomes_of_rows_and_of_gates_are_a_bar_with_its_words() -> None:
    page = parse(_show(VERDICTS["rows"]))
    assert _find(page, "body/main/div[@class='tallied']/p/span") == ["1 failed", "1 cannot tell", "1 waived", "3 passed"]
    bar = next(each for each in page.iter() if each.get("class") == "tally")
    assert [(each.get("class"), each.get("x"), each.get("width")) for each in bar] == [
        ("fail", "0", "16.7"),
        ("unjudged", "16.7", "16.7"),
        ("waived", "33.3", "16.7"),
        ("pass", "50", "50"),
    ]
    head = parse(_show(*RUN)).find("body/header")
    assert head is not None
    assert [each.get("class") for each in head.findall(".//*[@class='tally']/*")] == [
        "fail",
        "unjudged",
        "warn",
        "pass",
        "skipped",
    ]
    assert not head.findall("div/p")
    assert draw_tally([Outcome.FAIL] * 9) == ""


def test_a_few_among_many_are_seen_in_the_bar() -> None:
    widths = re.findall(r' width="([\d.]+)"', draw_tally([Outcome.FAIL, *[Outcome.PASS] * 99_999]))
    assert widths == ["1", "99"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["high"] * 5 + ["low"] * 3, ["high", "5", "low", "3"]),
        (["b", "a"] * 4, ["a", "4", "b", "4"]),
        (["high"] * 9, []),
        (["high"] * 4 + ["low"] * 3, []),
        ([f"n{n}" for n in range(9)], []),
        (["high"] * 8 + [""], []),
    ],
)
def test_bad_rows_are_counted_by_the_kinds_that_they_are_of(words: list[str], told: list[str]) -> None:
    rows = tuple(Row(f"n{n}", Outcome.FAIL, (f"n{n}", n, word), "bad") for n, word in enumerate(words))
    good = Row("x", Outcome.PASS, ("x", 1, "fine"), "good")
    table = Table("things", "thing", ("name", "amount", "severity"), (*rows, good))
    page = assert_whole(_show(Verdict("x", Outcome.FAIL, (), tables=(table,))))
    first = page.findall("body/main/div/table")[0]
    shown = _find(first, "tbody/tr/*") if _find(first, "thead/tr/th") == ["severity", "things"] else []
    assert shown == told


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ((Change(0.1),), ["Dot: the change."]),
        ((Change(0.1, 0.1, 0.1, 0.05),), ["Dot: the change; dashes: the limit."]),
        ((Change(0.1, 0.0, 0.2),), ["Dot: the change; whiskers: where the truth is thought to be."]),
        ((Trend((1.0, 2.0)),), ["Line: the runs, one after the other, the last as a dot."]),
        (("x",), []),
    ],
)
def test_only_what_is_drawn_is_explained(cells: tuple[Cell, ...], told: list[str]) -> None:
    table = Table("things", "thing", ("name", "cell"), (Row("x", Outcome.FAIL, ("x", *cells), "bad"),))
    page = parse(_show(Verdict("x", Outcome.FAIL, (), tables=(table,))))
    assert _find(page, "body/main/p[@class='legend']") == told


def test_columns_in_which_nothing_is_told_are_left_out() -> None:
    bare = Hotspot("a.py", "line", Ratio(1, 2), 1, ())
    page = parse(_show(Verdict("x", Outcome.FAIL, (), hotspots=(bare,))))
    assert _find(page, ".//thead//th") == ["file", "missed", "whole file"]
    page = parse(_show(Verdict("x", Outcome.FAIL, (), hotspots=(bare._replace(spans=(Span(3, 4),), category="new lines"),))))
    assert _find(page, ".//thead//th") == ["file", "count", "whole file", "lines"]
    assert _find(page, "body/main/h2") == ["New lines"]


def test_words_of_reports_are_kept_apart_and_clipped() -> None:
    assert words("") == ""
    assert words("שלום", "path") == '<bdi class="path">שלום</bdi>'
    assert words("a/b<i>/c", "path") == '<bdi class="path">a/<wbr>b&#60;i&#62;/<wbr>c</bdi>'
    assert len(words("/" * 5_000, "path")) < 2_001 * len("/<wbr>") + len('<bdi class="path"></bdi>')
    assert tag("p", "a<b>&'\"#::x\n") == "<p>a&#60;b&#62;&#38;&#39;&#34;&#35;&#58;&#58;x\\n</p>"
    assert tag("meta", content='"') == '<meta content="&#34;">'
    assert len(words("x" * 5_000)) == 2_000 + len("<bdi></bdi>")
    assert join((Markup("<br>"), "<br>" + Markup("<br>"))) == "<br>&#60;br&#62;&#60;br&#62;"
    assert INVOICE in _find(parse(_show(FAILURE)), ".//bdi[@class='path']")


def test_notes_without_a_place_have_no_column_for_it() -> None:
    page = parse(_show(Verdict("x", Outcome.PASS, (), notes=tuple(Note("n", f"note {n}") for n in range(25)))))
    assert set(_find(page, ".//thead//th")) == {"note"}
    assert _find(page, ".//summary") == ["5 more notes"]


def _draw(chart: str) -> Element:
    return parse(f"<!DOCTYPE html><title>x</title>{chart}")


def test_a_trend_is_drawn_and_told() -> None:
    page = _draw(draw_trend(Trend((2.0, 4.0, float("nan"), 3.0))))
    line = next(each for each in page.iter() if "points" in each.attrib)
    assert line.attrib["points"] == "4,20 48,4 92,12"
    assert "3 values, from 2 to 4, the last 3" in [each.get("aria-label") for each in page.iter()]
    assert draw_trend(Trend((float("inf"),))) == ""
    assert 'points="4,12 92,12"' in draw_trend(Trend((7.0, 7.0)))


@pytest.mark.parametrize(
    ("change", "drawn"),
    [
        (Change(0.0), '<circle cx="70" cy="8" r="3" class="dot"></circle>'),
        (Change(1.0, 0.0, 1.0), 'd="M70 8H134M70 3.5v9M134 3.5v9" class="whisker"'),
        (Change(0.0, -0.9, 1.0), 'd="M6 8H134M134 3.5v9" class="whisker"'),
        (Change(-0.5, bound=1.0), '<line x1="134" x2="134" y1="0" y2="16" class="bound"></line>'),
        (Change(-0.5), '<circle cx="6" cy="8" r="3" class="dot"></circle>'),
        (Change(float("inf")), '<path d="M139 8L131 3.5v9z" class="dot"></path>'),
        (Change(-2.0), '<path d="M1 8L9 3.5v9z" class="dot"></path>'),
        (Change(0.0, 0.0, 0.0), '<line x1="70" x2="70" y1="0" y2="16" class="zero"></line><circle'),
    ],
)
def test_a_change_stands_on_a_scale_on_which_half_is_as_far_as_twice(change: Change, drawn: str) -> None:
    assert drawn in draw_change(change, find_reach((Change(30.0),)))


def test_the_scale_of_changes_reaches_as_far_as_they_do() -> None:
    assert "-3%" in draw_scale(find_reach((Change(0.01, -0.02, 0.025), Change(float("nan")))))
    assert draw_scale(find_reach(())).count("2%") == 2
    assert "+100%" in draw_scale(find_reach((Change(50.0),)))
    assert "+5%" in draw_scale(find_reach((Change(50.0), Change(0.05))))
    assert draw_change(Change(float("nan")), 1.0) == ""


def test_meters_and_bars() -> None:
    assert draw_meter(Ratio(0, 0)) == ""
    drawn = draw_meter(Ratio(1, 4), Ratio(1, 2), Ratio(9, 10), Ratio(0, 0))
    assert re.findall(r'width="([\d.]+)" height="6" class="(\w+)"', drawn) == [
        ("100", "track"),
        ("50", "upper"),
        ("25", "value"),
    ]
    assert 'x1="90"' in drawn
    assert "baseline" not in drawn
    assert 'width="33.3"' in draw_bar(1, 3)
    assert 'width="0"' in draw_bar(0, 0)


@given(st.builds(Change, FLOATS, st.none() | FLOATS, st.none() | FLOATS, st.none() | FLOATS), st.lists(FLOATS))
def test_whatever_is_drawn_stays_on_its_chart(change: Change, values: list[float]) -> None:
    page = _draw(draw_change(change, find_reach((change,))) + draw_trend(Trend(tuple(values))))
    assert all(0 <= number <= 140 for number in list_numbers(page))
