"""A process that adds entries to a store, one behind another, as an update does: list, judge, add, and again on a conflict.

    writer.py SCHEME PLACE ROOT GATE COUNT [NAME]

It prints the number of each entry once that is kept: the NAME's own count, or else how many were there before.
Each entry tells the id that it was added after.
"""

import sys
from importlib import import_module
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from gates.catalog import STORES
from gates.stores.protocol import ConflictError, Entry, Store


def open_store(scheme: str, place: str, root: str) -> Store:
    """Give a store, as the command line does."""
    module = {name: module for name, module, _ in STORES}[scheme]
    store: Store = import_module(module).connect(place, root)
    return store


def make_snapshot(commit: str) -> bytes:
    """Give what is kept for a commit: not all of it text, and different each time."""
    return f"{commit}\r\n".encode() * 50 + bytes(range(256))


def add(store: Store, gate: str, commit: str = "") -> str:
    """Add an entry behind whatever is the last one by then, and give its commit; without any it is how many there were."""
    own = commit
    while True:
        kept = store.list_entries(gate)
        after, commit = kept[-1].id if kept else "", own or str(len(kept))
        figures = (("coverage", 0.1 + len(kept)), ("lines", float(len(commit))))
        try:
            store.add(Entry(gate, commit, "2027-01-31T09:40:00Z", "gate 0", after, figures), make_snapshot(commit), after)
        except ConflictError:
            continue
        return commit


def main() -> None:
    """Add what is asked for."""
    scheme, place, root, gate, count, *names = sys.argv[1:]
    store = open_store(scheme, place, root)
    for number in range(int(count)):
        sys.stdout.write(f"{add(store, gate, f'{names[0]}-{number}' if names else '')}\n")
        sys.stdout.flush()
    store.close()


if __name__ == "__main__":
    main()
