"""`gate init`: what it finds it writes down, what it writes passes, and what is worse than today fails."""

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from gates.cli import config, first_config, survey
from gates.cli.first_config import find_patterns, quote
from gates.cli.options import SHARED
from gates.policy.proposals import Proposal
from tests.conftest import ROOT, Gate, cobertura, lcov
from tests.test_docs import COMMANDS

DATA = ROOT / "tests" / "data"
FILES = {"src/a.py": {1: 1, 2: 1, 3: 0}, "src/b.py": {1: 1, 2: 0}}
WORSE = {"src/a.py": {1: 1, 2: 0, 3: 0}, "src/b.py": {1: 1, 2: 0}}
AUDIT = DATA / "vulnerabilities"


def _advisory(name: str, severity: str) -> dict[str, Any]:
    return {
        "name": name, "severity": severity, "isDirect": True, "effects": [], "range": "<2", "nodes": [f"node_modules/{name}"],
        "fixAvailable": False,
        "via": [{"source": len(name), "name": name, "dependency": name, "title": "t", "url": f"https://github.com/advisories/GHSA-{name}", "severity": severity, "range": "<2"}],
    }  # fmt: skip


def _npm_audit(**severities: str) -> str:
    found = {name: _advisory(name, severity) for name, severity in severities.items()}
    counts = {word: list(severities.values()).count(word) for word in ("info", "low", "moderate", "high", "critical")}
    metadata = {"vulnerabilities": counts | {"total": len(found)}, "dependencies": {"total": 9}}
    return json.dumps({"auditReportVersion": 2, "vulnerabilities": found, "metadata": metadata})


def _bill(*licences: str) -> str:
    components = [
        {"type": "library", "name": f"c{number}", "version": "1", "purl": f"pkg:npm/c{number}@1"}
        | ({"licenses": [{"license": {"id": licence}}]} if licence else {})
        for number, licence in enumerate(licences)
    ]
    return json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1, "components": components})


def _judge_all(gate: Gate) -> dict[str, int]:
    """Give what each gate of gate.toml says, told by nothing but gate.toml."""
    tables = config.load("gate.toml", COMMANDS, SHARED).tables
    return {name: gate(name).code for name in tables}


def test_what_is_written_passes_and_worse_reports_fail(gate: Gate, tmp_path: Path) -> None:
    (tmp_path / "front").mkdir()
    (tmp_path / "coverage.xml").write_bytes(cobertura(FILES))
    (tmp_path / "front" / "lcov.info").write_bytes(lcov({"cart.js": {1: 1}}))
    (tmp_path / "npm-audit.json").write_text(_npm_audit(a="low", b="high"), encoding="utf-8")
    (tmp_path / "sbom.cdx.json").write_text(_bill("MIT", "", "MIT"), encoding="utf-8")
    code, out, err = gate("init")
    assert (code, err) == (0, "")
    assert "coverage  coverage.xml     cobertura       line 66.66%\n" in out
    assert "audit     npm-audit.json   npm-audit       1 high, 1 low\n" in out
    assert "gate.toml is written: coverage, audit, sbom judged from now on" in out
    text = (tmp_path / "gate.toml").read_text(encoding="utf-8")
    assert "min = 66.6                          # percent of lines run: 66.66% today\n" in text
    assert 'fail-on = "critical"' in text
    assert "max-high = 1 " in text
    assert "max-medium = 0 " in text
    assert "min-licenses = 66.6 " in text
    assert all("  # " in line for line in text.splitlines() if " = " in line and not line.startswith("#"))
    assert _judge_all(gate) == {"coverage": 0, "audit": 0, "sbom": 0}
    (tmp_path / "coverage.xml").write_bytes(cobertura(WORSE))
    (tmp_path / "npm-audit.json").write_text(_npm_audit(a="low", b="high", c="moderate"), encoding="utf-8")
    (tmp_path / "sbom.cdx.json").write_text(_bill("MIT", "", ""), encoding="utf-8")
    assert _judge_all(gate) == {"coverage": 1, "audit": 1, "sbom": 1}


def _reports() -> list[Path]:
    return [
        path
        for kind in ("coverage", "vulnerabilities", "inventory")
        for path in sorted((DATA / kind).glob("*/valid/*"))
        if path.is_file() and not path.name.endswith(".expect.json")
    ]


@pytest.mark.parametrize("path", _reports(), ids=lambda path: f"{path.parent.parent.name}-{path.name}")
def test_every_report_that_is_configured_passes(gate: Gate, tmp_path: Path, path: Path) -> None:
    shutil.copy(path, tmp_path / path.name)
    code, out, err = gate("init")
    assert code in (0, 2), err
    if code == 0:
        codes = _judge_all(gate)
        assert codes
        assert set(codes.values()) == {0}, out
    else:
        assert not (tmp_path / "gate.toml").exists()
        assert "hint: " in err


def test_what_nobody_rated_is_waived_until_a_day(gate: Gate, tmp_path: Path) -> None:
    shutil.copy(AUDIT / "pip-audit" / "valid" / "hand-written.json", tmp_path / "pip-audit.json")
    assert gate("init").code == 0
    text = (tmp_path / "gate.toml").read_text(encoding="utf-8")
    assert "[[audit.waivers]]" in text
    assert _judge_all(gate) == {"audit": 0}
    assert gate("audit", "--today", "2099-01-01").code == 1
    report = json.loads((tmp_path / "pip-audit.json").read_text(encoding="utf-8"))
    worse = next(each for each in report["dependencies"] if each.get("vulns"))
    report["dependencies"].append(worse | {"name": "another"})
    (tmp_path / "pip-audit.json").write_text(json.dumps(report), encoding="utf-8")
    assert _judge_all(gate) == {"audit": 1}


def test_too_many_waivers_are_left_to_a_person(gate: Gate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first_config, "_MOST_WAIVERS", 0)
    shutil.copy(AUDIT / "pip-audit" / "valid" / "hand-written.json", tmp_path / "pip-audit.json")
    code, _, err = gate("init")
    assert code == 2
    assert "would have to be waived" in err


def test_a_critical_finding_becomes_a_budget(gate: Gate, tmp_path: Path) -> None:
    (tmp_path / "audit.json").write_text(_npm_audit(a="critical"), encoding="utf-8")
    assert gate("init").code == 0
    text = (tmp_path / "gate.toml").read_text(encoding="utf-8")
    assert "fail-on" not in text
    assert "max-critical = 1 " in text
    assert _judge_all(gate) == {"audit": 0}
    (tmp_path / "audit.json").write_text(_npm_audit(a="critical", b="critical"), encoding="utf-8")
    assert _judge_all(gate) == {"audit": 1}


def test_a_clean_audit_allows_nothing(gate: Gate, tmp_path: Path) -> None:
    (tmp_path / "audit.json").write_text(_npm_audit(), encoding="utf-8")
    assert "nothing known" in gate("init").out
    assert 'fail-on = "info"' in (tmp_path / "gate.toml").read_text(encoding="utf-8")
    (tmp_path / "audit.json").write_text(_npm_audit(a="info"), encoding="utf-8")
    assert _judge_all(gate) == {"audit": 1}


def test_benchmarks_need_stored_runs_first(gate: Gate, tmp_path: Path) -> None:
    bench = ROOT / "tests" / "data" / "benchmarks" / "go-bench" / "valid" / "go-1.24-cpu.txt"
    shutil.copy(bench, tmp_path / "bench.txt")
    code, out, err = gate("init")
    assert code == 2
    assert "bench is not judged yet: there is no git repository here" in out
    assert "gate baseline update bench" in err
    (tmp_path / "lcov.info").write_bytes(lcov(FILES))
    assert gate("init").code == 0
    text = (tmp_path / "gate.toml").read_text(encoding="utf-8")
    assert "\n# Not judged yet, since it would not pass: there is no git" in text
    assert '\n# reports = ["bench.txt"]' in text
    assert _judge_all(gate) == {"coverage": 0}


def test_folders_are_reports_too(tmp_path: Path) -> None:
    folder = next((DATA / "benchmarks" / "criterion" / "valid").iterdir())
    shutil.copytree(folder, tmp_path / "target" / "criterion")
    (tmp_path / "target" / "debug").mkdir()
    (tmp_path / "target" / "debug" / "lcov.info").write_bytes(lcov(FILES))
    (tmp_path / "criterion").mkdir()
    found = survey.search(str(tmp_path), ("coverage", "benchmarks"))
    assert [(each.path, each.formats) for each in found.candidates] == [("target/criterion", ("criterion",))]


def test_nothing_found_tells_the_next_step(gate: Gate, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing\n", encoding="utf-8")
    (tmp_path / "empty.json").write_bytes(b"\n")
    (tmp_path / "broken.xml.gz").write_bytes(b"\x1f\x8b\x08broken")
    code, out, err = gate("init")
    assert (code, out) == (2, "")
    assert "no report that gate reads was found here" in err
    assert "hint: run the tests with coverage" in err


def test_what_is_there_is_kept(gate: Gate, tmp_path: Path) -> None:
    (tmp_path / "lcov.info").write_bytes(lcov(FILES))
    (tmp_path / "gate.toml").write_text("# mine\n", encoding="utf-8")
    code, _, err = gate("init")
    assert (code, (tmp_path / "gate.toml").read_text(encoding="utf-8")) == (2, "# mine\n")
    assert "gate.toml: is there already" in err
    code, out, _ = gate("init", "--dry-run")
    assert (code, "\n[coverage]\n" in out) == (0, True)
    assert (tmp_path / "gate.toml").read_text(encoding="utf-8") == "# mine\n"
    assert gate("init", "--force").code == 0
    assert _judge_all(gate) == {"coverage": 0}


def test_pyproject_is_told_of(gate: Gate, tmp_path: Path) -> None:
    (tmp_path / "lcov.info").write_bytes(lcov(FILES))
    (tmp_path / "pyproject.toml").write_text("[tool.gate.coverage]\nmin = 3\n", encoding="utf-8")
    code, _, err = gate("init", "--force")
    assert code == 2
    assert "pyproject.toml: holds [tool.gate] already" in err
    assert not (tmp_path / "gate.toml").exists()


def test_damaged_and_doubtful_reports_are_left_out_and_named(gate: Gate, tmp_path: Path) -> None:
    (tmp_path / "good.info").write_bytes(lcov(FILES))
    (tmp_path / "cut.xml").write_bytes(cobertura(FILES)[:-40])
    code, out, _ = gate("init")
    assert code == 0
    assert "left out: " in out
    assert "cut.xml" not in (tmp_path / "gate.toml").read_text(encoding="utf-8")
    (tmp_path / "good.info").unlink()
    (tmp_path / "gate.toml").unlink()
    code, _, err = gate("init")
    assert code == 2
    assert "coverage: none of the reports can be read" in err
    assert "hint: gate COMMAND REPORT" in err


def test_a_report_that_could_be_several_things_is_left_out(gate: Gate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.info").write_bytes(lcov(FILES))
    found = survey.Survey(
        (survey.Candidate("coverage", "a.info", ("lcov",)), survey.Candidate("coverage", "b", ("x", "y"))), is_whole=False
    )
    monkeypatch.setattr(survey, "search", lambda *_: found)
    out = gate("init").out
    assert "          b               left out: could be x, y\n" in out
    assert "only the first 20,000 files were looked at" in out


def test_links_and_hostile_names_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "a.info").write_bytes(lcov(FILES))
    (tmp_path / "line\nbreak.info").write_bytes(lcov(FILES))
    (tmp_path / "link.info").symlink_to("a.info")
    for folder in ("node_modules", "tests/data", "fixtures"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "x.info").write_bytes(lcov(FILES))
    with open(os.fsencode(tmp_path) + b"/\xff.info", "wb") as file:
        file.write(lcov(FILES))
    found = survey.search(str(tmp_path), ("coverage",))
    assert [each.path for each in found.candidates] == ["a.info"]
    assert found.is_whole
    assert not survey.search(str(tmp_path), ("coverage",), most=0).is_whole


def test_gates_without_a_proposal_are_left_to_a_person(gate: Gate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.info").write_bytes(lcov(FILES))
    monkeypatch.setattr(first_config, "PROPOSERS", {})
    code, _, err = gate("init")
    assert code == 2
    assert "what to demand is yours to say: gate coverage --help" in err


def test_reports_that_do_not_go_together(gate: Gate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from gates.errors import ReportError

    def fail(*_: object) -> Proposal:
        raise ReportError("they differ")

    (tmp_path / "a.info").write_bytes(lcov(FILES))
    monkeypatch.setattr(first_config, "PROPOSERS", {"coverage": fail})
    code, _, err = gate("init")
    assert code == 2
    assert "the reports do not go together: they differ" in err


def test_nothing_measured_is_nothing_demanded(gate: Gate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.info").write_bytes(lcov(FILES))
    monkeypatch.setattr(first_config, "PROPOSERS", {"coverage": lambda *_: Proposal("", ())})
    code, _, err = gate("init")
    assert code == 2
    assert "coverage: no condition was given" in err


def test_many_reports_become_patterns(gate: Gate, tmp_path: Path) -> None:
    for number in range(25):
        (tmp_path / f"m{number}").mkdir()
        (tmp_path / f"m{number}" / "lcov.info").write_bytes(lcov(FILES))
    assert "and 5 more" in gate("init").out
    assert 'reports = ["*/lcov.info"]' in (tmp_path / "gate.toml").read_text(encoding="utf-8")
    assert _judge_all(gate) == {"coverage": 0}


def test_patterns_take_in_nothing_else() -> None:
    few = ("a/x.json", "b/x.json")
    assert find_patterns(few, few) == few
    shards = tuple(f"cov/{number}.json" for number in range(6))
    assert find_patterns(shards, shards) == ("cov/*.json",)
    assert find_patterns((*shards, "lone"), shards) == ("cov/*.json", "lone")
    assert find_patterns(shards, (*shards, "cov/audit.json")) == shards
    odd = tuple(f"cov/[{number}].json" for number in range(6))
    assert find_patterns(odd, odd) == odd


def test_texts_are_toml() -> None:
    import tomli

    text = 'a"b\\c\n\x7f\U000e0001é'
    assert tomli.loads(f"a = {quote(text)}")["a"] == text


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--forse"], "'--forse' is nothing that gate init takes; did you mean --force?"),
        (["here"], "'here' is nothing that gate init takes"),
        (["--force=1"], "'--force=1' is nothing that gate init takes"),
    ],
)
def test_what_init_does_not_take(gate: Gate, words: list[str], told: str) -> None:
    code, _, err = gate("init", *words)
    assert code == 2
    assert told in err


def test_help(gate: Gate) -> None:
    code, out, _ = gate("init", "--help")
    assert code == 0
    assert "  --dry-run     print what would be written" in out
    assert "  --ci SERVICE  write the workflows" in out
    assert "\n  comment       the verdict as a comment on the pull request\n" in out
