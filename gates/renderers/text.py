"""The verdict for people, in a terminal or a CI log: what is wrong, and the shortest way to green."""

from gates.model.verdict import Verdict
from gates.renderers.log import write_lines
from gates.renderers.protocol import Surface


def render(verdict: Verdict, surface: Surface) -> str:
    """Give the verdict in one line where it passed, else with what did not hold, where, and the shortest way to green.

    Quiet, a pass gives nothing at all.
    """
    return "".join(f"{line}\n" for line in write_lines(verdict, surface))
