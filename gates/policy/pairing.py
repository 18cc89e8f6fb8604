"""Benchmarks of two sides brought together: by name and metric, in one unit, one direction and one statistic."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from statistics import fmean, median

from gates.model.benchmarks import BenchmarkReport, Better, Run, Series, Statistic
from gates.model.unknown import Unknown
from gates.typed import NamedTuple

Key = tuple[str, str]
"""A benchmark's name and a metric."""


class Side(NamedTuple):
    """What one side measured of one metric of one benchmark."""

    series: Series
    """That of the first invocation; unit, direction and statistic are those of all."""
    invocations: tuple[Sequence[float], ...]
    """The samples of each invocation, in the order of the runs."""

    @property
    def best(self) -> float:
        """The best of all samples: the lowest where lower is better."""
        pick = min if self.series.better is Better.LOWER else max
        return pick(map(pick, self.invocations))

    @property
    def bests(self) -> tuple[float, ...]:
        """The best sample of each invocation, in their order."""
        pick = min if self.series.better is Better.LOWER else max
        return tuple(map(pick, self.invocations))

    @property
    def costs(self) -> tuple[Sequence[float], ...]:
        """The samples so turned that lower is better: a rate becomes the time of one."""
        if self.series.better is Better.LOWER:
            return self.invocations
        return tuple([1 / value if value else float("inf") for value in samples] for samples in self.invocations)


class Pair(NamedTuple):
    """One metric of one benchmark on both sides."""

    name: str
    metric: str
    base: Side | None
    """None where the baseline does not know it."""
    head: Side | None
    """None where the reports do not have it any more."""
    flaw: str = ""
    """Why the two cannot be compared, or why one of them is not there though it should be; empty otherwise."""


def pair(head: BenchmarkReport, base: BenchmarkReport, metrics: frozenset[str] = frozenset()) -> Iterator[Pair]:
    """Give every metric of every benchmark that either side knows, by name; of all metrics, or only of these."""
    heads, bases = _gather(head.runs, metrics), _gather(base.runs, metrics)
    flaws = _find_failed(head.runs)
    for key in sorted(heads.keys() | bases.keys()):
        yield _match(key, bases.get(key), heads.get(key), flaws.get(key[0], ""))
    measured = {name for name, _ in heads.keys() | bases.keys()}
    for name in sorted({name for run in head.runs for name in run.failed} - measured):
        yield Pair(name, "time", None, None, flaws[name])


def choose_runs(report: BenchmarkReport, machine: Mapping[str, str]) -> tuple[BenchmarkReport, str]:
    """Give the runs that were made on this machine, and an empty text; if there are none, all, and in what they differ."""
    same = tuple(run for run in report.runs if not find_differences(run.machine, machine))
    if same or not report.runs:
        return report._replace(runs=same), ""
    return report, find_differences(report.runs[-1].machine, machine)


def find_differences(one: Mapping[str, str], other: Mapping[str, str]) -> str:
    """Give in what two machines differ, of what is known of both: `cpu A instead of B`; empty where nothing does."""
    keys = sorted(key for key in one.keys() & other.keys() if one[key] != other[key])
    return ", ".join(f"{key} {other[key]} instead of {one[key]}" for key in keys)


def _gather(runs: Iterable[Run], metrics: frozenset[str]) -> dict[Key, Side | Unknown]:
    """Give what all runs measured; Unknown where they do not agree on what they measured."""
    found: dict[Key, list[Series]] = {}
    for run in runs:
        for name, results in run.results.items():
            for metric, series in results.items():
                if not metrics or metric in metrics:
                    found.setdefault((name, metric), []).append(series)
    return {key: _join(told) for key, told in found.items()}


def _join(told: list[Series]) -> Side | Unknown:
    first = told[0]
    for series in told:
        if (series.unit, series.better, series.statistic) != (first.unit, first.better, first.statistic):
            return Unknown(f"runs differ in what they tell: {_describe(first)}, {_describe(series)}")
    return Side(first, tuple(series.samples for series in told))


def _find_failed(runs: Iterable[Run]) -> dict[str, str]:
    """Give the benchmarks that could not be measured in some run, with the harness's words."""
    told = {name: f"{words} ({run.source})" for run in runs for name, words in run.failed.items()}
    skipped = {name: f"the harness left it out ({run.source})" for run in runs for name in run.skipped}
    measured = {name for run in runs for name in run.results}
    return {name: words for name, words in skipped.items() if name not in measured} | told


def _match(key: Key, base: Side | Unknown | None, head: Side | Unknown | None, flaw: str) -> Pair:
    """Give both sides in one statistic; a side that cannot be used is a flaw."""
    odd = next((side.reason for side in (head, base) if isinstance(side, Unknown)), "")
    if isinstance(base, Unknown) or isinstance(head, Unknown):
        return Pair(*key, None, None, odd)
    if base and head and not flaw:
        one, other = base.series, head.series
        if (one.unit, one.better) != (other.unit, other.better):
            return Pair(*key, base, head, f"the baseline tells {_describe(one)}, the reports {_describe(other)}")
        base, head = _reduce(base, other.statistic), _reduce(head, one.statistic)
        if base.series.statistic is not head.series.statistic:
            flaw = f"the baseline tells {_describe(one)}, the reports {_describe(other)}"
    return Pair(*key, base, head, flaw)


_REDUCE: Mapping[Statistic, Callable[[Sequence[float]], float]] = {
    Statistic.MINIMUM: min,
    Statistic.MEDIAN: median,
    Statistic.MEAN: fmean,
}


def _reduce(side: Side, statistic: Statistic) -> Side:
    """Give samples as the statistic that the other side tells; what is a statistic already stays."""
    if side.series.statistic is not Statistic.SAMPLE or statistic is Statistic.SAMPLE:
        return side
    reduce = _REDUCE[statistic]
    return Side(side.series._replace(statistic=statistic), tuple((reduce(samples),) for samples in side.invocations))


def _describe(series: Series) -> str:
    unit = f" in {series.unit}" if series.unit else ""
    return f"{series.statistic.value}s{unit} ({series.better.value} is better)"
