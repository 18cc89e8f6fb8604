"""Two baselines of one gate made into one, when two lines of development are merged. Which side is which makes no difference.

The rule of each gate is the stricter one where it is known which one that is, and no rule at all where it is not:

coverage   A file whose lines, branches, functions and statements are the same on both sides ran wherever it ran on either: no
           point that one of them demands is given up. Where they differ, the code does; then the side that changed since both
           parted tells what it is now, and if both did, nobody knows. Of a file that a side does not have any more the same.
benchmarks The runs of both, and of each machine the newest, as many as the side with more of them has. Floors are the lowest of
           all runs, so that one which only one side has is not lost.
findings   What both sides know, by package and by id. What only one of them accepted has to be accepted again.
inventory  Components, documents and their facts, each as the side has it that changed it; if both did, nobody knows.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from gates.model.benchmarks import BenchmarkReport, keep_runs
from gates.model.coverage import CoverageReport, FileCoverage, Place, RepoPath, merge_file
from gates.model.functions import shorten_functions
from gates.model.inventory import Component, Document, Inventory
from gates.model.unknown import Unknown
from gates.model.vulnerabilities import AuditReport, Finding, merge_reports
from gates.typed import Any

_SHOWN = 3
Key = TypeVar("Key", str, RepoPath, Place)
Value = TypeVar("Value")
Join = Callable[[Value, Value, Value | None], Value | None]
"""Gives one of two values that both differ from what they were, from both and from that; None where nobody knows."""


def reconcile_coverage(before: CoverageReport | None, ours: CoverageReport, theirs: CoverageReport) -> CoverageReport | Unknown:
    """Give the coverage, of no commit, since neither side's is that of the code as it is now; or which files nobody knows."""
    old = before or CoverageReport({})
    files, unknown = _merge(old.files, ours.files, theirs.files, _join_files)
    unplaced, odd = _merge(old.unplaced, ours.unplaced, theirs.unplaced, _pick)
    corrections, odder = _merge(old.corrections, ours.corrections, theirs.corrections, _pick)
    claims, oddest = _merge(old.claims, ours.claims, theirs.claims, _pick)
    unknown += [path or RepoPath(source) for source, path in (*odd, *odder, *oddest)]
    if unknown:
        return Unknown(f"both sides changed what is told of {_list(unknown)}")
    return CoverageReport(files, unplaced, corrections, claims)


def _join_files(ours: FileCoverage, theirs: FileCoverage, before: FileCoverage | None) -> FileCoverage | None:
    if _outline(ours) == _outline(theirs):
        return merge_file(ours, theirs)
    return _pick(ours, theirs, before)


def _outline(file: FileCoverage) -> tuple[object, ...]:
    """Give all that is told of a file but what ran."""
    rows = [(row.line, row.valid) for row in file.counted.rows()] if file.counted.numbers else []
    return file.lines.ids, file.points.ids, rows, shorten_functions(file.functions).ids, file.statements.ids


def reconcile_benchmarks(ours: BenchmarkReport, theirs: BenchmarkReport) -> BenchmarkReport:
    """Give the newest runs of both."""
    counts = [Counter(frozenset(run.machine.items()) for run in report.runs) for report in (ours, theirs)]
    most = max((count for counter in counts for count in counter.values()), default=0)
    return keep_runs((*ours.runs, *theirs.runs), most)


def reconcile_findings(ours: AuditReport, theirs: AuditReport) -> AuditReport:
    """Give the findings that both know, by the ids that both know; of the reports all that either read."""
    known: dict[object, list[Finding]] = {}
    for finding in theirs.findings:
        known.setdefault((finding.package, finding.kind), []).append(finding)
    pairs = [(one, other) for one in ours.findings for other in known.get((one.package, one.kind), ())]
    both = [each._replace(ids=one.ids & other.ids) for one, other in pairs if one.ids & other.ids for each in (one, other)]
    sources = ours.scanned.keys() | theirs.scanned.keys()
    counts = {name: [report.scanned[name] for report in (ours, theirs) if name in report.scanned] for name in sources}
    scanned = {name: max((count for count in each if count is not None), default=None) for name, each in counts.items()}
    return merge_reports([AuditReport(tuple(both), scanned)])


def reconcile_inventories(before: Inventory | None, ours: Inventory, theirs: Inventory) -> Inventory | Unknown:
    """Give the components and documents, or which of them nobody knows."""
    old = before or Inventory((), {})
    components, odd = _merge(_name(old), _name(ours), _name(theirs), _pick)
    documents, unknown = _merge(old.documents, ours.documents, theirs.documents, _join_documents)
    if odd or unknown:
        return Unknown(f"both sides changed what is told of {_list([*odd, *unknown])}")
    return Inventory(tuple(sorted(components.values())), documents)


def _name(report: Inventory) -> dict[str, Component]:
    return {each.purl or each.told: each for each in report.components}


def _join_documents(ours: Document, theirs: Document, before: Document | None) -> Document | None:
    """Give the facts of a document, each for itself; the number of its components moves by what both sides did to it."""
    facts: dict[str, Any] = {}
    for name in Document._fields:
        mine: Any = getattr(ours, name)
        other: Any = getattr(theirs, name)
        old: Any = getattr(before, name, None)
        if other in (mine, old):
            facts[name] = mine
        elif mine == old:
            facts[name] = other
        elif isinstance(mine, tuple):
            facts[name] = tuple(sorted({*mine, *other}))
        elif isinstance(mine, int):
            facts[name] = mine + other - (min(mine, other) if old is None else old)
        else:
            return None
    return Document(**facts)


def _pick(ours: Value, theirs: Value, before: Value | None) -> Value | None:
    """Give the side that changed; None where both did."""
    return theirs if ours == before else ours if theirs == before else None


def _merge(
    before: Mapping[Key, Value], ours: Mapping[Key, Value], theirs: Mapping[Key, Value], join: Join[Value]
) -> tuple[dict[Key, Value], list[Key]]:
    """Give what becomes of each key, and the keys of which nobody knows, both sorted.

    What only one side has is new, and stays; or the other side removed it, and it goes, unless this side changed it.
    """
    merged: dict[Key, Value] = {}
    unknown: list[Key] = []
    for key in sorted(ours.keys() | theirs.keys()):
        past, mine, other = before.get(key), ours.get(key), theirs.get(key)
        if mine is not None and other is not None:
            found = mine if mine == other else join(mine, other, past)
        else:
            found = mine if other is None else other
            if found == past:
                continue
            found = found if past is None else None
        if found is None:
            unknown.append(key)
        else:
            merged[key] = found
    return merged, unknown


def _list(names: Sequence[str]) -> str:
    """Give the first of the names, and how many there are more."""
    return ", ".join(names[:_SHOWN]) + (f" and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else "")
