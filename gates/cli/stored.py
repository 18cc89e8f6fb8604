"""Which entry of a store a change is compared with: the nearest that was made of a commit from which the change comes.

So nothing is compared with what was measured after it left its branch, nor with what was measured on another one.
"""

from collections.abc import Mapping

from gates.cli import git, storing
from gates.cli.storing import Place
from gates.model.unknown import Unknown
from gates.stores.protocol import Entry
from gates.typed import NamedTuple

ACCEPTED = ", accepted: "
"""Stands between what wrote an entry and the reason why it may be worse than the one before."""
_SHOWN_DIGITS = 12


class Found(NamedTuple):
    """A snapshot of a store."""

    snapshot: bytes
    name: str
    """What people call it."""
    history: tuple[Mapping[str, float], ...] = ()
    """The figures of what the store kept up to it, the oldest first."""


def find(place: Place, gate: str, root: str, commit: str, name: str) -> Found | Unknown:
    """Give what a store keeps of a gate for a commit, which people call `name`, or why nothing fits.

    Without a repository, where `root` is empty, it is the last entry. Raises StoreError, GitError.
    """
    store = storing.connect(place, root)
    try:
        entries = store.list_entries(gate)
        if not entries:
            hint = f"gate baseline update {gate} REPORT... on the branch that changes are compared with writes the first"
            return Unknown(f"{place.told} keeps no baseline of {gate} yet: {hint}")
        entry = _choose(entries, root, commit) if root else entries[-1]
        if entry is None:
            return Unknown(_explain(place, gate, entries, root, name))
        history = tuple(dict(each.figures) for each in entries[: entries.index(entry) + 1])
        return Found(store.read(entry), tell(place, entry), history)
    finally:
        store.close()


def tell(place: Place, entry: Entry) -> str:
    """Give what people call an entry: the store, the gate, and the commit where it is known."""
    return f"{place.told} {entry.gate}" + (f"@{entry.commit[:_SHOWN_DIGITS]}" if entry.commit else "")


def _choose(entries: tuple[Entry, ...], root: str, commit: str) -> Entry | None:
    """Give the entry of the nearest commit; of several of that one the last."""
    last = {entry.commit: entry for entry in entries if entry.commit}
    nearest = git.find_nearest(root, commit, last.keys()) if last else None
    return last[nearest] if nearest else None


def _explain(place: Place, gate: str, entries: tuple[Entry, ...], root: str, name: str) -> str:
    """Give why none of the entries fits, and what mends it."""
    count = len(entries)
    told = f"{place.told} keeps {count:,} {'baseline' if count == 1 else 'baselines'} of {gate}, but none of a commit "
    if git.is_shallow(root):
        return f"{told}that this shallow clone knows to be before the change; {git.tell_fetch(root, name)}"
    return f"{told}that the change comes from; gate baseline update {gate} REPORT... on {name} adds one"
