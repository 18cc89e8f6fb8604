"""`gate completion`: a script that lets a shell complete gate's commands, options and values.

The script is whole in itself: everything that the tables of gate tell is written into it, and what a project configures is
read from gate.toml by the shell. So a TAB starts no Python.
"""

from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from typing import NamedTuple

from gates.catalog import GATES, READERS, RENDERERS
from gates.cli import all_gates, bench_plan, init, render, templates, topics
from gates.cli.options import SHARED
from gates.cli.run import Streams
from gates.commands.protocol import Kind, Option
from gates.errors import UsageError

SHELLS: tuple[tuple[str, str], ...] = (
    ("bash", 'eval "$(gate completion bash)" in ~/.bashrc'),
    ("zsh", 'eval "$(gate completion zsh)" in ~/.zshrc, behind compinit'),
    ("fish", "gate completion fish > ~/.config/fish/completions/gate.fish"),
)
"""The shell, and how its script gets there."""
_USAGE = """Usage: gate completion SHELL

Prints a script with which a shell completes gate's commands, options and values. It starts no Python when it is used.

{shells}

Exit codes: 0 printed, 2 no such shell.
"""
NOTHING, ANYTHING, FILE, REF, OUTPUT, CONFIGURED = "nothing", "anything", "file", "ref", "output", "configured"
"""What follows a flag: no value; one that nobody can guess; a path; a branch; an output, `=` and a path. What gate.toml
configures is an argument, of gate run."""
_METAVARS = {"FILE": FILE, "REPORT": FILE, "WHERE": FILE, "FOLDER": FILE, "PATTERN": FILE, "REF": REF, "FILE[:LINE]": FILE}
_HELP = ("--help", "tell of it", NOTHING)
_COMMANDS = (
    ("run", "every gate that gate.toml configures"),
    ("baseline", "update what later runs are compared with"),
    ("render", "show saved verdicts in any output"),
    ("init", "write a first gate.toml, a pre-push hook, or CI workflows"),
    ("completion", "print what lets a shell complete all this"),
    ("help", "what gate means by a word, or by an id that it printed"),
)
_LOOSEN = ("--loosen", "replace a better baseline, or one that knows more", NOTHING)


class Flag(NamedTuple):
    """One flag of a command."""

    name: str
    """With its dashes."""
    help: str
    value: str
    """One of the constants, or words with spaces between them."""


class Level(NamedTuple):
    """What can stand behind some words."""

    words: tuple[tuple[str, str], ...]
    """Commands and the like, each with its help."""
    flags: tuple[Flag, ...]
    takes: str
    """What its arguments are: NOTHING, FILE, or `configured` for what gate.toml configures."""


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


def list_levels() -> dict[str, Level]:
    """Give what can be written behind each command, by its words."""
    commands = {name: import_module(module) for name, module, _ in GATES}
    gates = tuple((name, told) for name, _, told in GATES)
    bench = commands["bench"]
    levels = {
        "": Level((*gates, *_COMMANDS), (Flag(*_HELP), Flag("--version", "the version", NOTHING)), CONFIGURED),
        **{name: Level((), _list_flags((*SHARED, *command.OPTIONS), command.KIND), FILE) for name, command in commands.items()},
        "run": Level((), _list_flags(all_gates.OPTIONS, ""), CONFIGURED),
        "baseline": Level((("update", "write what was measured"),), (Flag(*_HELP),), NOTHING),
        "baseline update": Level(gates, (Flag(*_HELP),), CONFIGURED),
        "render": Level((), _list_flags_of_render(), FILE),
        "help": Level(_list_topics(), (Flag(*_HELP),), NOTHING),
        "init": Level((), (*map(_tell_flag, init.OPTIONS), Flag(*_HELP)), NOTHING),
        "completion": Level(SHELLS, (Flag(*_HELP),), NOTHING),
    }
    for name in commands:
        levels[f"baseline update {name}"] = levels[name]._replace(flags=(*levels[name].flags, Flag(*_LOOSEN)))
    measuring = _list_flags((*bench_plan.OPTIONS, *SHARED, *bench.OPTIONS), bench.KIND)
    for name, told in (("run", "measure base and head in turns"), ("selftest", "measure what this machine can tell")):
        levels["bench"] = levels["bench"]._replace(words=(*levels["bench"].words, (name, told)))
        levels[f"bench {name}"] = Level((), measuring, NOTHING)
    return levels


def _list_flags(options: Sequence[Option], kind: str) -> tuple[Flag, ...]:
    """Give the flags of a command that judges, with those that all of them have."""
    known = [option for option in options if option.kind is not Kind.TABLES and option.name != "reports"]
    formats = " ".join(name for name, *_ in READERS[kind]) if kind else ""
    found = [_tell_flag(option) for option in known]
    found = [flag._replace(value=formats) if flag.name == "--report-format" else flag for flag in found]
    found += [Flag(f"--{name}", option.help, _find_value(option)) for option in known for name in option.synonyms]
    common = (Flag("--config", "read this configuration", FILE), Flag("--jobs", "processes for a large report", ANYTHING))
    return (*found, *common, *_list_output_flags("--format"))


def _list_flags_of_render() -> tuple[Flag, ...]:
    return (*_list_output_flags("--as"), _tell_flag(render.COUNT))


def _list_output_flags(name: str) -> tuple[Flag, ...]:
    """Give the flags that say what to print, by this one, and to write, and how."""
    return (
        Flag(name, "what to print", " ".join(output for output, *_ in RENDERERS)),
        Flag("--output", "write another output to a file as well", OUTPUT),
        Flag("--color", "when to use colour", "auto always never"),
        Flag("--quiet", "say less", NOTHING),
        Flag("--verbose", "say more", NOTHING),
        Flag(*_HELP),
    )


def _list_topics() -> tuple[tuple[str, str], ...]:
    """Give the topics that gate help lists; those of ids are too many to offer."""
    found = [topic for file in topics.FILES for topic in topics.read_topics(file).values() if topic.told]
    return tuple((topic.name, topic.told) for topic in found)


def _tell_flag(option: Option) -> Flag:
    return Flag(f"--{option.name}", option.help, _find_value(option))


def _find_value(option: Option) -> str:
    if option.kind is Kind.FLAG:
        return NOTHING
    return " ".join(option.choices) or _METAVARS.get(option.metavar, ANYTHING)


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
    rows = []
    for name, level in levels.items():
        here = f"complete -c gate -n {quote(f'__gate_at {quote(name)}')}"
        rows += [f"{here} -f -a {word} -d {quote(told)}\n" for word, told in level.words]
        rows += [f"{here} -l {flag.name[2:]} -d {quote(flag.help)}{_offer(flag.value)}\n" for flag in level.flags]
        rows += [f"{here}{_ARGUMENTS[level.takes]}\n"] if level.takes in _ARGUMENTS else []
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
