"""`gate sbom`: whether what a product is made of is allowed, told completely enough, and what it was."""

from collections.abc import Iterator, Mapping

from gates.commands.protocol import BASELINE, WAIVERS, Baseline, Case, Kind, Option, Settings
from gates.errors import UsageError
from gates.model import inventory
from gates.model.condition import Condition, Demand
from gates.model.inventory import Inventory
from gates.model.ratio import Ratio
from gates.model.unknown import Unknown
from gates.model.verdict import ConditionResult, Evidence, Note, Outcome, Verdict, fold_outcomes
from gates.policy import completeness, components, drift, locks
from gates.policy.age import judge_age
from gates.policy.components import Problem, count_problems, judge_budget
from gates.policy.judge import CHOICES, Loosening, doubt_results, order_results
from gates.policy.licences import LISTS, read_lists
from gates.policy.waivers import read_waivers, waive
from gates.typed import Any

KIND = "inventory"
FOLLOWS = False
METRICS: frozenset[str] = frozenset()

OPTIONS: tuple[Option, ...] = (
    Option("allow-licenses", Kind.TEXTS, "the licences that are allowed, SPDX ids; every other fails", "ID"),
    Option("deny-licenses", Kind.TEXTS, "licences that fail", "ID"),
    Option("review-licenses", Kind.TEXTS, "licences that are a warning, since a person has to look at them", "ID"),
    Option(
        "unknown-license",
        Kind.CHOICE,
        "what a licence is that is missing or nobody knows (default: fail)",
        "OUTCOME",
        choices=CHOICES,
    ),
    Option(
        "license-exceptions",
        Kind.TABLES,
        "licences that are allowed for some packages only, with the reason",
        keys=(
            Option("package", Kind.TEXT, "the package, by name, by name@version or as a package URL", "GLOB", required=True),
            Option("allow", Kind.TEXTS, "the licences", "ID", required=True),
            Option("reason", Kind.TEXT, "why", "WORDS", required=True),
        ),
    ),
    Option("ban", Kind.TEXTS, "fail if this is there: a name or a package URL, * for any letters, and a range", "GLOB RANGE"),
    Option("require", Kind.TEXTS, "fail if this is not there", "GLOB RANGE"),
    *(
        Option(name, Kind.PERCENT, f"fail if less than this is told of {label}", "PERCENT")
        for name, (label, _) in completeness.PROFILES.items()
    ),
    Option("max-duplicates", Kind.COUNT, "fail if more packages than this are there in several versions", "COUNT"),
    Option("max-document-age", Kind.COUNT, "fail if the document was made more days ago than this", "DAYS"),
    Option(
        "faults", Kind.CHOICE, "what a place is that breaks the document's standard (default: warn)", "OUTCOME", choices=CHOICES
    ),
    Option("max-new", Kind.COUNT, "fail if more components than this are not in the baseline", "COUNT"),
    *(
        Option(name, Kind.CHOICE, f"what {drift.LABELS[name]} are (default: {usual.value})", "OUTCOME", choices=CHOICES)
        for name, usual in drift.POLICIES.items()
    ),
    Option("lock", Kind.TEXTS, "a lock file of the same project, whose packages have to be listed", "FILE", reads="lock"),
    Option("audit", Kind.TEXTS, "an audit whose packages have to be listed", "FILE", reads="vulnerabilities"),
    *(
        Option(name, Kind.CHOICE, f"what {locks.LABELS[name]} are (default: {usual.value})", "OUTCOME", choices=CHOICES)
        for name, usual in locks.POLICIES.items()
    ),
    Option("baseline", Kind.PLACES, "what it was before: documents, a snapshot or a git ref; alone: the stored one", "WHERE"),
    Option("base", Kind.TEXT, "the branch whose stored components count (default: CI's, else the main branch)", "REF"),
    Option("snapshot", Kind.TEXT, "write the components to a file that gate reads as a report or a baseline", "FILE"),
    WAIVERS,
)
_DEMANDS = (
    *LISTS,
    "ban",
    "require",
    *completeness.PROFILES,
    *("max-duplicates", "max-document-age", "max-new", "lock", "audit", "baseline"),
)


def conditions(settings: Settings) -> tuple[Condition, ...]:
    """Give what is demanded. Raises UsageError if that is nothing: no policy is invented."""
    found = tuple(Condition(name, "component", Demand.AT_MOST, 0) for name in _DEMANDS if name in settings)
    if not found:
        hint = "for example: gate sbom --min-ntia 90, or --deny-licenses 'AGPL-*'"
        raise UsageError("no condition was given, so there is nothing to judge", hint=hint, id_="no-condition")
    return found


def needs(settings: Settings) -> frozenset[str]:
    """Give what has to be had beside the reports: a baseline where differences count."""
    return frozenset({BASELINE}) if "baseline" in settings or "max-new" in settings else frozenset()


def find_records(metrics: frozenset[str], settings: Settings) -> frozenset[str]:
    """Give what a reader has to read: everything, always."""
    del settings
    return metrics


def merge(reports: Mapping[str, Inventory], settings: Settings, tree: Any) -> Inventory:
    """Give all documents as one, in which each component stands once."""
    del settings, tree
    return next(iter(reports.values())) if len(reports) == 1 else inventory.merge_inventories(reports.values())


def find_loosening(case: Case) -> Loosening:
    """Give what is not as the baseline has it, and what only the baseline knows."""
    before: Inventory = case.baseline.report if isinstance(case.baseline, Baseline) else Inventory((), {})
    found = drift.find_differences(case.report, before)
    bad = ("new", "changed-hash", "downgraded", "moved")
    worse = (f"{each.component.told} {each.text}" for each in found if each.kind in bad)
    less = len(case.report.documents) < len(before.documents)
    count = len(case.report.documents)
    lost = f"{count} document{' was' if count == 1 else 's were'} read instead of {len(before.documents)}"
    better = (f"{each.component.told} {each.text}" for each in found if each.kind in ("removed", "upgraded"))
    return Loosening(tuple(worse), (lost,) if less else (), tuple(better))


def renew(case: Case, *, loosen: bool) -> Inventory:
    """Give the report: it replaces the baseline."""
    del loosen
    report: Inventory = case.report
    return report


def tell_figures(report: Inventory) -> Mapping[str, float]:
    """Give how many components there are."""
    return {"components": len(report.components)}


def reconcile(before: Inventory | None, ours: Inventory, theirs: Inventory) -> Inventory | Unknown:
    """Give one baseline of two, or why that cannot be told."""
    from gates.policy.reconcile import reconcile_inventories  # noqa: PLC0415 (few merge)

    return reconcile_inventories(before, ours, theirs)


def judge(found: Case) -> Verdict:
    """Give the verdict on all components and documents."""
    report, settings = found.report, found.settings
    problems = sorted(_find_problems(found), key=components.order)
    waived = waive(read_waivers(settings.get("waivers")), [components.tell_facts(each) for each in problems], found.today)
    counted = [each for each, waiver in zip(problems, waived.waivers, strict=True) if not waiver]
    bounds = {name: bound for name in completeness.PROFILES if isinstance(bound := settings.get(name), Ratio)}
    scores = {name: completeness.score(report, completeness.PROFILES[name][1]) for name in bounds}
    profiles = [completeness.judge_profile(name, bound, scores[name]) for name, bound in bounds.items()]
    results = doubt_results(
        [*_count(found, counted), *profiles, *_judge_whole(found, counted), *waived.results], _find_doubts(found)
    )
    remedies = [each for result in results for each in completeness.find_remedy(result, scores)]
    remedies += components.find_remedies(counted)
    shown = [index for index, each in enumerate(problems) if each.outcome is not Outcome.PASS or found.settings.get("baseline")]
    told = waived._replace(waivers=tuple(waived.waivers[index] for index in shown))
    return Verdict(
        gate="sbom",
        outcome=fold_outcomes(result.outcome for result in results),
        results=order_results(results),
        inputs=tuple(sorted(found.inputs)),
        evidence=tuple(each for each in _weigh(found) if each.amount),
        remedies=tuple(remedies),
        notes=tuple(sorted({*report.faults, *waived.notes})),
        tables=(components.make_table([problems[index] for index in shown], told), *completeness.make_table(scores)),
    )


def _find_problems(found: Case) -> Iterator[Problem]:
    report, settings = found.report, found.settings
    if any(name in settings for name in LISTS):
        lists = read_lists(settings)
        exemptions = components.read_exemptions(settings.get("license-exceptions"), lists)
        yield from components.judge_licences(report, lists, exemptions, _choose(settings, "unknown-license", Outcome.FAIL))
    yield from components.judge_bans(report, components.read_wanted(settings.get("ban"), "ban"))
    yield from components.judge_requirements(report, components.read_wanted(settings.get("require"), "require"))
    if isinstance(most := settings.get("max-duplicates"), int):
        yield from components.find_duplicates(report, most)
    policies = {name: _choose(settings, name, usual) for name, usual in locks.POLICIES.items()}
    if found.beside:
        yield from locks.judge_locks(report, found.beside.get("lock", {}), policies)
        yield from locks.judge_audits(report, found.beside.get("audit", {}).values(), policies["unlisted"])
    if isinstance(found.baseline, Baseline):
        policies = {name: _choose(settings, name, usual) for name, usual in drift.POLICIES.items()}
        yield from drift.judge_differences(drift.find_differences(report, found.baseline.report), policies)


def _choose(settings: Settings, name: str, usual: Outcome) -> Outcome:
    return Outcome(str(settings.get(name, usual.value)))


def _count(found: Case, problems: list[Problem]) -> Iterator[ConditionResult]:
    """Give the results of the rules that judge components one by one."""
    settings = found.settings
    if any(name in settings for name in LISTS):
        yield from count_problems("licenses", "components under a licence that is not allowed", problems)
        yield from _unless_none(count_problems("unknown-license", "components whose licence nobody knows", problems))
    if "ban" in settings:
        yield from count_problems("ban", "banned components", problems)
    if "require" in settings:
        yield from count_problems("require", "required components missing", problems)
    if found.beside:
        yield from count_problems("unlisted", locks.LABELS["unlisted"], problems)
        yield from _unless_none(count_problems("unlocked", locks.LABELS["unlocked"], problems))
        yield from locks.find_doubts(found.beside.get("lock", {}), found.beside.get("audit", {}).values())
    if isinstance(found.baseline, Baseline):
        for name, label in drift.LABELS.items():
            results = count_problems(name, label, problems)
            yield from results if name == "changed-hash" else _unless_none(results)


def _unless_none(results: Iterator[ConditionResult]) -> Iterator[ConditionResult]:
    return (each for each in results if each.value)


def _judge_whole(found: Case, problems: list[Problem]) -> Iterator[ConditionResult]:
    """Give the results of what is counted or dated over everything."""
    report, settings = found.report, found.settings
    if isinstance(most := settings.get("max-duplicates"), int):
        duplicates = sum(each.rule == "max-duplicates" for each in problems)
        yield judge_budget("max-duplicates", "packages in several versions", "package", most, duplicates)
    if isinstance(found.baseline, Unknown) and needs(settings):
        condition = Condition("baseline", "component", Demand.AT_MOST, 0, label="what differs from the baseline")
        yield ConditionResult(condition, "total", Outcome.UNJUDGED, None, reason=found.baseline.reason)
    elif isinstance(most := settings.get("max-new"), int):
        new = sum(each.rule == "new" for each in problems)
        yield judge_budget("max-new", "components new since the baseline", "component", most, new)
    if isinstance(days := settings.get("max-document-age"), int):
        yield from judge_age(report, days, found.now)
    outcome = _choose(settings, "faults", Outcome.WARN)
    if report.faults and outcome is not Outcome.PASS:
        condition = Condition(
            "faults", "fault", Demand.AT_MOST, 0, label="faults against the standard", warns=outcome is Outcome.WARN
        )
        reason = "the document breaks its standard" if outcome is Outcome.UNJUDGED else ""
        count = sum(each.faults for each in report.documents.values())
        yield ConditionResult(condition, "total", outcome, count, shortfall=count, reason=reason)


def _find_doubts(found: Case) -> frozenset[Note]:
    old = found.baseline.report.doubts if isinstance(found.baseline, Baseline) else frozenset()
    return frozenset(found.report.doubts | old)


def _weigh(found: Case) -> Iterator[Evidence]:
    report: Inventory = found.report
    yield Evidence("reports", len(found.inputs))
    yield Evidence("components", len(report.components))
    yield Evidence("locked packages", sum(map(len, found.beside.get("lock", {}).values())))
