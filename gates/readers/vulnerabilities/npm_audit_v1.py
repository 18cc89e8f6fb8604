"""`npm audit --json` of npm 6, and what pnpm and yarn 2 and 3 write in its shape.

    {"actions": [], "advisories": {"1066169": {"module_name": "base64url", "severity": "moderate", "patched_versions": ">=3",
       "github_advisory_id": "GHSA-rvg8-pwq2-xj7q", "cves": [], "findings": [{"version": "2.0.0", "paths": [".>base64url"]}]}},
     "metadata": {"vulnerabilities": {"moderate": 1}, "totalDependencies": 2}}

An advisory stands once, with every version and path. Its own numbers (`metadata.vulnerabilities`) count paths and are more;
numbers without any advisory are a doubt. Kept: ids, versions, paths, what is patched, whether only development needs it.
Dropped: actions, texts. `muted` advisories were left out by the scanner, and are said to be.
"""

from collections.abc import Iterable

from gates.model.verdict import Note
from gates.model.vulnerabilities import AuditReport
from gates.readers.audit_parts import conclude, contradict
from gates.readers.json import decode, expect, find, take
from gates.readers.npm_advisories import read_advisory, sum_up

SPEC = "https://docs.npmjs.com/cli/v6/commands/npm-audit (audit report version 1)"


def sniff(head: bytes) -> bool:
    """Say whether an object holds advisories by number, not one a line."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    first = start[1:].lstrip() if start.startswith(b"{") else b""
    return first.startswith((b'"actions"', b'"advisories"')) and b'"advisories"' in head


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> AuditReport:
    """Give the findings of a report. Raises ReportError on anything that is not one."""
    del wanted
    document = expect(decode(chunks, source, unique=True), dict, "the document", source)
    advisories = take(document, "advisories", dict, "", source)
    findings = [
        read_advisory(expect(advisory, dict, f"advisories[{key!r}]", source), f"advisories[{key!r}]", source)
        for key, advisory in advisories.items()
    ]
    metadata = find(document, "metadata", dict, "", source) or {}
    total = find(metadata, "totalDependencies", int, "metadata", source)
    if total is None:
        total = find(metadata, "dependencies", int, "metadata", source)
    muted = find(document, "muted", list, "", source) or []
    notes = [Note("ignored-by-scanner", f"the scanner left {len(muted):,} advisories out", source)] if muted else []
    claimed = sum_up(find(metadata, "vulnerabilities", dict, "metadata", source) or {})
    return conclude(findings, source, total, notes, contradict(claimed, findings, source))
