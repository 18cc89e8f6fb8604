"""What changed between two states of a source tree, and where a line of the one stands in the other."""

from collections.abc import Iterable, Mapping

from gates.model.coverage import RepoPath
from gates.typed import NamedTuple


class Hunk(NamedTuple):
    """Lines that take the place of other lines, without what stays the same around them. Numbers begin at 1."""

    old: int
    """The first line taken away; where none is, the line after which others were added."""
    old_count: int
    new: int
    """The first line added; where none is, the line after which others were taken away."""
    new_count: int


class Change(NamedTuple):
    """What became of one file."""

    path: RepoPath
    """Its path after the change."""
    old_path: RepoPath
    """Its path before; the same unless it was renamed; empty where the file is new."""
    hunks: tuple[Hunk, ...] = ()
    """Ascending; empty where only the name, the mode or nothing that has lines changed."""

    def list_added(self) -> set[int]:
        """Give the lines that are new."""
        return {line for hunk in self.hunks for line in range(hunk.new, hunk.new + hunk.new_count)}

    def follow(self, line: int) -> int | None:
        """Give where a line from before stands now, or None if it was taken away or changed."""
        from bisect import bisect_right  # noqa: PLC0415 (every run loads this module, few look for a line)

        at = bisect_right(self.hunks, line, key=lambda hunk: hunk.old + (not hunk.old_count)) - 1
        if at < 0:
            return line
        hunk = self.hunks[at]
        if line < hunk.old + hunk.old_count:
            return None
        shift = hunk.new + hunk.new_count + (not hunk.new_count) - hunk.old - hunk.old_count - (not hunk.old_count)
        return line + shift


class Changes(NamedTuple):
    """What changed in all files."""

    files: Mapping[RepoPath, Change]
    """By the path after the change. Files that are no text, and submodules, are here without hunks."""
    deleted: frozenset[RepoPath]
    """Files that are gone."""
    since: str = ""
    """What they are compared with, as people call it."""
    unread: frozenset[RepoPath] = frozenset()
    """Changed files whose hunks nobody asked for."""


def renames(changes: Changes) -> dict[RepoPath, RepoPath]:
    """Give old path → new path for the files that have another name now."""
    return {change.old_path: path for path, change in changes.files.items() if change.old_path not in ("", path)}


def index_changes(changes: Iterable[Change], deleted: Iterable[RepoPath], since: str) -> Changes:
    """Give the changes by path."""
    return Changes({change.path: change for change in changes}, frozenset(deleted), since)
