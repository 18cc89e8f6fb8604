"""One entry added behind the last one of its gate, by compare-and-swap.

Whoever wins, every update was judged against the one that it follows, and none is lost.
"""

import os
import time

from gates.catalog import VERSION
from gates.cli import measuring, snapshots, storing
from gates.cli.measuring import Compared, Measured
from gates.cli.stored import ACCEPTED
from gates.cli.storing import FILE
from gates.stores.protocol import ConflictError, Entry, Store
from gates.typed import NamedTuple

DONE, WORSE, UNJUDGED = 0, 1, 2
TRIES = 256
"""How often an update is judged anew where others are faster: of eight writers at once one loses so often once in 10^14."""
_LONGEST = 200
_PAUSE_SECONDS = 0.05


class Done(NamedTuple):
    """What became of an update."""

    code: int
    line: str
    """What people read of it."""
    reasons: tuple[str, ...] = ()
    """What is lost or worse."""


class Terms(NamedTuple):
    """What an update may do."""

    loosen: bool = False
    """Whether it may replace what is better, or knows more."""
    reason: str = ""
    """Why it may be worse, though it has to know as much; empty where it may not."""


def update(measured: Measured, terms: Terms) -> Done:
    """Add what was measured behind the last entry, unless the terms forbid it. Raises StoreError, ReportError."""
    store = storing.connect(measured.place, measured.case.tree.root)
    try:
        for _ in range(TRIES):
            try:
                return _try(measured, terms, store)
            except ConflictError:
                time.sleep(_PAUSE_SECONDS * os.urandom(1)[0] / 255)
        hint = "try again; if it goes on, something writes without an end"
        raise ConflictError(f"others wrote first, {TRIES} times", where=measuring.name_place(measured), hint=hint)
    finally:
        store.close()


def _try(measured: Measured, terms: Terms, store: Store) -> Done:
    compared = measuring.compare(measured, store)
    loosening = compared.loosening
    reasons = (*loosening.lost, *loosening.worse)
    name = measuring.name_place(measured)
    if loosening.lost and not terms.loosen:
        way = "gate baseline update --loosen" if terms.reason else "--loosen"
        return Done(UNJUDGED, f"{name} is kept: what was measured knows less ({way} replaces it)", reasons)
    if loosening.worse and not terms.loosen and not terms.reason:
        return Done(WORSE, f"{name} is kept: what was measured is worse (--loosen replaces it)", reasons)
    _add(measured, compared, store, terms)
    if reasons:
        return Done(DONE, f"{name} is {'accepted' if terms.reason else 'loosened'}:", reasons)
    return Done(DONE, f"{name} is written{'; commit it so that it counts' if measured.place.scheme == FILE else ''}")


def _add(measured: Measured, compared: Compared, store: Store, terms: Terms) -> None:
    command, case = measured.command, compared.case
    is_worse = bool(compared.loosening.worse or compared.loosening.lost)
    renewed = command.renew(case, loosen=terms.loosen or (is_worse and bool(terms.reason)))
    snapshot = snapshots.encode(renewed, command.KIND, case.commit).encode()
    entry = Entry(
        gate=measured.gate,
        commit=case.commit,
        when=case.now,
        writer=f"gate {VERSION}" + (f"{ACCEPTED}{terms.reason}" if is_worse and terms.reason else ""),
        machine=_make_line(", ".join(case.machine.values())),
        figures=tuple(
            sorted((name, float(value)) for name, value in command.tell_figures(renewed).items() if _make_line(name) == name)
        ),
    )
    store.add(entry, snapshot, compared.last.id if compared.last else "")


def _make_line(text: str) -> str:
    """Give a text as stores keep it: short, and printable; a metric's name is whatever a report says."""
    return "".join(letter if letter.isprintable() else "?" for letter in text[:_LONGEST])
