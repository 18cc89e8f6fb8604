"""`gate audit` from the command line: severities, budgets, what is known, waived or has no fix, and what cannot be judged."""

import json
from pathlib import Path
from typing import Any

import pytest

from gates.model.vulnerabilities import AuditReport, Finding, Kind, Package, Severity, merge_reports, rate_score, read_severity
from gates.policy.advisories import choose_id, tell_fix
from gates.policy.upgrades import find_highest
from gates.readers.vulnerabilities import snapshot
from tests.cli.test_git import run
from tests.conftest import ROOT, Gate, Result

DATA = ROOT / "tests" / "data" / "vulnerabilities"


def _finding(name: str, *ids: str, severity: Severity = Severity.HIGH, **more: Any) -> Finding:
    return Finding(
        Package("npm", name), frozenset(ids), severity, **{"sources": frozenset({"r"}), "fixed": frozenset({"2.0"})} | more
    )


def _write(path: str, *findings: Finding, scanned: int | None = 9) -> None:
    Path(path).write_text(snapshot.write(AuditReport(findings, {path: scanned}), ""), encoding="utf-8")


def _judge(gate: Gate, *words: str) -> tuple[int, str]:
    told = gate("audit", *words)
    return told.code, " ".join((told.out + told.err).split())


HIGH, LOW = _finding("lodash", "CVE-1", versions=frozenset({"1.0"})), _finding("left-pad", "CVE-2", severity=Severity.LOW)
UNRATED = _finding("odd", "PYSEC-1", severity=Severity.UNKNOWN)
STUCK = _finding("stuck", "CVE-3", fixed=frozenset())
OLD = _finding("old", "RUSTSEC-1", severity=Severity.UNKNOWN, kind=Kind.UNMAINTAINED)
TOOL = _finding("tool", "CVE-4", is_development=True, severity=Severity.CRITICAL)


@pytest.mark.parametrize(
    ("words", "findings", "code", "told"),
    [
        (("--fail-on", "high"), (), 0, "no vulnerabilities of high severity or worse (1 report, 9 packages)"),
        (("--fail-on", "high"), (LOW,), 0, "no vulnerabilities of high severity or worse"),
        (("--fail-on", "low"), (LOW,), 1, "1 vulnerability of low severity or worse, none is allowed"),
        (("--fail-on", "high"), (HIGH, TOOL), 1, "2 vulnerabilities of high severity or worse, none is allowed"),
        (("--fail-on", "high", "--runtime-only"), (TOOL,), 0, "no vulnerabilities"),
        (("--fail-on", "critical"), (UNRATED,), 1, "1 vulnerability that nobody rated, none is allowed"),
        (("--fail-on", "critical", "--unknown", "warn"), (UNRATED,), 0, "1 vulnerability that nobody rated"),
        (("--fail-on", "critical", "--unknown", "unjudged"), (UNRATED,), 2, "what to make of them cannot be told"),
        (("--fail-on", "high"), (STUCK,), 1, "decide what has no fix stuck: CVE-3 has no fix: replace it"),
        (("--fail-on", "high", "--fixable-only"), (STUCK,), 0, "1 vulnerability of high severity or worse"),
        (
            ("--fail-on", "high"),
            (STUCK, HIGH),
            1,
            "upgrade 1 package, and decide of 1 without a fix lodash: to 2.0 (clears 1 finding)",
        ),
        (("--fail-on", "high"), (OLD,), 0, "1 unmaintained package"),
        (("--fail-on", "high", "--unmaintained", "fail"), (OLD,), 1, "1 unmaintained package, none is allowed"),
        (("--max-high", "1"), (UNRATED,), 1, "1 vulnerability that nobody rated, none is allowed"),
        (("--max-high", "1"), (HIGH, LOW), 0, "vulnerabilities of high severity 1 ≤ 1"),
        (("--max-low", "0"), (HIGH, LOW), 1, "1 vulnerability of low severity, none is allowed"),
        (("--max-high", "1"), (HIGH, STUCK), 1, "vulnerabilities of high severity 2 > 1: 1 vulnerability too many"),
    ],
)
def test_severities_and_budgets(
    gate: Gate, words: tuple[str, ...], findings: tuple[Finding, ...], code: int, told: str
) -> None:
    _write("r.txt", *findings)
    found, out = _judge(gate, "r.txt", *words)
    assert (found, told in out) == (code, True), out


def test_a_scanner_that_tells_no_fixes_is_said_where_only_the_fixable_fail(gate: Gate) -> None:
    _write("r.txt", STUCK)
    said = "r: no finding of it has a fix: does its scanner tell of any?"
    code, out = _judge(gate, "r.txt", "--fail-on", "high", "--fixable-only")
    assert (code, said in out) == (0, True), out
    assert said not in _judge(gate, "r.txt", "--fail-on", "high")[1]
    _write("r.txt", STUCK, LOW)
    assert said not in _judge(gate, "r.txt", "--fail-on", "high", "--fixable-only")[1]


def test_no_condition_judges_nothing(gate: Gate) -> None:
    _write("r.txt")
    told = "gate: error: no condition was given, so there is nothing to judge hint: for example: gate audit --fail-on high"
    assert _judge(gate, "r.txt") == (2, f"{told} more: gate help no-condition")


@pytest.mark.parametrize(
    ("path", "told"),
    [
        (DATA / "npm-audit" / "invalid" / "registry-refused.json", "the scanner failed: 405 Method Not Allowed"),
        (DATA / "snyk" / "invalid" / "failed.json", "the scanner failed: Could not detect supported target files"),
        (DATA / "yarn-audit" / "invalid" / "no-summary.json", "lacks its summary"),
        (DATA / "trivy" / "valid" / "hand-written-nothing.json", "no list of packages was recognised, which proves nothing"),
    ],
)
def test_a_scanner_that_failed_is_never_clean(gate: Gate, path: Path, told: str) -> None:
    code, out = _judge(gate, str(path), "--fail-on", "critical")
    assert (code, told in out) == (2, True), out


def test_two_scanners_count_each_vulnerability_once(gate: Gate) -> None:
    grype, trivy = DATA / "grype" / "valid" / "hand-written.json", DATA / "trivy" / "valid" / "hand-written.json"
    told = gate("audit", str(grype), str(trivy), "--fail-on", "high", "--unknown", "pass", "--format", "json")
    (table,) = json.loads(told.out)["tables"]
    (row,) = [row for row in table["rows"] if row["cells"]["package"] == "lodash"]
    assert told.code == 1
    assert row["id"] == "GHSA-jf85-cpcp-j695"
    assert row["cells"]["reports"] == f"{grype}, {trivy}"
    assert row["cells"]["installed"] == "4.17.0, 4.17.4"


def _read_rows(told: Result) -> dict[str, tuple[str, str, str]]:
    """Give, by package and advisory, what is installed, how severe it is, and which reports tell of it."""
    (table,) = json.loads(told.out)["tables"]
    return {
        f"{row['cells']['package']} {row['id']}": (
            row["cells"]["installed"],
            row["cells"]["severity"],
            ", ".join(sorted(Path(name).name for name in row["cells"]["reports"].split(", "))),
        )
        for row in table["rows"]
    }


def _put(name: str, document: object) -> None:
    Path(name).write_text(json.dumps(document), encoding="utf-8")


def _trivy(*found: tuple[str, str, str, str, str]) -> dict[str, Any]:
    return {
        "SchemaVersion": 2,
        "ArtifactName": "app",
        "Results": [
            {"Target": "t", "Class": "lang-pkgs", "Type": type_, "Vulnerabilities": [
                {"VulnerabilityID": id_, "PkgName": name, "InstalledVersion": version, "Severity": severity}]}
            for type_, name, version, id_, severity in found
        ],
    }  # fmt: skip


def _cyclonedx(*found: tuple[str, str, str, str]) -> dict[str, Any]:
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "metadata": {"tools": {"components": [{"name": "grype"}]}},
        "components": [{"bom-ref": f"{at}", "name": purl, "purl": purl} for at, (purl, *_) in enumerate(found)],
        "vulnerabilities": [
            {"id": id_, "references": [{"id": alias}], "ratings": [{"severity": severity}], "affects": [{"ref": f"{at}"}]}
            for at, (_, id_, alias, severity) in enumerate(found)
        ],
    }


def test_scanners_of_other_formats_are_joined_by_package_and_alias(gate: Gate) -> None:
    _put(
        "trivy.json",
        _trivy(
            ("python-pkg", "Foo_Bar", "1.0", "CVE-2024-1", "HIGH"),
            ("gomod", "github.com/Masterminds/goutils", "v1.1.0", "CVE-2024-2", "HIGH"),
            ("jar", "org.x:y", "2.0", "CVE-2024-3", "LOW"),
            ("npm", "@scope/z", "3.0.0", "CVE-2024-4", "HIGH"),
            ("debian", "openssl", "1:1.1.1-1", "CVE-2024-5", "HIGH"),
            ("redhat", "zlib", "1.2-3.el8", "CVE-2024-6", "HIGH"),
            ("nuget", "Newtonsoft.Json", "12.0.1", "CVE-2024-7", "HIGH"),
            ("npm", "other", "1.0.0", "CVE-2024-8", "HIGH"),
        ),
    )
    _put(
        "grype.cdx.json",
        _cyclonedx(
            ("pkg:pypi/foo-bar@1.0", "GHSA-1", "CVE-2024-1", "critical"),
            ("pkg:golang/github.com/masterminds/goutils@v1.1.0", "GHSA-2", "CVE-2024-2", "high"),
            ("pkg:maven/org.x/y@2.1?type=jar", "GHSA-3", "CVE-2024-3", "high"),
            ("pkg:npm/%40scope/z@3.0.0", "CVE-2024-4", "GHSA-4", "high"),
            ("pkg:deb/debian/openssl@1%3A1.1.1-1?arch=amd64&distro=debian-12", "CVE-2024-5", "CVE-2024-5", "high"),
            ("pkg:rpm/redhat/zlib@1.2-3.el8?arch=x86_64&epoch=0", "CVE-2024-6", "RHSA-6", "high"),
            ("pkg:nuget/Newtonsoft.Json@12.0.1", "GHSA-7", "CVE-2024-7", "high"),
            ("pkg:npm/other@1.0.0", "GHSA-9", "CVE-2024-9", "high"),
        ),
    )
    told = gate("audit", "trivy.json", "grype.cdx.json", "--fail-on", "low", "--format", "json")
    both = "grype.cdx.json, trivy.json"
    assert told.code == 1
    assert _read_rows(told) == {
        "foo-bar GHSA-1": ("1.0", "critical", both),
        "github.com/masterminds/goutils GHSA-2": ("1.1.0", "high", both),
        "org.x:y GHSA-3": ("2.0, 2.1", "high", both),
        "@scope/z GHSA-4": ("3.0.0", "high", both),
        "openssl CVE-2024-5": ("1:1.1.1-1", "high", both),
        "zlib CVE-2024-6": ("1.2-3.el8", "high", both),
        "newtonsoft.json GHSA-7": ("12.0.1", "high", both),
        "other CVE-2024-8": ("1.0.0", "high", "trivy.json"),
        "other GHSA-9": ("1.0.0", "high", "grype.cdx.json"),
    }


def test_cargo_audit_and_cargo_deny_count_each_advisory_once(gate: Gate) -> None:
    advisory = {
        "id": "RUSTSEC-2019-0001",
        "aliases": ["CVE-2019-15542"],
        "cvss": "CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H",
    }
    package = {"name": "ammonia", "version": "0.7.0"}
    found = {"advisory": advisory, "package": package, "versions": {"patched": [">=2.1.0"]}}
    _put("audit.json", {"lockfile": {"dependency-count": 9}, "vulnerabilities": {"list": [found], "count": 1}})
    told = gate("audit", "audit.json", str(DATA / "cargo-deny" / "valid" / "hand-written-two-runs.json"), "--fail-on", "low",
                "--format", "json")  # fmt: skip
    rows = _read_rows(told)
    assert rows == {"ammonia GHSA-5hp8-35wj-m525": ("0.7.0", "high", "audit.json, hand-written-two-runs.json")}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT"}', "it is spdx-json, which gate sbom reads"),
        ('{"@context": "https://openvex.dev/ns/v0.2.0"}', "it is openvex, which gate audit --vex reads"),
        ('{"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "runs": []}', "it is SARIF, which no gate reads yet"),
        (
            '{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": []}',
            "gate sbom reads it; for gate audit, give it to",
        ),
        ('{"nothing": 1}', "known formats: npm-audit,"),
    ],
)
def test_what_reads_a_foreign_file_is_told(gate: Gate, text: str, told: str) -> None:
    Path("r.json").write_text(text, encoding="utf-8")
    code, out = _judge(gate, "r.json", "--fail-on", "high")
    assert (code, told in out) == (2, True), out


def test_a_document_clears_itself_only_where_its_word_is_asked_for(gate: Gate) -> None:
    bill = _cyclonedx(("pkg:npm/a@1.0.0", "CVE-1", "GHSA-1", "high"))
    bill["vulnerabilities"][0]["analysis"] = {"state": "not_affected", "justification": "code_not_reachable"}
    _put("s.json", bill)
    code, out = _judge(gate, "s.json", "--fail-on", "high")
    assert (code, "CVE-1 does no harm; --vex s.json takes its word" in out) == (1, True), out
    code, out = _judge(gate, "s.json", "--fail-on", "high", "--vex", "s.json", "-v")
    assert (code, "high (VEX: not_affected, code_not_reachable)" in out) == (0, True), out
    assert gate("sbom", "s.json", "--ban", "pkg:npm/b").code == 0


def test_a_name_without_a_package_url_clears_nothing_and_says_so(gate: Gate) -> None:
    _write("r.txt", HIGH)
    product = {"product_id": "P", "name": "lodash 1.0"}
    _put("csaf.json", {
        "document": {"csaf_version": "2.0", "tracking": {"current_release_date": "2026-07-29T00:00:00Z"}},
        "product_tree": {"full_product_names": [product]},
        "vulnerabilities": [{"cve": "CVE-1", "product_status": {"known_not_affected": ["P"]}}],
    })  # fmt: skip
    code, out = _judge(gate, "r.txt", "--fail-on", "high", "--vex", "csaf.json")
    assert (code, "'lodash 1.0': it is not told for sure which package that is" in out) == (1, True), out
    branch = {"category": "product_version", "name": "1.0", "product": product}
    named = {"branches": [{"category": "product_name", "name": "lodash", "branches": [branch]}]}
    document = json.loads(Path("csaf.json").read_text(encoding="utf-8"))
    _put("csaf.json", {**document, "product_tree": named})
    assert _judge(gate, "r.txt", "--fail-on", "high", "--vex", "csaf.json")[0] == 0
    statement = {"vulnerability": {"name": "CVE-1"}, "products": [{"@id": "pkg:npm/lodash"}], "status": "affected"}
    later = {"@context": "https://openvex.dev/ns", "timestamp": "2026-08-01T00:00:00Z", "statements": [statement]}
    _put("later.json", later)
    assert _judge(gate, "r.txt", "--fail-on", "high", "--vex", "csaf.json", "--vex", "later.json")[0] == 1
    _put("later.json", {**later, "timestamp": "2026-01-01T00:00:00Z"})
    assert _judge(gate, "r.txt", "--fail-on", "high", "--vex", "csaf.json", "--vex", "later.json")[0] == 0


def test_a_waiver_names_a_module_of_go_as_go_does(gate: Gate) -> None:
    _put("trivy.json", _trivy(("gomod", "example.com/a", "v1.1.0", "CVE-2024-2", "HIGH")))
    for package in ("example.com/a@v1.1.0", "example.com/a@1.1.0", "example.com/a"):
        Path("gate.toml").write_text(
            f'[audit]\nfail-on = "high"\n[[audit.waivers]]\npackage = "{package}"\nreason = "r"\nexpires = 2099-01-01\n',
            encoding="utf-8",
        )
        assert _judge(gate, "trivy.json")[0] == 0, package


def test_only_what_is_new_counts(gate: Gate) -> None:
    _write("old.txt", HIGH)
    _write("new.txt", HIGH._replace(ids=frozenset({"CVE-1", "GHSA-9"})), LOW)
    words = ("new.txt", "--fail-on", "low", "--new-only")
    code, out = _judge(gate, *words, "--baseline", "old.txt", "-v")
    assert (code, "high (known)" in out, "1 vulnerability of low severity or worse" in out) == (1, True, True), out
    code, out = _judge(gate, *words)
    assert (code, "there is no git repository here" in out) == (1, True)
    _write("new.txt", HIGH)
    assert _judge(gate, *words, "--baseline", "old.txt")[0] == 0
    assert _judge(gate, *words)[0] == 1


def test_the_stored_findings(gate: Gate, tmp_path: Path) -> None:
    run(tmp_path, "init", "-qb", "main")
    _write("r.txt", HIGH)
    assert gate("baseline", "update", "audit", "r.txt").code == 0
    run(tmp_path, "add", ".gate")
    run(tmp_path, "commit", "-qm", "baseline")
    assert gate("audit", "r.txt", "--fail-on", "low", "--new-only").code == 0
    _write("r.txt", HIGH, LOW)
    assert gate("audit", "r.txt", "--fail-on", "low", "--new-only").code == 1
    told = gate("baseline", "update", "audit", "r.txt")
    assert (told.code, "left-pad: CVE-2 is new; 2.0" in told.out) == (1, True)
    assert gate("baseline", "update", "audit", "r.txt", "--loosen").code == 0
    Path("s.txt").write_bytes(Path("r.txt").read_bytes())
    both = merge_reports([AuditReport((HIGH,), {"a": 1, "b": 2})])
    Path("two.txt").write_text(snapshot.write(both, ""), encoding="utf-8")
    assert gate("baseline", "update", "audit", "two.txt").code == 0
    told = gate("baseline", "update", "audit", "r.txt")
    assert (told.code, "1 report was read instead of 2" in told.out) == (2, True)


def test_waivers(gate: Gate) -> None:
    _write("r.txt", HIGH, LOW)
    Path("gate.toml").write_text(
        """
        [audit]
        reports = "r.txt"
        fail-on = "low"
        [[audit.waivers]]
        package = "pkg:npm/lodash@1.*"
        id = "CVE-1"
        reason = "never reached"
        expires = 2027-01-31
        """,
        encoding="utf-8",
    )
    code, out = _judge(gate, "--today", "2026-11-23")
    assert (code, "~ lodash" in out, "1 vulnerability of low severity or worse" in out) == (1, True, True), out
    code, out = _judge(gate, "--today", "2027-02-01")
    assert (code, "2 vulnerabilities of low severity or worse" in out, "has expired" in out) == (1, True, True), out


def test_what_counts_in_a_budget_can_be_waived(gate: Gate) -> None:
    """Without --fail-on it passes by its severity, and counts all the same."""
    _write("r.txt", HIGH, STUCK)
    text = """
    [audit]
    reports = "r.txt"
    max-high = 1
    [[audit.waivers]]
    package = "pkg:npm/lodash"
    reason = "never reached"
    expires = 2027-01-31
    """
    Path("gate.toml").write_text(text, encoding="utf-8")
    code, out = _judge(gate, "--today", "2026-11-23")
    assert (code, "without a match" in out) == (0, False), out
    assert _judge(gate, "--today", "2027-02-01")[0] == 1
    Path("gate.toml").write_text(text.replace("max-high", "max-low"), encoding="utf-8")
    assert "1 waiver without a match" in _judge(gate, "--today", "2026-11-23")[1]


def test_waivers_name_packages_as_their_ecosystems_do(gate: Gate) -> None:
    maven = HIGH._replace(package=Package("maven", "org.x:art"))
    pypi = HIGH._replace(package=Package("pypi", "foo-bar"))
    _write("r.txt", maven, pypi)
    waivers = (
        f"[[audit.waivers]]\npackage = '{glob}'\nreason = 'r'\nexpires = 2027-01-31\n"
        for glob in ("pkg:maven/org.x/art@1.*", "pkg:pypi/Foo.Bar")
    )
    Path("gate.toml").write_text("[audit]\nreports = 'r.txt'\nfail-on = 'low'\n" + "".join(waivers), encoding="utf-8")
    assert _judge(gate, "--today", "2026-11-23")[0] == 0


def test_what_has_no_fix_warns_in_a_budget_as_well(gate: Gate) -> None:
    """So that one more condition never lets pass what failed without it."""
    _write("r.txt", STUCK, HIGH)
    code, out = _judge(gate, "r.txt", "--max-high", "1", "--fixable-only")
    assert (code, "! audit 1 vulnerability" in out, "vulnerabilities of high severity 2 > 1" in out) == (0, False, True), out
    code, out = _judge(gate, "r.txt", "--max-high", "0", "--fixable-only")
    assert (code, "1 vulnerability of high severity, none is allowed" in out) == (1, True), out
    assert _judge(gate, "r.txt", "--max-high", "0", "--fixable-only", "--fail-on", "high")[0] == 1
    _write("r.txt", OLD._replace(fixed=frozenset()))
    assert _judge(gate, "r.txt", "--fail-on", "low", "--unmaintained", "fail", "--fixable-only")[0] == 1


def test_a_way_to_green_of_a_budget_clears_what_is_over_it(gate: Gate) -> None:
    _write("r.txt", HIGH, HIGH._replace(ids=frozenset({"CVE-8"})), STUCK, _finding("other", "CVE-9"))
    code, out = _judge(gate, "r.txt", "--max-high", "2")
    assert (code, "upgrade 1 package lodash: to 2.0 (clears 2 findings)" in out) == (1, True), out
    assert "✗ lodash 1.0 CVE-1 high" in out
    assert "✗ stuck" in out


def test_statements_about_nothing_that_was_found_are_told(gate: Gate) -> None:
    _write("r.txt", HIGH)
    products = {"lodash@1.0": "CVE-1", "lodash@9.0": "CVE-1", "other@1.0": "CVE-1", "lodash@1.1": "CVE-77"}
    statements = [
        {
            "vulnerability": {"name": id_},
            "products": [{"@id": f"pkg:npm/{product}"}],
            "status": "affected",
            "action_statement": "x",
        }
        for product, id_ in products.items()
    ]
    told = {
        "@context": "https://openvex.dev/ns/v0.2.0",
        "@id": "x",
        "timestamp": "2026-11-01T00:00:00Z",
        "statements": statements,
    }
    Path("vex.json").write_text(json.dumps(told), encoding="utf-8")
    assert (
        "3 of its 4 statements are about nothing that was found"
        in _judge(gate, "r.txt", "--fail-on", "high", "--vex", "vex.json")[1]
    )


def test_ways_to_green_are_the_fewest_upgrades(gate: Gate) -> None:
    express: dict[str, Any] = {"upgrades": frozenset({"express@4.18.3"}), "fixed": frozenset()}
    _write(
        "r.txt",
        _finding("debug", "CVE-5", **express),
        _finding("qs", "CVE-6", **express),
        HIGH,
        HIGH._replace(ids=frozenset({"CVE-7"}), fixed=frozenset({"2.10", "2.9"})),
    )
    code, out = _judge(gate, "r.txt", "--fail-on", "low")
    assert code == 1
    assert "upgrade 2 packages express: to 4.18.3 (clears 2 findings) lodash: to 2.10 (clears 2 findings)" in out


@pytest.mark.parametrize(
    ("ids", "chosen"), [({"RUSTSEC-1", "CVE-2", "GHSA-3"}, "GHSA-3"), ({"RUSTSEC-1", "CVE-2"}, "CVE-2"), ({"b", "a"}, "a")]
)
def test_the_id_that_people_look_for(ids: set[str], chosen: str) -> None:
    assert choose_id(ids) == chosen


def test_fixes_in_words() -> None:
    assert tell_fix(HIGH._replace(fixed=frozenset({"10", "9", "8"}))) == "8, 9 and 1 more"
    assert tell_fix(HIGH._replace(fixed=frozenset(), upgrades=frozenset({"a@1"}))) == "by a@1"


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({}, "lodash has CVE-1 (high); fixed in 2.0"),
        ({"fixed": frozenset(), "upgrades": frozenset({"a@1"})}, "lodash has CVE-1 (high); fixed by a@1"),
        ({"fixed": frozenset()}, "lodash has CVE-1 (high); there is no fix"),
    ],
)
def test_an_annotation_tells_what_fixes_it(gate: Gate, more: dict[str, Any], told: str) -> None:
    _write("audit.txt", _finding("lodash", "CVE-1", **more))
    assert told in _judge(gate, "audit.txt", "--fail-on", "high", "--format", "github")[1]
    assert tell_fix(STUCK) == ""


@pytest.mark.parametrize(
    ("word", "severity"),
    [("Important", Severity.HIGH), (" negligible", Severity.INFO), ("", Severity.UNKNOWN), (None, Severity.UNKNOWN)],
)
def test_words_of_severity(word: object, severity: Severity) -> None:
    assert read_severity(word) is severity


@pytest.mark.parametrize(
    ("score", "severity"),
    [
        (0.0, Severity.INFO),
        (3.9, Severity.LOW),
        (4.0, Severity.MEDIUM),
        (8.9, Severity.HIGH),
        (9.0, Severity.CRITICAL),
        (10.0, Severity.CRITICAL),
        (10.1, Severity.UNKNOWN),
        (-1.0, Severity.UNKNOWN),
    ],
)
def test_bands_of_scores(score: float, severity: Severity) -> None:
    assert rate_score(score) is severity


KEV = {
    "dateReleased": "2026-11-01T00:00:00Z",
    "count": 1,
    "vulnerabilities": [{"cveID": "CVE-2026-1001", "dateAdded": "2026-10-09"}],
}
EPSS = (
    "#model_version:v1,score_date:2026-11-02T00:00:00Z\ncve,epss,percentile\nCVE-2026-1001,0.5,0.9\nCVE-2026-1002,1e-05,0.1\n"
)


def _prepare(*published: str) -> None:
    severities = (Severity.LOW, Severity.HIGH, Severity.UNKNOWN)
    findings = [
        _finding(f"p{at}", f"CVE-2026-100{at}", severity=severity, published=day)
        for at, (severity, day) in enumerate(zip(severities, published, strict=False), 1)
    ]
    _write("r.txt", *findings)
    Path("kev.json").write_text(json.dumps(KEV | {"catalogVersion": "1"}), encoding="utf-8")
    Path("epss.csv").write_text(EPSS, encoding="utf-8")


def test_what_is_exploited_fails_whatever_its_severity(gate: Gate) -> None:
    _prepare("", "")
    code, out = _judge(gate, "r.txt", "--kev", "kev.json", "-v")
    assert (code, "1 vulnerability known to be exploited, none is allowed" in out) == (1, True), out
    assert "low (exploited since 2026-10-09)" in out
    assert "note: KEV of 2026-11-01, 1 vulnerability" in out
    Path("kev.json").write_text(json.dumps(KEV | {"catalogVersion": "1", "count": 2}), encoding="utf-8")
    assert _judge(gate, "r.txt", "--kev", "kev.json")[0] == 2
    Path("kev.csv").write_text("cveID,dateAdded\nCVE-2020-1001,\n", encoding="utf-8")
    code, out = _judge(gate, "r.txt", "--kev", "kev.csv", "-v")
    assert (code, "KEV without a day" in out) == (0, True), out
    Path("kev.csv").write_text("cveID,dateAdded\nCVE-2026-1001,\n", encoding="utf-8")
    assert "low (exploited)" in _judge(gate, "r.txt", "--kev", "kev.csv")[1]


def test_what_has_no_cve_may_be_exploited_though_the_catalog_lacks_it(gate: Gate) -> None:
    """The catalog goes by CVE, and such as npm audit tells only GHSA."""
    _prepare()
    _write("r.txt", _finding("a", "GHSA-1", severity=Severity.LOW))
    code, out = _judge(gate, "r.txt", "--kev", "kev.json")
    assert (code, "low (no CVE, by which KEV goes)" in out) == (1, True), out
    assert _judge(gate, "r.txt", "--kev", "kev.json", "--unknown", "unjudged")[0] == 2
    assert _judge(gate, "r.txt", "--kev", "kev.json", "--unknown", "warn")[0] == 0


def test_what_is_known_fails_all_the_same_where_it_is_urgent(gate: Gate) -> None:
    _prepare("2026-01-01", "2026-11-01")
    Path("old.txt").write_bytes(Path("r.txt").read_bytes())
    words = ("r.txt", "--new-only", "--baseline", "old.txt", "--today", "2026-11-10")
    assert _judge(gate, *words, "--fail-on", "low", "--max-high", "0")[0] == 0
    code, out = _judge(gate, *words, "--kev", "kev.json")
    assert (code, "low (exploited since 2026-10-09, known)" in out) == (1, True), out
    code, out = _judge(gate, *words, "--max-days-low", "30")
    assert (code, "public for 313 days" in out) == (1, True), out
    _write("r.txt", _finding("b", "GHSA-1"))
    Path("old.txt").write_bytes(Path("r.txt").read_bytes())
    assert _judge(gate, *words, "--kev", "kev.json")[0] == 0


def test_what_is_likely_to_be_exploited_fails_and_what_has_no_score_is_unknown(gate: Gate) -> None:
    _prepare("", "")
    code, out = _judge(gate, "r.txt", "--epss", "epss.csv", "--max-epss", "10")
    assert (code, "low (EPSS 50.00%)" in out) == (1, True), out
    assert "1 vulnerability too likely to be exploited" in out
    assert _judge(gate, "r.txt", "--epss", "epss.csv", "--max-epss", "50")[0] == 0
    _prepare("", "", "")
    code, out = _judge(gate, "r.txt", "--epss", "epss.csv", "--max-epss", "50")
    assert (code, "1 vulnerability that nobody rated" in out) == (1, True), out
    assert _judge(gate, "r.txt", "--epss", "epss.csv", "--max-epss", "50", "--unknown", "warn")[0] == 0
    assert "need each other" in _judge(gate, "r.txt", "--max-epss", "50")[1]


def test_what_is_public_for_too_long_fails(gate: Gate) -> None:
    today = ("--today", "2026-11-10")
    _prepare("2026-11-01", "2026-10-11")
    assert _judge(gate, "r.txt", "--max-days-high", "30", "--max-days-low", "9", *today)[0] == 0
    code, out = _judge(gate, "r.txt", "--max-days-high", "29", *today)
    assert (code, "1 vulnerability public for too long, none is allowed" in out) == (1, True), out
    assert "high (public for 30 days, 29 are allowed)" in out
    _prepare("", "")
    code, out = _judge(gate, "r.txt", "--max-days-high", "29", *today)
    assert (code, "what to make of them cannot be told" in out) == (2, True), out


def test_of_two_reports_the_earlier_day_counts(gate: Gate) -> None:
    for name, day in (("a.txt", "2026-11-01"), ("b.txt", "2026-09-01"), ("c.txt", "")):
        _write(name, _finding("p", "CVE-2026-1001", published=day, sources=frozenset({name})))
    code, out = _judge(gate, "a.txt", "b.txt", "c.txt", "--max-days-high", "30", "--today", "2026-11-10")
    assert (code, "public for 70 days" in out) == (1, True), out


@pytest.mark.parametrize(
    ("type_", "texts", "highest"),
    [
        ("npm", {"1.10.0", "1.9.0"}, "1.10.0"),
        ("npm", {"2.0.0-rc.1", "2.0.0"}, "2.0.0"),
        ("pypi", {">=1.0rc1", ">=1.0"}, ">=1.0"),
        ("", {"r9", "r10"}, "r10"),
        ("npm", {"a@1.2.0", "a@1.10.0"}, "a@1.10.0"),
    ],
)
def test_the_highest_version_is_that_of_its_ecosystem(type_: str, texts: set[str], highest: str) -> None:
    assert find_highest(type_, texts) == highest
