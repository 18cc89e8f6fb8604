"""Texts that are written into a project, kept as files beside the code so that their own tools can check them.

Where a text is not the same for every project, comments mark sections of it:

    # [python]        once for each part of the project that is Python; `# [part]` for each part of any language
    # [lint]          only where that is so
    # [!lint]         only where it is not
    # [/lint]         the end of each of them
"""

import os
import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from gates.catalog import VERSION
from gates.cli.languages import LANGUAGES
from gates.cli.project import Part

FOLDER = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "templates")
_BEGIN = re.compile(r"\s*# \[(!?)([a-z-]+)\]\s*")
_REPEATED = frozenset({"part", *(language for language, *_ in LANGUAGES)})


def fill(name: str, **values: str) -> str:
    """Give a template with each `@NAME@` replaced by the value of that name."""
    return _replace(_read(name), values)


def compose(name: str, facts: Collection[str], parts: Sequence[Part], **values: str) -> str:
    """Give a template with the sections that are for a project of these facts and parts, each mark replaced."""
    lines = _expand(_read(name).splitlines(keepends=True), frozenset(facts), values, parts)
    return _replace("".join(lines), values)


def _read(name: str) -> str:
    with open(os.path.join(FOLDER, *name.split("/")), encoding="utf-8") as file:
        return file.read()


def _expand(lines: list[str], facts: frozenset[str], values: Mapping[str, str], parts: Sequence[Part]) -> Iterator[str]:
    rest = iter(lines)
    for line in rest:
        begin = _BEGIN.fullmatch(line)
        if begin is None:
            yield _replace(line, values)
            continue
        name = begin[2]
        body = list(iter(lambda: next(rest), f"{line[: line.index('#')]}# [/{name}]\n"))
        if name in _REPEATED and parts:
            for part in parts:
                if name in ("part", part.language):
                    yield from _expand(body, facts | part.facts, {**values, **part.values, "NAME": part.name}, ())
        elif (name in facts) != bool(begin[1]):
            yield from _expand(body, facts, values, parts)


def _replace(text: str, values: Mapping[str, str]) -> str:
    for key, value in {"VERSION": VERSION, **values}.items():
        text = text.replace(f"@{key}@", value)
    return text
