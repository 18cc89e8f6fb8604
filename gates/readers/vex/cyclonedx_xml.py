"""CycloneDX's VEX in XML, versions 1.4 to 1.7.

    <bom xmlns="http://cyclonedx.org/schema/bom/1.6"><vulnerabilities><vulnerability><id>CVE-2020-25649</id>
      <analysis><state>not_affected</state><justification>code_not_reachable</justification></analysis>
      <affects><target><ref>pkg:maven/com.fasterxml.jackson.core/jackson-databind@2.9</ref></target></affects>
    </vulnerability></vulnerabilities></bom>

What it means is what gates.readers.vex.cyclonedx_json says of the JSON.
"""

from collections.abc import Iterable

from gates.model.exploitability import Statement
from gates.readers import cyclonedx_xml
from gates.readers.cyclonedx_statements import read_statements

SPEC = "https://cyclonedx.org/docs/1.7/xml/#vulnerabilities"


def sniff(head: bytes) -> bool:
    """Say whether a text is XML whose root is a bom of this namespace."""
    return cyclonedx_xml.sniff(head)


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> tuple[Statement, ...]:
    """Give the statements of a document. Raises ReportError on anything that is not one."""
    del wanted
    return read_statements(cyclonedx_xml.read_elements(chunks, source, cyclonedx_xml.VULNERABILITIES), source)
