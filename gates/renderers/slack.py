"""A message for a Slack incoming webhook: `curl -H 'Content-Type: application/json' -d @gate.json "$URL"`.

All words stand in plain text objects, in which nothing is a mention, a link or markup.
Limits: https://docs.slack.dev/reference/block-kit/blocks (50 blocks, 150 characters a header, 3,000 a section), and some
13,000 characters in all, which nobody documents.
"""

from collections.abc import Sequence

from gates.model.verdict import Verdict
from gates.renderers.digest import make_sections, tell_title
from gates.renderers.document import write_document
from gates.renderers.escape import clip
from gates.renderers.protocol import Surface
from gates.typed import Any

_HEADER, _SECTION, _WHOLE = 150, 3_000, 10_000
_MORE = "\n…"
_WIDEST = 5
"""The most letters that one becomes when it is escaped."""


def render(verdict: Verdict, surface: Surface) -> str:
    """Give the message about one gate."""
    return render_all((verdict,), surface)


def render_all(verdicts: Sequence[Verdict], surface: Surface) -> str:
    """Give one message about all gates, the worst first."""
    del surface
    title = tell_title(verdicts)
    blocks: list[dict[str, Any]] = [{"type": "header", "text": _plain(_fit(title, _HEADER))}]
    sections = make_sections(verdicts)
    room = min(_SECTION, _WHOLE // max(len(sections), 1))
    for section in sections:
        lines = section.lines if len(verdicts) == 1 else (section.title, *section.lines)
        blocks.append({"type": "section", "text": _plain(_join(lines or (section.title,), room))})
    return write_document({"text": _fit(title, _HEADER), "blocks": blocks})


def _plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text, "emoji": False}


def _join(lines: Sequence[str], room: int) -> str:
    """Give as many lines as there is room for, at least the beginning of the first, and a mark if there are more."""
    told = _fit(lines[0], room - len(_MORE))
    for line in lines[1:]:
        longer = f"{told}\n{_escape(line)}"
        if len(longer) > room - len(_MORE):
            return told + _MORE
        told = longer
    return told


def _fit(text: str, room: int) -> str:
    escaped = _escape(text)
    return escaped if len(escaped) <= room else _escape(clip(text, room // _WIDEST))


def _escape(text: str) -> str:
    """Escape what Slack takes for markup (https://docs.slack.dev/messaging/formatting-message-text#escaping)."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
