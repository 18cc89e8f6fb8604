"""Licences judged as logic: SPDX expressions, of which OR needs one side and AND both.

A licence WITH an exception is a licence of its own: it is allowed by its whole name only, and denied where the plain one is
denied. `+` and -or-later give a choice, so they are allowed where the version that they begin with is, and denied where that
and all later ones are. LicenseRef- is allowed by its name only.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from enum import IntEnum

from gates.errors import UsageError
from gates.policy.expressions import REFS, canonise, find_id, is_known, is_known_exception, list_choices, list_ids, parse
from gates.typed import NamedTuple

_NOTHING = ("", "NONE", "NOASSERTION")


class Standing(IntEnum):
    """What becomes of a licence: of two that may be chosen between, the lower; of two that both hold, the higher."""

    ALLOWED = 0
    REVIEW = 1
    UNKNOWN = 2
    DENIED = 3


class Lists(NamedTuple):
    """What licences are held to: ids, in which * stands for any letters."""

    allow: tuple[str, ...] = ()
    """Where there are any, everything else is denied."""
    deny: tuple[str, ...] = ()
    review: tuple[str, ...] = ()
    """What a person has to look at."""


LISTS = ("allow-licenses", "deny-licenses", "review-licenses")
"""The options that fill the lists, in their order."""


def read_lists(settings: Mapping[str, object]) -> Lists:
    """Give the lists of the settings; one text may name several ids, with commas between."""
    return Lists(*(_read_list(settings[name], name) if name in settings else () for name in LISTS))


def _read_list(value: object, name: str) -> tuple[str, ...]:
    """Give the ids of one list. Raises UsageError where it has none: an empty list of what is allowed would allow all."""
    texts = map(str, value) if isinstance(value, tuple) else ()
    found = tuple(part.strip() for text in texts for part in text.split(",") if part.strip())
    if not found:
        raise UsageError("names no licence", where=name, hint="is a variable empty that should hold the list?")
    return found


class Judge:
    """Licences, judged by lists; each text once."""

    def __init__(self, lists: Lists, spared: tuple[str, ...] = ()) -> None:
        """Begin; what is spared is allowed whatever the lists say. Raises UsageError for what no licence is called."""
        for name, entries in zip((*LISTS, "license-exceptions"), (*lists, spared), strict=True):
            for entry in entries:
                _check_entry(entry, name)
        self._is_open = not lists.allow
        self._allowed, self._denied, self._reviewed = (_compile(entries) for entries in lists)
        self._spared = _compile(spared)
        self._known: dict[tuple[str, ...], tuple[Standing, str]] = {}

    def judge(self, licences: tuple[str, ...]) -> tuple[Standing, str]:
        """Give what becomes of something under all of these licences, and the words that decide it."""
        found = self._known.get(licences)
        if found is None:
            found = max((self._judge(text) for text in licences), default=(Standing.UNKNOWN, "no licence is told"))
            self._known[licences] = found
        return found

    def _judge(self, text: str) -> tuple[Standing, str]:
        if text.upper() in _NOTHING:
            return Standing.UNKNOWN, f"{text or 'no licence'} is told instead of a licence"
        steps = parse(text)
        if steps is None:
            id_ = find_id(text)
            return self._stand(id_) if id_ else (Standing.UNKNOWN, f"{text[:80]!r} is no licence that SPDX knows")
        stack: list[tuple[Standing, str]] = []
        for step in steps:
            if step in ("AND", "OR"):
                other, one = stack.pop(), stack.pop()
                stack.append(max(one, other) if step == "AND" else min(one, other))
            else:
                stack.append(self._stand(step))
        return stack[0]

    def _stand(self, leaf: str) -> tuple[Standing, str]:
        """Give what becomes of one licence, which may have an exception."""
        base, _, exception = leaf.partition(" WITH ")
        if not (is_known(base) and (not exception or is_known_exception(exception))):
            return Standing.UNKNOWN, f"{leaf} is not on SPDX's list"
        choices = list_choices(base)
        names = (leaf,) if exception else (leaf, choices[0])
        if any(map(self._spared, names)):
            return Standing.ALLOWED, leaf
        # What is allowed with its exception is so whatever becomes of it without.
        plain = () if exception and self._allowed(leaf) else choices
        if self._denied(leaf) or (plain and all(map(self._denied, plain))):
            return Standing.DENIED, f"{leaf} is denied"
        return self._admit(leaf, names, plain)

    def _admit(self, leaf: str, names: tuple[str, ...], choices: tuple[str, ...]) -> tuple[Standing, str]:
        """Give what becomes of a licence that is not denied, by its names and by those between which it leaves the choice."""
        if self._reviewed(leaf) or (choices and all(self._denied(each) or self._reviewed(each) for each in choices)):
            return Standing.REVIEW, f"{leaf} has to be reviewed"
        if any(map(self._allowed, names)):
            return Standing.ALLOWED, leaf
        if leaf.lower().startswith(REFS):
            return Standing.UNKNOWN, f"{leaf} is no licence of SPDX's list"
        return (Standing.ALLOWED, leaf) if self._is_open else (Standing.DENIED, f"{leaf} is not allowed")


def _check_entry(entry: str, option: str) -> None:
    """Raise UsageError for an entry of a list that no licence is called."""
    base, _, exception = entry.partition(" WITH ")
    if "*" in entry or (is_known(base) and (not exception or is_known_exception(exception))):
        return
    from difflib import get_close_matches  # noqa: PLC0415 (only where something is wrong)

    near = get_close_matches(base.lower(), list(list_ids()[0]), 1)
    hint = (
        f"did you mean {list_ids()[0][near[0]]}?"
        if near
        else "the ids are those of spdx.org/licenses; * stands for any letters"
    )
    raise UsageError(f"{entry!r} is no licence of SPDX's list", where=option, hint=hint)


def _compile(entries: Iterable[str]) -> Callable[[str], object]:
    """Give a function that says whether one of the entries is a licence's name."""
    texts = [entry if "*" in entry else " WITH ".join(map(canonise, entry.split(" WITH "))) for entry in entries]
    body = "|".join(".*".join(map(re.escape, text.split("*"))) for text in texts)
    return re.compile(body or r"(?!)", re.IGNORECASE).fullmatch
