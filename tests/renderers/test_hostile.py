"""What holds for every output: words of reports stay words, and any verdict at all can be shown."""

import json
import re
from itertools import cycle, repeat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gates.model.condition import Condition, Demand, Part, Scope
from gates.model.ratio import Ratio
from gates.model.table import Change, History, Quantity, Row, Table, Trend
from gates.model.verdict import (
    ConditionResult,
    Evidence,
    Hotspot,
    Input,
    Measurement,
    Note,
    Outcome,
    Remedy,
    Span,
    Step,
    Verdict,
)
from gates.renderers import text
from gates.renderers.escape import clean, disarm
from gates.renderers.protocol import Surface
from tests.conftest import few
from tests.renderers.hostile import BASES, FRAGMENTS, list_fields, list_filled, poison, rotate
from tests.renderers.inert import COMMAND, READERS, assert_inert
from tests.renderers.test_json import VALIDATOR
from tests.renderers.verdicts import FAILURE, GROUP, MIN, MIN_FILE, MOST, NAMES, SHARE, VERDICTS, WARNING, render, render_all

HOSTILE = (
    "::error::a \x1b[31m\x9b2J::error::x\n::set-output name=a::b ::stop-commands::c\r##[group]d ##vso[task.e]f "
    "<script>alert(1)</script>|`@all` ![i](https://e.example) \u202eevil\u2066\u2028\x00\ud800 %0A::error::g"
)


def _poison(words: str) -> Verdict:
    """Give a verdict in which everything that can come from a report is these words."""
    return FAILURE._replace(
        results=(
            ConditionResult(MIN_FILE, words, Outcome.FAIL, Ratio(1, 10), shortfall=4),
            ConditionResult(MIN_FILE._replace(metric=words), words, Outcome.FAIL, Ratio(1, 10), shortfall=4),
            ConditionResult(MOST._replace(metric=words), words, Outcome.FAIL, 12, shortfall=2),
            ConditionResult(GROUP._replace(group=words), words, Outcome.UNJUDGED, None, reason=words),
        ),
        inputs=(Input(words, words),),
        evidence=(Evidence(words, 1), Evidence(words, 2)),
        measurements=(Measurement(words, Ratio(1, 2), Ratio(1, 1)),),
        hotspots=(Hotspot(words, words, Ratio(1, 2), 1, (Span(1, 1),)), Hotspot(words, "line", Ratio(1, 2), 1, ())),
        remedies=(
            Remedy(words, 1, (Step(words, 1, (Span(1, 1),)), Step(words, 2, ()))),
            Remedy(words, 1, (Step(words, 1, text=words),), task=words),
        ),
        tables=(
            Table(
                "things",
                words,
                (words, "amount"),
                (
                    Row(words, Outcome.FAIL, (words, Quantity(1.5, words)), words, words),
                    Row(words, Outcome.WAIVED, (words, words), words, words, words),
                ),
            ),
        ),
        notes=(Note("x", words, words), Note("x", words)),
    )


@pytest.mark.parametrize("surface", [Surface(), Surface(width=40), Surface(verbosity=1), Surface(verbosity=-1, unicode=False)])
@pytest.mark.parametrize("outcome", [Outcome.FAIL, Outcome.UNJUDGED])
@pytest.mark.parametrize("name", NAMES)
def test_words_of_reports_are_inert(name: str, outcome: Outcome, surface: Surface) -> None:
    verdict = _poison(HOSTILE)._replace(outcome=outcome, gate=HOSTILE if outcome is Outcome.UNJUDGED else "coverage")
    assert_inert(name, render(name, verdict._replace(reason=HOSTILE if outcome is Outcome.UNJUDGED else ""), surface))


@given(
    st.lists(st.sampled_from(["a", "aaaaaaaaa", "::", "::error::x", "##", "#", "[", "##[x]y", "/", ":", "…", "-"])),
    st.integers(1, 99),
)
def test_no_width_brings_a_command_to_the_start_of_a_line(words: list[str], width: int) -> None:
    for joined in (" ".join(words), "".join(words)):
        for verbosity in (0, 1):
            shown = text.render(_poison(joined), Surface(width=width, verbosity=verbosity))
            assert [line for line in shown.splitlines() if COMMAND.match(line)] == []


@pytest.mark.parametrize("width", range(20, 120))
def test_no_line_break_makes_a_command(width: int) -> None:
    note = Note("x", "the repository lacks a file ::error::pwned and ##[add-path]/evil", "::r")
    shown = text.render(FAILURE._replace(notes=(note, Note("x", " error x::pwned", ":"))), Surface(width=width))
    assert [line for line in shown.splitlines() if line.lstrip().startswith("::") or "##[" in line] == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("tests/a.py::test_b std::vector", "tests/a.py::test_b std::vector"),
        ("::error::x", "\\x3a:error::x"),
        ("a ::error::x", "a \\x3a:error::x"),
        ("a##[group]", "a#\\x23[group]"),
        ("##vso[x]", "#\\x23vso[x]"),
        ("C## [x]", "C## [x]"),
        ("\x1b[31m\u202e\ud800\n", "\\x1b[31m\\u202e\\ud800\\n"),
        ("größer 日本語", "größer 日本語"),
    ],
)
def test_escapes(words: str, told: str) -> None:
    assert disarm(clean(words)) == told


@pytest.mark.parametrize("empty", [True, False])
@pytest.mark.parametrize("surface", [Surface(), Surface(width=30, unicode=False, verbosity=1)])
@pytest.mark.parametrize("name", NAMES)
def test_no_field_of_a_verdict_can_do_harm(name: str, surface: Surface, empty: bool) -> None:
    words = rotate()
    verdicts = [poison(base, words, empty=empty) for base in BASES]
    for verdict in verdicts:
        assert_inert(name, render(name, verdict, surface))
    assert_inert(name, render_all(name, verdicts, surface))


def test_there_is_a_reader_for_each_output_and_a_word_in_each_field() -> None:
    assert set(READERS) == set(NAMES)
    filled = set().union(*(list_filled(poison(base, repeat("x"))) for base in BASES))
    assert filled | {("Input", "digest")} == list_fields(Verdict)  # a digest is gate's own


@few()
@given(st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=6), st.sampled_from(BASES))
def test_no_words_put_together_do_harm(fragments: list[str], base: Verdict) -> None:
    verdict = poison(base, cycle(("".join(fragments), *fragments)))
    for name in NAMES:
        assert_inert(name, render(name, verdict))


LIMITS = {
    "markdown": 60_000,
    "comment": 60_000,
    "step-summary": 1 << 20,
    "slack": 13_000,
    "teams": 28_000,
    "badge": 2_000,
    "badge-svg": 4_000,
}
"""Output → the bytes that it may have at the most; all others, but the document, stay below a few times 10,000 a text."""


@pytest.mark.parametrize("name", NAMES)
def test_a_megabyte_of_words_in_each_field_stays_words_and_within_limits(name: str) -> None:
    long = "".join(FRAGMENTS)
    verdict = poison(VERDICTS["rows"], repeat(long * ((1 << 20) // len(long))), empty=False)
    verdict = verdict._replace(outcome=Outcome.UNJUDGED, reason="x" * (1 << 20))
    shown = render(name, verdict)
    assert shown.endswith("\n")
    if name != "json":
        assert_inert(name, shown)
        assert len(shown.encode()) <= LIMITS.get(name, 1_000_000)


TEXTS = st.text(max_size=9)
SPANS = st.lists(st.builds(Span, st.integers(1, 99), st.integers(99, 999)), max_size=9).map(tuple)
RATIOS = st.integers(0, 99).flatmap(lambda whole: st.builds(Ratio, st.integers(0, whole), st.just(whole)))
CONDITIONS = st.sampled_from([MIN, MIN_FILE, GROUP, MOST, WARNING, SHARE]) | st.builds(
    Condition,
    TEXTS,
    TEXTS,
    st.sampled_from(Demand),
    st.integers(0, 10_000).map(lambda part: Ratio(part, 10_000)) | st.integers(0, 9),
    st.sampled_from(Scope),
    TEXTS,
    st.booleans(),
    st.sampled_from(Part),
    TEXTS,
    TEXTS,
)
RESULTS = st.builds(
    ConditionResult,
    CONDITIONS,
    TEXTS,
    st.sampled_from([Outcome.PASS, Outcome.FAIL, Outcome.UNJUDGED, Outcome.WARN]),
    st.none() | RATIOS | st.integers(0, 9),
    st.none() | RATIOS | st.integers(0, 9),
    st.integers(0, 9),
    TEXTS,
    st.none() | RATIOS.filter(lambda ratio: ratio.whole) | st.integers(0, 9),
)
HOTSPOTS = st.builds(
    Hotspot, TEXTS, st.sampled_from(["line", "branch"]) | TEXTS, RATIOS, st.integers(0, 99), SPANS, TEXTS, st.booleans()
)
STEPS = st.lists(st.builds(Step, TEXTS, st.integers(1, 9), SPANS, TEXTS), max_size=12).map(tuple)
FLOATS = st.floats(width=32)
CELLS = (
    TEXTS
    | st.none()
    | st.integers(0, 9)
    | RATIOS
    | st.builds(Quantity, FLOATS.filter(lambda value: value >= 0), st.sampled_from(["s", "B", "B/s", "1/s", ""]) | TEXTS)
    | st.builds(Change, FLOATS, st.none() | FLOATS, st.none() | FLOATS)
    | st.builds(Trend, st.lists(st.floats(0, 1e9), max_size=30).map(tuple))
)
ROWS = st.builds(Row, TEXTS, st.sampled_from(Outcome), st.tuples(TEXTS, CELLS, CELLS), TEXTS, TEXTS, TEXTS)
TABLES = st.builds(Table, TEXTS, TEXTS, st.just(("name", "now", "then")), st.lists(ROWS, max_size=3).map(tuple))
FIGURES = st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=2, max_size=4).map(
    lambda each: Trend(tuple(each))
)
ANY = st.builds(
    Verdict,
    TEXTS,
    st.sampled_from([outcome for outcome in Outcome if outcome is not Outcome.WAIVED]),
    st.lists(RESULTS, max_size=4).map(tuple),
    inputs=st.lists(st.builds(Input, TEXTS, TEXTS, st.sampled_from(["", "0" * 64])), max_size=2).map(tuple),
    evidence=st.lists(st.builds(Evidence, TEXTS, st.integers(0, 9)), max_size=2).map(tuple),
    measurements=st.lists(st.builds(Measurement, TEXTS, RATIOS, st.none() | RATIOS), max_size=2).map(tuple),
    hotspots=st.lists(HOTSPOTS, max_size=3).map(tuple),
    remedies=st.lists(st.builds(Remedy, TEXTS, st.integers(1, 9), STEPS, TEXTS, TEXTS), max_size=2).map(tuple),
    notes=st.lists(st.builds(Note, TEXTS, TEXTS, TEXTS), max_size=2).map(tuple),
    tables=st.lists(TABLES, max_size=2).map(tuple),
    reason=TEXTS,
    history=st.lists(st.builds(History, TEXTS, FIGURES), max_size=2).map(tuple),
)
SURFACES = st.builds(Surface, st.integers(1, 120), st.booleans(), st.booleans(), st.integers(-1, 2))


@few()
@given(ANY, SURFACES)
def test_any_verdict_can_be_shown(verdict: Verdict, surface: Surface) -> None:
    for name in NAMES:
        shown = render(name, verdict, surface)
        silent = verdict.outcome is Outcome.PASS and surface.verbosity < 0 and name in ("text", "github")
        assert shown.endswith("\n") or (silent and not shown.strip())
        assert_inert(name, re.sub("\x1b\\[[0-9;]*m", "", shown) if surface.color else shown)
        if not surface.unicode and name in ("text", "json"):
            assert shown.isascii()
    VALIDATOR.validate(json.loads(render("json", verdict)))
