"""How much of some files ran: a coverage report, added up."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from gates.model.coverage import CoverageReport, FileCoverage, Place, RepoPath, Totals
from gates.model.ratio import Ratio

WHOLE = RepoPath("")
"""Stands among paths for what a report says of all its files at once."""


class Figures(NamedTuple):
    """Sums over some files. A ratio whose whole is 0 means that nothing of the sort was measured."""

    line: Ratio
    branch: Ratio
    """The low end where reports count branches without naming them."""
    function: Ratio
    branch_upper: Ratio
    """The high end."""
    claimed: Totals
    """What the reports' own totals would add to these sums, at the worst; zeros where they agree."""


class Ledger(NamedTuple):
    """A report, ready to be added up: everything by path, what belongs to no file under WHOLE."""

    files: Mapping[RepoPath, FileCoverage]
    unplaced: Mapping[RepoPath, Totals]
    claims: Mapping[RepoPath, Totals]

    @property
    def paths(self) -> frozenset[RepoPath]:
        """Every file that the report knows anything of, and WHOLE."""
        return frozenset((*self.files, *self.unplaced, WHOLE))


def open_ledger(report: CoverageReport) -> Ledger:
    """Give the report by path. Of a file that several reports only sum up, the largest sum stands; known lines beat sums."""
    unplaced: dict[RepoPath, Totals] = {}
    for (_, path), totals in report.unplaced.items():
        known = report.files.get(path)
        beaten = {"lines": 0, "lines_covered": 0} if known is not None and known.lines.total else {}
        join = max if path else int.__add__
        unplaced[path] = Totals(*map(join, unplaced.get(path, Totals()), totals._replace(**beaten)))
    return Ledger(report.files, unplaced, _sum_by_path(report.claims))


def add_up(ledger: Ledger, paths: Iterable[RepoPath]) -> Figures:
    """Give the sums over these paths, each of which is taken once."""
    paths = list(paths)
    files = [ledger.files[path] for path in paths if path in ledger.files]
    branches = [file.branches for file in files]
    extra = _sum(ledger.unplaced[path] for path in paths if path in ledger.unplaced)
    valid = sum(interval.valid for interval in branches) + extra.branches
    lines = sum(file.lines.total for file in files) + extra.lines
    functions = sum(file.functions.total for file in files) + extra.functions
    return Figures(
        line=Ratio(sum(file.lines.reached for file in files) + extra.lines_covered, lines),
        branch=Ratio(sum(interval.low for interval in branches) + extra.branches_covered, valid),
        function=Ratio(sum(file.functions.reached for file in files) + extra.functions_covered, functions),
        branch_upper=Ratio(sum(interval.high for interval in branches) + extra.branches_covered, valid),
        claimed=_sum(ledger.claims[path] for path in paths if path in ledger.claims),
    )


def claim_figures(figures: Figures) -> Figures:
    """Give the figures as the reports' own totals would have them, kept within what a ratio can be."""
    more = figures.claimed
    return figures._replace(
        line=_shift(figures.line, more.lines, more.lines_covered),
        branch=_shift(figures.branch, more.branches, more.branches_covered),
        function=_shift(figures.function, more.functions, more.functions_covered),
    )


def _shift(ratio: Ratio, more: int, more_covered: int) -> Ratio:
    whole = max(ratio.whole + more, 0)
    return Ratio(min(max(ratio.part + more_covered, 0), whole), whole)


def _sum_by_path(totals: Mapping[Place, Totals]) -> Mapping[RepoPath, Totals]:
    sums: dict[RepoPath, Totals] = defaultdict(Totals)
    for (_, path), counts in totals.items():
        sums[path] = Totals(*map(int.__add__, sums[path], counts))
    return sums


def _sum(totals: Iterable[Totals]) -> Totals:
    return Totals(*map(sum, zip(Totals(), *totals, strict=True)))
