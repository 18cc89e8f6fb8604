"""`gate coverage`: whether the tests run enough of the code, in total, in each file and in each group of files."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

from gates.commands.protocol import Kind, Option, Settings
from gates.errors import UsageError
from gates.model.condition import Condition, Demand, Scope
from gates.model.coverage import CoverageReport, RepoPath, leave_out, merge_reports
from gates.model.figures import WHOLE, Figures, Ledger, add_up, claim_figures, open_ledger
from gates.model.ratio import Ratio, format_percent
from gates.model.verdict import ConditionResult, Evidence, Input, Measurement, Note, Outcome, Verdict
from gates.policy.conditions import compare
from gates.policy.globs import compile_glob, match_any
from gates.policy.judge import doubt_results, fold_outcomes, order_results
from gates.policy.places import Tree, parse_path_map, relocate
from gates.policy.uncovered import find_hotspots, find_remedies

KIND = "coverage"
METRICS = frozenset({"line", "branch", "function"})

_BOUNDS = (
    Option("min", Kind.PERCENT, "fail below this share of lines run", "PERCENT", ("fail-under",), bands=True),
    Option("min-branch", Kind.PERCENT, "fail below this share of branches taken", "PERCENT", bands=True),
    Option("min-function", Kind.PERCENT, "fail below this share of functions entered", "PERCENT", bands=True),
    Option("min-file", Kind.PERCENT, "fail if any one file is below this share of lines run", "PERCENT", bands=True),
    Option("max-uncovered", Kind.COUNT, "fail if more lines than this never ran", "LINES", bands=True),
)

OPTIONS: tuple[Option, ...] = (
    *_BOUNDS,
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
)


class _Bound(NamedTuple):
    """What an option demands."""

    metric: str
    demand: Demand
    scope: Scope


_DEMANDS = {
    "min": _Bound("line", Demand.AT_LEAST, Scope.TOTAL),
    "min-branch": _Bound("branch", Demand.AT_LEAST, Scope.TOTAL),
    "min-function": _Bound("function", Demand.AT_LEAST, Scope.TOTAL),
    "min-file": _Bound("line", Demand.AT_LEAST, Scope.FILE),
    "max-uncovered": _Bound("line", Demand.AT_MOST, Scope.TOTAL),
}


def conditions(settings: Settings) -> tuple[Condition, ...]:
    """Give the conditions that the settings make, in the order of the options, those of the groups last.

    Raises UsageError if there are none: no threshold is invented.
    """
    found = list(_make_conditions(settings, ""))
    for group in _groups(settings):
        found += _make_conditions(group, str(group["name"]))
    if not found:
        raise UsageError("no condition was given, so there is nothing to judge", hint="for example: gate coverage --min 80")
    return tuple(found)


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


def judge(report: CoverageReport, settings: Settings, inputs: tuple[Input, ...]) -> Verdict:
    """Give the verdict on a report whose paths are those of the repository."""
    ledger = open_ledger(report)
    members = _assign(ledger, settings)
    trusting = bool(settings.get("ignore-totals"))
    total = add_up(ledger, ledger.paths)
    results = [
        result
        for condition in conditions(settings)
        for result in _judge_condition(condition, ledger, members[condition.group], total, trusting=trusting)
    ]
    results = doubt_results(results, report.doubts)
    return Verdict(
        gate="coverage",
        outcome=fold_outcomes(result.outcome for result in results),
        results=order_results(results),
        inputs=tuple(sorted(inputs)),
        evidence=_weigh(ledger, inputs, total),
        measurements=_measure(total),
        hotspots=find_hotspots(ledger, results, members),
        remedies=find_remedies(ledger, results, members),
        notes=tuple(sorted(report.notes)),
    )


def _make_conditions(settings: Mapping[str, Any], group: str) -> Iterator[Condition]:
    for name, (metric, demand, scope) in _DEMANDS.items():
        for suffix, warns in (("", False), (".warn", True)):
            bound = settings.get(name + suffix)
            if bound is not None:
                where = Scope.GROUP if group and scope is Scope.TOTAL else scope
                yield Condition(name, metric, demand, bound, where, group, warns)


def _judge_condition(
    condition: Condition, ledger: Ledger, paths: Collection[RepoPath], total: Figures, *, trusting: bool
) -> Iterator[ConditionResult]:
    """Give the result of a condition; of one on files, a result for each file that does not satisfy it, or one for all."""
    if condition.group and not paths:
        nothing = "no file in the reports belongs to this group"
        yield compare(condition, condition.group, None, None, nothing)
    elif condition.scope is not Scope.FILE:
        figures = add_up(ledger, paths) if condition.group else total
        yield _judge_figures(condition, condition.group or "total", figures, trusting=trusting)
    else:
        files = [path for path in sorted(paths) if path != WHOLE]
        results = [_judge_figures(condition, path, add_up(ledger, [path]), trusting=trusting) for path in files]
        results = [result for result in results if result.value is not None]
        bad = [result for result in results if result.outcome is not Outcome.PASS]
        if bad or not results:
            nothing = "the reports tell no file's lines, only totals"
            yield from bad or [compare(condition, "every file", None, None, nothing)]
        else:
            yield min(results, key=lambda result: _rank(result.value))._replace(subject="every file")


def _judge_figures(condition: Condition, subject: str, figures: Figures, *, trusting: bool) -> ConditionResult:
    """Give the result; a pass that the reports' own totals contradict is unjudged, unless records are trusted."""
    value, upper = _pick(condition, figures)
    result = compare(condition, subject, value, upper, f"the reports hold no {_PLURALS[condition.metric]}")
    if trusting or result.outcome is not Outcome.PASS or not any(figures.claimed):
        return result
    claimed, _ = _pick(condition, claim_figures(figures))
    if compare(condition, subject, claimed, None, "").outcome is Outcome.PASS:
        return result
    said = format_percent(claimed) if isinstance(claimed, Ratio) else str(claimed)
    reason = f"the reports contradict themselves: their records satisfy this, their own totals say {said}"
    return result._replace(outcome=Outcome.UNJUDGED, reason=f"{reason}; --ignore-totals judges by the records")


_PLURALS = {"line": "lines", "branch": "branches", "function": "functions"}


def _pick(condition: Condition, figures: Figures) -> tuple[Ratio | int, Ratio | int | None]:
    """Give the value that a condition is about, and the high end of its interval if it has one."""
    match condition.metric:
        case "branch":
            return figures.branch, figures.branch_upper
        case "function":
            return figures.function, None
        case _ if condition.demand is Demand.AT_MOST:
            return figures.line.whole - figures.line.part, None
        case _:
            return figures.line, None


def _rank(value: Ratio | int | None) -> float:
    """Give a number by which the lowest value can be found, to show it; nothing is judged by it."""
    return value.part / value.whole if isinstance(value, Ratio) else float(value or 0)


def _assign(ledger: Ledger, settings: Settings) -> dict[str, frozenset[RepoPath]]:
    """Give group → its paths, the first group that matches taking a file; all paths stand under the empty name."""
    members: dict[str, frozenset[RepoPath]] = {"": ledger.paths}
    left = ledger.paths - {WHOLE}
    for group in _groups(settings):
        matches = match_any(group["paths"])
        members[group["name"]] = frozenset(path for path in left if matches(path))
        left -= members[group["name"]]
    return members


def _weigh(ledger: Ledger, inputs: tuple[Input, ...], total: Figures) -> tuple[Evidence, ...]:
    """Give what the verdict rests on."""
    counts = {
        "reports": len(inputs),
        "files": len(ledger.paths) - 1,
        "lines": total.line.whole,
        "branches": total.branch.whole,
        "functions": total.function.whole,
    }
    return tuple(Evidence(name, count) for name, count in counts.items() if count)


def _measure(total: Figures) -> tuple[Measurement, ...]:
    upper = total.branch_upper if total.branch_upper != total.branch else None
    found = (
        Measurement("line", total.line),
        Measurement("branch", total.branch, upper),
        Measurement("function", total.function),
    )
    return tuple(measurement for measurement in found if measurement.value.whole)


def _texts(settings: Settings, name: str) -> tuple[str, ...]:
    value = settings.get(name, ())
    return tuple(str(text) for text in value) if isinstance(value, tuple) else ()


def _groups(settings: Settings) -> tuple[Mapping[str, Any], ...]:
    value = settings.get("groups", ())
    return tuple(group for group in value if isinstance(group, Mapping)) if isinstance(value, tuple) else ()
