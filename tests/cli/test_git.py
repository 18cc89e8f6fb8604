"""Patch coverage in real repositories: what git says must not depend on how its user has set it up."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from gates.cli import git
from gates.errors import UsageError
from tests.conftest import Gate, lcov

BEFORE = "def f(x):\n    if x:\n        return 1\n    return 2\n"
AFTER = BEFORE + "\n\ndef g(y):\n    if y:\n        return 3\n    return 4\n"
RAN = {1: 1, 2: 1, 3: 1, 4: 0, 7: 1, 8: 1, 9: 0, 10: 1}


def run(folder: Path, *words: str) -> str:
    """Run git as somebody without any configuration."""
    environ = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    who = ("-c", "user.name=n", "-c", "user.email=e@x", "-c", "protocol.file.allow=always", "-c", "init.defaultBranch=main")
    done = subprocess.run(("git", *who, *words), cwd=folder, check=True, capture_output=True, text=True, env=environ)
    return done.stdout.strip()


def commit(folder: Path, files: Mapping[str, str | bytes | None], message: str = "m") -> str:
    """Write files (None deletes one), commit everything, and give the commit."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if text is None:
            path.unlink()
        else:
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
    run(folder, "add", "-A")
    run(folder, "commit", "-qm", message)
    return run(folder, "rev-parse", "HEAD")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository whose branch `topic` added four lines to src/a.py, of which three ran; the report lies beside it."""
    folder = tmp_path / "repository"
    folder.mkdir()
    run(folder, "init", "-q")
    commit(folder, {"src/a.py": BEFORE, "README": "one\n"})
    run(folder, "switch", "-qc", "topic")
    commit(folder, {"src/a.py": AFTER})
    (tmp_path / "r.info").write_bytes(lcov({"src/a.py": RAN}))
    return folder


def test_new_lines_are_judged(gate: Gate, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository)
    code, out, _ = gate("coverage", "--min-patch", "75", "../r.info")
    assert (code, out.splitlines()[0]) == (0, "✓ coverage  patch 75.00% ≥ 75%  (3 of 4 new lines, 1 report, 1 file, 8 lines)")
    code, out, _ = gate("coverage", "--min-patch", "76", "../r.info")
    assert code == 1
    assert "patch 75.00% < 76%: 1 new line short" in out
    assert "src/a.py  1: 9" in out
    assert "cover 1 more new line in 1 file" in out
    out = gate("coverage", "--min-patch", "76", "--format", "github", "../r.info").out
    assert "::warning title=gate coverage,file=src/a.py,line=9,endLine=9::uncovered new lines" in out


def test_the_base_can_be_named_or_told_by_ci(gate: Gate, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository)
    assert gate("coverage", "--min-patch", "75", "--base", "main", "../r.info").code == 0
    assert gate("coverage", "--min-patch", "75", "--compare-branch", "main", "../r.info").code == 0
    run(repository, "branch", "release", "topic")
    told = gate("coverage", "--min-patch", "75", "../r.info", environ={"GITHUB_BASE_REF": "release"})
    assert told.code == 0
    assert "no instrumented line is new" in told.out
    told = gate("coverage", "--min-patch", "75", "../r.info", environ={"CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "gone"})
    assert told.code == 2
    assert "CI_MERGE_REQUEST_TARGET_BRANCH_NAME says gone, which this clone does not have" in " ".join(told.out.split())
    told = gate("coverage", "--min-patch", "75", "--base", "nowhere", "../r.info")
    assert told.code == 2
    assert "git knows no commit 'nowhere'" in told.out


def test_without_a_main_branch_the_base_has_to_be_named(gate: Gate, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository)
    run(repository, "branch", "-m", "main", "trunk")
    told = gate("coverage", "--min-patch", "75", "../r.info")
    assert told.code == 2
    assert "no branch to compare with was found; say which: --base REF" in " ".join(told.out.split())


HOSTILE = {
    "diff.renames": "false",
    "diff.renameLimit": "1",
    "diff.noprefix": "true",
    "diff.mnemonicPrefix": "true",
    "diff.external": "false",
    "diff.algorithm": "patience",
    "diff.indentHeuristic": "false",
    "diff.context": "9",
    "diff.interHunkContext": "9",
    "diff.orderFile": "/nonexistent/order",
    "diff.relative": "true",
    "diff.suppressBlankEmpty": "true",
    "diff.submodule": "log",
    "diff.ignoreSubmodules": "all",
    "diff.wsErrorHighlight": "all",
    "diff.colorMoved": "zebra",
    "diff.py.textconv": "tr a-z A-Z <",
    "diff.py.binary": "true",
    "core.quotePath": "true",
    "core.pager": "false",
    "color.ui": "always",
    "color.diff": "always",
}


@pytest.mark.parametrize("name", [*HOSTILE, "everything", "environment", "attributes"])
def test_the_configuration_of_git_changes_nothing(
    gate: Gate, repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    commit(repository, {"src/ä b.py": AFTER, "src/old.py": AFTER + "x = 1\n"})
    run(repository, "branch", "-f", "main", "topic~1")
    run(repository, "mv", "src/old.py", "src/new name.py")
    commit(repository, {"src/ä b.py": AFTER.replace("return 4", "return 5"), "src/new name.py": AFTER + "x = 2\n"})
    files = {"src/a.py": RAN, "src/ä b.py": RAN, "src/new name.py": {**RAN, 11: 0}}
    (tmp_path / "r.info").write_bytes(lcov(files))
    monkeypatch.chdir(repository / "src")
    words = ("coverage", "--min-patch", "90", "--format", "json", "../../r.info")
    expected = gate(*words)
    assert '"src/new name.py"' in expected.out
    if name == "environment":
        monkeypatch.setenv("GIT_EXTERNAL_DIFF", "false")
        monkeypatch.setenv("GIT_DIFF_OPTS", "-u9")
        monkeypatch.setenv("GIT_PAGER", "false")
    elif name == "attributes":
        (repository / ".git" / "info" / "attributes").write_text("*.py binary diff=py -text\n", encoding="utf-8")
    else:
        for key, value in HOSTILE.items() if name == "everything" else ((name, HOSTILE[name]),):
            run(repository, "config", key, value)
        (repository / ".git" / "info" / "attributes").write_text("*.py diff=py\n", encoding="utf-8")
    assert gate(*words) == expected


def _patch(gate: Gate, report: dict[str, dict[int, int]], tmp_path: Path, *words: str) -> tuple[int, str]:
    (tmp_path / "r.info").write_bytes(lcov(report))
    told = gate("coverage", "--min-patch", "100", "--base", "main", *words, "../r.info")
    return told.code, " ".join(told.out.split())


def test_a_renamed_file_is_new_only_where_it_changed(
    gate: Gate, repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository)
    run(repository, "branch", "-f", "main", "topic")
    run(repository, "mv", "src/a.py", "src/b.py")
    commit(repository, {"src/b.py": AFTER.replace("return 4", "return 5")})
    code, out = _patch(gate, {"src/b.py": {**RAN, 10: 0}}, tmp_path)
    assert code == 1
    assert "patch 0.00% < 100%" in out
    assert "src/b.py 1: 10" in out


def test_renames_are_those_of_the_whole_tree(
    gate: Gate, repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two files that came from one, git takes the one of its name for it if no other has that name: here, one no report has."""
    monkeypatch.chdir(repository)
    old = "".join(f"value_{number} = compute({number})\n" for number in range(100))
    commit(repository, {"s/foo.py": old})
    run(repository, "branch", "-f", "main", "topic")
    alike = "".join(old.splitlines(keepends=True)[:82]) + "".join(f"other_{number} = 1\n" for number in range(18))
    files = {"y/bar.py": old + "last = 1\n", "x/foo.py": alike, "z/foo.py": "unlike = 1\n" * 50, "s/foo.py": None}
    commit(repository, files)
    report = {"x/foo.py": dict.fromkeys(range(1, 101), 0), "y/bar.py": dict.fromkeys(range(1, 102), 1)}
    assert "patch 0.99% < 100%" in _patch(gate, report, tmp_path)[1]


def test_a_copied_file_is_new(gate: Gate, repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository)
    run(repository, "branch", "-f", "main", "topic")
    commit(repository, {"src/copy.py": AFTER})
    code, out = _patch(gate, {"src/copy.py": RAN, "src/a.py": RAN}, tmp_path)
    assert "src/copy.py 2: 4, 9" in out
    assert code == 1


def test_what_has_no_lines_is_no_new_line(
    gate: Gate, repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository)
    run(repository, "branch", "-f", "main", "topic")
    library = tmp_path / "library"
    library.mkdir()
    run(library, "init", "-q")
    commit(library, {"l.py": BEFORE})
    run(repository, "submodule", "add", "-q", str(library), "vendor")
    commit(repository, {"image.png": bytes(range(256)), "README": None, "empty.py": ""})
    (repository / "src" / "a.py").chmod(0o755)
    code, out = _patch(gate, {"src/a.py": RAN}, tmp_path)
    assert code == 0
    assert "no instrumented line is new" in out
    code, out = _patch(gate, {"src/a.py": RAN, "image.png": {1: 0}, "vendor": {1: 0}}, tmp_path)
    assert code == 1
    assert "vendor 1" not in out


def test_line_endings_alone_are_no_change(
    gate: Gate, repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository)
    run(repository, "branch", "-f", "main", "topic")
    commit(repository, {"src/a.py": AFTER.replace("\n", "\r\n").replace("return 4", "return 5")})
    assert _patch(gate, {"src/a.py": RAN}, tmp_path)[0] == 0
    assert "1: 10" in _patch(gate, {"src/a.py": {**RAN, 10: 0}}, tmp_path)[1]


def test_the_work_tree_counts_and_untracked_files_do_not(
    gate: Gate, repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository)
    run(repository, "branch", "-f", "main", "topic")
    (repository / "src" / "a.py").write_text("import os\n" + AFTER, encoding="utf-8")
    (repository / "src" / "staged.py").write_text("x = 1\n", encoding="utf-8")
    run(repository, "add", "src/staged.py")
    (repository / "src" / "untracked.py").write_text("x = 1\n", encoding="utf-8")
    code, out = _patch(gate, {"src/a.py": {1: 0}, "src/staged.py": {1: 0}, "src/untracked.py": {1: 0}}, tmp_path)
    assert code == 1
    assert "src/a.py 1: 1 src/staged.py 1: 1" in out
    assert "untracked" not in out


def test_a_merge_commit_and_a_detached_head_are_compared_with_the_merge_base(
    gate: Gate, repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository)
    run(repository, "switch", "-q", "main")
    commit(repository, {"src/other.py": "y = 1\n"})
    run(repository, "switch", "-q", "--detach", "main")
    run(repository, "merge", "-q", "--no-edit", "topic")
    report = {"src/a.py": RAN, "src/other.py": {1: 0}}
    assert "src/a.py 1: 9" in _patch(gate, report, tmp_path)[1]
    assert "src/other.py 1" not in _patch(gate, report, tmp_path)[1]
    run(repository, "switch", "-q", "topic")
    assert "src/other.py 1" not in _patch(gate, report, tmp_path)[1]


def test_changed_files_that_nobody_measured_are_named(
    gate: Gate, repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository)
    commit(repository, {f"src/more{number}.py": "x = 1\n" for number in range(7)} | {"notes.txt": "x\n"})
    out = _patch(gate, {"src/a.py": {**RAN, 9: 1}}, tmp_path, "-v")[1]
    assert "7 changed files are in no report, so nothing of them counts: src/more0.py" in out
    assert "and 2 more" in out
    assert "notes.txt" not in out


def test_a_report_of_other_paths_proves_nothing(
    gate: Gate, repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository)
    code, out = _patch(gate, {"lib/z.py": RAN}, tmp_path)
    assert code == 2
    assert "the repository has none of the reports' files; --path-map FROM=TO tells where they are" in out
    assert _patch(gate, {"lib/a.py": RAN}, tmp_path, "--path-map", "lib=src")[0] == 1


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_a_shallow_clone_says_how_to_mend_it(
    gate: Gate, repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, depth: int
) -> None:
    run(repository, "switch", "-q", "main")
    commit(repository, {"README": "two\n"})
    commit(repository, {"README": "three\n"})
    clone = tmp_path / "clone"
    run(tmp_path, "clone", "-q", f"--depth={depth}", "--no-single-branch", "-b", "topic", f"file://{repository}", str(clone))
    monkeypatch.chdir(clone)
    told = gate("coverage", "--min-patch", "10", "--base", "origin/main", "../r.info")
    if depth == 3:  # now the history from both tips to where they part is whole
        assert told.code == 0
        return
    assert told.code == 2
    out = " ".join(told.out.split())
    assert "this clone is too shallow to tell" in out
    assert "git fetch --unshallow origin main (actions/checkout: fetch-depth: 0" in out


def test_a_merge_base_behind_cut_history_is_not_believed(repository: Path, tmp_path: Path) -> None:
    """The clone knows a common ancestor, but history that leads to a nearer one may have been cut off."""
    run(repository, "switch", "-q", "main")
    for number in range(3):
        commit(repository, {"README": f"{number}\n"})
    run(repository, "switch", "-q", "topic")
    run(repository, "merge", "-q", "--no-edit", "main")
    clone = tmp_path / "clone"
    run(tmp_path, "clone", "-q", "--depth=2", "--no-single-branch", "-b", "topic", f"file://{repository}", str(clone))
    base = git.resolve(str(clone), "origin/main")
    assert base
    with pytest.raises(UsageError, match="too shallow to tell where HEAD left origin/main"):
        git.find_merge_base(str(clone), base, "origin/main")


def test_histories_without_a_common_commit(gate: Gate, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository)
    run(repository, "switch", "-q", "--orphan", "alone")
    commit(repository, {"src/a.py": AFTER})
    told = gate("coverage", "--min-patch", "10", "--base", "main", "../r.info")
    assert told.code == 2
    assert "they have no commit in common" in " ".join(told.out.split())


def test_a_failure_beats_a_patch_that_nobody_could_judge(gate: Gate, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository)
    assert gate("coverage", "--min-patch", "10", "--base", "gone", "--min", "99", "../r.info").code == 1
    assert gate("coverage", "--min-patch", "10", "--base", "gone", "--min", "9", "../r.info").code == 2


def test_without_git(gate: Gate, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository)
    monkeypatch.setenv("PATH", "/nonexistent")
    told = gate("coverage", "--min-patch", "10", "--base", "main", "../r.info")
    assert told.code == 2
    monkeypatch.undo()
    monkeypatch.chdir(repository.parent)
    told = gate("coverage", "--min-patch", "10", "r.info")
    assert "there is no git repository here; --diff FILE tells what changed" in " ".join(told.out.split())


def test_small_changes_can_be_let_off(gate: Gate, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository)
    told = gate("coverage", "--min-patch", "100", "--min-patch-lines", "5", "../r.info")
    assert told.code == 0
    said = "only 4 instrumented lines are new, fewer than min-patch-lines 5: not held to it (seen: 75.00%)"
    assert said in " ".join(told.out.split())
    assert gate("coverage", "--min-patch", "100", "--min-patch-lines", "4", "../r.info").code == 1


def test_groups_have_patches_of_their_own(
    gate: Gate, repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository)
    (tmp_path / "gate.toml").write_text(
        '[coverage]\nreports = "r.info"\nbase = "main"\n'
        '[[coverage.groups]]\nname = "core"\npaths = "src/**"\nmin-patch = 76\n'
        '[[coverage.groups]]\nname = "web"\npaths = "web/**"\nmin-patch = 100\n',
        encoding="utf-8",
    )
    told = gate("coverage", "--config", "../gate.toml")
    assert told.code == 1
    assert "patch of group core 75.00% < 76%" in told.out


def test_branches_of_new_lines(gate: Gate, repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository)
    records = "SF:src/a.py\nBRDA:2,0,0,1\nBRDA:2,0,1,0\nBRDA:8,0,0,1\nBRDA:8,0,1,0\nDA:2,1\nDA:8,1\nend_of_record\n"
    (tmp_path / "r.info").write_text(records, encoding="utf-8")
    told = gate("coverage", "--min-patch-branch", "60", "../r.info")
    assert told.code == 1
    assert "patch branch 50.00% < 60%: 1 new branch short" in told.out
    (tmp_path / "r.info").write_bytes(lcov({"src/a.py": RAN}))
    assert "the reports hold no branches" in gate("coverage", "--min-patch-branch", "60", "../r.info").out


def test_what_new_lines_need_counts_on_the_way_of_the_whole(
    gate: Gate, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository)
    new = "shortest way to green: cover 1 more new line in 1 file\n    src/a.py  1 new line: 9\n"
    told = gate("coverage", "--min-patch", "100", "--min", "85", "../r.info").out
    assert (new in told, told.count("shortest way")) == (True, 1)
    told = gate("coverage", "--min-patch", "100", "--min", "100", "../r.info").out
    assert f"{new}  shortest way to green: cover 1 more line in 1 file\n    src/a.py  1 line: 4\n" in told


def test_new_lines_without_a_branch_hold_if_reports_tell_where_branches_are(
    gate: Gate, repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository)
    records = "SF:src/a.py\nBRDA:1,0,0,1\nBRDA:1,0,1,0\nDA:1,1\nDA:7,1\nend_of_record\n"
    (tmp_path / "r.info").write_text(records, encoding="utf-8")
    told = gate("coverage", "--min-patch-branch", "60", "../r.info")
    assert (told.code, "no new line has a branch, so nothing was to take" in told.out) == (0, True)
    (tmp_path / "r.info").write_text(
        records.replace("src/a.py", "src/a.ts") + "SF:src/a.py\nDA:1,1\nDA:7,1\nend_of_record\n", encoding="utf-8"
    )
    told = gate("coverage", "--min-patch-branch", "60", "../r.info")
    assert (told.code, "of no branch in any file like src/a.py" in " ".join(told.out.split())) == (2, True)
    summed = "SF:src/b.py\nDA:1,1\nBRF:2\nBRH:1\nend_of_record\n"
    (tmp_path / "r.info").write_text(records + summed, encoding="utf-8")
    told = gate("coverage", "--min-patch-branch", "60", "../r.info")
    assert (told.code, "do not tell of all branches on which line they are" in " ".join(told.out.split())) == (2, True)


DIFF = """\
diff --git a/src/a.py b/src/a.py
--- a/src/a.py
+++ b/src/a.py
@@ -1,2 +1,3 @@
 def f(x):
+    x += 1
     return x
"""


def test_a_diff_stands_for_git(gate: Gate, tmp_path: Path) -> None:
    (tmp_path / "r.info").write_bytes(lcov({"src/a.py": {1: 1, 2: 0, 3: 1}}))
    (tmp_path / "c.diff").write_text(DIFF, encoding="utf-8")
    told = gate("coverage", "--min-patch", "50", "--diff", "c.diff", "r.info")
    assert told.code == 1
    assert "src/a.py  1: 2" in told.out
    (tmp_path / "other.info").write_bytes(lcov({"lib/b.py": {1: 1}}))
    (tmp_path / "gone.diff").write_text("--- a/src/a.py\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n", encoding="utf-8")
    assert gate("coverage", "--min-patch", "50", "--diff", "gone.diff", "other.info").code == 0
    told = gate("coverage", "--min-patch", "50", "--diff", "c.diff", "other.info")
    assert told.code == 2
    assert "no file of the diff is in the reports" in " ".join(told.out.split())
    for text, message in (("", "is empty"), ("<html>", "is in no known format of diff"), (DIFF[:-20], "ends within a hunk")):
        (tmp_path / "c.diff").write_text(text, encoding="utf-8")
        told = gate("coverage", "--min-patch", "50", "--diff", "c.diff", "r.info")
        assert told.code == 2
        assert message in told.err
    assert gate("coverage", "--min-patch", "50", "--diff", "absent.diff", "r.info").code == 2


def test_nothing_changed_is_said(gate: Gate, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository)
    told = gate("coverage", "--min-patch", "90", "--base", "topic", "-v", "../r.info")
    assert told.code == 0
    assert "nothing changed since topic" in told.out
