"""Markdown for $GITHUB_STEP_SUMMARY, which is dropped whole where it is larger than 1 MiB."""

from collections.abc import Sequence

from gates.model.verdict import Verdict
from gates.renderers.protocol import Surface
from gates.renderers.tables import write_markdown, write_summary

LIMIT_BYTES = 200_000
"""Far below 1 MiB, since every step that appends to one file shares the limit."""


def render(verdict: Verdict, surface: Surface) -> str:
    """Give the verdict as GitHub-flavoured Markdown, ending so that more can be appended."""
    del surface
    return write_markdown(verdict, LIMIT_BYTES) + "\n"


def render_all(verdicts: Sequence[Verdict], surface: Surface) -> str:
    """Give the same for `gate run`: a table of all gates, then those that did not pass."""
    del surface
    return write_summary(verdicts, LIMIT_BYTES) + "\n"
