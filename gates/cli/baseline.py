"""`gate baseline update`: what was measured becomes what later runs are compared with, unless it is worse."""

import os
from importlib import import_module
from typing import Any

from gates.catalog import GATES
from gates.cli import beside, files, git, machine, options, reading
from gates.cli.run import Streams, configure, find_now
from gates.cli.terminal import measure_width
from gates.cli.tree import Repository
from gates.commands.protocol import Baseline, Case, Kind, Option
from gates.errors import UsageError
from gates.renderers.escape import clean, disarm

_USAGE = """Usage: gate baseline update GATE [REPORT ...] [--loosen] [--option ...]

Writes what the reports measure to {store}/GATE.txt, which later runs are compared with once it is committed. What is there
already is only replaced by something that is no worse and knows as much; --loosen replaces it all the same.

  gate baseline update GATE --help     the options of one gate, which are those of gate GATE
"""
_LOOSEN = Option("loosen", Kind.FLAG, "replace a better baseline, or one that knows more")
_SHOWN = 10
DONE, REFUSED, UNJUDGED = 0, 1, 2


def main(argv: list[str], streams: Streams) -> int:
    """Run `gate baseline` with these arguments and give the exit code. Raises GateError."""
    if argv[:1] in (["-h"], ["--help"]):
        streams.out.write(_USAGE.format(store=beside.STORE))
        return DONE
    if argv[:1] != ["update"]:
        told = f"{argv[0]!r} is not something that gate baseline does" if argv else "gate baseline does what?"
        raise UsageError(told, hint="gate baseline update GATE [REPORT ...]; gate baseline --help")
    modules = {name: module for name, module, _ in GATES}
    if argv[1:2] in (["-h"], ["--help"]) or not argv[1:] or argv[1].partition(".")[0] not in modules:
        raise UsageError("which gate's baseline?", hint=f"gate baseline update GATE, with one of: {', '.join(modules)}")
    command = import_module(modules[argv[1].partition(".")[0]])
    width = measure_width(streams.out, streams.environ)
    request = options.parse(argv[1], command.KIND, (*command.OPTIONS, _LOOSEN), argv[2:], width, streams.out)
    return DONE if request is None else _update(argv[1], command, request, streams)


def _update(gate: str, command: Any, request: options.Request, streams: Streams) -> int:
    settings = configure(gate, request)
    tree = Repository(os.getcwd())
    path = os.path.join(tree.root or os.getcwd(), *beside.STORE.split("/"), f"{gate}.txt")
    records = command.find_records(frozenset(command.METRICS), settings)
    readings = reading.read_all(command.KIND, settings, records, request.jobs, streams.stdin)
    if not readings.reports:
        raise UsageError("no report is there, so there is nothing to write", hint="optional reports are missing")
    report = command.merge(readings.reports, settings, tree)
    case = Case(report, settings, readings.inputs, records, tree)
    case = case._replace(now=find_now(settings), commit=find_commit(tree), machine=machine.look())
    old = _read_old(case, command, path)
    loosening = command.find_loosening(case._replace(baseline=old)) if old else None
    reasons = (*loosening.lost, *loosening.worse) if loosening else ()
    shown = [f"  {reason}" for reason in reasons[:_SHOWN]]
    shown += [f"  and {len(reasons) - _SHOWN:,} more"] if len(reasons) > _SHOWN else []
    place = os.path.relpath(path)
    if loosening and reasons and not settings.get("loosen"):
        what = "knows less" if loosening.lost else "is worse"
        _tell(streams, f"{place} is kept: what was measured {what} (--loosen replaces it)", *shown)
        return UNJUDGED if loosening.lost else REFUSED
    os.makedirs(os.path.dirname(path), exist_ok=True)
    renewed = command.renew(case._replace(baseline=old or case.baseline), loosen=bool(settings.get("loosen")))
    write(path, renewed, command.KIND, tree)
    _tell(streams, f"{place} is {'loosened:' if reasons else 'written; commit it so that it counts'}", *shown)
    return DONE


def _read_old(case: Case, command: Any, path: str) -> Baseline | None:
    """Give the baseline that is there, or None. Raises ReportError where it is damaged: it is never taken for none."""
    if not os.path.lexists(path):
        return None
    return beside.read_baseline(case, command, path)


def write(path: str, report: Any, kind: str, tree: Repository) -> None:
    """Write a snapshot, whole or not at all. Raises ReportError for a report that may not be whole."""
    module = import_module(reading.find_module("snapshot", kind))
    files.write_file(path, module.write(report, find_commit(tree)))


def find_commit(tree: Repository) -> str:
    """Give the commit that the work tree stands on; empty where there is none."""
    return git.resolve(tree.root, "HEAD") or "" if tree.root else ""


def _tell(streams: Streams, *lines: str) -> None:
    for line in lines:
        streams.out.write(f"{disarm(clean(line))}\n")
