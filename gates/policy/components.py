"""Components of a bill of materials judged one by one: licences, what is banned or missing, what stands there twice."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from gates.errors import UsageError
from gates.model.condition import Condition, Demand
from gates.model.inventory import Component, Inventory, parse_purl
from gates.model.table import Row, Table
from gates.model.verdict import ConditionResult, Outcome, Remedy, Step
from gates.policy.licences import Judge, Lists, Standing
from gates.policy.versions import check_range, matches
from gates.policy.waivers import Facts, Waived, compile_words

COLUMNS = ("component", "version", "rule", "what is wrong", "licence")
SPARE = ("licence", "rule")
_SHOWN = 3
_ORDER = (Outcome.FAIL, Outcome.UNJUDGED, Outcome.WARN, Outcome.WAIVED, Outcome.PASS)


class Problem(NamedTuple):
    """What is wrong with a component."""

    component: Component
    rule: str
    """The option that it breaks, such as `ban`."""
    outcome: Outcome
    text: str
    """What is wrong, as half a sentence."""


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


def name_all(component: Component) -> set[str]:
    """Give all the names by which a component can be meant: with and without its version and its type."""
    type_, name, version = parse_purl(component.purl)
    names = {component.name, component.told, component.purl} - {""}
    if type_:
        names |= {name, f"{name}@{version}", f"pkg:{type_}/{name}", f"pkg:{type_}/{name}@{version}"}
    return names


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


def read_exemptions(tables: object) -> tuple[Exemption, ...]:
    """Give the exemptions of the configuration's tables. Raises UsageError for a licence that nobody knows."""
    return tuple(
        Exemption(str(table["package"]), Judge(Lists(tuple(map(str, table["allow"])))), str(table["reason"]))
        for table in (tables if isinstance(tables, tuple) else ())
        if isinstance(table, Mapping)
    )


def judge_licences(report: Inventory, lists: Lists, exemptions: Sequence[Exemption], unknown: Outcome) -> Iterator[Problem]:
    """Give the components whose licences are denied, not known, or to be reviewed."""
    judge = Judge(lists)
    outcomes = {Standing.REVIEW: Outcome.WARN, Standing.UNKNOWN: unknown, Standing.DENIED: Outcome.FAIL}
    matchers = [(compile_words(each.glob), each) for each in exemptions]
    for component in report.components:
        standing, text = judge.judge(component.licences)
        if standing is Standing.ALLOWED:
            continue
        names = name_all(component) if matchers else ()
        own = [each for pattern, each in matchers if any(map(pattern.fullmatch, names))]
        if not any(each.judge.judge(component.licences)[0] is Standing.ALLOWED for each in own):
            rule = "unknown-license" if standing is Standing.UNKNOWN else "licenses"
            yield Problem(component, rule, outcomes[standing], text)


def judge_bans(report: Inventory, banned: Sequence[Wanted]) -> Iterator[Problem]:
    """Give the components that are banned, and those of which that cannot be told."""
    patterns = [(compile_words(each.glob), each) for each in banned]
    for component in report.components if patterns else ():
        names = name_all(component)
        for pattern, each in patterns:
            if any(map(pattern.fullmatch, names)):
                yield from _ban(component, each)


def _ban(component: Component, banned: Wanted) -> Iterator[Problem]:
    told = f"{banned.glob} {banned.range}".strip()
    is_in = not banned.range or is_in_range(component, banned.range)
    if is_in is None:
        yield Problem(component, "ban", Outcome.UNJUDGED, f"whether it is in {banned.range} cannot be told")
    elif is_in:
        yield Problem(component, "ban", Outcome.FAIL, f"{told} is banned")


def is_in_range(component: Component, range_: str) -> bool | None:
    """Say whether a component's version is in a range; None where nobody can tell."""
    type_, _, version = parse_purl(component.purl)
    return matches(type_, component.version or version, range_)


def judge_requirements(report: Inventory, required: Sequence[Wanted]) -> Iterator[Problem]:
    """Give what has to be there and is not, as components that have only a name."""
    for each in required:
        pattern = compile_words(each.glob)
        found = [component for component in report.components if any(map(pattern.fullmatch, name_all(component)))]
        if each.range:
            found = [component for component in found if is_in_range(component, each.range)]
        if not found:
            told = f"{each.glob} {each.range}".strip()
            yield Problem(Component(each.glob), "require", Outcome.FAIL, f"{told} is required and is not there")


def find_duplicates(report: Inventory) -> dict[str, list[Component]]:
    """Give the packages that are there in several versions: name → its components."""
    found: dict[str, dict[str, Component]] = {}
    for component in report.components:
        type_, name, version = parse_purl(component.purl)
        found.setdefault(f"{type_}/{name or component.name}", {}).setdefault(version or component.version, component)
    return {name: list(versions.values()) for name, versions in found.items() if len(versions) > 1}


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
    steps = [Step(text, len(names), text=f"allow it, exempt or replace {_list(names)}") for text, names in counts.items()]
    if steps:
        steps.sort(key=lambda step: (-step.units, step.path))
        many = f"{len(steps)} decision{'' if len(steps) == 1 else 's'} about licences"
        yield Remedy("licenses", sum(step.units for step in steps), tuple(steps), unit="component", task=f"take {many}")


def _list(names: list[str]) -> str:
    """Give the first few of many names."""
    return ", ".join(sorted(names)[:_SHOWN]) + (f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else "")


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
