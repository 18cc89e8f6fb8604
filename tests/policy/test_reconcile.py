"""Two baselines made into one: never looser than either where the code is the same, whichever side is which."""

from array import array
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gates.model.benchmarks import BenchmarkReport, Run, Series
from gates.model.branches import Row, count_rows
from gates.model.coverage import CoverageReport, FileCoverage, RepoPath, Totals
from gates.model.inventory import Component, Document, Inventory
from gates.model.probes import NOTHING, gather, gather_numbers, gather_texts
from gates.model.unknown import Unknown
from gates.model.vulnerabilities import AuditReport, Finding, Package, Severity
from gates.policy.reconcile import reconcile_benchmarks, reconcile_coverage, reconcile_findings, reconcile_inventories


def _file(hits: Mapping[int, int]) -> FileCoverage:
    return FileCoverage(gather(array("I", hits), hits.values()) if hits else NOTHING)


def _report(**files: Mapping[int, int] | FileCoverage) -> CoverageReport:
    return CoverageReport(
        {RepoPath(name): each if isinstance(each, FileCoverage) else _file(each) for name, each in files.items()}
    )


def _tell(report: CoverageReport | Unknown) -> dict[str, dict[int, bool]]:
    assert isinstance(report, CoverageReport), report
    return {path: dict(file.lines.told()) for path, file in report.files.items()}


def test_what_is_the_same_code_ran_where_it_ran_on_either_side() -> None:
    before, ours, theirs = _report(a={1: 0, 2: 0, 3: 0}), _report(a={1: 1, 2: 0, 3: 0}), _report(a={1: 0, 2: 1, 3: 0})
    for sides in ((ours, theirs), (theirs, ours)):
        for old in (before, None, ours):
            assert _tell(reconcile_coverage(old, *sides)) == {"a": {1: True, 2: True, 3: False}}


def test_other_code_is_told_by_the_side_that_changed_it() -> None:
    before, changed = _report(a={1: 1}, b={1: 1}), _report(a={1: 0, 2: 1}, b={1: 1})
    more = _report(a={1: 1}, b={1: 1}, c={1: 0})
    found = reconcile_coverage(before, changed, more)
    assert _tell(found) == {"a": {1: False, 2: True}, "b": {1: True}, "c": {1: False}}
    assert found == reconcile_coverage(before, more, changed)


@pytest.mark.parametrize(
    ("before", "ours", "theirs", "told"),
    [
        ({"a": {1: 1}}, {"a": {1: 1, 2: 1}}, {"a": {1: 1, 3: 1}}, "both sides changed what is told of a"),
        ({"a": {1: 1}}, {"a": {1: 1, 2: 1}}, {}, "both sides changed what is told of a"),
        (
            {},
            {name: {1: 1} for name in "abcd"},
            {name: {2: 1} for name in "abcd"},
            "both sides changed what is told of a, b, c and 1 more",
        ),
    ],
)
def test_what_both_sides_changed_nobody_knows(
    before: dict[str, dict[int, int]], ours: dict[str, dict[int, int]], theirs: dict[str, dict[int, int]], told: str
) -> None:
    old = _report(**before) if before else None
    for sides in ((ours, theirs), (theirs, ours)):
        assert reconcile_coverage(old, *(_report(**side) for side in sides)) == Unknown(told)


def test_a_file_that_a_side_removed_is_gone() -> None:
    before = _report(a={1: 1}, b={1: 0})
    assert _tell(reconcile_coverage(before, _report(a={1: 1}), _report(a={1: 1}, b={1: 0}, c={1: 1}))) == {
        "a": {1: True},
        "c": {1: True},
    }


def test_other_branches_functions_and_statements_are_other_code() -> None:
    lines = gather(array("I", [1]), [1])
    plain = FileCoverage(lines)
    for more in (
        plain._replace(points=gather_numbers({1 << 32: True})),
        plain._replace(counted=count_rows([Row(1, 2, 1, 1, b"")])),
        plain._replace(functions=gather_texts({b"f": True})),
        plain._replace(statements=gather_numbers({1 << 32: True})),
    ):
        assert isinstance(reconcile_coverage(None, _report(a=plain), _report(a=more)), Unknown)
        found = reconcile_coverage(_report(a=plain), _report(a=plain), _report(a=more))
        assert isinstance(found, CoverageReport)
        assert found.files[RepoPath("a")] == more


def test_sums_without_places_are_merged_three_ways() -> None:
    old, one, other = ({("r", RepoPath("")): Totals(10, ran)} for ran in (1, 2, 3))
    before = CoverageReport({}, unplaced=old)
    found = reconcile_coverage(before, CoverageReport({}, unplaced=one), before)
    assert isinstance(found, CoverageReport)
    assert found.unplaced == one
    told = reconcile_coverage(before, CoverageReport({}, unplaced=one), CoverageReport({}, unplaced=other))
    assert told == Unknown("both sides changed what is told of r")


LINES = st.dictionaries(st.integers(1, 6), st.booleans(), max_size=5)
ROWS = st.dictionaries(st.integers(1, 3), st.tuples(st.integers(2, 3), st.integers(0, 2)), max_size=2)
FILES = st.builds(
    lambda lines, rows: FileCoverage(
        gather(array("I", lines), lines.values()) if lines else NOTHING,
        counted=count_rows(Row(line, valid, low, low, b"") for line, (valid, low) in rows.items()),
    ),
    LINES,
    ROWS,
)
REPORTS = st.dictionaries(st.sampled_from(["a", "b"]), FILES).map(lambda files: _report(**files))


@given(REPORTS, REPORTS, REPORTS)
def test_laws_of_coverage(before: CoverageReport, ours: CoverageReport, theirs: CoverageReport) -> None:
    """The order of sides never matters, and a file with the same outline on both sides is never looser than on either."""
    found = reconcile_coverage(before, ours, theirs)
    assert found == reconcile_coverage(before, theirs, ours)
    assert reconcile_coverage(before, ours, ours) == ours._replace(commits=frozenset())
    if isinstance(found, Unknown):
        return
    for path in ours.files.keys() & theirs.files.keys():
        one, other = ours.files[path], theirs.files[path]
        rows = [[(row.line, row.valid) for row in side.counted.rows() if side.counted.numbers] for side in (one, other)]
        if one.lines.ids == other.lines.ids and rows[0] == rows[1]:
            for side in (one, other):
                assert set(side.lines.found()) <= set(found.files[path].lines.found())
                assert side.branches.low <= found.files[path].branches.low
                assert side.branches.valid == found.files[path].branches.valid


def _run(time: str, cost: float, machine: str = "a") -> Run:
    return Run("b", {"x": {"time": Series("s", [cost])}}, machine={"cpu": machine}, time=time)


def test_the_newest_runs_of_both_sides_are_kept() -> None:
    ours = BenchmarkReport((_run("1", 5.0), _run("3", 4.0), _run("9", 1.0, "b")))
    theirs = BenchmarkReport((_run("1", 5.0), _run("2", 3.0)))
    found = reconcile_benchmarks(ours, theirs)
    assert [run.time for run in found.runs] == ["2", "3", "9"]
    assert found == reconcile_benchmarks(theirs, ours)
    assert reconcile_benchmarks(ours, ours) == ours
    assert reconcile_benchmarks(BenchmarkReport(()), BenchmarkReport(())) == BenchmarkReport(())


def _finding(name: str, *ids: str, severity: Severity = Severity.LOW) -> Finding:
    return Finding(Package("npm", name), frozenset(ids), severity)


def test_only_what_both_sides_know_is_known() -> None:
    ours = AuditReport((_finding("a", "C-1", "G-1"), _finding("b", "C-2")), {"r": 3, "o": None})
    theirs = AuditReport((_finding("a", "C-1", "G-9", severity=Severity.HIGH), _finding("a", "C-2")), {"r": 4, "t": 1})
    found = reconcile_findings(ours, theirs)
    assert found.findings == (_finding("a", "C-1", severity=Severity.HIGH),)
    assert found.scanned == {"r": 4, "o": None, "t": 1}
    assert found == reconcile_findings(theirs, ours)
    assert reconcile_findings(ours, ours).findings == ours.findings


def _bill(listed: int = 1, *components: str, **facts: object) -> Inventory:
    made = tuple(sorted(Component(each.partition("@")[0], each.partition("@")[2]) for each in components))
    return Inventory(made, {"s": Document("CycloneDX 1.5", listed, **facts)})  # type: ignore[arg-type]


def test_components_are_merged_three_ways() -> None:
    before = _bill(2, "a@1", "b@1")
    ours, theirs = _bill(2, "a@2", "b@1", tools=("x",)), _bill(3, "a@1", "b@1", "c@1", tools=("y",))
    found = reconcile_inventories(before, ours, theirs)
    assert found == _bill(3, "a@2", "b@1", "c@1", tools=("x", "y"))
    assert found == reconcile_inventories(before, theirs, ours)
    assert reconcile_inventories(None, _bill(2, "a@1", "b@1"), _bill(1, "a@1")) == _bill(2, "a@1", "b@1")
    assert reconcile_inventories(before, before, theirs) == theirs


def test_what_both_sides_say_of_a_component_nobody_knows() -> None:
    one, other = (
        Inventory((Component("a", "1", licences=(licence,)),), {"s": Document("CycloneDX 1.5", 1, subject=subject)})
        for licence, subject in (("MIT", "x"), ("ISC", "y"))
    )
    assert reconcile_inventories(None, one, other) == Unknown("both sides changed what is told of a@1, s")
    assert reconcile_inventories(one, one, other) == other
