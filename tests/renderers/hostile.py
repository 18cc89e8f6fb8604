"""Words that mean to be more than words, in every field of a verdict that can hold words."""

from collections.abc import Iterator
from itertools import count
from typing import Any, get_args, get_type_hints

from gates.model.table import History, Table
from gates.model.verdict import Outcome, Verdict
from tests.renderers.verdicts import FAILURE, NOTES, VERDICTS

_COMMANDS = (
    "::error::a", "\n::error::b", "\r\n ::stop-commands::c", "::", "::set-output name=a::b", "%0A::error::d", "##[group]",
    "#", "##", "[add-mask]", "##vso[task.setvariable variable=a]b", "##teamcity[x]", "[[ATTACHMENT|/etc/passwd]]", "[[",
)  # fmt: skip
_CONTROLS = (
    "\x1b[31m", "\x9b2J", "\x1b]8;;https://e.example\x1b\\x\x1b]8;;\x1b\\", "\x00", "\x07\x7f\x85", "\ud800", "\udc80\udfff",
    "\ufffe\uffff", "\u202e", "\u2066\u2069", "\u200b\u200f\ufeff", "\u2028\u2029",
)  # fmt: skip
_MARKUP = (
    "<script>alert(1)</script>", "</title></style><!--", "-->", "]]>", "<![CDATA[", "&amp;&#60;&lt;&x;", "' onload='x",
    '" onload="x', "<img src=https://e.example/x onerror=alert(1)>", "javascript:alert(1)", "<?x?>", "<!DOCTYPE x>",
)  # fmt: skip
_MARKDOWN = (
    "](https://e.example)", "![i](https://e.example)", "[a]: https://e.example", "[x][a]", "[a]", "<https://e.example>",
    "https://e.example", "www.e.example", "ftp://e.example", "mailto:a@e.example", "a@e.example", "@all", "@org/team",
    "#123", "!12", "org/repo#1", "- [ ] x", "| a | b |", "`x`", "```", "$x$", ":tada:", "~~x~~", "**x**", "_x_", "# x",
    "=== ", "    x", "1. x", "> x", "---", "[^1]",
)  # fmt: skip
_OTHERS = (
    "<!channel>", "<@U1>", "<https://e.example|x>", "&lt;!here&gt;", "\\", '\\"', '"', "'", '"} 1\n# EOF\n', "{{a}}",
    "${{ a }}", "!!python/object:x", "{a: b}", "=cmd|' /C calc'!A0", "%s%n{0}", "\t", " ", "",
)  # fmt: skip
FRAGMENTS = (*_COMMANDS, *_CONTROLS, *_MARKUP, *_MARKDOWN, *_OTHERS)
"""What logs, terminals, parsers, browsers and chats look for, whole and in pieces that only together are something."""

BASES = (
    FAILURE,
    VERDICTS["rows"],
    VERDICTS["unjudged"]._replace(reason="why", hotspots=FAILURE.hotspots),
    VERDICTS["skipped"],
    Verdict("coverage", Outcome.PASS, VERDICTS["pass"].results, notes=NOTES),
)
"""Verdicts in which there is one at least of everything that a verdict can hold."""
_KEPT = ("digest",)
"""Fields whose words are gate's own."""


def rotate(fragments: tuple[str, ...] = FRAGMENTS) -> Iterator[str]:
    """Give words without end: each fragment with the two behind it, so that each stands at a start and beside others."""
    for start in count():
        yield "".join(fragments[(start + step) % len(fragments)] for step in range(3))


def poison(record: Any, words: Iterator[str], *, empty: bool = True) -> Any:
    """Give a record with other words in place of its own: in all fields, or not in those that are empty."""
    if isinstance(record, str):
        return next(words) if record or empty else ""
    if not isinstance(record, tuple):
        return record
    names = getattr(record, "_fields", None)
    if names is None:
        return tuple(poison(each, words, empty=empty) for each in record)
    kept = (each if name in _KEPT else poison(each, words, empty=empty) for name, each in zip(names, record, strict=True))
    return type(record)(*kept)


def list_fields(kind: Any) -> set[tuple[str, str]]:
    """Give the fields of a record, and of all that it can hold, that can hold words: (record, field)."""
    found: set[tuple[str, str]] = set()
    for name, hint in get_type_hints(kind, localns={"History": History, "Table": Table}).items():
        leaves = list(_list_leaves(hint))
        found |= {(kind.__name__, name)} if str in leaves else set()
        for leaf in leaves:
            found |= list_fields(leaf) if hasattr(leaf, "_fields") and leaf is not kind else set()
    return found


def list_filled(record: Any) -> set[tuple[str, str]]:
    """Give the fields of a record, and of all that it holds, in which there are words."""
    found: set[tuple[str, str]] = set()
    for name, value in zip(getattr(record, "_fields", ()), record, strict=False):
        values = value if type(value) is tuple else (value,)
        found |= {(type(record).__name__, name)} if any(isinstance(each, str) and each for each in values) else set()
        for each in values:
            found |= list_filled(each) if isinstance(each, tuple) else set()
    return found


def _list_leaves(hint: Any) -> Iterator[Any]:
    parts = get_args(hint)
    if not parts:
        yield hint
    for part in parts:
        yield from _list_leaves(part)
