"""A snapshot of benchmarks reads back to the same runs, or, of very many samples, to those that rules ask for."""

from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gates.errors import ReportError
from gates.model.benchmarks import BenchmarkReport, Better, Run, Series, Statistic, merge_reports
from gates.model.verdict import Note
from gates.readers.benchmarks import snapshot

TEXTS = st.text(max_size=6) | st.sampled_from(["", "-", "%2D", "a b", "größe", "\udc80", "%"])
NUMBERS = st.floats(0, 1e300, allow_nan=False) | st.integers(0, 10**12).map(float)
SERIES = st.builds(
    Series,
    TEXTS,
    st.lists(NUMBERS, min_size=1, max_size=8),
    st.sampled_from(Better),
    st.sampled_from(Statistic),
    st.booleans(),
)
RUNS = st.builds(
    Run,
    TEXTS,
    st.dictionaries(TEXTS, st.dictionaries(TEXTS, SERIES, min_size=1, max_size=2), min_size=1, max_size=3),
    st.dictionaries(TEXTS, TEXTS, max_size=2),
    st.frozensets(TEXTS, max_size=2),
    st.dictionaries(TEXTS, TEXTS, max_size=2),
    TEXTS,
    TEXTS,
)
REPORTS = st.lists(RUNS, min_size=1, max_size=3).map(lambda runs: merge_reports([BenchmarkReport(tuple(runs))]))
RUN = Run("r", {"a": {"time": Series("s", [1.0])}})


def _read(text: str) -> BenchmarkReport:
    return snapshot.read([text.encode("ascii")], "s", frozenset())


@given(REPORTS)
def test_a_snapshot_reads_back_to_the_same_report(report: BenchmarkReport) -> None:
    text = snapshot.write(report, "")
    assert _read(text) == report
    assert snapshot.write(_read(text), "") == text
    assert snapshot.sniff(text.encode())


@given(st.lists(st.integers(0, 1000).map(float), min_size=102, max_size=400))
def test_of_many_samples_the_floor_and_the_median_are_kept(samples: list[float]) -> None:
    text = snapshot.write(BenchmarkReport((Run("r", {"a": {"time": Series("s", samples)}}),)), "")
    kept = _read(text).runs[0].results["a"]["time"].samples
    assert len(kept) == 101
    assert [*kept] == sorted(kept)
    assert (min(kept), max(kept), kept[50]) == (min(samples), max(samples), sorted(samples)[len(samples) // 2])
    assert median(kept) == kept[50]
    assert snapshot.write(_read(text), "") == text


@pytest.mark.parametrize("count", [1, 100, 101, 102, 103, 250])
def test_samples_up_to_that_many_stay_in_their_order(count: int) -> None:
    samples = [float(number * 7919 % 1013) for number in range(count)]
    kept = (
        _read(snapshot.write(BenchmarkReport((Run("r", {"a": {"time": Series("s", samples)}}),)), ""))
        .runs[0]
        .results["a"]["time"]
        .samples
    )
    assert len(kept) == min(count, 101)
    assert ([*kept] == samples) is (count <= 101)


def test_runs_that_tell_no_commit_have_that_of_the_snapshot() -> None:
    report = BenchmarkReport((RUN, RUN._replace(source="q", commit="b" * 40)))
    assert [(run.source, run.commit) for run in _read(snapshot.write(report, "a" * 40)).runs] == [
        ("q", "b" * 40),
        ("r", "a" * 40),
    ]
    assert _read(snapshot.write(report, "a" * 40)).commits == {"a" * 40, "b" * 40}


def test_the_order_of_runs_makes_no_difference() -> None:
    runs = tuple(RUN._replace(source=f"r{number}", time=f"2026-11-{number % 3 + 10}T00:00:00Z") for number in range(12))
    assert snapshot.write(BenchmarkReport(runs), "") == snapshot.write(BenchmarkReport(runs[::-1]), "")


def test_what_may_not_be_whole_is_not_written() -> None:
    report = BenchmarkReport((RUN,), doubts=frozenset({Note("not-whole", "cut off", "r.txt")}))
    with pytest.raises(ReportError, match=r"r\.txt: no snapshot is made of it: cut off"):
        snapshot.write(report, "")
