"""`gate help`: what gate means by its words, and by every id that it prints. No gate is loaded for it.

The texts lie in `gates/topics`, a heading `# NAME` or `# NAME: WHAT IT IS` for each, so that explaining an id takes a line or
two there. `options.txt` is written by scripts/write_topics from the options of the gates.
"""

import os
from collections.abc import Iterator, Mapping

from gates.catalog import READERS, RENDERERS
from gates.cli.terminal import measure_width
from gates.errors import UsageError
from gates.typed import NamedTuple, TextIO

FOLDER = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "topics")
FILES = ("general", "gates", "errors", "notes", "conditions", "options")
"""The files, in the order in which a topic is told that several have."""
_USAGE = """Usage: gate help TOPIC

A topic is one of those below, a format, an output, an option of a gate, or an id that gate has printed.

"""
_WIDEST = 100


class Topic(NamedTuple):
    """One text of one file."""

    name: str
    told: str
    """What it is, in a few words; empty for an id."""
    text: str
    """Paragraphs with an empty line between them; lines that are indented stay as they are."""


def show(argv: list[str], out: TextIO, environ: Mapping[str, str]) -> int:
    """Print one topic, or which there are, and give the exit code. Raises UsageError for a topic that does not exist."""
    width = min(measure_width(out, environ), _WIDEST)
    files = {name: read_topics(name) for name in FILES}
    if not argv or argv[0] in ("-h", "--help"):
        out.write("".join(f"{line}\n" for line in _list_topics(files, width)))
        return 0
    name = argv[0].lstrip("-")
    told = list(_find_texts(name.partition(".")[0], files))
    if not told or argv[1:]:
        raise UsageError(f"{' '.join(argv)!r} is no topic", hint=_suggest(name, files))
    out.write("\n".join(line for text in told for line in _fill(text, width)))
    return 0


def read_topics(file: str) -> dict[str, Topic]:
    """Give the topics of a file, by name, in its order."""
    with open(os.path.join(FOLDER, f"{file}.txt"), encoding="utf-8") as lines:
        _, *parts = f"\n{lines.read()}".split("\n# ")
    topics = {}
    for part in parts:
        head, _, text = part.partition("\n")
        name, _, told = head.partition(": ")
        topics[name] = Topic(name, told, text.strip("\n"))
    return topics


def _find_texts(name: str, files: Mapping[str, Mapping[str, Topic]]) -> Iterator[str]:
    """Give all that is told of a name: the texts, then what the catalog has of that name."""
    for topics in files.values():
        if name in topics:
            _, told, text = topics[name]
            yield "\n\n".join(filter(None, (f"{name}: {told}" if told else "", _insert(text))))
    for kind, rows in READERS.items():
        yield from (f"A format of reports of {kind}: {what}" for format_, _, what, _ in rows if format_ == name)
    for output, _, what in RENDERERS:
        if output == name:
            yield f"An output: {what}.\n\n    gate COMMAND --format {name}\n    gate COMMAND --output {name}=PATH"


def _insert(text: str) -> str:
    """Give a text with what the catalog lists in place of its marks."""
    kinds = "\n\n".join(f"{kind}\n{_table([(name, what) for name, _, what, _ in rows])}" for kind, rows in READERS.items())
    outputs = _table([(name, what) for name, _, what in RENDERERS])
    return text.replace("@formats@", kinds).replace("@outputs@", outputs)


def _table(rows: list[tuple[str, str]]) -> str:
    width = max(len(name) for name, _ in rows)
    return "\n".join(f"  {name:{width}}  {what}" for name, what in rows)


def _list_topics(files: Mapping[str, Mapping[str, Topic]], width: int) -> Iterator[str]:
    yield from _USAGE.rstrip("\n").split("\n")
    for title, file in (("Topics", "general"), ("Commands", "gates")):
        yield from ("", f"{title}:", *_table([(each.name, each.told) for each in files[file].values()]).split("\n"))
    for title, file in (("Errors", "errors"), ("Notes", "notes")):
        yield from ("", f"{title}:", *_wrap(", ".join(files[file]), width, "  "))


def _fill(text: str, width: int) -> Iterator[str]:
    """Give a text in lines: paragraphs broken to the width, indented lines as they are; an empty line ends it."""
    for paragraph in text.split("\n\n"):
        lines = paragraph.split("\n")
        prose = [line for line in lines if not line.startswith(" ")]
        yield from _wrap(" ".join(prose), width) if prose else ()
        yield from (line for line in lines if line.startswith(" "))
        yield ""


def _wrap(text: str, width: int, indent: str = "") -> list[str]:
    from textwrap import wrap  # (a list of topics that fits would not need it)

    return wrap(text, width, initial_indent=indent, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def _suggest(name: str, files: Mapping[str, Mapping[str, Topic]]) -> str:
    from difflib import get_close_matches  # (only who mistypes pays for it)

    known = {topic for topics in files.values() for topic in topics} | {output for output, *_ in RENDERERS}
    known |= {row[0] for rows in READERS.values() for row in rows}
    near = get_close_matches(name, sorted(known), n=3, cutoff=0.5)
    return f"perhaps {', '.join(near)}; gate help lists them" if near else "gate help lists them"
