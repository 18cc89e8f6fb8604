"""The repository that gate runs in, as far as paths go."""

import os
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property


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

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        """The files that git knows or does not ignore; none where git cannot be asked."""
        import subprocess

        command = ["git", "-C", self.root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        names: dict[str, list[str]] = defaultdict(list)
        try:
            listed = subprocess.run(command, check=True, capture_output=True).stdout  # noqa: S603 (fixed words)
        except (OSError, subprocess.CalledProcessError):
            return names
        for path in os.fsdecode(listed).split("\0"):
            names[path.rpartition("/")[2]].append(path)
        return names
