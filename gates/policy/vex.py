"""Which packages VEX is about where it is not sure of them: those of the findings that go by the name, and no others."""

from collections.abc import Iterable, Mapping, Sequence

from gates.model.exploitability import CLEARING, Statement, count_idle
from gates.model.verdict import Note
from gates.model.vulnerabilities import Finding, Package, normalise_version

_SHOWN = 3


def settle(documents: Mapping[str, Iterable[Statement]], findings: Sequence[Finding]) -> tuple[list[Statement], list[Note]]:
    """Give all statements with the packages that their names mean, and notes on what of each document is of no use.

    To clear something, a name has to be that of exactly one package, and to tell the version. What says that something is
    affected is about every package of the name. Only names of what the findings are about are told of.
    """
    known: dict[str, set[Package]] = {}
    for finding in findings:
        known.setdefault(finding.package.name, set()).add(finding.package)
    ids = frozenset().union(*(finding.ids for finding in findings))
    statements: list[Statement] = []
    notes: list[Note] = []
    for source, document in documents.items():
        read = [(each, *_settle(each, known)) for each in document]
        said = [settled for _, settled, _ in read]
        statements += said
        about = [unknown for each, _, unknown in read if not each.ids.isdisjoint(ids) and each.status in CLEARING]
        lost = set().union(*about)
        notes += [_tell(lost, source)] if lost else []
        idle = count_idle(findings, said)
        told = f"{idle:,} of its {len(said):,} statements are about nothing that was found"
        notes += [Note("vex-unused", told, source)] if idle else []
    return statements, notes


def _settle(statement: Statement, known: Mapping[str, set[Package]]) -> tuple[Statement, set[str]]:
    """Give a statement with the packages that its names mean, and the names that mean none for sure."""
    products, lost = set(statement.products), set()
    for name, version in statement.names:
        packages = known.get(name, set())
        if statement.status not in CLEARING:
            products |= {(package, "") for package in packages}
        elif len(packages) == 1 and version:
            products |= {(package, normalise_version(package.type, version)) for package in packages}
        else:
            lost.add(f"{name} {version}".strip())
    return statement._replace(products=frozenset(products)), lost


def _tell(lost: set[str], source: str) -> Note:
    shown = sorted(lost)
    more = f" and {len(shown) - _SHOWN} more" if len(shown) > _SHOWN else ""
    told = ", ".join(repr(name) for name in shown[:_SHOWN])
    told += f"{more}: it is not told for sure which package that is, and which version of it, so nothing is cleared by it"
    return Note("vex-unmatched", told, source)
