"""Markdown for a pull request, a wiki or a chat: below the 65,536 characters that a comment may have."""

from gates.model.verdict import Verdict
from gates.renderers.protocol import Surface
from gates.renderers.tables import write_markdown

LIMIT_BYTES = 60_000


def render(verdict: Verdict, surface: Surface) -> str:
    """Give the verdict as GitHub-flavoured Markdown."""
    del surface
    return write_markdown(verdict, LIMIT_BYTES)
