"""A suite of benchmarks as a whole: its geometric mean, whether all of it moved together, and on which machines."""

from collections.abc import Iterable, Iterator, Sequence
from math import exp, fsum, inf, log
from statistics import median, quantiles

from gates.model.benchmarks import BenchmarkReport
from gates.model.condition import Condition, Demand
from gates.model.ratio import Ratio, format_bound
from gates.model.table import Change, Row
from gates.model.verdict import ConditionResult, Note, Outcome
from gates.policy.pairing import Pair, Side, find_differences
from gates.policy.regressions import Finding
from gates.typed import Any

_TOGETHER_LEAST, _TOGETHER_SHARE = 8, 0.02
"""Fewer benchmarks, or less than this, are not called a common movement."""


def find_ratios(findings: Sequence[Finding]) -> list[float]:
    """Give now / baseline of everything with noise that both sides have, each the cost of one, so that less is better."""
    ratios = []
    for finding in findings:
        base, head = finding.pair.base, finding.pair.head
        if finding.judgement and base and head and not base.series.exact:
            before, now = _cost(base), _cost(head)
            ratios += [now / before] if 0 < before < inf and 0 < now < inf else []
    return ratios


def _cost(side: Side) -> float:
    return min(map(min, side.costs))


def find_mean(ratios: Sequence[float]) -> float:
    """Give by how much the geometric mean changed: 0.05 is 5 % worse. There has to be one ratio at least."""
    return exp(fsum(map(log, ratios)) / len(ratios)) - 1


def tell_means(pairs: Iterable[Pair]) -> dict[str, float]:
    """Give how many benchmarks there are on the head's side, and of each metric the geometric mean of the best, in its unit.

    What is 0, or more than any number, has no share in a mean.
    """
    bests: dict[str, list[float]] = {}
    names: set[str] = set()
    for pair in pairs:
        if pair.head:
            names.add(pair.name)
            bests.setdefault(pair.metric, []).extend([pair.head.best] if 0 < pair.head.best < inf else [])
    return {"benchmarks": len(names)} | {
        metric: exp(fsum(map(log, each)) / len(each)) for metric, each in bests.items() if each
    }


def judge_mean(bound: Any, ratios: Sequence[float]) -> Iterator[ConditionResult]:
    """Give the result of a condition on the geometric mean, if there is one."""
    if not isinstance(bound, Ratio):
        return
    limit = bound.part / bound.whole
    label = f"geometric means worse by more than {format_bound(bound)}"
    condition = Condition("max-regression-mean", "geometric mean", Demand.AT_MOST, 0, label=label)
    if not ratios:
        yield ConditionResult(condition, "total", Outcome.UNJUDGED, None, reason="nothing with noise is on both sides")
        return
    worse = int(find_mean(ratios) > limit)
    yield ConditionResult(condition, "total", Outcome.FAIL if worse else Outcome.PASS, worse, shortfall=worse)


def tell_mean(ratios: Sequence[float]) -> Iterator[Row]:
    """Give the row of the geometric mean, if there is more than one benchmark to take it of."""
    if len(ratios) > 1:
        mean = find_mean(ratios)
        told = f"the geometric mean of {len(ratios):,} changes is {mean:+.1%}"
        cells = ("geometric mean", None, None, None, Change(mean), None, None, None)
        yield Row("geometric mean", Outcome.PASS, cells, told)


def find_notes(ratios: Sequence[float], head: BenchmarkReport, machine: str) -> Iterator[Note]:
    """Give what is to be said of the suite and of the machines."""
    if machine:
        yield Note("other-machine", f"the baseline was measured on another machine: {machine}")
    told = {find_differences(run.machine, head.runs[0].machine) for run in head.runs} - {""}
    if told:
        yield Note("several-machines", f"the reports were measured on different machines: {'; '.join(sorted(told))}")
    moved = _find_movement(ratios)
    if moved:
        words = "a change that touches everything, or another machine or load"
        yield Note("moved-together", f"all {len(ratios)} benchmarks moved together, by {moved:+.1%}: {words}")


def _find_movement(ratios: Sequence[float]) -> float:
    """Give the median change if it is no small one, half of all changes are near it, and no benchmark goes the other way."""
    if len(ratios) < _TOGETHER_LEAST:
        return 0.0
    middle = median(ratios) - 1
    low, _, high = quantiles(ratios, n=4)
    same = all((ratio > 1) == (middle > 0) for ratio in ratios)
    return middle if same and abs(middle) > _TOGETHER_SHARE and high - low < abs(middle) / 2 else 0.0
