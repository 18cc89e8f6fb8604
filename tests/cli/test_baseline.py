"""Baselines in real repositories: stored, read from the merge base, compared line by line, and only ever tightened."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_git import commit, run
from tests.conftest import Gate, cobertura, lcov

OLD = {"src/a.py": {1: 1, 2: 1, 3: 0, 5: 1}, "src/b.py": {1: 1, 2: 0}}
SOURCE = "".join(f"line {number}\n" for number in range(1, 8))
STORE = ".gate/baseline/coverage.txt"


@pytest.fixture
def repository(gate: Gate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository whose main branch has a baseline, and a branch `topic` that is checked out."""
    folder = tmp_path / "repository"
    folder.mkdir()
    run(folder, "init", "-q")
    commit(folder, {"src/a.py": SOURCE, "src/b.py": SOURCE, "src/new.py": SOURCE})
    monkeypatch.chdir(folder)
    (tmp_path / "r.info").write_bytes(lcov(OLD))
    assert gate("baseline", "update", "coverage", "../r.info").code == 0
    run(folder, "add", "-A")
    run(folder, "commit", "-qm", "baseline")
    run(folder, "switch", "-qc", "topic")
    return folder


def _judge(gate: Gate, tmp_path: Path, report: dict[str, dict[int, int]], *words: str) -> tuple[int, str]:
    (tmp_path / "r.info").write_bytes(lcov(report))
    told = gate("coverage", *words, "../r.info")
    return told.code, " ".join((told.out + told.err).split())


def test_a_baseline_against_itself_never_regresses(gate: Gate, repository: Path, tmp_path: Path) -> None:
    words = ("--max-drop", "0", "--max-drop-file", "0", "--max-uncovered-increase", "0", "--max-uncovered-increase-file", "0")
    code, out = _judge(gate, tmp_path, OLD, *words)
    assert code == 0
    assert "line 66.66%, the same as the baseline's 66.66%" in out
    assert repository.is_dir()


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["--max-drop", "33.4"], 0, "line 33.33%, 33.33 points below the baseline's 66.66%"),
        (
            ["--max-drop", "33.3"],
            1,
            "line 33.33%, 33.33 points below the baseline's 66.66% (at most 33.3 points): 1 line short",
        ),
        (["--max-drop-file", "10"], 1, "line of src/a.py 25.00%, 50.00 points below the baseline's 75.00% (at most 10 points)"),
        (["--max-uncovered-increase", "2"], 0, "uncovered lines 4, 2 above the baseline's 2"),
        (["--max-uncovered-increase", "1"], 1, "uncovered lines 4, 2 above the baseline's 2 (at most 1 line): 1 line too many"),
        (["--max-uncovered-increase-file", "1"], 1, "uncovered lines of src/a.py 3, 2 above the baseline's 1"),
        (["--max-drop-branch", "1"], 2, "the reports hold no branches"),
    ],
)
def test_drops(gate: Gate, repository: Path, tmp_path: Path, words: list[str], code: int, told: str) -> None:
    worse = {"src/a.py": {1: 1, 2: 0, 3: 0, 5: 0}, "src/b.py": {1: 1, 2: 0}}
    found = _judge(gate, tmp_path, worse, "--baseline", *words)
    assert (found[0], told in found[1]) == (code, True), found[1]
    assert repository.is_dir()


def test_lines_are_followed_through_the_change(gate: Gate, repository: Path, tmp_path: Path) -> None:
    run(repository, "mv", "src/a.py", "src/c.py")
    text = SOURCE.replace("line 2\n", "line 2\nadded 1\nadded 2\n").replace("line 7\n", "")
    commit(repository, {"src/c.py": text})
    now = {"src/c.py": {1: 1, 2: 0, 3: 0, 4: 1, 5: 1, 6: 0, 7: 0}, "src/b.py": OLD["src/b.py"]}
    (tmp_path / "r.info").write_bytes(lcov(now))
    document = json.loads(gate("coverage", "--max-drop", "90", "--format", "json", "../r.info").out)
    spots = {(spot["category"], spot["path"]): spot["lines"] for spot in document["hotspots"]}
    assert spots == {
        ("uncovered new lines", "src/c.py"): [[3, 3]],
        ("lines that lost their cover", "src/c.py"): [[2, 2], [7, 7]],
        ("uncovered old lines that were not measured before", "src/c.py"): [[6, 6]],
        ("lines that gained cover", "src/c.py"): [[5, 5]],
    }


def test_less_evidence_is_unjudged(gate: Gate, repository: Path, tmp_path: Path) -> None:
    less = {"src/b.py": {1: 1, 2: 1}}
    code, out = _judge(gate, tmp_path, less, "--max-drop", "5")
    assert code == 2
    assert "the reports know less than the baseline: 1 files that are still there are missing, such as src/a.py" in out
    assert "gate baseline" not in out
    commit(repository, {"src/a.py": None})
    assert _judge(gate, tmp_path, less, "--max-drop", "5")[0] == 0


def test_new_files_have_no_baseline_of_their_own(gate: Gate, repository: Path, tmp_path: Path) -> None:
    found = _judge(gate, tmp_path, OLD | {"src/new.py": {1: 0}}, "--max-drop-file", "0")
    assert found[0] == 0
    run(repository, "rm", "-q", "src/a.py", "src/b.py")
    commit(repository, {"x.py": ""})
    found = _judge(gate, tmp_path, {"src/new.py": {1: 1}}, "--max-drop-file", "0")
    assert found[0] == 0
    assert "none of the files was there in the baseline" in found[1]


def test_groups_are_compared_with_themselves(gate: Gate, repository: Path, tmp_path: Path) -> None:
    config = '[coverage]\nreports = "../r.info"\nbaseline = true\n[[coverage.groups]]\nname = "b"\npaths = "src/b.py"\nmax-drop = 10\n'
    (repository / "gate.toml").write_text(config, encoding="utf-8")
    (tmp_path / "r.info").write_bytes(lcov(OLD | {"src/b.py": {1: 0, 2: 0}}))
    told = gate("coverage")
    assert told.code == 1
    assert "line of group b 0.00%, 50.00 points below the baseline's 50.00%" in told.out


@pytest.mark.parametrize("where", ["main", "main:.gate/baseline/coverage.txt", "../old.info", "../old.xml", "../ol*.info"])
def test_a_baseline_may_be_a_ref_or_any_report(gate: Gate, repository: Path, tmp_path: Path, where: str) -> None:
    (tmp_path / "old.info").write_bytes(lcov(OLD))
    (tmp_path / "old.xml").write_bytes(cobertura(OLD))
    worse = OLD | {"src/b.py": {1: 0, 2: 0}}
    code, out = _judge(gate, tmp_path, worse, "--baseline", where, "--max-drop", "1", "-v")
    assert code == 1
    assert ("it does not tell of which commit it is; --base REF does" in out) == where.startswith("..")
    if where.startswith(".."):
        out = _judge(gate, tmp_path, worse, "--baseline", where, "--max-drop", "1", "--base", "main")[1]
        gone = _judge(gate, tmp_path, worse, "--baseline", where, "--max-drop", "1", "--base", "gone", "-v")[1]
        assert "lines are not compared with the baseline: git knows no commit 'gone'" in gone
    assert "lines that lost their cover: src/b.py 1: 1" in out
    assert repository.is_dir()


def test_new_lines_are_told_once(gate: Gate, repository: Path, tmp_path: Path) -> None:
    """Where a patch is judged too, what it says of new lines stands, and not what the baseline would say again."""
    commit(repository, {"src/a.py": SOURCE.replace("line 5\n", "") + "line 8\n"})
    report = OLD | {"src/a.py": {1: 1, 2: 1, 3: 0, 7: 0}}
    out = _judge(gate, tmp_path, report, "--max-drop", "1", "--min-patch", "50")[1]
    assert out.count("uncovered new lines:") == 1


def test_what_cannot_be_compared_says_why(
    gate: Gate, repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (
        "'nowhere' is neither a file nor a git ref"
        in _judge(gate, tmp_path, OLD, "--baseline", "nowhere", "--max-drop", "1")[1]
    )
    found = _judge(gate, tmp_path, OLD, "--baseline", "main~1", "--max-drop", "1")
    assert found[0] == 2
    assert "main~1 has no baseline (.gate/baseline/coverage.txt): gate baseline update coverage REPORT... writes it" in found[1]
    run(repository, "branch", "-m", "main", "trunk")
    assert "no branch to compare with was found" in _judge(gate, tmp_path, OLD, "--max-drop", "1")[1]
    monkeypatch.chdir(tmp_path)
    told = gate("coverage", "--max-drop", "1", "r.info")
    assert told.code == 2
    assert "there is no git repository here; --baseline FILE names a baseline" in " ".join(told.out.split())
    (tmp_path / "old.info").write_bytes(lcov(OLD))
    told = gate("coverage", "--max-drop", "1", "--baseline", "old.info", "-v", "r.info")
    assert told.code == 0
    assert "there is no git repository to follow them through" in " ".join(told.out.split())


def test_a_branch_that_got_its_baseline_after_the_change_left_it_says_so(gate: Gate, repository: Path, tmp_path: Path) -> None:
    run(repository, "checkout", "-q", "-b", "early", "main~1")
    code, told = _judge(gate, tmp_path, OLD, "--max-drop", "1")
    assert code == 2
    assert f"main has a baseline ({STORE}), but had none where this change left it: git merge main" in told
    run(repository, "merge", "-q", "main")
    assert _judge(gate, tmp_path, OLD, "--max-drop", "1")[0] == 0


def test_a_path_in_a_commit_is_named_once(gate: Gate, repository: Path, tmp_path: Path) -> None:
    assert repository.is_dir()
    told = _judge(gate, tmp_path, OLD, "--baseline", "main:gone.txt", "--max-drop", "1")[1]
    assert "main has no baseline (gone.txt): gate" in told


def test_a_commit_that_is_not_there_leaves_the_totals(gate: Gate, repository: Path, tmp_path: Path) -> None:
    text = (repository / STORE).read_text(encoding="utf-8")
    assert text.splitlines()[1] == f"commit {run(repository, 'rev-parse', 'main~1')}"
    from gates.readers.coverage import snapshot

    report = snapshot.read([text.encode()], "s", frozenset())
    (tmp_path / "s.txt").write_text(snapshot.write(report, "0" * 40), encoding="utf-8")
    code, out = _judge(gate, tmp_path, OLD, "--baseline", "../s.txt", "--max-drop", "0", "-v")
    assert code == 0
    assert "its commit 000000000000 is not in this clone" in out


def test_a_damaged_baseline_is_never_an_empty_one(gate: Gate, repository: Path, tmp_path: Path) -> None:
    text = (repository / STORE).read_bytes()
    commit(repository, {STORE: text[:-4]})
    code, out = _judge(gate, tmp_path, OLD, "--baseline", "topic", "--max-drop", "99")
    assert code == 2
    assert "is cut off: its last line is missing" in out
    told = gate("baseline", "update", "coverage", "../r.info")
    assert told.code == 2
    assert (repository / STORE).read_bytes() == text[:-4]


def test_an_update_only_tightens(gate: Gate, repository: Path, tmp_path: Path) -> None:
    store = repository / STORE
    before = store.read_bytes()

    def update(report: dict[str, dict[int, int]], *words: str) -> tuple[int, str]:
        (tmp_path / "r.info").write_bytes(lcov(report))
        told = gate("baseline", "update", "coverage", *words, "../r.info")
        return told.code, told.out

    code, out = update(OLD | {"src/b.py": {1: 0, 2: 0}})
    assert (code, store.read_bytes()) == (1, before)
    assert "is kept: what was measured is worse (--loosen replaces it)\n  line of all files is 50.00%, below 66.66%\n" in out
    code, out = update({"src/b.py": {1: 1, 2: 1}})
    assert (code, store.read_bytes()) == (2, before)
    assert "src/a.py is in no report, but still there" in out
    mixed = OLD | {"src/a.py": {1: 1, 2: 1, 3: 1, 5: 0}, "src/b.py": {1: 1, 2: 1}}
    config = '[coverage]\nmax-drop-file = 0\n[[coverage.groups]]\nname = "b"\npaths = "src/b.py"\nmax-drop = 0\n'
    (repository / "gate.toml").write_text(config, encoding="utf-8")
    assert update(mixed)[0] == 0
    after = store.read_bytes()
    assert after != before
    code, out = update(mixed | {"src/a.py": {1: 1, 2: 1, 3: 1, 5: 1}, "src/b.py": {1: 1, 2: 0}})
    assert (code, store.read_bytes()) == (1, after)
    assert "line of group b is 50.00%, below 100%\n" in out
    assert "line of src/b.py is 50.00%, below 100%\n" in out
    code, out = update({"src/b.py": {1: 0}}, "--loosen")
    assert (code, "is loosened:\n  src/a.py is in no report" in out) == (0, True)
    assert store.read_bytes() != after
    assert [path.name for path in store.parent.iterdir()] == ["coverage.txt"]


def test_an_update_of_many_losses_tells_some(gate: Gate, repository: Path, tmp_path: Path) -> None:
    many = {f"src/m{number}.py": {1: 1} for number in range(20)}
    commit(repository, dict.fromkeys(many, SOURCE))
    (tmp_path / "r.info").write_bytes(lcov(OLD | many))
    assert gate("baseline", "update", "coverage", "../r.info").code == 0
    (tmp_path / "r.info").write_bytes(lcov(OLD))
    told = gate("baseline", "update", "coverage", "../r.info")
    assert told.code == 2
    assert told.out.count("is in no report, but still there") == 10
    assert told.out.endswith("  and 12 more\n")  # ten files, and two figures that are worse


def test_branches_that_are_not_measured_any_more_are_lost(gate: Gate, repository: Path, tmp_path: Path) -> None:
    with_branches = "SF:src/a.py\nBRDA:1,0,0,1\nBRDA:1,0,1,0\nDA:1,1\nDA:2,1\nend_of_record\n"
    (tmp_path / "r.info").write_text(with_branches, encoding="utf-8")
    assert gate("baseline", "update", "coverage", "--loosen", "../r.info").code == 0
    (tmp_path / "r.info").write_bytes(lcov({"src/a.py": {1: 1, 2: 1}}))
    told = gate("baseline", "update", "coverage", "../r.info")
    assert told.code == 2
    assert "no branch of all files is measured any more" in told.out
    assert repository.is_dir()


def test_an_update_without_a_repository(gate: Gate, tmp_path: Path) -> None:
    (tmp_path / "r.info").write_bytes(lcov(OLD))
    assert gate("baseline", "update", "coverage", "r.info").code == 0
    text = (tmp_path / STORE).read_text(encoding="utf-8")
    assert "commit" not in text
    assert gate("baseline", "update", "coverage", "r.info").code == 0
    assert (tmp_path / STORE).read_text(encoding="utf-8") == text
    told = gate("coverage", "--min", "60", "--snapshot", "s.txt", "r.info")
    assert told.code == 0
    assert (tmp_path / "s.txt").read_text(encoding="utf-8") == text
    assert gate("coverage", "--min", "66", "s.txt").code == 0


def test_no_snapshot_of_half_a_report(gate: Gate, tmp_path: Path) -> None:
    (tmp_path / "r.info").write_bytes(lcov(OLD)[: -len("end_of_record\n")])
    told = gate("baseline", "update", "coverage", "r.info")
    assert told.code == 2
    assert "no snapshot is made of it" in told.err
    assert not os.path.lexists(tmp_path / STORE)
    assert gate("baseline", "update", "coverage", "--optional", "gone.info").code == 2


@pytest.mark.parametrize(
    ("argv", "code", "told"),
    [
        (["--help"], 0, "Usage: gate baseline COMMAND"),
        (["-h"], 0, "merge-driver"),
        (["update", "--help"], 0, "Usage: gate baseline update"),
        (["show", "--help"], 0, "Usage: gate baseline show"),
        (["diff", "-h"], 0, "Usage: gate baseline diff"),
        (["accept", "-h"], 0, "Usage: gate baseline accept"),
        (["export", "-h"], 0, "Usage: gate baseline export"),
        (["prune", "-h"], 0, "Usage: gate baseline prune"),
        (["merge-driver", "-h"], 0, "Usage: gate baseline merge-driver"),
        (["diff", "coverage", "-h"], 0, "gate baseline diff coverage [REPORT ...]"),
        (["accept", "coverage", "-h"], 0, "--reason"),
        (["diff"], 2, "gate baseline diff GATE, with one of: coverage"),
        (["accept", "--reason", "x", "coverage"], 2, "options stand behind it"),
        (["update", "coverage", "--help"], 0, "--loosen"),
        ([], 2, "gate baseline does what?"),
        (["forget"], 2, "'forget' is not something that gate baseline does"),
        (["update"], 2, "no gate is configured"),
        (["update", "--loosne"], 2, "did you mean --loosen?"),
        (["update", "beauty"], 2, "with one of: coverage"),
        (["update", "coverage"], 2, "no report was named"),
    ],
)
def test_the_command_line(gate: Gate, argv: list[str], code: int, told: str) -> None:
    found: Any = gate("baseline", *argv)
    assert (found.code, told in found.out + found.err) == (code, True)


def test_a_gate_that_does_not_follow_lines_compares_totals(
    gate: Gate, repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gates.commands.coverage.FOLLOWS", False)
    code, out = _judge(gate, tmp_path, OLD, "--max-drop", "0", "-v")
    assert (code, repository.is_dir()) == (0, True)
    assert "line 66.66%, the same as the baseline's 66.66%" in out


def test_an_instance_has_a_baseline_of_its_own(gate: Gate, tmp_path: Path) -> None:
    run(tmp_path, "init", "-qb", "main")
    Path("r.info").write_bytes(lcov({"a.py": {1: 1, 2: 0}}))
    Path("gate.toml").write_text('[coverage.back]\nreports = "r.info"\nmax-drop = 0\n', encoding="utf-8")
    assert gate("baseline", "update", "coverage.back").code == 0
    run(tmp_path, "add", "-A")
    run(tmp_path, "commit", "-qm", "one")
    assert gate("run").code == 0
    Path("r.info").write_bytes(lcov({"a.py": {1: 0, 2: 0}}))
    assert gate("coverage.back").code == 1
    assert Path(".gate/baseline/coverage.back.txt").is_file()
