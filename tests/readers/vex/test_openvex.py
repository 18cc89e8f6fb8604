"""OpenVEX: what statements say, what is wrong with documents, and what they clear."""

import json
from pathlib import Path

import pytest

from gates.errors import ReportError
from gates.model.exploitability import Statement, find_clearance
from gates.model.vulnerabilities import Finding, Package, Severity
from gates.readers.vex import openvex
from tests.commands.test_audit import HIGH, LOW, _write
from tests.conftest import ROOT, Gate

DATA = ROOT / "tests" / "data" / "vex" / "openvex"
LODASH = Package("npm", "lodash")
INVALID = sorted(path for path in (DATA / "invalid").glob("*") if not path.name.endswith(".error.txt"))


def test_what_a_document_says() -> None:
    first, second = openvex.read([(DATA / "valid" / "hand-written.json").read_bytes()], "v", frozenset())
    assert first == Statement(
        frozenset({"CVE-1", "GHSA-1"}),
        frozenset(
            {(LODASH, "1.0"), (Package("npm", "@scope/x"), "2"), (Package("pypi", "foo-bar"), ""), (Package("npm", "old"), "3")}
        ),
        "not_affected",
        "vulnerable_code_not_present",
        "2026-07-29T00:00:00Z",
        frozenset({("https://x", "")}),
    )
    assert second == Statement(frozenset({"CVE-2"}), frozenset(), "under_investigation", "", "")


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.name)
def test_what_is_wrong_is_said(path: Path, request: pytest.FixtureRequest) -> None:
    with pytest.raises(ReportError) as caught:
        openvex.read([path.read_bytes()], path.name, frozenset())
    told = f"{caught.value}\nhint: {caught.value.hint}\n"
    expected = path.with_name(f"{path.name}.error.txt")
    if request.config.getoption("--update-golden"):
        expected.write_text(told, encoding="utf-8")
    assert told == expected.read_text(encoding="utf-8")


def _say(status: str, time: str = "1", version: str = "", name: str = "lodash", reason: str = "") -> Statement:
    return Statement(frozenset({"CVE-1"}), frozenset({(Package("npm", name), version)}), status, reason, time)


@pytest.mark.parametrize(
    ("statements", "told"),
    [
        ([], ""),
        ([_say("not_affected", reason="no code")], "VEX: not_affected, no code"),
        ([_say("fixed")], "VEX: fixed"),
        ([_say("fixed", version="1.0")], ""),
        ([_say("fixed")._replace(products=frozenset({(LODASH, "1.0"), (LODASH, "2.0")}))], "VEX: fixed"),
        ([_say("fixed", name="other")], ""),
        ([_say("affected")], ""),
        ([_say("not_affected", "1"), _say("affected", "2")], ""),
        ([_say("affected", "1"), _say("not_affected", "2")], "VEX: not_affected"),
        ([_say("affected"), _say("not_affected")], ""),
        ([_say("fixed")._replace(ids=frozenset({"CVE-9"}))], ""),
        ([_say("not_affected", "1"), _say("affected", "2", version="2.0")], ""),
        ([_say("not_affected", "1"), _say("affected", "2", version="3.0")], "VEX: not_affected"),
        ([_say("not_affected", "2", version="1.0"), _say("fixed", "1", version="2.0")], "VEX: not_affected"),
        ([_say("not_affected", "1"), _say("affected", "")], ""),
        ([_say("not_affected", ""), _say("fixed", "1")], "VEX: not_affected"),
    ],
)
def test_the_latest_statement_about_every_version_clears(statements: list[Statement], told: str) -> None:
    finding = Finding(LODASH, frozenset({"CVE-1"}), Severity.HIGH, versions=frozenset({"1.0", "2.0"}))
    assert find_clearance(finding, statements) == told


def test_an_unknown_version_is_cleared_only_with_all_of_them() -> None:
    finding = Finding(LODASH, frozenset({"CVE-1"}), Severity.HIGH)
    assert find_clearance(finding, [_say("fixed")]) == "VEX: fixed"
    assert find_clearance(finding, [_say("fixed", version="1.0")]) == ""
    assert find_clearance(finding, [_say("fixed", "1"), _say("affected", "2", version="1.0")]) == ""
    assert find_clearance(finding, [_say("fixed", "1"), _say("affected", "2", name="other")]) == "VEX: fixed"


def test_of_an_advisory_of_several_cves_each_has_to_be_cleared() -> None:
    finding = Finding(LODASH, frozenset({"ALAS-1", "CVE-1", "CVE-2"}), Severity.HIGH)
    other, all_ = (_say("not_affected")._replace(ids=frozenset({id_})) for id_ in ("CVE-2", "ALAS-1"))
    assert find_clearance(finding, [_say("fixed")]) == ""
    assert find_clearance(finding, [_say("fixed"), other]) == "VEX: not_affected"
    assert find_clearance(finding, [all_]) == "VEX: not_affected"
    assert find_clearance(finding, [all_, _say("affected")]) == ""


def test_what_is_cleared_passes_and_stays_in_sight(gate: Gate) -> None:
    _write("r.txt", HIGH, LOW)
    statement = {"vulnerability": {"name": "CVE-1"}, "products": [{"@id": "pkg:npm/lodash"}], "status": "not_affected"}
    Path("vex.json").write_text(json.dumps({"@context": "https://openvex.dev/ns", "statements": [statement]}), encoding="utf-8")
    told = gate("audit", "r.txt", "--fail-on", "high", "--vex", "vex.json", "-v")
    assert (told.code, "high (VEX: not_affected)" in " ".join(told.out.split())) == (0, True)
    assert gate("audit", "r.txt", "--fail-on", "high").code == 1
    told = gate("audit", "r.txt", "--fail-on", "high", "--vex", "gone.json")
    assert (told.code, "gone.json: no such file" in told.err) == (2, True)
    assert openvex.sniff(Path("vex.json").read_bytes())
    assert not openvex.sniff(b"[]")
