"""Readers of scanners' reports are tested by files, as those of coverage are: see tests/readers/coverage/test_data.py.

The scanners ask databases in the network, so the valid reports are written by hand after their documents; scripts/corpus_audit
compares with real ones. NAME.expect.json is the report as its snapshot tells it, and its notes and doubts.
"""

import contextlib
import json
import re
from importlib import import_module
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gates.catalog import READERS
from gates.cli.sniffing import sniff
from gates.errors import ReportError
from gates.model.vulnerabilities import AuditReport, Finding, Kind, Package, Severity, merge_reports, normalise_version
from gates.readers import audit_parts, seal
from gates.readers.package_urls import read_purl
from gates.readers.vulnerabilities import snapshot
from tests.conftest import ROOT
from tests.readers.inventory.test_data import damage_value, find_places

DATA = ROOT / "tests" / "data" / "vulnerabilities"
READER_MODULES = {name: module for name, module, *_ in READERS["vulnerabilities"]}
VALID = sorted(path for path in DATA.glob("*/valid/*") if not path.name.endswith(".expect.json"))
INVALID = sorted(path for path in DATA.glob("*/invalid/*") if not path.name.endswith(".error.txt"))


def _read(path: Path) -> AuditReport:
    report: AuditReport = import_module(READER_MODULES[path.parts[-3]]).read([path.read_bytes()], path.name, frozenset())
    return report


def _tell(report: AuditReport) -> str:
    records = snapshot.write(report._replace(doubts=frozenset()), "").splitlines()[1:-1]
    said = [sorted(note.text for note in notes) for notes in (report.notes, report.doubts)]
    told = {"records": [json.loads(record) for record in records], "notes": said[0], "doubts": said[1]}
    return json.dumps(told, indent=1) + "\n"


def test_there_are_files() -> None:
    assert {path.parts[-3] for path in VALID} == set(READER_MODULES) - {"snapshot"}
    assert {path.parts[-3] for path in INVALID} == set(READER_MODULES)


@pytest.mark.parametrize("path", VALID, ids=lambda path: f"{path.parts[-3]}/{path.name}")
def test_what_a_report_says(path: Path, request: pytest.FixtureRequest) -> None:
    told, expected = _tell(_read(path)), path.with_name(f"{path.name}.expect.json")
    if request.config.getoption("--update-golden"):
        expected.write_text(told, encoding="utf-8")
    assert told == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", VALID, ids=lambda path: f"{path.parts[-3]}/{path.name}")
def test_one_reader_knows_each_report(path: Path) -> None:
    assert sniff(path.read_bytes(), path.name, "vulnerabilities") == path.parts[-3]


@pytest.mark.parametrize("path", INVALID, ids=lambda path: f"{path.parts[-3]}/{path.name}")
def test_what_is_wrong_is_said(path: Path, request: pytest.FixtureRequest) -> None:
    with pytest.raises(ReportError) as caught:
        _read(path)
    told = f"{caught.value}\nhint: {caught.value.hint}\n"
    expected = path.with_name(f"{path.name}.error.txt")
    if request.config.getoption("--update-golden"):
        expected.write_text(told, encoding="utf-8")
    assert told == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", VALID, ids=lambda path: f"{path.parts[-3]}/{path.name}")
def test_what_is_cut_off_is_no_report(path: Path) -> None:
    data = path.read_bytes().rstrip()
    for end in range(1, len(data), max(len(data) // 60, 1)):
        if path.parts[-3] == "yarn-berry" and data[end : end + 1] == b"\n":
            continue  # nothing ends the report but a line
        if path.parts[-3] == "cargo-deny" and data[:end].rstrip().endswith(b'"type":"summary"}'):
            continue  # one run is whole, and nothing tells that another follows
        with pytest.raises(ReportError):
            import_module(READER_MODULES[path.parts[-3]]).read([data[:end]], path.name, frozenset())


@pytest.mark.parametrize("path", VALID, ids=lambda path: f"{path.parts[-3]}/{path.name}")
def test_marks_and_encodings_have_one_outcome(path: Path) -> None:
    reader, data = import_module(READER_MODULES[path.parts[-3]]), path.read_bytes()
    assert reader.sniff(b"\xef\xbb\xbf" + data)
    assert reader.read([b"\xef\xbb\xbf" + data], path.name, frozenset()) == _read(path)
    wide = data.replace(b'encoding="UTF-8"', b"").decode().encode("utf-16")
    if path.suffix == ".xml" or path.parts[-3] == "cargo-deny":
        assert reader.read([wide], path.name, frozenset()) == _read(path)
    else:
        with pytest.raises(ReportError, match=r"is not UTF-8|not well-formed"):
            reader.read([wide], path.name, frozenset())


@pytest.mark.parametrize("kind", ["vulnerabilities", "vex"])
def test_whatever_type_a_value_is_of_there_is_a_report_or_an_error(kind: str) -> None:
    modules = {name: module for name, module, *_ in READERS[kind]}
    for path in sorted(DATA.parent.glob(f"{kind}/*/valid/hand-written*.json")):
        text = path.read_text(encoding="utf-8")
        if path.name.endswith(".expect.json") or text.count("\n{"):
            continue  # an object a line
        reader, told = import_module(modules[path.parts[-3]]), json.loads(text)
        for place, damage in product(find_places(told), (None, 1, "²", [1], {"a": 1})):
            with contextlib.suppress(ReportError):
                reader.read([json.dumps(damage_value(told, place, damage)).encode()], path.name, frozenset())


@pytest.mark.parametrize(
    ("name", "start", "space"),
    [
        ("cyclonedx-xml", b"<bom ", b"xmlns='http://cyclonedx.org/schema/bom/1.6'>"),
        (
            "dependency-check-xml",
            b"<analysis ",
            b"xmlns='https://jeremylong.github.io/DependencyCheck/dependency-check.4.1.xsd'>",
        ),
    ],
)
def test_a_root_ends_before_the_next_tag_begins(name: str, start: bytes, space: bytes) -> None:
    """So that a file of nothing but beginnings is looked through once."""
    sniff_it = import_module(READER_MODULES[name]).sniff
    assert [sniff_it(start + space), sniff_it(start + b"<a " + space)] == [True, False]


HOSTILE = (
    ('{"x": NaN, "', "NaN is no JSON"),
    ('{"x": -Infinity, "', "Infinity is no JSON"),
    ('{"x": 1, "x": 2, "', "the key 'x' stands twice in one object"),
    ('{"x": ' + "9" * 5000 + ', "', "not well-formed JSON"),
    ('{"x": ' + "[" * 200_000 + ', "', "too deep|not well-formed"),
)
OBJECTS = [path for path in VALID if re.search(r"\{\s*\"", path.read_text(encoding="utf-8"))]


@pytest.mark.parametrize(("start", "told"), HOSTILE, ids=[told for _, told in HOSTILE])
@pytest.mark.parametrize("path", OBJECTS, ids=lambda path: f"{path.parts[-3]}/{path.name}")
def test_json_that_is_none_is_refused_whatever_its_size(path: Path, start: str, told: str) -> None:
    first, _, rest = re.sub(r"\{\s+\"", '{"', path.read_text(encoding="utf-8")).partition('{"')
    reader = import_module(READER_MODULES[path.parts[-3]])
    for filler in ("", " " * 70_000):
        with pytest.raises(ReportError, match=told):
            reader.read([f"{first}{start}{rest[:-1]}{filler}{rest[-1:]}".encode()], path.name, frozenset())


TEXTS = st.frozensets(st.text(max_size=5), max_size=3)
FINDINGS = st.builds(
    Finding,
    st.builds(Package, st.sampled_from(["npm", "pypi"]), st.sampled_from(["a", "b"])),
    st.frozensets(st.sampled_from(["CVE-1", "GHSA-1", "CVE-2", "PYSEC-3", "x"]), min_size=1, max_size=3),
    st.sampled_from(Severity),
    st.sampled_from(Kind),
    st.text(max_size=5),
    TEXTS,
    TEXTS,
    TEXTS,
    TEXTS,
    st.none() | st.booleans(),
    st.none() | st.booleans(),
    TEXTS,
    st.sampled_from(["", "2026-01-31", "2025-12-01"]),
)
COUNTS = st.dictionaries(st.text(max_size=3), st.none() | st.integers(0, 9), max_size=2)
REPORTS = st.builds(lambda findings, counts: AuditReport(tuple(findings), counts), st.lists(FINDINGS, max_size=5), COUNTS)


@given(REPORTS)
def test_a_snapshot_reads_back(report: AuditReport) -> None:
    whole = merge_reports([report])
    texts = {
        text
        for each in whole.findings
        for field in (each.versions, each.fixed, each.upgrades, each.paths, each.sources)
        for text in field
    }
    if "" not in texts:
        assert snapshot.read([snapshot.write(whole, "").encode()], "s", frozenset()) == whole


@given(st.lists(FINDINGS, max_size=6), st.randoms())
def test_merging_is_the_same_in_any_order_and_once_is_enough(findings: list[Finding], chance: st.DataObject) -> None:
    whole = merge_reports([AuditReport(tuple(findings), {})])
    chance.shuffle(findings)  # type: ignore[attr-defined]  # a random.Random
    parts = [AuditReport((finding,), {}) for finding in findings]
    assert merge_reports(parts).findings == whole.findings
    assert merge_reports([whole, whole]) == whole
    seen = [(each.package, each.kind, id_) for each in whole.findings for id_ in each.ids]
    assert len(seen) == len(set(seen))


def test_no_snapshot_of_a_report_in_doubt() -> None:
    report = _read(DATA / "trivy" / "valid" / "hand-written-nothing.json")
    with pytest.raises(ReportError, match="no snapshot is made of it"):
        snapshot.write(report, "")


def test_a_damaged_snapshot_is_never_an_empty_one() -> None:
    for record in ("[]", '{"source": 1}', "{", '{"ids": []}'):
        with pytest.raises(ReportError, match="is damaged"):
            snapshot.read([seal.seal("vulnerabilities", [record]).encode()], "s", frozenset())


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("[]", ["pip-audit"]),
        ("null", []),
        ('["error", "message"]', []),
        ('{"dependencies": [], "bomFormat": "CycloneDX"}', ["cyclonedx-json"]),
        ('{"bomFormat": "CycloneDX", "vulnerabilities": [{"ratings": [{"method": "CVSSv3"}]}]}', ["cyclonedx-json"]),
        ("[\n]\n", ["pip-audit"]),
        ("<report><dependencies/></report>", []),
        ('{"fields": {}, "type": "test"}', []),
        ('{"results": [], "runs": []}', []),
        ('{"type": "error"}', []),
        ('[{"Target": "x", "Vulnerabilities": null}]', ["trivy"]),
    ],
)
def test_what_is_known_by_a_word(text: str, known: list[str]) -> None:
    yes = [name for name, module in READER_MODULES.items() if import_module(module).sniff(text.encode())]
    assert yes == known


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2027-01-31T09:40:00Z", "2027-01-31"),
        ("2028-02-29", "2028-02-29"),
        ("2027-02-29", ""),
        ("0000-01-01", ""),
        ("2027-W05-7", ""),
        ("２０２７-01-31", ""),
        (20270131, ""),
    ],
)
def test_a_day_is_one_of_the_calendar(text: object, day: str) -> None:
    assert audit_parts.find_day(text) == day


def test_packages_have_one_name() -> None:
    told = [
        audit_parts.name_package("crates.io", "serde"),
        audit_parts.name_package("Debian:12", "openssl"),
        audit_parts.name_package("", "x", "pkg:npm/%40babel/core@7?a=b"),
        audit_parts.name_package("", "x", "pkg:deb/debian/openssl@3"),
        audit_parts.name_package("java-archive", "org.a:b", "pkg:maven/org.a/b@1"),
        audit_parts.name_package("pip", "Foo_Bar"),
        audit_parts.name_package("Something New", "x", "no purl"),
        audit_parts.name_package("Go", "github.com/Masterminds/goutils"),
        audit_parts.name_package("", "x", "pkg:golang/github.com/masterminds/goutils@v1.1.0#sub"),
        audit_parts.name_package("nuget", "Newtonsoft.Json"),
        audit_parts.name_package("debian", "libc6:amd64"),
        audit_parts.name_package("Red Hat:8", "openssl"),
        audit_parts.name_package("ConanCenter", "zlib"),
        audit_parts.name_package("opensuse.leap", "zlib"),
    ]
    assert told == [
        ("cargo", "serde"),
        ("deb", "openssl"),
        ("npm", "@babel/core"),
        ("deb", "openssl"),
        ("maven", "org.a:b"),
        ("pypi", "foo-bar"),
        ("something", "x"),
        ("golang", "github.com/masterminds/goutils"),
        ("golang", "github.com/masterminds/goutils"),
        ("nuget", "newtonsoft.json"),
        ("deb", "libc6"),
        ("rpm", "openssl"),
        ("conan", "zlib"),
        ("rpm", "zlib"),
    ]


def test_versions_have_one_name() -> None:
    told = [
        read_purl("pkg:golang/example.com/a@v1.2.3"),
        read_purl("pkg:rpm/redhat/openssl@1.1.1k-7.el8?arch=x86_64&epoch=1"),
        read_purl("pkg:rpm/redhat/openssl@1:1.1.1k-7.el8?epoch=1"),
        read_purl("pkg:rpm/fedora/zlib@1.2-3?epoch=0"),
        read_purl("pkg:deb/debian/a@1%3A2.3%2Bdfsg-1?arch=amd64"),
        read_purl("pkg:npm/%40scope/x"),
        read_purl("pkg:npm/@scope/x@1"),
        read_purl("pkg:nothing"),
        read_purl(7),
    ]
    versions = ["1.2.3", "1:1.1.1k-7.el8", "1:1.1.1k-7.el8", "1.2-3", "1:2.3+dfsg-1", "", "1", None, None]
    assert [each.version if each else None for each in told] == versions
    assert [normalise_version(type_, "0:1") for type_ in ("rpm", "deb", "npm")] == ["1", "1", "0:1"]


def test_texts_of_a_list_or_alone() -> None:
    assert audit_parts.list_texts("a") == {"a"}
    assert audit_parts.list_texts(["a", "", 1]) == {"a"}
    assert audit_parts.list_texts("") == audit_parts.list_texts(None) == frozenset()
