"""Components of a bill of materials judged one by one: licences, what is banned or missing, what stands there twice."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from gates.errors import UsageError
from gates.model.condition import Condition, Demand
from gates.model.inventory import Component, Inventory, parse_purl
from gates.model.names import split_digits
from gates.model.table import Row, Table
from gates.model.verdict import ConditionResult, Outcome, Remedy, Step
from gates.policy.licences import Judge, Lists, Standing
from gates.policy.packages import PackageGlobs, fold_name, name_all
from gates.policy.versions import check_range, matches
from gates.policy.waivers import Facts, Waived
from gates.typed import NamedTuple

COLUMNS = ("component", "version", "rule", "what is wrong", "licence")
SPARE = ("licence", "rule")
_SHOWN, _VERSIONS = 3, 5
_ORDER = (Outcome.FAIL, Outcome.UNJUDGED, Outcome.WARN, Outcome.WAIVED, Outcome.PASS)


class Problem(NamedTuple):
    """What is wrong with a component."""

    component: Component
    rule: str
    """The option that it breaks, such as `ban`."""
    outcome: Outcome
    text: str
    """What is wrong, as half a sentence."""


def order(problem: Problem) -> tuple[Component, str, int, str]:
    """Give what problems are sorted by: the component, then the rule, and the worst first."""
    return problem.component, problem.rule, _ORDER.index(problem.outcome), problem.text


class Wanted(NamedTuple):
    """What a ban or a requirement names."""

    glob: str
    range: str
    """Empty for any version."""


class Exemption(NamedTuple):
    """Licences that are allowed for some packages only."""

    glob: str
    judge: Judge
    reason: str


def read_wanted(texts: object, option: str) -> tuple[Wanted, ...]:
    """Give what texts such as `pkg:npm/lodash <4.17.21` name. Raises UsageError for a range that is none."""
    found = []
    for text in texts if isinstance(texts, tuple) else ():
        glob, _, range_ = str(text).strip().partition(" ")
        if range_.strip():
            check_range(range_.strip(), option)
        if not glob:
            raise UsageError("names no component", where=option, hint="for example 'pkg:npm/event-stream@3.3.6'")
        found.append(Wanted(glob, range_.strip()))
    return tuple(found)


def read_exemptions(tables: object, lists: Lists) -> tuple[Exemption, ...]:
    """Give the exemptions of the configuration's tables. Raises UsageError for a licence that nobody knows."""
    return tuple(
        Exemption(str(table["package"]), Judge(lists, tuple(map(str, table["allow"]))), str(table["reason"]))
        for table in (tables if isinstance(tables, tuple) else ())
        if isinstance(table, Mapping)
    )


def judge_licences(report: Inventory, lists: Lists, exemptions: Sequence[Exemption], unknown: Outcome) -> Iterator[Problem]:
    """Give the components whose licences are denied, not known, or to be reviewed."""
    judge = Judge(lists)
    outcomes = {Standing.REVIEW: Outcome.WARN, Standing.UNKNOWN: unknown, Standing.DENIED: Outcome.FAIL}
    globs = PackageGlobs(each.glob for each in exemptions)
    for component in report.components:
        standing, text = judge.judge(component.licences)
        if standing is Standing.ALLOWED:
            continue
        own = [exemptions[number] for number, doubt in globs.find(component) if not doubt] if exemptions else ()
        if not any(each.judge.judge(component.licences)[0] is Standing.ALLOWED for each in own):
            rule = "unknown-license" if standing is Standing.UNKNOWN else "licenses"
            yield Problem(component, rule, outcomes[standing], text)


def judge_bans(report: Inventory, banned: Sequence[Wanted]) -> Iterator[Problem]:
    """Give the components that are banned, and those of which that cannot be told."""
    globs = PackageGlobs(each.glob for each in banned)
    for component in report.components if banned else ():
        for number, doubt in globs.find(component):
            each = banned[number]
            if not doubt:
                yield from _ban(component, each)
            elif is_in_range(component, each.range) is not False:
                told = f"whether it is {each.glob} cannot be told, {doubt}"
                yield Problem(component, "ban", Outcome.UNJUDGED, told)


def _ban(component: Component, banned: Wanted) -> Iterator[Problem]:
    told = f"{banned.glob} {banned.range}".strip()
    is_in = is_in_range(component, banned.range)
    if is_in is None:
        yield Problem(component, "ban", Outcome.UNJUDGED, f"whether it is in {banned.range} cannot be told")
    elif is_in:
        yield Problem(component, "ban", Outcome.FAIL, f"{told} is banned")


def is_in_range(component: Component, range_: str) -> bool | None:
    """Say whether any version that a component is said to have is in a range; None where nobody can tell.

    Its own version and that of its package URL may differ: one of them is wrong, and nobody knows which.
    """
    if not range_:
        return True
    type_, _, version = parse_purl(component.purl)
    answers = {matches(type_, each, range_) for each in {component.version, version} - {""} or {""}}
    return True if True in answers else None if None in answers else False


def judge_requirements(report: Inventory, required: Sequence[Wanted]) -> Iterator[Problem]:
    """Give what has to be there and is not, or of which nobody can tell, as components that have only a name."""
    globs = PackageGlobs(each.glob for each in required)
    answers: list[set[bool | None]] = [set() for _ in required]
    for component in report.components if required else ():
        for number, doubt in globs.find(component):
            answers[number].add(None if doubt else is_in_range(component, required[number].range))
    for each, found in zip(required, answers, strict=True):
        told = f"{each.glob} {each.range}".strip()
        if None in found and True not in found:
            yield Problem(Component(each.glob), "require", Outcome.UNJUDGED, f"whether {told} is there cannot be told")
        elif True not in found:
            yield Problem(Component(each.glob), "require", Outcome.FAIL, f"{told} is required and is not there")


def find_duplicates(report: Inventory, most: int) -> Iterator[Problem]:
    """Give the packages that are there in several versions, each once, by name; they fail if they are more than `most`."""
    found: dict[str, dict[str, Component]] = {}
    for component in report.components:
        type_, name, version = parse_purl(component.purl)
        known = f"{type_}/{fold_name(type_, name)}" if type_ else component.name
        if known:
            found.setdefault(known, {}).setdefault(version or component.version, component)
    several = [versions for versions in found.values() if len(versions) > 1]
    outcome = Outcome.FAIL if len(several) > most else Outcome.PASS
    for versions in several:
        names = sorted(versions, key=split_digits)
        told = f"is there in {len(names)} versions: {_list(names, _VERSIONS)}"
        yield Problem(versions[names[-1]]._replace(version=""), "max-duplicates", outcome, told)


def tell_facts(problem: Problem) -> Facts:
    """Give what a waiver can match."""
    component = problem.component
    return {"id": {component.name, component.told}, "rule": {problem.rule}, "package": name_all(component)}


def count_problems(rule: str, label: str, problems: Iterable[Problem]) -> Iterator[ConditionResult]:
    """Give a result for each outcome of the problems of a rule, and a pass where there are none."""
    condition = Condition(rule, "component", Demand.AT_MOST, 0, label=label)
    outcomes = [each.outcome for each in problems if each.rule == rule]
    if not set(outcomes) - {Outcome.PASS}:
        yield ConditionResult(condition, "total", Outcome.PASS, 0)
    for outcome in (Outcome.FAIL, Outcome.UNJUDGED, Outcome.WARN):
        count = outcomes.count(outcome)
        if count:
            reason = "it cannot be told" if outcome is Outcome.UNJUDGED else ""
            own = condition._replace(warns=outcome is Outcome.WARN)
            yield ConditionResult(own, "total", outcome, count, shortfall=count, reason=reason)


def judge_budget(id_: str, label: str, unit: str, most: int, count: int) -> ConditionResult:
    """Give the result of a budget: so many and no more."""
    condition = Condition(id_, unit, Demand.AT_MOST, most, label=label)
    outcome = Outcome.FAIL if count > most else Outcome.PASS
    return ConditionResult(condition, "total", outcome, count, shortfall=max(count - most, 0))


def find_remedies(problems: Iterable[Problem]) -> Iterator[Remedy]:
    """Give the fewest decisions that settle the licences: one for each thing that is wrong, the most common first."""
    counts: dict[str, list[str]] = {}
    for each in problems:
        if each.outcome is Outcome.FAIL and each.rule in ("licenses", "unknown-license"):
            counts.setdefault(each.text, []).append(each.component.told)
    steps = [
        Step(text, len(names), text=f"allow it, exempt or replace {_list(sorted(names))}") for text, names in counts.items()
    ]
    if steps:
        steps.sort(key=lambda step: (-step.units, step.path))
        many = f"{len(steps)} decision{'' if len(steps) == 1 else 's'} about licences"
        yield Remedy("licenses", sum(step.units for step in steps), tuple(steps), unit="component", task=f"take {many}")


def _list(names: list[str], most: int = _SHOWN) -> str:
    """Give the first few of many names."""
    return ", ".join(names[:most]) + (f" and {len(names) - most:,} more" if len(names) > most else "")


def make_table(problems: Sequence[Problem], waived: Waived) -> Table:
    """Give the table of all that is wrong, the worst first."""
    rows = [_row(each, waiver.told if waiver else "") for each, waiver in zip(problems, waived.waivers, strict=True)]
    rows.sort(key=lambda row: (_ORDER.index(row.outcome), row.id, row.text))
    return Table("components", "component", COLUMNS, tuple(rows), SPARE)


def _row(problem: Problem, waiver: str) -> Row:
    component = problem.component
    cells = (component.name, component.version or None, problem.rule, problem.text, " AND ".join(component.licences) or None)
    outcome = Outcome.WAIVED if waiver else problem.outcome
    return Row(component.told, outcome, cells, f"{component.told}: {problem.text}", waiver=waiver)
