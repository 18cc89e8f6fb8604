"""What could not be had."""

from gates.typed import NamedTuple


class Unknown(NamedTuple):
    """Stands for what could not be had."""

    reason: str
    """Why, and what mends it."""
