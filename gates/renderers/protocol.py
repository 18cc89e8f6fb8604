"""What a renderer offers. It is a module, not a class."""

from collections.abc import Sequence

from gates.model.verdict import Verdict
from gates.typed import NamedTuple, Protocol


class Surface(NamedTuple):
    """What the text will be shown on; only renderers for people look at it."""

    width: int = 80
    """Columns."""
    color: bool = False
    unicode: bool = True
    """Whether the encoding can show more than ASCII."""
    verbosity: int = 0
    """-1 quiet, 0 normal, 1 and more verbose."""


class Renderer(Protocol):
    """A module under `gates/renderers`."""

    def render(self, verdict: Verdict, surface: Surface) -> str:
        """Give the whole output, ending in a line break, for one verdict. Never raises, never changes the outcome."""

    def render_all(self, verdicts: Sequence[Verdict], surface: Surface) -> str:
        """Give the same for `gate run`: one output for its verdicts, of which there is at least one, in their order."""
