"""`paths`: a gate rests while a change is of other files, and is judged wherever that is not certain."""

from pathlib import Path

import pytest

from tests.cli.test_git import commit, run
from tests.conftest import Gate, lcov

TOML = """
[coverage.backend]
reports = "back.info"
paths = ["backend/**"]
min = 90

[coverage.frontend]
reports = "front.info"
paths = ["frontend/**"]
min = 90
"""


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a branch `topic`, on which nothing has changed yet; only the back end's report is there, and fails."""
    folder = tmp_path / "repository"
    folder.mkdir()
    run(folder, "init", "-q")
    commit(folder, {"backend/a.py": "a\n" * 9, "frontend/a.js": "b\n" * 9, "gate.toml": TOML, ".gitignore": "*.info\n"})
    run(folder, "switch", "-qc", "topic")
    (folder / "back.info").write_bytes(lcov({"backend/a.py": {1: 1, 2: 0}}))
    monkeypatch.chdir(folder)
    return folder


def test_a_gate_rests_while_other_files_change(gate: Gate, repository: Path) -> None:
    commit(repository, {"frontend/a.js": "b\n" * 10})
    (repository / "front.info").write_bytes(lcov({"frontend/a.js": {1: 1}}))
    told = gate("run")
    assert told.code == 0, told
    assert "coverage.backend   skipped: nothing changed since main in backend/**" in told.out
    assert "✓ coverage.frontend" in told.out
    commit(repository, {"frontend/a.js": "b\n" * 9, "backend/b.py": "new\n"})
    told = gate("run")
    assert told.code == 1
    assert "✗ coverage.backend" in told.out
    assert "coverage.frontend  skipped: nothing changed" in told.out


def test_a_file_that_left_and_one_that_was_deleted_are_changes(gate: Gate, repository: Path) -> None:
    run(repository, "mv", "backend/a.py", "frontend/a.py")
    assert gate("coverage.backend").code == 1
    run(repository, "commit", "-qam", "moved")
    assert gate("coverage.backend").code == 1
    run(repository, "rm", "-q", "frontend/a.py")
    assert gate("coverage.backend").code == 1


@pytest.mark.parametrize("name", ["gate.toml", "pyproject.toml"])
def test_another_configuration_is_judged_whatever_changed(gate: Gate, repository: Path, name: str) -> None:
    commit(repository, {name: f"{TOML}\n" if name == "gate.toml" else "", "frontend/a.js": ""})
    assert gate("coverage.backend").code == 1


def test_the_branch_that_changes_are_compared_with_is_judged_whole(gate: Gate, repository: Path) -> None:
    assert gate("coverage.backend").code == 1
    commit(repository, {"frontend/a.js": ""})
    assert gate("coverage.backend").code == 0
    run(repository, "switch", "-q", "main")
    run(repository, "merge", "-q", "topic")
    assert gate("coverage.backend").code == 1
    assert gate("coverage.backend", "--base", "HEAD~1").code == 0


def test_what_cannot_be_told_is_judged_and_says_so(
    gate: Gate, repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(repository, "branch", "-m", "main", "trunk")
    commit(repository, {"frontend/a.js": ""})
    told = gate("coverage.backend")
    assert told.code == 1
    assert "judged whatever changed: no branch to compare with was found; say which: --base REF" in " ".join(told.out.split())
    assert gate("coverage.backend", "--base", "trunk").code == 0
    (tmp_path / "back.info").write_bytes((repository / "back.info").read_bytes())
    monkeypatch.chdir(tmp_path)
    told = gate("coverage", "--min", "90", "--paths", "backend/**", "back.info")
    assert told.code == 1
    assert "judged whatever changed: there is no git repository here" in told.out
