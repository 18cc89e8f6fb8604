"""`gate init`: a project's first gate.toml, set at today's figures; its pre-push hook; its workflows in CI.

What is found is written down and judged from then on. Looking for reports again in each run would let one pass that a tool
no longer writes.
"""

import os
from collections.abc import Iterator, Mapping
from importlib import import_module

from gates.catalog import GATES
from gates.cli import ci, config_file, files, first_config, hook, plain, survey, trial
from gates.cli.first_config import Table
from gates.cli.run import Streams, find_now
from gates.cli.survey import Survey
from gates.cli.trial import Trial
from gates.commands.protocol import Kind, Option, Setting
from gates.errors import UsageError
from gates.renderers.escape import clean, tame

OPTIONS: tuple[Option, ...] = (
    Option("dry-run", Kind.FLAG, "print what would be written, and write nothing"),
    Option("force", Kind.FLAG, "replace what is there"),
    Option("hook", Kind.FLAG, "write a pre-push hook instead, which stops what gate run does not pass"),
    Option("ci", Kind.CHOICE, "write the workflows of this CI service instead", "SERVICE", choices=ci.SERVICES),
    Option("only", Kind.TEXT, "with --ci: write these pipelines, with commas between them (default: all)", "NAMES"),
)
_USAGE = """Usage: gate init [--option ...]

Looks for reports below this folder, shows what they measure, and writes a gate.toml that demands what holds today.

{options}

The workflows (--ci {services}) build, test and scan the parts that the project has: folders with a Python, Rust, Node.js or Go
project. They are yours to change:
{pipelines}

The hook judges pushes of the commit that is checked out, since the reports here are of that one. It stops a push of another
commit that the remote does not have, and lets deletions and what the remote has already pass. git push --no-verify goes
past it.

Exit codes: 0 written, 2 nothing to write, or something is there already.
"""
_CONFIG = "gate.toml"
_SHOWN = 20


def main(argv: list[str], streams: Streams) -> int:
    """Run `gate init` with these arguments and give the exit code. Raises GateError."""
    if argv[:1] in (["-h"], ["--help"]):
        pipelines = "\n".join(f"  {name:14}{told}" for name, _, told in ci.PIPELINES)
        told = _USAGE.format(options=plain.tell(OPTIONS), services=" or ".join(ci.SERVICES), pipelines=pipelines)
        streams.out.write(told)
        return 0
    settings = plain.parse("init", OPTIONS, argv)
    _check_options(settings)
    dry = bool(settings.get("dry-run"))
    if settings.get("hook"):
        return hook.install(streams, dry=dry)
    if settings.get("ci"):
        return ci.install(
            streams, str(settings["ci"]), str(settings.get("only", "")), dry=dry, force=bool(settings.get("force"))
        )
    if not dry:
        _check_place(force=bool(settings.get("force")))
    today = find_now({})[:10]
    tables = _find_tables(today, streams)
    active = [table for table in tables if not table.objection]
    if not active:
        reasons = "; ".join(f"{table.gate}: {table.objection}" for table in tables)
        raise UsageError(f"no gate would pass on the reports that were found ({reasons})", hint=_advise(tables))
    text = first_config.write(tables, today)
    if dry:
        streams.out.write(f"\n{text}")
        return 0
    files.write_file(_CONFIG, text)
    _say(streams, f"{_CONFIG} is written: {', '.join(table.gate for table in active)} judged from now on. Next: gate run")
    return 0


def _check_options(settings: Mapping[str, Setting]) -> None:
    """Raise UsageError where one option would be passed over for another."""
    if settings.get("only") and not settings.get("ci"):
        raise UsageError("names pipelines of --ci", where="--only", hint=f"--ci {ci.SERVICES[0]} --only {settings['only']}")
    if settings.get("hook") and settings.get("ci"):
        raise UsageError("stands alone, without --ci", where="--hook", hint="write one after the other")


def _check_place(*, force: bool) -> None:
    """Raise UsageError where a configuration is here already."""
    here = os.path.lexists(_CONFIG)
    if here and not (force and os.path.isfile(_CONFIG)):
        raise UsageError("is there already", where=_CONFIG, hint="--dry-run shows what would be written, --force replaces it")
    found = None if here else config_file.find(os.getcwd())
    if found and os.path.dirname(found) == os.path.abspath(os.getcwd()):
        raise UsageError("holds [tool.gate] already", where=os.path.basename(found), hint="--dry-run prints what to add to it")


def _find_tables(today: str, streams: Streams) -> list[Table]:
    """Give the table of every gate that has reports, and show what was found. Raises UsageError where there is none."""
    commands = {name: import_module(module) for name, module, _ in GATES}
    found = survey.search(".", tuple(command.KIND for command in commands.values()))
    if not found.candidates:
        hint = "run the tests with coverage, a scanner or a benchmark first, so that they write their reports below this folder"
        raise UsageError("no report that gate reads was found here", where=os.getcwd(), hint=hint)
    trials = []
    for gate, command in commands.items():
        paths = {
            each.path: each.formats[0] for each in found.candidates if each.kind == command.KIND and len(each.formats) == 1
        }
        trials += [trial.read(gate, command, paths, streams)] if paths else []
    known = frozenset(each.path for each in found.candidates)
    tables = [first_config.propose(each, today, known) for each in trials]
    for line in _show(found, trials, tables):
        _say(streams, line)
    return tables


def _show(found: Survey, trials: list[Trial], tables: list[Table]) -> Iterator[str]:
    """Give the lines of the table: gate, report, format, today's figure."""
    rows = [("gate", "report", "format", "today")]
    for each, table in zip(trials, tables, strict=True):
        read = [(report.path, report.format) for report in each.inputs]
        figures = [table.proposal.today, *[""] * len(read)]
        own = [(each.gate, path, format_, figures[number]) for number, (path, format_) in enumerate(read)]
        rows += [*own[:_SHOWN], *([(each.gate, f"and {len(own) - _SHOWN} more", "", "")] if len(own) > _SHOWN else [])]
        rows += [(each.gate, path, "", f"left out: {why}") for path, why in each.damaged.items()]
    for candidate in found.candidates:
        if len(candidate.formats) > 1:
            rows.append(("", candidate.path, "", f"left out: could be {', '.join(candidate.formats)}"))
    widths = [max(len(clean(row[column])) for row in rows) for column in range(3)]
    for row in rows:
        cells = [f"{clean(cell):{width}}" for cell, width in zip(row, widths, strict=False)]
        yield "  ".join((*cells, clean(row[3]))).rstrip()
    if not found.is_whole:
        yield f"only the first {survey.MOST_FILES:,} files were looked at; gate init in a folder below looks at the others"
    yield from (f"{table.gate} is not judged yet: {table.objection}" for table in tables if table.objection)


def _advise(tables: list[Table]) -> str:
    if any(table.gate == "bench" for table in tables):
        return "gate baseline update bench REPORT ... stores today's runs; commit them to the main branch, then gate init again"
    return "gate COMMAND REPORT ... tells more about each of them"


def _say(streams: Streams, line: str) -> None:
    streams.out.write(f"{tame(line)}\n")
