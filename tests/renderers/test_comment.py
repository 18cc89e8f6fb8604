"""The comment on a pull request: its marker, what is shown at once, and that whatever has no room is counted."""

import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest

from gates.model.verdict import Note, Outcome, Verdict
from gates.renderers import comment
from gates.renderers.protocol import Surface
from tests.renderers.test_markdown import LONG
from tests.renderers.verdicts import FAILURE, MANY, MANY_ROWS, RUN, VERDICTS


def _render(*verdicts: Verdict, run: bool = False) -> str:
    return comment.render_all(verdicts, Surface()) if run else comment.render(verdicts[0], Surface())


def _assert_whole(shown: str) -> None:
    """Assert that the marker comes first and once, that every fold is closed, and every table has its columns."""
    assert re.match(r"<!-- gate:[A-Za-z0-9._/-]+ -->\n### ", shown)
    assert shown.count("<!--") == shown.count("-->") == 1
    depth = columns = 0
    for line in shown.splitlines():
        depth += line.startswith("<details>") - (line == "</details>")
        assert 0 <= depth <= 2
        cells = line.count("|") if line.startswith("|") else 0
        assert not columns or not cells or cells == columns
        columns = cells
    assert depth == 0
    assert shown.endswith("\n")
    assert len(shown.encode()) <= comment.LIMIT_BYTES


class _Visible(HTMLParser):
    """Collects what is seen before anything is unfolded."""

    def __init__(self) -> None:
        super().__init__()
        self.depth, self.text = 0, ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        del attrs
        self.depth += tag == "details"

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag == "details"

    def handle_data(self, data: str) -> None:
        self.text += "" if self.depth else data


def _look(shown: str) -> str:
    visible = _Visible()
    visible.feed(shown)
    return visible.text


@pytest.mark.parametrize("case", VERDICTS)
def test_goldens(case: str, golden: Callable[[str, str], None]) -> None:
    shown = _render(VERDICTS[case])
    golden(f"renderers/{case}.comment", shown)
    _assert_whole(shown)


def test_a_run(golden: Callable[[str, str], None]) -> None:
    shown = _render(*RUN, run=True)
    golden("renderers/run.comment", shown)
    _assert_whole(shown)


def test_what_is_seen_at_once_is_little() -> None:
    shown = _look(_render(FAILURE))
    assert "❌ gate coverage: failed" in shown
    assert "line 79.99% < 80%: 4 lines short, and 3 more." in shown
    assert "Shortest way to green:" in shown
    assert "records for line 0" not in shown
    assert "The files with most" not in shown
    assert len(_look(_render(MANY_ROWS)).splitlines()) < 40
    assert "Shortest way" not in _look(_render(*RUN, run=True))


def test_why_nobody_could_judge_is_seen_at_once() -> None:
    verdict = Verdict(
        "x", Outcome.UNJUDGED, (), reason="r.xml: is empty", notes=(Note("hint", "did the tool run to its end?"),)
    )
    assert "r.xml: is empty." in _look(_render(verdict))
    assert "did the tool run to its end?" in _look(_render(verdict))


@pytest.mark.parametrize(
    ("name", "marker"),
    [
        ("coverage", "<!-- gate:coverage -->"),
        ("coverage.back-end_2", "<!-- gate:coverage.back-end_2 -->"),
        ("coverage (linux/3.11)", "<!-- gate:coverage-linux/3.11-b5168e30 -->"),
        ("--> <script>", "<!-- gate:script-91a2c1d2 -->"),
        ("", "<!-- gate: -->"),
        ("日本", "<!-- gate:cf2abf0c -->"),
        ("\udcff", "<!-- gate:c840d0dd -->"),
    ],
)
def test_a_marker_is_the_same_in_every_run_and_of_no_other_gate(name: str, marker: str) -> None:
    assert comment.make_marker(name) == marker
    shown = [_render(each._replace(gate=name)).splitlines()[0] for each in VERDICTS.values()]
    assert set(shown) == {marker}


def test_markers_tell_names_apart() -> None:
    names = ["a b", "a-b", "a  b", "a--b", "-a-b", "a-b-", "日", "本", "run", "x" * 100, "x" * 101, "x" * 102]
    assert len({comment.make_marker(name) for name in names}) == len(names)
    assert _render(*RUN, run=True).startswith("<!-- gate:run -->\n### ❌ gate: 2 of 6 gates failed")


def test_the_limit_holds_and_what_is_left_out_is_counted() -> None:
    for verdict in (LONG, MANY, MANY_ROWS):
        _assert_whole(_render(verdict))
    assert "- and 60 more\n" in _render(LONG)
    shown = _render(MANY)
    assert "<summary>145 more conditions</summary>" in shown
    assert "| | | and 65 more | | | |" in shown
    assert "and 125 more" in shown


@pytest.mark.parametrize("count", [1, 2, 7, 40, 400])
def test_the_limit_holds_for_any_number_of_gates(count: int) -> None:
    some = (LONG, MANY_ROWS) if count < 10 else (FAILURE, VERDICTS["rows"])
    verdicts = [verdict._replace(gate=f"coverage.{n}") for n in range(count) for verdict in some]
    shown = _render(*verdicts, run=True)
    _assert_whole(shown)
    told = len(re.findall(r"^<details><summary>❌ gate coverage\.\d+: failed</summary>", shown, re.MULTILINE))
    told += len(re.findall(r"^_What gate coverage\.\d+ tells is left out here", _look(shown), re.MULTILINE))
    more = re.search(r"^_([\d,]+) more parts are left out", _look(shown), re.MULTILINE)
    assert told + (int(more[1].replace(",", "")) if more else 0) == 2 * count
