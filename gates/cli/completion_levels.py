"""What can stand where on the command line of gate: the commands, flags and values that a shell completes.

Everything comes from the tables that the commands themselves go by.
"""

from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module

from gates.catalog import GATES, READERS, RENDERERS
from gates.cli import (
    all_gates,
    baseline,
    baseline_export,
    baseline_merge,
    baseline_prune,
    baseline_update,
    bench_plan,
    init,
    kept,
    render,
    storing,
    topics,
    waiver_list,
)
from gates.cli.baseline_accept import REASON
from gates.cli.baseline_update import LOOSEN
from gates.cli.options import SHARED
from gates.commands.protocol import Kind, Option
from gates.typed import Any, NamedTuple

SHELLS: tuple[tuple[str, str], ...] = (
    ("bash", 'eval "$(gate completion bash)" in ~/.bashrc'),
    ("zsh", 'eval "$(gate completion zsh)" in ~/.zshrc, behind compinit'),
    ("fish", "gate completion fish > ~/.config/fish/completions/gate.fish"),
)
"""The shell, and how its script gets there."""
NOTHING, ANYTHING, FILE, REF, OUTPUT, CONFIGURED = "nothing", "anything", "file", "ref", "output", "configured"
"""What follows a flag: no value; one that nobody can guess; a path; a branch; an output, `=` and a path. What gate.toml
configures is an argument, of gate run."""
_METAVARS = {"FILE": FILE, "REPORT": FILE, "WHERE": FILE, "FOLDER": FILE, "PATTERN": FILE, "REF": REF, "FILE[:LINE]": FILE}
_HELP = ("--help", "tell of it", NOTHING)
_COMMANDS = (
    ("run", "every gate that gate.toml configures"),
    ("baseline", "what later runs are compared with"),
    ("waivers", "what is allowed though it does not hold, and until when"),
    ("render", "show saved verdicts in any output"),
    ("init", "write a first gate.toml, a pre-push hook, or CI workflows"),
    ("completion", "print what lets a shell complete all this"),
    ("help", "what gate means by a word, or by an id that it printed"),
)
_GATES = tuple((name, told) for name, _, told in GATES)


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


def list_levels() -> dict[str, Level]:
    """Give what can be written behind each command, by its words."""
    commands = {name: import_module(module) for name, module, _ in GATES}
    bench = commands["bench"]
    measuring = Level((), _list_flags((*bench_plan.OPTIONS, *SHARED, *bench.OPTIONS), bench.KIND), NOTHING)
    levels = {
        "": Level((*_GATES, *_COMMANDS), (Flag(*_HELP), Flag("--version", "the version", NOTHING)), CONFIGURED),
        **{name: Level((), _list_flags((*SHARED, *command.OPTIONS), command.KIND), FILE) for name, command in commands.items()},
        "bench run": measuring,
        "bench selftest": measuring,
        "run": Level((), _list_flags(all_gates.OPTIONS, ""), CONFIGURED),
        **dict(_list_baseline(commands)),
        "waivers": _tell_level(waiver_list.OPTIONS, NOTHING),
        "render": Level((), (*_list_output_flags("--as"), _tell_flag(render.COUNT)), FILE),
        "help": Level(_list_topics(), (Flag(*_HELP),), NOTHING),
        "init": _tell_level(init.OPTIONS, NOTHING),
        "completion": Level(SHELLS, (Flag(*_HELP),), NOTHING),
    }
    both = (("run", "measure base and head in turns"), ("selftest", "measure what this machine can tell"))
    return {**levels, "bench": levels["bench"]._replace(words=both)}


def _list_baseline(commands: Mapping[str, Any]) -> Iterator[tuple[str, Level]]:
    """Give what can be written behind `gate baseline`."""
    words = tuple((name, told) for name, (_, told) in baseline.COMMANDS.items())
    yield "baseline", Level(words, (Flag(*_HELP),), NOTHING)
    for name, options in (("show", kept.OPTIONS), ("export", baseline_export.OPTIONS), ("prune", baseline_prune.OPTIONS)):
        yield f"baseline {name}", _tell_level(options, CONFIGURED)._replace(words=_GATES)
    yield "baseline merge-driver", _tell_level(baseline_merge.OPTIONS, FILE)
    measured = {"diff": ((), ()), "accept": ((), (REASON,)), "update": (baseline_update.OPTIONS, (LOOSEN,))}
    for name, (all_, one) in measured.items():
        yield f"baseline {name}", _tell_level(all_, CONFIGURED)._replace(words=_GATES)
        for gate, command in commands.items():
            flags = _list_flags((*SHARED, *command.OPTIONS, storing.OPTION, *one), command.KIND)
            yield f"baseline {name} {gate}", Level((), flags, FILE)


def _tell_level(options: Sequence[Option], takes: str) -> Level:
    return Level((), (*map(_tell_flag, options), Flag(*_HELP)), takes)


def _list_flags(options: Sequence[Option], kind: str) -> tuple[Flag, ...]:
    """Give the flags of a command that judges, with those that all of them have."""
    known = [option for option in options if option.kind is not Kind.TABLES and option.name != "reports"]
    formats = " ".join(name for name, *_ in READERS[kind]) if kind else ""
    found = [_tell_flag(option) for option in known]
    found = [flag._replace(value=formats) if flag.name == "--report-format" else flag for flag in found]
    found += [Flag(f"--{name}", option.help, _find_value(option)) for option in known for name in option.synonyms]
    common = (Flag("--config", "read this configuration", FILE), Flag("--jobs", "processes for a large report", ANYTHING))
    return (*found, *common, *_list_output_flags("--format"))


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
