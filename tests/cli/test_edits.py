"""`--max-age edit`: a report that was written before the code was proves nothing of it."""

import os
import shutil
from pathlib import Path

import pytest

from tests.cli.test_git import commit, run
from tests.conftest import Gate, lcov

EARLY, LATE = (1_000_000_000, 1_000_000_000), (1_500_000_000, 1_500_000_000)


@pytest.fixture
def repository(gate: Gate, tmp_path: Path) -> Path:
    """A repository with a file of code, a document, and a report of later."""
    del gate
    run(tmp_path, "init", "-q")
    commit(tmp_path, {"src/a.py": "a", "README.md": "a", "gate.toml": "[coverage]\nmin = 50\n", ".gitignore": "*.info\n"})
    (tmp_path / "lcov.info").write_bytes(lcov({"src/a.py": {1: 1}}))
    for name in ("src/a.py", "README.md", "gate.toml", ".gitignore"):
        os.utime(tmp_path / name, EARLY)
    os.utime(tmp_path / "lcov.info", LATE)
    return tmp_path


def _judge(gate: Gate, *more: str) -> tuple[int, str]:
    code, out, err = gate("coverage", "lcov.info", "--max-age", "edit", *more)
    return code, out + err


def test_only_what_is_newer_than_the_code_is_judged(gate: Gate, repository: Path) -> None:
    assert _judge(gate)[0] == 0
    os.utime(repository / "README.md")
    os.utime(repository / "gate.toml")
    assert _judge(gate)[0] == 0
    os.utime(repository / "src" / "a.py")
    code, told = _judge(gate)
    assert code == 2
    assert "lcov.info: was written before src/a.py was last changed" in told
    assert "hint: let its tool write it again" in told
    os.utime(repository / "lcov.info")
    assert _judge(gate)[0] == 0


def test_what_git_does_not_track_and_what_is_gone_does_not_count(gate: Gate, repository: Path) -> None:
    (repository / "notes.py").write_text("a", encoding="utf-8")
    (repository / "src" / "a.py").unlink()
    assert _judge(gate)[0] == 0


def test_a_report_that_is_committed_is_not_older_than_itself(gate: Gate, repository: Path) -> None:
    (repository / "old.info").write_bytes(lcov({"src/a.py": {1: 1}}))
    run(repository, "add", "--force", "lcov.info", "old.info")
    os.utime(repository / "old.info")
    assert gate("coverage", "lcov.info", "old.info", "--max-age", "edit").code == 0
    assert _judge(gate)[0] == 2


def test_of_a_gate_with_paths_only_its_files_count(gate: Gate, repository: Path) -> None:
    settings = '[coverage]\nreports = "lcov.info"\nmin = 50\npaths = "front/**"\nmax-age = "edit"\n'
    commit(repository, {"gate.toml": settings, "front/b.js": "b"})
    os.utime(repository / "front" / "b.js", EARLY)
    os.utime(repository / "src" / "a.py")
    run(repository, "switch", "-qc", "topic")
    commit(repository, {"front/c.js": "c"})
    os.utime(repository / "front" / "c.js", EARLY)
    assert gate("run").code == 0
    os.utime(repository / "front" / "b.js")
    code, out, _ = gate("run")
    assert (code, "front/b.js" in out) == (2, True)


def test_without_a_repository_nobody_can_tell(gate: Gate, repository: Path) -> None:
    shutil.rmtree(repository / ".git")
    code, told = _judge(gate)
    assert code == 2
    assert "max-age edit: there is no git repository here" in told
