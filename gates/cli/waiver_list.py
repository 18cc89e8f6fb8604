"""`gate waivers`: every waiver of gate.toml, whichever gate it is for, the one that expires first before the others."""

import json
from collections.abc import Iterator, Mapping
from datetime import date

from gates.catalog import VERSION
from gates.cli import all_gates, plain, run
from gates.cli.options import SHARED
from gates.cli.run import Streams, find_now
from gates.cli.terminal import tell
from gates.commands.protocol import Kind, Option, Settings
from gates.errors import ConfigError
from gates.policy.waivers import Waiver, read_waivers
from gates.typed import NamedTuple

OPTIONS: tuple[Option, ...] = (
    Option("within", Kind.COUNT, "exit with 1 if one has expired, or has fewer days left than this (0: if expired)", "DAYS"),
    Option("format", Kind.CHOICE, "what to print: text, or json", "FORMAT", choices=("text", "json")),
    Option("config", Kind.TEXT, "read this configuration", "FILE"),
    *(option for option in SHARED if option.name == "today"),
)
_USAGE = """Usage: gate waivers [--within DAYS] [--format json] [--option ...]

Lists the waivers of every gate and instance in gate.toml, the one that expires first before the others, with what each matches
by, why, who answers for it, and how many days are left; the last day itself still counts. Reports are not read: which waivers
match nothing any more the gates themselves tell.

{options}

Exit codes: 0 listed, 1 one is within the days that --within tells, 2 the configuration is wrong.
"""
_LISTED, _DUE = 0, 1


class _Listed(NamedTuple):
    days_left: int
    """Negative where it has expired."""
    gate: str
    waiver: Waiver


def main(argv: list[str], streams: Streams) -> int:
    """Run `gate waivers` with these arguments and give the exit code. Raises GateError."""
    if argv[:1] in (["-h"], ["--help"]):
        streams.out.write(_USAGE.format(options=plain.tell(OPTIONS)))
        return _LISTED
    settings = plain.parse("waivers", OPTIONS, argv)
    config = settings.get("config")
    tables = run.load(str(config) if config else None).tables
    all_gates.choose(tables, ())
    today = find_now(settings)[:10]
    listed = sorted(_list(tables, date.fromisoformat(today)), key=lambda each: (each.days_left, each.gate, each.waiver.told))
    if settings.get("format") == "json":
        streams.out.write(_write_json(listed, today))
    else:
        tell(streams.out, *_write_text(listed))
    within = settings.get("within")
    due = [each for each in listed if isinstance(within, int) and each.days_left < within]
    return _DUE if due else _LISTED


def _list(tables: Mapping[str, Settings], today: date) -> Iterator[_Listed]:
    for gate, table in tables.items():
        try:
            waivers = read_waivers(table.get("waivers"))
        except ConfigError as flaw:
            raise ConfigError(flaw.message, where=f"{gate}.{flaw.where}", hint=flaw.hint) from flaw
        for waiver in waivers:
            yield _Listed((date.fromisoformat(waiver.expires) - today).days, gate, waiver)


def _write_text(listed: list[_Listed]) -> Iterator[str]:
    if not listed:
        yield "nothing is waived"
        return
    width = max(len(each.gate) for each in listed)
    span = max(len(_tell_days(each.days_left)) for each in listed)
    for days, gate, waiver in listed:
        owner = f" ({waiver.owner})" if waiver.owner else ""
        yield f"{waiver.expires}  {_tell_days(days):{span}}  {gate:{width}}  {waiver.name}: {waiver.reason}{owner}"


def _tell_days(days: int) -> str:
    if days < 0:
        return f"expired {-days:,} {'day' if days == -1 else 'days'} ago"
    return "the last day" if days == 0 else f"{days:,} {'day' if days == 1 else 'days'} left"


def _write_json(listed: list[_Listed], today: str) -> str:
    waivers = [
        {
            "gate": gate,
            "matches": dict(waiver.globs),
            "reason": waiver.reason,
            "owner": waiver.owner,
            "expires": waiver.expires,
            "days-left": days,
            "expired": days < 0,
        }
        for days, gate, waiver in listed
    ]
    document = {"format": "gate-waivers", "version": 1, "gate": VERSION, "today": today, "waivers": waivers}
    return json.dumps(document, indent=2) + "\n"
