"""The repository that gate runs in, as far as paths go."""

import os
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

from gates.errors import GateError


class Repository:
    """The files below the folder that holds `.git`; git itself is asked only when a path is not where it says it is."""

    def __init__(self, folder: str) -> None:
        """Find the repository that a folder belongs to; there may be none."""
        folder = os.path.realpath(folder)
        top = folder
        while not os.path.lexists(os.path.join(top, ".git")):
            parent = os.path.dirname(top)
            if parent == top:
                top = ""
                break
            top = parent
        self.root = top.replace(os.sep, "/")
        self.folder = os.path.relpath(folder, top).replace(os.sep, "/") if top and folder != top else ""

    def has(self, path: str) -> bool:
        """Say whether there is such a file, by a path relative to the root."""
        if not self.root or path.startswith(("/", "../")):
            return False
        return os.path.isfile(f"{self.root}/{path}")

    def ending(self, name: str) -> Iterable[str]:
        """Give the files of the repository that have this base name, relative to the root."""
        return self._by_name.get(name, ())

    def files(self) -> Iterable[str]:
        """Give the files that git tracks, relative to the root; none where git cannot be asked."""
        return self._list()

    def is_empty(self, path: str) -> bool:
        """Say whether a file has no byte, by a path relative to the root."""
        return os.path.getsize(f"{self.root}/{path}") == 0

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        """The files that git knows or does not ignore; none where git cannot be asked."""
        names: dict[str, list[str]] = defaultdict(list)
        for path in self._list("--others", "--exclude-standard"):
            names[path.rpartition("/")[2]].append(path)
        return names

    def _list(self, *more: str) -> list[str]:
        from gates.cli import git

        try:
            return git.list_files(self.root, more) if self.root else []
        except GateError:
            return []
