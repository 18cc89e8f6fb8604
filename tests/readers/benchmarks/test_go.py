"""Go's benchmark format: results, what stands between them, and what is said of packages and units."""

from typing import Any

import pytest

from gates.errors import ReportError
from gates.model.benchmarks import BenchmarkReport, Better, Run
from gates.readers.benchmarks import go_bench
from tests.readers.benchmarks.test_data import VALID

LINE = "Benchmark{} \t      20\t       {} ns/op\n"
FILES = [path for path in VALID if path.parts[-3] == "go-bench"]


def _read(text: str, wanted: frozenset[str] = frozenset()) -> BenchmarkReport:
    return go_bench.read([text.encode()], "r", wanted)


def _only(text: str, wanted: frozenset[str] = frozenset()) -> Run:
    report = _read(text, wanted)
    assert report.doubts == frozenset()
    (run,) = report.runs
    return run


def _samples(run: Run) -> dict[str, Any]:
    return {
        f"{name} {metric}": [*series.samples] for name, metrics in run.results.items() for metric, series in metrics.items()
    }


def _doubts(text: str) -> str:
    return "; ".join(sorted(doubt.text for doubt in _read(text).doubts))


def test_every_value_of_a_line_is_kept() -> None:
    text = (
        "goos: linux\ngoarch: amd64\npkg: x/y\ncpu: AMD EPYC\ncommit: " + "a" * 40 + "\n"
        "BenchmarkA-8 20 1500 ns/op 12.5 MB/s 3.5 items/s 12 p99-ns 64 B/op 2 allocs/op 0.5 hit-ratio 3 !\n"
        "BenchmarkA-8 20 1250 ns/op 15 MB/s 3 items/s 11 p99-ns 65 B/op 2 allocs/op 0.25 hit-ratio 4 !\nPASS\n"
    )
    run = _only(text)
    found = run.results["x/y.BenchmarkA"]
    assert {metric: (series.unit, series.better, series.exact) for metric, series in found.items()} == {
        "time": ("s", Better.LOWER, False),
        "items-s": ("1/s", Better.HIGHER, False),
        "p99-ns": ("s", Better.LOWER, False),
        "allocated-bytes": ("B", Better.LOWER, False),
        "allocations": ("allocs", Better.LOWER, True),
        "hit-ratio": ("hit-ratio", Better.LOWER, False),
        "value": ("!", Better.LOWER, False),
    }
    assert found["time"].samples == pytest.approx([1.5e-6, 1.25e-6])
    assert found["p99-ns"].samples == pytest.approx([12e-9, 11e-9])
    assert (run.machine, run.commit) == ({"os": "linux", "arch": "amd64", "cpu": "AMD EPYC", "gomaxprocs": "8"}, "a" * 40)
    (note,) = _read(text).notes
    assert note.text.startswith("lower is taken as better for !, hit-ratio;")


def test_a_rate_alone_is_a_metric() -> None:
    run = _only("BenchmarkA 20 12.5 MB/s\nPASS\n")
    assert _samples(run) == {"BenchmarkA throughput": [12.5e6]}
    assert run.results["BenchmarkA"]["throughput"].better is Better.HIGHER


def test_a_direction_is_told_by_a_line_or_by_who_asks() -> None:
    text = "Unit hits better=higher assume=exact\nUnit\nUnit bytes/op better=sideways\nBenchmarkA 20 5 hits 3 misses 2 bytes/op 1 ns/op\nPASS\n"
    told = {
        metric: (series.better, series.exact)
        for metric, series in _only(text, frozenset({"better-higher"})).results["BenchmarkA"].items()
    }
    assert told["hits"] == (Better.HIGHER, True)
    assert told["misses"] == (Better.HIGHER, False)
    assert told["time"] == (Better.LOWER, False)
    assert _only(text).results["BenchmarkA"]["misses"].better is Better.LOWER
    assert "lower is taken as better for misses;" in "".join(note.text for note in _read(text).notes)
    assert not _read(text, frozenset({"better-lower"})).notes


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["A-8", "B/n=1-8"], {"BenchmarkA", "BenchmarkB/n=1"}),
        (["A-8", "B"], {"BenchmarkA-8", "BenchmarkB"}),
        (["A", "A-2", "A-4"], {"BenchmarkA", "BenchmarkA-2", "BenchmarkA-4"}),
        (["B/size-10-2", "B/size-100-2"], {"BenchmarkB/size-10", "BenchmarkB/size-100"}),
        (["", "_x", "Ünder"], {"Benchmark", "Benchmark_x", "BenchmarkÜnder"}),
    ],
)
def test_the_suffix_that_all_have_is_the_machine_s(names: list[str], expected: set[str]) -> None:
    assert set(_only("".join(LINE.format(name, 5) for name in names) + "PASS\n").results) == expected


def test_settings_keep_apart_what_they_have_to() -> None:
    text = (
        f"note: before\n{LINE.format('A', 1)}{LINE.format('B', 2)}testing: warning: of Go\n{LINE.format('A', 1)}"
        f"note: after\n{LINE.format('A', 3)}note:\n{LINE.format('C', 4)}pkg: p\n{LINE.format('C', 5)}pkg: q\n{LINE.format('C', 6)}PASS\n"
    )
    assert _samples(_only(text)) == {
        "BenchmarkA note=before time": [1e-9, 1e-9],
        "BenchmarkB time": [2e-9],
        "BenchmarkA note=after time": [3e-9],
        "BenchmarkC time": [4e-9],
        "p.BenchmarkC time": [5e-9],
        "q.BenchmarkC time": [6e-9],
    }
    both = f"cpu: one\n{LINE.format('A', 1)}cpu: other\n{LINE.format('A', 2)}PASS\n"
    assert (set(_only(both).results), _only(both).machine) == ({"BenchmarkA cpu=one", "BenchmarkA cpu=other"}, {})


def test_what_a_benchmark_prints_may_stand_in_between() -> None:
    text = (
        "BenchmarkA-2 \thello\n  processed 200 5 items\n       20\t       1 ns/op\t       5 hits\n"
        "BenchmarkB-2 \t10 done      20\t       2 ns/op\n"
        "BenchmarkC\nBenchmarkC-2 \t      20\t       3 ns/op\n"
        "Benchmarking is fun 20 5 ns/op\n"
        "BenchmarkD-2 \t10 lines\t5\n      20\t       4 ns/op\n"
        "PASS\n"
    )
    run = _only(text)
    assert {name: [*found["time"].samples] for name, found in run.results.items()} == {
        "BenchmarkA": [1e-9], "BenchmarkB": [2e-9], "BenchmarkC": [3e-9], "BenchmarkD": [4e-9],
    }  # fmt: skip
    assert not run.failed
    assert _only("BenchmarkA-2 \t      20\nBenchmarkB-2 \t 1\t 1 ns/op\nPASS\n").failed == {
        "BenchmarkA": "it began, and no result follows"
    }


def test_what_failed_and_what_was_skipped() -> None:
    text = (
        "pkg: p\nBenchmarkA\n    x_test.go:7: not here\n--- SKIP: BenchmarkA\nBenchmarkB/c-2 \t--- FAIL: BenchmarkB/c-2\n--- FAIL: BenchmarkB\n"
        f"{LINE.format('D-2', 5)}--- BENCH: BenchmarkD-2\n    x_test.go:8: a line\n--- FAIL: TestT (0.00s)\nFAIL\nexit status 1\nFAIL\tp\t0.1s\nFAIL\n"
    )
    run = _only(text)
    assert set(run.results) == {"p.BenchmarkD"}
    assert run.skipped == {"p.BenchmarkA"}
    assert run.failed == {"p.BenchmarkB/c": "--- FAIL"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (LINE.format("A", 1), "no PASS or ok follows its last result"),
        (f"{LINE.format('A', 1)}PASS\n", ""),
        (f"{LINE.format('A', 1)}ok  \tp\t0.1s\n", ""),
        (f"{LINE.format('A', 1)}PASS", "its last line does not end"),
        (f"{LINE.format('A', 1)}PASS\nFAIL\tq [build failed]\n", "go says: FAIL q [build failed]"),
        (f"{LINE.format('A', 1)}panic: boom\n\nFAIL\tp\t0.1s\n", "go says: FAIL p 0.1s"),
        (
            f"pkg: p\n{LINE.format('A', 1)}--- FAIL: BenchmarkB\nFAIL\nFAIL\tp\t0.1s\nFAIL\tq [setup failed]\nFAIL\n",
            "go says: FAIL q [setup failed]",
        ),
        (f"{LINE.format('A', 1)}--- FAIL: TestT (0.00s)\nFAIL\n", "go says: FAIL"),
    ],
)
def test_what_does_not_end_as_go_does_is_in_doubt(text: str, told: str) -> None:
    doubts = _doubts(text)
    assert doubts.startswith(told) if told else not doubts


def test_every_result_line_of_the_files_is_read() -> None:
    assert len(FILES) > 2
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        (run,) = go_bench.read([text.encode()], "r", frozenset()).runs
        assert sum(len(found["time"].samples) for found in run.results.values()) == text.count(" ns/op") > 0


def test_a_text_that_is_cut_off_is_not_as_good_as_the_whole() -> None:
    """Where it is cut behind a package, nothing tells that more was to come."""
    for path in FILES:
        data = path.read_bytes()
        ends = [at for at in range(1, len(data)) if not data[:at].endswith((b"PASS\n", b"s\n", b"FAIL\n"))]
        for end in ends:
            try:
                report = go_bench.read([data[:end]], "r", frozenset())
            except ReportError:
                continue
            lost = data[end:].count(b" ns/op")
            assert (
                report.doubts
                or report.runs[0].failed
                or not lost
                or data[:end].splitlines()[-1].startswith((b"goos", b"goarch", b"pkg", b"cpu"))
            ), data[:end][-200:]
