"""The shortest way to green of an audit: the fewest upgrades that clear what fails, and what no upgrade clears."""

from collections.abc import Collection, Iterable, Sequence

from gates.model.names import split_digits
from gates.model.verdict import Outcome, Remedy, Step
from gates.model.vulnerabilities import Finding
from gates.policy.advisories import Judged, choose_id
from gates.policy.versions import compare


def find_remedies(judged: Iterable[Judged]) -> tuple[Remedy, ...]:
    """Give the fewest upgrades that clear what fails, the one that clears most first, and what has no fix; something fails."""
    targets: dict[str, list[Finding]] = {}
    stuck: list[Finding] = []
    for each in judged:
        finding = each.finding
        if each.outcome is not Outcome.FAIL:
            continue
        if finding.upgrades:
            name = find_highest(finding.package.type, finding.upgrades).rpartition("@")[0]
            targets.setdefault(name, []).append(finding)
        elif finding.fixed:
            targets.setdefault(finding.package.name, []).append(finding)
        else:
            stuck.append(finding)
    steps = sorted(
        (Step(name, len(findings), text=_tell_upgrade(name, findings)) for name, findings in targets.items()),
        key=lambda step: (-step.units, step.path),
    )
    lost = [
        Step(each.package.name, 0, text=f"{choose_id(each.ids)} has no fix: replace it, or waive it with a reason")
        for each in stuck
    ]
    task = f"upgrade {len(steps):,} package{'s' if len(steps) != 1 else ''}" if steps else "decide what has no fix"
    rest = f", and decide of {len(lost):,} without a fix" if steps and lost else ""
    return (Remedy("vulnerability", sum(step.units for step in steps), (*steps, *lost), task=task + rest),)


def _tell_upgrade(name: str, findings: Sequence[Finding]) -> str:
    """Give to what to upgrade: the highest of what the findings ask for, as the scanner writes it, and what that clears."""
    wanted = {
        upgrade.rpartition("@")[2] for each in findings for upgrade in each.upgrades if upgrade.rpartition("@")[0] == name
    } or {find_highest(each.package.type, each.fixed) for each in findings}
    count = f"{len(findings):,} finding{'s' if len(findings) != 1 else ''}"
    return f"to {find_highest(findings[0].package.type, wanted)} (clears {count})"


def find_highest(type_: str, texts: Collection[str]) -> str:
    """Give the highest of versions, or of ranges such as `>=4.17.21`, by the order of their ecosystem, else by their digits."""
    highest, *rest = sorted(texts, key=split_digits)
    for each in rest:
        if compare(type_, *(text.rpartition("@")[2].lstrip("<>=^~ v") for text in (highest, each))) in (-1, 0, None):
            highest = each
    return highest
