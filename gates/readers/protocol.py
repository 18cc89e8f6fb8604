"""What a reader offers. It is a module, not a class: one file for each format under `gates/readers/<kind>`."""

from collections.abc import Iterable
from typing import Any, Protocol


class Reader(Protocol):
    """A module under `gates/readers/<kind>`."""

    SPEC: str
    """Where the format is written down, with its version."""

    def sniff(self, head: bytes) -> bool:
        """Say whether a report that begins with these bytes (64 KiB, or all of it) is of this format."""
        ...

    def read(self, chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> Any:
        """Give the report of this kind that the chunks make up. Raises ReportError, and nothing else, on any bytes.

        `wanted` names the metrics that somebody will look at; a reader may pass over the others where that is quicker,
        and need not look for faults in what it passes over.
        """
        ...


class SharedReader(Reader, Protocol):
    """A reader that several processes can run over the same bytes, each doing a share of the work."""

    def read_share(self, chunks: Iterable[bytes], source: str, wanted: frozenset[str], share: int, shares: int) -> Any:
        """Give what share number `share` (from 0) of `shares` finds, or None if this input needs one reader for all."""
        ...

    def finish(self, shares: list[Any], source: str) -> Any:
        """Give the report that all the shares make up; what only the whole can show is checked here."""
        ...
