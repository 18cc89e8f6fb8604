"""What a report's words may not do to the place where they are shown."""

import re

from gates.model.verdict import Verdict
from gates.typed import Any

_COMMANDS = r"(?<!\S)::|##(?=\w*\[)"
"""What the log of a CI service takes for a command: GitHub `::` at the start of a line, blanks aside, and `##[` anywhere
(actions/runner src/Runner.Common/ActionCommand.cs); Azure Pipelines and TeamCity `##vso[` and `##teamcity[`."""


_LETTERS = 10_000
"""As many letters of one text as an output tells; the verdict document holds all."""


def clean(text: str) -> str:
    r"""Give a text on one line in which whatever could steer a terminal or the direction of writing is visible.

    Controls, separators, marks without width or for direction, and lone surrogates become escapes such as `\x1b`. Of a text
    of more than 10,000 letters it gives the beginning.
    """
    return _reveal(clip(text, _LETTERS))


def _reveal(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else ascii(character)[1:-1] for character in text)


def make_plain(verdict: Verdict) -> Verdict:
    r"""Give a verdict in which every lone surrogate is told as a document tells it, as text such as `\udc80`.

    It stands for a byte that is no UTF-8, as in the path of a file. So what is rendered at once and what is rendered from
    the document later are the same, in the order of what is sorted and in digests too.
    """
    return verdict if _is_plain(verdict) else Verdict(*map(_make_plain, verdict))


def _is_plain(parts: tuple[object, ...]) -> bool:
    """Say whether no text within is to be told in another way, as hardly any is."""
    for part in parts:
        if isinstance(part, str):
            if not part.isascii() and part != _write_out(part):
                return False
        elif isinstance(part, tuple) and not _is_plain(part):
            return False
    return True


def _make_plain(part: object) -> Any:
    if isinstance(part, tuple):
        return getattr(type(part), "_make", tuple)(map(_make_plain, part))
    return _write_out(part) if isinstance(part, str) else part


def _write_out(text: str) -> str:
    joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    return joined.encode(errors="backslashreplace").decode()


def tame(line: str) -> str:
    """Give a line of a log, however long, in which all that could steer is visible and nothing is a command."""
    return disarm(_reveal(line))


def disarm(line: str) -> str:
    """Give a line of a log in which nothing is a command: one character of what would be one is escaped.

    Only whole lines can be disarmed: wrapping brings any word to a start, and two harmless pieces can make a command.
    """
    if "::" not in line and "##" not in line:
        return line  # as every line is, so that the pattern is compiled only where it is wanted
    return re.sub(_COMMANDS, lambda mark: "\\x3a:" if mark[0] == "::" else "#\\x23", line)


def clip(text: str, limit: int) -> str:
    """Give a text of at most so many characters."""
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
