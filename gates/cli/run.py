"""The flow, from what was asked for to the verdict and its outputs, once and in one direction."""

import os
import time
from collections.abc import Mapping
from importlib import import_module
from itertools import chain
from typing import Any, BinaryIO, NamedTuple, TextIO

from gates.catalog import GATES, READERS, RENDERERS, Row
from gates.cli import config_file, files, terminal
from gates.cli.files import Source
from gates.cli.options import SHARED, Request
from gates.cli.tree import Repository
from gates.commands.protocol import Settings
from gates.errors import ReportError, UsageError
from gates.model.verdict import Input, Note, Outcome, Verdict
from gates.policy.judge import apply_mode
from gates.renderers.protocol import Surface

HEAD_BYTES = 1 << 16
"""How much of a report is looked at to find out its format."""
_LARGE_BYTES = 8 << 20
_DAY_HOURS = 24
_UNITS_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
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
    renderers = {name: _find(name, RENDERERS, "an output") for name in (request.format, *dict(request.outputs))}
    settings = _configure(gate, request)
    verdict = apply_mode(
        _judge(gate, command, settings, request, streams),
        warn=bool(settings.get("warn")),
        strict=bool(settings.get("strict")),
    )
    surface = terminal.look_at(streams.out, streams.environ, request.color, request.verbosity)
    text = import_module(renderers[request.format]).render(verdict, surface)
    if not (verdict.outcome is Outcome.PASS and request.verbosity < 0):
        streams.out.write(text)
    for name, path in request.outputs:
        text = import_module(renderers[name]).render(verdict, Surface())
        files.write_file(path, text, append=path == streams.environ.get("GITHUB_STEP_SUMMARY"))
    return EXIT_CODES[verdict.outcome]


def _judge(gate: str, command: Any, settings: Settings, request: Request, streams: Streams) -> Verdict:
    wanted = frozenset(condition.metric for condition in command.conditions(settings))
    if request.format != "text" or request.verbosity > 0 or request.outputs:
        wanted = command.METRICS
    patterns = settings.get("reports", ())
    if not isinstance(patterns, tuple) or not patterns:
        hint = f"name them (gate {gate} … REPORT) or set reports in gate.toml"
        raise UsageError("no report was named", hint=hint)
    sources, missing = files.find_sources(tuple(str(pattern) for pattern in patterns))
    if missing and not settings.get("optional"):
        raise missing[0]
    skipped = tuple(Note("report-skipped", f"{error.message}; it is optional", error.where) for error in missing)
    if not sources:
        reason = "; ".join(f"{error.where}: {error.message}" for error in missing)
        return Verdict(gate, Outcome.SKIPPED, (), notes=skipped, reason=reason)
    _check_age(sources, str(settings.get("max-age", "")))
    name = str(settings.get("report-format", ""))
    reports = {}
    inputs = []
    for source in sources:
        format_, report = _read(source, name, command.KIND, wanted, request.jobs, streams.stdin)
        reports[source.name] = report
        inputs.append(Input(source.name, format_))
    report = command.merge(reports, settings, Repository(os.getcwd()))
    verdict: Verdict = command.judge(report, settings, tuple(inputs))
    return verdict._replace(notes=tuple(sorted((*verdict.notes, *skipped))))


def _configure(gate: str, request: Request) -> Settings:
    """Give the settings: flags beat the configuration."""
    if request.config == "none":
        return request.settings
    path = request.config or config_file.find(os.getcwd())
    if path is None:
        return request.settings
    from gates.cli import config

    tables = config.load(path, {name: import_module(module).OPTIONS for name, module, _ in GATES}, SHARED).tables
    settings = {**tables.get(gate, {}), **request.settings}
    reports = settings.get("reports", ())
    if "reports" not in request.settings and isinstance(reports, tuple):
        folder = os.path.relpath(os.path.dirname(os.path.abspath(path)))
        settings["reports"] = tuple(os.path.normpath(os.path.join(folder, str(report))) for report in reports)
    return settings


def _read(source: Source, name: str, kind: str, wanted: frozenset[str], jobs: int, stdin: BinaryIO | None) -> tuple[str, Any]:
    """Give the format of a report and what it says."""
    chunks = files.read_chunks(source, stdin)
    head = b""
    for chunk in chunks:
        head += chunk
        if len(head) >= HEAD_BYTES:
            break
    if not head.strip():
        raise ReportError("is empty", where=source.name, hint="did the tool that should write it run to its end?")
    format_ = name or sniff(head[:HEAD_BYTES], source.name, kind)
    reader = import_module(_find(format_, READERS[kind], "a format"))
    if source.size_bytes >= _LARGE_BYTES and hasattr(reader, "read_share") and not files.is_packed(source):
        from gates.cli import workers

        shares = workers.count_workers(jobs)
        report = workers.read_in_shares(reader, source, wanted, shares) if shares > 1 else None
        if report is not None:
            return format_, report
    return format_, reader.read(chain((head,), chunks), source.name, wanted)


def sniff(head: bytes, name: str, kind: str) -> str:
    """Give the only format that the report can be."""
    formats = [format_ for format_, module, _ in READERS[kind] if import_module(module).sniff(head)]
    if len(formats) == 1:
        return formats[0]
    known = ", ".join(formats or [format_ for format_, *_ in READERS[kind]])
    if formats:
        raise ReportError(f"could be {known}", where=name, hint="say which: --report-format NAME")
    raise ReportError(
        f"is not a {kind} report in a known format; it {_describe(head)}",
        where=name,
        hint=f"known formats: {known}; if it is one of them, --report-format NAME tells what is wrong with it",
    )


def _describe(head: bytes) -> str:
    """Say what a foreign file looks like."""
    start = head[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start[:14].lower().startswith((b"<!doctype html", b"<html")):
        return "looks like an HTML page, perhaps a sign-in or error page saved in its place"
    if start.startswith(b"<"):
        return "looks like XML of another sort"
    if start.startswith((b"{", b"[")):
        return "looks like JSON"
    return f"begins with {start[:40].decode(errors='replace')!r}"


def _check_age(sources: list[Source], age: str) -> None:
    """Raise ReportError for a report that is older than `age`, such as `12h`; an empty age allows any."""
    if not age:
        return
    if not (age[:-1].isascii() and age[:-1].isdigit() and age[-1] in _UNITS_SECONDS):
        raise UsageError(f"{age!r} is not a time", where="max-age", hint="a number and s, m, h, d or w, such as 12h")
    limit_seconds = int(age[:-1]) * _UNITS_SECONDS[age[-1]]
    now_seconds = time.time()
    for source in sources:
        if source.modified_seconds is not None and now_seconds - source.modified_seconds > limit_seconds:
            hours = (now_seconds - source.modified_seconds) / 3600
            old = f"{hours / _DAY_HOURS:.1f} days" if hours > 2 * _DAY_HOURS else f"{hours:.1f} hours"
            hint = "is it left over from an earlier run? let the tests write it again"
            raise ReportError(f"was written {old} ago, longer than max-age {age}", where=source.name, hint=hint)


def _find(name: str, rows: tuple[Row, ...], what: str) -> str:
    """Give the module of a row by its name. Raises UsageError with the nearest name."""
    for row, module, _ in rows:
        if row == name:
            return module
    raise UsageError(f"{name!r} is not {what} that gate knows", hint=f"known: {', '.join(row for row, *_ in rows)}")
