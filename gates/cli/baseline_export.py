"""`gate baseline export`: a stored snapshot, as it was written, or the history of figures for other tools to draw."""

import csv
import io
import json
from collections.abc import Iterator

from gates.cli import files, kept, plain
from gates.cli.kept import Kept
from gates.cli.run import Streams
from gates.commands.protocol import Kind, Option
from gates.errors import UsageError
from gates.renderers.escape import clean
from gates.stores.protocol import Entry
from gates.typed import Any

OPTIONS: tuple[Option, ...] = (
    Option("entry", Kind.TEXT, "the entry with this id, as show tells it (default: the last)", "ID"),
    Option("history", Kind.CHOICE, "the figures of all entries instead of a snapshot", "FORMAT", choices=("csv", "json")),
    Option("output", Kind.TEXT, "write to a file instead of standard output", "FILE"),
    *kept.OPTIONS,
)
_USAGE = """Usage: gate baseline export GATE [--entry ID] [--output FILE] [--option ...]
       gate baseline export [GATE] --history csv|json [--output FILE] [--option ...]

Writes a stored snapshot as it is, once it is known to be whole; gate reads it as a report and as a baseline. With --history it
writes the figures of every entry, by gate, in the order in which they were added: CSV with a line for each figure, or a JSON
array with an entry on each line.

{options}

Exit codes: 0 written, 2 there is no such entry, or it is damaged.
"""
_COLUMNS = ("gate", "id", "commit", "when", "writer", "accepted", "machine", "metric", "value")
_FORMULAS = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet take a cell for a formula: https://owasp.org/www-community/attacks/CSV_Injection."""


def main(argv: list[str], streams: Streams) -> int:
    """Run `gate baseline export` with these arguments and give the exit code. Raises GateError."""
    if argv[:1] in (["-h"], ["--help"]):
        streams.out.write(_USAGE.format(options=plain.tell(OPTIONS)))
        return 0
    settings, names = plain.parse_words("baseline export", OPTIONS, argv, 1)
    history = settings.get("history")
    if not names and not history:
        raise UsageError("which gate's baseline?", hint="gate baseline export GATE; gate baseline show tells what is stored")
    with kept.open_kept(settings, streams) as found:
        if history:
            text = _WRITERS[str(history)](_list_history(found, names or found.store.list_gates()))
        else:
            entry = _choose(kept.list_kept(found, names[0]), str(settings.get("entry", "")))
            text = kept.load(found, entry)[1].decode("ascii")
    output = settings.get("output")
    if output:
        files.write_file(str(output), text)
    else:
        streams.out.write(text)
    return 0


def _choose(entries: tuple[Entry, ...], id_: str) -> Entry:
    """Give the entry of an id, or the last. Raises UsageError."""
    if not id_:
        return entries[-1]
    entry = next((entry for entry in entries if entry.id == id_), None)
    if entry is None:
        hint = f"gate baseline show {entries[-1].gate} tells them; the last is {entries[-1].id}"
        raise UsageError(f"there is no entry {id_!r}", where="--entry", hint=hint)
    return entry


def _list_history(found: Kept, gates: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """Give what is told of each entry; the figures of one that has none, as in a file, come from its snapshot."""
    for gate in gates:
        for entry in kept.list_kept(found, gate):
            figures = dict(entry.figures)
            if not figures:
                command, _, report = kept.load(found, entry)
                figures = command.tell_figures(report)
            writer, reason = kept.split_writer(entry)
            told = (gate, entry.id, entry.commit, entry.when, writer, reason, entry.machine)
            yield {**dict(zip(_COLUMNS, told, strict=False)), "figures": dict(sorted(figures.items()))}


def _write_csv(history: Iterator[dict[str, Any]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for entry in history:
        words = [_defuse(str(entry[name])) for name in _COLUMNS[:-2]]
        writer.writerows([*words, _defuse(metric), repr(value)] for metric, value in entry["figures"].items())
    return out.getvalue()


def _defuse(text: str) -> str:
    """Give a text that no spreadsheet takes for a formula, and no terminal for a command."""
    return f"'{clean(text)}" if text.startswith(_FORMULAS) else clean(text)


def _write_json(history: Iterator[dict[str, Any]]) -> str:
    lines = ",\n".join(json.dumps(entry, ensure_ascii=True) for entry in history)
    return f"[\n{lines}\n]\n" if lines else "[]\n"


_WRITERS = {"csv": _write_csv, "json": _write_json}
