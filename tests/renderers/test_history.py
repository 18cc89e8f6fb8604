"""What a store knows of earlier figures: drawn and told where there is room for it, and nowhere else."""

import json

import pytest

from gates.model.table import History, Trend
from gates.renderers.history import tell_figure, tell_history
from gates.renderers.protocol import Surface
from tests.renderers.verdicts import NAMES, VERDICTS, render

PASS = VERDICTS["pass"]
LINE = History("line", Trend((0.8, 0.29, 0.8423208191126280)))
TOLD = PASS._replace(history=(History("tests", Trend((1200.0, 1250.0))), LINE))


@pytest.mark.parametrize(
    ("metric", "value", "told"),
    [
        ("line", 0.29, "29.00%"),
        ("line", 1.0, "100%"),
        ("line", 0.0, "0.00%"),
        ("line", 0.99999, "99.99%"),
        ("line", 17.0, "17"),
        ("line", -0.5, "-0.5"),
        ("tests", 1250.0, "1,250"),
        ("tests", 0.5, "0.5"),
        ("tests", 12345.678, "12,346"),
        ("time", 2.0801e-6, "2.08e-06"),
        ("time", 1e300, "1e+300"),
    ],
)
def test_figures_are_told_as_what_they_are(metric: str, value: float, told: str) -> None:
    assert tell_figure(PASS, metric, value) == told


def test_a_line_of_text() -> None:
    assert tell_history(PASS, LINE) == "line █▁█ 29.00%, now 84.23% (2 earlier entries)"
    assert (
        tell_history(PASS, LINE._replace(trend=Trend((1.0, 0.0))), unicode=False) == "line ^_ 100%, now 0.00% (1 earlier entry)"
    )


def test_a_page_draws_a_line_for_each_metric() -> None:
    page = render("html", TOLD)
    assert page.count('class="trend"') == 2
    assert "3 values, from 0.29 to 0.8423, the last 0.8423" in page
    assert ">History</h2>" in page
    assert "History" not in render("html", PASS)


def test_the_document_holds_the_numbers() -> None:
    assert json.loads(render("json", TOLD))["history"] == [
        {"metric": "tests", "values": [1200, 1250]},
        {"metric": "line", "values": [0.8, 0.29, 0.842320819112628]},
    ]


def test_a_pass_stays_quiet_unless_more_is_asked_for() -> None:
    quiet = [name for name in NAMES if name not in {"html", "json"}]
    assert [name for name in quiet if render(name, TOLD) != render(name, PASS)] == []
    told = render("text", TOLD, Surface(verbosity=1))
    assert "  history: line █▁█ 29.00%, now 84.23% (2 earlier entries)\n" in told
    assert "  history: tests ▁█ 1,200, now 1,250 (1 earlier entry)\n" in told


def test_a_metric_is_a_word_of_somebody_else() -> None:
    hostile = PASS._replace(history=(History("<script>\x1b[2J", Trend((1.0, 2.0))),))
    assert "<script>" not in render("html", hostile)
    assert "\x1b" not in render("text", hostile, Surface(verbosity=1))
