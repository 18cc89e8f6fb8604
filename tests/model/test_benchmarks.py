"""Reports of benchmarks merge to the same, whatever their order."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gates.model.benchmarks import BenchmarkReport, Run, Series, keep_runs, merge_reports
from gates.model.names import split_digits
from gates.model.verdict import Note

SERIES = {"a": {"time": Series("s", [1.0])}}
TIMES = st.sampled_from(["", "2026-11-23T09:40:00Z"])
FAILED = st.dictionaries(st.sampled_from("ab"), st.sampled_from("cd"), max_size=2)
SKIPPED = st.frozensets(st.sampled_from("ab"))
RUNS = st.tuples(st.sampled_from(["r2", "r10", "r1", "r01"]), TIMES, FAILED, SKIPPED).map(
    lambda told: Run(told[0], SERIES, told[2], told[3], time=told[1])
)
REPORTS = st.lists(st.lists(RUNS, max_size=3).map(lambda runs: BenchmarkReport(tuple(runs))), max_size=3)


@given(REPORTS)
def test_merging_is_associative_and_commutative(reports: list[BenchmarkReport]) -> None:
    whole = merge_reports(reports)
    assert all(merge_reports(order) == whole for order in permutations(reports))
    assert merge_reports([merge_reports(reports[:1]), merge_reports(reports[1:])]) == whole
    assert merge_reports([whole, whole]) == whole


def test_two_runs_that_differ_are_two() -> None:
    runs = [Run("r", SERIES), Run("r", {"a": {"time": Series("s", [2.0])}})]
    assert {
        tuple(run.results["a"]["time"].samples) for run in merge_reports([BenchmarkReport((run,)) for run in runs]).runs
    } == {(1.0,), (2.0,)}


def test_notes_doubts_and_commits_stay() -> None:
    one = BenchmarkReport((Run("a", SERIES, commit="1"),), notes=frozenset({Note("n", "note", "a")}))
    other = BenchmarkReport((Run("b", SERIES),), doubts=frozenset({Note("d", "doubt", "b")}))
    whole = merge_reports([one, other])
    assert (whole.notes, whole.doubts) == (one.notes, other.doubts)
    assert whole.commits == {"1"}


def test_runs_stand_in_the_order_of_time_then_of_numbers() -> None:
    names = ["r10", "r2", "r2#10", "r2#9"]
    whole = merge_reports([BenchmarkReport(tuple(Run(name, SERIES) for name in names))])
    assert [run.source for run in whole.runs] == ["r2", "r2#9", "r2#10", "r10"]
    dated = merge_reports([whole, BenchmarkReport((Run("r1", SERIES, time="2026-11-23T09:40:00Z"),))])
    assert dated.runs[-1].source == "r1"


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("", (("\0", -1),)),
        ("r10", (("r", 10), ("\0", -1))),
        ("a1b22c", (("a", 1), ("b", 22), ("c\0", -1))),
        ("٣", (("٣\0", -1),)),
    ],
)
def test_digits_are_numbers(name: str, parts: tuple[tuple[str, int], ...]) -> None:
    assert split_digits(name) == parts


def test_the_last_runs_of_each_machine_are_kept() -> None:
    runs = [
        Run(f"r{number}", SERIES, machine={"cpu": "AB"[number % 2]}, time=f"2026-11-{10 + number}T00:00:00Z")
        for number in range(6)
    ]
    assert [run.source for run in keep_runs(runs, 2).runs] == ["r2", "r3", "r4", "r5"]
    assert [run.source for run in keep_runs(runs[::-1], 1).runs] == ["r4", "r5"]
    assert keep_runs([], 1).runs == ()
