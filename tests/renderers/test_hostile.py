"""What holds for every output: words of reports stay words, and any verdict at all can be shown."""

import json
import re
from html.parser import HTMLParser

import jsonschema
import msgspec
import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.openmetrics.parser import text_string_to_metric_families

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
from tests.renderers.pages import assert_whole
from tests.renderers.test_json import SCHEMA
from tests.renderers.verdicts import FAILURE, GROUP, MIN, MIN_FILE, MOST, NAMES, SHARE, WARNING, render

HOSTILE = (
    "::error::a \x1b[31m\x9b2J::error::x\n::set-output name=a::b ::stop-commands::c\r##[group]d ##vso[task.e]f "
    "<script>alert(1)</script>|`@all` ![i](https://e.example) \u202eevil\u2066\u2028\x00\ud800 %0A::error::g"
)
STEERING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
ELEMENTS = {
    "junit": {"testsuites", "testsuite", "properties", "property", "testcase", "failure", "error", "skipped", "system-out"},
    "badge-svg": {"svg", "title", "path", "g", "text"},
}
COMMAND = re.compile(r"\s*::|.*##\w*\[")
OWN = re.compile(r"::(error|warning|notice) title=gate( [^:,]*)?(,file=[^:,]*)?(,line=\d+,endLine=\d+)?::(?!.*##\w*\[)")


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


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags |= {tag, *(name for name, _ in attrs)}


def _assert_inert(name: str, shown: str) -> None:
    assert not STEERING.search(shown)
    assert all(name == "github" and OWN.match(line) for line in shown.splitlines() if COMMAND.match(line))
    if name in ("markdown", "comment", "step-summary"):
        parser = _Tags()
        parser.feed(shown)
        assert parser.tags <= {"details", "summary"}
        assert not re.search(r"(?:@|&#64;)\w|!\[|\]\(|`|:\/\/", shown)
    if name == "html":
        assert_whole(shown)
    if shown.startswith(("{", "[")):
        assert shown.isascii()
        assert msgspec.json.decode(shown) == json.loads(shown)
    if name == "sarif":
        assert "](" not in shown
    if name in ("junit", "badge-svg"):
        assert {element.tag.rpartition("}")[2] for element in fromstring(shown).iter()} <= ELEMENTS[name]
    if name == "slack":
        assert not re.search("[<>]", shown)
    if name == "openmetrics":
        assert list(text_string_to_metric_families(shown))


@pytest.mark.parametrize("surface", [Surface(), Surface(width=40), Surface(verbosity=1), Surface(verbosity=-1, unicode=False)])
@pytest.mark.parametrize("outcome", [Outcome.FAIL, Outcome.UNJUDGED])
@pytest.mark.parametrize("name", NAMES)
def test_words_of_reports_are_inert(name: str, outcome: Outcome, surface: Surface) -> None:
    verdict = _poison(HOSTILE)._replace(outcome=outcome, gate=HOSTILE if outcome is Outcome.UNJUDGED else "coverage")
    _assert_inert(name, render(name, verdict._replace(reason=HOSTILE if outcome is Outcome.UNJUDGED else ""), surface))


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


def test_a_megabyte_of_message_stays_a_message() -> None:
    long = _poison(HOSTILE * 1_000)._replace(reason="x" * (1 << 20), outcome=Outcome.UNJUDGED)
    for name in NAMES:
        assert render(name, long).endswith("\n")


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


@given(ANY, SURFACES)
def test_any_verdict_can_be_shown(verdict: Verdict, surface: Surface) -> None:
    for name in NAMES:
        shown = render(name, verdict, surface)
        silent = verdict.outcome is Outcome.PASS and surface.verbosity < 0 and name in ("text", "github")
        assert shown.endswith("\n") or (silent and not shown.strip())
        _assert_inert(name, re.sub("\x1b\\[[0-9;]*m", "", shown) if surface.color else shown)
        if not surface.unicode and name in ("text", "json"):
            assert shown.isascii()
    jsonschema.validate(json.loads(render("json", verdict)), SCHEMA, cls=jsonschema.Draft202012Validator)
