"""The verdict for people, in a terminal or a CI log: what is wrong, and the shortest way to green."""

from collections.abc import Sequence

from gates.model.verdict import Verdict
from gates.renderers.log import write_lines
from gates.renderers.protocol import Surface
from gates.renderers.summary import write_summary


def render(verdict: Verdict, surface: Surface) -> str:
    """Give the verdict in one line where it passed, else with what did not hold, where, and the shortest way to green.

    Quiet, a pass gives nothing at all.
    """
    return "".join(f"{line}\n" for line in write_lines(verdict, surface))


def render_all(verdicts: Sequence[Verdict], surface: Surface) -> str:
    """Give what became of all, a line for each gate, then the reasons of those that did not pass."""
    return "".join(f"{line}\n" for line in write_summary(verdicts, surface))
