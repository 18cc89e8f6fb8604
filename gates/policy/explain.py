"""What each report says of one file or of one line, and what comes of it: an answer to "why is this line red?"."""

from collections.abc import Iterable, Iterator, Mapping

from gates.errors import UsageError
from gates.model.branches import line_of
from gates.model.coverage import CoverageReport, FileCoverage, RepoPath, merge_reports
from gates.policy.green import join_spans

_TOGETHER = "together"
_SHOWN = 12


def explain_place(place: str, reports: Mapping[str, CoverageReport]) -> Iterator[str]:
    """Give lines on `FILE` or `FILE:LINE`, by the paths of the repository. Raises UsageError where no report knows the file."""
    path, line = _split(place, reports)
    whole = merge_reports(reports.values())
    if path not in whole.files:
        from difflib import get_close_matches  # noqa: PLC0415 (only who asks for a strange file needs it)

        near = get_close_matches(path, whole.files, n=3, cutoff=0.4) or sorted(whole.files)[:3]
        hint = f"perhaps {', '.join(near)}" if near else "the reports tell totals only"
        raise UsageError(f"no report knows {path}", where="--explain", hint=hint)
    width = max(map(len, (*reports, _TOGETHER)))
    yield place if line else path
    for name in sorted(reports):
        file = reports[name].files.get(path)
        yield f"  {name:{width}}  {_tell(file, line) if file else 'does not know the file'}"
    yield f"  {_TOGETHER:{width}}  {_tell(whole.files[path], line)}"


def _split(place: str, reports: Mapping[str, CoverageReport]) -> tuple[RepoPath, int]:
    """Give the path and the line, 0 for none; a path may end in a colon and digits too."""
    path, colon, number = place.rpartition(":")
    if colon and number.isascii() and number.isdigit() and not any(place in report.files for report in reports.values()):
        return RepoPath(path), int(number)
    return RepoPath(place), 0


def _tell(file: FileCoverage, line: int) -> str:
    return _tell_line(file, line) if line else _tell_file(file)


def _tell_line(file: FileCoverage, line: int) -> str:
    ran = dict(file.lines.told()).get(line)
    told = "is no instrumented line" if ran is None else "ran" if ran else "did not run"
    branches = list(_tell_branches(file, line))
    return f"{told}; {'; '.join(branches)}" if branches else told


def _tell_branches(file: FileCoverage, line: int) -> Iterator[str]:
    keys: Iterable[int | bytes] = file.points.keys()
    points = [bool(ran) for key, ran in zip(keys, file.points.flags(), strict=True) if line_of(key) == line]
    if points:
        yield f"{sum(points)} of {len(points)} branches taken"
    for row in file.counted.rows() if file.counted.numbers else ():
        if row.line == line:
            high = min(row.high, row.valid)
            taken = str(row.low) if high == row.low else f"{row.low} to {high}"
            missing = f", not to {row.missing.decode(errors='replace')}" if row.missing else ""
            yield f"{taken} of {row.valid} branches taken{missing}"


def _tell_file(file: FileCoverage) -> str:
    branches = file.branches
    told = f"{file.lines.reached:,} of {file.lines.total:,} lines ran"
    if branches.valid:
        taken = f"{branches.low:,}" if branches.low == branches.high else f"{branches.low:,} to {branches.high:,}"
        told += f", {taken} of {branches.valid:,} branches taken"
    spans = join_spans(file.lines.missed())
    shown = ", ".join(str(span.first) if span.first == span.last else f"{span.first}-{span.last}" for span in spans[:_SHOWN])
    more = f" and {len(spans) - _SHOWN:,} more" if len(spans) > _SHOWN else ""
    return f"{told}; not run: {shown}{more}" if spans else told
