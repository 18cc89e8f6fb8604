"""`gate baseline` and the gates on every kind of store, from the first entry to the last, in a repository with history."""

import json
from pathlib import Path

import pytest

from tests.cli.test_git import commit, run
from tests.conftest import Gate, Result, lcov
from tests.stores import proofs, server


def test_the_life_of_a_baseline(gate: Gate, setting: proofs.Setting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Path(setting.roots[0]) if setting.roots[0] else tmp_path / "repository"
    folder.mkdir(exist_ok=True)
    if not (folder / ".git").exists():
        run(folder, "init", "-q")
    run(folder, "switch", "-qc", "work")
    monkeypatch.chdir(folder)
    said: list[str] = []

    def ask(ran: int, *words: str) -> Result:
        report = tmp_path / "r.info"
        report.write_bytes(lcov({"src/a.py": {line: int(line <= ran) for line in range(1, 5)}}))
        reports = [str(report)] if ran else []
        told = gate(*words, *reports, environ={"GATE_STORE": f"{setting.scheme}:{setting.place}"})
        said.append(told.out + told.err)
        return told

    commit(folder, {"src/a.py": "1\n2\n3\n4\n"})
    run(folder, "branch", "early")
    told = ask(2, "coverage", "--max-drop", "0", "--base", "work")
    assert (told.code, "keeps no baseline of coverage yet" in " ".join(told.out.split())) == (2, True)
    assert ask(2, "baseline", "update", "coverage").code == 0
    commit(folder, {"x": "1"})
    assert ask(1, "baseline", "update", "coverage").code == 1
    assert ask(3, "baseline", "update", "coverage").code == 0
    assert ask(2, "coverage", "--max-drop", "0", "--base", "work").code == 1
    assert ask(2, "coverage", "--max-drop", "0", "--base", "early").code == 0
    assert ask(2, "baseline", "diff", "coverage").code == 1
    assert ask(2, "baseline", "accept", "coverage", "--reason", "on purpose").code == 0
    assert "accepted  on purpose" in ask(0, "baseline", "show").out
    history = json.loads(ask(0, "baseline", "export", "--history", "json").out)
    assert [entry["figures"]["line"] for entry in history] == [0.5, 0.75, 0.5]
    first = ask(0, "baseline", "export", "coverage", "--entry", history[0]["id"]).out
    assert f"commit {run(folder, 'rev-parse', 'early')}\n" in first
    assert ask(0, "baseline", "prune", "--keep", "1").out == "coverage: 2 of 3 forgotten\n"
    told = ask(2, "coverage", "--max-drop", "0", "--base", "early")
    assert (told.code, "but none of a commit that the change comes from" in " ".join(told.out.split())) == (2, True)
    assert ask(2, "coverage", "--max-drop", "0", "--base", "work").code == 0
    setting.check()
    assert not any(server.PASSWORD in each or server.WRITTEN in each for each in said)
