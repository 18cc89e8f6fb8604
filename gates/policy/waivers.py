"""Waivers: what a team has decided to live with, by whom, why and until when; the same for every gate.

A waived thing stays in sight. The day on which a waiver expires still counts; then the thing is back. One that matches
nothing is a warning, since what it was for is gone, or has a typing error in it.
"""

import re
from collections.abc import Collection, Mapping, Sequence

from gates.errors import ConfigError
from gates.model.condition import Condition, Demand
from gates.model.verdict import ConditionResult, Note, Outcome
from gates.policy.globs import compile_words
from gates.typed import Any, NamedTuple

_MATCHING = ("id", "rule", "path", "package")
_UNUSED = Condition("waivers", "waiver", Demand.AT_MOST, 0, warns=True, label="waivers without a match", unit="waiver")

Facts = Mapping[str, Collection[str]]
"""What a waiver can match on a thing: `id`, `rule`, `path`, `package`, each with all its names."""


class Waiver(NamedTuple):
    """One decision."""

    globs: Mapping[str, str]
    """What it has to match, by the name of the fact."""
    reason: str
    expires: str
    """The last day on which it counts, such as 2027-01-31."""
    owner: str = ""

    @property
    def name(self) -> str:
        """What it matches by."""
        return ", ".join(f"{name} {glob!r}" for name, glob in self.globs.items())

    @property
    def told(self) -> str:
        """What people read of it: why, until when, and who answers for it."""
        return f"{self.reason}, until {self.expires}" + (f", {self.owner}" if self.owner else "")


class Waived(NamedTuple):
    """What waivers did to things."""

    waivers: tuple[Waiver | None, ...]
    """For each thing the waiver that waives it, or None."""
    results: tuple[ConditionResult, ...]
    """A warning where waivers match nothing; else none."""
    notes: tuple[Note, ...]
    """The waivers that match nothing, and those that have expired though what they matched is still there."""


def read_waivers(tables: Any) -> tuple[Waiver, ...]:
    """Give the waivers of the configuration's tables. Raises ConfigError for one that says of nothing what it is for."""
    waivers = tuple(
        Waiver(
            {name: str(table[name]) for name in _MATCHING if name in table},
            str(table["reason"]),
            str(table["expires"]),
            str(table.get("owner", "")),
        )
        for table in (tables if isinstance(tables, tuple) else ())
        if isinstance(table, Mapping)
    )
    for number, waiver in enumerate(waivers, 1):
        if not waiver.globs:
            hint = f"one or more of {', '.join(_MATCHING)}"
            raise ConfigError("would waive everything, since it names nothing to match", where=f"waivers.{number}", hint=hint)
    return waivers


def waive(waivers: Sequence[Waiver], things: Sequence[Facts], today: str) -> Waived:
    """Give what is waived on that day; the first waiver that matches does it."""
    matchers = [_compile(waiver) for waiver in waivers]
    found: list[Waiver | None] = []
    used: set[int] = set()
    for thing in things:
        hits = [number for number, matcher in enumerate(matchers) if _match(matcher, thing)]
        used.update(hits)
        found.append(next((waivers[number] for number in hits if today <= waivers[number].expires), None))
    unused = [waiver for number, waiver in enumerate(waivers) if number not in used]
    notes = [Note("waiver-unused", f"the waiver of {waiver.name} matches nothing ({waiver.told})") for waiver in unused]
    notes += [
        Note("waiver-expired", f"the waiver of {waivers[number].name} has expired ({waivers[number].told})")
        for number in sorted(used)
        if today > waivers[number].expires
    ]
    results = (ConditionResult(_UNUSED, "total", Outcome.WARN, len(unused), shortfall=len(unused)),) if unused else ()
    return Waived(tuple(found), results, tuple(notes))


def _compile(waiver: Waiver) -> Mapping[str, re.Pattern[str]]:
    from gates.policy.packages import read_package  # noqa: PLC0415 (only where there are waivers)

    return {name: compile_words(read_package(glob).whole if name == "package" else glob) for name, glob in waiver.globs.items()}


def _match(matcher: Mapping[str, re.Pattern[str]], thing: Facts) -> bool:
    return all(any(pattern.fullmatch(text) for text in thing.get(name, ())) for name, pattern in matcher.items())
