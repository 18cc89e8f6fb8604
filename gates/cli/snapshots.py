"""gate's own snapshots: a report made into one, and read back."""

from importlib import import_module

from gates.cli import files, git, reading
from gates.cli.tree import Repository
from gates.errors import ReportError
from gates.typed import Any

MERGE_MARK = b"<<<<<<< "
"""What a file begins with that two sides of a merge wrote, and nobody has settled."""


def write(path: str, report: Any, kind: str, tree: Repository) -> None:
    """Write a snapshot, whole or not at all. Raises ReportError for a report that may not be whole."""
    files.write_file(path, encode(report, kind, find_commit(tree)))


def encode(report: Any, kind: str, commit: str) -> str:
    """Give the snapshot of a report. Raises ReportError for one that may not be whole."""
    text: str = import_module(reading.find_module("snapshot", kind)).write(report, commit)
    return text


def decode(data: bytes, kind: str, name: str, wanted: frozenset[str]) -> Any:
    """Give what a snapshot says. Raises ReportError unless it is exactly what was written, by a gate that is no newer."""
    if data.startswith(MERGE_MARK):
        hint = f"gate baseline update writes it anew, once one side is chosen: git checkout --ours (or --theirs) -- {name}"
        raise ReportError("holds the marks of a merge that git did not finish", where=name, hint=hint)
    return import_module(reading.find_module("snapshot", kind)).read([data], name, wanted)


def find_commit(tree: Repository) -> str:
    """Give the commit that the work tree stands on; empty where there is none."""
    return git.resolve(tree.root, "HEAD") or "" if tree.root else ""
