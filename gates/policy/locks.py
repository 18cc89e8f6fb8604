"""Bills of materials held against lock files and audits of the same project: what one knows and the other does not."""

import re
from collections.abc import Iterable, Iterator, Mapping

from gates.model.condition import Condition, Demand
from gates.model.inventory import Component, Inventory, parse_purl
from gates.model.lock import Locked
from gates.model.verdict import ConditionResult, Outcome
from gates.model.vulnerabilities import AuditReport, Package, normalise
from gates.policy.components import Problem
from gates.policy.versions import compare

POLICIES: Mapping[str, Outcome] = {"unlisted": Outcome.FAIL, "unlocked": Outcome.WARN}
"""What becomes of what one side lacks, where nobody says anything else."""
LABELS: Mapping[str, str] = {
    "unlisted": "packages that no document lists",
    "unlocked": "components that no lock file has",
}
_Versions = Mapping[Package, set[str]]
_DISTRIBUTIONS = ("deb", "rpm", "apk", "alpm")
"""Types of which an audit leaves out the distribution that stands before a package's name."""


def judge_locks(
    report: Inventory, locks: Mapping[str, tuple[Locked, ...]], policies: Mapping[str, Outcome]
) -> Iterator[Problem]:
    """Give the locked packages that no document lists, and the components of the same ecosystems that no lock file has."""
    listed = _index(report)
    for source, lock in locks.items():
        for each in lock:
            if each.is_needed and not _has(listed, each.package, each.version):
                others = ", ".join(sorted(listed.get(each.package, set()) - {""}))
                told = f"{source} has it, and {f'the documents list {others}' if others else 'no document lists it'}"
                yield Problem(_name(each.package, each.version), "unlisted", policies["unlisted"], told)
    locked: dict[Package, set[str]] = {}
    for each in (each for lock in locks.values() for each in lock):
        locked.setdefault(each.package, set()).add(each.version)
    types = {package.type for package in locked}
    for component in report.components:
        package, versions = _identify(component)
        if package.type in types and not any(_has(locked, package, each) for each in versions):
            yield Problem(component, "unlocked", policies["unlocked"], "is in no lock file")


def find_doubts(locks: Mapping[str, tuple[Locked, ...]], audits: Iterable[AuditReport]) -> Iterator[ConditionResult]:
    """Give why a lock file or an audit proves nothing by having nothing that is not listed."""
    reasons = {f"{note.where}: {note.text}" for audit in audits for note in audit.doubts}
    idle = (source for source, lock in locks.items() if not any(each.is_needed for each in lock))
    reasons |= {f"{source}: it locks nothing that every build needs" for source in idle}
    condition = Condition("unlisted", "component", Demand.AT_MOST, 0, label=LABELS["unlisted"])
    for reason in sorted(reasons):
        yield ConditionResult(condition, "total", Outcome.UNJUDGED, None, reason=reason)


def judge_audits(report: Inventory, audits: Iterable[AuditReport], outcome: Outcome) -> Iterator[Problem]:
    """Give the packages in which an audit found something and that no document lists in that version, each once."""
    listed = _index(report)
    missing: dict[tuple[Package, str], set[str]] = {}
    for finding in (each for audit in audits for each in audit.findings):
        for version in sorted(finding.versions) or [""]:
            if not _has(listed, finding.package, version):
                missing.setdefault((finding.package, version), set()).update(finding.ids)
    for (package, version), ids in missing.items():
        more = f" and {len(ids) - 1:,} more" if len(ids) > 1 else ""
        told = f"{min(ids)}{more} was found in it, and no document lists it"
        yield Problem(_name(package, version), "unlisted", outcome, told)


def _name(package: Package, version: str) -> Component:
    """Give a package that no document lists as a component, by all the names that a waiver may have for it."""
    path = package.name.replace(":", "/") if package.type == "maven" else package.name
    parts = [re.sub("[@%?#]", lambda mark: f"%{ord(mark[0]):02X}", part) for part in (path, version) if part]
    return Component(package.name, version, f"pkg:{package.type}/{'@'.join(parts)}" if package.type else "")


def _identify(component: Component) -> tuple[Package, set[str]]:
    """Give the package that a component is, and its versions: that of its package URL may be written in another way."""
    type_, name, version = parse_purl(component.purl)
    if type_ in _DISTRIBUTIONS:
        name = name.rpartition("/")[2]
    return normalise(type_, name or component.name), {version, component.version} - {""} or {""}


def _index(report: Inventory) -> dict[Package, set[str]]:
    """Give the versions that the documents list of each package; an empty one where they list it without.

    A component without a package URL may be a package of any ecosystem, so it stands there under all forms of its name.
    """
    found: dict[Package, set[str]] = {}
    for package, versions in map(_identify, report.components):
        name = package.name
        for each in {name} if package.type else {name, normalise("pypi", name).name, normalise("maven", name).name}:
            found.setdefault(Package(package.type, each), set()).update(versions)
    return found


def _has(index: _Versions, package: Package, version: str) -> bool:
    """Say whether a version is there, or where none is told, any; one that its ecosystem takes for the same will do."""
    versions = index.get(package) or index.get(Package("", package.name), set())
    if not version or version in versions or "" in versions:
        return bool(versions)
    return any(compare(package.type, each, version) == 0 for each in versions)
