"""A ratchet: a baseline that is written anew may be better than the one before, and no worse, and has to know as much."""

from collections.abc import Iterator, Mapping

from gates.model.changes import Changes
from gates.model.coverage import CoverageReport
from gates.model.figures import WHOLE, Ledger, add_up, open_ledger
from gates.model.ratio import Ratio, format_percent
from gates.model.unknown import Unknown
from gates.policy.case import assign
from gates.policy.differential import find_lost_files, rename_baseline
from gates.policy.judge import Loosening
from gates.policy.places import Tree


def compare_with_baseline(
    report: CoverageReport,
    baseline: CoverageReport,
    since: Changes | Unknown,
    groups: Mapping[str, tuple[str, ...]],
    tree: Tree,
    *,
    files: bool,
) -> Loosening:
    """Give in what a report falls behind a baseline: in total, in each group, and, with `files`, in each file."""
    if isinstance(since, Changes):
        baseline = rename_baseline(baseline, since)
    lost = [f"{path} is in no report, but still there" for path in find_lost_files(report, baseline, tree)]
    now, before = open_ledger(report), open_ledger(baseline)
    subjects = {"all files": (now.paths, before.paths)}
    ours, theirs = assign(now.paths, groups), assign(before.paths, groups)
    subjects |= {f"group {name}": (ours[name], theirs[name]) for name in groups}
    if files:
        subjects |= {path: (frozenset({path}), frozenset({path})) for path in sorted(now.paths & before.paths - {WHOLE})}
    worse: list[str] = []
    better: list[str] = []
    for subject, (paths, past) in subjects.items():
        for metric, value, old in _pair(now, before, paths, past):
            if not value.whole:
                lost += [f"no {metric} of {subject} is measured any more"] if subject == "all files" else []
            elif not value.reaches(old):
                worse.append(f"{metric} of {subject} is {format_percent(value, old)}, below {format_percent(old)}")
            elif not old.reaches(value):
                better.append(f"{metric} of {subject} is {format_percent(value, old)}, above {format_percent(old)}")
    return Loosening(tuple(worse), tuple(lost), tuple(better))


def _pair(now: Ledger, before: Ledger, paths: frozenset[str], past: frozenset[str]) -> Iterator[tuple[str, Ratio, Ratio]]:
    """Give metric, value and old value for what the baseline measured."""
    figures, old = add_up(now, paths), add_up(before, past)  # type: ignore[arg-type]  # repository paths
    for metric, value in old.low.items():
        if value.whole:
            yield metric, figures.low[metric], value
