"""`gate sbom` from the command line: licences, bans, completeness, age, faults, drift, and what cannot be judged."""

import json
from pathlib import Path
from typing import Any

import pytest

from gates.model.inventory import Component, Document, Inventory
from gates.model.vulnerabilities import AuditReport, Finding, Package, Severity
from gates.policy.completeness import PROFILES, score
from gates.policy.drift import find_differences
from gates.readers.vulnerabilities import snapshot as vulnerabilities_snapshot
from tests.cli.test_git import run
from tests.conftest import ROOT, Gate

DATA = ROOT / "tests" / "data" / "inventory"
TODAY = ("--today", "2026-11-10")


def _component(name: str, version: str = "1.0.0", licence: str = "MIT", **more: Any) -> dict[str, Any]:
    told = {"bom-ref": f"{name}@{version}", "name": name, "version": version, "purl": f"pkg:npm/{name}@{version}"}
    return {"type": "library", **told, "licenses": [{"expression": licence}] if licence else [], **more}


def _write(path: str, *components: dict[str, Any], **more: Any) -> None:
    bill = {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": components, **more}
    Path(path).write_text(json.dumps(bill), encoding="utf-8")


def _judge(gate: Gate, *words: str) -> tuple[int, str]:
    told = gate("sbom", *words, *TODAY)
    return told.code, " ".join((told.out + told.err).split())


MIT, LODASH, GPL, BARE = (
    _component("ok"),
    _component("lodash", "4.17.20"),
    _component("bad", licence="GPL-3.0-only"),
    _component("bare", licence=""),
)
ODD = {"name": "odd", "version": "soon", "purl": "pkg:unheard-of/odd@soon"}


@pytest.mark.parametrize(
    ("words", "components", "code", "told"),
    [
        (
            ("--allow-licenses", "MIT"),
            (MIT,),
            0,
            "✓ sbom no components under a licence that is not allowed (1 report, 1 component)",
        ),
        (("--allow-licenses", "MIT"), (MIT, GPL), 1, "1 component under a licence that is not allowed, none is allowed"),
        (
            ("--allow-licenses", "MIT"),
            (GPL,),
            1,
            "shortest way to green: take 1 decision about licences GPL-3.0-only is not allowed",
        ),
        (("--allow-licenses", "MIT, GPL-*"), (MIT, GPL), 0, ""),
        (
            ("--deny-licenses", "GPL-*"),
            (MIT, GPL),
            1,
            "take 1 decision about licences GPL-3.0-only is denied: allow it, exempt or replace bad@1.0.0",
        ),
        (("--review-licenses", "GPL-*"), (MIT, GPL), 0, "GPL-3.0-only has to be reviewed"),
        (("--allow-licenses", "MIT"), (BARE,), 1, "1 component whose licence nobody knows, none is allowed"),
        (("--allow-licenses", "MIT", "--unknown-license", "warn"), (BARE,), 0, "1 component whose licence nobody knows"),
        (
            ("--allow-licenses", "MIT", "--unknown-license", "unjudged"),
            (BARE,),
            2,
            "whose licence nobody knows, none is allowed: it cannot be told",
        ),
        (("--allow-licenses", "MIT", "--unknown-license", "pass"), (BARE,), 0, ""),
        (("--ban", "pkg:npm/lodash <4.17.21"), (LODASH,), 1, "pkg:npm/lodash <4.17.21 is banned"),
        (("--ban", "pkg:npm/lodash <4.17.20"), (LODASH,), 0, "no banned components"),
        (("--ban", "lodash@4.17.20"), (LODASH,), 1, "lodash@4.17.20 is banned"),
        (("--ban", "pkg:npm/lod*"), (LODASH, MIT), 1, "1 banned component"),
        (("--ban", "odd <2"), (ODD,), 2, "whether it is in <2 cannot be told"),
        (("--ban", "odd soon"), (ODD,), 1, "odd soon is banned"),
        (("--ban", "lodash ^4"), (LODASH,), 2, "'^4' is not a range of versions"),
        (("--ban", " "), (LODASH,), 2, "names no component"),
        (("--require", "pkg:npm/lodash >=4"), (LODASH,), 0, "no required components missing"),
        (("--require", "pkg:npm/lodash >=5"), (LODASH,), 1, "pkg:npm/lodash >=5 is required and is not there"),
        (("--require", "nobody"), (LODASH,), 1, "1 required component missing"),
        (
            ("--max-duplicates", "0"),
            (LODASH, _component("lodash", "3.0.0")),
            1,
            "1 package in several versions, none is allowed",
        ),
        (("--max-duplicates", "1"), (LODASH, _component("lodash", "3.0.0")), 0, ""),
        (("--max-document-age", "30"), (MIT,), 2, "does not tell when it was made"),
        (
            ("--min-licenses", "100"),
            (MIT, BARE),
            1,
            "components with a licence 50.00% < 100%: 1 component short",
        ),
        (("--min-licenses", "50"), (MIT, BARE), 0, ""),
        (("--min-purls", "100"), (MIT, {"name": "x", "purl": "no purl"}), 1, "components with a valid package URL 50.00%"),
        (("--min-hashes", "1"), (), 2, "it lists no component, which proves nothing"),
        (("--max-new", "0"), (MIT,), 2, "there is no git repository here"),
        ((), (MIT,), 2, "no condition was given"),
        (("--allow-licenses", "MTI"), (MIT,), 2, "'MTI' is no licence of SPDX's list"),
    ],
)
def test_what_comes_of_it(
    gate: Gate, words: tuple[str, ...], components: tuple[dict[str, Any], ...], code: int, told: str
) -> None:
    _write("sbom.json", *components)
    found = _judge(gate, "sbom.json", *words)
    assert (found[0], told in found[1]) == (code, True), found


@pytest.mark.parametrize(
    ("created", "code", "told"),
    [
        ("2026-10-31T09:40:00Z", 0, ""),
        ("2026-09-30T09:40:00+02:00", 1, "age of the document in days 40 > 30: 10 days too many"),
        ("2026-10-31", 0, ""),
        ("2027-01-01T00:00:00", 2, "was made in the future: 2027-01-01T00:00:00"),
        ("yesterday", 2, "does not tell when it was made"),
    ],
)
def test_age(gate: Gate, created: str, code: int, told: str) -> None:
    _write("sbom.json", MIT, metadata={"timestamp": created})
    found = _judge(gate, "sbom.json", "--max-document-age", "30")
    assert (found[0], told in found[1]) == (code, True), found


@pytest.mark.parametrize(("choice", "code"), [("warn", 0), ("fail", 1), ("pass", 0), ("unjudged", 2)])
def test_faults(gate: Gate, choice: str, code: int) -> None:
    _write("sbom.json", MIT, {"name": ""})
    found = _judge(gate, "sbom.json", "--min-purls", "50", "--faults", choice)
    assert (found[0], "1 fault against the standard" in found[1]) == (code, choice != "pass"), found


def test_profiles(gate: Gate) -> None:
    whole = DATA / "cyclonedx-json" / "valid" / "whole.json"
    told = gate("sbom", str(whole), "--min-ntia", "100", "--min-cisa", "100", "--min-bsi", "100", *TODAY)
    text = " ".join(told.out.split())
    assert told.code == 1
    assert "NTIA's minimum elements 85.71% < 100%: 3 elements short (18 of 21 elements)" in text
    assert "fill in what is missing for NTIA's minimum elements identifiers: missing of c@2, inner" in text
    assert gate("sbom", str(whole), "--min-ntia", "85.7", *TODAY).code == 0


def test_scores_of_documents_weigh_as_those_of_components() -> None:
    one = Component("a", "1", "pkg:npm/a@1", ("MIT",), "s", ("sha512:ab",), (), is_related=True)
    full = Document("CycloneDX 1.6", 1, "2026-10-31T09:40:00Z", ("me",), ("tool",), "a", "build")
    whole = Inventory((one, one._replace(name="b")), {"a": full})
    assert all(each.share == (2, 2) for _, elements in PROFILES.values() for each in score(whole, elements))
    half = whole._replace(documents={"a": full, "b": full._replace(authors=(), format="CycloneDX 1.5")})
    assert {each.element: each.share.part for each in score(half, ("author", "format"))} == {"author": 1, "format": 1}
    assert score(half, ("author",))[0].examples == ("b",)


def _hashed(name: str, version: str, digits: str, licence: str = "MIT") -> dict[str, Any]:
    return _component(name, version, licence, hashes=[{"alg": "SHA-1", "content": digits * 40}] if digits else [])


@pytest.mark.parametrize(
    ("words", "after", "code", "told"),
    [
        ((), _hashed("a", "1.0.0", "a"), 0, "no components with another hash under the same version"),
        ((), _hashed("a", "1.0.0", "b"), 1, "its sha1 is another than in the baseline"),
        ((), _hashed("a", "1.0.0", ""), 1, "its hash in the baseline is not told any more"),
        (("--changed-hash", "warn"), _hashed("a", "1.0.0", "b"), 0, "1 component with another hash under the same version"),
        (("-v",), _hashed("a", "1.1.0", "b"), 0, "was 1.0.0"),
        (("--upgraded", "fail"), _hashed("a", "1.1.0", "b"), 1, "1 component in another version"),
        ((), _hashed("a", "0.9.0", "b"), 0, "1 component in an older version"),
        (("--downgraded", "fail"), _hashed("a", "0.9.0", "b"), 1, "1 component in an older version"),
        (("--changed-license", "fail"), _hashed("a", "1.0.0", "a", "ISC"), 1, "its licence was MIT and is ISC"),
        (("--changed-license", "fail"), _hashed("a", "2.0.0", "a", "ISC"), 1, "its licence was MIT and is ISC"),
        (("--max-new", "0"), _hashed("b", "1.0.0", "a"), 1, "1 component new since the baseline"),
        (("-v", "--max-new", "1"), _hashed("b", "1.0.0", "a"), 0, "is only in the baseline"),
        (("--removed", "fail"), _hashed("b", "1.0.0", "a"), 1, "1 component gone since the baseline"),
    ],
)
def test_drift(gate: Gate, words: tuple[str, ...], after: dict[str, Any], code: int, told: str) -> None:
    _write("before.json", _hashed("a", "1.0.0", "a"))
    _write("after.json", after)
    found = _judge(gate, "after.json", "--baseline", "before.json", *words)
    assert (found[0], told in found[1]) == (code, True), found


def test_an_empty_baseline_is_no_baseline(gate: Gate) -> None:
    _write("before.json")
    _write("after.json", MIT)
    assert _judge(gate, "after.json", "--baseline", "before.json")[0] == 2


def test_what_a_package_url_adds_tells_packages_apart() -> None:
    amd, arm = (Component("a", "1", f"pkg:deb/debian/a@1?arch={arch}", hashes=(f"sha1:{arch}",)) for arch in ("amd64", "arm64"))
    assert find_differences(Inventory((amd, arm), {}), Inventory((arm, amd), {})) == []
    nameless = Component("x", "1")
    assert [each.kind for each in find_differences(Inventory((nameless, amd), {}), Inventory((amd,), {}))] == ["new"]


def test_waivers_and_exceptions(gate: Gate) -> None:
    _write("sbom.json", MIT, GPL, LODASH)
    Path("gate.toml").write_text(
        """
[sbom]
reports = ["sbom.json"]
allow-licenses = ["MIT"]
ban = ["pkg:npm/lodash <4.17.21"]

[[sbom.license-exceptions]]
package = "pkg:npm/bad"
allow = ["GPL-3.0-only"]
reason = "only its data are used"

[[sbom.waivers]]
package = "pkg:npm/lodash"
rule = "ban"
reason = "until the next release"
expires = "2026-12-31"
""",
        encoding="utf-8",
    )
    assert _judge(gate)[0] == 0
    assert "until the next release, until 2026-12-31" in _judge(gate, "--format", "json")[1]


def test_a_stored_baseline(gate: Gate, tmp_path: Path) -> None:
    run(tmp_path, "init", "-qb", "main")
    _write("sbom.json", _hashed("a", "1.0.0", "a"))
    told = gate("baseline", "update", "sbom", "sbom.json")
    assert told.code == 0, told
    run(tmp_path, "add", ".")
    run(tmp_path, "commit", "-qm", "baseline")
    _write("sbom.json", _hashed("a", "1.0.0", "b"), MIT)
    assert _judge(gate, "sbom.json", "--baseline", "--base", "main", "--max-new", "0")[0] == 1
    refused = gate("baseline", "update", "sbom", "sbom.json")
    assert (refused.code, "ok@1.0.0 is not in the baseline" in refused.err + refused.out) == (1, True), refused
    assert gate("baseline", "update", "sbom", "sbom.json", "--loosen").code == 0


def test_two_documents_of_one_product_count_once(gate: Gate) -> None:
    spdx = DATA / "spdx-json" / "valid" / "whole.json"
    told = gate("sbom", str(spdx), str(DATA / "spdx-tag-value" / "valid" / "whole.spdx"), "--min-suppliers", "50", *TODAY)
    assert "(1 of 2 components, 2 reports)" in told.out


def _lock(path: str, **packages: str) -> None:
    entries = {f"node_modules/{name}": {"version": version} for name, version in packages.items()}
    Path(path).write_text(json.dumps({"lockfileVersion": 3, "packages": entries}), encoding="utf-8")


def test_a_lock_file_and_a_document_say_the_same(gate: Gate) -> None:
    _write("sbom.json", MIT, LODASH)
    _lock("package-lock.json", ok="1.0.0", lodash="4.17.20")
    code, told = _judge(gate, "sbom.json", "--lock", "package-lock.json")
    assert (code, "no packages that no document lists (1 report, 2 components)" in told) == (0, True), told
    _lock("package-lock.json", ok="1.0.0", lodash="4.17.21", more="1.0.0")
    code, told = _judge(gate, "sbom.json", "--lock", "package-lock.json")
    assert (code, "2 packages that no document lists, none is allowed" in told) == (1, True), told
    assert "package-lock.json has it, and the documents list 4.17.20" in told
    assert "package-lock.json has it, and no document lists it" in told
    assert "1 component that no lock file has" in told
    assert _judge(gate, "sbom.json", "--lock", "package-lock.json", "--unlisted", "warn")[0] == 0
    assert _judge(gate, "sbom.json", "--lock", "package-lock.json", "--unlisted", "pass", "--unlocked", "fail")[0] == 1


def test_versions_that_an_ecosystem_takes_for_the_same_are_the_same(gate: Gate) -> None:
    bill = {"type": "library", "name": "Foo.Bar", "version": "1.0", "purl": "pkg:pypi/foo-bar@1.0"}
    _write("sbom.json", bill, {"type": "library", "name": "apt", "version": "2", "purl": "pkg:deb/debian/apt@2"})
    Path("requirements.txt").write_text("foo_bar==1.0.0\n", encoding="utf-8")
    assert _judge(gate, "sbom.json", "--lock", "requirements.txt")[0] == 0
    Path("requirements.txt").write_text("foo_bar @ https://example.org/foo\n", encoding="utf-8")
    assert _judge(gate, "sbom.json", "--lock", "requirements.txt")[0] == 0
    Path("requirements.txt").write_text("foo_bar==1.0.1\n", encoding="utf-8")
    assert _judge(gate, "sbom.json", "--lock", "requirements.txt")[0] == 1
    code, told = _judge(gate, "sbom.json", "--lock", "gone.lock")
    assert (code, "gone.lock: no such file" in told) == (2, True), told


def test_what_an_audit_found_has_to_be_listed(gate: Gate) -> None:
    _write("sbom.json", MIT, LODASH)
    found = [
        Finding(Package("npm", name), frozenset({id_}), Severity.HIGH, versions=frozenset(versions))
        for name, id_, versions in (("lodash", "CVE-1", {"4.17.20"}), ("ok", "CVE-2", {"0.9.0"}), ("gone", "CVE-3", ()))
    ]
    Path("audit.txt").write_text(vulnerabilities_snapshot.write(AuditReport(tuple(found), {"a": 9}), ""), encoding="utf-8")
    code, told = _judge(gate, "sbom.json", "--audit", "audit.txt")
    assert (code, "2 packages that no document lists, none is allowed" in told) == (1, True), told
    assert "CVE-2 was found in it, and no document lists it" in told
    assert "CVE-3" in told
    assert "CVE-1" not in told
