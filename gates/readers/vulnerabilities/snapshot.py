"""gate's own snapshot of findings: what `gate baseline update audit` writes.

    gate-snapshot 1 vulnerabilities
    {"direct":true,"ids":["CVE-2021-3807","GHSA-93q8-gq69-wqmw"],"kind":"vulnerability","name":"ansi-regex","severity":"medium",…}
    {"scanned":42,"source":"npm-audit.json"}
    end 2 9f86d081884c7d65

An object a line, its keys sorted, in the order of the findings, then the reports. Nothing in it changes from day to day.
"""

import json
from collections.abc import Iterable

from gates.errors import ReportError
from gates.model.vulnerabilities import AuditReport, Finding, Kind, Package, Severity, merge_reports
from gates.readers.audit_parts import find_day, list_texts
from gates.readers.seal import HEAD, HINT, open_seal, seal
from gates.typed import Any

SPEC = "#stored-baselines"
_KIND = "vulnerabilities"


def sniff(head: bytes) -> bool:
    """Say whether a text begins as a snapshot."""
    return head.startswith(HEAD)


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> AuditReport:
    """Give the report that was written down. Raises ReportError on anything that is not one."""
    del wanted
    findings: list[Finding] = []
    scanned: dict[str, int | None] = {}
    for number, record in enumerate(open_seal(b"".join(chunks), _KIND, source), 2):
        try:
            told = json.loads(record)
            if "source" in told:
                scanned[str(told["source"])] = told["scanned"]
            else:
                findings.append(_read(told))
        except (ValueError, KeyError, TypeError) as flaw:
            raise ReportError(f"is damaged: {flaw}", where=f"{source}:{number}", hint=HINT, id_="snapshot-damaged") from flaw
    return merge_reports([AuditReport(tuple(findings), scanned)])


def _read(told: dict[str, Any]) -> Finding:
    return Finding(
        package=Package(str(told["type"]), str(told["name"])),
        ids=list_texts(told["ids"]),
        severity=Severity[told["severity"].upper()],
        kind=Kind(told["kind"]),
        title=str(told["title"]),
        versions=list_texts(told["versions"]),
        fixed=list_texts(told["fixed"]),
        upgrades=list_texts(told["upgrades"]),
        paths=list_texts(told["paths"]),
        is_direct=told["direct"],
        is_development=told["development"],
        sources=list_texts(told["sources"]),
        published=find_day(told.get("published")),
    )


def write(report: AuditReport, commit: str) -> str:
    """Give the snapshot of a report. Raises ReportError for one that may not be whole."""
    del commit
    for doubt in sorted(report.doubts):
        raise ReportError(f"no snapshot is made of it: {doubt.text}", where=doubt.where, id_="snapshot-refused")
    records: list[Any] = [_write(finding) for finding in merge_reports([report]).findings]
    records += [{"source": source, "scanned": count} for source, count in sorted(report.scanned.items())]
    return seal(_KIND, [json.dumps(record, sort_keys=True, separators=(",", ":")) for record in records])


def _write(finding: Finding) -> dict[str, Any]:
    return {
        "type": finding.package.type,
        "name": finding.package.name,
        "ids": sorted(finding.ids),
        "severity": finding.severity.word,
        "kind": finding.kind.value,
        "title": finding.title,
        "versions": sorted(finding.versions),
        "fixed": sorted(finding.fixed),
        "upgrades": sorted(finding.upgrades),
        "paths": sorted(finding.paths),
        "direct": finding.is_direct,
        "development": finding.is_development,
        "sources": sorted(finding.sources),
        **({"published": finding.published} if finding.published else {}),
    }
