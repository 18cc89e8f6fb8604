"""What `gate baseline show`, `export` and `prune` have in common: a store, opened as the command line asks, and its entries."""

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module

from gates.catalog import GATES
from gates.cli import git, run, snapshots, stored, storing
from gates.cli.options import CONFIGURED_STORE
from gates.cli.run import Streams
from gates.cli.stored import ACCEPTED
from gates.cli.storing import FILE, Place
from gates.cli.tree import Repository
from gates.commands.protocol import Kind, Option, Setting
from gates.errors import GateError, UsageError
from gates.stores.protocol import Entry, Store
from gates.typed import Any, NamedTuple

OPTIONS: tuple[Option, ...] = (storing.OPTION, Option("config", Kind.TEXT, "read this configuration", "FILE"))


class Kept(NamedTuple):
    """An open store."""

    store: Store
    place: Place
    root: str
    """The folder of the repository, or empty."""


@contextmanager
def open_kept(settings: Mapping[str, Setting], streams: Streams) -> Iterator[Kept]:
    """Give the store that is meant, and close it. Raises UsageError, StoreError."""
    config = settings.get("config")
    configured = run.load(str(config) if config else None).store
    place = storing.choose({**settings, CONFIGURED_STORE: configured}, streams.environ)
    root = Repository(os.getcwd()).root
    store = storing.connect(place, root)
    try:
        yield Kept(store, place, root)
    finally:
        store.close()


def list_kept(kept: Kept, gate: str) -> tuple[Entry, ...]:
    """Give the entries of a gate, each with what git tells of a file. Raises UsageError where there are none."""
    entries = kept.store.list_entries(gate)
    if not entries:
        known = ", ".join(kept.store.list_gates()) or "nothing at all"
        raise UsageError(f"nothing is stored of {gate!r}", where=kept.store.name, hint=f"stored: {known}")
    return tuple(_ask_git(kept, entry) for entry in entries) if kept.place.scheme == FILE else entries


def load(kept: Kept, entry: Entry) -> tuple[Any, bytes, Any]:
    """Give the module of an entry's gate, its snapshot, and what that says. Raises ReportError for one that is damaged."""
    module = next((module for name, module, _ in GATES if name == entry.gate.partition(".")[0]), None)
    name = find_file(kept, entry.gate) if kept.place.scheme == FILE else stored.tell(kept.place, entry)
    if module is None:
        raise UsageError(f"this gate has no gate {entry.gate!r}", where=name, hint="was it written by a newer one?")
    command = import_module(module)
    data = kept.store.read(entry)
    return command, data, snapshots.decode(data, command.KIND, name, command.find_records(frozenset(command.METRICS), {}))


def split_writer(entry: Entry) -> tuple[str, str]:
    """Give what wrote an entry, and the reason for which it was accepted; empty where it was not."""
    writer, _, reason = entry.writer.partition(ACCEPTED)
    return writer, reason


def _ask_git(kept: Kept, entry: Entry) -> Entry:
    """Give the entry of a file with when it was committed as it is, and why it was accepted, where a commit tells."""
    path = os.path.abspath(find_file(kept, entry.gate))
    try:
        is_changed = not kept.root or bool(git.ask(kept.root, "status", "--porcelain", "--", path))
        words = ("--format=%ct %(trailers:key=Baseline-accepted,valueonly)", "--", path)
        told = "" if is_changed else git.ask(kept.root, "log", "-1", *words).decode(errors="replace")
    except GateError:
        return entry
    seconds, _, reason = told.partition(" ")
    if not seconds.isdigit():
        return entry
    when = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(int(seconds)))
    return entry._replace(when=when, writer=f"{ACCEPTED}{' '.join(reason.split())}" if reason.strip() else "")


def find_file(kept: Kept, gate: str) -> str:
    """Give the file in which a file store keeps a gate."""
    return os.path.relpath(os.path.join(kept.place.place or os.path.join(kept.root or ".", storing.FOLDER), f"{gate}.txt"))
