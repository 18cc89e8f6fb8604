"""`gate baseline merge-driver`: two stored snapshots merged as git's merge driver, by the rule of their gate.

git calls it where both sides of a merge changed a stored baseline. What the rule does not settle is a conflict: the file then
holds both sides whole, between git's marks, so that no side is taken by accident; gate reads no such file. Exit code 1 tells
git so. gates.policy.reconcile has the rules.
"""

import os
import shlex
import sys
from importlib import import_module

from gates.catalog import GATES
from gates.cli import files, git, plain, run, snapshots, storing
from gates.cli.options import CONFIGURED_STORE
from gates.cli.run import Streams
from gates.cli.terminal import tell
from gates.cli.tree import Repository
from gates.commands.protocol import Kind, Option
from gates.errors import GateError, UsageError
from gates.model.unknown import Unknown
from gates.readers.seal import HEAD
from gates.renderers.escape import tame
from gates.typed import Any

OPTIONS: tuple[Option, ...] = (
    Option("install", Kind.FLAG, "make this repository use it: a line in .gitattributes, and git's configuration"),
    Option("dry-run", Kind.FLAG, "tell what --install would do, and do nothing"),
)
_USAGE = """Usage: gate baseline merge-driver --install [--dry-run]
       gate baseline merge-driver %O %A %B [%P]      (as git calls it)

Merges stored baselines to the stricter side: of coverage whatever ran on either side, where both tell of the same lines; of
benchmarks the newest runs of both; of findings what both know; of components what either side changed. What both sides changed
in another way is a conflict, and then the file holds both, between git's marks.

{options}

The line in .gitattributes is to be committed; git's configuration is one of each clone.

Exit codes: 0 merged or installed, 1 a conflict, 2 it could not be installed.
"""
_NAME = "gate-baseline"
MERGED, CONFLICT = 0, 1
_SIDES = 3


def main(argv: list[str], streams: Streams) -> int:
    """Run `gate baseline merge-driver` with these arguments and give the exit code. Raises GateError."""
    if argv[:1] in (["-h"], ["--help"]):
        streams.out.write(_USAGE.format(options=plain.tell(OPTIONS)))
        return MERGED
    settings, paths = plain.parse_words("baseline merge-driver", OPTIONS, argv, _SIDES + 1)
    if settings.get("install"):
        return _install(streams, dry=bool(settings.get("dry-run")))
    if len(paths) < _SIDES:
        hint = "git calls it with %O %A %B %P; gate baseline merge-driver --install makes it"
        raise UsageError("which three files are to be merged?", hint=hint)
    before, ours, theirs = (_load(path) for path in paths[:_SIDES])
    name = paths[_SIDES] if len(paths) > _SIDES else paths[1]
    try:
        merged = _merge(before, ours, theirs)
    except GateError as flaw:
        merged = Unknown(str(flaw))
    if isinstance(merged, Unknown):
        hint = "choose one side, then store what is measured now: git checkout --ours (or --theirs), gate baseline update"
        streams.err.write(tame(f"gate: {name} is in conflict: {merged.reason}") + f"\n  hint: {hint}\n")
        merged = b"<<<<<<< ours\n" + ours + b"=======\n" + theirs + b">>>>>>> theirs\n"
        code = CONFLICT
    else:
        code = MERGED
    with open(paths[1], "wb") as file:
        file.write(merged)
    return code


def _load(path: str) -> bytes:
    """Give the bytes of a file. Raises ReportError, UsageError."""
    found, missing = files.find_sources((path,))
    if missing:
        raise missing[0]
    return b"".join(files.read_chunks(found[0], None))


def _merge(before: bytes, ours: bytes, theirs: bytes) -> bytes | Unknown:
    """Give the merged snapshot, or why there is none. Raises ReportError for a side that is not just what was written."""
    words = ours.partition(b"\n")[0].split(b" ")
    kind = words[-1].decode(errors="replace") if words[0] == HEAD else ""
    command: Any = next((module for module in (import_module(name) for _, name, _ in GATES) if kind == module.KIND), None)
    if command is None:
        return Unknown("it is no snapshot of a gate that this one knows")
    records = command.find_records(frozenset(command.METRICS), {})
    sides = ("before", before), ("ours", ours), ("theirs", theirs)
    reports = [snapshots.decode(data, kind, side, records) if data or side != "before" else None for side, data in sides]
    merged = command.reconcile(*reports)
    return merged if isinstance(merged, Unknown) else snapshots.encode(merged, kind, "").encode()


def _install(streams: Streams, *, dry: bool) -> int:
    """Write the line of .gitattributes and the configuration of this clone, or tell them."""
    root = Repository(os.getcwd()).root
    if not root:
        raise UsageError("there is no git repository here", where="--install", hint="git init makes one")
    path = os.path.join(root, ".gitattributes")
    driver = f"{shlex.quote(sys.executable or 'python3').replace('%', '%%')} -m gates baseline merge-driver %O %A %B %P"
    config = {f"merge.{_NAME}.name": "gate's stored baselines, to the stricter side", f"merge.{_NAME}.driver": driver}
    text = _load(path).decode(errors="surrogateescape") if os.path.lexists(path) else ""
    line = f"{_find_pattern(root, streams)} -text merge={_NAME}"
    has_line = line in text.splitlines()
    commands = [f"git config {key} {shlex.quote(value)}" for key, value in config.items()]
    if dry:
        tell(streams.out, *([] if has_line else [f"echo {shlex.quote(line)} >> .gitattributes"]), *commands)
        return MERGED
    if not has_line:
        files.write_file(path, ("" if text.endswith("\n") or not text else "\n") + f"{line}\n", append=True)
    for key, value in config.items():
        git.ask(root, "config", key, value)
    tell(
        streams.out, f"{os.path.relpath(path)} has the line; commit it", "this clone has the configuration; others need it too:"
    )
    tell(streams.out, *(f"  {command}" for command in commands))
    return MERGED


def _find_pattern(root: str, streams: Streams) -> str:
    """Give what .gitattributes calls the files of the store. Raises UsageError for a store that git does not merge."""
    place = storing.choose({CONFIGURED_STORE: run.load(None).store}, streams.environ)
    if place.scheme != storing.FILE:
        raise UsageError("this store is no part of the commits, so that git has nothing to merge", where=place.told)
    pattern = f"{storing.find_folder(place, root)}/*.txt"
    return f'"{pattern}"' if " " in pattern else pattern
