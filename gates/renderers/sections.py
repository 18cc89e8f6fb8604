"""Markdown in sections, below a size: whatever has no room is left out between rows and counted, and no text is markup."""

import re
from collections.abc import Sequence

from gates.renderers.escape import clean, clip
from gates.typed import NamedTuple

_MARKUP = re.compile(
    r"(?P<apart>[@#]|:(?=//|[a-z0-9_+-]+:)|[!~&$%](?=[\"\w])|\[(?=[a-z_]+:)|(?<=\bgh)-(?=\d))"
    r"|[\\`*\[\]<>!|~&$]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|(?<=www)\.",
    re.IGNORECASE,
)
"""What begins or ends something other than itself: markup, HTML, a mention, a link, a reference, an emoji.

GitHub and GitLab look for mentions, references and emoji after Markdown is done, when an entity is the character itself
again, so a blank without width has to keep what begins one apart from what follows. References: GitHub `#12`, `GH-12`,
`@user`; GitLab `!12`, `&12`, `$12`, `~label`, `%milestone`, `[issue:12]` as well (https://docs.gitlab.com/user/markdown).
"""
_OPENING = re.compile(r"\A[-+=/:\d\s]")
"""What at the start of a line begins a list, a heading, a block of code, a quick action of GitLab, or a command in a log."""
_APART = "&#8203;"
_LETTERS = 500
_SHARE, _LEAST = 4, 2_000
"""How much of a size is kept at the most to tell what is left out: one part in so many, or so many bytes."""


class Section(NamedTuple):
    """A part that can lose rows, or what is within it, but neither its head nor its tail."""

    name: str
    """What its rows are, in the plural; empty where it has none."""
    head: tuple[str, ...]
    rows: tuple[str, ...] = ()
    tail: tuple[str, ...] = ("",)
    more: str = ""
    """What stands in place of the rows that are left out; `{}` is how many."""
    total: int = 0
    """How many rows there are, with those that nobody wants to see all of."""
    inner: "tuple[Section, ...]" = ()
    """What stands below the rows."""


def write_sections(sections: Sequence[Section], limit_bytes: int) -> str:
    """Give the sections as Markdown of at most so many bytes in UTF-8."""
    return "\n".join(_fill(sections, limit_bytes)) + "\n"


def fold(title: str, section: Section) -> Section:
    """Give a section that is folded away until somebody asks for it; the title is Markdown already."""
    head = (f"<details><summary>{title}</summary>", "", *section.head)
    return section._replace(head=head, tail=("</details>", "") if section.inner else ("", "</details>", ""))


def escape(text: str) -> str:
    """Give a text that Markdown shows as it is: no markup, no HTML, no mention, no link, on one line, of some 500 letters."""
    return _MARKUP.sub(lambda mark: f"&#{ord(mark[0])};{_APART if mark['apart'] else ''}", clean(clip(text, _LETTERS)))


def open_line(text: str) -> str:
    """Give a text as `escape` does, for the start of a line."""
    return _OPENING.sub(lambda mark: f"&#{ord(mark[0])};", escape(text))


def _fill(sections: Sequence[Section], spare: int) -> list[str]:
    """Give the lines of as much as has room, and of what has none that it is left out."""
    tellings = [_tell_left_out(section) for section in sections]
    last = f"_{len(sections):,} more parts are left out: this summary has reached its limit._"
    wanted = sum(map(_count_bytes, tellings))
    reserve = min(wanted, spare, max(spare // _SHARE, _LEAST))
    spare -= reserve + (_count_bytes([last]) if wanted > reserve else 0)
    lines: list[str] = []
    lost = 0
    for section, telling in zip(sections, tellings, strict=True):
        fitted = _fit(section, spare)
        spare -= _count_bytes(fitted)
        if not fitted and _count_bytes(telling) <= reserve:
            reserve -= _count_bytes(telling)
            fitted = telling
        lost += not fitted
        lines += fitted
    return [*lines, last.replace(f"{len(sections):,}", f"{lost:,}")] if lost else lines


def _fit(section: Section, spare: int) -> list[str]:
    """Give the section with as many rows as have room; nothing where even its frame has none."""
    spare -= _count_bytes([*section.head, section.more.format(f"{section.total:,}"), *section.tail])
    if spare < 0:
        return []
    rows: list[str] = []
    for row in section.rows:
        spare -= _count_bytes([row])
        if spare < 0:
            break
        rows.append(row)
    left = section.total - len(rows)
    inner = _fill(section.inner, spare) if section.inner else []
    return [*section.head, *rows, *([section.more.format(f"{left:,}")] if left else []), *inner, *section.tail]


def _tell_left_out(section: Section) -> list[str]:
    what = f"{section.total:,} {section.name} are" if section.total else f"{section.name or 'Something'} is"
    return [f"_{what} left out here: this summary has reached its limit._", ""]


def _count_bytes(lines: list[str]) -> int:
    return sum(len(line.encode()) + 1 for line in lines)
