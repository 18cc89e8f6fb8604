"""Findings of scanners judged one by one: which are bad enough to fail, which are known, waived or cannot be fixed."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from gates.model.condition import Condition, Demand
from gates.model.exploitability import Statement, find_clearance
from gates.model.names import split_digits
from gates.model.table import Row, Table
from gates.model.verdict import WORST_FIRST, ConditionResult, Outcome
from gates.model.vulnerabilities import AuditReport, Finding, Kind, Package, Severity
from gates.policy.urgency import Urgency, find_causes
from gates.policy.waivers import Facts, Waived
from gates.typed import NamedTuple

POLICIES: Mapping[Kind, Outcome] = {
    Kind.UNMAINTAINED: Outcome.WARN,
    Kind.UNSOUND: Outcome.FAIL,
    Kind.YANKED: Outcome.WARN,
    Kind.NOTICE: Outcome.PASS,
}
"""What becomes of what is no vulnerability, where nobody says anything else."""
COLUMNS = ("package", "installed", "advisory", "severity", "fixed in", "through", "reports")
SPARE = ("reports", "through")
_PATHS, _DIGITS_FIRST = 2, ("GHSA", "CVE")


class Demands(NamedTuple):
    """What findings are held to."""

    least: Severity | None
    """The severity from which on a vulnerability fails; None where only the budgets count."""
    unknown: Outcome
    """What becomes of a vulnerability that nobody rated, whatever else is demanded."""
    policies: Mapping[Kind, Outcome]
    fixable_only: bool
    """Whether a vulnerability without a fix is a warning instead of a failure."""
    new_only: bool
    """Whether what the baseline knows as well passes."""
    runtime_only: bool
    """Whether what only development needs passes."""
    urgency: Urgency = Urgency("", {})


class Judged(NamedTuple):
    """What became of a finding."""

    finding: Finding
    outcome: Outcome
    reason: str
    """Why it passes though it is there; empty otherwise."""
    rule: str = ""
    """What it breaks, where that is not what its severity or kind does."""
    cause: str = ""
    """Why, then."""


def judge_findings(
    report: AuditReport, baseline: AuditReport | None, demands: Demands, vex: Sequence[Statement] = ()
) -> list[Judged]:
    """Give what becomes of each finding; one that VEX clears passes."""
    known = _index(baseline) if baseline else {}
    cleared = [find_clearance(finding, vex) for finding in report.findings]
    return [
        Judged(finding, Outcome.PASS, reason) if reason else _judge(finding, known, demands)
        for finding, reason in zip(report.findings, cleared, strict=True)
    ]


def _index(report: AuditReport) -> dict[Package, list[Finding]]:
    found: dict[Package, list[Finding]] = {}
    for finding in report.findings:
        found.setdefault(finding.package, []).append(finding)
    return found


def _judge(finding: Finding, known: Mapping[Package, Collection[Finding]], demands: Demands) -> Judged:
    """Give what becomes of a finding. What is known passes by its severity, but not where it is urgent."""
    if demands.runtime_only and finding.is_development:
        return Judged(finding, Outcome.PASS, "development only")
    is_known = demands.new_only and any(finding.ids & each.ids for each in known.get(finding.package, ()))
    outcome, rule, text = Outcome.PASS if is_known else _rate(finding, demands), "", ""
    if finding.kind is Kind.VULNERABILITY:
        causes = [
            each for each in find_causes(finding, demands.urgency, demands.unknown) if not (is_known and each.rule == "unknown")
        ]
        worst = min(causes, key=lambda cause: WORST_FIRST.index(cause.outcome), default=None)
        if worst and WORST_FIRST.index(worst.outcome) < WORST_FIRST.index(outcome):
            rule, outcome, text = worst
        if outcome is Outcome.FAIL and demands.fixable_only and not has_fix(finding):
            return Judged(finding, Outcome.WARN, "no fix", rule, text)
    return Judged(finding, outcome, "known" if is_known else "", rule, text)


def has_fix(finding: Finding) -> bool:
    """Say whether a scanner tells of something to upgrade."""
    return bool(finding.fixed or finding.upgrades)


def _rate(finding: Finding, demands: Demands) -> Outcome:
    """Give what becomes of a finding that nothing excuses."""
    if finding.kind is not Kind.VULNERABILITY:
        return demands.policies[finding.kind]
    if finding.severity is Severity.UNKNOWN:
        return demands.unknown
    return Outcome.PASS if demands.least is None or finding.severity < demands.least else Outcome.FAIL


def tell_facts(judged: Judged, budgets: Collection[Severity]) -> Facts:
    """Give what a waiver can match; what passes cannot be waived, unless it counts in a budget."""
    if judged.outcome is Outcome.PASS and not any(counts_in(each, judged) for each in budgets):
        return {}
    from gates.policy.packages import name_package  # noqa: PLC0415 (only where there are waivers)

    finding = judged.finding
    versions = finding.versions | (_mark(finding.versions) if finding.package.type == "golang" else frozenset())
    packages = name_package(finding.package.type, finding.package.name, versions)
    return {
        "id": finding.ids,
        "rule": (judged.rule or finding.kind.value, finding.severity.word),
        "package": packages,
        "path": finding.paths,
    }


def _mark(versions: Collection[str]) -> frozenset[str]:
    """Give versions of Go's modules as Go writes them."""
    return frozenset(f"v{version}" for version in versions)


def judge_conditions(demands: Demands, judged: Iterable[Judged]) -> Iterator[ConditionResult]:
    """Give the result of each sort of finding that makes a difference, and that of whatever is demanded always."""
    sorts: dict[str, list[Judged]] = {}
    for each in judged:
        sorts.setdefault(each.rule or _name_sort(each.finding), []).append(each)
    least, urgency = demands.least, demands.urgency
    for rule, label, is_demanded in (
        ("kev", "vulnerabilities known to be exploited", bool(urgency.exploited)),
        ("max-epss", "vulnerabilities too likely to be exploited", urgency.most is not None),
        ("overdue", "vulnerabilities public for too long", bool(urgency.days)),
    ):
        if is_demanded:
            yield from _count(rule, label, sorts.pop(rule, []), shown=True)
    if least is not None:
        yield from _count(
            "fail-on", f"vulnerabilities of {least.word} severity or worse", sorts.pop("vulnerability", []), shown=True
        )
    yield from _count("unknown", "vulnerabilities that nobody rated", sorts.pop("unknown", []))
    for kind in POLICIES:
        yield from _count(kind.value, f"{kind.value} packages", sorts.pop(kind.value, []), unit="package")


def _name_sort(finding: Finding) -> str:
    is_unknown = finding.kind is Kind.VULNERABILITY and finding.severity is Severity.UNKNOWN
    return "unknown" if is_unknown else finding.kind.value


def _count(
    id_: str, label: str, judged: Sequence[Judged], *, shown: bool = False, unit: str = "vulnerability"
) -> Iterator[ConditionResult]:
    """Give a result for each outcome but a pass, and one that passes where it is to be shown and there is no other."""
    condition = Condition(id_, "vulnerability", Demand.AT_MOST, 0, label=label, unit=unit)
    counts = {
        outcome: sum(each.outcome is outcome for each in judged) for outcome in (Outcome.FAIL, Outcome.UNJUDGED, Outcome.WARN)
    }
    if shown and not any(counts.values()):
        yield ConditionResult(condition, "total", Outcome.PASS, 0)
    for outcome, count in counts.items():
        if count:
            reason = "what to make of them cannot be told" if outcome is Outcome.UNJUDGED else ""
            own = condition._replace(warns=outcome is Outcome.WARN)
            yield ConditionResult(own, "total", outcome, count, shortfall=count, reason=reason)


def counts_in(severity: Severity, judged: Judged) -> bool:
    """Say whether a finding counts in the budget of a severity: what is known, cleared or only for development does not."""
    is_vulnerability = judged.finding.kind is Kind.VULNERABILITY and judged.finding.severity is severity
    return is_vulnerability and judged.reason in ("", "no fix")


def judge_budget(severity: Severity, most: int, judged: Iterable[Judged], *, fixable_only: bool) -> ConditionResult:
    """Give the result of a budget: so many vulnerabilities of a severity and no more; too many only without a fix may warn."""
    condition = Condition(
        f"max-{severity.word}", "vulnerability", Demand.AT_MOST, most, label=f"vulnerabilities of {severity.word} severity"
    )
    counted = [each for each in judged if counts_in(severity, each)]
    held = sum(has_fix(each.finding) for each in counted) if fixable_only else len(counted)
    count = len(counted) if held <= most else held
    outcome = Outcome.FAIL if held > most else Outcome.WARN if count > most else Outcome.PASS
    own = condition._replace(warns=outcome is Outcome.WARN)
    return ConditionResult(own, "total", outcome, count, shortfall=max(count - most, 0))


def make_table(judged: Sequence[Judged], waived: Waived, budgets: Mapping[Severity, Outcome]) -> Table:
    """Give the table of all findings, the worst first; what counts in a budget stands there as what became of the budget."""
    shown = [each._replace(outcome=_find_worst(each, budgets)) for each in judged]
    rows = [_row(each, waiver.told if waiver else "") for each, waiver in zip(shown, waived.waivers, strict=True)]
    order = (Outcome.FAIL, Outcome.UNJUDGED, Outcome.WARN, Outcome.WAIVED, Outcome.PASS)
    rows.sort(key=lambda row: order.index(row.outcome))
    return Table("findings", "finding", COLUMNS, tuple(rows), SPARE)


def _find_worst(judged: Judged, budgets: Mapping[Severity, Outcome]) -> Outcome:
    budget = budgets.get(judged.finding.severity, Outcome.PASS) if counts_in(judged.finding.severity, judged) else Outcome.PASS
    return min(judged.outcome, budget, key=WORST_FIRST.index)


def _row(judged: Judged, waiver: str) -> Row:
    finding = judged.finding
    id_ = choose_id(finding.ids)
    word = finding.severity.word if finding.kind is Kind.VULNERABILITY else finding.kind.value
    installed, fixed = _list(finding.versions), tell_fix(finding)
    cells = (
        finding.package.name,
        installed,
        id_,
        f"{word} ({', '.join(filter(None, (judged.cause, judged.reason)))})" if judged.reason or judged.cause else word,
        fixed,
        _list(finding.paths, _PATHS),
        _list(finding.sources),
    )
    named = f"{finding.package.name} {installed}".strip()
    title = f": {finding.title}" if finding.title else ""
    rated = f"{word}, {judged.cause}" if judged.cause else word
    way = f"fixed {'in ' if finding.fixed else ''}{fixed}" if fixed else "there is no fix"
    told = f"{named} has {id_} ({rated}){title}; {way}"
    return Row(id_, Outcome.WAIVED if waiver else judged.outcome, cells, told, waiver=waiver)


def choose_id(ids: Collection[str]) -> str:
    """Give the id that people look for first: of GitHub, then of CVE, then the first of the others."""
    return min(ids, key=lambda id_: (next((at for at, start in enumerate(_DIGITS_FIRST) if id_.startswith(start)), 9), id_))


def tell_fix(finding: Finding) -> str:
    """Give what fixes it: versions of the package, or what else to upgrade."""
    return _list(finding.fixed, _PATHS) or (f"by {_list(finding.upgrades, _PATHS)}" if finding.upgrades else "")


def _list(texts: Collection[str], most: int = 3) -> str:
    shown = sorted(texts, key=split_digits)
    return ", ".join(shown[:most]) + (f" and {len(shown) - most} more" if len(shown) > most else "")
