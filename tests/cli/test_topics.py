"""`gate help`: what there is to look up, that everything gate points to is there, and what it says at any width."""

import re
from pathlib import Path

import pytest

from gates.catalog import GATES, READERS, RENDERERS
from gates.cli import topics
from gates.errors import ReportError, UsageError
from gates.stores.protocol import ConflictError, StoreError
from tests.conftest import Gate, lcov

EVERY = sorted({name for file in topics.FILES for name in topics.read_topics(file)})
CATALOG = sorted({row[0] for row in (*RENDERERS, *(row for rows in READERS.values() for row in rows))})


def test_help_lists_what_there_is(gate: Gate) -> None:
    told = gate("help")
    assert (told.code, told.err) == (0, "")
    assert told.out.startswith("Usage: gate help TOPIC\n")
    for name, *_ in GATES:
        assert f"\n  {name} " in told.out
    for words in ("\nTopics:\n  exit-codes     what gate exits with\n", "report-empty", "waiver-unused", "Commands:"):
        assert words in told.out
    assert gate("help", "--help") == gate("help", "-h") == told
    assert "gate help TOPIC" in gate("--help").out


@pytest.mark.parametrize("width", ["40", "80", "200"])
def test_every_topic_is_told_at_any_width(gate: Gate, width: str) -> None:
    for name in (*EVERY, *CATALOG):
        told = gate("help", name, environ={"COLUMNS": width})
        assert (told.code, told.err) == (0, ""), name
        assert told.out.endswith("\n")
        assert not re.search(r"@\w+@", told.out)
        prose = [line for line in told.out.splitlines() if not line.startswith(" ") and " " in line]
        assert max(map(len, prose)) <= int(width), name


def test_a_topic_is_found_however_it_is_named(gate: Gate) -> None:
    assert gate("help", "--min-branch") == gate("help", "min-branch")
    assert gate("help", "coverage.backend") == gate("help", "coverage")
    assert gate("help", "fail-under").out == (
        "As an option: fail below this share of lines run.\n\n    gate coverage --min PERCENT\n"
    )
    told = gate("help", "waivers").out
    assert told.startswith("waivers: what is allowed though it does not hold\n\n")
    assert "    [[audit.waivers]]\n" in told
    assert "As an option: what is allowed" in told
    told = gate("help", "snapshot").out
    assert told.count("A format of reports of ") == len([kind for kind, rows in READERS.items() if rows[-1][0] == "snapshot"])
    assert "    gate COMMAND --output comment=PATH\n" in gate("help", "comment").out
    for names, topic in (([name for name, *_ in RENDERERS], "outputs"), ([row[0] for row in READERS["coverage"]], "formats")):
        assert all(f"\n  {name} " in gate("help", topic).out for name in names)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["report-emty"], "'report-emty' is no topic\n  hint: perhaps report-empty,"),
        (["kobertura"], "'kobertura' is no topic\n  hint: perhaps cobertura"),
        (["zzzzzz"], "'zzzzzz' is no topic\n  hint: gate help lists them"),
        ([""], "'' is no topic"),
        (["coverage", "min"], "'coverage min' is no topic"),
        (["../errors"], "'../errors' is no topic"),
        (["\x1b[31m"], "is no topic"),
    ],
)
def test_what_is_no_topic_is_exit_2_with_the_nearest(gate: Gate, words: list[str], told: str) -> None:
    found = gate("help", *words)
    assert (found.code, found.out) == (2, "")
    assert f"gate: error: {told}" in found.err or told in found.err
    assert "\x1b" not in found.err


def test_an_error_points_to_its_topic_unless_its_hint_says_all(gate: Gate, tmp_path: Path) -> None:
    (tmp_path / "r.info").write_bytes(b"")
    assert gate("coverage", "--min", "80", "r.info").err == (
        "gate: error: r.info: is empty\n"
        "  hint: did the tool that should write it run to its end?\n"
        "  more: gate help report-empty\n"
    )
    (tmp_path / "r.info").write_bytes(lcov({"a.py": {1: 1}})[:-3])
    assert gate("coverage", "--min", "80", "--max-age", "soon", "r.info").err.endswith("such as 12h\n")
    assert "  more: gate help configuration\n" in gate("coverage", "--config", "gone.toml").err
    assert "more:" not in gate("coverage", "--mni", "80").err
    assert "More: gate help coverage, gate" in " ".join(gate("coverage", "--help").out.split())


def test_what_an_earlier_run_wrote_is_not_taken_for_todays(gate: Gate, tmp_path: Path) -> None:
    (tmp_path / "r.info").write_bytes(lcov({"a.py": {1: 1}}))
    words = ("coverage", "--min", "80", "r.info", "--output=json=v.json", "--output=junit=j.xml", "--output=comment=c.md")
    assert gate(*words).code == 0
    assert '"outcome": "pass"' in (tmp_path / "v.json").read_text("utf-8")
    (tmp_path / "r.info").write_bytes(b"")
    told = gate(*words)
    assert (told.code, told.out) == (2, "")
    assert told.err.startswith("gate: error: r.info: is empty\n")
    shown = gate("render", "v.json").out
    assert shown.startswith("? coverage  could not judge: r.info: is empty\n  note: did the tool that should write it run")
    assert '"id": "report-empty"' in (tmp_path / "v.json").read_text("utf-8")
    assert 'errors="1"' in (tmp_path / "j.xml").read_text("utf-8")
    assert "gate coverage: could not judge" in (tmp_path / "c.md").read_text("utf-8")
    (tmp_path / "gate.toml").write_text("[coverage]\nmn = 80\nmax = 1\n", "utf-8")
    told = gate("run", "--output=json=v.json")
    assert (told.code, told.out, "mn: unknown key" in told.err) == (2, "", True)
    shown = " ".join(gate("render", "v.json").out.split())
    assert "? gate 1 gate could not be judged ? run could not judge: gate.toml:2:" in shown
    assert "; gate.toml:3: " in shown
    (tmp_path / "gate.toml").unlink()
    assert gate("coverage", "--explain", "b.py", "r.info", "--output=json=explained.json").code == 2
    assert not (tmp_path / "explained.json").exists()
    told = gate(*words[:4], "--output=json=gone/v.json")
    assert (told.code, "gone/v.json: cannot be written" in told.err) == (2, True)


def test_a_gate_of_many_tells_the_id_of_what_kept_it(gate: Gate, tmp_path: Path) -> None:
    (tmp_path / "gate.toml").write_text(
        '[coverage]\nreports = "r.info"\n[audit]\nreports = "gone"\nfail-on = "high"\n', "utf-8"
    )
    (tmp_path / "r.info").write_bytes(b"")
    told = gate("run")
    assert "  note: was it written, and is this the right folder? --optional skips a report" in told.out
    assert "gate help report-missing" in " ".join(told.out.split())
    shown = gate("run", "--format", "json").out
    assert '"id": "no-condition"' in shown
    assert '"id": "report-missing"' in shown
    (tmp_path / "gate.toml").write_text('[coverage]\nreports = "r.info"\nmin = 80\npath-map = ["x"]\n', "utf-8")
    (tmp_path / "r.info").write_bytes(lcov({"a.py": {1: 1}}))
    shown = gate("run", "--format", "json").out
    assert '"text": "for example --path-map /build/src=src"' in shown
    assert "gate help usage" not in shown


def test_an_error_has_the_id_of_its_kind_or_of_its_case() -> None:
    assert [each("x").id for each in (UsageError, ReportError, StoreError, ConflictError)] == [
        "usage",
        "report-damaged",
        "store",
        "store-conflict",
    ]
    assert ReportError("x", id_="report-empty").id == "report-empty"
