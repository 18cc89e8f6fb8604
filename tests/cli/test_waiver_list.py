"""`gate waivers`: all waivers of a configuration, the one that expires first before the others."""

import json
from pathlib import Path

import pytest

from tests.conftest import Gate

CONFIG = """
[audit]
fail-on = "high"
[[audit.waivers]]
id = "CVE-1"
package = "lodash"
reason = "not reachable"
expires = 2027-03-01
owner = "@ann"

[coverage.back]
min-file = 80
[[coverage.back.waivers]]
rule = "min-file"
path = "src/old/*"
reason = "is rewritten"
expires = 2027-01-31

[bench]
[[bench.waivers]]
id = "a"
reason = "was slow"
expires = "2027-01-30"
[[bench.waivers]]
id = "b"
reason = "was slow, too"
expires = "2027-01-01"
"""
SHOWN = """\
2027-01-01  expired 30 days ago  bench          id 'b': was slow, too
2027-01-30  expired 1 day ago    bench          id 'a': was slow
2027-01-31  the last day         coverage.back  rule 'min-file', path 'src/old/*': is rewritten
2027-03-01  29 days left         audit          id 'CVE-1', package 'lodash': not reachable (@ann)
"""


@pytest.fixture
def configured(tmp_path: Path) -> Path:
    (tmp_path / "gate.toml").write_text(CONFIG, encoding="utf-8")
    return tmp_path


def test_the_soonest_stands_first(gate: Gate, configured: Path) -> None:
    told = gate("waivers", "--today=2027-01-31")
    assert (told.code, told.out) == (0, SHOWN)
    assert "1 day left" in gate("waivers", "--today=2027-02-28").out
    assert configured.is_dir()


@pytest.mark.parametrize(
    ("today", "within", "code"),
    [
        ("2026-12-31", "0", 0),
        ("2027-01-01", "0", 0),
        ("2027-01-01", "1", 1),
        ("2027-01-02", "0", 1),
        ("2026-12-25", "7", 0),
        ("2026-12-26", "7", 1),
    ],
)
def test_those_that_are_due_can_fail(gate: Gate, configured: Path, today: str, within: str, code: int) -> None:
    assert gate("waivers", f"--today={today}", "--within", within).code == code
    assert configured.is_dir()


def test_json_is_for_other_tools(gate: Gate, configured: Path) -> None:
    told = gate("waivers", "--today=2027-01-31", "--format", "json", "--within=0")
    document = json.loads(told.out)
    assert (told.code, document["format"], document["version"], document["today"]) == (1, "gate-waivers", 1, "2027-01-31")
    assert [(each["gate"], each["days-left"], each["expired"]) for each in document["waivers"]] == [
        ("bench", -30, True),
        ("bench", -1, True),
        ("coverage.back", 0, False),
        ("audit", 29, False),
    ]
    assert document["waivers"][-1] == {
        "gate": "audit",
        "matches": {"id": "CVE-1", "package": "lodash"},
        "reason": "not reachable",
        "owner": "@ann",
        "expires": "2027-03-01",
        "days-left": 29,
        "expired": False,
    }
    assert configured.is_dir()


def test_where_nothing_is_waived_or_wrong(gate: Gate, tmp_path: Path) -> None:
    assert gate("waivers", "--help").out.startswith("Usage: gate waivers")
    told = gate("waivers")
    assert (told.code, "no gate is configured" in told.err) == (2, True)
    (tmp_path / "gate.toml").write_text("[coverage]\nmin = 1\n", encoding="utf-8")
    assert gate("waivers", "--within", "9") == (0, "nothing is waived\n", "")
    table = '[audit]\nfail-on="low"\n[[audit.waivers]]\nreason = "x"\nexpires = 2027-01-01\n'
    (tmp_path / "gate.toml").write_text(table, encoding="utf-8")
    told = gate("waivers")
    assert (told.code, "audit.waivers.1: would waive everything, since it names nothing to match" in told.err) == (2, True)
    (tmp_path / "gate.toml").rename(tmp_path / "other.toml")
    assert gate("waivers", "--config", "other.toml").code == 2


def test_words_of_the_configuration_are_no_commands(gate: Gate, tmp_path: Path) -> None:
    table = '[audit]\nfail-on="low"\n[[audit.waivers]]\nid = "x"\nreason = "\\u001b[31m\\n::error::x"\nexpires = 2027-01-01\n'
    (tmp_path / "gate.toml").write_text(table, encoding="utf-8")
    out = gate("waivers").out
    assert "\x1b" not in out
    assert "\n::" not in out
