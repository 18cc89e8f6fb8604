"""`gate run`: every gate that is configured, whatever becomes of the others, and one summary."""

import io
import json
from pathlib import Path

import jsonschema
import pytest
import referencing
from hypothesis import given
from hypothesis import strategies as st

from gates.cli import all_gates
from gates.cli.main import main
from gates.commands import audit
from gates.model.verdict import Outcome, Verdict
from gates.renderers.phrases import tell_total
from tests.commands.test_audit import HIGH, LOW, _write
from tests.conftest import ROOT, Gate, lcov

SCHEMAS = [json.loads((ROOT / "config" / "schema" / f"{name}.schema.json").read_text("utf-8")) for name in ("run", "verdict")]
REGISTRY = referencing.Registry().with_resources([(each["$id"], referencing.Resource.from_contents(each)) for each in SCHEMAS])


def _configure(text: str) -> None:
    Path("gate.toml").write_text(text, encoding="utf-8")
    Path("back.info").write_bytes(lcov({"src/a.py": {1: 1, 2: 1, 3: 0, 4: 1}}))
    Path("front.info").write_bytes(lcov({"web/a.js": {1: 1, 2: 1}}))
    _write("audit.txt", HIGH, LOW)


ALL = """
[coverage.backend]
reports = "back.info"
min = 70

[coverage.frontend]
reports = ["front.info"]
min = 90

[audit]
reports = "audit.txt"
fail-on = "critical"
"""


def test_each_gate_has_a_line_and_those_that_failed_their_reasons(gate: Gate) -> None:
    _configure(ALL)
    told = gate("run")
    assert (told.code, told.err) == (0, "")
    assert told.out.splitlines() == [
        "✓ gate  all 3 gates passed",
        "  ✓ coverage.backend   line 75.00% ≥ 70%  (3 of 4 lines, 1 report, 1 file)",
        "  ✓ coverage.frontend  line 100% ≥ 90%  (2 of 2 lines, 1 report, 1 file)",
        "  ✓ audit              no vulnerabilities of critical severity or worse  (1",
        "      report, 9 packages, 2 findings)",
    ]
    assert gate("run", "-q").out == ""
    _configure(ALL.replace("70", "80").replace("critical", "high"))
    told = gate("run")
    assert told.code == 1
    assert told.out.splitlines()[:3] == [
        "✗ gate  2 of 3 gates failed, 1 passed",
        "  ✗ coverage.backend   line 75.00% < 80%: 1 line short",
        "  ✓ coverage.frontend  line 100% ≥ 90%  (2 of 2 lines, 1 report, 1 file)",
    ]
    assert "\n\ncoverage.backend\n  most missed (lines):\n" in told.out
    assert "\n\naudit\n" in told.out
    assert "\n\ncoverage.frontend\n" not in told.out
    assert "coverage.frontend" not in gate("run", "-q").out
    assert "\n\ncoverage.frontend\n" in gate("run", "-v").out
    assert "\x1b[" in gate("run", "--color", "always").out


def test_names_choose_gates_or_instances(gate: Gate) -> None:
    _configure(ALL)
    assert "all 2 gates passed" in gate("run", "coverage").out
    assert "✓ gate  1 gate passed" in gate("run", "coverage.frontend").out
    assert gate("coverage.backend").out == "✓ coverage.backend  line 75.00% ≥ 70%  (3 of 4 lines, 1 report, 1 file)\n"
    told = gate("run", "sbom")
    assert (told.code, told.err) == (
        2,
        "gate: error: no [sbom] is configured\n  hint: configured: coverage.backend, coverage.frontend, audit\n",
    )
    assert "no [coverage.gone] is configured" in gate("coverage.gone", "back.info").err
    assert "no gate is configured" in gate("run", "--config", "none").err
    assert "'covrage.backend' is not a command" in gate("covrage.backend").err
    assert "NAME: a gate that gate.toml configures" in " ".join(gate("run", "--help").out.split())


def test_nothing_that_becomes_of_one_gate_stops_another(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    _configure(ALL.replace("back.info", "gone.info"))
    told = gate("run")
    assert (told.code, told.err) == (2, "")
    assert "? gate  1 of 3 gates could not be judged, 2 passed" in told.out
    assert "? coverage.backend   could not judge: gone.info: no such file" in told.out
    monkeypatch.setattr(audit, "judge", lambda _: 1 / 0)
    told = gate("run", "coverage.frontend", "audit")
    assert told.code == 3
    assert "? audit              could not judge: a bug in gate, told on standard error" in told.out
    assert "gate: this is a bug in gate audit, not a verdict\nTraceback" in told.err
    _configure(ALL.replace("70", "80"))
    assert gate("run").code == 1


def test_what_is_missing_and_optional_is_skipped(gate: Gate) -> None:
    _configure(ALL.replace("audit.txt", "gone.txt").replace("[audit]", "[audit]\noptional = true"))
    told = gate("run")
    assert told.code == 0
    assert "2 of 3 gates passed, 1 skipped" in told.out
    assert gate("run", "audit").code == 0
    assert gate("run", "audit", "--strict").code == 0


def test_what_goes_for_all_goes_for_those_that_have_it(gate: Gate) -> None:
    _configure(ALL.replace("70", "80"))
    told = gate("run", "--warn", "--base", "main")
    assert (told.code, "! gate  1 of 3 gates passed with warnings, 2 passed" in told.out) == (0, True)
    assert gate("run", "--max-age", "nonsense").code == 2


def test_files_are_named_from_the_folder_of_the_configuration(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    _configure(ALL.replace('"critical"', '"critical"\nvex = ["vex.json"]'))
    statement = {"vulnerability": {"name": "CVE-1"}, "products": [{"@id": "pkg:npm/lodash"}], "status": "fixed"}
    Path("vex.json").write_text(json.dumps({"@context": "https://openvex.dev/ns", "statements": [statement]}), encoding="utf-8")
    Path("sub").mkdir()
    monkeypatch.chdir("sub")
    assert gate("run").code == 0


def test_every_output_tells_of_every_gate(gate: Gate) -> None:
    _configure(ALL.replace("70", "80"))
    names = ("json", "markdown", "github", "step-summary")
    assert gate("run", *(f"--output={name}={name}.out" for name in names)).code == 1
    for name in names:
        text = Path(f"{name}.out").read_text(encoding="utf-8")
        assert all(each in text for each in ("coverage.backend", "coverage.frontend", "audit")), name
    document = json.loads(Path("json.out").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(SCHEMAS[0], registry=REGISTRY).validate(document)
    assert [document[key] for key in ("format", "outcome", "exit_code")] == ["gate-run", "fail", 1]
    assert [each["outcome"] for each in document["gates"]] == ["fail", "pass", "pass"]
    assert "::error title=gate coverage.backend::" in Path("github.out").read_text(encoding="utf-8")
    assert "### ❌ gate: 1 of 3 gates failed, 2 passed" in Path("markdown.out").read_text(encoding="utf-8")


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_person_who_waits_sees_what_for(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    del gate
    _configure(ALL)
    monkeypatch.setattr(all_gates, "_PATIENCE_SECONDS", -1)
    err = _Terminal()
    assert main(["run"], io.StringIO(), err, {}) == 0
    assert "\r\x1b[K2 of 3: coverage.frontend" in err.getvalue()
    assert err.getvalue().endswith("\r\x1b[K")


def test_an_instance_is_named_as_what_it_is(gate: Gate) -> None:
    Path("gate.toml").write_text('[coverage."a b"]\nmin = 80\n[coverage.c]\nmn = 80\n', encoding="utf-8")
    told = gate("run").err
    assert "gate.toml:1: coverage.a b: an instance is named with letters, digits, - and _" in told
    assert "gate.toml:4: coverage.c.mn: unknown key; did you mean 'min'?" in told


@given(st.lists(st.sampled_from([outcome for outcome in Outcome if outcome is not Outcome.WAIVED]), min_size=1, max_size=9))
def test_the_total_counts_every_gate(outcomes: list[Outcome]) -> None:
    told = tell_total([Verdict("g", outcome, ()) for outcome in outcomes])
    counts = [int(word) for part in told.split(", ") for word in part.split()[:2] if word.isdigit()]
    assert sum(counts) == len(outcomes)
