from pathlib import Path

import pytest

from tests.conftest import Gate, lcov

COUNTED = (
    '<coverage line-rate="1"><packages><package name="p"><classes><class name="a" filename="src/a.py"><lines>'
    '<line number="1" hits="1" branch="true" condition-coverage="50% (1/2)" missing-branches="4"/><line number="2" hits="0"/>'
    "</lines></class></classes></package></packages></coverage>"
)
NAMED = "SF:src/a.py\nBRDA:1,0,0,1\nBRDA:1,0,1,0\nBRDA:9,0,0,1\nDA:1,0\nDA:3,1\nDA:5,0\nDA:6,0\nend_of_record\n"


@pytest.fixture(autouse=True)
def reports(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(COUNTED, encoding="utf-8")
    (tmp_path / "b.info").write_text(NAMED, encoding="utf-8")
    (tmp_path / "c.info").write_bytes(lcov({"src/other.py": {1: 1}}))


@pytest.mark.parametrize(
    ("place", "told"),
    [
        (
            "src/a.py:1",
            (
                "src/a.py:1\n"
                "  a.xml     ran; 1 of 2 branches taken, not to 4\n"
                "  b.info    did not run; 1 of 2 branches taken\n"
                "  c.info    does not know the file\n"
                "  together  ran; 1 of 2 branches taken; 1 of 2 branches taken, not to 4\n"
            ),
        ),
        (
            "src/a.py:4",
            (
                "src/a.py:4\n"
                "  a.xml     is no instrumented line\n"
                "  b.info    is no instrumented line\n"
                "  c.info    does not know the file\n"
                "  together  is no instrumented line\n"
            ),
        ),
        (
            "src/a.py",
            (
                "src/a.py\n"
                "  a.xml     1 of 2 lines ran, 1 of 2 branches taken; not run: 2\n"
                "  b.info    1 of 4 lines ran, 2 of 3 branches taken; not run: 1, 5-6\n"
                "  c.info    does not know the file\n"
                "  together  2 of 5 lines ran, 2 to 3 of 3 branches taken; not run: 2, 5-6\n"
            ),
        ),
        (
            "src/other.py",
            (
                "src/other.py\n"
                "  a.xml     does not know the file\n"
                "  b.info    does not know the file\n"
                "  c.info    1 of 1 lines ran\n"
                "  together  1 of 1 lines ran\n"
            ),
        ),
    ],
)
def test_each_report_is_told_apart(gate: Gate, place: str, told: str) -> None:
    assert gate("coverage", "--explain", place, "a.xml", "b.info", "c.info") == (0, told, "")


def test_intervals_and_long_lists_are_told(gate: Gate, tmp_path: Path) -> None:
    counted = COUNTED.replace(' missing-branches="4"', "")
    (tmp_path / "a.xml").write_text(counted, encoding="utf-8")
    (tmp_path / "d.xml").write_text(counted, encoding="utf-8")
    assert "together  ran; 1 to 2 of 2 branches taken\n" in gate("coverage", "--explain", "src/a.py:1", "a.xml", "d.xml").out
    (tmp_path / "c.info").write_bytes(lcov({"x:7": dict.fromkeys(range(1, 60, 2), 0)}))
    out = gate("coverage", "--explain", "x:7", "c.info").out
    assert out.startswith("x:7\n")
    assert "21, 23 and 18 more\n" in out


def test_a_file_that_nobody_knows(gate: Gate, tmp_path: Path) -> None:
    code, out, err = gate("coverage", "--explain", "src/b.py:3", "a.xml")
    assert (code, out) == (2, "")
    assert "--explain: no report knows src/b.py\n  hint: perhaps src/a.py" in err
    (tmp_path / "s.xml").write_text('<coverage lines-valid="3" lines-covered="2"></coverage>', encoding="utf-8")
    assert "hint: the reports tell totals only" in gate("coverage", "--explain", "a", "s.xml").err
