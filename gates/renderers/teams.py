"""A message for a Microsoft Teams workflow webhook: an Adaptive Card, attached.

All words stand in text runs, in which there is no Markdown. A message may have 28 KB.
https://adaptivecards.io/explorer/TextRun.html,
https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using
"""

from collections.abc import Sequence

from gates.model.verdict import Outcome, Verdict, fold_outcomes
from gates.renderers.digest import make_sections, tell_title
from gates.renderers.document import write_document
from gates.renderers.escape import clip
from gates.renderers.protocol import Surface
from gates.typed import Any

_LIMIT_BYTES = 24_000
"""What the blocks may take of it."""
_TITLE, _INDENT = 100, 12
"""The letters of a title, and about as many blanks as stand before the lines of a block."""
_COLORS = {
    Outcome.PASS: "good",
    Outcome.WARN: "warning",
    Outcome.FAIL: "attention",
    Outcome.UNJUDGED: "attention",
    Outcome.SKIPPED: "default",
}


def render(verdict: Verdict, surface: Surface) -> str:
    """Give the message about one gate."""
    return render_all((verdict,), surface)


def render_all(verdicts: Sequence[Verdict], surface: Surface) -> str:
    """Give one message about all gates, the worst first, and as much of each as there is room for."""
    del surface
    title = clip(tell_title(verdicts), _TITLE)
    body = [_block(title, color=_COLORS[fold_outcomes(each.outcome for each in verdicts)], size="large", weight="bolder")]
    rest = []
    for section in make_sections(verdicts):
        told = [] if len(verdicts) == 1 else [_block(section.title, color=_COLORS[section.outcome], weight="bolder")]
        rest += told + [_block(line) for line in section.lines]
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "msteams": {"width": "Full"},
        "body": body + _take(rest),
    }
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}
    return write_document({"type": "message", "attachments": [attachment]})


def _take(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give as many blocks as there is room for, and a last one that tells if there are more."""
    room = _LIMIT_BYTES
    for count, block in enumerate(blocks):
        shown = write_document(block)
        room -= len(shown) + _INDENT * shown.count("\n")
        if room < 0:
            return [*blocks[:count], _block("…")]
    return blocks


def _block(text: str, **style: str) -> dict[str, Any]:
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": text, **style}]}
