"""What conditions on coverage are judged on: the report by path, its groups, what changed, and the baseline, made ready."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from gates.model.coverage import CoverageReport, RepoPath
from gates.model.figures import WHOLE, Figures, Ledger, add_up, open_ledger
from gates.model.metrics import UNITS
from gates.model.ratio import Ratio
from gates.model.unknown import Unknown
from gates.model.verdict import Hotspot, Measurement, Note
from gates.policy.globs import compile_glob, match_any
from gates.policy.places import Tree
from gates.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from gates.model.changes import Changes

Members = Mapping[str, Collection[RepoPath]]
"""Group → its paths; all paths stand under the empty name."""


NEW = "uncovered new lines"
"""The category of lines that a change added and nothing ran."""


class Patch(NamedTuple):
    """What a report knows of the lines that a change added."""

    ledger: Ledger
    """The changed files, each with nothing but its new lines."""
    measured: frozenset[RepoPath]
    """Every changed file that a report knows."""
    unmeasured: tuple[RepoPath, ...]
    """The changed files that look like measured ones, by the end of their names, but are in no report."""


class Case(NamedTuple):
    """What conditions are judged on."""

    ledger: Ledger
    members: Members
    metrics: frozenset[str]
    """Those that are asked for."""
    total: Figures
    """The sums over all paths."""
    trusting: bool
    """Whether the records are judged even where the reports' own totals contradict them."""
    patch: Patch | Unknown
    patch_doubt: str
    """Why a patch without a measured line cannot be told from one that was not measured; empty where it can."""
    least_patch_lines: int
    """A patch with fewer instrumented lines is not held to anything."""
    baseline: Ledger | Unknown
    baseline_members: Members
    lost_files: tuple[RepoPath, ...]
    """Files that the baseline measured and that are still there, but in no report."""
    missing_files: tuple[RepoPath, ...] | Unknown
    """Source files that have to be in a report and are not."""


class Request(NamedTuple):
    """What is known when judging begins."""

    report: CoverageReport
    groups: Mapping[str, tuple[str, ...]]
    """Name → the globs of its paths."""
    must_have: tuple[str, ...]
    """Globs of source files that have to be in a report."""
    metrics: frozenset[str]
    trusting: bool
    least_patch_lines: int
    tree: Tree
    changes: "Changes | Unknown"
    baseline: CoverageReport | Unknown
    baseline_changes: "Changes | Unknown"


def prepare(request: Request) -> tuple[Case, tuple[Hotspot, ...], tuple[Note, ...]]:
    """Give what the conditions are judged on, and the places and notes that are worth telling beside the results."""
    report, changes = request.report, request.changes
    ledger = open_ledger(report)
    patch: Patch | Unknown = changes if isinstance(changes, Unknown) else _cut(report, changes)
    baseline, lost = _look_back(request)
    before = open_ledger(baseline) if isinstance(baseline, CoverageReport) else baseline
    missing = _find_missing(request.must_have, ledger, request.tree) if request.must_have else ()
    case = Case(
        ledger,
        assign(ledger.paths, request.groups),
        request.metrics,
        add_up(ledger, ledger.paths, request.metrics),
        request.trusting,
        patch,
        _doubt_patch(report, changes, request.tree),
        request.least_patch_lines,
        before,
        assign(before.paths, request.groups) if isinstance(before, Ledger) else {},
        lost,
        missing,
    )
    return case, tuple(_spot(case, request, baseline)), tuple(_note(case, request))


def _cut(report: CoverageReport, changes: "Changes") -> Patch:
    from gates.policy.patch import cut_patch  # noqa: PLC0415 (most runs judge no patch, and each module costs a start)

    return cut_patch(report, changes)


def _look_back(request: Request) -> tuple[CoverageReport | Unknown, tuple[RepoPath, ...]]:
    """Give the baseline with today's names, and the files that only it knows though they are still there."""
    if isinstance(request.baseline, Unknown):
        return request.baseline, ()
    from gates.policy.differential import find_lost_files, rename_baseline  # noqa: PLC0415 (see _cut)

    since = request.baseline_changes
    baseline = rename_baseline(request.baseline, since) if not isinstance(since, Unknown) else request.baseline
    return baseline, tuple(find_lost_files(request.report, baseline, request.tree))


def assign(paths: Iterable[RepoPath], groups: Mapping[str, tuple[str, ...]]) -> dict[str, frozenset[RepoPath]]:
    """Give group → its paths, the first group that matches taking a file; all paths stand under the empty name."""
    members = {"": frozenset(paths)}
    left = members[""] - {WHOLE}
    for name, patterns in groups.items():
        matches = match_any(patterns)
        members[name] = frozenset(path for path in left if matches(path))
        left -= members[name]
    return members


def weigh(case: Case, reports: int) -> dict[str, int]:
    """Give what the verdict rests on, by plural noun."""
    total = case.total.low
    counts = {"reports": reports, "files": len(case.ledger.paths) - 1}
    counts |= {f"{name}{'es' if name == 'branch' else 's'}": total[name].whole for name in _WEIGHED}
    if isinstance(case.patch, Patch):
        counts["new lines"] = sum(file.lines.total for file in case.patch.ledger.files.values())
    return counts


def measure(case: Case) -> tuple[Measurement, ...]:
    """Give every metric that was measured, on all code, and the patch."""
    total = case.total
    found = [
        Measurement(metric, total.low[metric], total.high[metric] if total.high[metric] != total.low[metric] else None)
        for metric in UNITS
        if metric in total.low and metric in case.metrics
    ]
    if isinstance(case.patch, Patch):
        found.append(Measurement("patch", add_up(case.patch.ledger, case.patch.ledger.files).low["line"]))
    return tuple(each for each in found if each.value.whole)


_WEIGHED = ("line", "branch", "function", "statement", "region")


def _spot(case: Case, request: Request, baseline: CoverageReport | Unknown) -> Iterator[Hotspot]:
    """Give the places that are worth a look whatever the outcome, by category."""
    judged_patch = isinstance(case.patch, Patch)
    if isinstance(case.patch, Patch):
        from gates.policy.patch import find_uncovered  # noqa: PLC0415 (see _cut)

        yield from find_uncovered(case.patch)
    if isinstance(baseline, CoverageReport) and not isinstance(request.baseline_changes, Unknown):
        from gates.policy.differential import find_differences  # noqa: PLC0415 (see _cut)

        for spot in find_differences(request.report, baseline, request.baseline_changes):
            if not (judged_patch and spot.category == NEW):
                yield spot
    if not isinstance(case.missing_files, Unknown):
        for path in case.missing_files:
            yield Hotspot(path, "file", Ratio(0, 1), 1, (), "source files in no report")


def _note(case: Case, request: Request) -> Iterator[Note]:
    if isinstance(case.patch, Patch) and not isinstance(request.changes, Unknown):
        from gates.policy.patch import tell_patch  # noqa: PLC0415 (see _cut)

        yield from tell_patch(case.patch, request.changes)
    if isinstance(request.baseline, CoverageReport) and isinstance(request.baseline_changes, Unknown):
        yield Note("baseline-lines", f"lines are not compared with the baseline: {request.baseline_changes.reason}")


def _find_missing(patterns: tuple[str, ...], ledger: Ledger, tree: Tree) -> tuple[RepoPath, ...] | Unknown:
    """Give the files of the repository that match and are in no report; files without a byte have nothing to report."""
    files = [RepoPath(path) for path in tree.files()]
    if not files:
        return Unknown("there is no repository whose files could be listed")
    missing: set[RepoPath] = set()
    for pattern in patterns:
        found = [path for path in files if compile_glob(pattern)(path)]
        if not found:
            return Unknown(f"no file of the repository matches {pattern!r}")
        missing.update(path for path in found if path not in ledger.paths and not tree.is_empty(path))
    return tuple(sorted(missing))


def _doubt_patch(report: CoverageReport, changes: "Changes | Unknown", tree: Tree) -> str:
    """Give why a patch that no report knows may be one whose paths were not understood; nothing where they are."""
    if isinstance(changes, Unknown) or any(path in changes.files for path in report.files):
        return ""
    if tree.root:
        known = any(map(tree.has, report.files))
        return "" if known else "the repository has none of the reports' files; --path-map FROM=TO tells where they are"
    if not changes.files:
        return ""
    return "no file of the diff is in the reports, and there is no repository to tell whether their paths mean the same"
