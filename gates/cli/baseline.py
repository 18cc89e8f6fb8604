"""`gate baseline`: what later runs are compared with. A subcommand is a module of its own, and only its own is loaded."""

from importlib import import_module

from gates.cli.run import Streams
from gates.errors import UsageError

COMMANDS: dict[str, tuple[str, str]] = {
    "show": ("gates.cli.baseline_show", "what is stored, and of when"),
    "diff": ("gates.cli.baseline_diff", "what an update would change: better, worse, lost"),
    "update": ("gates.cli.baseline_update", "store what the reports measure, unless it is worse"),
    "accept": ("gates.cli.baseline_accept", "store what is worse, with a reason that is kept"),
    "export": ("gates.cli.baseline_export", "a stored snapshot, or the history as CSV or JSON"),
    "prune": ("gates.cli.baseline_prune", "forget old entries, never the last"),
    "merge-driver": ("gates.cli.baseline_merge", "merge stored snapshots as git's merge driver, to the stricter side"),
}
_USAGE = """Usage: gate baseline COMMAND [--option ...]

Keeps what later runs are compared with, in the store that gate.toml, GATE_STORE or --store names.

Commands:
{commands}

  gate baseline COMMAND --help     the options of one command
"""


def main(argv: list[str], streams: Streams) -> int:
    """Run `gate baseline` with these arguments and give the exit code. Raises GateError."""
    if argv[:1] in (["-h"], ["--help"]):
        streams.out.write(_USAGE.format(commands="\n".join(f"  {name:14}{line}" for name, (_, line) in COMMANDS.items())))
        return 0
    if not argv:
        raise UsageError("gate baseline does what?", hint=f"one of: {', '.join(COMMANDS)}; gate baseline --help")
    if argv[0] not in COMMANDS:
        told = f"{argv[0]!r} is not something that gate baseline does"
        raise UsageError(told, hint=f"one of: {', '.join(COMMANDS)}; gate baseline --help")
    code: int = import_module(COMMANDS[argv[0]][0]).main(argv[1:], streams)
    return code
