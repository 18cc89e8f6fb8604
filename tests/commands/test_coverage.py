from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gates.cli.tree import Repository
from gates.commands.coverage import METRICS, conditions, judge
from gates.commands.protocol import Case
from gates.errors import UsageError
from gates.model.condition import Scope
from gates.model.coverage import CoverageReport, FileCoverage
from gates.model.ratio import parse_percent
from gates.model.verdict import Outcome, Verdict
from gates.readers.coverage import lcov as reader
from tests.conftest import Gate, cobertura, lcov

FILES = {
    "src/core/a.py": {1: 1, 2: 1, 3: 0, 4: 0, 5: 0},
    "src/core/b.py": {1: 1, 2: 1, 3: 1, 4: 1, 5: 0},
    "src/web/c.py": {1: 1, 2: 1, 3: 1, 4: 1, 5: 1},
}


@pytest.fixture(autouse=True)
def report(tmp_path: Path) -> None:
    (tmp_path / "r.info").write_bytes(lcov(FILES))


@pytest.mark.parametrize(
    ("options", "code", "told"),
    [
        (["--min", "73.3"], 0, "line 73.33% ≥ 73.3%"),
        (["--min", "73.4"], 1, "line 73.33% < 73.4%: 1 line short"),
        (["--fail-under", "80"], 1, "1 line short"),
        (["--max-uncovered", "4"], 0, "uncovered lines 4 ≤ 4"),
        (["--max-uncovered", "3"], 1, "uncovered lines 4 > 3: 1 line too many"),
        (["--min-file", "40"], 0, "line of every file 40.00% ≥ 40%"),
        (["--min-file", "50"], 1, "line of src/core/a.py 40.00% < 50%: 1 line short"),
        (["--min-branch", "1"], 2, "branch ≥ 1%: the reports hold no branches"),
        (["--min-function", "0"], 2, "function ≥ 0%: the reports hold no functions"),
        (["--min", "90", "--exclude", "src/core/**"], 0, "line 100% ≥ 90%"),
        (["--min", "0", "--exclude", "src"], 2, "line ≥ 0%: the reports hold no lines"),
        (["--min", "0", "--min-file", "0", "--exclude", "src"], 2, "line of every file ≥ 0%: the reports tell no file's lines"),
        (["--min", "70", "--exclude", "nothing/**", "-v"], 0, "note: --exclude 'nothing/**' matches no file in the reports"),
    ],
)
def test_conditions(gate: Gate, options: list[str], code: int, told: str) -> None:
    result = gate("coverage", *options, "r.info", environ={"COLUMNS": "200"})
    assert result.code == code
    assert told in result.out


def test_groups(gate: Gate, tmp_path: Path) -> None:
    (tmp_path / "gate.toml").write_text(
        """
        [coverage]
        reports = "r.info"
        [[coverage.groups]]
        name = "b only"
        paths = ["b.py"]
        min = 90
        [[coverage.groups]]
        name = "core"
        paths = ["src/core/**"]
        min = { warn = 60 }
        min-file = 30
        max-uncovered = 3
        [[coverage.groups]]
        name = "nobody"
        paths = ["lib/**"]
        min = 1
        """
    )
    code, out, _ = gate("coverage", environ={"COLUMNS": "200"})
    assert code == 1
    assert "line of group b only 80.00% < 90%: 1 line short" in out
    assert "! line of group core 40.00% < 60%: 1 line short" in out
    assert "? line of group nobody ≥ 1%: no file in the reports belongs to this group" in out
    assert "uncovered lines" not in out
    assert "cover 2 more lines in 2 files" in out


def test_no_condition_is_no_pass() -> None:
    with pytest.raises(UsageError, match="no condition was given"):
        conditions({"exclude": ("x",)})
    found = conditions(
        {
            "min": parse_percent("1"),
            "min.warn": parse_percent("2"),
            "groups": ({"name": "g", "paths": ("x",), "min-file": parse_percent("3")},),
        }
    )
    assert [(each.id, each.scope, each.group, each.warns) for each in found] == [
        ("min", Scope.TOTAL, "", False),
        ("min", Scope.TOTAL, "", True),
        ("min-file", Scope.FILE, "g", False),
    ]


@pytest.mark.parametrize("options", [["--min", "40"], ["--max-uncovered", "9"], ["--min-file", "40"]])
def test_a_pass_that_the_reports_own_totals_contradict_is_unjudged(gate: Gate, options: list[str]) -> None:
    text = b"SF:a.c\n" + b"".join(b"DA:%d,%d\n" % (line, line <= 5) for line in range(1, 11)) + b"LF:10\nLH:3\nend_of_record\n"
    if options[0] == "--max-uncovered":
        text = text.replace(b"LF:10", b"LF:20")
    code, out, _ = gate("coverage", *options, "-", stdin=text, environ={"COLUMNS": "200"})
    assert code == 2
    assert "the reports contradict themselves" in out
    assert "--ignore-totals judges by the records" in out
    assert gate("coverage", *options, "--ignore-totals", "-", stdin=text).code == 0
    assert gate("coverage", "--min", "10", "-", stdin=text).code == 0
    assert gate("coverage", "--min", "60", "-", stdin=text).code == 1


def test_merged_branch_counts_are_an_interval_judged_low(gate: Gate, tmp_path: Path) -> None:
    one = cobertura({"a.py": {1: 1}}).replace(b'hits="1"', b'hits="1" branch="true" condition-coverage="50% (1/2)"')
    (tmp_path / "one.xml").write_bytes(one)
    (tmp_path / "two.xml").write_bytes(one)
    code, out, _ = gate("coverage", "--min-branch", "60", "one.xml", "two.xml", environ={"COLUMNS": "200"})
    assert code == 1
    assert "branch 50.00% < 60% (between 50.00% and 100%; the low end is judged): 1 branch short" in out
    assert gate("coverage", "--min-branch", "50", "one.xml", "two.xml").code == 0


def test_totals_without_lines_serve_a_total_and_say_what_they_cannot(gate: Gate) -> None:
    summary = b'<coverage lines-valid="10" lines-covered="8" line-rate="0.8"><packages/></coverage>'
    code, out, _ = gate("coverage", "--min", "80", "--min-file", "1", "-", stdin=summary, environ={"COLUMNS": "200"})
    assert code == 2
    assert "line of every file ≥ 1%: the reports tell no file's lines, only totals" in out
    assert gate("coverage", "--min", "80", "-", stdin=summary).code == 0
    assert gate("coverage", "--min", "81", "-", stdin=summary).code == 1


def test_paths_in_a_repository(gate: Gate, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "src" / "core").mkdir(parents=True)
    (tmp_path / "src" / "core" / "a.py").write_text("")
    code, out, _ = gate("coverage", "--min", "70", "-v", "r.info", environ={"COLUMNS": "200"})
    assert code == 0
    assert "note: r.info: the repository lacks 2 of its 3 files, such as src/core/b.py" in out
    assert gate("coverage", "--min", "60", "--path-map", "src=lib", "r.info", "--min-file", "99").out.count("lib/core/a.py") > 0


PERCENTS = st.integers(0, 100).map(lambda number: parse_percent(str(number)))
LINES = st.dictionaries(
    st.sampled_from(["a", "b", "c"]), st.dictionaries(st.integers(1, 12), st.booleans(), min_size=1), min_size=1
)


def _judge(files: dict[str, dict[int, bool]], **bounds: object) -> Verdict:
    report = reader.read([lcov({path: dict(sorted(lines.items())) for path, lines in files.items()})], "r", frozenset({"line"}))
    return _judge_report(report, {name.replace("_", "-"): bound for name, bound in bounds.items()})


def _judge_report(report: CoverageReport, settings: Mapping[str, Any]) -> Verdict:
    return judge(Case(report, settings, (), frozenset(METRICS), Repository("/")))


@given(LINES, PERCENTS, PERCENTS, st.sampled_from(["min", "min_file"]))
def test_a_tighter_threshold_never_passes_what_failed(
    files: dict[str, dict[int, bool]], one: object, other: object, name: str
) -> None:
    loose, tight = sorted([one, other])  # type: ignore[type-var]
    if _judge(files, **{name: loose}).outcome is Outcome.FAIL:
        assert _judge(files, **{name: tight}).outcome is Outcome.FAIL


@given(LINES, PERCENTS, st.sampled_from(["min", "min_file"]))
def test_more_coverage_never_fails_what_passed(files: dict[str, dict[int, bool]], bound: object, name: str) -> None:
    if _judge(files, **{name: bound}).outcome is Outcome.PASS:
        for path, lines in files.items():
            for line in lines:
                better = {**files, path: {**lines, line: True}}
                assert _judge(better, **{name: bound}).outcome is Outcome.PASS


@given(LINES, PERCENTS, PERCENTS, st.integers(0, 30))
def test_the_way_to_green_leads_to_green(files: dict[str, dict[int, bool]], total: object, each: object, most: int) -> None:
    bounds = {"min": total, "min_file": each, "max_uncovered": most}
    verdict = _judge(files, **bounds)
    if verdict.outcome is Outcome.PASS:
        assert verdict.remedies == ()
        return
    (remedy,) = verdict.remedies
    mended = {path: dict(lines) for path, lines in files.items()}
    for step in remedy.steps:
        for span in step.spans:
            mended[step.path] |= {line: True for line in range(span.first, span.last + 1) if line in mended[step.path]}
    assert _judge(mended, **bounds).outcome is Outcome.PASS
    changed = sum(sum(lines.values()) for lines in mended.values()) - sum(sum(lines.values()) for lines in files.values())
    assert changed == remedy.units


def test_branches_and_functions_have_their_own_way() -> None:
    text = b"SF:a.c\nFN:1,f\nFN:2,g\nFNDA:1,f\nFNDA:0,g\nBRDA:1,0,0,1\nBRDA:1,0,1,0\nDA:1,1\nDA:2,0\nend_of_record\n"
    report = reader.read([text], "r", frozenset({"line", "branch", "function"}))
    bound = parse_percent("100")
    verdict = _judge_report(report, {"min-branch": bound, "min-function": bound, "min": bound})
    assert [(remedy.metric, remedy.units) for remedy in verdict.remedies] == [("line", 1), ("branch", 1), ("function", 1)]
    assert [(spot.metric, spot.missed, spot.spans) for spot in verdict.hotspots] == [
        ("line", 1, ((2, 2),)),
        ("branch", 1, ((1, 1),)),
        ("function", 1, ()),
    ]


def test_an_empty_report_is_unjudged() -> None:
    assert _judge_report(CoverageReport({}), {"min": parse_percent("0")}).outcome is Outcome.UNJUDGED
    nothing = CoverageReport({"a": FileCoverage()})  # type: ignore[dict-item]  # a literal stands for a path
    assert _judge_report(nothing, {"min": parse_percent("0")}).outcome is Outcome.UNJUDGED
