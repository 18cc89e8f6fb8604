"""The command lines of what judges nothing: a few options, told by a table as those of the gates are, and a few names."""

from collections.abc import Iterable, Mapping

from gates.cli.options import convert
from gates.commands.protocol import Kind, Option, Setting
from gates.errors import UsageError


def parse(command: str, options: tuple[Option, ...], argv: list[str]) -> Mapping[str, Setting]:
    """Give the options that the arguments set, by name. Raises UsageError."""
    return parse_words(command, options, argv, 0)[0]


def parse_words(
    command: str, options: tuple[Option, ...], argv: list[str], most: int
) -> tuple[Mapping[str, Setting], tuple[str, ...]]:
    """Give the options that the arguments set, by name, and the other words, at most so many. Raises UsageError."""
    known = {option.name: option for option in options}
    found: dict[str, Setting] = {}
    others: list[str] = []
    words = iter(argv)
    for word in words:
        if not word.startswith("-") and len(others) < most:
            others.append(word)
            continue
        name, equals, value = word.removeprefix("--").partition("=")
        option = known.get(name) if word.startswith("--") else None
        if option is None or (equals and option.kind is Kind.FLAG):
            raise UsageError(f"{word!r} is nothing that gate {command} takes{_suggest(name, known)}", hint=_hint(command))
        if option.kind is Kind.FLAG:
            found[name] = True
            continue
        given = value if equals else next(words, None)
        if not given:
            raise UsageError(f"--{name} needs a value", hint=_hint(command))
        found[name] = convert(option, given)
    return found, tuple(others)


def tell(options: Iterable[Option]) -> str:
    """Give the lines of help about some options."""
    rows = [(f"--{option.name}{f' {option.metavar}' if option.metavar else ''}", option.help) for option in options]
    width = max(len(flag) for flag, _ in rows)
    return "\n".join(f"  {flag:{width}}  {told}" for flag, told in rows)


def _suggest(name: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches  # (only who mistypes pays for it)

    near = get_close_matches(name, known, n=1)
    return f"; did you mean --{near[0]}?" if near else ""


def _hint(command: str) -> str:
    return f"try 'gate {command} --help'"
