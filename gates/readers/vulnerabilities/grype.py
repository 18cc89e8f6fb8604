"""grype's JSON (`grype -o json`).

    {"matches": [{"vulnerability": {"id": "GHSA-…", "severity": "High", "fix": {"versions": ["1.2.3"], "state": "fixed"}},
      "relatedVulnerabilities": [{"id": "CVE-…"}], "artifact": {"name": "lodash", "version": "4.17.0", "type": "npm",
      "purl": "pkg:npm/lodash@4.17.0"}}], "ignoredMatches": [], "descriptor": {"name": "grype"}}

Related vulnerabilities are the same by another name. How many packages were looked at is not told. Ignored matches are said. A
database that was in error (`descriptor.db.error`, `descriptor.db.status`) is a doubt.
Kept: ids, severity, fixes; one match of several artifacts of a package stands once with all versions. Dropped: locations,
details, EPSS.
"""

from collections.abc import Iterable, Mapping

from gates.model.verdict import Note
from gates.model.vulnerabilities import AuditReport, Finding, Severity, read_severity
from gates.readers.audit_parts import conclude, list_texts, name_package, rate_vectors
from gates.readers.json import decode, expect, find, take
from gates.typed import Any

SPEC = "https://github.com/anchore/grype/tree/main/schema/grype/db-search/json (grype JSON)"


def sniff(head: bytes) -> bool:
    """Say whether an object begins with matches, or tells the details of one."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith(b"{") and (start[1:].lstrip().startswith(b'"matches"') or b'"matchDetails"' in head)


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> AuditReport:
    """Give the findings of a report. Raises ReportError on anything that is not one."""
    del wanted
    document = expect(decode(chunks, source, unique=True), dict, "the document", source)
    matches = take(document, "matches", list, "", source)
    findings = [
        _read_match(expect(match, dict, f"matches[{at}]", source), f"matches[{at}]", source) for at, match in enumerate(matches)
    ]
    ignored = len(find(document, "ignoredMatches", list, "", source) or [])
    notes = [Note("ignored-by-scanner", f"the scanner was told to ignore {ignored:,} matches", source)] if ignored else []
    return conclude(findings, source, None, notes, _find_doubts(document, source))


def _find_doubts(document: Mapping[str, Any], source: str) -> list[Note]:
    """Give what is wrong with the database that grype looked into, which since its version 6 stands one level deeper."""
    descriptor = find(document, "descriptor", dict, "", source) or {}
    database = find(descriptor, "db", dict, "descriptor", source) or {}
    status = find(database, "status", dict, "descriptor.db", source) or database
    if not status.get("error") and status.get("valid") is not False:
        return []
    words = " ".join(str(status.get("error") or "it is not valid").split())
    return [Note("scan-failed", f"something is wrong with the scanner's database: {words[:200]}", source)]


def _read_match(match: Mapping[str, Any], place: str, source: str) -> Finding:
    told = take(match, "vulnerability", dict, place, source)
    artifact = take(match, "artifact", dict, place, source)
    name = take(artifact, "name", str, f"{place}.artifact", source)
    version = find(artifact, "version", str, f"{place}.artifact", source)
    related = [
        each.get("id") for each in find(match, "relatedVulnerabilities", list, place, source) or [] if isinstance(each, dict)
    ]
    severity = read_severity(told.get("severity"))
    if severity is Severity.UNKNOWN:
        scores = find(told, "cvss", list, f"{place}.vulnerability", source) or []
        severity = rate_vectors(each.get("vector") for each in scores if isinstance(each, dict))
    fix = find(told, "fix", dict, place, source) or {}
    return Finding(
        name_package(find(artifact, "type", str, place, source) or "", name, artifact.get("purl")),
        frozenset({take(told, "id", str, f"{place}.vulnerability", source), *list_texts(related)}),
        severity,
        title="",
        versions=frozenset({version}) if version else frozenset(),
        fixed=list_texts(fix.get("versions")),
    )
