"""The part of a coverage report that a change added: patch coverage."""

from collections.abc import Iterable

from gates.model.branches import count_rows, line_of
from gates.model.changes import Change, Changes
from gates.model.coverage import CoverageReport, FileCoverage, RepoPath
from gates.model.figures import Ledger
from gates.model.probes import keep_probes
from gates.model.ratio import Ratio
from gates.model.verdict import Hotspot, Note
from gates.policy.case import NEW, Patch
from gates.policy.green import join_spans


def cut_patch(report: CoverageReport, changes: Changes) -> Patch:
    """Give the part of the report that stands on new lines. Functions have no lines, so there are none."""
    measured = frozenset(path for path in changes.files if path in report.files)
    files = {path: _cut_file(report.files[path], changes.files[path]) for path in sorted(measured)}
    languages = {_language(path) for path, coverage in report.files.items() if coverage.lines.total}
    strange = sorted(
        path
        for path, change in changes.files.items()
        if path not in report.files and _language(path) in languages and (change.hunks or path in changes.unread)
    )
    return Patch(Ledger({path: file for path, file in files.items() if file.lines.total}, {}, {}), measured, tuple(strange))


def tell_patch(patch: Patch, changes: Changes) -> Iterable[Note]:
    """Give the notes that belong to a judged patch: which changed files nobody measured."""
    if patch.unmeasured:
        count = len(patch.unmeasured)
        told = ", ".join(patch.unmeasured[:_NAMED]) + (f" and {count - _NAMED} more" if count > _NAMED else "")
        files = "1 changed file is" if count == 1 else f"{count} changed files are"
        yield Note("patch-unmeasured", f"{files} in no report, so nothing of {'it' if count == 1 else 'them'} counts: {told}")
    if not changes.files and not changes.deleted:
        yield Note("patch-empty", f"nothing changed since {changes.since}")


def find_uncovered(patch: Patch) -> Iterable[Hotspot]:
    """Give the new lines that did not run, the files with most of them first."""
    missed = {path: file.lines.missed() for path, file in patch.ledger.files.items()}
    for path in sorted(missed, key=lambda path: (-len(missed[path]), path)):
        lines = patch.ledger.files[path].lines
        if missed[path]:
            value = Ratio(lines.reached, lines.total)
            yield Hotspot(path, "line", value, len(missed[path]), join_spans(missed[path]), NEW)


def find_branchless(ledger: Ledger, paths: Iterable[RepoPath]) -> list[RepoPath]:
    """Give those of the paths in whose language no file has a branch: its report may not tell of branches at all."""
    told = {_language(path) for path, file in ledger.files.items() if file.branches.valid}
    return sorted(path for path in paths if _language(path) not in told)


_NAMED = 5


def _cut_file(coverage: FileCoverage, change: Change) -> FileCoverage:
    added = change.list_added()
    rows = [row for row in coverage.counted.rows() if row.line in added] if coverage.counted.numbers else []
    return FileCoverage(
        keep_probes(coverage.lines, added.__contains__),
        points=keep_probes(coverage.points, lambda key: line_of(key) in added),
        counted=count_rows(rows),
        statements=keep_probes(coverage.statements, lambda number: number >> 32 in added),
    )


def _language(path: str) -> str:
    """Give the end of a name, by which files of one language are known."""
    name = path.rpartition("/")[2]
    return name.rpartition(".")[2] if "." in name[1:] else ""
