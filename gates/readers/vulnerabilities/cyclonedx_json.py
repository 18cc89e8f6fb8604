"""CycloneDX in JSON, where it tells of vulnerabilities: `trivy --format cyclonedx --scanners vuln`, `grype -o cyclonedx-json`.

    {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"bom-ref": "a", "name": "lodash", "version": "4.17.4",
       "purl": "pkg:npm/lodash@4.17.4"}],
     "vulnerabilities": [{"id": "CVE-2019-10744", "source": {"name": "nvd"}, "ratings": [{"source": {"name": "nvd"},
       "severity": "critical", "score": 9.1, "method": "CVSSv31", "vector": "CVSS:3.1/…"}], "recommendation": "Upgrade …",
       "published": "2019-07-26T00:00:00Z", "affects": [{"ref": "a", "versions": [{"version": "4.17.4"}]}]}]}

Dependency-Track, jake, osv-scanner and others write it as well. The components are what was looked at. Of several ratings
those by the vulnerability's own source count, else all, and of them the worst: a word, a CVSS score or a CVSS vector; what
another method computes counts by its word only. References are aliases. Kept: ids, severity, packages and their versions,
what is recommended. Dropped: texts, weaknesses, credits, proofs of concept.

A document without `vulnerabilities` is a bill of materials, which `gate sbom` reads: nothing is known of vulnerabilities, and
it is refused. With an empty list it is in doubt, since trivy writes one though it did not look for any, unless the tool that
wrote it (`metadata.tools`) always looks. What an `analysis` says clears nothing here, but where the document is given to
`--vex`, too; which ones that would be is said.
"""

from collections.abc import Iterable

from gates.model.vulnerabilities import AuditReport
from gates.readers.cyclonedx import sniff_json
from gates.readers.cyclonedx_findings import read_findings
from gates.readers.json import decode, expect

SPEC = "https://cyclonedx.org/docs/1.7/json/#vulnerabilities"


def sniff(head: bytes) -> bool:
    """Say whether a text is JSON that names its format so near its beginning."""
    return sniff_json(head)


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> AuditReport:
    """Give the findings of a document. Raises ReportError on anything that is not one, or says nothing of vulnerabilities."""
    del wanted
    return read_findings(expect(decode(chunks, source, unique=True), dict, "the whole", source), source)
