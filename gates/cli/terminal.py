"""What the output is shown on: colour, width and alphabet, from the stream and the environment; and plain lines on it."""

import os
from collections.abc import Mapping

from gates.renderers.escape import tame
from gates.renderers.protocol import Surface
from gates.typed import TextIO

_LOGS_WITH_COLOR = ("GITHUB_ACTIONS", "GITLAB_CI", "BUILDKITE", "CIRCLECI")
"""Continuous integration whose logs are no terminals and show colours all the same."""


def measure_width(out: TextIO, environ: Mapping[str, str]) -> int:
    """Give the number of columns: what COLUMNS says, else the terminal's own, else 80."""
    said = environ.get("COLUMNS", "")
    if said.isascii() and said.isdigit() and int(said) > 0:
        return int(said)
    try:
        return os.get_terminal_size(out.fileno()).columns or 80
    except (OSError, ValueError, AttributeError):
        return 80


def wants_color(out: TextIO, environ: Mapping[str, str], choice: str) -> bool:
    """Say whether to use colour. `choice` beats NO_COLOR, which beats FORCE_COLOR, which beats what the stream is."""
    if choice != "auto":
        return choice == "always"
    if environ.get("NO_COLOR"):
        return False
    if environ.get("FORCE_COLOR", "0") != "0" or environ.get("CLICOLOR_FORCE", "0") != "0":
        return True
    if environ.get("TERM") == "dumb":
        return False
    return out.isatty() or any(environ.get(name) for name in _LOGS_WITH_COLOR)


def look_at(out: TextIO, environ: Mapping[str, str], choice: str, verbosity: int) -> Surface:
    """Give the surface that a stream is."""
    try:
        "✓≥–…".encode(getattr(out, "encoding", None) or "utf-8")
        unicode = True
    except (UnicodeEncodeError, LookupError):
        unicode = False
    return Surface(measure_width(out, environ), wants_color(out, environ, choice), unicode, verbosity)


def tell(out: TextIO, *lines: str) -> None:
    """Print lines that may hold the words of reports, stores and configurations."""
    out.writelines(f"{tame(line)}\n" for line in lines)
