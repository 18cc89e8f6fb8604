"""How much of some files ran: a coverage report, added up."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from gates.model.branches import missed_lines
from gates.model.coverage import CoverageReport, FileCoverage, Place, RepoPath, Totals
from gates.model.ratio import Ratio
from gates.typed import NamedTuple

WHOLE = RepoPath("")
"""Stands among paths for what a report says of all its files at once."""
_NOBODY_KNOWS = Ratio(0, 0)


class Figures(NamedTuple):
    """Sums over some files. A ratio whose whole is 0 means that nothing of the sort was measured."""

    low: Mapping[str, Ratio]
    """Metric → how much of it ran; the low end where reports count branches without naming them."""
    high: Mapping[str, Ratio]
    """Metric → the high end."""
    claimed: Totals
    """What the reports' own totals would add to these sums, at the worst; zeros where they agree."""


class Ledger(NamedTuple):
    """A report, ready to be added up: everything by path, what belongs to no file under WHOLE."""

    files: Mapping[RepoPath, FileCoverage]
    unplaced: Mapping[RepoPath, Totals]
    """With the corrections."""
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
    corrections: dict[RepoPath, Totals] = {}
    for (_, path), totals in sorted(report.corrections.items()):
        corrections[path] = max(corrections.get(path, totals), totals)
    for path, totals in corrections.items():
        unplaced[path] = Totals(*map(int.__add__, unplaced.get(path, Totals()), totals))
    return Ledger(report.files, unplaced, _sum_by_path(report.claims))


def add_up(ledger: Ledger, paths: Iterable[RepoPath], metrics: Collection[str] = ()) -> Figures:
    """Give the sums over these paths, each of which is taken once.

    Of the metrics, only `line-strict` has to be asked for, since it needs a look at every branch of every line.
    """
    paths = list(paths)
    files = [ledger.files[path] for path in paths if path in ledger.files]
    branches = [file.branches for file in files]
    extra = _sum(ledger.unplaced[path] for path in paths if path in ledger.unplaced)
    valid = sum(interval.valid for interval in branches) + extra.branches
    line = Ratio(
        sum(file.lines.reached for file in files) + extra.lines_covered, sum(file.lines.total for file in files) + extra.lines
    )
    low = {
        "line": line,
        "branch": Ratio(sum(interval.low for interval in branches) + extra.branches_covered, valid),
        "function": Ratio(
            sum(file.functions.reached for file in files) + extra.functions_covered,
            sum(file.functions.total for file in files) + extra.functions,
        ),
        "statement": Ratio(
            sum(file.statements.reached for file in files) + extra.statements_covered,
            sum(file.statements.total for file in files) + extra.statements,
        ),
        "region": Ratio(extra.regions_covered, extra.regions),
    }
    high = low | {"branch": Ratio(sum(interval.high for interval in branches) + extra.branches_covered, valid)}
    if "line-strict" in metrics:
        for ends, at_least in ((low, False), (high, True)):
            whole = sum(_count_whole(file, at_least=at_least) for file in files)
            ends["line-strict"] = _NOBODY_KNOWS if extra.lines > 0 else Ratio(whole + extra.lines_covered, line.whole)
    claimed = _sum(ledger.claims[path] for path in paths if path in ledger.claims)
    return Figures(_combine(low), _combine(high), claimed)


def claim_figures(figures: Figures) -> Figures:
    """Give the figures as the reports' own totals would have them, kept within what a ratio can be."""
    more = figures.claimed
    low = dict(figures.low) | {
        "line": _shift(figures.low["line"], more.lines, more.lines_covered),
        "branch": _shift(figures.low["branch"], more.branches, more.branches_covered),
        "function": _shift(figures.low["function"], more.functions, more.functions_covered),
        "statement": _shift(figures.low["statement"], more.statements, more.statements_covered),
    }
    return figures._replace(low=_combine(low))


def _count_whole(file: FileCoverage, *, at_least: bool) -> int:
    """Give how many lines ran and missed no branch."""
    partial = missed_lines(file.points, file.counted, at_least=at_least)
    if not partial:
        return file.lines.reached
    return file.lines.reached - sum(line in partial for line in file.lines.found())


def _combine(ends: dict[str, Ratio]) -> dict[str, Ratio]:
    (lines, all_lines), (branches, all_branches) = ends["line"], ends["branch"]
    return ends | {"combined": Ratio(lines + branches, all_lines + all_branches)}


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
