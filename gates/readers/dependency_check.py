"""What OWASP dependency-check found, whichever of its notations it stands in: the JSON one, decoded, is what is read here."""

from collections.abc import Iterator, Mapping, Sequence

from gates.model.verdict import Note
from gates.model.vulnerabilities import AuditReport, Finding, Severity, normalise, rate_score, read_severity
from gates.readers.audit_parts import conclude, find_ids
from gates.readers.json import expect, find, take
from gates.readers.package_urls import Named, read_purl
from gates.typed import Any

_SCORES = (("cvssv4", "baseScore"), ("cvssv3", "baseScore"), ("cvssv2", "score"))


def read_files(files: Sequence[Any], source: str, *, failed: bool) -> AuditReport:
    """Give the findings in the files that were looked at. Raises ReportError where a part of one lacks."""
    findings: list[Finding] = []
    suppressed = 0
    for at, each in enumerate(files):
        file = expect(each, dict, f"dependencies[{at}]", source)
        suppressed += len(find(file, "suppressedVulnerabilities", list, f"dependencies[{at}]", source) or [])
        findings += _read_file(file, f"dependencies[{at}]", source)
    notes = (
        [Note("ignored-by-scanner", f"the scanner was told to suppress {suppressed:,} findings", source)] if suppressed else []
    )
    doubts = [Note("scan-failed", "the scanner failed on some of the files", source)] if failed else []
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


def _name(file: Mapping[str, Any], place: str, source: str) -> Named:
    """Give the package that a file is, and its version, which may be empty."""
    for each in find(file, "packages", list, place, source) or []:
        purl = each.get("id") if isinstance(each, dict) else None
        if isinstance(purl, str) and (named := read_purl(purl.replace("pkg:javascript/", "pkg:npm/"))):
            return named
    return Named(normalise("", take(file, "fileName", str, place, source)), "")


def _rate(told: Mapping[str, Any], place: str, source: str) -> Severity:
    severity = read_severity(told.get("severity"))
    for key, score in _SCORES if severity is Severity.UNKNOWN else ():
        value = (find(told, key, dict, place, source) or {}).get(score)
        if isinstance(value, (int, float)) and (rated := rate_score(value)) is not Severity.UNKNOWN:
            return rated
    return severity
