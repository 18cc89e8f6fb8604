"""What readers of vulnerability reports share: packages by their type, scores, and findings made into a report."""

import re
from collections.abc import Iterable, Sequence

from gates.errors import ReportError
from gates.model.verdict import Note
from gates.model.vulnerabilities import (
    AuditReport,
    Finding,
    Package,
    Severity,
    merge_reports,
    normalise,
    normalise_version,
    rate_score,
)
from gates.typed import Any

_TYPES = {
    "npm": "npm yarn pnpm node-pkg javascript nodejs bun",
    "pypi": "pypi pip pipenv poetry uv python-pkg python",
    "cargo": "cargo crates.io rust-crate rust rustbinary rust-binary",
    "golang": "golang go gomod gobinary go-module gomodules",
    "maven": "maven jar pom gradle java-archive sbt gradle-lockfile",
    "gem": "gem rubygems bundler gemspec ruby",
    "composer": "composer packagist php php-composer composer-vendor",
    "nuget": "nuget dotnet dotnet-core dotnet-deps packages-props packages-config",
    "deb": "deb debian ubuntu",
    "apk": "apk alpine wolfi chainguard",
    "rpm": "rpm redhat red centos rocky alma almalinux amazon amazonlinux oracle fedora suse opensuse opensuse.leap "
    "opensuse.tumbleweed opensuse-leap opensuse-tumbleweed photon cbl-mariner mariner azurelinux",
    "hex": "hex mix erlang",
    "conan": "conan conancenter",
    "pub": "pub dart",
    "swift": "swift swifturl cocoapods",
}
_BY_WORD = {word: type_ for type_, words in _TYPES.items() for word in words.split()}
_IDS = re.compile(
    r"\b(?:GHSA(?:-[23456789cfghjmpqrvwx]{4}){3}|CVE-\d{4}-\d{4,}|RUSTSEC-\d{4}-\d{4}|PYSEC-\d{4}-\d+|GO-\d{4}-\d{4,})\b"
)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}").fullmatch
"""Only so, since Python reads 2027-W05-7 as well."""


def name_package(ecosystem: str, name: str, purl: object = None) -> Package:
    """Give a package by its package URL, or else by the word that a scanner has for its ecosystem."""
    from gates.readers.package_urls import read_purl  # noqa: PLC0415 (npm and its like never tell one)

    told = read_purl(purl)
    if told:
        return told.package
    word = ecosystem.strip().lower().partition(":")[0].partition(" ")[0]
    return normalise(_BY_WORD.get(word, word), name)


def find_ids(*texts: object) -> frozenset[str]:
    """Give the ids of well-known databases that stand in texts, such as the address of an advisory."""
    return frozenset(found for text in texts if isinstance(text, str) for found in _IDS.findall(text))


def rate_vectors(vectors: Iterable[object]) -> Severity:
    """Give the worst that CVSS vectors of version 2, 3 or 4 come to; unknown where there are none or none is valid."""
    return max((_rate_vector(vector) for vector in vectors if isinstance(vector, str)), default=Severity.UNKNOWN)


def _rate_vector(vector: str) -> Severity:
    from cvss import CVSS2, CVSS3, CVSS4, CVSSError  # type: ignore[import-untyped]  # noqa: PLC0415 (only where a severity is missing)

    kind = CVSS4 if vector.startswith("CVSS:4") else CVSS3 if vector.startswith("CVSS:3") else CVSS2
    try:
        return rate_score(float(kind(vector).scores()[0]))
    except (CVSSError, ValueError, KeyError, TypeError):
        return Severity.UNKNOWN


def find_day(value: object) -> str:
    """Give the day that a time such as 2027-01-31T09:40:00Z begins with; empty where it is none that the calendar has."""
    from datetime import date  # noqa: PLC0415 (most scanners tell no day)

    day = value[:10] if isinstance(value, str) else ""
    try:
        return date.fromisoformat(day).isoformat() if _DAY(day) else ""
    except ValueError:
        return ""


def list_texts(value: Any) -> frozenset[str]:
    """Give the texts of a list, or the one text; nothing for anything else."""
    if isinstance(value, str):
        return frozenset({value}) if value else frozenset()
    return frozenset(text for text in value if isinstance(text, str) and text) if isinstance(value, list) else frozenset()


def conclude(
    findings: Sequence[Finding], source: str, scanned: int | None, notes: Sequence[Note] = (), doubts: Sequence[Note] = ()
) -> AuditReport:
    """Give the report of the findings; one that looked at nothing is in doubt, since that is no clean bill."""
    whole = merge_reports([AuditReport(tuple(_name_versions(each, source) for each in findings), {source: scanned})])
    if scanned is None:
        notes = [*notes, Note("scanned-unknown", "the scanner does not tell how many packages it looked at", source)]
    if scanned == 0 and not findings:
        doubts = [*doubts, Note("scanned-nothing", "no package was looked at, which proves nothing", source)]
    return whole._replace(notes=frozenset(notes), doubts=frozenset(doubts))


def _name_versions(finding: Finding, source: str) -> Finding:
    """Give a finding as its report's, with its versions as every scanner is made to write them."""
    versions = frozenset(normalise_version(finding.package.type, version) for version in finding.versions)
    return finding._replace(versions=versions, sources=frozenset({source}))


def contradict(claimed: object, findings: Sequence[Finding], source: str) -> list[Note]:
    """Give the doubt about a report that counts vulnerabilities and lists none: something was lost, and nobody knows what."""
    if findings or not isinstance(claimed, int) or not claimed:
        return []
    return [Note("contradiction", f"the report counts {claimed:,} vulnerabilities and lists none", source)]


def refuse(words: object, source: str) -> ReportError:
    """Give the error for a scanner's own error document: with its words, since it judged nothing."""
    told = " ".join(str(words).split())[:200]
    message = f"is no report: the scanner failed: {told}"
    return ReportError(message, where=source, hint="mend what it says and scan again", id_="scanner-failed")
