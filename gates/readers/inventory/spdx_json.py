"""Reads SPDX 2.2 and 2.3 in JSON: syft, trivy, GitHub's dependency graph, Microsoft's sbom-tool, tern and others.

    {"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "name": "app",
     "creationInfo": {"created": "2027-01-31T09:40:00Z", "creators": ["Tool: syft-1.2.0", "Organization: Example"]},
     "packages": [{"SPDXID": "SPDXRef-a", "name": "left-pad", "versionInfo": "1.3.0", "licenseConcluded": "NOASSERTION",
       "licenseDeclared": "WTFPL", "externalRefs": [{"referenceType": "purl", "referenceLocator": "pkg:npm/left-pad@1.3.0"}]}],
     "relationships": [{"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES",
       "relatedSpdxElement": "SPDXRef-a"}]}

Kept: the packages with name, version, package URL, licence, supplier, checksums and other ids, whether relationships tell of
them, and what the document says of itself. The licence is the concluded one, else the declared one. Dropped: files,
snippets, annotations, extracted texts. GitHub's API puts the document under the key `sbom`, which is looked into. Faults are
those that gates.readers.spdx lists. A list of packages that stands in the document twice is refused. Of any other key that
stands in one object twice, a document of up to 64 KiB is refused, and in a larger one the last counts.
"""

import re
from collections.abc import Iterable

from gates.model.inventory import Inventory
from gates.readers import spdx
from gates.readers.bill_parts import decode_bill
from gates.typed import Any

SPEC = "https://spdx.github.io/spdx-spec/v2.3/"
_MARK = re.compile(rb'"(?:spdxVersion"\s*:\s*"SPDX-2|SPDXID"\s*:\s*"SPDXRef-)')


def sniff(head: bytes) -> bool:
    """Say whether a text is JSON that tells of this version or of its ids near its beginning."""
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{" and bool(_MARK.search(head))


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> Inventory:
    """Give the inventory. Raises ReportError."""
    del wanted
    told = decode_bill(chunks, source, "packages", _count_lists, _load_schema)
    if "spdxVersion" not in told and isinstance(told.get("sbom"), dict):
        told = told["sbom"]
    return spdx.read_document(told, source)


def _load_schema() -> Any:
    from gates.readers.inventory._spdx_json_schema import Document  # noqa: PLC0415 (only a large document is decoded by it)

    return Document


def _count_lists(told: dict[str, Any]) -> int:
    """Give how often `packages` stands in what was decoded."""
    within = told.get("sbom")
    return ("packages" in told) + (isinstance(within, dict) and "packages" in within)
