"""Baselines in a ref of git that is never checked out: `git:REF@REMOTE`, `git:REF`, or `git:` for refs/gate/baseline.

    format.txt                              gate baselines, format 1
    coverage.backend/000001/entry.json      of which commit, when, by what, on which machine, and its figures
    coverage.backend/000001/snapshot.txt    what was measured, as gate reads it

    git show refs/gate/baseline:coverage.backend/000001/snapshot.txt

Each change is a commit on top of the last one, so that git keeps what was removed as well. Of writers at once the ref takes
one: who is too late builds anew on top of what the other wrote, and is only told of it where that is of the same gate.
Every object that is read is held against its name, so that damage is found. A store of a newer format is refused.
"""

import random
import re
import secrets
import time
from collections.abc import Callable, Mapping, Sequence

from gates.stores import _entries, _git_objects, _git_tip
from gates.stores._git_objects import FILE, FOLDER, Node
from gates.stores.protocol import ConflictError, Entry, StoreError

_FORMAT = "format.txt"
_MARK = b"gate baselines, format 1\n"
_MARKS = re.compile(rb"gate baselines, format ([0-9]{1,9})\n")
_ENTRY, _SNAPSHOT = "entry.json", "snapshot.txt"
_TRIES, _PAUSE_SECONDS = 100, 0.5


def connect(place: str, root: str) -> "GitStore":
    """Open the store in a ref, as `gates.stores.protocol` says."""
    return GitStore(_git_tip.find(place, root))


class GitStore:
    """A ref. The remote is asked once for each method, and what was read of it is held for reading snapshots."""

    def __init__(self, place: _git_tip.Place) -> None:
        self._place = place
        self._root = place.root

    @property
    def name(self) -> str:
        """Give the scheme, the ref and the remote, which is empty where there is none."""
        return f"git:{self._place.ref}@{self._place.remote}"

    def list_gates(self) -> tuple[str, ...]:
        """Give the folders of the tip."""
        return tuple(sorted(self._read_gates(_git_tip.look(self._place))))

    def list_entries(self, gate: str) -> tuple[Entry, ...]:
        """Give what the folder of a gate holds, by number."""
        nodes = self._read_series(self._read_gates(_git_tip.look(self._place)), gate)
        texts = _git_objects.read(self._root, "blob", [parts[_ENTRY] for parts in self._read_parts(nodes)])
        return tuple(self._decode(gate, node, text) for node, text in zip(nodes, texts, strict=True))

    def read(self, entry: Entry) -> bytes:
        """Give the snapshot, even where the entry was removed since it was listed."""
        number, _, tree = entry.id.partition("-")
        (parts,) = self._read_parts([Node(FOLDER, number, tree)])
        return _git_objects.read(self._root, "blob", [parts[_SNAPSHOT]])[0]

    def add(self, entry: Entry, snapshot: bytes, after: str) -> None:
        """Put a commit with one more folder on top of the tip."""
        _entries.check(entry)
        files = {_ENTRY: _entries.encode(entry), _SNAPSHOT: snapshot}
        nodes = [Node(FILE, name, _git_objects.write_file(self._root, content)) for name, content in files.items()]
        tree = _git_objects.write_folder(self._root, nodes)
        self._change(entry.gate, lambda series: _append(series, tree, after), f"{entry.gate}: {entry.commit[:12]}")

    def remove(self, gate: str, ids: frozenset[str]) -> None:
        """Put a commit without some folders on top of the tip; those before it still have them."""
        self._change(gate, lambda series: [node for node in series if _tell_id(node) not in ids], f"{gate}: removed")

    def close(self) -> None:
        """Nothing is open."""

    def _change(self, gate: str, change: Callable[[list[Node]], list[Node]], message: str) -> None:
        """Move the ref on, from whatever it is by then, until nobody is faster. Raises StoreError where somebody always is."""
        reason, tip = "", _git_tip.look(self._place)
        message += f"\n\nWritten-By: {secrets.token_hex(8)}\n"  # so that nobody else's commit is ever the same as this one
        for attempt in range(1, _TRIES + 1):
            gates = self._read_gates(tip)
            old = self._read_series(gates, gate)
            new = change(old)
            if new == old:
                return
            commit = _git_objects.write_commit(self._root, self._write_gates(gates, gate, new), tip, message)
            reason = _git_tip.move(self._place, tip, commit)
            if not reason:
                return
            # The longer one has tried, the less it waits: else whoever comes fresh would be faster time and again.
            time.sleep(random.uniform(0, _PAUSE_SECONDS / attempt))  # noqa: S311 (only not to meet again)
            tip = _git_tip.renew(self._place)
        hint = "try again; where nobody else writes, a lock may be left of a git that was killed: remove the .lock file"
        raise StoreError(f"somebody else was faster {_TRIES} times: {reason}", where=self.name, hint=hint)

    def _write_gates(self, gates: Mapping[str, str], gate: str, series: list[Node]) -> str:
        """Give the tree in which one gate has another series, which may be empty."""
        kept = {**gates, gate: _git_objects.write_folder(self._root, series)} if series else dict(gates)
        nodes = [Node(FOLDER, name, tree) for name, tree in kept.items() if series or name != gate]
        return _git_objects.write_folder(self._root, [Node(FILE, _FORMAT, _git_objects.write_file(self._root, _MARK)), *nodes])

    def _read_gates(self, tip: str) -> dict[str, str]:
        """Give the tree of each gate."""
        if not tip:
            return {}
        (nodes,) = _git_objects.read_folders(self._root, [_git_objects.find_tree(self._root, tip)])
        files = {node.name: node.object for node in nodes if node.mode == FILE}
        if _FORMAT not in files:
            hint = "name another ref, such as git:refs/gate/baseline"
            raise StoreError(f"{self._place.ref} holds something else than baselines", where=self.name, hint=hint)
        mark = _MARKS.match(_git_objects.read(self._root, "blob", [files[_FORMAT]])[0])
        if not mark or mark[0] != _MARK:
            told = (
                f"it is of format {mark[1].decode()}, and this gate knows 1" if mark else f"{_FORMAT} is not as gate writes it"
            )
            raise StoreError(told, where=self.name, hint="a newer gate may be needed")
        return {node.name: node.object for node in nodes if node.mode == FOLDER}

    def _read_series(self, gates: Mapping[str, str], gate: str) -> list[Node]:
        """Give the folders of a gate, the newest last."""
        nodes = _git_objects.read_folders(self._root, [gates[gate]])[0] if gate in gates else []
        if any(node.mode != FOLDER or not (node.name.isascii() and node.name.isdigit()) for node in nodes):
            raise self._damaged(f"{gate} holds something that is no entry")
        return sorted(nodes, key=lambda node: int(node.name))

    def _read_parts(self, entries: Sequence[Node]) -> list[dict[str, str]]:
        """Give the objects of the two files of each entry."""
        folders = _git_objects.read_folders(self._root, [entry.object for entry in entries])
        found = [{node.name: node.object for node in nodes if node.mode == FILE} for nodes in folders]
        if any(not {_ENTRY, _SNAPSHOT} <= parts.keys() for parts in found):
            raise self._damaged(f"an entry lacks {_ENTRY} or {_SNAPSHOT}")
        return found

    def _decode(self, gate: str, node: Node, text: bytes) -> Entry:
        try:
            return _entries.decode(gate, _tell_id(node), text)
        except ValueError as flaw:
            raise self._damaged(f"{gate}/{node.name}/{_ENTRY} is not as gate writes it") from flaw

    def _damaged(self, what: str) -> StoreError:
        hint = f"only gate may write there; git log {self._place.ref} tells who did"
        return _entries.damaged(self.name, what, hint)


def _tell_id(node: Node) -> str:
    """Give the id of an entry: its number, and the object that it is, since a number can come again once it was removed."""
    return f"{node.name}-{node.object}"


def _append(series: Sequence[Node], tree: str, after: str) -> list[Node]:
    """Give a series with one more entry. Raises ConflictError where its last one is not the one that is meant."""
    last = _tell_id(series[-1]) if series else ""
    if last != after:
        raise ConflictError("another entry was added meanwhile", hint="judge again, against that one")
    number = int(series[-1].name) + 1 if series else 1
    return [*series, Node(FOLDER, f"{number:06}", tree)]
