"""Lock files: which packages in which versions a project is built with."""

from gates.model.vulnerabilities import Package
from gates.typed import NamedTuple


class Locked(NamedTuple):
    """One package in a lock file."""

    package: Package
    version: str
    """Empty where it is an address and no version."""
    is_needed: bool = True
    """Whether every build has it; not for what only development, a platform or an extra asks for, nor for the project's own."""
