"""Coverage against a baseline, line by line, in the terms of differential coverage (Cox and others; genhtml --baseline-file).

A line is new if the change since the baseline added it, else it is the line from which it came, wherever that stood. What
was covered and is not any more is lost; what was not and is now is gained; a line that is the same but was not measured before
is included. Lines that the change took away are nobody's.
"""

from collections.abc import Iterator

from gates.model.changes import Change, Changes, renames
from gates.model.coverage import CoverageReport, FileCoverage, RepoPath, move_report
from gates.model.probes import NOTHING
from gates.model.ratio import Ratio
from gates.model.verdict import Hotspot
from gates.policy.case import NEW
from gates.policy.green import join_spans
from gates.policy.places import Tree
from gates.typed import NamedTuple

_CATEGORIES = {
    "new": (NEW, False),
    "lost": ("lines that lost their cover", False),
    "included": ("uncovered old lines that were not measured before", False),
    "gained": ("lines that gained cover", True),
}
"""Category → what people call it, and whether it is good news."""


class Difference(NamedTuple):
    """Lines of one file by category, ascending."""

    new: list[int]
    lost: list[int]
    included: list[int]
    gained: list[int]


def rename_baseline(baseline: CoverageReport, changes: Changes) -> CoverageReport:
    """Give a baseline with the files that have another name now under that name."""
    moved = renames(changes)
    if not moved:
        return baseline
    everything = {path for _, path in (*baseline.unplaced, *baseline.corrections, *baseline.claims)} | set(baseline.files)
    return move_report(baseline, {path: moved.get(path, path) for path in everything})


def find_differences(report: CoverageReport, baseline: CoverageReport, changes: Changes) -> tuple[Hotspot, ...]:
    """Give the lines whose cover changed, by category, in each the files with most of them first.

    `baseline` has the names of now. Files that either side does not know by line are left out.
    """
    found: dict[str, list[Hotspot]] = {category: [] for category in _CATEGORIES}
    for path, coverage in report.files.items():
        before = baseline.files.get(path)
        change = changes.files.get(path, Change(path, path))
        difference = _compare(coverage, before, change)
        ratio = Ratio(coverage.lines.reached, coverage.lines.total)
        for category, lines in zip(_CATEGORIES, difference, strict=True):
            if lines:
                told, wanted = _CATEGORIES[category]
                found[category].append(Hotspot(path, "line", ratio, len(lines), join_spans(lines), told, wanted))
    for spots in found.values():
        spots.sort(key=lambda spot: (-spot.missed, spot.path))
    return tuple(spot for spots in found.values() for spot in spots)


def _compare(coverage: FileCoverage, before: FileCoverage | None, change: Change) -> Difference:
    if before is not None and not change.hunks and before.lines == coverage.lines:
        return Difference([], [], [], [])
    known = dict(_follow(before, change))
    added = change.list_added()
    difference = Difference([], [], [], [])
    for line, ran in coverage.lines.told():
        if line in added or not change.old_path:
            into = None if ran else difference.new
        elif line not in known:
            into = None if ran else difference.included
        else:
            into = None if ran == known[line] else difference.gained if ran else difference.lost
        if into is not None:
            into.append(line)
    return difference


def _follow(before: FileCoverage | None, change: Change) -> Iterator[tuple[int, bool]]:
    """Give the lines of the baseline that are still there, where they are now, and whether they ran."""
    lines = before.lines if before is not None else NOTHING
    for line, ran in lines.told():
        now = change.follow(line)
        if now is not None:
            yield now, ran


def find_lost_files(report: CoverageReport, baseline: CoverageReport, tree: Tree) -> list[RepoPath]:
    """Give the files that the baseline measured, that are still there, and that the report knows nothing of.

    Where there is no repository to tell, a file is taken as still there.
    """
    known = {*report.files, *(path for _, path in report.unplaced)}
    missing = [path for path, coverage in baseline.files.items() if coverage.lines.total and path not in known]
    return sorted(path for path in missing if not tree.root or tree.has(path))
