"""`npm audit --json` of npm 7 and later.

    {"auditReportVersion": 2, "vulnerabilities": {"debug": {"name": "debug", "severity": "high", "isDirect": true, "via": [
       {"source": 1094222, "name": "debug", "title": "ReDoS", "url": "https://github.com/advisories/GHSA-gxpj-cx7g-858c",
        "severity": "moderate", "range": "<2.6.9", "cvss": {"score": 5.3, "vectorString": "CVSS:3.0/…"}}],
      "effects": ["express"], "fixAvailable": {"name": "express", "version": "4.18.3", "isSemVerMajor": false}}},
     "metadata": {"vulnerabilities": {"high": 1, "total": 1}, "dependencies": {"prod": 98, "total": 98}}}

The advisories are the objects in `via`; its strings lead on to another key. npm's own numbers count packages, those that only
depend on a vulnerable one among them, so they are more, or fewer, than the advisories counted here; a number without any
advisory is a doubt. Kept: the advisory, what
to upgrade, whether the project asks for the package itself. Dropped: ranges, CWE numbers. An error of npm is valid JSON too,
and is refused with its words.
"""

from collections.abc import Iterable, Iterator, Mapping

from gates.model.vulnerabilities import AuditReport, Finding, Severity, normalise, read_severity
from gates.readers.audit_parts import conclude, contradict, find_ids, rate_vectors, refuse
from gates.readers.json import decode, expect, find, take
from gates.typed import Any

SPEC = "https://docs.npmjs.com/cli/v11/commands/npm-audit (audit report version 2)"


def sniff(head: bytes) -> bool:
    """Say whether an object is an audit report of version 2, or an error of npm."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start.startswith(b"{"):
        return False
    failed = start[1:].lstrip().startswith((b'"error"', b'"message"', b'"statusCode"', b'"code"'))
    return b'"auditReportVersion"' in head or (failed and b'"vulnerabilities"' not in head and b'"advisories"' not in head)


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> AuditReport:
    """Give the findings of a report. Raises ReportError on anything that is not one, and with npm's words on its errors."""
    del wanted
    document = expect(decode(chunks, source, unique=True), dict, "the document", source)
    if "auditReportVersion" not in document or document.get("error"):
        error = document.get("error")
        words = error.get("summary") if isinstance(error, dict) else error
        raise refuse(words or document.get("message") or document.get("body") or error or document, source)
    packages = take(document, "vulnerabilities", dict, "", source)
    findings = [finding for key, package in packages.items() for finding in _read_package(key, package, source)]
    metadata = find(document, "metadata", dict, "", source) or {}
    dependencies = find(metadata, "dependencies", dict, "metadata", source) or {}
    claimed = (find(metadata, "vulnerabilities", dict, "metadata", source) or {}).get("total")
    total = find(dependencies, "total", int, "metadata.dependencies", source)
    return conclude(findings, source, total, doubts=contradict(claimed, findings, source))


def _read_package(key: str, package: Any, source: str) -> Iterator[Finding]:
    place = f"vulnerabilities[{key!r}]"
    package = expect(package, dict, place, source)
    fix = package.get("fixAvailable")
    upgrades = frozenset({f"{fix.get('name')}@{fix.get('version')}"}) if isinstance(fix, dict) else frozenset()
    for at, via in enumerate(take(package, "via", list, place, source)):
        if not isinstance(via, str):
            advisory = expect(via, dict, f"{place}.via[{at}]", source)
            yield _read_advisory(advisory, package, f"{place}.via[{at}]", source)._replace(
                upgrades=upgrades, fixed=frozenset({"a newer version"}) if fix is True else frozenset()
            )


def _read_advisory(advisory: Mapping[str, Any], package: Mapping[str, Any], place: str, source: str) -> Finding:
    severity = read_severity(advisory.get("severity"))
    cvss = find(advisory, "cvss", dict, place, source) or {}
    if severity is Severity.UNKNOWN:
        severity = rate_vectors([cvss.get("vectorString")])
    number = advisory.get("source")
    return Finding(
        normalise("npm", take(advisory, "name", str, place, source)),
        find_ids(advisory.get("url")) or frozenset({f"npm:{number}"}),
        severity,
        title=find(advisory, "title", str, place, source) or "",
        is_direct=find(package, "isDirect", bool, place, source),
    )
