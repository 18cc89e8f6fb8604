from array import array
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from gates.model.coverage import CoverageReport, FileCoverage, RepoPath, Totals, leave_out, merge_reports, move_report
from gates.model.figures import WHOLE, add_up, claim_figures, open_ledger
from gates.model.probes import gather
from gates.model.ratio import Ratio
from gates.model.verdict import Note

PATHS = st.sampled_from([RepoPath("a.py"), RepoPath("b.py"), RepoPath("src/c.py")])


@st.composite
def reports(draw: st.DrawFn) -> CoverageReport:
    files = draw(st.dictionaries(PATHS, st.dictionaries(st.integers(1, 9), st.booleans(), min_size=1), max_size=3))
    name = draw(st.sampled_from(["one.xml", "two.xml"]))
    note = Note("n", "text", name)
    return CoverageReport(
        {path: FileCoverage(gather(array("I", lines), lines.values())) for path, lines in files.items()},
        unplaced={(name, path): Totals(4, 2) for path in files},
        claims={(name, RepoPath("")): Totals(draw(st.integers(-3, 3)), draw(st.integers(-3, 3)))},
        sources=(name,),
        notes=frozenset({note}),
        doubts=frozenset({note} if draw(st.booleans()) else ()),
    )


@given(reports(), reports(), reports())
def test_merging_laws(one: CoverageReport, two: CoverageReport, three: CoverageReport) -> None:
    every = [merge_reports(order) for order in permutations([one, two, three])]
    assert all(each == every[0] for each in every)
    assert merge_reports([merge_reports([one, two]), three]) == merge_reports([one, merge_reports([two, three])])
    assert merge_reports([one, one]) == merge_reports([one])


@given(reports(), PATHS)
def test_more_coverage_never_lowers_the_figures(report: CoverageReport, path: RepoPath) -> None:
    more = CoverageReport({path: FileCoverage(gather(array("I", range(1, 10)), [True] * 9))})
    whole = merge_reports([report, CoverageReport({path: FileCoverage(gather(array("I", range(1, 10)), [False] * 9))})])
    before, after = (
        add_up(open_ledger(each), open_ledger(each).paths).low["line"] for each in (whole, merge_reports([whole, more]))
    )
    assert after.whole == before.whole
    assert after.part >= before.part


def test_moving_merges_paths_of_one_place() -> None:
    file = FileCoverage(gather(array("I", [1, 2]), [1, 0]))
    other = FileCoverage(gather(array("I", [1, 2]), [0, 1]))
    report = CoverageReport(
        {RepoPath("x/a.py"): file, RepoPath("a.py"): other},
        unplaced={("r", RepoPath("x/a.py")): Totals(3, 1), ("r", RepoPath("")): Totals(5, 5)},
        claims={("r", RepoPath("a.py")): Totals(1, 0)},
    )
    moved = move_report(report, {RepoPath("x/a.py"): RepoPath("src/a.py"), RepoPath("a.py"): RepoPath("src/a.py")})
    assert moved.files == {"src/a.py": FileCoverage(gather(array("I", [1, 2]), [1, 1]))}
    assert moved.unplaced == {("r", "src/a.py"): Totals(3, 1), ("r", ""): Totals(5, 5)}
    assert moved.claims == {("r", "src/a.py"): Totals(1, 0)}


def test_leaving_out_takes_everything_of_a_file() -> None:
    report = CoverageReport(
        {RepoPath("a"): FileCoverage(), RepoPath("b"): FileCoverage()},
        unplaced={("r", RepoPath("a")): Totals(1), ("r", RepoPath("")): Totals(2)},
        claims={("r", RepoPath("a")): Totals(1), ("r", RepoPath("b")): Totals(2)},
    )
    less = leave_out(report, lambda path: path == "a")
    assert set(less.files) == {"b"}
    assert less.unplaced == {("r", ""): Totals(2)}
    assert less.claims == {("r", "b"): Totals(2)}


def test_totals_without_lines_count_once() -> None:
    known = FileCoverage(gather(array("I", [1, 2]), [1, 0]))
    report = CoverageReport(
        {RepoPath("known"): known},
        unplaced={
            ("one", RepoPath("known")): Totals(9, 9, 4, 2),
            ("one", RepoPath("summed")): Totals(10, 5),
            ("two", RepoPath("summed")): Totals(10, 7),
            ("one", WHOLE): Totals(100, 50),
            ("two", WHOLE): Totals(100, 25),
        },
        claims={("one", RepoPath("known")): Totals(-5, 2), ("two", RepoPath("known")): Totals(1, -9)},
    )
    ledger = open_ledger(report)
    assert add_up(ledger, ["known"]).low["line"] == Ratio(1, 2)  # type: ignore[list-item]  # a literal stands for a path
    assert add_up(ledger, [RepoPath("known")]).low["branch"] == Ratio(2, 4)
    assert add_up(ledger, [RepoPath("summed")]).low["line"] == Ratio(7, 10)
    assert add_up(ledger, ledger.paths).low["line"] == Ratio(1 + 7 + 75, 2 + 10 + 200)
    assert claim_figures(add_up(ledger, [RepoPath("known")])).low["line"] == Ratio(0, 0)
