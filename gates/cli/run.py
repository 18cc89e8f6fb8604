"""The flow, from what was asked for to the verdict and its outputs, once and in one direction."""

import os
import time
from collections.abc import Mapping
from importlib import import_module
from typing import Any, BinaryIO, NamedTuple, TextIO

from gates.catalog import GATES, RENDERERS
from gates.cli import config_file, files, reading, terminal
from gates.cli.options import SHARED, Request
from gates.cli.tree import Repository
from gates.commands.protocol import Case, Settings
from gates.errors import UsageError
from gates.model.verdict import Outcome, Verdict
from gates.policy.judge import apply_mode
from gates.renderers.escape import clean, disarm
from gates.renderers.protocol import Surface

EXIT_CODES = {
    Outcome.PASS: 0,
    Outcome.WARN: 0,
    Outcome.SKIPPED: 0,
    Outcome.FAIL: 1,
    Outcome.UNJUDGED: 2,
}


class Streams(NamedTuple):
    """Where text goes to and bytes come from."""

    out: TextIO
    err: TextIO
    stdin: BinaryIO | None
    environ: Mapping[str, str]


def run(gate: str, command: Any, request: Request, streams: Streams) -> int:
    """Judge, print and write what was asked for, and give the exit code. Raises GateError."""
    check_outputs(request)
    settings = configure(gate, request)
    if settings.get("explain"):
        return _explain(command, settings, request, streams)
    return present(_judge(gate, command, settings, request, streams), settings, request, streams)


def check_outputs(request: Request) -> None:
    """Raise UsageError for an output that gate does not know, before anything else is done."""
    for name in (request.format, *dict(request.outputs)):
        _find_renderer(name)


def present(verdict: Verdict, settings: Settings, request: Request, streams: Streams) -> int:
    """Print and write a verdict as it was asked for, and give the exit code. Raises UsageError."""
    verdict = apply_mode(verdict, warn=bool(settings.get("warn")), strict=bool(settings.get("strict")))
    surface = terminal.look_at(streams.out, streams.environ, request.color, request.verbosity)
    streams.out.write(import_module(_find_renderer(request.format)).render(verdict, surface))
    for name, path in request.outputs:
        text = import_module(_find_renderer(name)).render(verdict, Surface())
        files.write_file(path, text, append=path == streams.environ.get("GITHUB_STEP_SUMMARY"))
    return EXIT_CODES[verdict.outcome]


def _judge(gate: str, command: Any, settings: Settings, request: Request, streams: Streams) -> Verdict:
    wanted = frozenset(condition.metric for condition in command.conditions(settings))
    if request.format != "text" or request.verbosity > 0 or request.outputs:
        wanted |= frozenset(command.METRICS)
    needs = command.needs(settings)
    records = command.find_records(frozenset(command.METRICS) if settings.get("snapshot") else wanted, settings)
    readings = reading.read_all(command.KIND, settings, records, request.jobs, streams.stdin)
    if not readings.reports:
        reason = "; ".join(f"{note.where}: {note.text.removesuffix('; it is optional')}" for note in readings.skipped)
        return Verdict(gate, Outcome.SKIPPED, (), notes=readings.skipped, reason=reason)
    tree = Repository(os.getcwd())
    report = command.merge(readings.reports, settings, tree)
    case = Case(report, settings, readings.inputs, wanted, tree, now=find_now(settings))
    if settings.get("snapshot"):
        from gates.cli import baseline

        baseline.write(str(settings["snapshot"]), case.report, command.KIND, tree)
    if needs or any(option.reads and option.name in settings for option in command.OPTIONS):
        from gates.cli import beside

        case = beside.add(case, gate, command, needs, streams.environ)
    verdict: Verdict = command.judge(case)
    return verdict._replace(notes=tuple(sorted((*verdict.notes, *readings.skipped))))


def find_now(settings: Settings) -> str:
    """Give when is judged, in UTC: the first second of the day that was asked for, else what the clock says."""
    if "today" in settings:
        return f"{settings['today']}T00:00:00Z"
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def _explain(command: Any, settings: Settings, request: Request, streams: Streams) -> int:
    """Tell what each report says of one place; nothing is judged."""
    records = command.find_records(frozenset(command.METRICS), settings)
    readings = reading.read_all(command.KIND, settings, records, request.jobs, streams.stdin)
    for line in command.explain(readings.reports, settings, Repository(os.getcwd())):
        streams.out.write(f"{disarm(clean(line))}\n")
    return EXIT_CODES[Outcome.PASS]


def configure(gate: str, request: Request) -> Settings:
    """Give the settings: flags beat the configuration."""
    if request.config == "none":
        return request.settings
    path = request.config or config_file.find(os.getcwd())
    if path is None:
        return request.settings
    from gates.cli import config

    tables = config.load(path, {name: import_module(module).OPTIONS for name, module, _ in GATES}, SHARED).tables
    settings = {**tables.get(gate, {}), **request.settings}
    folder = os.path.relpath(os.path.dirname(os.path.abspath(path)))
    if "reports" in settings and "reports" not in request.settings:
        settings["reports"] = _below(folder, settings["reports"])
    if "shards" in settings and isinstance(settings["shards"], tuple):
        shards = [shard for shard in settings["shards"] if isinstance(shard, Mapping)]
        settings["shards"] = tuple({**shard, "reports": _below(folder, shard["reports"])} for shard in shards)
    return settings


def _below(folder: str, patterns: Any) -> tuple[str, ...]:
    """Give patterns that are meant below the configuration's folder as the process has to name them."""
    return tuple(os.path.normpath(os.path.join(folder, str(pattern))) for pattern in patterns)


def _find_renderer(name: str) -> str:
    """Give the module of an output. Raises UsageError that tells the known ones."""
    known = {row: module for row, module, _ in RENDERERS}
    if name not in known:
        raise UsageError(f"{name!r} is not an output that gate knows", hint=f"known: {', '.join(known)}")
    return known[name]
