"""`gate bench` from the command line: baselines of every sort, policies, waivers, updates, and what cannot be judged."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.cli.test_git import run
from tests.conftest import Gate

RUNS = 10


def _write(folder: str, values: Mapping[str, float], *, runs: int = RUNS, unit: str = "ns") -> None:
    """Write runs that differ by half a percent at most, as a quiet machine makes them."""
    Path(folder).mkdir(exist_ok=True)
    for number in range(runs):
        noise = 1 + 0.001 * (number * 7 % 5)
        rows = [{"name": name, "unit": unit, "value": value * noise} for name, value in values.items()]
        Path(folder, f"r{number}.json").write_text(json.dumps(rows), encoding="utf-8")


@pytest.fixture
def sides(gate: Gate) -> Gate:
    _write("base", {"sort": 100, "parse": 2000})
    return gate


def _judge(gate: Gate, *words: str) -> tuple[int, str]:
    told = gate("bench", "now/*.json", "--baseline", "base/*.json", *words)
    return told.code, " ".join((told.out + told.err).split())


def test_the_same_again_passes(sides: Gate) -> None:
    _write("now", {"sort": 100, "parse": 2000})
    code, out = _judge(sides)
    assert code == 0
    assert "✓ bench no benchmarks worse by more than 5%" in out


def test_a_slower_one_fails_and_is_named(sides: Gate) -> None:
    _write("now", {"sort": 110, "parse": 2000})
    code, out = _judge(sides)
    assert code == 1
    assert "1 benchmark worse by more than 5%, none is allowed" in out
    assert "sort" in out
    assert "parse" not in out
    assert "bring 1 benchmark back sort: has to be" in out
    assert _judge(sides, "--max-regression", "20")[0] == 0
    assert _judge(sides, "--only", "p*")[0] == 0
    assert _judge(sides, "--exclude", "sort")[0] == 0
    assert _judge(sides, "--min-difference", "50ns")[0] == 0
    assert _judge(sides, "--max-regression", "20", "--max-regression-mean", "3")[0] == 1


def test_missing_new_and_nothing_in_common(sides: Gate) -> None:
    _write("now", {"sort": 100, "fresh": 1})
    code, out = _judge(sides)
    assert (code, "1 benchmark missing, none is allowed" in out) == (1, True)
    assert _judge(sides, "--missing", "warn")[0] == 0
    code, out = _judge(sides, "--missing", "pass", "--new", "fail")
    assert (code, "1 benchmark that the baseline lacks, none is allowed" in out) == (1, True)
    _write("now", {"renamed": 100})
    code, out = _judge(sides, "--missing", "pass")
    assert (code, "no benchmark is both in the reports and in the baseline" in out) == (2, True)


def test_the_unit_decides_what_is_worse(gate: Gate) -> None:
    _write("base", {"serve": 1000}, unit="ops/s")
    _write("now", {"serve": 800}, unit="ops/s")
    assert gate("bench", "now/*.json", "--baseline", "base/*.json").code == 1
    _write("now", {"serve": 1200}, unit="ops/s")
    assert gate("bench", "now/*.json", "--baseline", "base/*.json").code == 0
    _write("now", {"serve": 1.2}, unit="kops/s")
    assert gate("bench", "now/*.json", "--baseline", "base/*.json").code == 0


def test_a_direction_that_no_report_tells(gate: Gate) -> None:
    _write("base", {"score": 1000}, unit="points")
    _write("now", {"score": 800}, unit="points")
    words = ("bench", "now/*.json", "--baseline", "base/*.json")
    told = gate(*words)
    assert told.code == 2
    assert "nobody tells whether more or less is better of 'points'" in " ".join(told.out.split())
    assert gate(*words, "--better", "lower").code == 0
    assert gate(*words, "--better", "higher").code == 1


def test_one_number_a_side_is_a_ratio_and_says_so(gate: Gate) -> None:
    _write("base", {"sort": 100}, runs=1)
    _write("now", {"sort": 120}, runs=1)
    told = gate("bench", "now/r0.json", "--baseline", "base/r0.json", "-v")
    assert told.code == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("now/*.json",), "there is no git repository here; --baseline FILE names a baseline"),
        (("now/*.json", "--baseline", "gone/*.json"), "there is no git repository here"),
        (("now/*.json", "--baseline", "base/*.json", "--baseline", "gone/*.json"), "no file matches this pattern"),
        (("gone.json", "--baseline"), "no such file"),
        (("now/*.json", "--baseline", "base/*.json", "--min-difference", "few"), "'few' is not an amount"),
        (("now/*.json", "--baseline", "base/*.json", "--missing", "maybe"), "one of: pass, warn, fail, unjudged"),
    ],
)
def test_what_cannot_be_judged(sides: Gate, words: tuple[str, ...], told: str) -> None:
    _write("now", {"sort": 100, "parse": 2000})
    result = sides("bench", *words)
    assert result.code == 2
    assert told in " ".join((result.out + result.err).split())


def test_rules_and_waivers_of_the_configuration(sides: Gate) -> None:
    _write("now", {"sort": 110, "parse": 2600})
    Path("gate.toml").write_text(
        """
        [bench]
        reports = ["now/*.json"]
        baseline = "base/*.json"
        max-regression = 3
        [[bench.rules]]
        benchmarks = ["so*"]
        max-regression = 20
        [[bench.waivers]]
        id = "parse"
        rule = "regressed"
        reason = "checks more"
        expires = 2027-01-31
        """,
        encoding="utf-8",
    )
    told = sides("bench", "--today", "2027-01-31", "-v")
    assert told.code == 0
    assert "~ parse" in told.out
    assert "benchmarks worse than their limits allow" in told.out
    told = sides("bench", "--today", "2027-02-01")
    assert told.code == 1
    assert "note: the waiver of id 'parse', rule 'regressed' has expired (checks more, until 2027-01-31)" in " ".join(
        told.out.split()
    )
    _write("now", {"sort": 100, "parse": 2000})
    told = sides("bench", "--today", "2027-01-31")
    assert (told.code, "1 waiver without a match" in told.out) == (0, True)


@pytest.fixture
def repository(sides: Gate, tmp_path: Path) -> Path:
    run(tmp_path, "init", "-qb", "main")
    run(tmp_path, "commit", "-q", "--allow-empty", "-m", "start")
    assert sides("baseline", "update", "bench", "base/*.json", "--today", "2026-11-23").code == 0
    run(tmp_path, "add", ".gate")
    run(tmp_path, "commit", "-qm", "baseline")
    run(tmp_path, "switch", "-qc", "topic")
    return tmp_path


@pytest.mark.parametrize("words", [(), ("--baseline",), ("--baseline", "main"), ("--base", "main")])
def test_the_stored_runs(sides: Gate, repository: Path, words: tuple[str, ...]) -> None:
    assert repository.is_dir()
    _write("now", {"sort": 100, "parse": 2000})
    assert sides("bench", "now/*.json", *words).code == 0
    _write("now", {"sort": 130, "parse": 2000})
    assert sides("bench", "now/*.json", *words).code == 1


def test_an_update_keeps_the_last_runs_and_never_loosens(sides: Gate, repository: Path) -> None:
    stored = repository / ".gate" / "baseline" / "bench.txt"
    before = stored.read_bytes()
    _write("now", {"sort": 130, "parse": 2000})
    told = sides("baseline", "update", "bench", "now/*.json")
    assert (told.code, "is worse" in told.out, "sort is 30" in told.out) == (1, True, True)
    _write("now", {"sort": 100})
    told = sides("baseline", "update", "bench", "now/r0.json")
    assert (told.code, "knows less" in told.out) == (2, True)
    assert stored.read_bytes() == before
    _write("now", {"sort": 99, "parse": 1990})
    assert sides("baseline", "update", "bench", "now/*.json", "--keep", "12").code == 0
    assert stored.read_bytes() != before
    _write("now", {"sort": 130, "parse": 2000})
    assert sides("baseline", "update", "bench", "now/*.json", "--loosen").code == 0
    assert sides("bench", "now/*.json", "--baseline", stored).code == 0


def test_another_machine_is_said_or_unjudged(sides: Gate, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert repository.is_dir()
    monkeypatch.setattr("gates.cli.machine.look", lambda: {"cpu": "another", "cores": "99"})
    _write("now", {"sort": 100, "parse": 2000})
    told = sides("bench", "now/*.json", "-v")
    assert (told.code, "the baseline was measured on another machine: " in " ".join(told.out.split())) == (0, True)
    told = sides("bench", "now/*.json", "--require-same-machine")
    assert (told.code, "on another machine" in " ".join(told.out.split())) == (2, True)


def test_criterion_keeps_baselines_by_name(gate: Gate) -> None:
    for side in ("main", "new"):
        folder = Path("target/criterion/sort", side)
        folder.mkdir(parents=True)
        named = {"group_id": "sort", "function_id": None, "value_str": None, "full_id": "sort", "directory_name": "sort"}
        (folder / "benchmark.json").write_text(json.dumps(named), encoding="utf-8")
        sample = {"sampling_mode": "Flat", "iters": [1.0] * 5, "times": [100.0, 100.1, 100.2, 100.3, 100.4]}
        (folder / "sample.json").write_text(json.dumps(sample), encoding="utf-8")
    assert gate("bench", "target/criterion", "--baseline", "criterion:main").code == 0
    told = gate("bench", "target/criterion", "--baseline", "criterion:gone")
    assert told.code == 2
    assert "gone" in told.out + told.err
    told = gate("bench", "target/criterion", "--baseline", "hyperfine:main")
    assert (told.code, "there is no git repository here" in told.out) == (2, True)
