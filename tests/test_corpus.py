"""Checks on real reports: those of the repository always, those of a corpus where it stands beside the repository."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, Gate
from tests.readers.coverage.test_data import VALID

CORPUS = ROOT.parent / "shared" / "corpus" / "coverage"
ROUNDS = CORPUS.parent / "bench" / "rounds"
SKIPPED = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of real reports is not beside the repository")


def _run(script: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "scripts" / script), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@SKIPPED
def test_every_count_is_that_of_the_corpus() -> None:
    done = _run("corpus_coverage", CORPUS)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "WRONG" not in done.stdout
    assert done.stdout.count("\n") > 150


@SKIPPED
def test_formats_of_one_run_agree() -> None:
    done = _run("agree_coverage", CORPUS)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("\nsame ") > 15


@pytest.mark.skipif(not ROUNDS.is_dir(), reason="the corpus of measured rounds is not beside the repository")
def test_the_rule_for_benchmarks_keeps_what_is_promised() -> None:
    done = _run("bench_rules", ROUNDS / "crit-short.tar.xz", ROUNDS / "crit-long.tar.xz", "--rules", "gate")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("\ngate, ") > 20


@pytest.mark.skipif(not ROUNDS.is_dir(), reason="the corpus of real reports is not beside the repository")
def test_every_number_is_that_of_the_corpus() -> None:
    done = _run("corpus_bench")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "WRONG" not in done.stdout
    assert done.stdout.count("\nok ") > 120


@SKIPPED
def test_every_finding_of_a_scanner_is_that_of_the_corpus() -> None:
    done = _run("corpus_audit")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "WRONG" not in done.stdout
    assert done.stdout.count("\nok ") > 85


@SKIPPED
def test_every_component_of_a_bill_is_that_of_the_corpus() -> None:
    done = _run("corpus_sbom")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("\nok ") > 120


def test_licences_are_judged_as_others_judge_them(tmp_path: Path) -> None:
    folder = CORPUS.parent / "sbom"
    done = _run("agree_licences", folder if folder.is_dir() else tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "license-expression: 4" in done.stdout
    assert "spdx-satisfies 6.0.0: 4" in done.stdout


@SKIPPED
def test_one_project_in_two_formats_has_each_vulnerability_once(gate: Gate) -> None:
    audit = CORPUS.parent / "audit"
    pairs = (
        ("trivy/trivy__testdata__npm.json.golden", "cyclonedx-json-1.7/trivy__testdata__npm-cyclonedx.json.golden", 1),
        ("cyclonedx-json-1.4/defectdojo__cyclonedx__log4j.json", "cyclonedx-xml-1.4/defectdojo__cyclonedx__log4j.xml", 8),
    )
    for one, other, count in pairs:
        told = gate("audit", str(audit / one), str(audit / other), "--fail-on", "info", "--format", "json")
        (table,) = json.loads(told.out)["tables"]
        assert told.code == 1
        assert [len(row["cells"]["reports"].split(", ")) for row in table["rows"]] == [2] * count


def test_no_damage_to_what_scanners_write_loses_anything_unseen() -> None:
    kinds = ("vulnerabilities", "vex", "inventory", "lock", "kev", "epss")
    done = _run("damage_audit", "--times", "40", *(ROOT / "tests" / "data" / kind for kind in kinds))
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.endswith("nothing was lost unseen\n")
    assert done.stdout.count(" documents, ") > 28


@pytest.mark.parametrize(
    "script", ["corpus_audit", "corpus_sbom", "corpus_coverage", "agree_coverage", "bench_rules", "corpus_bench"]
)
def test_without_a_corpus_the_script_says_so(tmp_path: Path, script: str) -> None:
    done = _run(script, tmp_path)
    assert done.returncode == 2
    assert "no corpus" in done.stderr


def test_no_damage_passes() -> None:
    """The long run, 200 times 20 reports of the corpus, is for scripts/damage_coverage."""
    done = _run("damage_coverage", "--times", "20", *VALID)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "no damage passed" in done.stdout
