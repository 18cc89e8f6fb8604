"""gate's own snapshot of components: what `gate baseline update sbom` writes.

    gate-snapshot 1 inventory
    {"hashes":["sha1:5b8a…"],"licences":["WTFPL"],"name":"left-pad","purl":"pkg:npm/left-pad@1.3.0","version":"1.3.0"}
    {"authors":["Example"],"format":"CycloneDX 1.6","listed":1,"source":"sbom.json"}
    end 2 9f86d081884c7d65

An object a line, its keys sorted, without those that have nothing to tell; the components, sorted, then the documents.
When a document was made is not kept, nor what is wrong with it, so that the same components give the same snapshot on any day.
"""

import json
from collections.abc import Iterable

from gates.errors import ReportError
from gates.model.inventory import Component, Document, Inventory, merge_inventories
from gates.readers.seal import HEAD, HINT, open_seal, seal
from gates.typed import Any

SPEC = "#stored-baselines"
_KIND = "inventory"
_EMPTY = Component("")._asdict() | Document("", 0)._asdict()


def sniff(head: bytes) -> bool:
    """Say whether a text begins as a snapshot."""
    return head.startswith(HEAD)


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> Inventory:
    """Give the inventory that was written down. Raises ReportError on anything that is not one."""
    del wanted
    components: list[Component] = []
    documents: dict[str, Document] = {}
    for number, record in enumerate(open_seal(b"".join(chunks), _KIND, source), 2):
        try:
            told = {key: _freeze(value) for key, value in json.loads(record).items()}
            if "source" in told:
                name = told.pop("source")
                documents[name] = Document(**told)
            else:
                components.append(Component(**told))
        except (ValueError, TypeError, AttributeError) as flaw:
            raise ReportError(f"is damaged: {flaw}", where=f"{source}:{number}", hint=HINT, id_="snapshot-damaged") from flaw
    return merge_inventories([Inventory(tuple(components), documents)])


def _freeze(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def write(report: Inventory, commit: str) -> str:
    """Give the snapshot of an inventory. Raises ReportError for one that may not be whole."""
    del commit
    for doubt in sorted(report.doubts):
        raise ReportError(f"no snapshot is made of it: {doubt.text}", where=doubt.where, id_="snapshot-refused")
    records: list[dict[str, Any]] = [{"name": each.name, **_tell(each)} for each in report.components]
    records += [
        {"source": source, "format": each.format, "listed": each.listed, **_tell(each._replace(created="", faults=0))}
        for source, each in sorted(report.documents.items())
    ]
    return seal(_KIND, [json.dumps(record, sort_keys=True, separators=(",", ":")) for record in records])


def _tell(record: Component | Document) -> dict[str, Any]:
    return {key: value for key, value in record._asdict().items() if value != _EMPTY[key]}
