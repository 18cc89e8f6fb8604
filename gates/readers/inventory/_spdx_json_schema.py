"""What of SPDX 2 in JSON is decoded, where a document is large: the rest is passed over, which is twice as quick."""

from typing import Any, TypedDict


class _Package(TypedDict, total=False):
    SPDXID: Any
    name: Any
    versionInfo: Any
    licenseConcluded: Any
    licenseDeclared: Any
    supplier: Any
    checksums: Any
    externalRefs: Any


class _File(TypedDict, total=False):
    SPDXID: Any


class Document(TypedDict, total=False):
    """A document."""

    spdxVersion: Any
    name: Any
    creationInfo: Any
    documentDescribes: Any
    packages: list[_Package] | None
    files: list[_File] | None
    snippets: list[_File] | None
    relationships: Any
    sbom: Any
