"""trivy's JSON (`trivy … --format json`).

    {"SchemaVersion": 2, "ArtifactName": "app", "Results": [{"Target": "yarn.lock", "Class": "lang-pkgs", "Type": "yarn",
      "Vulnerabilities": [{"VulnerabilityID": "CVE-…", "PkgName": "lodash", "InstalledVersion": "4.17.4",
        "FixedVersion": "4.17.12", "Severity": "HIGH", "Status": "fixed"}]}]}

`Results` is missing both where nothing was found and where nothing was recognised: what was looked at are its results of
class lang-pkgs and os-pkgs, and without one a report proves nothing. Kept: ids, severity, fixes. Dropped: misconfigurations,
secrets and licences, which are other gates' business; layers, texts. A system that is no longer supported (`Metadata.OS.EOSL`)
is said. Before schema 2 the array of results stood alone.
"""

from collections.abc import Iterable, Mapping

from gates.model.verdict import Note
from gates.model.vulnerabilities import AuditReport, Finding, read_severity
from gates.readers.audit_parts import conclude, find_day, list_texts, name_package
from gates.readers.json import decode, expect, find, take
from gates.typed import Any

SPEC = "https://trivy.dev/latest/docs/configuration/reporting/#json (schema 2)"
_PACKAGES = ("lang-pkgs", "os-pkgs")


def sniff(head: bytes) -> bool:
    """Say whether an object tells of an artifact of trivy's, or an array of targets."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"{"):
        return b'"SchemaVersion"' in head and b'"ArtifactName"' in head
    return start.startswith(b"[") and start[1:].lstrip()[1:].lstrip().startswith(b'"Target"')


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> AuditReport:
    """Give the findings of a report. Raises ReportError on anything that is not one."""
    del wanted
    document = decode(chunks, source, unique=True)
    is_old = isinstance(document, list)
    results = document if is_old else find(expect(document, dict, "the document", source), "Results", list, "", source) or []
    findings: list[Finding] = []
    looked_at = 0
    for at, each in enumerate(results):
        result = expect(each, dict, f"Results[{at}]", source)
        looked_at += is_old or result.get("Class") in _PACKAGES or "Vulnerabilities" in result
        type_ = find(result, "Type", str, f"Results[{at}]", source) or ""
        for number, entry in enumerate(find(result, "Vulnerabilities", list, f"Results[{at}]", source) or []):
            place = f"Results[{at}].Vulnerabilities[{number}]"
            findings.append(_read_entry(expect(entry, dict, place, source), type_, place, source))
    notes = [] if is_old else _find_notes(document, source)
    doubts = [Note("scanned-nothing", "no list of packages was recognised, which proves nothing", source)]
    return conclude(findings, source, None, notes, [] if looked_at else doubts)


def _find_notes(document: Mapping[str, Any], source: str) -> list[Note]:
    """Give what makes the report weak: of a system that is no longer supported, advisories are no longer collected."""
    metadata = find(document, "Metadata", dict, "", source) or {}
    system = find(metadata, "OS", dict, "Metadata", source) or {}
    if system.get("EOSL") is not True:
        return []
    name = f"{system.get('Family', '')} {system.get('Name', '')}".strip()
    words = f"{name} is no longer supported, so that the scanner may not know of all that is wrong with its packages"
    return [Note("system-unsupported", words, source)]


def _read_entry(entry: Mapping[str, Any], type_: str, place: str, source: str) -> Finding:
    told = find(entry, "PkgIdentifier", dict, place, source) or {}
    fixed = find(entry, "FixedVersion", str, place, source) or ""
    version = find(entry, "InstalledVersion", str, place, source)
    return Finding(
        name_package(type_, take(entry, "PkgName", str, place, source), told.get("PURL")),
        frozenset({take(entry, "VulnerabilityID", str, place, source)}) | list_texts(entry.get("VendorIDs")),
        read_severity(entry.get("Severity")),
        title=find(entry, "Title", str, place, source) or "",
        versions=frozenset({version}) if version else frozenset(),
        fixed=frozenset(part.strip() for part in fixed.split(",") if part.strip()),
        published=find_day(entry.get("PublishedDate")),
    )
