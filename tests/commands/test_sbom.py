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
BARE_TWINS = ({"name": "twin", "version": "1"}, {"name": "twin", "version": "2"}, {"name": ""}, {"name": "", "version": "1"})
SCOPED = {"name": "core", "group": "@babel", "version": "7.0.0", "purl": "pkg:npm/@babel/core@7.0.0"}
SPELT = {"name": "typing_extensions", "version": "4.1", "purl": "pkg:pypi/typing_extensions@4.1"}
UNNAMED = {"name": "lodash"}
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
        (("--ban", "odd <2", "--ban", "odd"), (ODD,), 1, "odd is banned"),
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
        (("--max-duplicates", "0"), (LODASH, _component("lodash", "3.0.0")), 1, "is there in 2 versions: 3.0.0, 4.17.20"),
        (("--max-duplicates", "0"), (*BARE_TWINS,), 1, "1 package in several versions"),
        (("--ban", "pkg:npm/@babel/core"), (SCOPED,), 1, "1 banned component"),
        (("--ban", "pkg:npm/%40babel/core@7.*"), (SCOPED,), 1, "1 banned component"),
        (("--ban", "pkg:pypi/typing-extensions"), (SPELT,), 1, "1 banned component"),
        (("--ban", "pkg:pypi/Typing.Extensions@4.1"), (SPELT,), 1, "1 banned component"),
        (("--ban", "pkg:npm/lodash <4.17.21"), (LODASH | {"version": "9.0.0"},), 1, "1 banned component"),
        (
            ("--ban", "pkg:npm/lodash"),
            (UNNAMED,),
            2,
            "whether it is pkg:npm/lodash cannot be told, since it has no valid package URL",
        ),
        (
            ("--ban", "pkg:npm/lodash >5"),
            (UNNAMED | {"version": "4.0.0"},),
            2,
            "cannot be told, since it has no valid package URL",
        ),
        (("--ban", "pkg:npm/lodash 5"), (UNNAMED | {"version": "5"},), 2, "cannot be told, since it has no valid package URL"),
        (("--ban", "pkg:npm/*"), (UNNAMED,), 0, ""),
        (("--ban", "pkg:npm/lodash !=4.0.0"), (UNNAMED | {"version": "4.0.0"},), 0, ""),
        (("--ban", "pkg:deb/debian/openssl"), ({"name": "openssl"},), 2, "since it has no valid package URL"),
        (("--ban", "lodash@4.*"), (UNNAMED,), 2, "cannot be told, since its version is not told"),
        (("--ban", "other@4.*"), (UNNAMED,), 0, ""),
        (("--require", "pkg:npm/lodash"), (UNNAMED,), 2, "whether pkg:npm/lodash is there cannot be told"),
        (("--require", "odd >1"), (ODD,), 2, "whether odd >1 is there cannot be told"),
        (("--allow-licenses", ""), (MIT,), 2, "names no licence"),
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


@pytest.mark.parametrize(
    ("words", "before", "after", "code", "told"),
    [
        (("--downgraded", "fail"), ("r9",), ("r8",), 2, "was r9; which of them is newer cannot be told"),
        (("--downgraded", "warn"), ("r9",), ("r8",), 0, "was r9; which of them is newer cannot be told"),
        (("--downgraded", "fail"), ("1.0", "2.0"), ("0.9",), 1, "was 1.0, 2.0"),
        (("--downgraded", "fail"), ("1.0", "2.0"), ("1.0", "0.9"), 1, "was 2.0"),
        (("--downgraded", "fail"), ("1.0", "2.0", "3.0"), ("2.5", "3.0"), 0, ""),
        (("--downgraded", "fail"), ("1.0", "r1", "r2"), ("0.9",), 1, "was 1.0"),
        (("--downgraded", "fail"), ("r1", "r2"), ("0.9",), 2, "was r1, r2; which of them is newer cannot be told"),
        (("--downgraded", "fail"), ("1.0",), ("1.0", "0.9"), 0, ""),
    ],
)
def test_what_moved(
    gate: Gate, words: tuple[str, ...], before: tuple[str, ...], after: tuple[str, ...], code: int, told: str
) -> None:
    _write("before.json", *(_component("a", version) for version in before))
    _write("after.json", *(_component("a", version) for version in after))
    found = _judge(gate, "after.json", "--baseline", "before.json", *words, "-v")
    assert (found[0], told in found[1]) == (code, True), found


def test_one_of_several_hashes_is_no_other_hash(gate: Gate) -> None:
    """Such as those of a wheel and of a source archive; a document against itself has no other hash anywhere."""
    both, one, other = (
        {"name": "a", "version": "1", "hashes": [{"alg": "SHA-1", "content": each * 40} for each in digits]}
        for digits in ("ab", "a", "ac")
    )
    for name, each in (("both", both), ("one", one), ("other", other)):
        _write(f"{name}.json", each)
    assert _judge(gate, "both.json", "--baseline", "both.json")[0] == 0
    assert _judge(gate, "one.json", "--baseline", "both.json")[0] == 0
    assert _judge(gate, "other.json", "--baseline", "both.json")[0] == 1


def test_another_release_of_a_distribution_moves_its_packages(gate: Gate) -> None:
    for name, release, version in (("before", "12.1", "1"), ("after", "12.2", "2")):
        purl = f"pkg:deb/debian/apt@{version}?arch=amd64&distro=debian-{release}"
        _write(f"{name}.json", {"name": "apt", "version": version, "purl": purl})
    assert _judge(gate, "after.json", "--baseline", "before.json", "--max-new", "0")[0] == 0


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


@pytest.mark.parametrize("lists", ["allow-licenses = ['MIT']", "deny-licenses = ['LGPL-*']"])
def test_an_exception_adds_to_what_is_allowed(gate: Gate, lists: str) -> None:
    """Of a licence with both parts, one is allowed of all packages, and one of this."""
    _write("sbom.json", _component("sharp", licence="MIT AND LGPL-3.0-or-later"), _component("other", licence="LGPL-3.0-only"))
    table = "[[sbom.license-exceptions]]\npackage = '{}'\nallow = ['LGPL-3.0-or-later']\nreason = 'r'\n"
    text = f"[sbom]\nreports = 'sbom.json'\n{lists}\n"
    Path("gate.toml").write_text(text + table.format("sharp"), encoding="utf-8")
    code, told = _judge(gate)
    assert (code, "sharp" in told, "✗ other" in told) == (1, False, True), told
    Path("gate.toml").write_text(text + table.format("sharp").replace("or-later", "unknown"), encoding="utf-8")
    assert _judge(gate)[0] == 2


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


def test_a_lock_file_that_locks_nothing_for_every_build_proves_nothing(gate: Gate) -> None:
    _write("sbom.json", MIT)
    entries = {"node_modules/tap": {"version": "18.0.0", "dev": True}}
    Path("package-lock.json").write_text(json.dumps({"lockfileVersion": 3, "packages": entries}), encoding="utf-8")
    code, told = _judge(gate, "sbom.json", "--lock", "package-lock.json")
    assert (code, "package-lock.json: it locks nothing that every build needs" in told) == (2, True), told


def test_an_audit_that_looked_at_nothing_proves_nothing(gate: Gate) -> None:
    _write("sbom.json", MIT)
    Path("audit.json").write_text('{"dependencies": [], "fixes": []}', encoding="utf-8")
    code, told = _judge(gate, "sbom.json", "--audit", "audit.json")
    assert (code, "no package was looked at, which proves nothing" in told) == (2, True), told


def test_packages_of_a_distribution_are_the_same_with_and_without_it(gate: Gate) -> None:
    _write("sbom.json", {"name": "apt", "version": "2", "purl": "pkg:deb/debian/apt@2"}, {"name": "Foo.Bar", "version": "1"})
    found = [
        Finding(Package(type_, name), frozenset({"CVE-1"}), Severity.HIGH, versions=frozenset({version}))
        for type_, name, version in (("deb", "apt", "2"), ("pypi", "foo-bar", "1"))
    ]
    Path("audit.txt").write_text(vulnerabilities_snapshot.write(AuditReport(tuple(found), {"a": 9}), ""), encoding="utf-8")
    assert _judge(gate, "sbom.json", "--audit", "audit.txt")[0] == 0


@pytest.mark.parametrize(
    ("package", "glob"),
    [
        (Package("npm", "@a/b"), "pkg:npm/@a/b@1"),
        (Package("maven", "org.x:art"), "pkg:maven/org.x/art"),
        (Package("", "bare"), "bare@1"),
    ],
)
def test_what_is_not_listed_can_be_waived_by_its_package_url(gate: Gate, package: Package, glob: str) -> None:
    _write("sbom.json", MIT)
    found = [Finding(package, frozenset({id_}), Severity.HIGH, versions=frozenset({"1"})) for id_ in ("CVE-1", "CVE-2")]
    Path("audit.txt").write_text(vulnerabilities_snapshot.write(AuditReport(tuple(found), {"a": 9}), ""), encoding="utf-8")
    assert "CVE-1 and 1 more was found in it" in _judge(gate, "sbom.json", "--audit", "audit.txt")[1]
    waiver = f"[[sbom.waivers]]\npackage = '{glob}'\nreason = 'r'\nexpires = 2027-01-31\n"
    Path("gate.toml").write_text(f"[sbom]\nreports = 'sbom.json'\naudit = 'audit.txt'\n{waiver}", encoding="utf-8")
    assert _judge(gate)[0] == 0


def test_what_is_said_not_to_be_known_is_not_told() -> None:
    none = Component("a", "NOASSERTION", "", (), "NOASSERTION", (), ("NONE",))
    whole = Inventory((none,), {"a": Document("SPDX-2.3", 1, "2026-13-31T09:40:00Z", ("NOASSERTION",))})
    told = {each.element: each.share.part for each in score(whole, PROFILES["min-ntia"][1])}
    assert [element for element, part in told.items() if part] == ["name"]


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
