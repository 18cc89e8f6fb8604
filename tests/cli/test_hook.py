"""The pre-push hook, in real repositories with real pushes: a regression stays here, and nothing is judged by foreign reports."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.test_git import commit, run
from tests.conftest import ROOT, Gate, lcov

GOOD = {"src/a.py": {1: 1, 2: 1}}
BAD = {"src/a.py": {1: 1, 2: 0}}


@pytest.fixture
def repository(gate: Gate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a bare remote, a configuration, a report that git ignores, and the hook."""
    del gate
    run(tmp_path, "init", "-q", "--bare", "remote.git")
    folder = tmp_path / "work"
    folder.mkdir()
    run(folder, "init", "-q")
    run(folder, "remote", "add", "origin", "../remote.git")
    commit(folder, {"gate.toml": '[coverage]\nreports = "lcov.info"\nmin = 100\n', ".gitignore": "lcov.info\n"})
    (folder / "lcov.info").write_bytes(lcov(GOOD))
    monkeypatch.chdir(folder)
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    return folder


def _push(folder: Path, *words: str) -> tuple[int, str]:
    done = subprocess.run(("git", "push", "-q", *words), cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def _branches(folder: Path) -> set[str]:
    return set(run(folder.parent / "remote.git", "for-each-ref", "--format=%(refname:short)").split())


def test_a_regression_is_stopped_and_a_good_push_passes(gate: Gate, repository: Path) -> None:
    code, out, _ = gate("init", "--hook")
    assert (code, ".git/hooks/pre-push is written" in out) == (0, True)
    assert _push(repository, "origin", "main")[0] == 0
    commit(repository, {"b": "1"})
    (repository / "lcov.info").write_bytes(lcov(BAD))
    code, told = _push(repository, "origin", "main:worse")
    assert code != 0
    assert "line 50.00% < 100%" in told
    assert "gate: the push of refs/heads/main is stopped by exit code 1 of gate run" in told
    assert "git push --no-verify" in told
    (repository / "lcov.info").unlink()
    code, told = _push(repository, "origin", "main:worse")
    assert code != 0
    assert "is stopped by exit code 2 of gate run" in told
    assert _branches(repository) == {"main"}
    assert _push(repository, "--no-verify", "origin", "main:worse")[0] == 0
    assert _branches(repository) == {"main", "worse"}


def test_what_is_not_checked_out_has_no_report(gate: Gate, repository: Path) -> None:
    gate("init", "--hook")
    assert _push(repository, "origin", "main", "main:twin")[0] == 0
    run(repository, "tag", "-a", "v1", "-m", "annotated")
    run(repository, "tag", "blob", run(repository, "rev-parse", "HEAD:gate.toml"))
    run(repository, "switch", "-qc", "topic")
    commit(repository, {"b": "1"})
    run(repository, "tag", "-a", "v2", "-m", "annotated")
    (repository / "lcov.info").write_bytes(lcov(GOOD))
    assert _push(repository, "origin", "v1", "v2", "blob")[0] == 0
    assert _push(repository, "origin", ":twin")[0] == 0
    (repository / "lcov.info").write_bytes(lcov(BAD))
    assert _push(repository, "origin", "v1:refs/tags/v1-again")[0] == 0
    run(repository, "switch", "-q", "main")
    code, told = _push(repository, "origin", "topic")
    assert code != 0
    assert "refs/heads/topic is not what is checked out, so no report here is of it" in told
    assert "git push --no-verify" in told
    assert _branches(repository) == {"main", "v1", "v1-again", "v2", "blob"}


def test_one_ref_that_may_not_pass_stops_all_of_them(gate: Gate, repository: Path) -> None:
    gate("init", "--hook")
    assert _push(repository, "origin", "main", "main:old")[0] == 0
    run(repository, "branch", "other")
    commit(repository, {"b": "1"})
    (repository / "lcov.info").write_bytes(lcov(GOOD))
    tree = repository.parent / "tree"
    run(repository, "worktree", "add", "-q", str(tree), "other")
    commit(tree, {"c": "1"})
    code, told = _push(repository, "origin", "main", "other", ":old")
    assert code != 0
    assert "refs/heads/other is not what is checked out" in told
    assert _branches(repository) == {"main", "old"}
    assert run(repository.parent / "remote.git", "rev-parse", "main") != run(repository, "rev-parse", "main")
    assert _push(repository, "origin", "main", "main:refs/tags/v1", ":old")[0] == 0
    assert _branches(repository) == {"main", "v1"}
    (repository / "lcov.info").write_bytes(lcov(BAD))
    assert _push(repository, "origin", ":v1")[0] == 0
    assert _push(repository, "origin", "HEAD:refs/heads/new", ":main")[0] != 0
    assert _branches(repository) == {"main"}


def test_a_detached_head_a_folder_below_and_a_remote_without_a_name(gate: Gate, repository: Path) -> None:
    gate("init", "--hook")
    commit(repository, {"src/a.py": "a\n"})
    (repository / "lcov.info").write_bytes(lcov(GOOD))
    run(repository, "switch", "-q", "--detach")
    assert _push(repository / "src", "../remote.git", "HEAD:refs/heads/detached")[0] == 0
    (repository / "lcov.info").write_bytes(lcov(BAD))
    code, told = _push(repository / "src", "../remote.git", "HEAD:refs/heads/worse")
    assert code != 0
    assert "line 50.00% < 100%" in told
    assert _branches(repository) == {"detached"}


def test_sha_256(gate: Gate, tmp_path: Path, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    del repository
    run(tmp_path, "init", "-q", "--bare", "--object-format=sha256", "remote256.git")
    run(tmp_path, "init", "-q", "--object-format=sha256", "work256")
    folder = tmp_path / "work256"
    commit(folder, {"gate.toml": '[coverage]\nreports = "lcov.info"\nmin = 100\n', ".gitignore": "lcov.info\n"})
    (folder / "lcov.info").write_bytes(lcov(GOOD))
    run(folder, "remote", "add", "origin", "../remote256.git")
    monkeypatch.chdir(folder)
    gate("init", "--hook")
    assert _push(folder, "origin", "main", "main:twin")[0] == 0
    (folder / "lcov.info").write_bytes(lcov(BAD))
    assert _push(folder, "origin", ":twin")[0] == 0
    assert _push(folder, "origin", "main:worse")[0] != 0


def test_a_report_that_is_older_than_the_code_proves_nothing(gate: Gate, repository: Path) -> None:
    gate("init", "--hook")
    commit(repository, {"src/a.py": "a\n", "README.md": "read\n"})
    report = repository / "lcov.info"
    report.write_bytes(lcov(GOOD))
    os.utime(repository / "README.md", (2_000_000_000, 2_000_000_000))
    assert _push(repository, "origin", "main:read")[0] == 0
    os.utime(repository / "src" / "a.py", (2_000_000_000, 2_000_000_000))
    code, told = _push(repository, "origin", "main:stale")
    assert code != 0
    assert "lcov.info: was written before src/a.py was last changed" in " ".join(told.split())
    assert "is stopped by exit code 2 of gate run" in told
    os.utime(report, (2_000_000_000, 2_000_000_000))
    assert _push(repository, "origin", "main:fresh")[0] == 0
    assert _branches(repository) == {"read", "fresh"}


def test_what_is_not_pushed_is_told(gate: Gate, repository: Path) -> None:
    gate("init", "--hook")
    assert "not pushed" not in _push(repository, "origin", "main")[1]
    (repository / "gate.toml").write_text('[coverage]\nreports = "lcov.info"\nmin = 90\n', encoding="utf-8")
    code, told = _push(repository, "origin", "main:again")
    assert (code, "the work tree has changes that are not pushed" in told) == (0, True)


def test_a_manager_of_hooks_calls_it(gate: Gate, repository: Path) -> None:
    """As husky does: its own folder of hooks, each of which runs the file of that name beside that folder."""
    run(repository, "config", "core.hooksPath", ".husky/_")
    wrapper = repository / ".husky" / "_" / "pre-push"
    wrapper.parent.mkdir(parents=True)
    wrapper.write_text('#!/bin/sh\nsh -e "$(dirname "$(dirname "$0")")/pre-push" "$@"\n', encoding="utf-8")
    wrapper.chmod(0o755)
    (repository / ".husky" / "pre-push").write_text("true\n", encoding="utf-8")
    code, _, err = gate("init", "--hook")
    assert (code, "is there already and is not gate's" in err) == (2, True)
    beside = repository / ".husky" / "pre-push-gate"
    beside.write_text(gate("init", "--hook", "--dry-run").out, encoding="utf-8")
    beside.chmod(0o755)
    (repository / ".husky" / "pre-push").write_text('"$(dirname "$0")/pre-push-gate" "$@"\n', encoding="utf-8")
    assert _push(repository, "origin", "main")[0] == 0
    (repository / "lcov.info").write_bytes(lcov(BAD))
    code, told = _push(repository, "origin", "main:worse")
    assert code != 0
    assert "line 50.00% < 100%" in told


def test_hooks_path_worktrees_and_folders_are_respected(gate: Gate, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(repository, "config", "core.hooksPath", "tools/hooks")
    (repository / "back end").mkdir()
    run(repository, "mv", "gate.toml", "back end/gate.toml")
    commit(repository, {})
    (repository / "back end" / "lcov.info").write_bytes(lcov(GOOD))
    monkeypatch.chdir(repository / "back end")
    assert gate("init", "--hook").code == 0
    assert os.access(repository / "tools" / "hooks" / "pre-push", os.X_OK)
    assert _push(repository, "origin", "main")[0] == 0
    (repository / "back end" / "lcov.info").unlink()
    assert _push(repository, "origin", "main:again")[0] != 0
    run(repository, "config", "--unset", "core.hooksPath")
    run(repository, "worktree", "add", "-q", "../tree")
    monkeypatch.chdir(repository.parent / "tree" / "back end")
    assert gate("init", "--hook").code == 0
    assert os.access(repository / ".git" / "hooks" / "pre-push", os.X_OK)
    assert _push(repository.parent / "tree", "origin", "tree")[0] != 0


def test_another_hook_is_kept(gate: Gate, repository: Path) -> None:
    hook = repository / ".git" / "hooks" / "pre-push"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho mine\n", encoding="utf-8")
    code, _, err = gate("init", "--hook")
    assert (code, hook.read_text(encoding="utf-8")) == (2, "#!/bin/sh\necho mine\n")
    assert "is there already and is not gate's" in err
    beside = hook.with_name("pre-push-gate")
    beside.write_text(gate("init", "--hook", "--dry-run").out, encoding="utf-8")
    beside.chmod(0o755)
    hook.write_text('#!/bin/sh\n"$(dirname "$0")/pre-push-gate" "$@"\n', encoding="utf-8")
    hook.chmod(0o755)
    assert _push(repository, "origin", "main")[0] == 0
    (repository / "lcov.info").write_bytes(lcov(BAD))
    assert _push(repository, "origin", "main:worse")[0] != 0
    hook.unlink()
    assert gate("init", "--hook").code == 0
    assert gate("init", "--hook").code == 0
    hook.unlink()
    hook.symlink_to("nowhere")
    assert gate("init", "--hook").code == 2


@pytest.mark.parametrize("place", ["..", ""])
def test_hooks_of_all_repositories_are_left_alone(gate: Gate, repository: Path, place: str) -> None:
    run(repository, "config", "core.hooksPath", place)
    code, _, err = gate("init", "--hook")
    assert code == 2
    assert "serves other repositories as well" in err
    assert not (repository.parent / "pre-push").exists()


def test_what_a_hook_needs(gate: Gate, repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (repository / "gate.toml").unlink()
    code, _, err = gate("init", "--hook")
    assert (code, "no gate is configured" in err) == (2, True)
    (tmp_path / "bare").mkdir()
    monkeypatch.chdir(tmp_path / "bare")
    code, _, err = gate("init", "--hook")
    assert (code, "there is no git repository here" in err) == (2, True)


def test_a_gate_that_has_moved_is_looked_for(gate: Gate, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert gate("init", "--hook").code == 0
    tools = repository.parent / "tools"
    tools.mkdir()
    for name in ("git", "sh"):
        (tools / name).symlink_to(str(shutil.which(name)))
    monkeypatch.setenv("PATH", str(tools))
    code, told = _push(repository, "origin", "main")
    assert code != 0
    assert "neither where it was when this hook was written nor on the PATH" in told
    (tools / "gate").write_text("#!/bin/sh\nexit 3\n", encoding="utf-8")
    (tools / "gate").chmod(0o755)
    assert "exit code 3 of gate run" in _push(repository, "origin", "main")[1]


SHELLCHECK = Path(sys.executable).with_name("shellcheck")


def test_the_hook_is_clean_shell() -> None:
    command = (SHELLCHECK, "--shell=sh", "--exclude=SC2086", ROOT / "gates" / "templates" / "pre-push")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
