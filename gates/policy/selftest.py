"""What a machine can tell: one program measured twice, and how often it would have been called slower than itself."""

from collections.abc import Iterator, Sequence
from statistics import fmean, pstdev

from gates.model.benchmarks import BenchmarkReport
from gates.model.condition import Condition, Demand
from gates.model.ratio import Ratio
from gates.model.table import Change, Quantity, Row, Table, Trend
from gates.model.verdict import ConditionResult, Evidence, Measurement, Outcome, Verdict
from gates.policy.limits import Rule, find_limits
from gates.policy.noise import Decision, judge_times
from gates.policy.pairing import Side, pair
from gates.typed import NamedTuple

SPLITS = 200
"""As many ways to deal the rounds out to two sides are tried, always the same, so that the same data give the same figures."""
_GOLDEN = 0x9E3779B97F4A7C15
"""The golden ratio as 64 bits, whose multiples have bits without a pattern (Knuth, The Art of Computer Programming, 6.4)."""
_COLUMNS = ("benchmark", "best", "noise between runs", "smallest slowdown found", "false alarms", "cannot tell", "runs")


class _Trial(NamedTuple):
    """What became of one benchmark."""

    name: str
    side: Side
    """All runs."""
    alarms: frozenset[int]
    """The splits in which it would have been called slower."""
    unsure: int
    """In how many nobody could have told."""
    detectable: float
    """The median over the splits of the smallest slowdown that they could have told from none."""


def judge_itself(base: BenchmarkReport, head: BenchmarkReport, rules: Sequence[Rule]) -> Verdict:
    """Give what the runs of one program, measured as base and head in turns, tell of this machine.

    Each split deals every round's two invocations to the two sides by chance, so that rounds stay whole.
    """
    trials = list(_try(base, head, rules))
    alarms = sum(len(trial.alarms) for trial in trials)
    suites = len(frozenset().union(*(trial.alarms for trial in trials)))
    none = Condition("selftest", "benchmark", Demand.AT_LEAST, 1, label="benchmarks measured on both sides")
    outcome = Outcome.PASS if trials else Outcome.UNJUDGED
    reason = "" if trials else "no benchmark with noise was measured on both sides"
    return Verdict(
        "bench selftest",
        outcome,
        (ConditionResult(none, "total", outcome, len(trials) or None, reason=reason),),
        evidence=(
            Evidence("benchmarks", len(trials)),
            Evidence("runs", len(base.runs) + len(head.runs)),
            Evidence("splits", SPLITS),
        ),
        measurements=(
            Measurement("false alarms", Ratio(alarms, SPLITS * len(trials))),
            Measurement("false alarms of the suite", Ratio(suites, SPLITS)),
        )
        if trials
        else (),
        tables=(Table("selftest", "benchmark", _COLUMNS, tuple(map(_row, trials)), ("runs",)),),
    )


def _try(base: BenchmarkReport, head: BenchmarkReport, rules: Sequence[Rule]) -> Iterator[_Trial]:
    for each in pair(head, base):
        if each.flaw or not (each.base and each.head) or each.head.series.exact:
            continue
        limit = find_limits(rules, each.name, each.metric).find_worse(exact=False)
        rounds = list(zip(each.base.costs, each.head.costs, strict=False))
        judged = [_deal(rounds, limit, split) for split in range(SPLITS)]
        name = each.name if each.metric == "time" else f"{each.name} ({each.metric})"
        yield _Trial(
            name,
            Side(each.head.series, (*each.base.invocations, *each.head.invocations)),
            frozenset(split for split, (decision, _) in enumerate(judged) if decision is Decision.REGRESSED),
            sum(decision is Decision.INCONCLUSIVE for decision, _ in judged),
            sorted(detectable for _, detectable in judged)[SPLITS // 2],
        )


def _deal(rounds: Sequence[tuple[Sequence[float], Sequence[float]]], limit: Ratio, split: int) -> tuple[Decision, float]:
    """Give what is said of a split, and what it could have told."""
    bits = (split + 1) * _GOLDEN
    dealt = [turn[::-1] if bits >> 24 + at % 40 & 1 else turn for at, turn in enumerate(rounds)]
    judgement = judge_times([one for one, _ in dealt], [other for _, other in dealt], limit.part / limit.whole)
    return judgement.decision, judgement.detectable


def _row(trial: _Trial) -> Row:
    bests = trial.side.bests
    noise = pstdev(bests) / fmean(bests) if any(bests) else 0.0
    cells = (
        trial.name,
        Quantity(trial.side.best, trial.side.series.unit),
        f"{noise:.1%}",
        Change(trial.detectable) if trial.detectable < float("inf") else "none",
        Ratio(len(trial.alarms), SPLITS),
        Ratio(trial.unsure, SPLITS),
        Trend(bests),
    )
    told = f"{trial.name}: {len(trial.alarms)} of {SPLITS} splits would have raised a false alarm"
    return Row(trial.name, Outcome.PASS, cells, told)
