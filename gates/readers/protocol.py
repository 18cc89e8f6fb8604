"""What a reader offers. It is a module, not a class: one file for each format under `gates/readers/<kind>`."""

from collections.abc import Callable, Iterable, Sequence

from gates.typed import Any, Protocol


class Reader(Protocol):
    """A module under `gates/readers/<kind>`."""

    SPEC: str
    """Where the format is written down, with its version."""

    def sniff(self, head: bytes) -> bool:
        """Say whether a report that begins with these bytes (64 KiB, or all of it) is of this format."""

    def read(self, chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> Any:
        """Give the report of this kind that the chunks make up. Raises ReportError, and nothing else, on any bytes.

        `wanted` names the metrics that somebody will look at; a reader may pass over the others where that is quicker,
        and need not look for faults in what it passes over.
        """


class FolderReader(Reader, Protocol):
    """A reader of reports that are a folder of many files."""

    def sniff_folder(self, names: Sequence[str]) -> bool:
        """Say whether a folder with these files (relative paths with forward slashes, sorted) is a report of this format."""

    def read_folder(self, names: Sequence[str], load: Callable[[str], bytes], source: str, which: str) -> Any:
        """Give the report that the files make up, each of which `load` gives the bytes of. Raises ReportError.

        `which` names one of several reports that a folder may hold side by side; empty is the newest.
        """


class SharedReader(Reader, Protocol):
    """A reader that several processes can run over the same bytes, each doing a share of the work."""

    def read_share(self, chunks: Iterable[bytes], source: str, wanted: frozenset[str], share: int, shares: int) -> Any:
        """Give what share number `share` (from 0) of `shares` finds, or None if this input needs one reader for all."""

    def finish(self, shares: list[Any], source: str) -> Any:
        """Give the report that all the shares make up; what only the whole can show is checked here."""
