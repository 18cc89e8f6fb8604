"""Benchmark reports: what each invocation of a harness measured of each benchmark."""

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum

from gates.model.names import split_digits
from gates.model.verdict import Note
from gates.typed import NamedTuple


class Better(Enum):
    """The direction in which a metric is good."""

    LOWER = "lower"
    HIGHER = "higher"


class Statistic(Enum):
    """What the numbers of a series are."""

    SAMPLE = "sample"
    """Each is a measurement of its own, or the mean of the iterations of one batch."""
    MINIMUM = "minimum"
    MEDIAN = "median"
    MEAN = "mean"


class Series(NamedTuple):
    """What one invocation measured of one metric of one benchmark."""

    unit: str
    """The base unit, such as `s` or `B`, as `gates.model.quantities` has it; never `ns`."""
    samples: Sequence[float]
    """Finite and not negative, for one operation each, in the order measured; one where the report tells no more."""
    better: Better = Better.LOWER
    statistic: Statistic = Statistic.SAMPLE
    """What each of the samples is; of two sides that differ in it, samples are brought to the other's."""
    exact: bool = False
    """Whether the same program gives the same number again, as with instructions, allocations and sizes."""


Results = Mapping[str, Mapping[str, Series]]
"""Benchmark → metric → what was measured. A benchmark's name is the one that the harness keeps unique, such as criterion's
full_id or Go's package and name. Metrics are kebab-case: `time` is what the harness is for, then such as `allocations`,
`allocated-bytes`, `instructions`, and whatever else a report names."""


class Run(NamedTuple):
    """One invocation: one process that measured some benchmarks. Several of them are told apart by noise, not by samples."""

    source: str
    """The report that it is of, with `#2` and so on where one report holds several invocations (the forks of JMH)."""
    results: Results
    failed: Mapping[str, str] = {}
    """Benchmark → the harness's words, where the harness says that it could not be measured."""
    skipped: frozenset[str] = frozenset()
    """Benchmarks that the harness says it left out, such as libtest's `ignored`."""
    machine: Mapping[str, str] = {}
    """What the report says of the machine, such as `cpu`, `cores`, `arch`, `os`; never its name, load or frequency."""
    commit: str = ""
    """The commit that was measured, 40 hexadecimal digits, where the report tells."""
    time: str = ""
    """When, as ISO 8601 in UTC such as `2026-11-23T09:40:00Z`, where the report tells."""


class BenchmarkReport(NamedTuple):
    """One report, or several merged. Merging is associative and commutative; order shows nowhere."""

    runs: tuple[Run, ...]
    """By time, then by source; digits in names count as numbers, so that `r2` stands before `r10`."""
    notes: frozenset[Note] = frozenset()
    doubts: frozenset[Note] = frozenset()
    """Why a report may not be whole. Any doubt makes the verdict unjudged."""

    @property
    def commits(self) -> frozenset[str]:
        """The commits that the reports say they were made of."""
        return frozenset(run.commit for run in self.runs if run.commit)


def merge_reports(reports: Iterable[BenchmarkReport]) -> BenchmarkReport:
    """Give all invocations as one report; the same invocation twice is one, two that differ under one name are two."""
    runs: dict[tuple[str, str], list[Run]] = {}
    notes: set[Note] = set()
    doubts: set[Note] = set()
    for report in reports:
        for run in report.runs:
            same = runs.setdefault((run.time, run.source), [])
            same += [run] if run not in same else []
        notes |= report.notes
        doubts |= report.doubts
    keys = sorted(runs, key=lambda key: (key[0], split_digits(key[1]), key))
    ordered = tuple(run for key in keys for run in _order(runs[key]))
    return BenchmarkReport(ordered, frozenset(notes), frozenset(doubts))


def _order(runs: list[Run]) -> list[Run]:
    """Give runs of one time and source in the order of what they hold, so that it does not matter which came first."""
    return sorted(runs, key=lambda run: repr([_sort(part) for part in run])) if len(runs) > 1 else runs


def _sort(part: object) -> object:
    """Give a part of a run with everything in it sorted."""
    if isinstance(part, Mapping):
        return [(name, _sort(part[name])) for name in sorted(part)]
    return sorted(part) if isinstance(part, frozenset) else part


def keep_runs(runs: Iterable[Run], most: int) -> BenchmarkReport:
    """Give a report of the last runs of each machine, and no more than so many of each."""
    kept: list[Run] = []
    counts: dict[frozenset[tuple[str, str]], int] = {}
    for run in reversed(merge_reports([BenchmarkReport(tuple(runs))]).runs):
        machine = frozenset(run.machine.items())
        counts[machine] = counts.get(machine, 0) + 1
        kept += [run] if counts[machine] <= most else []
    return merge_reports([BenchmarkReport(tuple(kept))])
