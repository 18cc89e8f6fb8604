"""`gate bench`: whether a program has become slower, bigger, or worse in any other measured way, or whether nobody can tell."""

from collections.abc import Iterator, Mapping

from gates.commands.protocol import BASELINE, MACHINE, WAIVERS, Baseline, Case, Kind, Option, Settings
from gates.model.benchmarks import BenchmarkReport, Run, keep_runs, merge_reports
from gates.model.condition import Condition, Demand
from gates.model.ratio import format_bound
from gates.model.unknown import Unknown
from gates.model.verdict import Evidence, Note, Outcome, Verdict, fold_outcomes
from gates.policy.judge import CHOICES, Loosening, doubt_results, order_results
from gates.policy.limits import match_names, read_rules, tell_limits
from gates.policy.pairing import choose_runs, pair
from gates.policy.regressions import BROKEN, REGRESSED, Finding, judge_findings, judge_pairs
from gates.policy.suite import find_notes, find_ratios, judge_mean, tell_mean, tell_means
from gates.policy.tellings import find_remedies, make_table, tell_finding
from gates.policy.waivers import read_waivers, waive
from gates.typed import Any

KIND = "benchmarks"
FOLLOWS = False
PASSED = "passed"
METRICS = frozenset({PASSED})
"""A row for each benchmark that passed: made only where somebody will look."""
KEPT = 10
"""As many runs a machine as a baseline keeps where nobody says anything else."""

_LIMITS = (
    Option(
        "max-regression", Kind.INCREASE, "fail if any is worse by more than this (default: 5%, exact metrics 1%)", "PERCENT"
    ),
    Option("min-difference", Kind.TEXT, "never call a difference below this worse, such as 2ns", "AMOUNT"),
    Option(
        "missing", Kind.CHOICE, "what a benchmark is that only the baseline has (default: fail)", "OUTCOME", choices=CHOICES
    ),
    Option("new", Kind.CHOICE, "what a benchmark is that the baseline lacks (default: pass)", "OUTCOME", choices=CHOICES),
    Option("improved", Kind.CHOICE, "what a benchmark is that is better by more (default: pass)", "OUTCOME", choices=CHOICES),
    Option(
        "inconclusive",
        Kind.CHOICE,
        "what a benchmark is of which noise lets nobody tell (default: unjudged)",
        "OUTCOME",
        choices=CHOICES,
    ),
)

OPTIONS: tuple[Option, ...] = (
    _LIMITS[0]._replace(bands=True),
    *_LIMITS[1:],
    Option("max-regression-mean", Kind.INCREASE, "fail if the geometric mean of all is worse by more than this", "PERCENT"),
    Option(
        "baseline",
        Kind.PLACES,
        "compare with these reports, a snapshot, a git ref, or criterion:NAME; alone, and by default: the stored runs",
        "WHERE",
    ),
    Option("base", Kind.TEXT, "the branch whose stored runs count (default: CI's, else the main branch)", "REF"),
    Option("only", Kind.TEXTS, "judge the benchmarks whose name matches; * stands for any letters", "GLOB"),
    Option("exclude", Kind.TEXTS, "leave out the benchmarks whose name matches", "GLOB"),
    Option("metric", Kind.TEXTS, "judge this metric, such as time or allocations (default: every one)", "NAME"),
    Option("better", Kind.CHOICE, "which direction is good where a report does not tell", "SIDE", choices=("higher", "lower")),
    Option("require-same-machine", Kind.FLAG, "judge nothing that was measured on another machine than the baseline"),
    Option("keep", Kind.COUNT, f"how many runs gate baseline update keeps (default: {KEPT})", "RUNS"),
    Option("snapshot", Kind.TEXT, "write what was measured to a file that gate reads as a report or a baseline", "FILE"),
    Option(
        "rules",
        Kind.TABLES,
        "limits for some benchmarks; the first that matches decides",
        keys=(
            Option("benchmarks", Kind.TEXTS, "their names; * stands for any letters", "GLOB"),
            Option("metrics", Kind.TEXTS, "the metrics that it is for", "NAME"),
            _LIMITS[0]._replace(bands=True),
            *_LIMITS[1:],
        ),
    ),
    WAIVERS,
)


def conditions(settings: Settings) -> tuple[Condition, ...]:
    """Give what is demanded: that nothing is worse by more than its limit. Raises UsageError for rules that make no sense."""
    limits = [format_bound(limit) for limit in tell_limits(read_rules(settings))]
    label = f"benchmarks worse by more than {limits[0]}" if len(limits) == 1 else "benchmarks worse than their limits allow"
    return (Condition("max-regression", "benchmark", Demand.AT_MOST, 0, label=label),)


def needs(settings: Settings) -> frozenset[str]:
    """Give what has to be had beside the reports: always a baseline."""
    del settings
    return frozenset({BASELINE, MACHINE})


def find_records(metrics: frozenset[str], settings: Settings) -> frozenset[str]:
    """Give what a reader has to be told: in which direction a metric is good where its report does not tell."""
    better = settings.get("better")
    return metrics | {f"better-{better}"} if better else metrics


def merge(reports: Mapping[str, BenchmarkReport], settings: Settings, tree: Any) -> BenchmarkReport:
    """Give all invocations as one report, with the benchmarks that are wanted."""
    del tree
    whole = merge_reports(reports.values())
    only, exclude = match_names(_texts(settings, "only")), match_names(_texts(settings, "exclude"))
    if only is None and exclude is None:
        return whole

    def wants(name: str) -> bool:
        return (only is None or bool(only.fullmatch(name))) and (exclude is None or not exclude.fullmatch(name))

    return whole._replace(runs=tuple(_choose(run, wants) for run in whole.runs))


def _choose(run: Run, wants: Any) -> Run:
    return run._replace(
        results={name: results for name, results in run.results.items() if wants(name)},
        failed={name: words for name, words in run.failed.items() if wants(name)},
        skipped=frozenset(filter(wants, run.skipped)),
    )


def find_loosening(case: Case) -> Loosening:
    """Give in what the runs are worse than the baseline, and what they do not measure any more."""
    findings, _ = _find(case)
    worse = (each for each in findings if each.rule == REGRESSED and each.outcome is Outcome.FAIL)
    lost = (each for each in findings if each.rule in ("missing", BROKEN))
    better = (each for each in findings if each.rule == "improved")
    return Loosening(*(tuple(map(tell_finding, each)) for each in (worse, lost, better)))


def renew(case: Case, *, loosen: bool) -> BenchmarkReport:
    """Give the baseline with the runs of today: the last of each machine, or those of today only where it is loosened."""
    runs = tuple(
        run._replace(time=run.time or case.now, machine=run.machine or case.machine, commit=run.commit or case.commit)
        for run in case.report.runs
    )
    old = case.baseline.report.runs if isinstance(case.baseline, Baseline) and not loosen else ()
    keep = case.settings.get("keep")
    kept = keep_runs((*old, *runs), max(keep if isinstance(keep, int) else KEPT, len(runs)))
    return kept._replace(doubts=case.report.doubts)


def tell_figures(report: BenchmarkReport) -> Mapping[str, float]:
    """Give how many benchmarks the last run measured, and of each metric the geometric mean of their best samples."""
    return tell_means(pair(report._replace(runs=report.runs[-1:]), BenchmarkReport(())))


def reconcile(before: BenchmarkReport | None, ours: BenchmarkReport, theirs: BenchmarkReport) -> BenchmarkReport:
    """Give one baseline of two: the last runs of both."""
    from gates.policy.reconcile import reconcile_benchmarks  # noqa: PLC0415 (few merge)

    del before
    return reconcile_benchmarks(ours, theirs)


def find_suspects(case: Case) -> tuple[str, ...]:
    """Give the benchmarks of which noise lets nobody tell, by name."""
    findings, _ = _find(case)
    return tuple(dict.fromkeys(finding.pair.name for finding in findings if finding.rule == "inconclusive"))


def judge(found: Case) -> Verdict:
    """Give the verdict on all benchmarks beside their baseline."""
    report: BenchmarkReport = found.report
    findings, machine = _find(found)
    waived = waive(read_waivers(found.settings.get("waivers")), [_tell_facts(finding) for finding in findings], found.today)
    counted = [finding for finding, waiver in zip(findings, waived.waivers, strict=True) if not waiver]
    ratios = find_ratios(findings)
    results = [
        *judge_findings(conditions(found.settings)[0], counted, _find_obstacle(found, findings, machine)),
        *judge_mean(found.settings.get("max-regression-mean"), ratios),
        *waived.results,
    ]
    results = doubt_results(results, _find_doubts(found))
    table = make_table(findings, waived, whole=PASSED in found.wanted)
    return Verdict(
        gate="bench",
        outcome=fold_outcomes(result.outcome for result in results),
        results=order_results(results),
        inputs=tuple(sorted(found.inputs)),
        evidence=tuple(each for each in _weigh(found, findings) if each.amount),
        remedies=find_remedies(counted),
        notes=tuple(sorted({*report.notes, *find_notes(ratios, report, machine), *waived.notes})),
        tables=(table._replace(rows=(*table.rows, *(tell_mean(ratios) if PASSED in found.wanted else ()))),),
    )


def _find(case: Case) -> tuple[list[Finding], str]:
    """Give what became of each benchmark, and in what the baseline's machine differs from that of the reports."""
    baseline: BenchmarkReport = case.baseline.report if isinstance(case.baseline, Baseline) else BenchmarkReport(())
    machine = next((run.machine for run in case.report.runs if run.machine), case.machine)
    base, difference = choose_runs(baseline, machine)
    metrics = frozenset(_texts(case.settings, "metric"))
    if isinstance(case.baseline, Unknown):
        return [], ""
    return list(judge_pairs(pair(case.report, base, metrics), read_rules(case.settings))), difference


def _find_obstacle(case: Case, findings: list[Finding], machine: str) -> str:
    """Give why nothing can be judged; empty where something can."""
    if isinstance(case.baseline, Unknown):
        return case.baseline.reason
    if machine and case.settings.get("require-same-machine"):
        return f"the baseline was measured on another machine: {machine}"
    if not any(finding.judgement for finding in findings):
        return "no benchmark is both in the reports and in the baseline"
    return ""


def _find_doubts(case: Case) -> frozenset[Note]:
    old = case.baseline.report.doubts if isinstance(case.baseline, Baseline) else frozenset()
    return frozenset(case.report.doubts | old)


def _weigh(case: Case, findings: list[Finding]) -> Iterator[Evidence]:
    runs: tuple[Run, ...] = case.report.runs
    old: tuple[Run, ...] = case.baseline.report.runs if isinstance(case.baseline, Baseline) else ()
    yield Evidence("reports", len(case.inputs))
    yield Evidence("benchmarks", len({name for run in runs for name in run.results}))
    yield Evidence("comparisons", sum(finding.judgement is not None for finding in findings))
    yield Evidence("runs", len(runs))
    yield Evidence("baseline runs", len(old))


def _tell_facts(finding: Finding) -> Mapping[str, tuple[str, ...]]:
    """Give what a waiver can match; a benchmark that passes cannot be waived."""
    if finding.outcome is Outcome.PASS:
        return {}
    return {"id": (finding.pair.name,), "rule": (finding.rule,)}


def _texts(settings: Settings, name: str) -> tuple[str, ...]:
    value = settings.get(name, ())
    return tuple(str(text) for text in value) if isinstance(value, tuple) else ()
