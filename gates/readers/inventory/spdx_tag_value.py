"""Reads SPDX 2.0 to 2.3 as tags and values: syft, sbom-tool, FOSSology, Yocto and others.

    SPDXVersion: SPDX-2.3
    Creator: Tool: syft-1.2.0
    Created: 2027-01-31T09:40:00Z
    PackageName: left-pad
    SPDXID: SPDXRef-a
    PackageVersion: 1.3.0
    PackageLicenseDeclared: WTFPL
    Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-a

A tag belongs to the package, file or snippet that began last. What is kept, dropped and told as a fault is what
gates.readers.inventory.spdx_json and gates.readers.spdx say; of files, only that they are there. A value in
`<text>` goes on to `</text>`, over several lines; the file is refused where that is missing, or where a line is neither.
The document has no mark of its end, so one that was cut off between two lines is only found out by what it then lacks.
"""

import re
from collections.abc import Iterable, Iterator

from gates.errors import ReportError
from gates.model.inventory import Inventory
from gates.readers import spdx
from gates.readers.json import DAMAGED, show
from gates.typed import Any

SPEC = "https://spdx.github.io/spdx-spec/v2.3/"
_TAG = re.compile(r"([A-Za-z][A-Za-z0-9]*):[ \t]*(.*)", re.DOTALL)
_PACKAGE = {
    "PackageName": "name",
    "PackageVersion": "versionInfo",
    "PackageLicenseConcluded": "licenseConcluded",
    "PackageLicenseDeclared": "licenseDeclared",
    "PackageSupplier": "supplier",
    "SPDXID": "SPDXID",
}
_WORDS = 3


def sniff(head: bytes) -> bool:
    """Say whether one of the first lines tells the version."""
    return re.search(rb"^(?:\xef\xbb\xbf)?SPDXVersion:", head, re.MULTILINE) is not None


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> Inventory:
    """Give the inventory. Raises ReportError."""
    del wanted
    try:
        text = b"".join(chunks).removeprefix(b"\xef\xbb\xbf").decode()
    except UnicodeDecodeError as flaw:
        raise ReportError(f"is not UTF-8 at byte {flaw.start}", where=source, hint=DAMAGED, id_="report-encoding") from flaw
    creation: dict[str, Any] = {"creators": []}
    told: dict[str, Any] = {"creationInfo": creation, "packages": [], "files": [], "snippets": [], "relationships": []}
    holder: dict[str, Any] = told
    for line, tag, value in _split(text, source):
        place = f"{source}:{line}"
        if tag in ("PackageName", "FileName", "SnippetSPDXID"):
            holder = {"SPDXID": value} if tag == "SnippetSPDXID" else {}
            told[{"P": "packages", "F": "files", "S": "snippets"}[tag[0]]].append(holder)
        if tag in _PACKAGE:
            holder[_PACKAGE[tag]] = value
        elif tag == "Creator":
            creation["creators"].append(value)
        elif tag == "Relationship":
            told["relationships"].append(_split_relationship(value, place))
        elif tag in ("SPDXVersion", "DocumentName", "Created"):
            {"C": creation}.get(tag[0], told)[{"S": "spdxVersion", "D": "name", "C": "created"}[tag[0]]] = value
        elif tag in ("PackageChecksum", "ExternalRef"):
            _add_pair(holder, tag, value, place)
    return spdx.read_document(told, source)


def _split(text: str, source: str) -> Iterator[tuple[int, str, str]]:
    """Give each tag with its line, from 1, and its value."""
    lines = enumerate(text.splitlines(), 1)
    for number, line in lines:
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        mark = _TAG.fullmatch(line.strip())
        if not mark:
            raise ReportError(f"{show(line)} is no tag with a value", where=f"{source}:{number}", hint=DAMAGED)
        value = mark[2]
        if "<text>" in value:
            parts = [value]
            while "</text>" not in parts[-1]:
                _, more = next(lines, (0, None))
                if more is None:
                    raise ReportError("a <text> has no </text>", where=f"{source}:{number}", hint=DAMAGED)
                parts.append(more)
            value = "\n".join(parts).replace("<text>", "").replace("</text>", "")
        yield number, mark[1], value.strip()


def _split_relationship(value: str, place: str) -> dict[str, str]:
    words = value.split()
    if len(words) != _WORDS:
        raise ReportError(f"{show(value)} is no relationship: element, kind, element", where=place, hint=DAMAGED)
    return {"spdxElementId": words[0], "relationshipType": words[1], "relatedSpdxElement": words[2]}


def _add_pair(holder: dict[str, Any], tag: str, value: str, place: str) -> None:
    """Add a checksum or a reference to the package that began last."""
    if tag == "PackageChecksum":
        algorithm, _, digits = value.partition(":")
        holder.setdefault("checksums", []).append({"algorithm": algorithm.strip(), "checksumValue": digits.strip()})
        return
    words = value.split(None, 2)
    if len(words) != _WORDS:
        raise ReportError(f"{show(value)} is no reference: category, type, locator", where=place, hint=DAMAGED)
    holder.setdefault("externalRefs", []).append({"referenceType": words[1], "referenceLocator": words[2]})
