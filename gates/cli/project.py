"""Which parts a project has: the folders that hold a Python, Rust, Node.js or Go project, and how each of them is tested.

It serves `gate init --ci` alone, which writes workflows that build and test what is found here.
"""

import os
import re
from collections.abc import Collection, Iterator

from gates.cli.languages import LANGUAGES
from gates.typed import NamedTuple

_DEPTH = 2
_SKIPPED = frozenset(
    [
        *("node_modules", "vendor", "venv", "target", "dist", "build", "site-packages", "__pycache__"),
        *("tests", "test", "testdata", "fixtures", "examples", "example", "docs", "third_party"),
    ]
)
_SAFE_FOLDER = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)*|\.")
"""What stands in a workflow, in a shell and in a glob for itself alone, and is no option."""
_OWN_MODULES = frozenset({"go"})
"""The languages in which a project below another one is tested apart; in the others it belongs to that one, as a workspace."""


class Part(NamedTuple):
    """A folder that is built and tested on its own."""

    language: str
    folder: str
    """Relative, with forward slashes; `.` for the project's own."""
    name: str
    """What jobs are called after it: letters, digits, `-` and `_`; one of each."""
    facts: frozenset[str]
    """What is so, such as `tests`; sections of templates are for some facts only."""
    values: dict[str, str]
    """What the marks of templates stand for, such as TEST."""


class Project(NamedTuple):
    """All parts, and what was left out."""

    parts: tuple[Part, ...]
    """By language in the order of the table, then by folder."""
    notes: tuple[str, ...]
    """What stays undone, and why, in words."""


def look(root: str) -> Project:
    """Give the parts of a project. A folder that cannot be named in a workflow is left out, and told."""
    parts: list[Part] = []
    notes: list[str] = []
    for folder in _walk(root):
        place = os.path.join(root, folder)
        names = frozenset(os.listdir(place))
        for language, manifests, look_at in LANGUAGES:
            details = None if names.isdisjoint(manifests) or _is_held(parts, language, folder) else look_at(place, names)
            if details is None:
                continue
            if not _SAFE_FOLDER.fullmatch(folder):
                notes.append(f"{folder}: left out, since its name has other characters than letters, digits and . _ -")
                continue
            notes += [f"{folder}: {note}" for note in details.notes]
            name = _name(language, folder, {part.name for part in parts})
            parts.append(Part(language, folder, name, details.facts | {language}, _add_places(details.values, folder)))
    order = [language for language, *_ in LANGUAGES]
    return Project(tuple(sorted(parts, key=lambda part: (order.index(part.language), part.folder))), tuple(notes))


def _walk(root: str) -> Iterator[str]:
    """Give the folders to look at, those above others first, sorted."""
    layer = ["."]
    for _ in range(_DEPTH + 1):
        yield from layer
        layer = [
            f"{folder}/{name}".removeprefix("./") for folder in layer for name in _list_folders(os.path.join(root, folder))
        ]


def _list_folders(place: str) -> list[str]:
    with os.scandir(place) as entries:
        found = [entry.name for entry in entries if entry.is_dir(follow_symlinks=False)]
    return sorted(name for name in found if name not in _SKIPPED and not name.startswith("."))


def _is_held(parts: Collection[Part], language: str, folder: str) -> bool:
    """Say whether the folder belongs to a part of the language that has tests and lies above it."""
    if language in _OWN_MODULES:
        return False
    above = [part.folder for part in parts if part.language == language and "tests" in part.facts]
    return any(outer == "." or folder.startswith(f"{outer}/") for outer in above)


def _name(language: str, folder: str, taken: Collection[str]) -> str:
    """Give what a part is called: its folder, else its language, with more where that is taken."""
    plain = re.sub(r"[^A-Za-z0-9_]", "-", folder) if folder != "." else language
    names = (plain, f"{plain}-{language}", *(f"{plain}-{language}-{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)


def _add_places(values: dict[str, str], folder: str) -> dict[str, str]:
    return {**values, "FOLDER": folder, "AT": "" if folder == "." else f"{folder}/"}
