"""One gate's reports beside the last entry of its store: what `gate baseline update`, `accept` and `diff` begin with."""

import os
from importlib import import_module

from gates.catalog import GATES
from gates.cli import beside, machine, options, reading, snapshots, storing
from gates.cli.options import Request
from gates.cli.run import Streams, find_now
from gates.cli.storing import FILE, Place
from gates.cli.terminal import measure_width
from gates.cli.tree import Repository
from gates.commands.protocol import Baseline, Case, Option, Settings
from gates.errors import UsageError
from gates.policy.judge import Loosening
from gates.stores.protocol import Entry, Store
from gates.typed import Any, NamedTuple

_NOTHING = Loosening((), ())
_SHOWN = 10


class Question(NamedTuple):
    """A gate, or an instance of one, and what is asked about its baseline."""

    gate: str
    command: Any
    """The gate's module."""
    request: Request


class Measured(NamedTuple):
    """What was measured, and the store in which its baseline is."""

    gate: str
    command: Any
    case: Case
    place: Place


class Compared(NamedTuple):
    """What was measured beside the last entry of the store."""

    case: Case
    """With the baseline, where there is one."""
    last: Entry | None
    loosening: Loosening
    """Nothing where there is no baseline."""


def parse(what: str, argv: list[str], more: tuple[Option, ...], streams: Streams) -> Question | None:
    """Give what the arguments GATE [REPORT …] ask for, or None if that was help, which is then printed. Raises UsageError."""
    modules = {name: module for name, module, _ in GATES}
    if not argv or argv[0].partition(".")[0] not in modules:
        hint = f"gate baseline {what} GATE, with one of: {', '.join(modules)}; options stand behind it"
        raise UsageError("which gate's baseline?", hint=hint)
    gate = argv[0]
    command = import_module(modules[gate.partition(".")[0]])
    width = measure_width(streams.out, streams.environ)
    own = (*command.OPTIONS, storing.OPTION, *more)
    request = options.parse(f"baseline {what} {gate}", command.KIND, own, argv[1:], width, streams.out)
    return None if request is None else Question(gate, command, request)


def measure(question: Question, settings: Settings, streams: Streams) -> Measured:
    """Give what the reports say, whole. Raises UsageError, ReportError."""
    gate, command, request = question
    tree = Repository(os.getcwd())
    place = storing.choose(settings, streams.environ)
    records = command.find_records(frozenset(command.METRICS), settings)
    readings = reading.read_all(command.KIND, settings, records, request.jobs, streams.stdin)
    if not readings.reports:
        raise UsageError("no report is there, so there is nothing to write", hint="optional reports are missing")
    report = command.merge(readings.reports, settings, tree)
    case = Case(report, settings, readings.inputs, records, tree, now=find_now(settings))
    return Measured(gate, command, case._replace(commit=snapshots.find_commit(tree), machine=machine.look()), place)


def compare(measured: Measured, store: Store) -> Compared:
    """Give it beside the last entry. Raises ReportError where that is damaged: it is never taken for none."""
    gate, command, case, _ = measured
    entries = store.list_entries(gate)
    if not entries:
        return Compared(case, None, _NOTHING)
    data = store.read(entries[-1])
    baseline: Baseline = beside.read_snapshot(case, command, data, name_entry(measured.place, entries[-1], case.tree.root), {})
    case = case._replace(baseline=baseline)
    return Compared(case, entries[-1], command.find_loosening(case))


def name_entry(place: Place, entry: Entry, root: str) -> str:
    """Give what people call an entry: the file, or the store, the gate and the commit."""
    if place.scheme == FILE:
        return os.path.relpath(os.path.join(place.place or os.path.join(root or ".", storing.FOLDER), f"{entry.gate}.txt"))
    from gates.cli import stored  # (most baselines are files)

    return stored.tell(place, entry)


def name_place(measured: Measured) -> str:
    """Give what people call the place of a gate's baseline, whatever is in it."""
    return name_entry(measured.place, Entry(measured.gate, "", "", "", "", ()), measured.case.tree.root)


def shorten(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Give the first lines, indented, and how many there are more."""
    shown = tuple(f"  {line}" for line in lines[:_SHOWN])
    return (*shown, f"  and {len(lines) - _SHOWN:,} more") if len(lines) > _SHOWN else shown
