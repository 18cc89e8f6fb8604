"""`cargo audit --json`.

    {"database": {"advisory-count": 1098, "last-updated": "2026-05-27T17:33:53+02:00"}, "lockfile": {"dependency-count": 176},
     "settings": {"ignore": []}, "vulnerabilities": {"found": true, "list": [{"advisory": {"id": "RUSTSEC-2026-0047",
       "aliases": ["CVE-2026-3338"], "cvss": "CVSS:3.1/…"}, "versions": {"patched": [">=0.38.0"]},
       "package": {"name": "aws-lc-sys", "version": "0.36.0"}}]}, "warnings": {"unmaintained": [{…}]}}

RustSec rates by CVSS vector only, so the severity is that of its score, and unknown without one. Warnings are unmaintained,
unsound and yanked crates and notices, of which a yanked one has no advisory. Ignored advisories never get into the report;
`settings.ignore` names them, and they are said. A lock file without a dependency proves nothing. Dropped: texts, affected
functions; withdrawn ones.
"""

from collections.abc import Iterable, Mapping

from gates.model.verdict import Note
from gates.model.vulnerabilities import AuditReport, Finding, Kind, normalise
from gates.readers.audit_parts import conclude, contradict, find_day, list_texts, rate_vectors
from gates.readers.json import decode, expect, find, take
from gates.typed import Any

SPEC = "https://github.com/rustsec/rustsec/blob/main/rustsec/src/report.rs"
_KINDS = {"unmaintained": Kind.UNMAINTAINED, "unsound": Kind.UNSOUND, "yanked": Kind.YANKED}


def sniff(head: bytes) -> bool:
    """Say whether an object tells of RustSec's database and a lock file."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith(b"{") and b'"dependency-count"' in head


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> AuditReport:
    """Give the findings of a report. Raises ReportError on anything that is not one."""
    del wanted
    document = expect(decode(chunks, source, unique=True), dict, "the document", source)
    told = take(document, "vulnerabilities", dict, "", source)
    found = take(told, "list", list, "vulnerabilities", source)
    findings = [_read_entry(entry, Kind.VULNERABILITY, f"vulnerabilities.list[{at}]", source) for at, entry in enumerate(found)]
    for word, entries in (find(document, "warnings", dict, "", source) or {}).items():
        for at, entry in enumerate(expect(entries, list, f"warnings.{word}", source)):
            findings.append(_read_entry(entry, _KINDS.get(word, Kind.NOTICE), f"warnings.{word}[{at}]", source))
    settings = find(document, "settings", dict, "", source) or {}
    ignored = sorted(list_texts(settings.get("ignore")))
    notes = [Note("ignored-by-scanner", f"the scanner was told to ignore {', '.join(ignored)}", source)] if ignored else []
    count = take(take(document, "lockfile", dict, "", source), "dependency-count", int, "lockfile", source)
    kept = [finding for finding in findings if finding]
    return conclude(kept, source, count, notes, [] if found else contradict(told.get("count"), [], source))


def _read_entry(entry: Any, kind: Kind, place: str, source: str) -> Finding | None:
    """Give a finding; None for one that was withdrawn."""
    entry = expect(entry, dict, place, source)
    package = take(entry, "package", dict, place, source)
    name = take(package, "name", str, f"{place}.package", source)
    version = take(package, "version", str, f"{place}.package", source)
    advisory: Mapping[str, Any] = find(entry, "advisory", dict, place, source) or {}
    if advisory.get("withdrawn"):
        return None
    ids = list_texts(advisory.get("id")) | list_texts(advisory.get("aliases"))
    versions = find(entry, "versions", dict, place, source) or {}
    return Finding(
        normalise("cargo", name),
        ids or frozenset({f"{kind.value}:{name}@{version}"}),
        rate_vectors([advisory.get("cvss")]),
        kind,
        find(advisory, "title", str, place, source) or "",
        frozenset({version}),
        list_texts(versions.get("patched")),
        published=find_day(advisory.get("date")),
    )
