"""Conditions on coverage, judged: on all code, each file, groups of files, what a change added, and against a baseline."""

from collections.abc import Collection, Iterator, Mapping

from gates.model.condition import Condition, Part, Scope
from gates.model.coverage import RepoPath
from gates.model.figures import WHOLE, Figures, Ledger, add_up, claim_figures
from gates.model.ratio import Ratio, format_percent
from gates.model.unknown import Unknown
from gates.model.verdict import ConditionResult, Outcome
from gates.policy.case import Case
from gates.policy.conditions import Value, compare


def judge_condition(condition: Condition, case: Case) -> Iterator[ConditionResult]:
    """Give the result of a condition; of one on files, a result for each file that does not satisfy it, or one for all."""
    paths = case.members[condition.group]
    if condition.metric == "file":
        yield _judge_missing(condition, case)
    elif condition.part is Part.PATCH:
        yield _judge_patch(condition, case, paths)
    elif condition.needs_baseline and _explain_baseline(case):
        yield compare(condition, _name(condition), None, None, _explain_baseline(case))
    elif condition.group and not paths:
        yield compare(condition, condition.group, None, None, "no file in the reports belongs to this group")
    elif condition.scope is Scope.FILE:
        yield from _judge_files(condition, case, paths)
    else:
        yield _judge_paths(condition, _name(condition), case, paths, case.baseline_members.get(condition.group, ()))


def _name(condition: Condition) -> str:
    return "every file" if condition.scope is Scope.FILE else condition.group or "total"


def _explain_baseline(case: Case) -> str:
    """Give why nothing can be compared with the baseline; nothing where it can."""
    if isinstance(case.baseline, Unknown):
        return case.baseline.reason
    if case.lost_files:
        count, first = len(case.lost_files), case.lost_files[0]
        return f"the reports know less than the baseline: {count} files that are still there are missing, such as {first}"
    return ""


def _judge_files(condition: Condition, case: Case, paths: Collection[RepoPath]) -> Iterator[ConditionResult]:
    files = [path for path in sorted(paths) if path != WHOLE]
    if isinstance(case.baseline, Ledger) and condition.needs_baseline:
        known = case.baseline.paths
        files = [path for path in files if path in known]
        if not files:
            told = "none of the files was there in the baseline"
            yield ConditionResult(condition, "every file", Outcome.PASS, None, reason=told)
            return
    results = [_judge_paths(condition, path, case, [path], [path]) for path in files]
    results = [result for result in results if result.value is not None]
    bad = [result for result in results if result.outcome is not Outcome.PASS]
    if bad or not results:
        yield from bad or [compare(condition, "every file", None, None, "the reports tell no file's lines, only totals")]
    else:
        yield min(results, key=lambda result: _rank(result.value))._replace(subject="every file")


def _judge_paths(
    condition: Condition, subject: str, case: Case, paths: Collection[RepoPath], before: Collection[RepoPath]
) -> ConditionResult:
    """Give the result; a pass that the reports' own totals contradict is unjudged, unless records are trusted."""
    figures = case.total if condition.scope is Scope.TOTAL else add_up(case.ledger, paths, case.metrics)
    baseline = None
    if condition.needs_baseline and isinstance(case.baseline, Ledger):
        baseline = _pick(condition, add_up(case.baseline, before, case.metrics).low)
    value, upper = _pick(condition, figures.low), _pick(condition, figures.high)
    result = compare(condition, subject, value, upper, _explain_nothing(condition, figures), baseline)
    if case.trusting or result.outcome is not Outcome.PASS or not any(figures.claimed):
        return result
    claimed = _pick(condition, claim_figures(figures).low)
    if compare(condition, subject, claimed, None, "", baseline).outcome is Outcome.PASS:
        return result
    said = format_percent(claimed) if isinstance(claimed, Ratio) else str(claimed)
    reason = f"the reports contradict themselves: their records satisfy this, their own totals say {said}"
    return result._replace(outcome=Outcome.UNJUDGED, reason=f"{reason}; --ignore-totals judges by the records")


def _judge_patch(condition: Condition, case: Case, paths: Collection[RepoPath]) -> ConditionResult:
    """Give the result on new lines. Where no instrumented line is new there is nothing to hold to anything."""
    subject = condition.group or "total"
    if isinstance(case.patch, Unknown):
        return compare(condition, subject, None, None, case.patch.reason)
    if not any(path in paths for path in case.patch.measured) and case.patch_doubt:
        return compare(condition, subject, None, None, case.patch_doubt)
    ledger = case.patch.ledger
    figures = add_up(ledger, [path for path in ledger.files if path in paths], case.metrics)
    value = figures.low[condition.metric]
    if not figures.low["line"].whole:
        return ConditionResult(
            condition, subject, Outcome.PASS, None, reason="no instrumented line is new, so nothing was to cover"
        )
    if figures.low["line"].whole < case.least_patch_lines:
        told = (
            f"only {figures.low['line'].whole} instrumented lines are new, fewer than min-patch-lines {case.least_patch_lines}"
        )
        return ConditionResult(condition, subject, Outcome.PASS, value, reason=f"{told}: not held to it")
    if condition.metric == "branch" and not value.whole:
        return _judge_no_branch(condition, subject, case, ledger.files.keys() & set(paths))
    return compare(condition, subject, value, figures.high[condition.metric], _explain_nothing(condition, figures))


def _judge_no_branch(condition: Condition, subject: str, case: Case, changed: Collection[RepoPath]) -> ConditionResult:
    """Give the result on new lines without a branch: it holds where the reports tell of branches in files of their kind."""
    from gates.policy.patch import find_branchless  # noqa: PLC0415 (what judges a patch has loaded it)

    if not case.total.low["branch"].whole:
        return compare(condition, subject, None, None, _explain_nothing(condition, case.total))
    if any(totals.branches for totals in case.ledger.unplaced.values()):
        return compare(condition, subject, None, None, "the reports do not tell of all branches on which line they are")
    if branchless := find_branchless(case.ledger, changed):
        reason = f"the reports tell of no branch in any file like {branchless[0]}"
        return compare(condition, subject, None, None, reason)
    return ConditionResult(condition, subject, Outcome.PASS, None, reason="no new line has a branch, so nothing was to take")


def _judge_missing(condition: Condition, case: Case) -> ConditionResult:
    if isinstance(case.missing_files, Unknown):
        return compare(condition, "total", None, None, case.missing_files.reason)
    return compare(condition, "total", len(case.missing_files), None, "")


def _pick(condition: Condition, figures: Mapping[str, Ratio]) -> Value | None:
    """Give the value that a condition is about."""
    ratio = figures.get(condition.metric, Ratio(0, 0))
    if isinstance(condition.bound, Ratio):
        return ratio
    return ratio.whole - ratio.part if ratio.whole else None


def _explain_nothing(condition: Condition, figures: Figures) -> str:
    if condition.metric == "line-strict" and figures.low["line"].whole:
        return "some of the reports tell totals only, so nobody knows which lines missed a branch"
    return f"the reports hold no {_PLURALS.get(condition.metric, 'lines')}"


_PLURALS = {"branch": "branches", "function": "functions", "statement": "statements", "region": "regions"}


def _rank(value: Value | None) -> float:
    """Give a number by which the lowest value can be found, to show it; nothing is judged by it."""
    return value.part / value.whole if isinstance(value, Ratio) else -float(value or 0)
