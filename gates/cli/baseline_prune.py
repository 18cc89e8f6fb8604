"""`gate baseline prune`: old entries are forgotten, but never the last one of a gate, which is what an update is judged by."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from gates.cli import kept, plain
from gates.cli.options import SHARED
from gates.cli.run import Streams, find_now
from gates.cli.terminal import tell
from gates.commands.protocol import Kind, Option, Setting
from gates.errors import UsageError
from gates.stores.protocol import Entry

_WHEN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
OPTIONS: tuple[Option, ...] = (
    Option("keep", Kind.COUNT, "keep so many of the last entries of each gate", "COUNT"),
    Option("older-than", Kind.COUNT, "forget only what was stored more days ago than this", "DAYS"),
    Option("dry-run", Kind.FLAG, "tell what would be forgotten, and forget nothing"),
    *kept.OPTIONS,
    *(option for option in SHARED if option.name == "today"),
)
_USAGE = """Usage: gate baseline prune [GATE] [--keep COUNT] [--older-than DAYS] [--dry-run] [--option ...]

Forgets old entries of one gate, or of all. With both --keep and --older-than only what both let go is forgotten. The last entry
of a gate always stays, and so does one of which nobody knows when it was stored, where --older-than asks. A change that left
its branch before the oldest entry that is kept has no baseline any more.

{options}

Exit codes: 0 done, 2 nothing is stored of GATE, or the store cannot be used.
"""


def main(argv: list[str], streams: Streams) -> int:
    """Run `gate baseline prune` with these arguments and give the exit code. Raises GateError."""
    if argv[:1] in (["-h"], ["--help"]):
        streams.out.write(_USAGE.format(options=plain.tell(OPTIONS)))
        return 0
    settings, names = plain.parse_words("baseline prune", OPTIONS, argv, 1)
    if not {"keep", "older-than"} & settings.keys():
        raise UsageError("what is to be forgotten?", hint="--keep COUNT, --older-than DAYS, or both")
    dry = bool(settings.get("dry-run"))
    with kept.open_kept(settings, streams) as found:
        for gate in names or found.store.list_gates():
            entries = kept.list_kept(found, gate)
            gone = _choose(entries, settings)
            if gone and not dry:
                found.store.remove(gate, frozenset(entry.id for entry in gone))
            what = "would be forgotten" if dry else "forgotten"
            tell(streams.out, f"{gate}: {len(gone):,} of {len(entries):,} {what}")
            tell(streams.out, *(f"  {entry.id}  {entry.commit[:12] or '-'}  {entry.when or '-'}" for entry in gone if dry))
    return 0


def _choose(entries: tuple[Entry, ...], settings: Mapping[str, Setting]) -> list[Entry]:
    """Give the entries that everything that is asked for lets go, never the last."""
    count, days = settings.get("keep"), settings.get("older-than")
    gone = list(entries[: -max(count, 1) if isinstance(count, int) else -1])
    if not isinstance(days, int):
        return gone
    oldest = _go_back(find_now(settings), days)
    return [entry for entry in gone if _WHEN.fullmatch(entry.when) and entry.when < oldest]


def _go_back(now: str, days: int) -> str:
    """Give a time so many days before another; an empty text, before which nothing is, where there was none."""
    try:
        return f"{datetime.fromisoformat(now.removesuffix('Z')) - timedelta(days=days):%Y-%m-%dT%H:%M:%SZ}"
    except OverflowError:
        return ""
