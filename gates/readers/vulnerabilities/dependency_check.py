"""OWASP dependency-check's JSON (`dependency-check --format JSON`).

    {"reportSchema": "1.1", "scanInfo": {"engineVersion": "10.0.4"}, "dependencies": [{"fileName": "lodash.js", "packages": [
       {"id": "pkg:javascript/lodash@4.17.4"}], "vulnerabilities": [{"name": "CVE-2019-10744", "severity": "CRITICAL",
       "cvssv3": {"baseScore": 9.1}}], "suppressedVulnerabilities": []}]}

Every file that was looked at stands there, so how many is known. A file without a package URL is called by its name.
Severities come in both cases; without one the CVSS score of version 4, 3 or 2 is rated. No fix is told. Suppressed ones are
said. An exception while it analysed (`scanInfo.analysisExceptions`) means that it did not look at everything, which is a
doubt.
"""

from collections.abc import Iterable

from gates.model.vulnerabilities import AuditReport
from gates.readers import dependency_check
from gates.readers.json import decode, expect, find, take

SPEC = "https://jeremylong.github.io/DependencyCheck/general/thereport.html (JSON, schema 1.1)"


def sniff(head: bytes) -> bool:
    """Say whether an object tells of a scan by dependency-check."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith(b"{") and b'"reportSchema"' in head and b'"scanInfo"' in head


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> AuditReport:
    """Give the findings of a report. Raises ReportError on anything that is not one."""
    del wanted
    document = expect(decode(chunks, source, unique=True), dict, "the document", source)
    files = take(document, "dependencies", list, "", source)
    scan = find(document, "scanInfo", dict, "", source) or {}
    return dependency_check.read_files(files, source, failed=bool(scan.get("analysisExceptions")))
