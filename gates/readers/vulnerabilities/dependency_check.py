"""OWASP dependency-check's JSON (`dependency-check --format JSON`); its XML is not read.

    {"reportSchema": "1.1", "scanInfo": {"engineVersion": "10.0.4"}, "dependencies": [{"fileName": "lodash.js", "packages": [
       {"id": "pkg:javascript/lodash@4.17.4"}], "vulnerabilities": [{"name": "CVE-2019-10744", "severity": "CRITICAL",
       "cvssv3": {"baseScore": 9.1}}], "suppressedVulnerabilities": []}]}

Every file that was looked at stands there, so how many is known. A file without a package URL is called by its name.
Severities come in both cases; without one the CVSS score of version 4, 3 or 2 is rated. No fix is told. Suppressed ones are
said. An exception while it analysed (`scanInfo.analysisExceptions`) means that it did not look at everything, which is a
doubt.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from gates.model.verdict import Note
from gates.model.vulnerabilities import AuditReport, Finding, Package, Severity, normalise, rate_score, read_severity
from gates.readers.audit_parts import conclude, find_ids, name_package
from gates.readers.json import decode, expect, find, take

SPEC = "https://jeremylong.github.io/DependencyCheck/general/thereport.html (JSON, schema 1.1)"
_SCORES = (("cvssv4", "baseScore"), ("cvssv3", "baseScore"), ("cvssv2", "score"))


def sniff(head: bytes) -> bool:
    """Say whether an object tells of a scan by dependency-check."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith(b"{") and b'"reportSchema"' in head and b'"scanInfo"' in head


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> AuditReport:
    """Give the findings of a report. Raises ReportError on anything that is not one."""
    del wanted
    document = expect(decode(chunks, source), dict, "the document", source)
    files = take(document, "dependencies", list, "", source)
    findings: list[Finding] = []
    suppressed = 0
    for at, each in enumerate(files):
        file = expect(each, dict, f"dependencies[{at}]", source)
        suppressed += len(find(file, "suppressedVulnerabilities", list, f"dependencies[{at}]", source) or [])
        findings += _read_file(file, f"dependencies[{at}]", source)
    notes = (
        [Note("ignored-by-scanner", f"the scanner was told to suppress {suppressed:,} findings", source)] if suppressed else []
    )
    scan = find(document, "scanInfo", dict, "", source) or {}
    doubts = [Note("scan-failed", "the scanner failed on some of the files", source)] if scan.get("analysisExceptions") else []
    return conclude(findings, source, len(files), notes, doubts)


def _read_file(file: Mapping[str, Any], place: str, source: str) -> Iterator[Finding]:
    package, version = _name(file, place, source)
    for at, each in enumerate(find(file, "vulnerabilities", list, place, source) or []):
        where = f"{place}.vulnerabilities[{at}]"
        told = expect(each, dict, where, source)
        name = take(told, "name", str, where, source)
        yield Finding(
            package, find_ids(name) or frozenset({name}), _rate(told, where, source), versions=frozenset({version} - {""})
        )


def _name(file: Mapping[str, Any], place: str, source: str) -> tuple[Package, str]:
    """Give the package that a file is, and its version, which may be empty."""
    for each in find(file, "packages", list, place, source) or []:
        purl = each.get("id") if isinstance(each, dict) else None
        if isinstance(purl, str) and purl.startswith("pkg:"):
            package = name_package("", "", purl.replace("pkg:javascript/", "pkg:npm/"))
            return package, purl.partition("?")[0].rpartition("@")[2] if "@" in purl else ""
    return normalise("", take(file, "fileName", str, place, source)), ""


def _rate(told: Mapping[str, Any], place: str, source: str) -> Severity:
    severity = read_severity(told.get("severity"))
    for key, score in _SCORES if severity is Severity.UNKNOWN else ():
        value = (find(told, key, dict, place, source) or {}).get(score)
        if isinstance(value, (int, float)):
            return rate_score(float(value))
    return severity
