"""What most coverage readers do with what they have found: files made of it, its own totals beside it, an end put to it."""

from array import array
from collections.abc import Iterable, Mapping

from gates.errors import ReportError
from gates.model.branches import Row, count_rows
from gates.model.coverage import CoverageReport, FileCoverage, Place, RepoPath, Totals, merge_file
from gates.model.probes import NOTHING, Probes, gather, gather_texts
from gates.model.verdict import Note
from gates.typed import NamedTuple

LINE_LIMIT = 10**9
"""Line numbers stay below this."""


class Parts(NamedTuple):
    """A report as it is found. Each reader fills what its format tells; `conclude` makes the report of it."""

    source: str
    files: dict[RepoPath, FileCoverage]
    unplaced: dict[Place, Totals]
    corrections: dict[Place, Totals]
    notes: set[Note]

    def add(self, path: RepoPath, coverage: FileCoverage) -> None:
        """Take what was found of a file; a file that comes again is the same run told in parts."""
        self.files[path] = merge_file(self.files[path], coverage) if path in self.files else coverage

    def note(self, id_: str, text: str) -> None:
        """Take a note on the report."""
        self.notes.add(Note(id_, text, self.source))


def begin(source: str) -> Parts:
    """Give an empty report that is called so."""
    return Parts(source, {}, {}, {}, set())


def make_lines(lines: Mapping[int, object]) -> Probes:
    """Give lines, from number → whether they ran. Raises ValueError where a number is none that a line can have."""
    try:
        return check_lines(gather(array("I", lines), lines.values()))
    except OverflowError:
        raise ValueError(f"{next(line for line in lines if not 0 < line < LINE_LIMIT)} is no line number") from None


def check_lines(lines: Probes) -> Probes:
    """Give the lines back. Raises ValueError where a number is none that a line can have."""
    if lines.total and (lines.ids[0] < 1 or lines.ids[-1] >= LINE_LIMIT):
        raise ValueError(f"{lines.ids[0] and lines.ids[-1]} is no line number")
    return lines


def make_file(
    lines: Mapping[int, object],
    rows: Iterable[Row] = (),
    functions: Mapping[bytes, bool] | None = None,
    statements: Probes = NOTHING,
) -> FileCoverage:
    """Give a file of its lines, its counted branches, its functions by name, and its statements. Raises ValueError."""
    named = gather_texts(dict(functions)) if functions else NOTHING
    return FileCoverage(make_lines(lines), counted=count_rows(rows), functions=named, statements=statements)


def count_file(coverage: FileCoverage) -> Totals:
    """Give what the records of a file come to."""
    branches = coverage.branches
    return Totals(
        coverage.lines.total,
        coverage.lines.reached,
        branches.valid,
        branches.low,
        coverage.functions.total,
        coverage.functions.reached,
        coverage.statements.total,
        coverage.statements.reached,
    )


def conclude(parts: Parts, stated: Mapping[str, int], sources: Iterable[str] = ()) -> CoverageReport:
    """Give the whole report. Raises ReportError if no line was measured.

    `stated` is what the report itself says of all of it, by the names of the fields of Totals. Where that is not what was
    counted, a note says so and the judge is told of the claim.
    """
    counted = Totals()
    for each in (*map(count_file, parts.files.values()), *parts.unplaced.values(), *parts.corrections.values()):
        counted = Totals(*map(int.__add__, counted, each))
    if not counted.lines:
        hint = "did the tests run, and with coverage switched on?"
        raise ReportError(
            "measured nothing: it holds no instrumented line", where=parts.source, hint=hint, id_="measured-nothing"
        )
    claims = _differ(stated, counted)
    if any(claims) and parts.corrections:
        # The report contradicts itself more than its format does, so its own totals for single files are not to be trusted.
        own = {place: totals for place, totals in parts.corrections.items() if any(totals)}
        counted = Totals(*map(int.__sub__, counted, map(sum, zip(*own.values(), strict=True))))
        return _report(parts, counted, own | {(parts.source, RepoPath("")): _differ(stated, counted)}, {}, sources)
    return _report(parts, counted, {(parts.source, RepoPath("")): claims} if any(claims) else {}, parts.corrections, sources)


def _differ(stated: Mapping[str, int], counted: Totals) -> Totals:
    return Totals(**{name: value - getattr(counted, name) for name, value in stated.items()})


def _report(
    parts: Parts,
    counted: Totals,
    claims: Mapping[Place, Totals],
    corrections: Mapping[Place, Totals],
    sources: Iterable[str],
) -> CoverageReport:
    whole = claims.get((parts.source, RepoPath("")), Totals())
    if any(whole):
        pairs = zip(Totals._fields, counted, whole, strict=True)
        told = [f"{count + more} for {count} {name.replace('_', ' ')}" for name, count, more in pairs if more]
        parts.note("totals-disagree", f"its own totals differ from its records: {', '.join(told)}")
    return CoverageReport(
        parts.files,
        parts.unplaced,
        corrections,
        claims,
        tuple(sorted(set(sources))),
        frozenset(parts.notes),
    )


def correct(parts: Parts, path: RepoPath, stated: Mapping[str, int]) -> None:
    """Let the totals that a report states for one file stand where they differ from its records.

    This is for formats of which it is known that the totals are what their tool prints, and that also state a total of the
    whole: where that does not agree with those of the files, `conclude` takes every correction back.
    """
    counted = count_file(parts.files[path])
    more = _differ(stated, counted)
    if any(more) and all(stated.get(f"{name}_covered", 0) <= count for name, count in stated.items()):
        parts.corrections[parts.source, path] = more
