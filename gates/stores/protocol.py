"""What a store offers: it keeps the snapshots that gates are compared with, each with where it comes from, and forgets none.

A store keeps a series of entries for each gate or instance, such as `coverage.backend`. An update reads the last one, judges
whether the new one may follow it, and adds it `after` that one: where somebody else was faster, nothing is written, and the
update is judged again. So writers at the same time lose nothing, and a ratchet holds whoever wins.
"""

from gates.errors import GateError
from gates.typed import NamedTuple, Protocol


class StoreError(GateError):
    """A store cannot be reached, is damaged, or was written by a newer gate. It is never taken for an empty one."""

    id = "store"


class ConflictError(StoreError):
    """Another entry was added since the store was read; nothing was written. The update has to be judged again."""

    id = "store-conflict"


class Entry(NamedTuple):
    """A snapshot as a store keeps it, and its provenance."""

    gate: str
    """The gate, or the instance of one, such as `coverage` or `coverage.backend`."""
    commit: str
    """The commit that it was measured at, in full; empty where that is not known."""
    when: str
    """In UTC, such as 2027-01-31T09:40:00Z; empty where the store does not keep it."""
    writer: str
    """What wrote it, such as `gate 0.1.0`; empty where the store does not keep it."""
    machine: str
    """The machine that it was measured on, in one line; empty where that is not known."""
    figures: tuple[tuple[str, float], ...]
    """Metric → value of the whole, sorted by name; only to be drawn as a trend, never judged by."""
    id: str = ""
    """What the store calls it; empty until it is kept."""


class Store(Protocol):
    """One store, opened by the function `connect(place, root)` of its module; `root` is the repository's folder, or empty.

    `place` is what stands behind the scheme, as in `sqlite:PLACE`. Every method raises StoreError.
    """

    @property
    def name(self) -> str:
        """Give what messages call it: its scheme and place, without any password."""

    def list_gates(self) -> tuple[str, ...]:
        """Give the gates of which something is kept, sorted."""

    def list_entries(self, gate: str) -> tuple[Entry, ...]:
        """Give what is kept of a gate, the last one added last; nothing where there is nothing."""

    def read(self, entry: Entry) -> bytes:
        """Give the snapshot of an entry that was listed, as it was written."""

    def add(self, entry: Entry, snapshot: bytes, after: str) -> None:
        """Keep another entry behind the one of the id `after`, which is empty for the first.

        Whole or not at all, and lasting once this returns. Raises ConflictError where that is not the last one any more.
        """

    def remove(self, gate: str, ids: frozenset[str]) -> None:
        """Forget entries; what is not there is passed over. Those of other gates and those added meanwhile stay."""

    def close(self) -> None:
        """Let go of what is open. Nothing is written by it."""


class StoreModule(Protocol):
    """What a module in the catalog's STORES offers."""

    def connect(self, place: str, root: str) -> Store:
        """Open a store. Nothing is made by it that was not there. Raises StoreError where the place makes no sense."""
