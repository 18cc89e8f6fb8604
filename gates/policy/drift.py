"""How a bill of materials differs from its baseline: what came, went, moved, or is not what it was."""

import re
from collections.abc import Iterator, Mapping

from gates.model.inventory import Component, Inventory, parse_purl
from gates.model.verdict import WORST_FIRST, Outcome
from gates.policy.components import Problem
from gates.policy.versions import compare
from gates.typed import NamedTuple

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


_REST = "[?&#]"
_MOVING = ("distro=", "upstream=", "epoch=", "checksum=", "checksums=")


class Difference(NamedTuple):
    """One thing that differs."""

    component: Component
    kind: str
    """A key of POLICIES, `new`, or `moved` where nobody can tell whether it was up or down."""
    text: str


def find_differences(report: Inventory, baseline: Inventory) -> list[Difference]:
    """Give all that differs, sorted. A package with one version before and another one now was moved, not replaced.

    One of which the highest version is gone, and nothing as high has come, is in an older version, however many there are.
    """
    now, before = _group(report), _group(baseline)
    found: list[Difference] = []
    for package in now.keys() | before.keys():
        ours, theirs = now.get(package, {}), before.get(package, {})
        for version in ours.keys() & theirs.keys():
            found += _compare(ours[version], theirs[version])
        came, went = sorted(ours.keys() - theirs.keys()), sorted(theirs.keys() - ours.keys())
        if len(came) == len(went) == 1:
            found += _move(ours[came[0]], theirs[went[0]], came[0], went[0])
            continue
        found += [Difference(ours[version], "new", "is not in the baseline") for version in came]
        found += [Difference(theirs[version], "removed", "is only in the baseline") for version in went]
        if came and went:
            found += _sink(ours, went)
    return sorted(found)


def _group(report: Inventory) -> dict[str, dict[str, Component]]:
    """Give package → version → component; what a package URL adds behind the version is part of the package.

    But not of which release of a distribution, or of which source package it is: those move as its version does.
    """
    found: dict[str, dict[str, Component]] = {}
    for component in report.components:
        type_, name, version = parse_purl(component.purl)
        version = version or component.version
        rest = "&".join(each for each in re.split(_REST, component.purl)[1:] if not each.startswith(_MOVING))
        found.setdefault(f"{type_}/{name}?{rest}" if type_ else component.name, {})[version] = component
    return found


def _compare(ours: Component, theirs: Component) -> Iterator[Difference]:
    """Give what differs between two components of the same name and version."""
    known: dict[str, set[str]] = {}
    for each in theirs.hashes:
        known.setdefault(each.partition(":")[0], set()).add(each)
    changed = {name for each in ours.hashes if each not in known.get(name := each.partition(":")[0], {each})}
    if changed:
        yield Difference(ours, "changed-hash", f"its {', '.join(sorted(changed))} is another than in the baseline")
    elif known and known.keys().isdisjoint(each.partition(":")[0] for each in ours.hashes):
        yield Difference(ours, "changed-hash", "its hash in the baseline is not told any more")
    yield from _compare_licences(ours, theirs)


def _compare_licences(ours: Component, theirs: Component) -> Iterator[Difference]:
    if ours.licences != theirs.licences:
        before, after = (" AND ".join(each.licences) or "none" for each in (theirs, ours))
        yield Difference(ours, "changed-license", f"its licence was {before} and is {after}")


def _move(ours: Component, theirs: Component, came: str, went: str) -> Iterator[Difference]:
    order = compare(parse_purl(ours.purl).type, came, went)
    told = f"was {went or 'without a version'}"
    if order is None:
        yield Difference(ours, "moved", f"{told}; which of them is newer cannot be told")
    else:
        yield Difference(ours, "downgraded" if order == -1 else "upgraded", told)
    yield from _compare_licences(ours, theirs)


def _sink(ours: Mapping[str, Component], went: list[str]) -> Iterator[Difference]:
    """Give a package whose highest version was higher, or of which that cannot be told."""
    type_ = parse_purl(next(iter(ours.values())).purl).type
    orders = {lost: {compare(type_, each, lost) for each in ours} for lost in went}
    sunk = sorted(lost for lost, found in orders.items() if found == {-1})
    unsure = sorted(lost for lost, found in orders.items() if found <= {-1, None} and None in found)
    if sunk or unsure:
        last = ours[max(ours)]._replace(version="")
        doubt = "" if sunk else "; which of them is newer cannot be told"
        yield Difference(last, "downgraded" if sunk else "moved", f"was {', '.join(sunk or unsure)}{doubt}")


def judge_differences(differences: list[Difference], policies: Mapping[str, Outcome]) -> Iterator[Problem]:
    """Give the differences as problems; those that pass as well, since they are worth seeing.

    What moved nobody knows whither would be the worse of an upgrade and a downgrade; where that is a failure, it is unjudged.
    """
    moved = min((policies["downgraded"], policies["upgraded"]), key=WORST_FIRST.index)
    moved = Outcome.UNJUDGED if moved is Outcome.FAIL else moved
    for each in differences:
        if each.kind == "moved":
            yield Problem(each.component, "downgraded", moved, each.text)
        else:
            yield Problem(each.component, each.kind, policies.get(each.kind, Outcome.PASS), each.text)
