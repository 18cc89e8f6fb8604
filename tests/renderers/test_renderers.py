"""Every output of the same verdicts, as goldens; what holds for all of them; and hostile text, which has to stay inert."""

import json
import re
from collections.abc import Callable
from importlib import import_module

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gates.catalog import RENDERERS
from gates.model.condition import Condition, Demand, Scope
from gates.model.ratio import Ratio, parse_percent
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
from gates.renderers import github, markdown, phrases, step_summary, text
from gates.renderers import json as json_renderer
from gates.renderers.protocol import Surface
from tests.conftest import ROOT

NAMES = [name for name, *_ in RENDERERS]
MIN = Condition("min", "line", Demand.AT_LEAST, parse_percent("80"))
MIN_FILE = Condition("min-file", "line", Demand.AT_LEAST, parse_percent("50"), Scope.FILE)
GROUP = Condition("min-branch", "branch", Demand.AT_LEAST, parse_percent("70.5"), Scope.GROUP, "core")
MOST = Condition("max-uncovered", "line", Demand.AT_MOST, 10)
WARNING = MIN._replace(bound=parse_percent("95"), warns=True)

PASSED = ConditionResult(MIN, "total", Outcome.PASS, Ratio(1234, 1465))
FAILED = ConditionResult(MIN, "total", Outcome.FAIL, Ratio(79_996, 100_000), shortfall=4)
BASIS = {
    "inputs": (Input("coverage.xml", "cobertura"), Input("lcov.info", "lcov")),
    "evidence": (Evidence("reports", 2), Evidence("files", 17), Evidence("lines", 1465)),
    "measurements": (Measurement("line", Ratio(1234, 1465)), Measurement("branch", Ratio(71, 100), Ratio(74, 100))),
}
SPOTS = tuple(
    Hotspot(
        f"src/package/module_{n}.py", "line", Ratio(10 - n, 10), n, tuple(Span(k * 3, k * 3 + k % 2) for k in range(1, n + 2))
    )
    for n in range(9, 1, -1)
)
VERDICTS = {
    "pass": Verdict("coverage", Outcome.PASS, (PASSED,), **BASIS),  # type: ignore[arg-type]  # a dict of mixed fields
    "pass-with-notes": Verdict(
        "coverage",
        Outcome.PASS,
        (PASSED, *(PASSED._replace(condition=GROUP, subject="core") for _ in range(5))),
        notes=(Note("line-zero", "records for line 0 are left out", "lcov.info"), Note("x", "no place")),
        **BASIS,  # type: ignore[arg-type]  # the same
    ),
    "fail": Verdict(
        "coverage",
        Outcome.FAIL,
        (
            FAILED,
            ConditionResult(MIN_FILE, "src/a.py", Outcome.FAIL, Ratio(1, 10), shortfall=4),
            ConditionResult(GROUP, "core", Outcome.FAIL, Ratio(70, 100), Ratio(72, 100), shortfall=1),
            ConditionResult(MOST, "total", Outcome.FAIL, 12, shortfall=2),
            ConditionResult(GROUP, "web", Outcome.UNJUDGED, None, reason="no file in the reports belongs to this group"),
            ConditionResult(WARNING, "total", Outcome.WARN, Ratio(79_996, 100_000), shortfall=15_004),
            ConditionResult(MOST._replace(bound=20), "total", Outcome.PASS, 12),
        ),
        hotspots=(
            *SPOTS,
            Hotspot("lib/x.c", "branch", Ratio(1, 3), 2, (Span(4, 4),)),
            Hotspot("lib/y.c", "function", Ratio(0, 1), 1, ()),
        ),
        remedies=(
            Remedy(
                "line", 4, (Step("src/package/module_9.py", 3, (Span(3, 4), Span(9, 9))), Step("src/b.py", 1, (Span(7, 7),)))
            ),
            Remedy("function", 7, tuple(Step(f"lib/{n}.c", 1, ()) for n in range(7))),
        ),
        notes=(Note("totals-disagree", "LF and LH differ", "lcov.info"),),
        **BASIS,  # type: ignore[arg-type]  # the same
    ),
    "fail-once": Verdict(
        "coverage", Outcome.FAIL, (FAILED,), hotspots=SPOTS[:1], remedies=(Remedy("line", 1, (Step("a", 1, ()),)),)
    ),
    "warn": Verdict(
        "coverage", Outcome.WARN, (FAILED._replace(condition=WARNING, outcome=Outcome.WARN), PASSED), hotspots=SPOTS[:2]
    ),
    "unjudged": Verdict(
        "coverage",
        Outcome.UNJUDGED,
        (
            PASSED._replace(outcome=Outcome.UNJUDGED, reason="lcov.info: it may have been cut off"),
            ConditionResult(MOST, "total", Outcome.UNJUDGED, None, reason="nothing"),
        ),
    ),
    "unjudged-whole": Verdict("coverage", Outcome.UNJUDGED, (), reason="no reports"),
    "skipped": Verdict("coverage", Outcome.SKIPPED, (), reason="gone.info: no such file"),
    "many-files": Verdict(
        "coverage",
        Outcome.FAIL,
        tuple(ConditionResult(MIN_FILE, f"src/{n}.py", Outcome.FAIL, Ratio(n, 500), shortfall=250 - n) for n in range(150)),
        hotspots=tuple(
            Hotspot(f"src/{n}.py", "line", Ratio(n, 500), 500 - n, tuple(Span(k, k) for k in range(1, 900, 2)))
            for n in range(150)
        ),
        remedies=(Remedy("line", 9, tuple(Step(f"src/{n}.py", 1, (Span(1, 1),)) for n in range(150))),),
    ),
}


def _render(name: str, verdict: Verdict, surface: Surface = Surface()) -> str:  # noqa: B008 (a NamedTuple cannot be changed)
    module = next(module for row, module, _ in RENDERERS if row == name)
    return str(import_module(module).render(verdict, surface))


@pytest.mark.parametrize("case", VERDICTS)
@pytest.mark.parametrize("name", NAMES)
def test_goldens(name: str, case: str, golden: Callable[[str, str], None]) -> None:
    golden(f"renderers/{case}.{name}", _render(name, VERDICTS[case]))


@pytest.mark.parametrize(
    ("label", "surface"),
    [
        ("narrow", Surface(width=40)),
        ("color", Surface(color=True)),
        ("ascii", Surface(unicode=False)),
        ("quiet", Surface(verbosity=-1)),
        ("verbose", Surface(verbosity=1, width=200)),
    ],
)
@pytest.mark.parametrize("case", ["pass-with-notes", "fail", "unjudged"])
def test_text_goldens(case: str, label: str, surface: Surface, golden: Callable[[str, str], None]) -> None:
    shown = text.render(VERDICTS[case], surface)
    golden(f"renderers/{case}.{label}.text", shown)
    assert shown.isascii() or surface.unicode
    assert ("\x1b" in shown) == surface.color
    plain = re.sub("\x1b\\[[0-9;]*m", "", shown)
    assert max(map(len, plain.splitlines())) <= surface.width


def test_the_first_line_of_a_failure_fits_80_columns() -> None:
    assert text.render(VERDICTS["fail-once"], Surface()).splitlines()[0] == "✗ coverage  line 79.99% < 80%: 4 lines short"
    assert len(text.render(VERDICTS["fail"], Surface()).splitlines()[0]) <= 80


SCHEMA = json.loads((ROOT / "config" / "schema" / "verdict.schema.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", VERDICTS)
def test_the_document_keeps_to_its_schema(case: str) -> None:
    document = json.loads(_render("json", VERDICTS[case]))
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(document, SCHEMA, cls=jsonschema.Draft202012Validator)
    assert document["version"] == json_renderer.VERSION


@pytest.mark.parametrize(
    ("key", "value"),
    [("outcome", "passed"), ("conditions", [{}]), ("exit_code", 3), ("more", 1), ("version", 2), ("evidence", {"lines": "5"})],
)
def test_the_schema_refuses(key: str, value: object) -> None:
    document = json.loads(_render("json", VERDICTS["fail"])) | {key: value}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, SCHEMA, cls=jsonschema.Draft202012Validator)


def test_github_keeps_to_ten_of_a_level() -> None:
    lines = github.render(VERDICTS["many-files"], Surface()).splitlines()
    for level in ("error", "warning", "notice"):
        assert len([line for line in lines if line.startswith(f"::{level} ")]) <= github.LIMIT
    assert "::error title=gate::and 141 more that GitHub would not show" in lines
    assert lines[1].startswith("::error title=gate coverage,file=src/0.py::")


def test_markdown_keeps_to_its_limits() -> None:
    long = VERDICTS["many-files"]
    huge = long._replace(notes=tuple(Note("x", f"{n} " + "ä|" * 5000, "r") for n in range(60)))
    for module, limit in ((markdown, 60_000), (step_summary, 1_000_000)):
        shown = module.render(huge, Surface())
        assert len(shown.encode()) <= limit
        assert "The rest is left out" in shown
        assert shown.endswith("\n")
        assert "left out" not in module.render(long, Surface())


HOSTILE = "\x1b[31m\x9b2J::error::x\n::set-output name=a::b\r##[group]<script>alert(1)</script>|`@all` ![i](https://e.example) \u202eevil\u2028\x00\ud800 %0A"
INERT = VERDICTS["fail"]._replace(
    results=(
        ConditionResult(MIN_FILE, HOSTILE, Outcome.FAIL, Ratio(1, 10), shortfall=4),
        ConditionResult(GROUP, HOSTILE, Outcome.UNJUDGED, None, reason=HOSTILE),
    ),
    inputs=(Input(HOSTILE, "lcov"),),
    hotspots=(Hotspot(HOSTILE, "line", Ratio(1, 2), 1, (Span(1, 1),)),),
    remedies=(Remedy("line", 1, (Step(HOSTILE, 1, (Span(1, 1),)),)),),
    notes=(Note("x", HOSTILE, HOSTILE),),
    reason=HOSTILE,
    outcome=Outcome.UNJUDGED,
)


@pytest.mark.parametrize("verbosity", [0, 1])
@pytest.mark.parametrize("name", NAMES)
def test_text_from_reports_is_inert(name: str, verbosity: int) -> None:
    shown = _render(name, INERT, Surface(verbosity=verbosity))
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]", shown)
    commands = [line for line in shown.splitlines() if re.match(r"\s*(::|##\[)", line)]
    allowed = re.compile(r"::(error|warning|notice) title=gate( coverage)?(,file=[^:,]*)?(,line=\d+,endLine=\d+)?::")
    assert all(name == "github" and allowed.match(line) for line in commands)
    if name in ("markdown", "step-summary"):
        assert "<script" not in shown
        assert not re.search(r"(?<!\\)@all|!\[|\]\(|`|://", shown)
    assert "##[" not in shown
    if name == "json":
        assert json.loads(shown)["reason"] == HOSTILE.replace("\ud800", "\\ud800")


@pytest.mark.parametrize("width", range(20, 120))
def test_no_line_break_makes_a_command(width: int) -> None:
    note = Note("x", "the repository lacks a file ::error::pwned and ##[add-path]/evil", "::r")
    shown = text.render(VERDICTS["fail-once"]._replace(notes=(note,)), Surface(width=width))
    assert [line for line in shown.splitlines() if line.lstrip().startswith("::") or "##[" in line] == []


def test_what_is_shown_stands_on_its_side_of_the_bound() -> None:
    close = PASSED._replace(condition=MIN._replace(bound=parse_percent("79.996")), value=Ratio(79_998, 100_000))
    assert "79.998% ≥ 79.996%" in text.render(Verdict("x", Outcome.PASS, (close,)), Surface())
    most = Condition("max", "dup", Demand.AT_MOST, parse_percent("20"))
    over = ConditionResult(most, "total", Outcome.FAIL, Ratio(20_001, 100_000), shortfall=1)
    assert "20.001% > 20%" in text.render(Verdict("x", Outcome.FAIL, (over,)), Surface())


def test_a_cut_summary_closes_what_it_opened() -> None:
    spots = tuple(Hotspot("é|" * 3000 + str(n), "line", Ratio(0, 1), 1, (Span(1, 1),)) for n in range(25))
    shown = markdown.render(VERDICTS["fail-once"]._replace(hotspots=spots), Surface())
    assert shown.count("<details>") == shown.count("</details>") == 1
    assert len(shown.encode()) <= markdown.LIMIT_BYTES


def test_every_file_is_no_file() -> None:
    doubted = ConditionResult(MIN_FILE, "every file", Outcome.UNJUDGED, Ratio(9, 10), reason="cut off")
    assert "file=" not in github.render(Verdict("coverage", Outcome.UNJUDGED, (doubted,)), Surface())


def test_a_megabyte_of_message_stays_a_message() -> None:
    long = INERT._replace(reason="x" * (1 << 20))
    for name in NAMES:
        assert _render(name, long)


TEXTS = st.text(max_size=9)
SPANS = st.lists(st.builds(Span, st.integers(1, 99), st.integers(99, 999)), max_size=3).map(tuple)
RATIOS = st.integers(0, 99).flatmap(lambda whole: st.builds(Ratio, st.integers(0, whole), st.just(whole)))
CONDITIONS = st.sampled_from([MIN, MIN_FILE, GROUP, MOST, WARNING])
RESULTS = st.builds(
    ConditionResult,
    CONDITIONS,
    TEXTS,
    st.sampled_from([Outcome.PASS, Outcome.FAIL, Outcome.UNJUDGED, Outcome.WARN]),
    st.none() | RATIOS | st.integers(0, 9),
    st.none() | RATIOS,
    st.integers(0, 9),
    TEXTS,
)
ANY = st.builds(
    Verdict,
    st.just("coverage"),
    st.sampled_from(Outcome),
    st.lists(RESULTS, min_size=1, max_size=4).map(tuple),
    hotspots=st.lists(
        st.builds(Hotspot, TEXTS, st.sampled_from(["line", "branch"]), RATIOS, st.integers(0, 99), SPANS), max_size=3
    ).map(tuple),
    remedies=st.lists(
        st.builds(
            Remedy,
            st.just("line"),
            st.integers(1, 9),
            st.lists(st.builds(Step, TEXTS, st.integers(1, 9), SPANS), min_size=1).map(tuple),
        ),
        max_size=2,
    ).map(tuple),
    notes=st.lists(st.builds(Note, st.just("x"), TEXTS, TEXTS), max_size=2).map(tuple),
    inputs=st.lists(st.builds(Input, TEXTS, TEXTS), max_size=2).map(tuple),
    evidence=st.lists(st.builds(Evidence, TEXTS, st.integers(0, 9)), max_size=2).map(tuple),
    measurements=st.lists(st.builds(Measurement, TEXTS, RATIOS, st.none() | RATIOS), max_size=2).map(tuple),
    reason=TEXTS,
)


@given(ANY, st.integers(20, 120), st.booleans(), st.integers(-1, 1))
def test_any_verdict_can_be_shown(verdict: Verdict, width: int, color: bool, verbosity: int) -> None:
    for name in NAMES:
        assert _render(name, verdict, Surface(width, color, unicode=True, verbosity=verbosity)).endswith("\n")
    jsonschema.validate(json.loads(_render("json", verdict)), SCHEMA, cls=jsonschema.Draft202012Validator)


def test_phrases() -> None:
    assert phrases.plural("branch", 1) == "1 branch"
    assert phrases.plural("branch", 2000, "more ") == "2,000 more branches"
    assert phrases.tell_value(None) == "nothing"
    assert phrases.tell_evidence((Evidence("branches", 1), Evidence("files", 2))) == "1 branch, 2 files"
    assert phrases.tell_relation(FAILED) == "<"
