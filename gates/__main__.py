"""`python -m gates` is `gate`."""

from gates.cli.main import entry

if __name__ == "__main__":
    entry()
