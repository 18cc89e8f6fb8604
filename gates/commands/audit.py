"""`gate audit`: whether what scanners found in the packages of a project is bad enough to stop it."""

from collections.abc import Iterator, Mapping

from gates.commands.protocol import BASELINE, WAIVERS, Baseline, Case, Kind, Option, Settings
from gates.errors import UsageError
from gates.model import vulnerabilities
from gates.model.condition import Condition, Demand
from gates.model.exploitability import Statement
from gates.model.ratio import Ratio
from gates.model.unknown import Unknown
from gates.model.verdict import ConditionResult, Evidence, Note, Outcome, Remedy, Verdict, fold_outcomes
from gates.model.vulnerabilities import AuditReport, Severity
from gates.policy.advisories import (
    POLICIES,
    Demands,
    Judged,
    counts_in,
    judge_budget,
    judge_conditions,
    judge_findings,
    make_table,
    tell_facts,
    tell_fix,
)
from gates.policy.judge import CHOICES, Loosening, doubt_results, order_results
from gates.policy.urgency import Urgency, tell_catalogs
from gates.policy.waivers import read_waivers, waive
from gates.typed import Any

KIND = "vulnerabilities"
FOLLOWS = False
METRICS: frozenset[str] = frozenset()
_RATED: tuple[Severity, ...] = tuple(severity for severity in reversed(Severity) if severity is not Severity.UNKNOWN)

OPTIONS: tuple[Option, ...] = (
    Option(
        "fail-on",
        Kind.CHOICE,
        "fail if a vulnerability is of this severity or worse",
        "SEVERITY",
        choices=tuple(severity.word for severity in _RATED),
    ),
    *(
        Option(f"max-{severity.word}", Kind.COUNT, f"fail if more vulnerabilities than this are {severity.word}", "COUNT")
        for severity in _RATED
    ),
    *(
        Option(
            f"max-days-{severity.word}",
            Kind.COUNT,
            f"fail if one of {severity.word} severity has been public for more days",
            "DAYS",
        )
        for severity in _RATED
    ),
    Option("kev", Kind.TEXTS, "CISA's catalog: fail if a vulnerability is known to be exploited", "FILE", reads="kev"),
    Option("epss", Kind.TEXTS, "FIRST's scores, for --max-epss", "FILE", reads="epss"),
    Option("max-epss", Kind.PERCENT, "fail if a vulnerability is likelier than this to be exploited", "PERCENT"),
    Option("unknown", Kind.CHOICE, "what a vulnerability is that nobody rated (default: fail)", "OUTCOME", choices=CHOICES),
    *(
        Option(
            kind.value,
            Kind.CHOICE,
            f"what a finding of the kind {kind.value} is (default: {usual.value})",
            "OUTCOME",
            choices=CHOICES,
        )
        for kind, usual in POLICIES.items()
    ),
    Option("fixable-only", Kind.FLAG, "a vulnerability without a fix is a warning, not a failure"),
    Option("runtime-only", Kind.FLAG, "what only development needs passes"),
    Option("new-only", Kind.FLAG, "what the baseline knows as well passes"),
    Option("baseline", Kind.PLACES, "what was known before: reports, a snapshot or a git ref; alone: the stored one", "WHERE"),
    Option("base", Kind.TEXT, "the branch whose stored findings count (default: CI's, else the main branch)", "REF"),
    Option(
        "vex",
        Kind.TEXTS,
        "VEX of OpenVEX, CycloneDX or CSAF: what its maker says is not affected, or fixed, passes",
        "FILE",
        reads="vex",
    ),
    Option("snapshot", Kind.TEXT, "write what was found to a file that gate reads as a report or a baseline", "FILE"),
    WAIVERS,
)


def conditions(settings: Settings) -> tuple[Condition, ...]:
    """Give what is demanded. Raises UsageError if that is nothing: no severity is invented."""
    names = [option.name for option in OPTIONS if option.name == "fail-on" or option.name.startswith(("max-", "kev"))]
    found = tuple(Condition(name, "vulnerability", Demand.AT_MOST, 0) for name in names if name in settings)
    if not found:
        hint = "for example: gate audit --fail-on high"
        raise UsageError("no condition was given, so there is nothing to judge", hint=hint, id_="no-condition")
    if ("max-epss" in settings) != ("epss" in settings):
        raise UsageError("--epss and --max-epss need each other", hint="for example: --epss epss.csv.gz --max-epss 10")
    return found


def needs(settings: Settings) -> frozenset[str]:
    """Give what has to be had beside the reports: a baseline where only what is new counts."""
    return frozenset({BASELINE} if settings.get("new-only") else ())


def find_records(metrics: frozenset[str], settings: Settings) -> frozenset[str]:
    """Give what a reader has to read: everything, always."""
    del settings
    return metrics


def merge(reports: Mapping[str, AuditReport], settings: Settings, tree: Any) -> AuditReport:
    """Give all reports as one, in which each advisory about a package stands once."""
    del settings, tree
    return vulnerabilities.merge_reports(reports.values())


def find_loosening(case: Case) -> Loosening:
    """Give what is found that the baseline does not know, and which of its reports are not there any more."""
    before: AuditReport = case.baseline.report if isinstance(case.baseline, Baseline) else AuditReport((), {})
    demands = Demands(Severity.INFO, Outcome.FAIL, POLICIES, fixable_only=False, new_only=True, runtime_only=False)
    fresh = [each.finding for each in judge_findings(case.report, before, demands) if each.reason != "known"]
    worse = (f"{each.package.name}: {', '.join(sorted(each.ids))} is new; {tell_fix(each) or 'no fix'}" for each in fresh)
    less = len(case.report.scanned) < len(before.scanned)
    count = len(case.report.scanned)
    lost = f"{count} report{' was' if count == 1 else 's were'} read instead of {len(before.scanned)}"
    gone = judge_findings(before, case.report, demands)
    better = (f"{each.finding.package.name}: {', '.join(sorted(each.finding.ids))} is gone" for each in gone if not each.reason)
    return Loosening(tuple(worse), (lost,) if less else (), tuple(better))


def renew(case: Case, *, loosen: bool) -> AuditReport:
    """Give the report: it replaces the baseline."""
    del loosen
    report: AuditReport = case.report
    return report


def tell_figures(report: AuditReport) -> Mapping[str, float]:
    """Give how many findings there are, in all and by severity, whatever anything makes of them."""
    counts = {severity.word: sum(each.severity is severity for each in report.findings) for severity in Severity}
    return {"findings": len(report.findings)} | counts


def reconcile(before: AuditReport | None, ours: AuditReport, theirs: AuditReport) -> AuditReport:
    """Give one baseline of two: what both know."""
    from gates.policy.reconcile import reconcile_findings  # noqa: PLC0415 (few merge)

    del before
    return reconcile_findings(ours, theirs)


def judge(found: Case) -> Verdict:
    """Give the verdict on all findings."""
    report: AuditReport = found.report
    demands = _read_demands(found.settings)._replace(urgency=_read_urgency(found))
    baseline = found.baseline.report if isinstance(found.baseline, Baseline) else None
    statements, idle = _read_vex(found)
    judged = judge_findings(report, baseline, demands, statements)
    budgets = {severity: most for severity in _RATED if isinstance(most := found.settings.get(f"max-{severity.word}"), int)}
    waivers = read_waivers(found.settings.get("waivers"))
    waived = waive(waivers, [tell_facts(each, budgets) if waivers else {} for each in judged], found.today)
    counted = [each for each, waiver in zip(judged, waived.waivers, strict=True) if not waiver]
    results = [*judge_conditions(demands, counted)]
    spent = {
        severity: judge_budget(severity, most, counted, fixable_only=demands.fixable_only) for severity, most in budgets.items()
    }
    results += spent.values()
    results = doubt_results([*results, *_find_obstacle(found), *waived.results], _find_doubts(found))
    return Verdict(
        gate="audit",
        outcome=fold_outcomes(result.outcome for result in results),
        results=order_results(results),
        inputs=tuple(sorted(found.inputs)),
        evidence=tuple(each for each in _weigh(found) if each.amount),
        remedies=_find_remedies(counted, results),
        notes=tuple(sorted({*report.notes, *waived.notes, *tell_catalogs(demands.urgency), *idle, *_tell_fixless(judged)})),
        tables=(make_table(judged, waived, {severity: each.outcome for severity, each in spent.items()}),),
    )


def _find_remedies(counted: list[Judged], results: list[ConditionResult]) -> tuple[Remedy, ...]:
    """Give the way to green: what fails has to go, and of what is over a budget as much as is over it."""
    over = {each.condition.id: each.shortfall for each in results if each.outcome is Outcome.FAIL}
    if not over:
        return ()
    from gates.policy.upgrades import Surplus, find_remedies  # noqa: PLC0415 (only where something fails)

    surplus = [
        Surplus(frozenset(at for at, each in enumerate(counted) if counts_in(severity, each)), over[f"max-{severity.word}"])
        for severity in _RATED
        if f"max-{severity.word}" in over
    ]
    return find_remedies(counted, surplus)


def _tell_fixless(judged: list[Judged]) -> tuple[Note, ...]:
    if not any(each.reason == "no fix" for each in judged):
        return ()
    from gates.policy.upgrades import tell_fixless  # noqa: PLC0415 (the same)

    return tuple(tell_fixless(judged))


def _read_vex(found: Case) -> tuple[list[Statement], list[Note]]:
    """Give what is said of vulnerabilities, and notes on what of it is of no use."""
    if not found.beside.get("vex"):
        return [], []
    from gates.policy.vex import settle  # noqa: PLC0415 (only where somebody says something)

    return settle(found.beside["vex"], found.report.findings)


def _read_demands(settings: Settings) -> Demands:
    least = settings.get("fail-on")
    return Demands(
        Severity[str(least).upper()] if least else None,
        Outcome(str(settings.get("unknown", Outcome.FAIL.value))),
        {kind: Outcome(str(settings.get(kind.value, usual.value))) for kind, usual in POLICIES.items()},
        fixable_only=bool(settings.get("fixable-only")),
        new_only=bool(settings.get("new-only")),
        runtime_only=bool(settings.get("runtime-only")),
    )


def _read_urgency(found: Case) -> Urgency:
    days = {severity: most for severity in _RATED if isinstance(most := found.settings.get(f"max-days-{severity.word}"), int)}
    most = found.settings.get("max-epss")
    kev, epss = (tuple(found.beside.get(name, {}).values()) for name in ("kev", "epss"))
    return Urgency(found.today, days, kev, epss, most if isinstance(most, Ratio) else None)


def _find_obstacle(found: Case) -> Iterator[ConditionResult]:
    """Give why nobody can tell what is new, where that counts."""
    if found.settings.get("new-only") and isinstance(found.baseline, Unknown):
        condition = Condition("new-only", "vulnerability", Demand.AT_MOST, 0, label="what is new")
        yield ConditionResult(condition, "total", Outcome.UNJUDGED, None, reason=found.baseline.reason)


def _find_doubts(found: Case) -> frozenset[Note]:
    old = found.baseline.report.doubts if isinstance(found.baseline, Baseline) else frozenset()
    return frozenset(found.report.doubts | old)


def _weigh(found: Case) -> Iterator[Evidence]:
    report: AuditReport = found.report
    yield Evidence("reports", len(found.inputs))
    yield Evidence("packages", sum(count or 0 for count in report.scanned.values()))
    yield Evidence("findings", len(report.findings))
