"""Reads CycloneDX in JSON, versions 1.2 to 1.7: cdxgen, syft, trivy, cargo-cyclonedx, cyclonedx-npm, cyclonedx-py and others.

    {"bomFormat": "CycloneDX", "specVersion": "1.6",
     "metadata": {"timestamp": "2027-01-31T09:40:00Z", "component": {"bom-ref": "app", "name": "app"}},
     "components": [{"bom-ref": "a", "name": "left-pad", "version": "1.3.0", "purl": "pkg:npm/left-pad@1.3.0",
       "licenses": [{"license": {"id": "WTFPL"}}], "hashes": [{"alg": "MD5", "content": "5b8a3a7765dfe001261dde915589e782"}]}],
     "dependencies": [{"ref": "app", "dependsOn": ["a"]}]}

Kept: the components, at any depth, with name, version, package URL, licences, supplier, hashes and other ids, whether the
dependencies tell of them, and what the document says of itself. Dropped: services, files' contents, evidence, properties,
vulnerabilities (`gate audit` reads those). The product itself, `metadata.component`, is no component of its own. Several
licences of a component all hold, as the standard leaves open; a licence that only has an address counts as told by it.

Faults that an answer may depend on are told with their place, as gates.readers.cyclonedx lists them; a document of
another version, or with a part of another type than the standard gives it, is refused, as is a list of components that stands
in one object twice. Of any other key that does, a document of up to 64 KiB is refused, and in a larger one the last counts.
"""

from collections.abc import Iterable

from gates.model.inventory import Inventory
from gates.readers import cyclonedx
from gates.readers.bill_parts import decode_bill
from gates.typed import Any

SPEC = "https://cyclonedx.org/docs/1.7/json/"


def sniff(head: bytes) -> bool:
    """Say whether a text is JSON that names its format so near its beginning."""
    return cyclonedx.sniff_json(head)


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> Inventory:
    """Give the inventory. Raises ReportError."""
    del wanted
    return cyclonedx.read_bill(
        decode_bill(chunks, source, "components", _count_lists, _load_schema), cyclonedx.VERSIONS[2:], source
    )


def _load_schema() -> Any:
    from gates.readers.inventory._cyclonedx_json_schema import Bill  # noqa: PLC0415 (only a large document is decoded by it)

    return Bill


def _count_lists(bill: dict[str, Any]) -> int:
    """Give how often `components` stands where tools write it: in the document, in components and in what wrote it."""
    metadata = bill.get("metadata")
    tools = metadata.get("tools") if isinstance(metadata, dict) else None
    found, waiting = int(isinstance(tools, dict) and "components" in tools), [bill]
    while waiting:
        each = waiting.pop()
        if "components" in each:
            found += 1
            waiting += each["components"] or ()
    return found
