"""The flow, from what was asked for to the verdict and its outputs, once and in one direction."""

import os
import time
from collections.abc import Mapping
from importlib import import_module

from gates.catalog import GATES, RENDERERS
from gates.cli import config_file, files, reading, terminal
from gates.cli.options import CONFIGURED_STORE, SHARED, Request
from gates.cli.tree import Repository
from gates.commands.protocol import Baseline, Case, Settings
from gates.errors import GateError, UsageError
from gates.model.unknown import Unknown
from gates.model.verdict import EXIT_CODES, Note, Outcome, Verdict
from gates.policy.judge import apply_mode
from gates.renderers.escape import make_plain, tame
from gates.renderers.protocol import Surface
from gates.typed import Any, BinaryIO, NamedTuple, TextIO

_DIGESTED = frozenset({"in-toto", "json"})
"""The outputs that name reports by their digests, or from which such a one can be made."""


class Streams(NamedTuple):
    """Where text goes to and bytes come from."""

    out: TextIO
    err: TextIO
    stdin: BinaryIO | None
    environ: Mapping[str, str]


def run(gate: str, command: Any, request: Request, streams: Streams) -> int:
    """Judge, print and write what was asked for, and give the exit code. Raises GateError.

    The outputs are then written all the same, and tell the error: what an earlier run wrote there would be taken for today's.
    """
    check_outputs(request)
    try:
        settings = configure(gate, request)
        verdict = None if settings.get("explain") else judge(gate, command, settings, request, streams)
    except GateError as error:
        write_outputs((make_plain(give_up(gate, error)),), request, streams, several=False)
        raise
    if verdict is None:
        return _explain(command, settings, request, streams)
    return conclude(verdict, settings, request, streams)


def give_up(gate: str, error: GateError) -> Verdict:
    """Give the verdict that nothing could be judged; the next thing to try is a note under the id of the error."""
    more = "" if error.id == UsageError.id else f"gate help {error.id} tells more"
    told = "; ".join(filter(None, (error.hint, more)))
    notes = (Note(error.id, told),) if told else ()
    return Verdict(gate, Outcome.UNJUDGED, (), notes=notes, reason="; ".join(str(error).splitlines()))


def check_outputs(request: Request) -> None:
    """Raise UsageError for an output that gate does not know, before anything else is done."""
    for name in (request.format, *dict(request.outputs)):
        _find_renderer(name)


def present(verdicts: tuple[Verdict, ...], request: Request, streams: Streams, *, several: bool = False) -> None:
    """Print and write verdicts as it was asked for: that of one gate, or those of `gate run`. Raises UsageError."""
    verdicts = tuple(map(make_plain, verdicts))
    surface = terminal.look_at(streams.out, streams.environ, request.color, request.verbosity)
    streams.out.write(_render(request.format, verdicts, surface, several=several))
    write_outputs(verdicts, request, streams, several=several)


def write_outputs(verdicts: tuple[Verdict, ...], request: Request, streams: Streams, *, several: bool) -> None:
    """Write the outputs that files were named for. Raises UsageError."""
    for name, path in request.outputs:
        text = _render(name, verdicts, Surface(), several=several)
        files.write_file(path, text, append=path == streams.environ.get("GITHUB_STEP_SUMMARY"))


def _render(name: str, verdicts: tuple[Verdict, ...], surface: Surface, *, several: bool) -> str:
    renderer = import_module(_find_renderer(name))
    text: str = renderer.render_all(verdicts, surface) if several else renderer.render(verdicts[0], surface)
    return text


def judge(gate: str, command: Any, settings: Settings, request: Request, streams: Streams) -> Verdict:
    """Give the verdict of one gate, or of one of its instances, by whose name it then goes. Raises GateError."""
    return _judge(gate, command, settings, request, streams)._replace(gate=gate)


def conclude(verdict: Verdict, settings: Settings, request: Request, streams: Streams) -> int:
    """Print and write the verdict of one gate, and give the exit code. Raises UsageError."""
    verdict = set_mode(verdict, settings)
    present((verdict,), request, streams)
    return EXIT_CODES[verdict.outcome]


def set_mode(verdict: Verdict, settings: Settings) -> Verdict:
    """Give the verdict with failures as warnings, or warnings as failures, where the settings say so."""
    return apply_mode(verdict, warn=bool(settings.get("warn")), strict=bool(settings.get("strict")))


def _judge(gate: str, command: Any, settings: Settings, request: Request, streams: Streams) -> Verdict:
    wanted = frozenset(condition.metric for condition in command.conditions(settings))
    tells_all = bool(request.format != "text" or request.verbosity > 0 or request.outputs)
    if tells_all:
        wanted |= frozenset(command.METRICS)
    needs = command.needs(settings)
    tree = Repository(os.getcwd())
    rest = _find_rest(settings, tree, streams)
    if isinstance(rest, str) and rest:
        return Verdict(gate, Outcome.SKIPPED, (), reason=rest)
    records = command.find_records(frozenset(command.METRICS) if settings.get("snapshot") else wanted, settings)
    readings = reading.read_all(command.KIND, settings, records, request.jobs, streams.stdin, digests=_wants_digests(request))
    if not readings.reports:
        reason = "; ".join(f"{note.where}: {note.text.removesuffix('; it is optional')}" for note in readings.skipped)
        return Verdict(gate, Outcome.SKIPPED, (), notes=readings.skipped, reason=reason)
    report = command.merge(readings.reports, settings, tree)
    case = Case(report, settings, readings.inputs, wanted, tree, now=find_now(settings))
    if settings.get("snapshot"):
        from gates.cli import snapshots

        snapshots.write(str(settings["snapshot"]), case.report, command.KIND, tree)
    if needs or any(option.reads and option.name in settings for option in command.OPTIONS):
        from gates.cli import beside

        case = beside.add(case, gate, command, needs, streams.environ)
    verdict: Verdict = command.judge(case)
    if tells_all:
        verdict = _trace(verdict, case, command)
    notes = [Note("changes-unknown", f"judged whatever changed: {rest.reason}")] if isinstance(rest, Unknown) else []
    return verdict._replace(notes=tuple(sorted((*verdict.notes, *readings.skipped, *notes))))


def _trace(verdict: Verdict, case: Case, command: Any) -> Verdict:
    """Give the verdict with the figures of the store's earlier entries, where its baseline comes from one that keeps them."""
    if not isinstance(case.baseline, Baseline) or not case.baseline.history:
        return verdict
    from gates.policy.history import trace

    return verdict._replace(history=trace(case.baseline.history, command.tell_figures(case.report)))


def _find_rest(settings: Settings, tree: Repository, streams: Streams) -> str | Unknown:
    """Give why a gate need not be judged in this change, where its table asks whether it has to be."""
    if "paths" not in settings:
        return ""
    from gates.cli import touched

    return touched.find_rest(settings, tree, streams.environ)


def _wants_digests(request: Request) -> bool:
    """Say whether an output names the reports by their digests, which take time on large ones."""
    return not _DIGESTED.isdisjoint((request.format, *(name for name, _ in request.outputs)))


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
        streams.out.write(f"{tame(line)}\n")
    return EXIT_CODES[Outcome.PASS]


def configure(gate: str, request: Request) -> Settings:
    """Give the settings of a gate, or of one of its instances: flags beat the configuration. Raises GateError."""
    return choose_settings(gate, load(request.config), request)


class Configuration(NamedTuple):
    """What the configuration says."""

    tables: Mapping[str, Settings] = {}
    """By gate or instance."""
    folder: str = "."
    """Below which it is meant, as the process has to name it."""
    store: str = ""
    """Where baselines are kept, as the process can use it; empty where it does not say."""


def load(config: str | None) -> Configuration:
    """Give what a configuration file says, or the one that is found where none is named. Raises ConfigError."""
    path = None if config == "none" else config or config_file.find(os.getcwd())
    if path is None:
        return Configuration()
    from gates.cli import config as reader

    read = reader.load(path, {name: import_module(module).OPTIONS for name, module, _ in GATES}, SHARED)
    folder = os.path.relpath(os.path.dirname(os.path.abspath(path)))
    if not read.store:
        return Configuration(read.tables, folder)
    from gates.cli import storing  # (few configurations have one)

    return Configuration(read.tables, folder, storing.parse(read.store, folder).text)


def choose_settings(gate: str, configuration: Configuration, request: Request) -> Settings:
    """Give the settings of a gate, or of an instance that is configured. Raises UsageError for one that is not.

    A gate of which only instances are configured takes nothing from them, so it needs reports of its own.
    """
    known = [name for name in configuration.tables if name.startswith(gate.partition(".")[0])]
    names_reports = not {"reports", "shard"}.isdisjoint(request.settings)
    if gate not in configuration.tables and ("." in gate or (known and not names_reports)):
        raise UsageError(f"no [{gate}] is configured", hint=f"configured: {', '.join(known) or 'nothing of this gate'}")
    return settle(gate, configuration, request)


def settle(gate: str, configuration: Configuration, request: Request) -> Settings:
    """Give a gate's settings: what the command line gives beats its table, whose files are named from its folder.

    A bound on the command line beats both of `{ fail = 80, warn = 85 }`.
    """
    table, folder = configuration.tables.get(gate, {}), configuration.folder
    kept = {name: value for name, value in table.items() if name.removesuffix(".warn") not in request.settings}
    settings = {**kept, **request.settings, **({CONFIGURED_STORE: configuration.store} if configuration.store else {})}
    module = next(module for name, module, _ in GATES if name == gate.partition(".")[0])
    for name in ("reports", *(option.name for option in import_module(module).OPTIONS if option.reads)):
        if name in table and name not in request.settings:
            settings[name] = _below(folder, table[name])
    shards = settings.get("shards")
    if isinstance(shards, tuple):
        tables = [shard for shard in shards if isinstance(shard, Mapping)]
        settings["shards"] = tuple({**shard, "reports": _below(folder, shard["reports"])} for shard in tables)
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
