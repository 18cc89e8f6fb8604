"""What `gate baseline` does with a store: show, diff, update of all, accept, export, prune, and writers at once."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from gates.cli import storing, updating
from gates.stores.protocol import ConflictError, Entry, Store
from tests.cli.test_git import commit, run
from tests.conftest import ROOT, Gate, lcov

BENCH = "\nrunning 1 test\ntest a ... bench: {:11,} ns/iter (+/- 1)\n\ntest result: ok. 0 passed; 0 failed; 0 ignored; 1 measured; 0 filtered out; finished in 0.1s\n"
TODAY = "--today=2027-01-31"


@pytest.fixture(params=["file", "sqlite:b.db", "git"])
def store(request: pytest.FixtureRequest, gate: Gate, tmp_path: Path) -> str:
    """A store in a repository of one commit, in which nothing is yet."""
    run(tmp_path, "init", "-qb", "main")
    commit(tmp_path, {"src/a.py": "1\n2\n3\n4\n"})
    assert gate is not None
    return str(request.param)


def _report(ran: int, folder: Path = Path()) -> Path:
    """Write a report on four lines, of which the first so many ran."""
    path = folder / "r.info"
    path.write_bytes(lcov({"src/a.py": {line: int(line <= ran) for line in range(1, 5)}}))
    return path


def _fill(gate: Gate, where: str, *ran: int) -> None:
    for day, count in enumerate(ran, 1):
        found = gate("baseline", "update", "coverage", _report(count), "--store", where, "--loosen", f"--today=2027-01-0{day}")
        assert found.code == 0, found.err


def _open(where: str) -> Store:
    return storing.connect(storing.parse(where), os.getcwd())


def test_a_ratchet_on_any_store(gate: Gate, store: str) -> None:
    words = ("--store", store)
    assert gate("baseline", "update", "coverage", _report(2), *words).code == 0
    told = gate("baseline", "update", "coverage", _report(1), *words)
    assert (told.code, "is kept: what was measured is worse" in told.out) == (1, True)
    told = gate("baseline", "update", "coverage", _report(3), *words)
    assert told.code == 0
    told = gate("baseline", "update", "coverage", _report(2), *words, "--loosen")
    assert (told.code, "is loosened:\n  line of all files is 50.00%, below 75.00%" in told.out) == (0, True)
    (Path() / "r.info").write_bytes(lcov({"src/b.py": {1: 1}}))
    told = gate("baseline", "update", "coverage", "r.info", *words)
    assert (told.code, "knows less (--loosen replaces it)" in told.out) == (2, True)
    entries = _open(store).list_entries("coverage")
    assert len(entries) == (1 if store == "file" else 3)
    if store != "file":
        assert [dict(entry.figures)["line"] for entry in entries] == [0.5, 0.75, 0.5]
        assert {entry.commit for entry in entries} == {run(Path(), "rev-parse", "HEAD")}


def test_diff_tells_what_an_update_would_do(gate: Gate, store: str) -> None:
    def diff(ran: int) -> tuple[int, str]:
        told = gate("baseline", "diff", "coverage", _report(ran), "--store", store)
        return told.code, told.out + told.err

    code, told = diff(2)
    assert (code, "there is no baseline to compare with yet" in told) == (2, True)
    _fill(gate, store, 2)
    before = _open(store).list_entries("coverage")
    assert diff(2)[0] == 0
    assert "an update would change nothing that counts" in diff(2)[1]
    code, told = diff(1)
    assert (code, "0 lost, 2 worse, 0 better\nworse:\n  line of all files is 25.00%, below 50.00%\n" in told) == (1, True)
    code, told = diff(3)
    assert (code, "0 lost, 0 worse, 2 better\nbetter:\n  line of all files is 75.00%, above 50.00%\n" in told) == (0, True)
    Path("r.info").write_bytes(lcov({"src/b.py": {1: 0}}))
    found = gate("baseline", "diff", "coverage", "r.info", "--store", store)
    assert (found.code, "1 lost, 2 worse, 0 better\nlost:\n  src/a.py is in no report, but still there" in found.out) == (
        2,
        True,
    )
    assert _open(store).list_entries("coverage") == before


def test_accept_keeps_the_reason(gate: Gate, store: str) -> None:
    _fill(gate, store, 3)
    told = gate("baseline", "accept", "coverage", _report(2), "--store", store)
    assert (told.code, "why is it to be lived with?" in told.err) == (2, True)
    told = gate("baseline", "accept", "coverage", _report(2), "--store", store, "--reason", " the C ABI\n\tneeds it ", TODAY)
    assert told.code == 0
    assert "is accepted:\n  line of all files is 50.00%, below 75.00%\n" in told.out
    if store == "file":
        line = told.out.splitlines()[-1].strip()
        run(Path(), "add", ".gate")
        subprocess.run(["sh", "-c", f"{line} >/dev/null"], check=True)
        assert "\nBaseline-accepted: the C ABI needs it" in run(Path(), "log", "-1", "--format=%B")
    told = gate("baseline", "show", "coverage", "--store", store)
    assert "\n  accepted  the C ABI needs it\n" in told.out
    told = gate("baseline", "accept", "coverage", _report(3), "--store", store, "--reason", "none")
    assert (told.code, "nothing had to be accepted" in told.out) == (0, True)
    assert "accepted" not in gate("baseline", "show", "--store", store).out
    Path("r.info").write_bytes(lcov({"src/b.py": {1: 1}}))
    told = gate("baseline", "accept", "coverage", "r.info", "--store", store, "--reason", "none")
    assert (told.code, "knows less (gate baseline update --loosen replaces it)" in told.out) == (2, True)


def test_show_tells_what_is_stored(gate: Gate, store: str) -> None:
    told = gate("baseline", "show", "--store", store)
    assert (told.code, "in which nothing is stored yet" in told.out) == (0, True)
    told = gate("baseline", "show", "coverage", "--store", store)
    assert (told.code, "nothing is stored of 'coverage'" in told.err, "nothing at all" in told.err) == (2, True, True)
    _fill(gate, store, 3, 2)
    told = gate("baseline", "show", "--store", store)
    head = run(Path(), "rev-parse", "HEAD")
    assert told.code == 0
    assert f"\n  commit    {head}\n" in told.out
    assert "figures   combined 0.5, line 0.5\n" in told.out
    if store == "file":
        assert "when" not in told.out
        assert "coverage: 1 entry" in told.out
        run(Path(), "add", ".gate")
        run(Path(), "commit", "-qm", "baseline", "--date=2027-01-01T00:00:00Z")
        assert "\n  when      20" in gate("baseline", "show", "--store", store).out
    else:
        assert "\n  when      2027-01-02T00:00:00Z\n  writer    gate 0.1.0\n" in told.out
        lines = gate("baseline", "show", "coverage", "--store", store).out.split("all of them:\n")[1].splitlines()
        assert [line.split("  ")[-1] for line in lines] == ["combined 0.5, line 0.5", "combined 0.75, line 0.75"]


def test_show_tells_of_files_outside_a_repository(gate: Gate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert gate("baseline", "update", "coverage", _report(1)).code == 0
    assert "coverage: 1 entry\n  id " in gate("baseline", "show").out
    run(tmp_path, "init", "-q")
    (tmp_path / ".git" / "HEAD").write_text("broken", encoding="utf-8")
    assert "coverage: 1 entry\n  id " in gate("baseline", "show").out


def test_a_gate_that_nobody_knows_is_no_hindrance_to_the_others(gate: Gate, store: str) -> None:
    _fill(gate, store, 2)
    kept = _open(store)
    kept.add(Entry("beauty", "", "", "", "", ()), b"gate-snapshot 1 beauty\n", "")
    told = gate("baseline", "show", "--store", store)
    assert told.code == 2
    assert "beauty: 1 entry\n  damaged   " in told.out
    assert "this gate has no gate 'beauty'\n  hint      was it written by a newer one?" in told.out
    assert "coverage: 1 entry" in told.out


def test_export_gives_a_snapshot_that_is_a_report(gate: Gate, store: str) -> None:
    _fill(gate, store, 3, 2)
    told = gate("baseline", "export", "coverage", "--store", store)
    assert told.out.startswith("gate-snapshot 1 coverage\n")
    assert gate("baseline", "export", "coverage", "--store", store, "--output", "s.txt").out == ""
    assert Path("s.txt").read_text(encoding="utf-8") == told.out
    assert gate("coverage", "--min", "50", "s.txt").code == 0
    assert gate("coverage", "--min", "51", "s.txt").code == 1
    first = _open(store).list_entries("coverage")[0].id
    told = gate("baseline", "export", "coverage", "--store", store, "--entry", first)
    assert told.out.count("lines=" + ("bB" if store == "file" else "cA")) == 1
    told = gate("baseline", "export", "coverage", "--store", store, "--entry", "nothing")
    assert (told.code, "there is no entry 'nothing'" in told.err) == (2, True)
    assert gate("baseline", "export", "sbom", "--store", store).code == 2
    assert gate("baseline", "export", "--store", store).code == 2


def test_the_history_is_for_other_tools(gate: Gate, store: str) -> None:
    words = ("baseline", "export", "--store", store, "--history")
    assert gate(*words, "json").out == "[]\n"
    _fill(gate, store, 3, 2)
    document = json.loads(gate(*words, "json").out)
    shares = [0.5] if store == "file" else [0.75, 0.5]
    assert [entry["figures"]["line"] for entry in document] == shares
    rows = list(csv.DictReader(io.StringIO(gate(*words, "csv").out)))
    assert [float(row["value"]) for row in rows if row["metric"] == "line"] == shares
    assert {row["gate"] for row in rows} == {"coverage"}
    assert gate("baseline", "export", "coverage", "--store", store, "--history", "json").out == gate(*words, "json").out


def test_no_cell_of_the_history_is_a_formula(gate: Gate, tmp_path: Path) -> None:
    assert gate("baseline", "update", "coverage", _report(1), "--store", "sqlite:b.db").code == 0
    store = storing.connect(storing.parse("sqlite:b.db"), "")
    (last,) = store.list_entries("coverage")
    machine = '=HYPERLINK("http://x")'
    store.add(last._replace(machine=machine, figures=(("@x", 1.0),)), store.read(last), last.id)
    rows = list(csv.reader(io.StringIO(gate("baseline", "export", "--store", "sqlite:b.db", "--history", "csv").out)))
    assert rows[-1][6:] == [f"'{machine}", "'@x", "1.0"]
    assert tmp_path.is_dir()


@pytest.mark.parametrize(
    ("words", "left"),
    [
        (["--keep", "2"], [4, 5]),
        (["--keep", "0"], [5]),
        (["--keep", "9"], [1, 2, 3, 4, 5]),
        (["--older-than", "28"], [3, 4, 5]),
        (["--older-than", "0"], [5]),
        (["--older-than", "999999999"], [1, 2, 3, 4, 5]),
        (["--keep", "2", "--older-than", "28"], [3, 4, 5]),
        (["--keep", "4", "--older-than", "0"], [2, 3, 4, 5]),
        (["--keep", "1", "--dry-run"], [1, 2, 3, 4, 5]),
    ],
)
@pytest.mark.parametrize("store", ["sqlite:b.db"], indirect=True)
def test_prune_forgets_what_is_old(gate: Gate, store: str, words: list[str], left: list[int]) -> None:
    _fill(gate, store, 1, 1, 1, 1, 1)
    told = gate("baseline", "prune", "--store", store, TODAY, *words)
    assert told.code == 0, told.err
    assert [int(entry.id) for entry in _open(store).list_entries("coverage")] == left
    if "--dry-run" in words:
        assert told.out.startswith("coverage: 4 of 5 would be forgotten\n  1  ")
    else:
        assert told.out == f"coverage: {5 - len(left)} of 5 forgotten\n"


def test_prune_keeps_the_last_of_every_store(gate: Gate, store: str) -> None:
    _fill(gate, store, 1, 2)
    assert gate("baseline", "prune", "--store", store).code == 2
    assert gate("baseline", "prune", "sbom", "--keep", "1", "--store", store).code == 2
    assert gate("baseline", "prune", "coverage", "--keep", "1", "--store", store).code == 0
    (last,) = _open(store).list_entries("coverage")
    assert b"lines=bB" in _open(store).read(last)


CONFIG = """
[coverage]
reports = "r.info"
max-drop = 0

[coverage.gone]
reports = "gone.info"
min = 1

[bench]
reports = "b.txt"

[sbom]
min-ntia = 1
"""


def test_everything_that_is_configured_is_updated(gate: Gate, store: str) -> None:
    Path("gate.toml").write_text(f'store = "{store}"\n{CONFIG}', encoding="utf-8")
    Path("b.txt").write_text(BENCH.format(100), encoding="utf-8")
    _report(2)
    told = gate("baseline", "update")
    assert told.code == 2
    lines = told.out.splitlines()
    assert [line.split()[:2] for line in lines if not line.startswith("  ")] == [
        ["coverage", "stored"],
        ["coverage.gone", "unjudged"],
        ["bench", "stored"],
        ["sbom", "skipped"],
    ]
    assert "  hint: was it written, and is this the right folder? --optional skips a report that is not there" in lines
    assert _open(store).list_gates() == ("bench", "coverage")
    _report(1)
    told = gate("baseline", "update")
    assert (told.code, "\n  line of all files is 25.00%, below 50.00%\n" in told.out) == (1, True)
    assert "coverage       worse     " in told.out
    assert "coverage       stored    " in gate("baseline", "update", "--loosen").out
    Path("gate.toml").write_text("[sbom]\nmin-ntia = 1\n", encoding="utf-8")
    told = gate("baseline", "update")
    assert (told.code, "no gate has reports in gate.toml" in told.err) == (2, True)
    Path("gate.toml").rename("other.toml")
    assert gate("baseline", "update", "--config", "other.toml").code == 2
    assert gate("baseline", "show", "--config", "other.toml", "--store", store).code == 0


def test_an_update_that_is_overtaken_is_judged_again(gate: Gate, store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody stores 100 % between the judgement and the writing: then 75 % is worse, and nothing is written over it."""
    monkeypatch.setattr(updating, "_PAUSE_SECONDS", 0)
    _fill(gate, store, 2)
    overtake = [4]
    add = updating._add

    def add_late(*words: object) -> None:
        if overtake:
            _report(overtake.pop())
            assert gate("baseline", "update", "coverage", "r.info", "--store", store).code == 0
        add(*words)  # type: ignore[arg-type]

    monkeypatch.setattr(updating, "_add", add_late)
    told = gate("baseline", "update", "coverage", _report(3), "--store", store)
    assert (told.code, "line of all files is 75.00%, below 100%" in told.out) == (1, True), told
    kept = _open(store)
    assert b"lines=d" in kept.read(kept.list_entries("coverage")[-1])


def test_an_update_that_is_always_overtaken_gives_up(gate: Gate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(updating, "_PAUSE_SECONDS", 0)
    monkeypatch.setattr(updating, "TRIES", 3)

    def lose(*_: object) -> None:
        raise ConflictError("somebody was faster")

    monkeypatch.setattr(updating, "_add", lose)
    told = gate("baseline", "update", "coverage", _report(3), "--store", "sqlite:b.db")
    assert (told.code, "others wrote first, 3 times" in told.err) == (2, True)
    assert tmp_path.is_dir()


@pytest.mark.parametrize("where", ["sqlite:b.db", "git:"])
def test_writers_at_once_lose_nothing(gate: Gate, tmp_path: Path, where: str) -> None:
    """scripts/stress_baseline does the same with more."""
    run(tmp_path, "init", "-qb", "main")
    commit(tmp_path, {"x": "1"})
    (tmp_path / "b.txt").write_text(BENCH.format(100), encoding="utf-8")
    words = [sys.executable, "-m", "gates", "baseline", "update", "bench", "b.txt", "--store", where]
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    loop = ["sh", "-c", 'for _ in 1 2 3; do "$@" || exit 1; done', "sh", *words]
    running = [subprocess.Popen(loop, env=environ, stdout=subprocess.DEVNULL) for _ in range(4)]
    assert [process.wait() for process in running] == [0, 0, 0, 0]
    assert len(json.loads(gate("baseline", "export", "--store", where, "--history", "json").out)) == 12


def test_what_no_store_keeps_is_left_out(gate: Gate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gates.cli.machine.look", lambda: {"cpu": "a\nb"})
    monkeypatch.setattr("gates.commands.coverage.tell_figures", lambda _: {"a\n": 1.0, "b": 2})
    assert gate("baseline", "update", "coverage", _report(3), "--store", "sqlite:b.db").code == 0
    (entry,) = storing.connect(storing.parse("sqlite:b.db"), "").list_entries("coverage")
    assert (entry.machine, entry.figures) == ("a?b", (("b", 2.0),))
    assert tmp_path.is_dir()


def test_no_baseline_is_made_of_half_a_report(gate: Gate, tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text(BENCH.format(100).partition("test result")[0], encoding="utf-8")
    told = gate("baseline", "update", "bench", "b.txt")
    assert (told.code, "no snapshot is made of it: libtest began and did not end" in told.err) == (2, True), told
    assert not (tmp_path / ".gate" / "baseline" / "bench.txt").exists()


def _bench(cost: int) -> str:
    return BENCH.format(cost)


def _audit(*ids: str) -> str:
    found = [{"id": each, "fix_versions": [], "aliases": [], "description": ""} for each in ids]
    return json.dumps({"dependencies": [{"name": "x", "version": "1", "vulns": found}]})


def _bill(*names: str) -> str:
    words = [(*name.split("@"), f"pkg:npm/{name}") for name in names]
    components = [{"type": "library", "name": name, "version": version, "purl": purl} for name, version, purl in words]
    return json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.5", "components": components})


@pytest.mark.parametrize(
    ("name", "reports", "code", "told", "figures"),
    [
        ("bench", (_bench(100), _bench(100)), 0, "would change nothing that counts", "benchmarks 1, time 1e-07"),
        ("bench", (_bench(100), _bench(50)), 0, "better:\n  a is 50.0% faster than the baseline", "benchmarks 1, time 1e-07"),
        ("bench", (_bench(100), _bench(200)), 1, "worse:\n  a is 100.0% slower than the baseline", "benchmarks 1, time 1e-07"),
        ("audit", (_audit("C-1"), _audit()), 0, "better:\n  x: C-1 is gone\n", "critical 0, findings 1, high 0"),
        (
            "audit",
            (_audit("C-1"), _audit("C-2")),
            1,
            "worse:\n  x: C-2 is new; no fix\nbetter:\n  x: C-1 is gone\n",
            "findings 1",
        ),
        ("sbom", (_bill("a@1", "b@1"), _bill("a@2")), 0, "better:\n  a@2 was 1\n  b@1 is only in the baseline", "components 2"),
        ("sbom", (_bill("a@1"), _bill("a@1", "c@1")), 1, "worse:\n  c@1 is not in the baseline", "components 1"),
    ],
)
def test_every_gate_tells_what_changed_and_has_figures(
    gate: Gate, name: str, reports: tuple[str, str], code: int, told: str, figures: str
) -> None:
    report = Path("report")
    report.write_text(reports[0], encoding="utf-8")
    assert gate("baseline", "update", name, report).code == 0
    report.write_text(reports[1], encoding="utf-8")
    found = gate("baseline", "diff", name, report)
    assert (found.code, told in found.out) == (code, True), found
    assert figures in gate("baseline", "show", name).out
