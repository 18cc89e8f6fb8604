"""Bills of materials held against lock files and audits of the same project: what one knows and the other does not."""

from collections.abc import Iterable, Iterator, Mapping

from gates.model.inventory import Component, Inventory, parse_purl
from gates.model.lock import Locked
from gates.model.verdict import Outcome
from gates.model.vulnerabilities import AuditReport, Package, normalise
from gates.policy.components import Problem
from gates.policy.versions import compare

_Versions = Mapping[Package, set[str]]


def judge_locks(
    report: Inventory, locks: Mapping[str, tuple[Locked, ...]], policies: Mapping[str, Outcome]
) -> Iterator[Problem]:
    """Give the locked packages that no document lists, and the components of the same ecosystems that no lock file has."""
    listed = _index((_identify(each), parse_purl(each.purl).version or each.version) for each in report.components)
    for source, lock in locks.items():
        for each in lock:
            if each.is_needed and not _has(listed, each.package, each.version):
                others = ", ".join(sorted(listed.get(each.package, ())))
                told = f"{source} has it, and {f'the documents list {others}' if others else 'no document lists it'}"
                yield Problem(Component(each.package.name, each.version), "unlisted", policies["unlisted"], told)
    locked = _index((each.package, each.version) for lock in locks.values() for each in lock)
    types = {package.type for package in locked}
    for component in report.components:
        package = _identify(component)
        if package.type in types and not _has(locked, package, parse_purl(component.purl).version or component.version):
            yield Problem(component, "unlocked", policies["unlocked"], "is in no lock file")


def judge_audits(report: Inventory, audits: Iterable[AuditReport], outcome: Outcome) -> Iterator[Problem]:
    """Give the packages in which an audit found something and that no document lists in that version."""
    listed = _index((_identify(each), parse_purl(each.purl).version or each.version) for each in report.components)
    for finding in (each for audit in audits for each in audit.findings):
        for version in sorted(finding.versions) or [""]:
            if not _has(listed, finding.package, version):
                told = f"{min(finding.ids)} was found in it, and no document lists it"
                yield Problem(Component(finding.package.name, version), "unlisted", outcome, told)


def _identify(component: Component) -> Package:
    type_, name, _ = parse_purl(component.purl)
    return normalise(type_, name or component.name)


def _index(pairs: Iterable[tuple[Package, str]]) -> dict[Package, set[str]]:
    found: dict[Package, set[str]] = {}
    for package, version in pairs:
        found.setdefault(package, set()).add(version)
    return found


def _has(index: _Versions, package: Package, version: str) -> bool:
    """Say whether a version is there, or where none is told, any; one that its ecosystem takes for the same will do."""
    versions = index.get(package) or index.get(Package("", package.name), set())
    if not version or version in versions or "" in versions:
        return bool(versions)
    return any(compare(package.type, each, version) == 0 for each in versions)
