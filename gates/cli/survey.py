"""Which files below a folder are reports that gate reads. It serves `gate init` alone: no run decides what it judges by it."""

import os
from collections.abc import Iterator

from gates.cli import files, sniffing
from gates.cli.files import Source
from gates.errors import ReportError
from gates.typed import NamedTuple

MOST_FILES = 20_000
"""How many files are looked at before the survey ends and says so."""
_OWN_FORMAT = "snapshot"
_FOLDERS = frozenset({"criterion"})
"""What the folders are called of which all files are one report."""
_SUFFIXES = frozenset(
    [
        ".xml",
        ".json",
        ".jsonl",
        ".ndjson",
        ".info",
        ".lcov",
        ".out",
        ".txt",
        ".log",
        ".csv",
        ".spdx",
        ".cdx",
        ".cov",
        ".profile",
        ".coverprofile",
        ".bench",
        ".gz",
        ".zst",
    ]
)
"""How reports end; sources that mention a report's words do not."""
_SKIPPED = frozenset(
    [
        ".git",
        ".hg",
        ".svn",
        ".gate",
        "node_modules",
        "bower_components",
        ".venv",
        "venv",
        ".tox",
        ".nox",
        "site-packages",
        "__pycache__",
        ".cache",
        ".mypy_cache",
        ".ruff_cache",
        ".pytest_cache",
        ".hypothesis",
        "fixtures",
        "__fixtures__",
        "testdata",
        "test-data",
        "test_data",
        "__snapshots__",
    ]
)
"""Folders of tools, of other people's packages, and of test data, whose reports tell nothing of the project."""
_BUILT = frozenset(["debug", "release", "doc", "package", "tmp", "classes", "test-classes", "incremental", "deps"])
"""What cargo and Maven build into `target`; the reports of Maven and criterion stand beside it."""
_TESTS = frozenset({"test", "tests"})


class Candidate(NamedTuple):
    """A file, or a folder, that looks like a report."""

    kind: str
    path: str
    """Relative to the folder that was searched, with forward slashes."""
    formats: tuple[str, ...]
    """What it can be; more than one where nobody can tell."""


class Survey(NamedTuple):
    """What was found."""

    candidates: tuple[Candidate, ...]
    """Sorted."""
    is_whole: bool
    """Whether everything was looked at."""


def search(folder: str, kinds: tuple[str, ...], most: int = MOST_FILES) -> Survey:
    """Give the reports below a folder, whether git tracks, ignores or does not know them: most reports are ignored."""
    found: list[Candidate] = []
    for number, path in enumerate(_walk(folder)):
        if number == most:
            return Survey(tuple(sorted(found)), is_whole=False)
        found += _recognise(os.path.join(folder, path), path.replace(os.sep, "/"), kinds)
    return Survey(tuple(sorted(found)), is_whole=True)


def _walk(folder: str) -> Iterator[str]:
    """Give the files that end as reports do, and the folders that may be one, relative to the folder."""
    for top, names, leaves in os.walk(folder):
        home = os.path.relpath(top, folder)
        base = os.path.basename(os.path.abspath(top))
        skipped = _SKIPPED | (_BUILT if base == "target" else frozenset()) | ({"data", "golden"} if base in _TESTS else set())
        names[:] = sorted(name for name in names if name not in skipped)
        for name in [name for name in names if name in _FOLDERS]:
            names.remove(name)
            yield os.path.normpath(os.path.join(home, name))
        for name in sorted(leaves):
            path = os.path.join(top, name)
            if os.path.splitext(name)[1] in _SUFFIXES and os.path.isfile(path) and not os.path.islink(path):
                yield os.path.normpath(os.path.join(home, name))


def _recognise(place: str, path: str, kinds: tuple[str, ...]) -> Iterator[Candidate]:
    if not path.isprintable():  # a name that is not UTF-8, or has a line break in it, cannot stand in gate.toml
        return
    try:
        if os.path.isdir(place):
            names = files.list_folder(Source(place, 0, None))
            known = {kind: sniffing.recognise_folder(names, kind) for kind in kinds}
        else:
            head = next(files.read_chunks(Source(place, 0, None), None), b"")[: sniffing.HEAD_BYTES]
            known = {kind: sniffing.recognise(head, kind) for kind in kinds} if head.strip() else {}
    except ReportError:
        return
    for kind, formats in known.items():
        told = tuple(each for each in formats if each != _OWN_FORMAT)
        if told:
            yield Candidate(kind, path, told)
