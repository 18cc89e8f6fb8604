"""How a bill of materials differs from its baseline: what came, went, moved, or is not what it was."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from gates.model.inventory import Component, Inventory, parse_purl
from gates.model.verdict import Outcome
from gates.policy.components import Problem
from gates.policy.versions import compare

POLICIES: Mapping[str, Outcome] = {
    "changed-hash": Outcome.FAIL,
    "changed-license": Outcome.WARN,
    "downgraded": Outcome.WARN,
    "upgraded": Outcome.PASS,
    "removed": Outcome.PASS,
}
"""What becomes of each difference where nobody says anything else; what is new has a budget instead."""
LABELS: Mapping[str, str] = {
    "changed-hash": "components with another hash under the same version",
    "changed-license": "components with another licence",
    "downgraded": "components in an older version",
    "upgraded": "components in another version",
    "removed": "components gone since the baseline",
}


class Difference(NamedTuple):
    """One thing that differs."""

    component: Component
    kind: str
    """A key of POLICIES, or `new`."""
    text: str


def find_differences(report: Inventory, baseline: Inventory) -> list[Difference]:
    """Give all that differs, sorted. A package with one version before and another one now was moved, not replaced."""
    now, before = _group(report), _group(baseline)
    found: list[Difference] = []
    for package in now.keys() | before.keys():
        ours, theirs = now.get(package, {}), before.get(package, {})
        for version in ours.keys() & theirs.keys():
            found += _compare(ours[version], theirs[version])
        came, went = sorted(ours.keys() - theirs.keys()), sorted(theirs.keys() - ours.keys())
        if len(came) == len(went) == 1:
            found += _move(ours[came[0]], theirs[went[0]], came[0], went[0])
        else:
            found += [Difference(ours[version], "new", "is not in the baseline") for version in came]
            found += [Difference(theirs[version], "removed", "is only in the baseline") for version in went]
    return sorted(found)


def _group(report: Inventory) -> dict[str, dict[str, Component]]:
    """Give package → version → component; what a package URL adds behind the version is part of the package."""
    found: dict[str, dict[str, Component]] = {}
    for component in report.components:
        type_, name, version = parse_purl(component.purl)
        version = version or component.version
        rest = component.purl.partition("?")[2]
        found.setdefault(f"{type_}/{name}?{rest}" if type_ else component.name, {})[version] = component
    return found


def _compare(ours: Component, theirs: Component) -> Iterator[Difference]:
    """Give what differs between two components of the same name and version."""
    known = dict(each.split(":", 1) for each in theirs.hashes)
    changed = [name for each in ours.hashes for name, digits in [each.split(":", 1)] if known.get(name, digits) != digits]
    if changed:
        yield Difference(ours, "changed-hash", f"its {', '.join(changed)} is another than in the baseline")
    elif known and not set(known) & {each.split(":", 1)[0] for each in ours.hashes}:
        yield Difference(ours, "changed-hash", "its hash in the baseline is not told any more")
    if ours.licences != theirs.licences:
        before, after = (" AND ".join(each.licences) or "none" for each in (theirs, ours))
        yield Difference(ours, "changed-license", f"its licence was {before} and is {after}")


def _move(ours: Component, theirs: Component, came: str, went: str) -> Iterator[Difference]:
    order = compare(parse_purl(ours.purl).type, came, went)
    yield Difference(ours, "downgraded" if order == -1 else "upgraded", f"was {went or 'without a version'}")
    if ours.licences != theirs.licences:
        before, after = (" AND ".join(each.licences) or "none" for each in (theirs, ours))
        yield Difference(ours, "changed-license", f"its licence was {before} and is {after}")


def judge_differences(differences: list[Difference], policies: Mapping[str, Outcome]) -> Iterator[Problem]:
    """Give the differences as problems; those that pass as well, since they are worth seeing."""
    for each in differences:
        yield Problem(each.component, each.kind, policies.get(each.kind, Outcome.PASS), each.text)
