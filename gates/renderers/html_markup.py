"""HTML that says no more than it should: whatever is not markup already becomes text when it joins a page."""

from collections.abc import Iterable

from gates.model.verdict import Outcome
from gates.renderers.escape import clean, clip

_LETTERS = 2_000
"""As many letters of one text as are shown."""
_ENTITIES = {ord(mark): f"&#{ord(mark)};" for mark in "&<>\"'#"}
_VOID = ("br", "meta")
"""Elements that have no content and no end."""
WORDS = {
    Outcome.PASS: "passed",
    Outcome.WARN: "warning",
    Outcome.FAIL: "failed",
    Outcome.UNJUDGED: "cannot tell",
    Outcome.SKIPPED: "skipped",
    Outcome.WAIVED: "waived",
}
"""Outcome → the word beside its sign."""
_DISC = '<path fill-rule="evenodd" d="M8 0a8 8 0 1 1 0 16A8 8 0 0 1 8 0z'
SIGNS = {
    Outcome.PASS: f'{_DISC}M12 4.7 6.9 10.2 4.2 7.6 3 8.9l4 3.9 6.4-6.9z"></path>',
    Outcome.WARN: '<path fill-rule="evenodd" d="M8 .6 16 15.2H0zM7 5.6v5h2v-5zm0 6v2h2v-2z"></path>',
    Outcome.FAIL: (
        '<path fill-rule="evenodd" d="M4.7 0h6.6L16 4.7v6.6L11.3 16H4.7L0 11.3V4.7z'
        'M5.4 4 4 5.4 6.6 8 4 10.6 5.4 12 8 9.4 10.6 12 12 10.6 9.4 8 12 5.4 10.6 4 8 6.6z"></path>'
    ),
    Outcome.UNJUDGED: (
        '<path fill-rule="evenodd" d="M8-1 17 8 8 17-1 8zM7 11v2h2v-2z'
        "M5 6.2h1.9c0-.7.4-1.2 1.1-1.2s1.1.4 1.1 1c0 1.2-2 1.4-2 3.3v.4h1.8v-.2c0-1.4 2.2-1.7 2.2-3.7"
        'C11.1 4.2 9.8 3.2 8 3.2S5 4.4 5 6.2z"></path>'
    ),
    Outcome.SKIPPED: f'{_DISC}M4 7v2h8V7z"></path>',
    Outcome.WAIVED: '<path fill-rule="evenodd" d="M0 1.5h16v13H0zM2 3.5v9h12v-9zM4 7v2h8V7z"></path>',
}
"""Outcome → its sign, a shape of its own on a square of 16: a disc, a triangle, an octagon, a diamond, a frame."""


class Markup(str):
    """HTML as it is. Put together with other text it is text again, which is escaped: what is forgotten can do no harm."""

    __slots__ = ()


def tag(name: str, /, *children: str, **attributes: str) -> Markup:
    """Give an element; `class_` is the attribute class, and `data_label` is data-label. An empty attribute is left out."""
    told = "".join(f' {key.rstrip("_").replace("_", "-")}="{_escape(value)}"' for key, value in attributes.items() if value)
    return Markup(f"<{name}{told}>" if name in _VOID else f"<{name}{told}>{join(children)}</{name}>")


def join(children: Iterable[str], between: str = "") -> Markup:
    """Give pieces behind one another, each that is no markup escaped."""
    return Markup(between.join(child if isinstance(child, Markup) else _escape(child) for child in children))


def words(text: str, class_: str = "") -> Markup:
    """Give the words of a report, apart from those around them: theirs may run from right to left. Nothing for no words.

    A path goes on in the next line behind a folder, where there is a choice.
    """
    if not text:
        return Markup()
    if class_ != "path":
        return tag("bdi", text, class_=class_)
    return tag("bdi", join(clip(text, _LETTERS).split("/"), "/<wbr>"), class_=class_)


def sign(outcome: Outcome) -> Markup:
    """Give the sign of an outcome, which is a shape of its own; the word has to stand beside it."""
    symbol = tag("use", href=f"#sign-{outcome.value}")
    return tag("svg", symbol, class_=f"sign {outcome.value}", viewBox="0 0 16 16", aria_hidden="true")


def label(outcome: Outcome, before: str = "") -> Markup:
    """Give the sign of an outcome with its word, and what stands before that, such as a count."""
    return tag("span", sign(outcome), f"{before}{WORDS[outcome]}", class_=f"outcome {outcome.value}")


def begin(text: str) -> str:
    """Give a text with a capital."""
    return text[:1].upper() + text[1:]


def _escape(text: str) -> str:
    """Give a text as HTML, on one line and clipped; in it nothing steers a terminal, and no CI log takes it for a command."""
    return clean(clip(text, _LETTERS)).translate(_ENTITIES).replace("::", "&#58;&#58;")
