"""What became of benchmarks, in words and tables."""

from collections.abc import Sequence

from gates.model.benchmarks import Better
from gates.model.ratio import Ratio, format_bound
from gates.model.table import Change, Quantity, Row, Table, Trend
from gates.model.verdict import Outcome, Remedy, Step
from gates.policy.noise import Judgement
from gates.policy.pairing import Pair, Side
from gates.policy.regressions import BROKEN, REGRESSED, Finding
from gates.policy.waivers import Waived

COLUMNS = ("benchmark", "metric", "baseline", "now", "change", "limit", "runs", "verdict")
SPARE = ("runs", "limit")
_DRAWN = 12
"""As many runs of each side as are drawn, the last ones."""
_WORDS = {
    "s": ("slower", "faster"),
    "B": ("bigger", "smaller"),
    "B/s": ("slower", "faster"),
    "1/s": ("slower", "faster"),
}
"""Base unit → what is worse, and what is better."""


def make_table(findings: Sequence[Finding], waived: Waived, *, whole: bool) -> Table:
    """Give the table of the benchmarks, the worst first: of all, or of those that did not simply pass."""
    rows = [
        _row(finding, waiver.told if waiver else "")
        for finding, waiver in zip(findings, waived.waivers, strict=True)
        if whole or finding.outcome is not Outcome.PASS
    ]
    order = (Outcome.FAIL, Outcome.UNJUDGED, Outcome.WARN, Outcome.WAIVED, Outcome.PASS)
    rows.sort(key=lambda row: (order.index(row.outcome), row.id))
    return Table("benchmarks", "benchmark", COLUMNS, tuple(rows), SPARE)


def _row(finding: Finding, waiver: str) -> Row:
    pair, judgement = finding.pair, finding.judgement
    limit = finding.limit.part / finding.limit.whole
    cells = (
        pair.name,
        None if pair.metric == "time" else pair.metric,
        _quantity(pair.base),
        _quantity(pair.head),
        _change(pair, judgement, limit) if judgement else None,
        format_bound(finding.limit) if judgement else None,
        _trend(pair),
        tell_verdict(finding),
    )
    outcome = Outcome.WAIVED if waiver else finding.outcome
    return Row(pair.name, outcome, cells, tell_finding(finding), waiver=waiver)


def _trend(pair: Pair) -> Trend | None:
    """Give the runs of the baseline and, behind them, those of the reports; None where each has but one."""
    sides = [side.bests[-_DRAWN:] for side in (pair.base, pair.head) if side]
    return Trend(sum(sides, ())) if any(len(bests) > 1 for bests in sides) else None


def _quantity(side: Side | None) -> Quantity | None:
    return Quantity(side.best, side.series.unit) if side else None


def _change(pair: Pair, judgement: Judgement, limit: float) -> Change:
    """Give the change in the metric's own direction: a rate that takes twice as long for one is half."""
    ends = (judgement.change, judgement.low, judgement.high)
    if pair.head is None or pair.head.series.better is Better.LOWER:
        return Change(*ends, limit)
    change, high, low = (1 / (1 + end) - 1 if end > -1 else float("inf") for end in ends)
    return Change(change, low, high, 1 / (1 + limit) - 1)


def tell_verdict(finding: Finding) -> str:
    """Give what became of a benchmark in a word or two."""
    side = finding.pair.head or finding.pair.base
    worse, better = _WORDS.get(side.series.unit if side else "", ("worse", "better"))
    told = {REGRESSED: worse, "improved": better, "inconclusive": "cannot tell", "passed": "no worse", BROKEN: "not measured"}
    return told.get(finding.rule, finding.rule)


def tell_finding(finding: Finding) -> str:
    """Give what became of a benchmark in a sentence without a full stop."""
    name, judgement, allowed = finding.name, finding.judgement, format_bound(finding.limit)
    if judgement is None:
        told = {"missing": "is in the baseline, but not in the reports", "new": "is not in the baseline"}
        return f"{name} {told[finding.rule]}" if finding.rule in told else f"{name} cannot be compared: {finding.pair.flaw}"
    if finding.rule == "inconclusive":
        more = f"; about {judgement.more:,} more runs a side would settle it" if judgement.more else ""
        return f"{name}: cannot tell whether it is more than {allowed} {_worse(finding)}: {judgement.reason}{more}"
    if finding.rule in (REGRESSED, "improved"):
        far = tell_change(abs(judgement.change), finding.limit)
        return f"{name} is {far} {tell_verdict(finding)} than the baseline ({allowed} allowed): {judgement.reason}"
    return f"{name} is no more than {allowed} {_worse(finding)} than the baseline: {judgement.reason}"


def _worse(finding: Finding) -> str:
    return tell_verdict(finding._replace(rule=REGRESSED))


def tell_change(change: float, limit: Ratio) -> str:
    """Give a change in percent, with as many decimals as it takes to stand on its own side of the limit."""
    bound = limit.part / limit.whole
    for decimals in range(1, 12):
        told = f"{change:.{decimals}%}"
        if (float(told[:-1]) / 100 > bound) == (change > bound):
            return told
    return f"{change:%}"


def find_remedies(findings: Sequence[Finding]) -> tuple[Remedy, ...]:
    """Give what makes the verdict green: the benchmarks that have to be faster, and by how much; else what to measure again."""
    steps = []
    for finding in findings:
        judgement, limit = finding.judgement, finding.limit
        if finding.rule == REGRESSED and finding.outcome is Outcome.FAIL and judgement:
            less = 1 - (1 + limit.part / limit.whole) / (1 + judgement.change)
            steps.append((less, Step(finding.name, 1, text=f"has to be {less:.1%} better than it is now")))
    if steps:
        steps.sort(key=lambda step: (-step[0], step[1]))
        things = f"{len(steps):,} benchmark{'s' if len(steps) > 1 else ''}"
        return (Remedy("benchmark", len(steps), tuple(step for _, step in steps), task=f"bring {things} back"),)
    unsure = [each for each in findings if each.rule == "inconclusive" and each.outcome is Outcome.UNJUDGED and each.judgement]
    more = max((finding.judgement.more for finding in unsure if finding.judgement), default=0)
    return (Remedy("run", more, (), task=f"measure about {more:,} more runs a side"),) if more else ()
