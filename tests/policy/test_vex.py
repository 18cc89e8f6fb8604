"""Names in VEX: which packages they mean, and what is said of those that mean none."""

import pytest

from gates.model.exploitability import Statement
from gates.model.vulnerabilities import Finding, Package, Severity
from gates.policy.vex import settle

FINDINGS = [
    Finding(Package("npm", "lodash"), frozenset({"CVE-1"}), Severity.HIGH, versions=frozenset({"1.0"})),
    Finding(Package("npm", "twice"), frozenset({"CVE-1"}), Severity.HIGH, versions=frozenset({"1.0"})),
    Finding(Package("pypi", "twice"), frozenset({"CVE-1"}), Severity.HIGH, versions=frozenset({"1.0"})),
    Finding(Package("golang", "example.com/a"), frozenset({"CVE-1"}), Severity.HIGH, versions=frozenset({"1.0"})),
]


def _say(name: str, version: str, status: str = "not_affected", id_: str = "CVE-1") -> Statement:
    return Statement(frozenset({id_}), frozenset(), status, "", "", frozenset({(name, version)}))


@pytest.mark.parametrize(
    ("statement", "packages", "lost"),
    [
        (_say("lodash", "1.0"), {("npm", "lodash", "1.0")}, ""),
        (_say("example.com/a", "v1.0"), {("golang", "example.com/a", "1.0")}, ""),
        (_say("lodash", ""), set(), "'lodash'"),
        (_say("twice", "1.0"), set(), "'twice 1.0'"),
        (_say("other", "1.0"), set(), "'other 1.0'"),
        (_say("other", "1.0", id_="CVE-9"), set(), ""),
        (_say("other", "1.0", "affected"), set(), ""),
        (_say("twice", "1.0", "affected"), {("npm", "twice", ""), ("pypi", "twice", "")}, ""),
    ],
)
def test_a_name_clears_only_the_one_package_of_its_name(
    statement: Statement, packages: set[tuple[str, str, str]], lost: str
) -> None:
    (settled,), notes = settle({"v.json": [statement]}, FINDINGS)
    assert {(*package, version) for package, version in settled.products} == packages
    assert [note.text.partition(":")[0] for note in notes if note.id == "vex-unmatched"] == ([lost] if lost else [])
    assert [note.text for note in notes if note.id == "vex-unused"] == (
        [] if packages else ["1 of its 1 statements are about nothing that was found"]
    )
    assert all(note.where == "v.json" for note in notes)


def test_many_names_are_counted() -> None:
    _, (note, _) = settle({"v.json": [_say(f"n{number}", "1") for number in range(5)]}, FINDINGS)
    assert note.text.startswith("'n0 1', 'n1 1', 'n2 1' and 2 more: it is not told")
    assert [note.id for note in settle({"v.json": [_say("a", "1")]}, [])[1]] == ["vex-unused"]
