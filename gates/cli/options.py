"""The options that every gate shares, and the command line made of them and a gate's own."""

import argparse
from collections.abc import Iterable, Mapping

from gates.catalog import READERS, RENDERERS
from gates.commands.protocol import Kind, Option, Setting
from gates.errors import UsageError
from gates.model.ratio import parse_percent
from gates.typed import Any, NamedTuple, NoReturn, TextIO

SHARED: tuple[Option, ...] = (
    Option("reports", Kind.TEXTS, "the reports to judge: paths, globs in quotes ('**' too)", "REPORT"),
    Option("shard", Kind.TEXTS, "a report that has to be there, under a name that errors tell", "NAME=REPORT"),
    Option("report-format", Kind.TEXT, "read the reports as this format instead of finding out", "NAME"),
    Option("max-age", Kind.TEXT, "judge no report written longer ago, such as 12h, or before the last edit: edit", "TIME"),
    Option("optional", Kind.FLAG, "a missing report is skipped, and said to be, instead of an error"),
    Option("paths", Kind.TEXTS, "judge only changes of files that match, such as 'backend/**'", "GLOB"),
    Option("today", Kind.DATE, "judge as if it were this day, for waivers and ages (default: the day in UTC)", "DATE"),
    Option("warn", Kind.FLAG, "a condition that does not hold is a warning, not a failure"),
    Option("strict", Kind.FLAG, "a warning is a failure"),
    Option(
        "shards",
        Kind.TABLES,
        "reports that have to be there, under names that errors tell",
        keys=(
            Option("name", Kind.TEXT, "what the shard is called", "NAME", required=True),
            Option("reports", Kind.TEXTS, "its reports", "REPORT", required=True),
            Option("count", Kind.COUNT, "how many files it has", "FILES"),
        ),
    ),
)
"""What every gate's table in the configuration takes as well; the reports are arguments on the command line."""

CONFIGURED_STORE = "configured-store"
"""The setting that holds the configuration's store, its path as the process can use it; not one that a user can name."""

_COLORS = ("auto", "always", "never")


class Request(NamedTuple):
    """What the command line asks for."""

    settings: Mapping[str, Setting]
    """The options that were given, shared ones and the gate's own, by name."""
    config: str | None
    """The configuration file, `none` for none, or None to look for one."""
    format: str
    """The renderer for standard output."""
    outputs: tuple[tuple[str, str], ...]
    """Renderer and path, for each `--output`."""
    color: str
    """`auto`, `always` or `never`."""
    verbosity: int
    jobs: int
    """How many processes may read a large report; 0 for as many as there are cores."""


class HelpRequest(Exception):  # noqa: N818 (it is no error)
    """The help text was asked for; it is the exception's only argument."""


class Parser(argparse.ArgumentParser):
    """An ArgumentParser that raises instead of printing and leaving."""

    def error(self, message: str) -> NoReturn:
        """Raise what argparse would print."""
        raise UsageError(message.removeprefix("argument "), hint=f"try '{self.prog} --help'")

    def print_help(self, file: object = None) -> None:  # noqa: ARG002 (argparse calls it so)
        """Hand the text to whoever prints."""
        raise HelpRequest(self.format_help())


def parse(gate: str, kind: str, options: tuple[Option, ...], argv: list[str], width: int, out: TextIO) -> Request | None:
    """Give what the arguments ask for, or None if they asked for help, which is then on `out`. Raises UsageError.

    Without a kind of report, for `gate run`, the arguments that are no options are names of gates, not reports.
    """
    shared, own = (_choose(each, options, argv) for each in (SHARED[1:] if kind else (), options))
    parser = _make_parser(gate, kind, shared, own, width)
    try:
        parsed, rest = parser.parse_known_args(argv)
    except HelpRequest as help_:
        out.write(str(help_))
        return None
    found = vars(parsed)
    found["reports"] = take_reports(parser, rest)
    settings = {
        option.name: convert(option, value)
        for option in (SHARED[0], *shared, *own)
        if (value := found[option.name]) is not None and value not in ([], False)
    }
    return make_request(found, settings)


def make_request(found: Mapping[str, Any], settings: Mapping[str, Setting]) -> Request:
    """Give what was asked for, from what argparse found. Raises UsageError."""
    return Request(
        settings=settings,
        config=found.get("config"),
        format=found["format"],
        outputs=tuple(_split_output(text) for text in found["output"]),
        color=found["color"],
        verbosity=found["verbose"] - found["quiet"],
        jobs=found.get("jobs", 1),
    )


def take_reports(parser: argparse.ArgumentParser, rest: list[str]) -> list[str]:
    """Give the arguments that are no options; they may stand before, between and behind them."""
    options = rest[: rest.index("--")] if "--" in rest else rest
    unknown = [word for word in options if word.startswith("-") and word != "-"]
    if unknown:
        parser.error(f"unknown option {unknown[0]}{_suggest(parser, unknown[0])}")
    return [*options, *rest[len(options) + 1 :]]


def _suggest(parser: argparse.ArgumentParser, word: str) -> str:
    from difflib import get_close_matches

    flags = [flag for action in parser._actions for flag in action.option_strings]  # noqa: SLF001 (argparse has no other way)
    near = get_close_matches(word.partition("=")[0], flags, n=1)
    return f"; did you mean {near[0]}?" if near else ""


def convert(option: Option, value: Any) -> Setting:
    """Give the value of an option from what was written on the command line. Raises UsageError."""
    match option.kind:
        case Kind.PERCENT | Kind.INCREASE:
            try:
                return parse_percent(value, above=option.kind is Kind.INCREASE)
            except UsageError as flaw:
                raise UsageError(flaw.message, where=f"--{option.name}", hint=flaw.hint) from flaw
        case Kind.COUNT:
            if not (value.isascii() and value.isdigit()):
                raise UsageError(f"{value!r} is not a whole number", where=f"--{option.name}", hint="such as 0 or 12")
            return int(value)
        case Kind.DATE if not is_date(value):
            raise UsageError(f"{value!r} is not a day", where=f"--{option.name}", hint="such as 2027-01-31")
        case Kind.CHOICE if value not in option.choices:
            raise UsageError(
                f"{value!r} is not a choice", where=f"--{option.name}", hint=f"one of: {', '.join(option.choices)}"
            )
        case Kind.TEXTS | Kind.PLACES:
            return tuple(value)
        case _:
            return value  # type: ignore[no-any-return]  # argparse gives a str or a bool here


def is_date(text: str) -> bool:
    """Say whether a text is a day that there is, such as 2027-01-31."""
    from datetime import date

    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _choose(some: tuple[Option, ...], options: tuple[Option, ...], argv: list[str]) -> list[Option]:
    """Give those of some options that the parser has to know: the ones that are used, or all for help or for a suggestion.

    Telling argparse of one option costs a three-hundredth of a bare start, and there are forty.
    """
    used = {word.partition("=")[0] for word in argv if word.startswith("-")}
    known = {f"--{name}" for option in (*SHARED, *options) for name in (option.name, *option.synonyms)}
    flags = [option for option in some if option.kind is not Kind.TABLES]
    if not used <= known | _OTHERS:
        return flags
    return [option for option in flags if not used.isdisjoint(f"--{name}" for name in (option.name, *option.synonyms))]


_OTHERS = {"-", "--config", "--format", "--output", "--color", "--jobs", "--quiet", "--verbose", "-q", "-v", "-qq", "-vv"}


def _make_parser(
    gate: str, kind: str, shared_options: list[Option], options: list[Option], width: int
) -> argparse.ArgumentParser:
    parser = Parser(
        prog=f"gate {gate}",
        usage=f"gate {gate} [{'REPORT' if kind else 'NAME'} ...] [--option ...]",
        allow_abbrev=False,
        formatter_class=lambda prog: argparse.HelpFormatter(prog, max_help_position=30, width=width),
        epilog="Exit codes: 0 passed, 1 failed, 2 could not judge, 3 a bug in gate, 130 interrupted. "
        f"More: gate help {gate.partition(' ')[0]}, gate help configuration.",
    )
    _add(parser.add_argument_group("conditions and choices" if kind else "what goes for all of them"), options)
    shared = parser.add_argument_group("options of every gate")
    _add(shared, shared_options)
    shared.add_argument("--config", metavar="FILE", help="read this configuration; 'none' reads none")
    shared.add_argument("--jobs", metavar="N", type=int, default=0, help="processes for a large report (default: cores)")
    add_outputs(shared, "--format")
    parser.description = (
        f"REPORT: {SHARED[0].help}; - is standard input. Formats read: {', '.join(name for name, *_ in READERS[kind])}. "
        f"Without REPORT, the reports that gate.toml names are judged."
        if kind
        else "NAME: a gate that gate.toml configures, such as coverage, or one of its instances, such as coverage.backend; "
        "without NAME, all of them are judged, and none stops another."
    )
    return parser


def add_outputs(group: argparse._ActionsContainer, *flags: str) -> None:
    """Add the options that say what to print, by these flags, and to write, and how."""
    outputs = ", ".join(name for name, *_ in RENDERERS)
    group.add_argument(*flags, dest="format", metavar="NAME", default="text", help=f"what to print: {outputs}")
    group.add_argument(
        "--output", metavar="NAME=PATH", action="append", default=[], help="write another output to a file as well"
    )
    group.add_argument("--color", metavar="WHEN", choices=_COLORS, default="auto", help="auto, always or never")
    group.add_argument("-q", "--quiet", action="count", default=0, help="say less")
    group.add_argument("-v", "--verbose", action="count", default=0, help="say more")


def _add(group: argparse._ArgumentGroup, options: Iterable[Option]) -> None:
    for option in options:
        flags = [f"--{name}" for name in (option.name, *option.synonyms)]
        told = option.help.replace("%", "%%")
        if option.kind is Kind.FLAG:
            group.add_argument(*flags, dest=option.name, action="store_true", help=told)
        elif option.kind is Kind.PLACE:
            group.add_argument(*flags, dest=option.name, metavar=option.metavar, nargs="?", const="", help=told)
        elif option.kind is Kind.PLACES:
            group.add_argument(
                *flags,
                dest=option.name,
                metavar=option.metavar,
                action="append",
                nargs="?",
                const="",
                default=[],
                help=told,
            )
        elif option.kind is Kind.TEXTS:
            group.add_argument(*flags, dest=option.name, metavar=option.metavar, action="append", default=[], help=told)
        else:
            group.add_argument(*flags, dest=option.name, metavar=option.metavar, help=told)


def _split_output(text: str) -> tuple[str, str]:
    name, equals, path = text.partition("=")
    if not equals or not path:
        raise UsageError(f"{text!r} is not NAME=PATH", where="--output", hint="for example --output json=verdict.json")
    if path == "-":
        raise UsageError("standard output is for --format", where=f"--output {text}", hint=f"--format {name}")
    return name, path
