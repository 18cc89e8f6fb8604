"""Conditions on files and groups that a team lives with for a while: waived in sight, and back when the day is over."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Gate, lcov

FILES = {"src/a.py": {1: 1, 2: 0}, "src/old/b.py": {1: 0, 2: 0}, "src/old/c.py": {1: 1, 2: 0, 3: 0}, "lib/d.py": {1: 1}}


def _judge(gate: Gate, table: str, *waivers: str, today: str = "2027-01-31") -> dict[str, Any]:
    """Give the verdict document on FILES, by a configuration with waivers that expire on the last day of January."""
    rows = [f'[[coverage.waivers]]\n{waiver}\nreason = "is rewritten"\nexpires = 2027-01-31\n' for waiver in waivers]
    Path("gate.toml").write_text(f'[coverage]\nreports = "r.info"\n{table}\n{"".join(rows)}', encoding="utf-8")
    Path("r.info").write_bytes(lcov(FILES))
    told = gate("coverage", f"--today={today}", "--format", "json")
    assert told.out, told.err
    document: dict[str, Any] = json.loads(told.out)
    return document


def _results(document: dict[str, Any]) -> set[tuple[str, str, str]]:
    return {(each["id"], each["subject"], each["outcome"]) for each in document["conditions"]}


def _rows(document: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(row["id"], row["where"], row["waiver"]) for table in document["tables"] for row in table["rows"]]


TOLD = "is rewritten, until 2027-01-31"


def test_a_waived_file_does_not_fail_and_is_in_sight(gate: Gate) -> None:
    document = _judge(gate, "min-file = 50", 'rule = "min-file"\npath = "src/old/*"')
    assert document["outcome"] == "pass"
    assert _results(document) == {("min-file", "every file", "pass")}
    assert _rows(document) == [("min-file", "src/old/b.py", TOLD), ("min-file", "src/old/c.py", TOLD)]
    told = gate("coverage", "--today=2027-01-31")
    assert (told.code, "2 files that do not hold are waived" in " ".join(told.out.split())) == (0, True)
    shown = " ".join(gate("coverage", "--today=2027-01-31", "-v").out.split())
    assert "src/old/b.py" in shown
    assert TOLD in shown


def test_the_others_still_fail(gate: Gate) -> None:
    document = _judge(gate, "min-file = 50", 'path = "src/old/b.py"')
    assert document["outcome"] == "fail"
    assert _results(document) == {("min-file", "src/old/c.py", "fail")}
    assert _rows(document) == [("min-file", "src/old/b.py", TOLD)]
    assert [step["path"] for remedy in document["way_to_green"] for step in remedy["steps"]] == ["src/old/c.py"]
    document = _judge(gate, "min-file = 50", 'path = "src/old/b.py"', 'path = "*/c.py"')
    assert _results(document) == {("min-file", "every file", "pass")}
    one = _judge(gate, "min-file = 30", 'rule = "min-*"')
    assert [each["reason"] for each in one["conditions"]] == ["src/old/b.py does not hold and is waived"]


GROUP = '[[coverage.groups]]\nname = "old"\npaths = "src/old/**"\nmin = 80\nmax-uncovered = 1\nmin-file = 10\n'


def test_a_group_is_waived_by_its_name(gate: Gate) -> None:
    document = _judge(gate, GROUP, 'rule = "min"\npath = "old"', 'rule = "max-uncovered"\npath = "old"')
    assert document["outcome"] == "fail"
    assert _results(document) == {
        ("min", "old", "pass"),
        ("max-uncovered", "old", "pass"),
        ("min-file", "src/old/b.py", "fail"),
    }
    texts = [row["text"] for table in document["tables"] for row in table["rows"]]
    assert texts == [
        "line of old: 20.00%, and min demands 80%",
        "uncovered lines of old: 4, and max-uncovered demands 1",
    ]


def test_a_band_that_warns_can_be_waived(gate: Gate) -> None:
    document = _judge(gate, "min-file = { warn = 50 }", 'path = "src/old/*"')
    assert document["outcome"] == "pass"


def test_what_expired_is_back_and_says_so(gate: Gate) -> None:
    document = _judge(gate, "min-file = 50", 'path = "src/old/*"', today="2027-02-01")
    assert document["outcome"] == "fail"
    assert _results(document) == {("min-file", "src/old/b.py", "fail"), ("min-file", "src/old/c.py", "fail")}
    assert [note["text"] for note in document["notes"]] == [f"the waiver of path 'src/old/*' has expired ({TOLD})"]
    assert document["tables"] == []


@pytest.mark.parametrize(
    ("table", "waiver", "outcome"),
    [
        ("min-file = 50", 'rule = "min-fiel"', "fail"),
        ("min-file = 50", 'path = "lib/d.py"', "fail"),
        ("min = 90", 'rule = "min"', "fail"),
        ("min = 90", 'path = "total"', "fail"),
        ("min = 10", 'path = "src/old/*"', "warn"),
        ("max-drop-file = 1", 'rule = "max-drop-file"', "unjudged"),
    ],
)
def test_what_matches_nothing_is_a_warning(gate: Gate, table: str, waiver: str, outcome: str) -> None:
    """What holds, what is about everything, and what could not be judged cannot be waived."""
    document = _judge(gate, table, waiver)
    assert document["outcome"] == outcome
    assert ("waivers", "total", "warn") in _results(document)
    assert [note["id"] for note in document["notes"] if note["id"].startswith("waiver")] == ["waiver-unused"]


def test_half_a_report_is_not_waived(gate: Gate) -> None:
    _judge(gate, "min-file = 50", 'path = "src/old/*"')
    Path("r.info").write_bytes(lcov(FILES)[: -len("end_of_record\n")])
    assert gate("coverage", "--today=2027-01-31").code == 2


def test_a_waiver_names_something(gate: Gate) -> None:
    Path("gate.toml").write_text(
        '[coverage]\nreports = "r.info"\nmin = 1\n[[coverage.waivers]]\nreason = "x"\nexpires = 2027-01-31\n', encoding="utf-8"
    )
    Path("r.info").write_bytes(lcov(FILES))
    told = gate("coverage")
    assert (told.code, "would waive everything" in told.err) == (2, True)
