"""Which entry of a store decides: the nearest of a commit that a change comes from, in real repositories."""

import json
import subprocess
from pathlib import Path

import pytest

from gates.cli import git, stored, storing
from gates.model.unknown import Unknown
from gates.stores.protocol import Entry
from tests.cli.test_git import commit, run
from tests.conftest import Gate, lcov

STORE = "sqlite:../b.db"


def _report(ran: int) -> bytes:
    """Give the four lines of a file, of which the first so many run."""
    return lcov({"src/a.py": {line: int(line <= ran) for line in range(1, 5)}})


@pytest.fixture
def repository(gate: Gate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository whose main branch has one commit."""
    folder = tmp_path / "repository"
    folder.mkdir()
    run(folder, "init", "-qb", "main")
    commit(folder, {"src/a.py": "1\n2\n3\n4\n"})
    monkeypatch.chdir(folder)
    assert gate is not None
    return folder


def _update(gate: Gate, tmp_path: Path, ran: int, *words: str) -> None:
    (tmp_path / "r.info").write_bytes(_report(ran))
    assert gate("baseline", "update", "coverage", "--store", STORE, "../r.info", *words).code == 0


def _judge(gate: Gate, tmp_path: Path, ran: int, *words: str) -> tuple[int, str]:
    (tmp_path / "r.info").write_bytes(_report(ran))
    told = gate("coverage", "--max-drop", "0", "../r.info", *words, environ={"GATE_STORE": STORE})
    return told.code, " ".join((told.out + told.err).split())


def test_the_nearest_entry_that_the_change_comes_from_decides(gate: Gate, repository: Path, tmp_path: Path) -> None:
    _update(gate, tmp_path, 1)
    commit(repository, {"x": "1"})
    _update(gate, tmp_path, 2)
    run(repository, "switch", "-qc", "topic")
    run(repository, "switch", "-q", "main")
    commit(repository, {"x": "2"})
    _update(gate, tmp_path, 4)
    run(repository, "switch", "-q", "topic")
    commit(repository, {"y": "1"})
    assert _judge(gate, tmp_path, 2)[0] == 0
    code, out = _judge(gate, tmp_path, 1)
    assert (code, "below the baseline's 50.00%" in out) == (1, True), out
    run(repository, "switch", "-q", "main")
    assert "below the baseline's 100%" in _judge(gate, tmp_path, 2)[1]
    run(repository, "switch", "-qc", "old", "main~2")
    assert _judge(gate, tmp_path, 1)[0] == 0


def test_a_ref_means_the_store_as_it_was_then(gate: Gate, repository: Path, tmp_path: Path) -> None:
    _update(gate, tmp_path, 1)
    run(repository, "tag", "v1")
    commit(repository, {"x": "1"})
    _update(gate, tmp_path, 2)
    assert _judge(gate, tmp_path, 1)[0] == 1
    assert _judge(gate, tmp_path, 1, "--baseline", "v1")[0] == 0
    code, out = _judge(gate, tmp_path, 1, "--baseline", "nowhere")
    assert (code, "'nowhere' is neither a file nor a git ref" in out) == (2, True)
    assert _judge(gate, tmp_path, 1, "--baseline", "main:gone.txt")[0] == 2


def test_a_store_can_be_named_where_a_baseline_is(gate: Gate, repository: Path, tmp_path: Path) -> None:
    _update(gate, tmp_path, 2)
    (tmp_path / "r.info").write_bytes(_report(1))
    told = gate("coverage", "--max-drop", "0", "--baseline", STORE, "../r.info")
    assert told.code == 1
    told = gate("coverage", "--max-drop", "0", "--baseline", "file:kept", "../r.info")
    assert (told.code, "main has no baseline (kept/coverage.txt)" in " ".join(told.out.split())) == (2, True)
    assert gate("baseline", "update", "coverage", "--store", "file:kept", "../r.info").code == 0
    run(repository, "add", "kept")
    run(repository, "commit", "-qm", "kept")
    assert gate("coverage", "--max-drop", "0", "--baseline", "file:kept", "../r.info").code == 0
    told = gate("coverage", "--max-drop", "0", "--baseline", "file:..", "../r.info")
    assert (told.code, "lies outside the repository" in told.out + told.err) == (2, True)


def test_a_store_stands_alone(gate: Gate, repository: Path) -> None:
    report = repository.parent / "b.txt"
    report.write_text(
        "\nrunning 1 test\ntest a ... bench:         100 ns/iter (+/- 1)\n\ntest result: ok. 0 passed; 0 failed; 0 ignored; 1 measured; 0 filtered out; finished in 0.1s\n",
        encoding="utf-8",
    )
    told = gate("bench", "--baseline", STORE, "--baseline", "x.txt", report)
    assert (told.code, "a store stands alone, without other baselines" in " ".join(told.out.split())) == (2, True)


def test_an_empty_store_and_one_that_does_not_fit_are_told_apart(gate: Gate, repository: Path, tmp_path: Path) -> None:
    code, out = _judge(gate, tmp_path, 4)
    assert (code, "sqlite:../b.db keeps no baseline of coverage yet: gate baseline update" in out) == (2, True), out
    commit(repository, {"x": "1"})
    _update(gate, tmp_path, 1)
    run(repository, "switch", "-qc", "topic", "main~1")
    run(repository, "branch", "-qf", "main", "main~1")
    code, out = _judge(gate, tmp_path, 4)
    told = "sqlite:../b.db keeps 1 baseline of coverage, but none of a commit that the change comes from"
    assert (code, told in out) == (2, True), out


def test_a_shallow_clone_is_told_what_to_fetch(
    gate: Gate, repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _update(gate, tmp_path, 1)
    commit(repository, {"x": "1"})
    subprocess.run(
        ["git", "clone", "-q", "--depth", "1", f"file://{repository}", tmp_path / "clone"], check=True, capture_output=True
    )
    monkeypatch.chdir(tmp_path / "clone")
    code, out = _judge(gate, tmp_path, 4)
    assert (code, "shallow clone" in out, "git fetch --unshallow origin" in out) == (2, True, True), out
    run(tmp_path / "clone", "fetch", "-q", "--unshallow", "origin")
    assert _judge(gate, tmp_path, 4)[0] == 0


def test_without_a_repository_it_is_the_last_entry(gate: Gate, tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    for ran in (1, 2):
        (tmp_path / "r.info").write_bytes(_report(ran))
        assert gate("baseline", "update", "coverage", "--store", "sqlite:b.db", "r.info").code == 0
    (tmp_path / "r.info").write_bytes(_report(1))
    told = gate("coverage", "--max-drop", "0", "r.info", environ={"GATE_STORE": "sqlite:b.db"})
    assert (told.code, "below the baseline's 50.00%" in " ".join(told.out.split())) == (1, True)
    told = gate("coverage", "--max-drop", "0", "--baseline", "v1", "r.info", environ={"GATE_STORE": "sqlite:b.db"})
    assert (told.code, "there is no git repository here" in " ".join(told.out.split())) == (2, True)


def test_entries_of_no_commit_or_of_a_foreign_one_are_not_taken(gate: Gate, repository: Path, tmp_path: Path) -> None:
    _update(gate, tmp_path, 1)
    store = storing.connect(storing.parse(STORE), str(repository))
    snapshot = store.read(store.list_entries("coverage")[-1])
    for foreign in ("", "f" * 40):
        last = store.list_entries("coverage")[-1]
        store.add(Entry("coverage", foreign, "", "", "", ()), snapshot, last.id)
    head = run(repository, "rev-parse", "HEAD")
    found = stored.find(storing.parse(STORE), "coverage", str(repository), head, "main")
    assert not isinstance(found, Unknown)
    assert found.name == f"sqlite:../b.db coverage@{head[:12]}"
    store.remove("coverage", frozenset({"1"}))
    assert isinstance(stored.find(storing.parse(STORE), "coverage", str(repository), head, "main"), Unknown)
    store.remove("coverage", frozenset({"1", "3"}))
    assert "keeps 1 baseline of coverage" in str(stored.find(storing.parse(STORE), "coverage", str(repository), head, "main"))


def test_of_one_commit_the_last_entry_counts(gate: Gate, repository: Path, tmp_path: Path) -> None:
    _update(gate, tmp_path, 4)
    _update(gate, tmp_path, 1, "--loosen")
    assert _judge(gate, tmp_path, 1)[0] == 0
    assert repository.is_dir()


def test_clocks_that_go_wrong_do_not_matter_and_git_is_asked_once(
    gate: Gate, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The parent of a commit is never nearer than it, though it says that it is from the future."""
    commits = []
    for number, day in enumerate((9, 1, 5)):
        monkeypatch.setenv("GIT_COMMITTER_DATE", f"2027-01-0{day}T00:00:00Z")
        commit(repository, {"x": str(number)})
        commits.append(run(repository, "rev-parse", "HEAD"))
    asked: list[tuple[str, ...]] = []
    ask = git.ask

    def watch(root: str, *words: str) -> bytes:
        asked.append(words)
        return ask(root, *words)

    monkeypatch.setattr(git, "ask", watch)
    assert git.find_nearest(str(repository), commits[2], set(commits[:2]) | {"0" * 40}) == commits[1]
    assert git.find_nearest(str(repository), commits[0], {commits[2]}) is None
    assert [words[0] for words in asked] == ["rev-list", "rev-list"]
    assert gate is not None


def _history(gate: Gate, tmp_path: Path, ran: int, *words: str) -> dict[str, list[float]]:
    (tmp_path / "r.info").write_bytes(_report(ran))
    told = gate("coverage", "--max-drop", "0", "--format", "json", "../r.info", *words, environ={"GATE_STORE": STORE})
    return {each["metric"]: each["values"] for each in json.loads(told.out)["history"]}


def test_earlier_figures_are_told_up_to_the_entry_that_decides(gate: Gate, repository: Path, tmp_path: Path) -> None:
    for ran in (1, 2, 3):
        _update(gate, tmp_path, ran)
        commit(repository, {"x": str(ran)})
    assert _history(gate, tmp_path, 4) == {"combined": [0.25, 0.5, 0.75, 1], "line": [0.25, 0.5, 0.75, 1]}
    assert _history(gate, tmp_path, 1, "--base", "HEAD~2") == {"combined": [0.25, 0.5, 0.25], "line": [0.25, 0.5, 0.25]}
    told = gate("coverage", "--max-drop", "0", "../r.info", "-v", environ={"GATE_STORE": STORE})
    assert "  history: line ▁▅█▁ 75.00%, now 25.00% (3 earlier entries)\n" in told.out
    assert "history" not in gate("coverage", "--max-drop", "0", "../r.info", environ={"GATE_STORE": STORE}).out


def test_a_baseline_that_is_a_file_has_no_history(gate: Gate, repository: Path, tmp_path: Path) -> None:
    assert repository.is_dir()
    (tmp_path / "r.info").write_bytes(_report(2))
    told = gate("coverage", "--max-drop", "0", "--baseline", "../r.info", "../r.info", "--format", "json")
    assert json.loads(told.out)["history"] == []
