"""Where a coverage report falls short: the worst files with their lines, and the shortest way to green."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from gates.model.branches import missed_lines
from gates.model.condition import Scope
from gates.model.coverage import RepoPath
from gates.model.figures import WHOLE, Ledger, add_up
from gates.model.metrics import UNITS
from gates.model.ratio import Ratio
from gates.model.verdict import ConditionResult, Hotspot, Outcome, Remedy, Span, Step
from gates.policy.green import Need, join_spans, plan

HOTSPOT_LIMIT = 1000
"""How many files a verdict lists for each metric; the rest are no news."""
_UNSATISFIED = (Outcome.FAIL, Outcome.WARN)

Missed = Mapping[str, tuple[int, tuple[Span, ...]]]
"""Path → how many lines, branches or functions did not run there, and on which lines, where that is known."""


def find_hotspots(
    ledger: Ledger, results: Iterable[ConditionResult], members: Mapping[str, Collection[RepoPath]]
) -> tuple[Hotspot, ...]:
    """Give the files in which the conditions that do not hold are missed, for each metric the most missed first."""
    circles = _circles(results, members)
    found: list[Hotspot] = []
    for metric, paths in sorted(circles.items(), key=lambda item: _METRICS.index(item[0])):
        missed = find_missed(ledger, metric, paths)
        worst = sorted(missed, key=lambda path: (-missed[path][0], path))[:HOTSPOT_LIMIT]
        found += [Hotspot(path, metric, _ratio(ledger, metric, RepoPath(path)), *missed[path]) for path in worst]
    return tuple(found)


def find_remedies(
    ledger: Ledger,
    results: Sequence[ConditionResult],
    members: Mapping[str, Collection[RepoPath]],
    kind: str = "",
    ahead: Sequence[Remedy] = (),
) -> tuple[Remedy, ...]:
    """Give the shortest way to green for each metric whose conditions do not hold and could.

    `kind` goes before the name of what has to be covered, such as `new `. What `ahead` covers of the same metric counts: only
    what is to be done beyond it is given.
    """
    remedies: list[Remedy] = []
    for metric, paths in sorted(_circles(results, members).items(), key=lambda item: _METRICS.index(item[0])):
        done = {step.path: step for remedy in ahead if remedy.metric == metric for step in remedy.steps}
        needs = [
            _reduce(Need(frozenset(_subject_paths(result, members)), result.shortfall), done)
            for result in results
            if result.condition.metric == metric and result.outcome in _UNSATISFIED
        ]
        remedy = plan(metric, needs, _leave(find_missed(ledger, metric, paths), done))
        remedies += [remedy._replace(unit=f"{kind}{UNITS[metric]}")] if remedy else []
    return tuple(remedies)


def _reduce(need: Need, done: Mapping[str, Step]) -> Need:
    return need._replace(units=need.units - sum(step.units for path, step in done.items() if path in need.paths))


def _leave(missed: Missed, done: Mapping[str, Step]) -> Missed:
    """Give what is missed beyond some steps."""
    taken = {path: {line for span in step.spans for line in range(span.first, span.last + 1)} for path, step in done.items()}
    left = dict(missed)
    for path in taken.keys() & missed.keys():
        count, spans = missed[path]
        lines = (line for span in spans for line in range(span.first, span.last + 1) if line not in taken[path])
        left[path] = (count - done[path].units, join_spans(lines))
    return left


def find_missed(ledger: Ledger, metric: str, paths: Iterable[RepoPath]) -> Missed:
    """Give the files among the paths where something of the metric did not run."""
    return {path: missed for path in paths if path in ledger.files and (missed := _find_missed(ledger, metric, path))[0]}


_METRICS = tuple(UNITS)


def _circles(results: Iterable[ConditionResult], members: Mapping[str, Collection[RepoPath]]) -> dict[str, set[RepoPath]]:
    """Give metric → the paths on which a condition on it does not hold."""
    circles: dict[str, set[RepoPath]] = {}
    for result in results:
        if result.outcome in _UNSATISFIED and result.condition.metric in UNITS:
            circles.setdefault(result.condition.metric, set()).update(_subject_paths(result, members))
    return circles


def _subject_paths(result: ConditionResult, members: Mapping[str, Collection[RepoPath]]) -> Collection[RepoPath]:
    if result.condition.scope is Scope.FILE:
        return (RepoPath(result.subject),)
    return [path for path in members[result.condition.group] if path != WHOLE]


def _find_missed(ledger: Ledger, metric: str, path: RepoPath) -> tuple[int, tuple[Span, ...]]:
    file = ledger.files[path]
    match metric:
        case "line":
            lines = file.lines.missed()
            return len(lines), join_spans(lines)
        case "line-strict":
            partial = missed_lines(file.points, file.counted, at_least=False)
            lines = sorted({*file.lines.missed(), *(line for line in file.lines.found() if line in partial)})
            return len(lines), join_spans(lines)
        case "branch":
            by_line = missed_lines(file.points, file.counted, at_least=False)
            return file.branches.valid - file.branches.low, tuple(Span(line, line) for line in sorted(by_line))
        case "combined":
            count, spans = _find_missed(ledger, "line", path)
            more, branches = _find_missed(ledger, "branch", path)
            return count + more, tuple(sorted({*spans, *branches}))
        case "statement":
            numbers = file.statements.missed()
            return len(numbers), join_spans(sorted({number >> 32 for number in numbers}))
        case _:
            return file.functions.total - file.functions.reached, ()


def _ratio(ledger: Ledger, metric: str, path: RepoPath) -> Ratio:
    return add_up(ledger, [path], [metric]).low[metric]
