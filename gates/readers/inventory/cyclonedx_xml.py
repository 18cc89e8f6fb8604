"""Reads CycloneDX in XML, versions 1.0 to 1.7: cyclonedx-maven, cyclonedx-gomod, cyclonedx-dotnet and others.

    <bom xmlns="http://cyclonedx.org/schema/bom/1.6" version="1">
      <metadata><timestamp>2027-01-31T09:40:00Z</timestamp><component bom-ref="app"><name>app</name></component></metadata>
      <components><component type="library" bom-ref="a"><name>left-pad</name><version>1.3.0</version>
        <licenses><license><id>WTFPL</id></license></licenses><purl>pkg:npm/left-pad@1.3.0</purl></component></components>
      <dependencies><dependency ref="app"><dependency ref="a"/></dependency></dependencies></bom>

What is kept, dropped and told as a fault is what gates.readers.inventory.cyclonedx_json and gates.readers.cyclonedx say:
the elements are given the shape of the JSON notation first. Versions 1.0 and 1.1 have no metadata and no dependencies.
Elements of other namespaces are passed over, whatever is in them.
"""

from collections.abc import Iterable

from gates.model.inventory import Inventory
from gates.readers import cyclonedx, cyclonedx_xml

SPEC = "https://cyclonedx.org/docs/1.7/xml/"


def sniff(head: bytes) -> bool:
    """Say whether a text is XML whose root is a bom of this namespace."""
    return cyclonedx_xml.sniff(head)


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> Inventory:
    """Give the inventory. Raises ReportError."""
    del wanted
    bill = cyclonedx_xml.read_elements(chunks, source, cyclonedx_xml.INVENTORY)
    return cyclonedx.read_bill(bill, cyclonedx.VERSIONS, source)
