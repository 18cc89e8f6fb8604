"""Benchmarks judged one by one: which are worse than their baseline, which are not, and of which nobody can tell."""

from collections.abc import Iterable, Iterator, Sequence

from gates.model.benchmarks import Better
from gates.model.condition import Condition, Demand
from gates.model.ratio import Ratio
from gates.model.verdict import ConditionResult, Outcome
from gates.policy.limits import Limits, Rule, find_limits
from gates.policy.noise import Decision, Judgement, judge_exact, judge_times
from gates.policy.pairing import Pair, Side
from gates.typed import NamedTuple

REGRESSED, BROKEN = "regressed", "failed"
"""What became of a benchmark, beside the names of the policies."""


class Finding(NamedTuple):
    """What became of one metric of one benchmark."""

    pair: Pair
    rule: str
    """`regressed`, `improved`, `inconclusive`, `missing`, `new`, `failed`, or `passed`."""
    outcome: Outcome
    limit: Ratio
    judgement: Judgement | None = None
    """None where there was nothing to compare."""

    @property
    def name(self) -> str:
        """The benchmark, and the metric where that is not its time."""
        return self.pair.name if self.pair.metric == "time" else f"{self.pair.name} ({self.pair.metric})"


def judge_pairs(pairs: Iterable[Pair], rules: Sequence[Rule]) -> Iterator[Finding]:
    """Give what becomes of each pair."""
    for pair in pairs:
        limits = find_limits(rules, pair.name, pair.metric)
        side = pair.head or pair.base
        limit = limits.find_worse(exact=bool(side and side.series.exact))
        if pair.flaw:
            yield Finding(pair, BROKEN, Outcome.UNJUDGED, limit)
        elif pair.base is None or pair.head is None:
            rule = "new" if pair.base is None else "missing"
            yield Finding(pair, rule, limits.policies[rule], limit)
        else:
            yield _judge(pair, pair.base, pair.head, limits, limit)


def _judge(pair: Pair, base: Side, head: Side, limits: Limits, limit: Ratio) -> Finding:
    judgement = _compare(base, head, limits, limit)
    match judgement.decision:
        case Decision.REGRESSED:
            return Finding(pair, REGRESSED, Outcome.FAIL, limit, judgement)
        case Decision.INCONCLUSIVE:
            return Finding(pair, "inconclusive", limits.policies["inconclusive"], limit, judgement)
        case Decision.IMPROVED:
            return Finding(pair, "improved", limits.policies["improved"], limit, judgement)
        case _:
            if limits.warn is not None and _compare(base, head, limits, limits.warn).decision is Decision.REGRESSED:
                return Finding(pair, REGRESSED, Outcome.WARN, limits.warn, judgement)
            return Finding(pair, "passed", Outcome.PASS, limit, judgement)


def _compare(base: Side, head: Side, limits: Limits, limit: Ratio) -> Judgement:
    """Give the judgement of two sides; a rate is judged as the time of one, and an absolute floor only in its own unit."""
    share = limit.part / limit.whole
    same = limits.difference and limits.difference.unit == base.series.unit and base.series.better is Better.LOWER
    least = limits.difference.value if limits.difference and same else 0.0
    if base.series.exact and head.series.exact:
        before, now = (min(map(min, side.costs)) for side in (base, head))
        judgement = judge_exact(before, now, share)
        small = judgement.decision is Decision.REGRESSED and now - before <= least
        return judgement._replace(decision=Decision.PASSED) if small else judgement
    return judge_times(base.costs, head.costs, share, floor_difference=least)


_LABELS = {
    "inconclusive": "benchmarks too noisy to judge",
    "missing": "benchmarks missing",
    "new": "benchmarks that the baseline lacks",
    "improved": "benchmarks better by more than their limit",
    BROKEN: "benchmarks not measured",
}


def judge_findings(worse: Condition, findings: Sequence[Finding], obstacle: str) -> Iterator[ConditionResult]:
    """Give the result of the condition that nothing is worse, and of every policy that makes a difference.

    `obstacle` is why nothing can be judged at all; empty otherwise.
    """
    if obstacle:
        yield ConditionResult(worse, "total", Outcome.UNJUDGED, None, reason=obstacle)
        return
    for warns in (False, True):
        bad = [each for each in findings if each.rule == REGRESSED and (each.outcome is Outcome.WARN) == warns]
        if bad or not warns:
            outcome = bad[0].outcome if bad else Outcome.PASS
            yield ConditionResult(worse._replace(warns=warns), "total", outcome, len(bad), shortfall=len(bad))
    for rule, label in _LABELS.items():
        found = [finding for finding in findings if finding.rule == rule and finding.outcome is not Outcome.PASS]
        if found:
            outcome = found[0].outcome
            condition = Condition(rule, "benchmark", Demand.AT_MOST, 0, warns=outcome is Outcome.WARN, label=label)
            reason = _tell_more(found) if outcome is Outcome.UNJUDGED else ""
            yield ConditionResult(condition, "total", outcome, len(found), shortfall=len(found), reason=reason)


def _tell_more(findings: Sequence[Finding]) -> str:
    """Give what would settle them, or why they are not to be settled."""
    more = max((finding.judgement.more for finding in findings if finding.judgement), default=0)
    if more:
        return f"about {more:,} more runs a side would settle {'it' if len(findings) == 1 else 'them'}"
    return findings[0].pair.flaw or (findings[0].judgement.reason if findings[0].judgement else "")
