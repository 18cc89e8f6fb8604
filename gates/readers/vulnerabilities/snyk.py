"""Snyk's JSON (`snyk test --json`), of one project or, as an array, of several.

    {"vulnerabilities": [{"id": "SNYK-JS-LODASH-1", "packageName": "lodash", "version": "4.17.4", "severity": "high",
      "identifiers": {"CVE": ["CVE-…"]}, "from": ["app@1.0.0", "a@1.0", "lodash@4.17.4"], "upgradePath": [false, "a@1.2"],
      "fixedIn": ["4.17.12"]}], "ok": false, "dependencyCount": 42, "packageManager": "npm", "uniqueCount": 1}

A vulnerability is repeated for each path. Licence issues stand among them and are another gate's business. `{"ok": false,
"error": "…"}` is Snyk's own failure and is refused with its words. Kept: ids, paths, fixes, what to upgrade. Dropped: texts,
scores, EPSS.
"""

from collections.abc import Iterable, Mapping

from gates.model.verdict import Note
from gates.model.vulnerabilities import AuditReport, Finding, Severity, read_severity
from gates.readers.audit_parts import conclude, contradict, find_day, list_texts, name_package, rate_vectors, refuse
from gates.readers.json import decode, expect, find, take
from gates.typed import Any

SPEC = "https://docs.snyk.io/snyk-cli/commands/test (--json)"


def sniff(head: bytes) -> bool:
    """Say whether a project of Snyk's, or an array of them, is told of."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    marks = b'"dependencyCount"' in head or b'"packageManager"' in head or b'"semverVersion"' in head or b'"CVSSv3"' in head
    if b'"bomFormat"' in head:
        return False
    return start[:1] in (b"{", b"[") and ((b'"vulnerabilities"' in head and marks) or (b'"ok"' in head and b'"error"' in head))


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> AuditReport:
    """Give the findings of a report. Raises ReportError on anything that is not one, and with Snyk's words on its errors."""
    del wanted
    document = decode(chunks, source, unique=True)
    findings: list[Finding] = []
    counts: list[int | None] = []
    doubts: list[Note] = []
    ignored = 0
    for at, each in enumerate(document if isinstance(document, list) else [document]):
        place = f"[{at}]" if isinstance(document, list) else ""
        project = expect(each, dict, place or "the document", source)
        if "error" in project:
            raise refuse(project["error"], source)
        manager = find(project, "packageManager", str, place, source) or ""
        counts.append(find(project, "dependencyCount", int, place, source))
        filtered = find(project, "filtered", dict, place, source) or {}
        ignored += len(find(filtered, "ignore", list, f"{place}.filtered", source) or [])
        entries = take(project, "vulnerabilities", list, place, source)
        doubts += [] if entries else contradict(project.get("uniqueCount"), [], source)
        for number, entry in enumerate(entries):
            where = f"{place}.vulnerabilities[{number}]".removeprefix(".")
            if expect(entry, dict, where, source).get("type") != "license":
                findings.append(_read_entry(entry, manager, where, source))
    notes = [Note("ignored-by-scanner", f"the scanner was told to ignore {ignored:,} findings", source)] if ignored else []
    known = [count for count in counts if count is not None]
    return conclude(findings, source, sum(known) if len(known) == len(counts) else None, notes, doubts)


def _read_entry(entry: Mapping[str, Any], manager: str, place: str, source: str) -> Finding:
    name = find(entry, "packageName", str, place, source) or find(entry, "moduleName", str, place, source)
    name = name or take(entry, "name", str, place, source)
    version = find(entry, "version", str, place, source)
    told = find(entry, "identifiers", dict, place, source) or {}
    path = [step for step in find(entry, "from", list, place, source) or [] if isinstance(step, str)]
    upgrade = [step for step in find(entry, "upgradePath", list, place, source) or [] if isinstance(step, str)]
    severity = read_severity(entry.get("severity"))
    return Finding(
        name_package(
            find(entry, "packageManager", str, place, source) or find(entry, "language", str, place, source) or manager, name
        ),
        frozenset({take(entry, "id", str, place, source), *list_texts(told.get("CVE")), *list_texts(told.get("GHSA"))}),
        rate_vectors([entry.get("CVSSv3")]) if severity is Severity.UNKNOWN else severity,
        title=find(entry, "title", str, place, source) or "",
        versions=frozenset({version}) if version else frozenset(),
        fixed=list_texts(entry.get("fixedIn")),
        upgrades=frozenset(upgrade[:1]),
        paths=frozenset({">".join(path[1:])}) if len(path) > 1 else frozenset(),
        is_direct=len(path) == 2 if path else None,  # noqa: PLR2004 (the project, and the package)
        published=find_day(entry.get("publicationTime")),
    )
