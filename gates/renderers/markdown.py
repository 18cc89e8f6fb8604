"""Markdown for a pull request, a wiki or a chat: below the 65,536 characters that a comment may have."""

from collections.abc import Sequence

from gates.model.verdict import Verdict
from gates.renderers.protocol import Surface
from gates.renderers.tables import write_markdown, write_summary

LIMIT_BYTES = 60_000


def render(verdict: Verdict, surface: Surface) -> str:
    """Give the verdict as GitHub-flavoured Markdown."""
    del surface
    return write_markdown(verdict, LIMIT_BYTES)


def render_all(verdicts: Sequence[Verdict], surface: Surface) -> str:
    """Give the same for `gate run`: a table of all gates, then those that did not pass."""
    del surface
    return write_summary(verdicts, LIMIT_BYTES)
