"""CycloneDX in XML, where it tells of vulnerabilities: `grype -o cyclonedx-xml`, Dependency-Track, scripts.

    <bom xmlns="http://cyclonedx.org/schema/bom/1.6"><components><component type="library" bom-ref="a"><name>lodash</name>
        <version>4.17.4</version><purl>pkg:npm/lodash@4.17.4</purl></component></components>
      <vulnerabilities><vulnerability><id>CVE-2019-10744</id><ratings><rating><severity>critical</severity></rating></ratings>
        <affects><target><ref>a</ref></target></affects></vulnerability></vulnerabilities></bom>

What is kept, dropped, refused and doubted is what gates.readers.vulnerabilities.cyclonedx_json says of the JSON. Before
version 1.4 vulnerabilities stood in an extension, at the end of the document with a `ref`, or within the component that they
are in: https://cyclonedx.org/ext/vulnerability/.
"""

from collections.abc import Iterable

from gates.model.vulnerabilities import AuditReport
from gates.readers import cyclonedx_xml
from gates.readers.cyclonedx_findings import read_findings

SPEC = "https://cyclonedx.org/docs/1.7/xml/#vulnerabilities"


def sniff(head: bytes) -> bool:
    """Say whether a text is XML whose root is a bom of this namespace."""
    return cyclonedx_xml.sniff(head)


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> AuditReport:
    """Give the findings of a document. Raises ReportError on anything that is not one, or says nothing of vulnerabilities."""
    del wanted
    return read_findings(cyclonedx_xml.read_elements(chunks, source, cyclonedx_xml.VULNERABILITIES), source)
