"""`gate run`: every gate that the configuration has, each judged whatever becomes of the others, and one summary."""

import time
import traceback
from collections.abc import Iterator, Mapping
from importlib import import_module

from gates.catalog import GATES
from gates.cli import options, run
from gates.cli.main import BUG
from gates.cli.options import SHARED, Request
from gates.cli.run import Configuration, Streams
from gates.cli.terminal import measure_width
from gates.commands.protocol import Kind, Option, Settings
from gates.errors import GateError, UsageError
from gates.model.verdict import EXIT_CODES, Outcome, Verdict, fold_outcomes
from gates.renderers.escape import make_plain, tame
from gates.typed import NamedTuple

OPTIONS: tuple[Option, ...] = (
    *(option for option in SHARED if option.name in ("optional", "max-age", "today", "warn", "strict")),
    Option("base", Kind.TEXT, "the branch that changes and baselines are compared with (default: CI's, else the main)", "REF"),
)
"""What is asked of every gate that has the option."""
_PATIENCE_SECONDS = 0.5


class _Judged(NamedTuple):
    verdict: Verdict
    is_bug: bool = False


def main(argv: list[str], streams: Streams) -> int:
    """Judge, print and write, and give the exit code: a failure beats a bug, which beats what could not be judged."""
    request = options.parse("run", "", OPTIONS, argv, measure_width(streams.out, streams.environ), streams.out)
    if request is None:
        return 0
    run.check_outputs(request)
    names = request.settings.get("reports", ())
    request = request._replace(settings={name: value for name, value in request.settings.items() if name != "reports"})
    try:
        configuration = run.load(request.config)
        chosen = choose(configuration.tables, tuple(map(str, names)) if isinstance(names, tuple) else ())
    except GateError as error:
        run.write_outputs((make_plain(run.give_up("run", error)),), request, streams, several=True)
        raise
    judged = list(_judge_all(chosen, configuration, request, streams))
    verdicts = tuple(each.verdict for each in judged)
    run.present(verdicts, request, streams, several=True)
    outcome = fold_outcomes(each.outcome for each in verdicts)
    return BUG if outcome is not Outcome.FAIL and any(each.is_bug for each in judged) else EXIT_CODES[outcome]


def choose(tables: Mapping[str, Settings], names: tuple[str, ...]) -> list[str]:
    """Give the gates and instances that are meant, in the order of the configuration. Raises UsageError."""
    if not tables:
        hint = "write a gate.toml, or name a gate and its reports: gate coverage --help"
        raise UsageError("no gate is configured", hint=hint, id_="not-configured")
    chosen = {each for name in names for each in tables if name in (each, each.partition(".")[0])}
    for name in names:
        if not any(name in (each, each.partition(".")[0]) for each in tables):
            raise UsageError(f"no [{name}] is configured", hint=f"configured: {', '.join(tables)}")
    return [each for each in tables if each in chosen or not names]


def _judge_all(names: list[str], configuration: Configuration, request: Request, streams: Streams) -> Iterator[_Judged]:
    """Give what becomes of each. Where a person waits for long, standard error tells which it is at."""
    start, said = time.monotonic(), False
    for number, name in enumerate(names, 1):
        if time.monotonic() - start > _PATIENCE_SECONDS and streams.err.isatty() and request.verbosity >= 0:
            said = True
            streams.err.write(f"\r\x1b[K{number} of {len(names)}: {name}")
            streams.err.flush()
        yield _judge_one(name, configuration, request, streams)
    if said:
        streams.err.write("\r\x1b[K")


def _judge_one(name: str, configuration: Configuration, request: Request, streams: Streams) -> _Judged:
    """Give the verdict; an error is a verdict that nothing could be judged."""
    module = next(module for each, module, _ in GATES if each == name.partition(".")[0])
    try:
        command = import_module(module)
        known = {option.name for option in (*SHARED, *command.OPTIONS)}
        own = {key: value for key, value in request.settings.items() if key in known}
        request = request._replace(settings=own)
        settings = run.settle(name, configuration, request)
        return _Judged(run.set_mode(run.judge(name, command, settings, request, streams), settings))
    except GateError as error:
        return _Judged(run.give_up(name, error))
    except Exception as flaw:  # noqa: BLE001 (a bug in one gate must not keep the others from being judged)
        streams.err.write(f"gate: this is a bug in gate {name}, not a verdict\n")
        streams.err.writelines(f"{tame(line)}\n" for line in traceback.format_exc().splitlines())
        reason = f"a bug in gate, told on standard error: {type(flaw).__name__}"
        return _Judged(Verdict(name, Outcome.UNJUDGED, (), reason=reason), is_bug=True)
