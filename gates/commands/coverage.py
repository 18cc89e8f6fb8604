"""`gate coverage`: whether tests run enough of the code: in total, in files and groups, in a change, and beside a baseline."""

from collections.abc import Collection, Iterator, Mapping

from gates.commands.protocol import BASELINE, CHANGES, WAIVERS, Baseline, Case, Kind, Option, Settings
from gates.errors import UsageError
from gates.model.condition import Condition, Demand, Part
from gates.model.coverage import CoverageReport, leave_out, merge_reports
from gates.model.figures import add_up, open_ledger
from gates.model.metrics import UNITS, find_sources
from gates.model.unknown import Unknown
from gates.model.verdict import ConditionResult, Evidence, Note, Verdict, fold_outcomes
from gates.policy.case import Patch, Request, measure, prepare, weigh
from gates.policy.coverage import judge_condition
from gates.policy.demands import make_conditions
from gates.policy.globs import compile_glob
from gates.policy.judge import Exempted, doubt_results, order_results
from gates.policy.places import Tree, parse_path_map, relocate
from gates.policy.uncovered import find_hotspots, find_remedies
from gates.typed import Any

KIND = "coverage"
FOLLOWS = True
METRICS = frozenset(UNITS)

_BOUNDS = (
    Option("min", Kind.PERCENT, "fail below this share of lines run", "PERCENT", ("fail-under",), bands=True),
    Option("min-line-strict", Kind.PERCENT, "the same, of lines that ran and missed no branch", "PERCENT", bands=True),
    Option("min-branch", Kind.PERCENT, "fail below this share of branches taken", "PERCENT", bands=True),
    Option("min-combined", Kind.PERCENT, "fail below this share of lines and branches together", "PERCENT", bands=True),
    Option("min-function", Kind.PERCENT, "fail below this share of functions entered", "PERCENT", bands=True),
    Option("min-statement", Kind.PERCENT, "fail below this share of statements run", "PERCENT", bands=True),
    Option("min-region", Kind.PERCENT, "fail below this share of regions run", "PERCENT", bands=True),
    Option("min-file", Kind.PERCENT, "fail if any one file is below this share of lines run", "PERCENT", bands=True),
    Option("max-uncovered", Kind.COUNT, "fail if more lines than this never ran", "LINES", bands=True),
    Option("min-patch", Kind.PERCENT, "fail below this share of new and changed lines run", "PERCENT", bands=True),
    Option("min-patch-branch", Kind.PERCENT, "fail below this share of branches on new lines taken", "PERCENT", bands=True),
    Option(
        "max-drop",
        Kind.PERCENT,
        "fail if the share of lines run is lower than the baseline's by more points",
        "POINTS",
        bands=True,
    ),
    Option("max-drop-branch", Kind.PERCENT, "the same, of branches taken", "POINTS", bands=True),
    Option("max-drop-file", Kind.PERCENT, "the same, of the lines of any one file", "POINTS", bands=True),
    Option(
        "max-uncovered-increase",
        Kind.COUNT,
        "fail if more lines than this never ran beyond the baseline's",
        "LINES",
        bands=True,
    ),
    Option("max-uncovered-increase-file", Kind.COUNT, "the same, in any one file", "LINES", bands=True),
)

OPTIONS: tuple[Option, ...] = (
    *_BOUNDS,
    Option("no-missing-files", Kind.TEXTS, "fail if such a file of the repository is in no report", "GLOB"),
    Option("min-patch-lines", Kind.COUNT, "hold no patch with fewer instrumented lines to anything", "LINES"),
    Option(
        "base", Kind.TEXT, "what the change is compared with (default: CI's, else the main branch)", "REF", ("compare-branch",)
    ),
    Option("diff", Kind.TEXT, "take the change from a unified diff instead of git", "FILE"),
    Option(
        "baseline", Kind.PLACE, "compare with a snapshot, a report, or what a git ref holds; alone: the stored one", "WHERE"
    ),
    Option("snapshot", Kind.TEXT, "write what was measured to a file that gate reads as a report or a baseline", "FILE"),
    Option("explain", Kind.TEXT, "judge nothing; tell what each report says of a file, or of a line of it", "FILE[:LINE]"),
    Option("exclude", Kind.TEXTS, "leave out files that match, such as 'src/generated/**'", "GLOB"),
    Option("path-map", Kind.TEXTS, "read the path prefix FROM in reports as TO in the repository", "FROM=TO"),
    Option("ignore-totals", Kind.FLAG, "judge by the records even where the report's own totals contradict them"),
    Option(
        "groups",
        Kind.TABLES,
        "conditions on parts of the code; a file belongs to the first group that matches",
        keys=(
            Option("name", Kind.TEXT, "what the group is called in the verdict", "NAME", required=True),
            Option("paths", Kind.TEXTS, "the files that belong to it", "GLOB", required=True),
            *_BOUNDS,
        ),
    ),
    WAIVERS,
)


def conditions(settings: Settings) -> tuple[Condition, ...]:
    """Give the conditions that the settings make, in the order of the options, those of the groups last.

    Raises UsageError if there are none: no threshold is invented.
    """
    found = list(make_conditions(settings, ""))
    if settings.get("no-missing-files"):
        found.append(
            Condition("no-missing-files", "file", Demand.AT_MOST, 0, label="source files in no report", unit="source file")
        )
    for group in _groups(settings):
        found += make_conditions(group, str(group["name"]))
    if not found:
        hint = "for example: gate coverage --min 80"
        raise UsageError("no condition was given, so there is nothing to judge", hint=hint, id_="no-condition")
    return tuple(found)


def needs(settings: Settings) -> frozenset[str]:
    """Give what has to be had beside the reports: what changed where new lines are judged or counted, and the baseline."""
    demanded = conditions(settings)
    patch = any(condition.part is Part.PATCH for condition in demanded)
    baseline = "baseline" in settings or any(condition.needs_baseline for condition in demanded)
    return frozenset(need for need, wanted in ((CHANGES, patch), (BASELINE, baseline)) if wanted)


def find_records(metrics: frozenset[str], settings: Settings) -> frozenset[str]:
    """Give what a reader has to read for these metrics."""
    del settings
    return find_sources(metrics)


def merge(reports: Mapping[str, CoverageReport], settings: Settings, tree: Tree) -> CoverageReport:
    """Give the reports, by name, as one, with every path as the repository knows it and without excluded files.

    Raises UsageError for a `path-map` that is none, ReportError where a path could be several files.
    """
    maps = parse_path_map(_texts(settings, "path-map"))
    whole = merge_reports(relocate(name, report, maps, tree) for name, report in reports.items())
    unused = []
    for pattern in _texts(settings, "exclude"):
        less = leave_out(whole, compile_glob(pattern))
        unused += [pattern] if len(less.files) == len(whole.files) else []
        whole = less
    notes = {Note("exclude-unused", f"--exclude {pattern!r} matches no file in the reports") for pattern in unused}
    return whole._replace(notes=whole.notes | notes)


def explain(reports: Mapping[str, CoverageReport], settings: Settings, tree: Tree) -> Iterator[str]:
    """Give, in lines, what each report says of the file or line that `explain` names. Raises UsageError if none knows it."""
    from gates.policy.explain import explain_place  # noqa: PLC0415 (only who asks pays for it)

    maps = parse_path_map(_texts(settings, "path-map"))
    placed = {name: relocate(name, report, maps, tree) for name, report in reports.items()}
    return explain_place(str(settings["explain"]), placed)


def find_loosening(case: Case) -> Any:
    """Give in what the report is worse than the baseline, and what it does not tell any more."""
    from gates.policy.ratchet import compare_with_baseline  # noqa: PLC0415 (the same)

    groups = {str(group["name"]): group["paths"] for group in _groups(case.settings)}
    files = any(option.name in case.settings for option in _BOUNDS if option.name.endswith("-file"))
    baseline = case.baseline
    since = baseline.changes if isinstance(baseline, Baseline) else baseline
    before = baseline.report if isinstance(baseline, Baseline) else CoverageReport({})
    return compare_with_baseline(case.report, before, since, groups, case.tree, files=files)


def renew(case: Case, *, loosen: bool) -> CoverageReport:
    """Give the report: it replaces the baseline."""
    del loosen
    report: CoverageReport = case.report
    return report


def tell_figures(report: CoverageReport) -> Mapping[str, float]:
    """Give the share that ran, from 0 to 1, of whatever was measured."""
    ledger = open_ledger(report)
    return {name: ratio.part / ratio.whole for name, ratio in add_up(ledger, ledger.paths).low.items() if ratio.whole}


def reconcile(before: CoverageReport | None, ours: CoverageReport, theirs: CoverageReport) -> CoverageReport | Unknown:
    """Give one baseline of two, or why that cannot be told."""
    from gates.policy.reconcile import reconcile_coverage  # noqa: PLC0415 (the same)

    return reconcile_coverage(before, ours, theirs)


def judge(found: Case) -> Verdict:
    """Give the verdict on a report whose paths are those of the repository."""
    report: CoverageReport = found.report
    demanded = conditions(found.settings)
    wanted = found.wanted | {condition.metric for condition in demanded}
    case, places, notes = prepare(_ask(found, wanted))
    results = [result for condition in demanded for result in judge_condition(condition, case)]
    waived = _waive(found, results)
    results = doubt_results(waived.results, report.doubts)
    whole, new = (
        [result for result in results if (result.condition.part is Part.PATCH) == is_patch] for is_patch in (False, True)
    )
    cut = case.patch.ledger if isinstance(case.patch, Patch) else case.ledger
    ahead = find_remedies(cut, new, case.members, "new ")
    return Verdict(
        gate="coverage",
        outcome=fold_outcomes(result.outcome for result in results),
        results=order_results(results),
        inputs=tuple(sorted(found.inputs)),
        evidence=tuple(Evidence(name, count) for name, count in weigh(case, len(found.inputs)).items() if count),
        measurements=measure(case),
        hotspots=(*find_hotspots(case.ledger, whole, case.members), *places),
        remedies=(*ahead, *find_remedies(case.ledger, whole, case.members, ahead=ahead)),
        notes=tuple(sorted({*report.notes, *notes, *waived.notes})),
        tables=waived.tables,
    )


def _waive(found: Case, results: list[ConditionResult]) -> Exempted:
    waivers = found.settings.get("waivers")
    if not waivers:
        return Exempted(results)
    from gates.policy.exemptions import exempt  # noqa: PLC0415 (the same)

    return exempt(results, waivers, found.today)


def _ask(found: Case, metrics: Collection[str]) -> Request:
    baseline, least = found.baseline, found.settings.get("min-patch-lines")
    return Request(
        report=found.report,
        groups={str(group["name"]): group["paths"] for group in _groups(found.settings)},
        must_have=_texts(found.settings, "no-missing-files"),
        metrics=frozenset(metrics),
        trusting=bool(found.settings.get("ignore-totals")),
        least_patch_lines=least if isinstance(least, int) else 0,
        tree=found.tree,
        changes=found.changes,
        baseline=baseline.report if isinstance(baseline, Baseline) else baseline,
        baseline_changes=baseline.changes if isinstance(baseline, Baseline) else baseline,
    )


def _texts(settings: Settings, name: str) -> tuple[str, ...]:
    value = settings.get(name, ())
    return tuple(str(text) for text in value) if isinstance(value, tuple) else ()


def _groups(settings: Settings) -> tuple[Mapping[str, Any], ...]:
    value = settings.get("groups", ())
    return tuple(group for group in value if isinstance(group, Mapping)) if isinstance(value, tuple) else ()
