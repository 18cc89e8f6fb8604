"""`gate baseline update`: what was measured becomes what later runs are compared with, unless it is worse."""

from collections.abc import Iterator
from importlib import import_module

from gates.catalog import GATES
from gates.cli import all_gates, measuring, plain, run, storing, updating
from gates.cli.measuring import Question
from gates.cli.options import SHARED, Request
from gates.cli.run import Configuration, Streams
from gates.cli.terminal import tell
from gates.cli.updating import DONE, UNJUDGED, WORSE, Done, Terms
from gates.commands.protocol import Kind, Option
from gates.errors import GateError, UsageError

LOOSEN = Option("loosen", Kind.FLAG, "replace a better baseline, or one that knows more")
OPTIONS: tuple[Option, ...] = (
    storing.OPTION,
    LOOSEN,
    Option("config", Kind.TEXT, "read this configuration", "FILE"),
    *(option for option in SHARED if option.name in ("optional", "max-age", "today")),
)
_USAGE = """Usage: gate baseline update GATE [REPORT ...] [--loosen] [--option ...]
       gate baseline update [--loosen] [--option ...]

Stores what the reports measure, which later runs are compared with: by default in {store}/GATE.txt, which counts
once it is committed. What is there already is only replaced by something that is no worse and knows as much; --loosen replaces
it all the same. Without GATE every gate that gate.toml configures is updated, from the reports that are named there.

{options}

  gate baseline update GATE --help     the options of one gate, which are those of gate GATE

Exit codes: 0 stored, 1 kept since what was measured is worse, 2 kept since it knows less, or nothing could be read.
"""
_WORDS = {DONE: "stored", WORSE: "worse", UNJUDGED: "unjudged"}


def main(argv: list[str], streams: Streams) -> int:
    """Run `gate baseline update` with these arguments and give the exit code. Raises GateError."""
    if argv[:1] in (["-h"], ["--help"]):
        streams.out.write(_USAGE.format(store=storing.FOLDER, options=plain.tell(OPTIONS)))
        return DONE
    if not argv or argv[0].startswith("-"):
        return _update_all(argv, streams)
    question = measuring.parse("update", argv, (LOOSEN,), streams)
    if question is None:
        return DONE
    done = _update(question, run.load(question.request.config), streams)
    tell(streams.out, done.line, *measuring.shorten(done.reasons))
    return done.code


def _update(question: Question, configuration: Configuration, streams: Streams) -> Done:
    settings = run.choose_settings(question.gate, configuration, question.request)
    return updating.update(measuring.measure(question, settings, streams), Terms(loosen=bool(settings.get("loosen"))))


def _update_all(argv: list[str], streams: Streams) -> int:
    """Update what is configured, each whatever becomes of the others, and give the exit code of the worst."""
    settings = plain.parse("baseline update", OPTIONS, argv)
    config = settings.get("config")
    configuration = run.load(str(config) if config else None)
    names = all_gates.choose(configuration.tables, ())
    given = {name: value for name, value in settings.items() if name != "config"}
    done = dict(_update_each(names, configuration, Request(given, None, "text", (), "auto", 0, 0), streams))
    if not done:
        raise UsageError("no gate has reports in gate.toml", hint="gate baseline update GATE REPORT ...")
    width = max(map(len, names))
    for name in names:
        each = done.get(name)
        if each is None:
            tell(streams.out, f"{name:{width}}  skipped   it has no reports in gate.toml")
        else:
            tell(streams.out, f"{name:{width}}  {_WORDS[each.code]:8}  {each.line}", *measuring.shorten(each.reasons))
    codes = {each.code for each in done.values()}
    return next((code for code in (WORSE, UNJUDGED) if code in codes), DONE)


def _update_each(
    names: list[str], configuration: Configuration, request: Request, streams: Streams
) -> Iterator[tuple[str, Done]]:
    """Give what becomes of each gate that has reports; an error is one of them, and stops none of the others."""
    modules = {name: module for name, module, _ in GATES}
    for name in names:
        if not {"reports", "shards"} & configuration.tables[name].keys():
            continue
        question = Question(name, import_module(modules[name.partition(".")[0]]), request)
        try:
            yield name, _update(question, configuration, streams)
        except GateError as flaw:
            yield name, Done(UNJUDGED, f"error: {flaw}", (f"hint: {flaw.hint}",) if flaw.hint else ())
