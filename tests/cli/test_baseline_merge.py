"""The merge driver, called by git itself, and what it makes of what nobody can merge."""

import json
import os
import shlex
import subprocess
from pathlib import Path

import pytest

from gates.cli import snapshots
from gates.model.coverage import CoverageReport
from tests.cli.test_git import commit, run
from tests.conftest import ROOT, Gate, lcov

STORED = ".gate/baseline/coverage.txt"
REPORT = ".git/r.info"
"""Where no commit takes it in."""


@pytest.fixture
def repository(gate: Gate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository that uses the driver, with a baseline on its main branch."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    run(tmp_path, "init", "-qb", "main")
    commit(tmp_path, {"src/a.py": "1\n2\n3\n"})
    told = gate("baseline", "merge-driver", "--install")
    assert (told.code, told.out.splitlines()[0]) == (0, ".gitattributes has the line; commit it")
    _store(gate, {"src/a.py": {1: 1, 2: 0, 3: 0}})
    return tmp_path


def _store(gate: Gate, files: dict[str, dict[int, int]], *words: str) -> None:
    Path(REPORT).write_bytes(lcov(files))
    told = gate("baseline", "update", "coverage", REPORT, *words)
    assert told.code == 0, told.out
    run(Path(), "add", "-A")
    run(Path(), "commit", "-qm", "baseline")


def _merge(gate: Gate, ours: dict[str, dict[int, int]], theirs: dict[str, dict[int, int]]) -> tuple[int, str]:
    """Store on two branches and merge them; give git's exit code and what the driver said."""
    run(Path(), "switch", "-qc", "topic")
    _store(gate, theirs, "--loosen")
    run(Path(), "switch", "-q", "main")
    _store(gate, ours, "--loosen")
    names = ("-c", "user.name=n", "-c", "user.email=e@x")
    done = subprocess.run(["git", *names, "merge", "--no-edit", "topic"], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_git_merges_to_the_stricter_side(gate: Gate, repository: Path) -> None:
    ours, theirs = {"src/a.py": {1: 1, 2: 1, 3: 0}}, {"src/a.py": {1: 1, 2: 0, 3: 1}, "src/b.py": {1: 0}}
    code, told = _merge(gate, ours, theirs)
    assert code == 0, told
    report = snapshots.decode((repository / STORED).read_bytes(), "coverage", "s", frozenset())
    assert isinstance(report, CoverageReport)
    assert {path: dict(file.lines.told()) for path, file in report.files.items()} == {
        "src/a.py": {1: True, 2: True, 3: True},
        "src/b.py": {1: False},
    }
    assert report.commits == frozenset()
    (repository / REPORT).write_bytes(lcov({"src/a.py": {1: 1, 2: 1, 3: 1}, "src/b.py": {1: 0}}))
    assert gate("coverage", "--max-drop", "0", REPORT).code == 0
    assert gate("baseline", "update", "coverage", REPORT).code == 0


def test_a_conflict_is_one_to_git_and_to_gate(gate: Gate, repository: Path) -> None:
    code, told = _merge(gate, {"src/a.py": {1: 1, 2: 1}}, {"src/a.py": {1: 1, 3: 1}})
    assert code == 1
    assert f"gate: {STORED} is in conflict: both sides changed what is told of src/a.py" in told
    assert run(repository, "diff", "--name-only", "--diff-filter=U") == STORED
    text = (repository / STORED).read_text(encoding="utf-8")
    assert text.count("gate-snapshot 1 coverage\n") == 2
    assert [line for line in text.splitlines() if line.startswith(("<<<<<<<", "=======", ">>>>>>>"))] == [
        "<<<<<<< ours",
        "=======",
        ">>>>>>> theirs",
    ]
    run(repository, "commit", "-qam", "taken as it is")
    (repository / REPORT).write_bytes(lcov({"src/a.py": {1: 0}}))
    for words in (("coverage", "--max-drop", "0", REPORT), ("baseline", "update", "coverage", REPORT, "--loosen")):
        found = gate(*words)
        assert (found.code, "holds the marks of a merge that git did not finish" in found.out + found.err) == (2, True), found
    run(repository, "checkout", "-q", "HEAD~1", "--", STORED)
    assert gate("baseline", "update", "coverage", REPORT, "--loosen").code == 0


def _call(gate: Gate, before: bytes, ours: bytes, theirs: bytes) -> tuple[int, str, bytes]:
    for name, data in (("o", before), ("a", ours), ("b", theirs)):
        Path(name).write_bytes(data)
    told = gate("baseline", "merge-driver", "o", "a", "b")
    return told.code, told.err, Path("a").read_bytes()


def _snapshot(gate: Gate, name: str, text: str | bytes) -> bytes:
    Path("report").write_bytes(text if isinstance(text, bytes) else text.encode())
    assert gate("baseline", "update", name, "report", "--loosen").code == 0
    return Path(f".gate/baseline/{name}.txt").read_bytes()


def test_every_gate_has_a_rule(gate: Gate, tmp_path: Path) -> None:
    bench = [
        _snapshot(gate, "bench", f"\nrunning 1 test\ntest a ... bench: {cost:11,} ns/iter (+/- 1)\n\ntest result: ok.\n")
        for cost in (100, 90)
    ]
    known = {"id": "C-1", "fix_versions": [], "aliases": [], "description": ""}
    audit = [
        _snapshot(gate, "audit", json.dumps({"dependencies": [{"name": "x", "version": "1", "vulns": vulnerabilities}]}))
        for vulnerabilities in ([known], [known, {**known, "id": "C-2"}])
    ]
    bills = [
        _snapshot(
            gate,
            "sbom",
            json.dumps(
                {
                    "bomFormat": "CycloneDX",
                    "specVersion": "1.5",
                    "components": [{"type": "library", "name": each} for each in names],
                }
            ),
        )
        for names in ("a", "ab", "ac")
    ]
    lines = [_snapshot(gate, "coverage", lcov({"a.py": hits})) for hits in ({1: 1, 2: 0}, {1: 0, 2: 1})]
    for before, ours, theirs in ((b"", *bench), (b"", *audit), (b"", *lines), bills):
        code, told, merged = _call(gate, before, ours, theirs)
        assert (code, told) == (0, "")
        assert _call(gate, before, theirs, ours) == (0, "", merged)
    assert merged.count(b'"name"') == 3
    assert _call(gate, b"", *audit)[2] == audit[0]
    assert b"lines=b\n" in _call(gate, b"", *lines)[2]
    assert _call(gate, b"", *bench)[2].count(b"\nrun ") == 1
    assert tmp_path.is_dir()


@pytest.mark.parametrize(
    ("before", "ours", "theirs", "told"),
    [
        (0, b"text\n", 0, "a is in conflict: it is no snapshot of a gate that this one knows"),
        (0, b"gate-snapshot 1 beauty\nend 0 0\n", 0, "it is no snapshot of a gate that this one knows"),
        (0, b"gate-snapshot 2 coverage\nend 0 0\n", 0, "ours: is a snapshot of format 2"),
        (0, 0, b"gate-snapshot 1 inventory\nend 0 0\n", "theirs: is not a snapshot of coverage"),
        (0, 0, b"", "theirs: is not a snapshot of coverage"),
        (0, b"", 0, "it is no snapshot"),
        (b"gate-snapshot 1 coverage\nend 0 0\n", 0, 0, "before: was changed after it was written"),
    ],
)
def test_what_cannot_be_merged_is_kept_whole(
    gate: Gate, tmp_path: Path, before: bytes | int, ours: bytes | int, theirs: bytes | int, told: str
) -> None:
    good = _snapshot(gate, "coverage", lcov({"a.py": {1: 1}}))
    sides = [good if isinstance(side, int) else side for side in (before, ours, theirs)]
    code, err, merged = _call(gate, *sides)
    assert (code, told in err) == (1, True), err
    assert merged == b"<<<<<<< ours\n" + sides[1] + b"=======\n" + sides[2] + b">>>>>>> theirs\n"
    assert tmp_path.is_dir()


def test_the_driver_is_installed_once(gate: Gate, tmp_path: Path) -> None:
    told = gate("baseline", "merge-driver", "--install")
    assert (told.code, "there is no git repository here" in told.err) == (2, True)
    run(tmp_path, "init", "-q")
    attributes = tmp_path / ".gitattributes"
    attributes.write_text("*.png binary", encoding="utf-8")
    told = gate("baseline", "merge-driver", "--install", "--dry-run")
    assert attributes.read_text(encoding="utf-8") == "*.png binary"
    commands = told.out.splitlines()
    assert [shlex.split(line)[0] for line in commands] == ["echo", "git", "git"]
    for _ in range(2):
        assert gate("baseline", "merge-driver", "--install").code == 0
        assert attributes.read_text(encoding="utf-8") == "*.png binary\n.gate/baseline/*.txt -text merge=gate-baseline\n"
    driver = run(tmp_path, "config", "merge.gate-baseline.driver")
    assert driver.endswith(" -m gates baseline merge-driver %O %A %B %P")
    assert [line.split()[0] for line in gate("baseline", "merge-driver", "--install", "--dry-run").out.splitlines()] == [
        "git"
    ] * 2
    assert run(tmp_path, "check-attr", "merge", ".gate/baseline/bench.txt").endswith(": gate-baseline")


@pytest.mark.parametrize("words", [[], ["a"], ["a", "b"], ["o", "a", "b"], ["1", "2", "3", "4", "5"]])
def test_files_that_are_not_there(gate: Gate, tmp_path: Path, words: list[str]) -> None:
    assert gate("baseline", "merge-driver", *words).code == 2
    assert os.listdir(tmp_path) == []


def test_the_driver_is_for_the_files_of_the_store(gate: Gate, tmp_path: Path) -> None:
    run(tmp_path, "init", "-q")
    told = gate("baseline", "merge-driver", "--install", environ={"GATE_STORE": "sqlite:b.db"})
    assert (told.code, "sqlite:b.db: this store is no part of the commits" in told.err) == (2, True)
    (tmp_path / "gate.toml").write_text('store = "file:my baselines"\n', encoding="utf-8")
    assert gate("baseline", "merge-driver", "--install").code == 0
    assert run(tmp_path, "check-attr", "merge", "my baselines/bench.txt").endswith(": gate-baseline")
    assert not (tmp_path / ".gate").exists()
