"""Coverage reports: which lines, branches and functions of which files a test run reached."""

from collections.abc import Callable, Iterable, Mapping

from gates.model.branches import NO_POINTS, UNCOUNTED, Counted, Interval, measure_branches, merge_counted, merge_points
from gates.model.functions import merge_functions
from gates.model.probes import NOTHING, Probes, merge_probes
from gates.model.verdict import Note
from gates.typed import NamedTuple, NewType, TypeVar

RepoPath = NewType("RepoPath", str)
"""A path with forward slashes and without `.`, `..` or doubled slashes; relative to the repository once resolved."""


class FileCoverage(NamedTuple):
    """What ran in one source file."""

    lines: Probes = NOTHING
    """The instrumented lines, by number; a line ran if it was hit at least once."""
    points: Probes = NO_POINTS
    """The branches that the reports name one by one."""
    counted: Counted = UNCOUNTED
    """The branches of which the reports tell only how many of a line's were taken."""
    functions: Probes = NOTHING
    """The functions, by name, or by digest where they come from a snapshot."""
    statements: Probes = NOTHING
    """The statements, each numbered as `number_statements` says; only of formats that tell them apart from lines."""

    @property
    def branches(self) -> Interval:
        """How many branches there are and how many were taken."""
        return measure_branches(self.points, self.counted)


class Totals(NamedTuple):
    """Counts without places."""

    lines: int = 0
    lines_covered: int = 0
    branches: int = 0
    branches_covered: int = 0
    functions: int = 0
    functions_covered: int = 0
    statements: int = 0
    statements_covered: int = 0
    regions: int = 0
    regions_covered: int = 0


Place = tuple[str, RepoPath]
"""The report that says something, by name, and the file it says it of; an empty path is the whole report."""


class CoverageReport(NamedTuple):
    """One report, or several merged. Merging is associative and commutative; order shows nowhere."""

    files: Mapping[RepoPath, FileCoverage]
    unplaced: Mapping[Place, Totals] = {}
    """What a report counts without saying on which line: it belongs to the total. Known lines of a file beat its sum."""
    corrections: Mapping[Place, Totals] = {}
    """What to add to the counts of a report's records to come to those of the tool that wrote them, where it is known that
    the records tell too much (negative) or too little, but not on which line."""
    claims: Mapping[Place, Totals] = {}
    """How far a report's own totals are from its records, where they contradict them: own totals minus recount."""
    sources: tuple[str, ...] = ()
    """The folders that the report says its paths are relative to, normalised, sorted."""
    notes: frozenset[Note] = frozenset()
    doubts: frozenset[Note] = frozenset()
    """Why a report may not be whole. Any doubt makes the verdict unjudged."""
    commits: frozenset[str] = frozenset()
    """The commits that snapshots say they were made of."""


EMPTY = CoverageReport({})

Value = TypeVar("Value")
Key = TypeVar("Key")


def merge_file(one: FileCoverage, other: FileCoverage) -> FileCoverage:
    """Give what two reports know of one file."""
    return FileCoverage(
        merge_probes(one.lines, other.lines),
        merge_points(one.points, other.points),
        merge_counted(one.counted, other.counted),
        merge_functions(one.functions, other.functions),
        merge_probes(one.statements, other.statements),
    )


def merge_reports(reports: Iterable[CoverageReport]) -> CoverageReport:
    """Give all reports as one: files by path, everything else by the report and file it was said of."""
    files: dict[RepoPath, FileCoverage] = {}
    unplaced: dict[Place, Totals] = {}
    corrections: dict[Place, Totals] = {}
    claims: dict[Place, Totals] = {}
    sources: set[str] = set()
    notes: set[Note] = set()
    doubts: set[Note] = set()
    commits: set[str] = set()
    for report in reports:
        _fold(files, report.files, merge_file)
        _fold(unplaced, report.unplaced, _larger)
        _fold(corrections, report.corrections, worse_claim)
        _fold(claims, report.claims, worse_claim)
        sources.update(report.sources)
        notes |= report.notes
        doubts |= report.doubts
        commits |= report.commits
    where = tuple(sorted(sources))
    return CoverageReport(files, unplaced, corrections, claims, where, frozenset(notes), frozenset(doubts), frozenset(commits))


def move_report(report: CoverageReport, places: Mapping[RepoPath, RepoPath]) -> CoverageReport:
    """Give the report with each path replaced by its place; paths that come to the same place are merged."""
    files: dict[RepoPath, FileCoverage] = {}
    for path, coverage in report.files.items():
        _fold(files, {places[path]: coverage}, merge_file)
    return report._replace(
        files=files,
        unplaced=_move(report.unplaced, places, _larger),
        corrections=_move(report.corrections, places, worse_claim),
        claims=_move(report.claims, places, worse_claim),
    )


def leave_out(report: CoverageReport, matches: Callable[[str], object]) -> CoverageReport:
    """Give the report without the files whose path matches; what belongs to no file stays."""
    return report._replace(
        files={path: coverage for path, coverage in report.files.items() if not matches(path)},
        unplaced=_leave_out(report.unplaced, matches),
        corrections=_leave_out(report.corrections, matches),
        claims=_leave_out(report.claims, matches),
    )


def worse_claim(one: Totals, other: Totals) -> Totals:
    """Give the claim that makes coverage look worst: the most added to what exists, the least to what ran."""
    return Totals(*((max, min)[index % 2](pair) for index, pair in enumerate(zip(one, other, strict=True))))


def number_statements(line: int, column: int, index: int = 0) -> int:
    """Give a statement as one integer that keeps the order of source: `line << 32 | column << 16 | index`.

    The index tells apart what begins at one place. What does not fit is cut off: line 2^31, column and index 2^16.
    """
    return (line & 0x7FFFFFFF) << 32 | (column & 0xFFFF) << 16 | index & 0xFFFF


def _larger(one: Totals, other: Totals) -> Totals:
    return Totals(*map(max, one, other))


def _fold(into: dict[Key, Value], more: Mapping[Key, Value], join: Callable[[Value, Value], Value]) -> None:
    for key, value in more.items() if more else ():
        into[key] = join(into[key], value) if key in into else value


def _move(
    totals: Mapping[Place, Totals], places: Mapping[RepoPath, RepoPath], join: Callable[[Totals, Totals], Totals]
) -> dict[Place, Totals]:
    moved: dict[Place, Totals] = {}
    for (source, path), counts in totals.items():
        _fold(moved, {(source, places.get(path, path)): counts}, join)
    return moved


def _leave_out(totals: Mapping[Place, Totals], matches: Callable[[str], object]) -> dict[Place, Totals]:
    return {place: counts for place, counts in totals.items() if not (place[1] and matches(place[1]))}
