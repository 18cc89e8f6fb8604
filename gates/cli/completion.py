"""`gate completion`: a script that lets a shell complete gate's commands, options and values.

The script is whole in itself: everything that the tables of gate tell is written into it, and what a project configures is
read from gate.toml by the shell. So a TAB starts no Python.
"""

from collections.abc import Iterator, Mapping, Sequence

from gates.catalog import GATES, RENDERERS
from gates.cli import templates
from gates.cli.completion_levels import ANYTHING, CONFIGURED, FILE, NOTHING, OUTPUT, REF, SHELLS, Level, list_levels
from gates.cli.run import Streams
from gates.errors import UsageError

_USAGE = """Usage: gate completion SHELL

Prints a script with which a shell completes gate's commands, options and values. It starts no Python when it is used.

{shells}

Exit codes: 0 printed, 2 no such shell.
"""


def main(argv: list[str], streams: Streams) -> int:
    """Print the script of a shell, and give the exit code. Raises UsageError."""
    known = dict(SHELLS)
    if argv in (["-h"], ["--help"]):
        streams.out.write(_USAGE.format(shells="\n".join(f"  {name:6}{told}" for name, told in SHELLS)))
        return 0
    if len(argv) != 1 or argv[0] not in known:
        raise UsageError("which shell's completion?", hint=f"gate completion, with one of: {', '.join(known)}")
    streams.out.write(write(argv[0], list_levels()))
    return 0


def write(shell: str, levels: Mapping[str, Level]) -> str:
    """Give the script of a shell."""
    tables = {"bash": _write_bash, "zsh": _write_zsh, "fish": _write_fish}[shell](levels)
    outputs = " ".join(f"{name}=" for name, *_ in RENDERERS)
    gates = "|".join(name for name, *_ in GATES)
    return templates.fill(f"completion/gate.{shell}", **tables, OUTPUTS=outputs, GATES=gates)


def _write_bash(levels: Mapping[str, Level]) -> dict[str, str]:
    rows = (
        f"        '{name}') words='{_join(level.words)}' flags='{_join(level.flags)}' takes={level.takes} ;;\n"
        for name, level in levels.items()
    )
    return {"LEVELS": "".join(rows), "VALUES": "".join(_write_values(levels))}


def _write_zsh(levels: Mapping[str, Level]) -> dict[str, str]:
    rows = (
        f"        '{name}') words_=({_describe(level.words)}) flags_=({_describe(level.flags)}) takes={level.takes} ;;\n"
        for name, level in levels.items()
    )
    return {"LEVELS": "".join(rows), "VALUES": "".join(_write_values(levels))}


def _join(rows: Sequence[tuple[str, ...]]) -> str:
    return " ".join(row[0] for row in rows)


def _describe(rows: Sequence[tuple[str, ...]]) -> str:
    return " ".join(quote(f"{row[0]}:{row[1]}") for row in rows)


def _write_values(levels: Mapping[str, Level]) -> Iterator[str]:
    """Give the cases of a flag's value: once for a flag that takes the same everywhere, else for each command."""
    found: dict[str, dict[str, list[str]]] = {}
    for name, level in levels.items():
        for flag in level.flags:
            found.setdefault(flag.name, {}).setdefault(flag.value, []).append(name)
    cases: dict[str, list[str]] = {}
    for flag_name, values in found.items():
        for value, names in values.items():
            cases.setdefault(value, []).extend(
                [f"*' {flag_name}'"] if len(values) == 1 else [f"'{name} {flag_name}'" for name in names]
            )
    yield from (f"        {'|'.join(patterns)}) value={quote(value)} ;;\n" for value, patterns in cases.items())


def _write_fish(levels: Mapping[str, Level]) -> dict[str, str]:
    """Give the lines of fish, each once, with all the levels at which it holds."""
    found: dict[str, list[str]] = {}
    for name, level in levels.items():
        lines = [f" -f -a {word} -d {quote(told)}" for word, told in level.words]
        lines += [f" -l {flag.name[2:]} -d {quote(flag.help)}{_offer(flag.value)}" for flag in level.flags]
        for line in (*lines, _ARGUMENTS.get(level.takes, "")):
            found.setdefault(line, []).append(name)
    rows = (
        f"complete -c gate -n {quote('__gate_at ' + ' '.join(map(quote, names)))}{line}\n"
        for line, names in found.items()
        if line
    )
    valued = sorted({flag.name for level in levels.values() for flag in level.flags if flag.value != NOTHING})
    return {"ROWS": "".join(rows), "VALUED": " ".join(valued), "LEVELS": " ".join(quote(name) for name in levels if name)}


_ARGUMENTS = {FILE: " -F", CONFIGURED: " -f -a '(__gate_configured)'"}
_FISH = {
    NOTHING: "",
    ANYTHING: " -x",
    FILE: " -r -F",
    REF: " -x -a '(__gate_refs)'",
    OUTPUT: " -r -f -a '(__gate_outputs)'",
}


def _offer(value: str) -> str:
    return _FISH.get(value, f" -x -a {quote(value)}")


def quote(text: str) -> str:
    """Give a text in single quotes, as all three shells read it. No text of gate's own tables has a backslash in it."""
    return "'" + text.replace("'", "'\\''") + "'"
