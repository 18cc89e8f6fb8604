"""`gate render`: what was saved, shown as it was at once, in any output, alone and with others; never judged again."""

import json
import os
from pathlib import Path

import pytest

from gates.catalog import RENDERERS
from gates.cli.render import put_together
from gates.errors import UsageError
from gates.model.verdict import Outcome, Run, Verdict
from gates.renderers import json as writer
from gates.renderers.protocol import Surface
from tests.conftest import Gate, lcov
from tests.renderers.verdicts import FAILURE, RUN, VERDICTS

NAMES = [name for name, *_ in RENDERERS]
HALF = {"src/a.py": {1: 1, 2: 0}, "src/b.py": {7: 1}}


def _save(path: str, *verdicts: Verdict, run: bool = False) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    shown = writer.render_all(verdicts, Surface()) if run else writer.render(verdicts[0], Surface())
    Path(path).write_text(shown, encoding="utf-8")


def test_every_output_is_what_it_was_at_once(gate: Gate) -> None:
    name = os.fsdecode(b"caf\xe9.info")
    Path(name).write_bytes(lcov(HALF).replace(b"src/b.py", b"src/\xe9.py"))
    at_once = gate("coverage", "--min", "95", "-v", name, *(f"--output={each}={each}.at-once" for each in NAMES))
    assert at_once.code == 1
    later = gate("render", "json.at-once", "-v", *(f"--output={each}={each}.later" for each in NAMES))
    assert later == (0, at_once.out, "")
    for each in NAMES:
        assert Path(f"{each}.later").read_bytes() == Path(f"{each}.at-once").read_bytes(), each
    for each in ("text", "markdown", "github"):
        told = gate("coverage", "--min", "95", "--format", each, "--output=json=v.json", name)
        assert gate("render", "v.json", "--as", each).out == told.out
        assert gate("render", "--format", each, "-", stdin=Path("v.json").read_bytes()).out == told.out


def test_a_run_is_shown_as_a_run(gate: Gate) -> None:
    Path("r.info").write_bytes(lcov(HALF))
    Path("gate.toml").write_text(
        '[coverage.a]\nreports = "r.info"\nmin = 95\n[coverage.b]\nreports = "r.info"\nmin = 1\n', "utf-8"
    )
    at_once = gate("run", "--color", "always", *(f"--output={each}={each}.at-once" for each in NAMES))
    later = gate("render", "json.at-once", "--color", "always", *(f"--output={each}={each}.later" for each in NAMES))
    assert (at_once.code, later) == (1, (0, at_once.out, ""))
    for each in NAMES:
        assert Path(f"{each}.later").read_bytes() == Path(f"{each}.at-once").read_bytes(), each


@pytest.mark.parametrize("case", VERDICTS)
def test_the_exit_code_is_that_of_showing(gate: Gate, case: str) -> None:
    _save("v.json", VERDICTS[case])
    assert gate("render", "v.json", "--as", "json") == (0, Path("v.json").read_text("utf-8"), "")


def test_several_documents_are_one_run(gate: Gate) -> None:
    _save("out/linux/verdict.json", VERDICTS["pass"])
    _save("out/windows/verdict.json", FAILURE)
    _save("out/run/verdict.json", VERDICTS["rows"], VERDICTS["pass"]._replace(gate="audit"), run=True)
    told = gate("render", "out/**/*.json", "--count", "3")
    assert (told.code, told.err) == (0, "")
    assert told.out.splitlines()[0] == "✗ gate  2 of 4 gates failed, 2 passed"
    for name in ("✓ coverage (linux)", "✗ coverage (windows)", "✗ bench ", "✓ audit "):
        assert f"\n  {name}" in told.out
    names = ["out/windows/verdict.json", "out/linux/verdict.json", "out/run/verdict.json"]
    assert gate("render", *names) == gate("render", *names[::-1]) == told
    gate("render", *names, "--output", "json=whole.json")
    document = json.loads(Path("whole.json").read_text("utf-8"))
    assert [each["gate"] for each in document["gates"]] == ["coverage (linux)", "bench", "audit", "coverage (windows)"]
    assert gate("render", "whole.json").out == told.out
    _save("out/linux/verdict.json", *RUN[:1], run=True)
    assert gate("render", "out/linux/verdict.json").out.startswith("✗ gate  1 gate failed")


@pytest.mark.parametrize(
    ("names", "labels"),
    [
        (("a/linux.json", "a/mac.json"), ("linux", "mac")),
        (("linux/3.11/v.json", "linux/3.12/v.json", "mac/3.12/v.json"), ("linux/3.11", "linux/3.12", "mac/3.12")),
        (("v.json", "a/v.json"), ("v.json", "a/v.json")),
        (("v", "v.json"), ("v", "v.json")),
        (("-", "v.json"), ("-", "v")),
    ],
)
def test_gates_of_one_name_are_told_apart_by_their_files(names: tuple[str, ...], labels: tuple[str, ...]) -> None:
    found = put_together([(name, Run((VERDICTS["pass"],), is_run=False)) for name in names])
    assert [verdict.gate for verdict in found] == [f"coverage ({label})" for label in labels]


def test_what_was_put_together_already_is_not_taken_for_something_else() -> None:
    named = [Verdict(name, Outcome.UNJUDGED, ()) for name in ("x", "x", "x (a)")]
    with pytest.raises(UsageError, match=r"several of the verdicts would be called 'x \(a\)'"):
        put_together([(f"{name}.json", Run((each,), is_run=False)) for name, each in zip("abc", named, strict=True)])


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        ([], "no verdict was named"),
        (["gone.json"], "gone.json: no such file"),
        (["*.gone"], "*.gone: no file matches this pattern"),
        (["."], ".: is a folder, not a report"),
        (["empty.json"], "empty.json: is empty"),
        (["cut.json"], "cut.json:10: not well-formed JSON"),
        (["foreign.json"], "foreign.json: is not a verdict document of gate"),
        (["newer.json"], "newer.json: is a verdict document of version 2, and this gate reads 1"),
        (["edited.json"], "edited.json: outcome: 'pass' contradicts its conditions"),
        (["page.json"], "page.json:1: not well-formed JSON"),
        (["-"], "-: there is no standard input to read"),
        (["v.json", "cut.json"], "cut.json:10: not well-formed JSON"),
        (["v.json", "--count", "2"], "--count: expected 2 documents, found 1"),
        (["v.json", "--count", "two"], "--count: 'two' is not a whole number"),
        (["v.json", "--as", "yaml"], "'yaml' is not an output that gate knows"),
        (["v.json", "--output", "yaml=x"], "'yaml' is not an output that gate knows"),
        (["v.json", "--output", "html"], "--output: 'html' is not NAME=PATH"),
        (["v.json", "--output", "html=no/such/folder/x"], "no/such/folder/x: cannot be written"),
        (["v.json", "--strict"], "unknown option --strict"),
        (["v.json", "--outputs", "html=x"], "unknown option --outputs; did you mean --output?"),
    ],
)
def test_what_cannot_be_shown_is_exit_2(gate: Gate, argv: list[str], told: str) -> None:
    _save("v.json", FAILURE)
    text = Path("v.json").read_text("utf-8")
    Path("empty.json").write_text(" \n", "utf-8")
    Path("cut.json").write_text("".join(text.splitlines(keepends=True)[:9]), "utf-8")
    Path("foreign.json").write_text('{"version": "2.1.0", "runs": []}', "utf-8")
    Path("newer.json").write_text(text.replace('"version": 1', '"version": 2'), "utf-8")
    Path("edited.json").write_text(text.replace('"outcome": "fail"', '"outcome": "pass"', 1), "utf-8")
    Path("page.json").write_text("<html>", "utf-8")
    found = gate("render", *argv)
    assert found.code == 2
    assert told in found.err
    assert "hint: " in found.err or "standard input" in found.err


def test_help(gate: Gate) -> None:
    told = gate("render", "--help")
    assert (told.code, told.err) == (0, "")
    assert "usage: gate render VERDICT.json ..." in told.out
    assert "0 shown, whatever the verdict" in " ".join(told.out.split())
    assert "  render  " in gate("--help").out


def test_a_summary_is_appended_where_github_wants_it(gate: Gate) -> None:
    _save("v.json", VERDICTS["pass"])
    Path("summary.md").write_text("# before\n", "utf-8")
    assert gate("render", "v.json", "--output=step-summary=summary.md", environ={"GITHUB_STEP_SUMMARY": "summary.md"}).code == 0
    assert Path("summary.md").read_text("utf-8").startswith("# before\n### ✅ gate coverage")
