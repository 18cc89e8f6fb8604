"""Shards that have to report, and source files that have to be in a report."""

from pathlib import Path

import pytest

from tests.cli.test_git import commit, run
from tests.conftest import Gate, lcov


@pytest.fixture(autouse=True)
def reports(tmp_path: Path) -> None:
    for name in ("unit-1", "unit-2", "e2e"):
        (tmp_path / f"{name}.info").write_bytes(lcov({"src/a.py": {1: 1, 2: 0}}))


def test_a_shard_that_did_not_report_is_named(gate: Gate) -> None:
    assert gate("coverage", "--min", "50", "--shard", "unit=unit-*.info", "--shard", "e2e=e2e.info").code == 0
    told = gate("coverage", "--min", "50", "--shard", "unit=unit-*.info", "--shard", "visual=visual.info")
    assert told.code == 2
    assert "visual.info: the shard 'visual' did not report" in told.err
    told = gate("coverage", "--min", "50", "e2e.info", "--shard", "visual=visual.info", "--optional", "-v")
    assert told.code == 0
    assert "the shard 'visual' did not report; it is optional" in told.out
    assert "is not NAME=REPORT" in gate("coverage", "--min", "50", "--shard", "e2e.info").err


def test_shards_of_the_configuration_may_be_counted(gate: Gate, tmp_path: Path) -> None:
    table = '[[coverage.shards]]\nname = "unit"\nreports = "unit-*.info"\ncount = {}\n'
    config = tmp_path / "ci" / "gate.toml"
    config.parent.mkdir()
    text = "[coverage]\nmin = 50\n" + table.replace("unit-*", "../unit-*")
    config.write_text(text.format(2), encoding="utf-8")
    assert gate("coverage", "--config", "ci/gate.toml").code == 0
    assert gate("coverage", "--config", "ci/gate.toml", "e2e.info").code == 0
    config.write_text(text.format(3), encoding="utf-8")
    told = gate("coverage", "--config", "ci/gate.toml")
    assert told.code == 2
    assert "the shard 'unit' has 2 reports instead of 3" in told.err
    assert "did one fail, or is one left over from an earlier run?" in told.err
    assert gate("coverage", "--config", "ci/gate.toml", "--shard", "e2e=e2e.info").code == 0


def test_source_files_in_no_report_are_found(gate: Gate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "repository"
    folder.mkdir()
    run(folder, "init", "-q")
    commit(folder, {"src/a.py": "x\n", "src/b.py": "x\n", "src/web/c.py": "x\n", "src/empty.py": "", "docs/d.py": "x\n"})
    monkeypatch.chdir(folder)
    told = gate("coverage", "--no-missing-files", "src/**/*.py", "../e2e.info")
    assert told.code == 1
    assert "2 source files in no report, none is allowed" in told.out
    assert "  source files in no report:\n    src/b.py\n    src/web/c.py\n" in told.out
    assert gate("coverage", "--no-missing-files", "src/a.py", "../e2e.info").code == 0
    told = gate("coverage", "--no-missing-files", "lib/**", "../e2e.info")
    assert told.code == 2
    assert "no file of the repository matches 'lib/**'" in told.out
    monkeypatch.chdir(tmp_path)
    told = gate("coverage", "--no-missing-files", "src/**", "e2e.info")
    assert told.code == 2
    assert "there is no repository whose files could be listed" in " ".join(told.out.split())


NAMED = "SF:src/a.py\nBRDA:1,0,0,1\nBRDA:1,0,1,0\nDA:1,1\nDA:2,1\nDA:3,0\nend_of_record\n"


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("--min-line-strict", "34", "line-strict 33.33% < 34%: 1 line short"),
        ("--min-combined", "61", "combined 60.00% < 61%: 1 line or branch short"),
        ("--min-combined", "99", "combined 60.00% < 99%: 2 lines or branches short"),
        ("--min-branch", "51", "branch 50.00% < 51%: 1 branch short"),
        ("--min-statement", "50", "statement ≥ 50%: the reports hold no statements"),
        ("--min-region", "50", "region ≥ 50%: the reports hold no regions"),
    ],
)
def test_each_total_has_its_name(gate: Gate, tmp_path: Path, option: str, value: str, told: str) -> None:
    (tmp_path / "n.info").write_text(NAMED, encoding="utf-8")
    out = gate("coverage", option, value, "n.info").out
    assert told in out
    assert ("shortest way to green" in out) == ("short" in told)


def test_an_interval_is_printed_and_judged_at_its_low_end(gate: Gate, tmp_path: Path) -> None:
    line = '<line number="1" hits="1" branch="true" condition-coverage="50% (2/4)"/>'
    text = f'<coverage line-rate="1"><packages><package><classes><class filename="a.py"><lines>{line}</lines></class></classes></package></packages></coverage>'
    for name in ("x.xml", "y.xml"):
        (tmp_path / name).write_text(text, encoding="utf-8")
    told = gate("coverage", "--min-branch", "51", "--min-combined", "61", "--min-line-strict", "1", "x.xml", "y.xml")
    assert told.code == 1
    out = " ".join(told.out.split())
    assert "branch 50.00% < 51% (between 50.00% and 100%; the low end is judged): 1 branch short" in out
    assert "combined 60.00% < 61% (between 60.00% and 100%; the low end is judged)" in out
    assert "line-strict 0.00% < 1% (between 0.00% and 100%; the low end is judged)" in out


def test_statements_have_a_way_to_green(gate: Gate, tmp_path: Path) -> None:
    (tmp_path / "c.out").write_text("mode: set\nm/a.go:1.2,3.4 2 0\nm/a.go:5.2,6.4 3 1\n", encoding="utf-8")
    told = gate("coverage", "--min-statement", "80", "c.out")
    assert told.code == 1
    assert "statement 60.00% < 80%: 1 statement short" in told.out
    assert "cover 1 more statement in 1 file" in told.out
