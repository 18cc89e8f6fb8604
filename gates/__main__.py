"""`python -m gates` is `gate`."""

from gates.cli.main import entry

entry()
