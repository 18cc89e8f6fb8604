"""`gate baseline show`: what is stored, of which commit, of when, and by what."""

from collections.abc import Iterator

from gates.cli import kept, plain
from gates.cli.kept import Kept
from gates.cli.run import Streams
from gates.cli.terminal import tell
from gates.errors import GateError
from gates.stores.protocol import Entry

_USAGE = """Usage: gate baseline show [GATE] [--option ...]

Tells what is stored: of every gate the last entry, or of one gate all of them, the last one first. Of a file in the repository
git tells when it was committed. Each last entry is read, so that one that is damaged is found.

{options}

Exit codes: 0 shown, 2 nothing is stored of GATE, or something is damaged.
"""
_COMMIT_DIGITS = 12
SHOWN, DAMAGED = 0, 2


def main(argv: list[str], streams: Streams) -> int:
    """Run `gate baseline show` with these arguments and give the exit code. Raises GateError."""
    if argv[:1] in (["-h"], ["--help"]):
        streams.out.write(_USAGE.format(options=plain.tell(kept.OPTIONS)))
        return SHOWN
    settings, names = plain.parse_words("baseline show", kept.OPTIONS, argv, 1)
    code = SHOWN
    with kept.open_kept(settings, streams) as found:
        gates = names or found.store.list_gates()
        tell(streams.out, f"store: {found.store.name}" + ("" if gates else ", in which nothing is stored yet"))
        for gate in gates:
            entries = kept.list_kept(found, gate)
            count = f"{len(entries):,} {'entry' if len(entries) == 1 else 'entries'}"
            try:
                lines = [*_tell_last(found, entries[-1])]
            except GateError as flaw:
                code = DAMAGED
                lines = [f"damaged   {flaw}", *([f"hint      {flaw.hint}"] if flaw.hint else [])]
            tell(streams.out, "", f"{gate}: {count}", *(f"  {line}" for line in lines))
            if names:
                tell(streams.out, *(f"  {line}" for line in _tell_all(entries)))
    return code


def _tell_last(found: Kept, entry: Entry) -> Iterator[str]:
    command, data, report = kept.load(found, entry)
    commits = [entry.commit] if entry.commit else sorted(getattr(report, "commits", ()))
    figures = entry.figures or tuple(sorted(command.tell_figures(report).items()))
    writer, reason = kept.split_writer(entry)
    told = {
        "id": entry.id,
        "commit": ", ".join(commits),
        "when": entry.when,
        "writer": writer,
        "accepted": reason,
        "machine": entry.machine,
        "figures": _tell_figures(figures),
        "size": f"{len(data):,} bytes",
    }
    yield from (f"{name:8}  {value}" for name, value in told.items() if value)


def _tell_all(entries: tuple[Entry, ...]) -> Iterator[str]:
    """Give a line for each entry, the last one first."""
    if len(entries) > 1:
        yield "all of them:"
    for entry in reversed(entries if len(entries) > 1 else ()):
        commit = entry.commit[:_COMMIT_DIGITS] or "-"
        reason = kept.split_writer(entry)[1]
        told = f"{commit:{_COMMIT_DIGITS}}  {entry.when or '-':20}  {_tell_figures(entry.figures)}"
        yield f"  {entry.id}  {told}{f'  accepted: {reason}' if reason else ''}".rstrip()


def _tell_figures(figures: tuple[tuple[str, float], ...]) -> str:
    return ", ".join(f"{name} {value:.6g}" for name, value in figures)
