"""What cargo bench prints: libtest and criterion, as text and as JSON, whole or not."""

import json
from pathlib import Path
from typing import Any

import pytest

from gates.errors import ReportError
from gates.model.benchmarks import BenchmarkReport, Better, Run, Statistic
from gates.readers.benchmarks import cargo_criterion_json, criterion_text, libtest, libtest_json
from tests.readers.benchmarks.test_data import VALID, read_file

ONE = "test {} ... bench:          34 ns/iter (+/- 4)\n"
FRAME = "\nrunning {} tests\n{}\ntest result: ok. 0 passed; 0 failed; 0 ignored; {} measured; 0 filtered out\n\n"
TEXTS = [path for path in VALID if path.parts[-3] in ("libtest", "criterion-text")]


def _read(text: str, reader: Any = libtest) -> BenchmarkReport:
    report: BenchmarkReport = reader.read([text.encode()], "r", frozenset())
    return report


def _only(text: str, reader: Any = libtest) -> Run:
    report = _read(text, reader)
    assert report.doubts == frozenset()
    (run,) = report.runs
    return run


def _doubts(text: str, reader: Any = libtest) -> str:
    return "; ".join(sorted(doubt.text for doubt in _read(text, reader).doubts))


@pytest.mark.parametrize(
    ("line", "metric", "unit", "value", "better"),
    [
        ("342 ns/iter (+/- 22)", "time", "s", 342e-9, Better.LOWER),
        ("114,607.31 ns/iter (+/- 32,875.16) = 45746 MB/s", "time", "s", 114607.31e-9, Better.LOWER),
        ("1,114,607 ns/iter (+/- 32,875) = 4,746 MB/s <0.123s>", "time", "s", 1114607e-9, Better.LOWER),
        ("0.34 ns/iter (+/- 0.27)", "time", "s", 0.34e-9, Better.LOWER),
        ("1 μs/iter (+/- 1)", "time", "s", 1e-6, Better.LOWER),
        ("1 µs/iter (+/- 1)", "time", "s", 1e-6, Better.LOWER),
        ("22 ms/iter (+/- 22)", "time", "s", 22e-3, Better.LOWER),
        ("2835 cycles/iter (+/- 14)", "cycles", "cycles", 2835, Better.LOWER),
        ("1911 MS/s (+/- 420)", "ms-s", "MS/s", 1911, Better.HIGHER),
        ("12 MB/s (+/- 1)", "throughput", "B/s", 12e6, Better.HIGHER),
    ],
)
def test_libtest_and_its_imitators(line: str, metric: str, unit: str, value: float, better: Better) -> None:
    run = _only(f"test a b ... bench:     {line}\n\n")
    series = run.results["a b"][metric]
    assert (series.unit, series.better, series.statistic) == (unit, better, Statistic.MEDIAN)
    assert series.samples == pytest.approx([value])


def test_every_result_line_of_the_files_is_a_result() -> None:
    assert len(TEXTS) > 4
    for path in TEXTS:
        lines = path.read_text(encoding="utf-8").splitlines()
        results = [line for line in lines if " bench: " in line or ("time:   [" in line and "%" not in line)]
        (run,) = read_file(path).runs
        assert len(run.results) == len(results) > 0


def test_a_name_of_two_programs_tells_the_program() -> None:
    first, second = (f"     Running benches/{name}.rs (target/release/deps/{name}-6e20c770a6b1f7cc)\n" for name in "xy")
    both = FRAME.format(1, ONE.format("a"), 1), FRAME.format(2, ONE.format("a") + ONE.format("b"), 2)
    assert set(_only(first + both[0] + second + both[1]).results) == {"a (x)", "a (y)", "b"}
    assert set(_only(both[0] + both[1]).results) == {"a", "a #2", "b"}
    old = "     Running target\\release\\deps\\z-0123456789abcdef.exe\n"
    assert set(_only(old + both[0] + both[1]).results) == {"a (z)", "a (z) #2", "b"}
    assert set(_only(old.replace("z-0123456789abcdef", "plain") + both[0] + both[1]).results) == {
        "a (plain)",
        "a (plain) #2",
        "b",
    }


def test_a_benchmark_may_print_between_its_name_and_its_result() -> None:
    text = "test a ... hello\nworld\nbench:          34 ns/iter (+/- 4)\ntest b ... hello bench:          35 ns/iter (+/- 4)\n"
    run = _only(FRAME.format(2, text, 2))
    assert {name: list(series["time"].samples) for name, series in run.results.items()} == {"a": [34e-9], "b": [35e-9]}
    with pytest.raises(ReportError, match="no name before it"):
        _read("2026-11-23T09:40:00Z test a ... bench:          34 ns/iter (+/- 4)\n\n")
    assert set(
        _only(FRAME.format(1, "test a ... \nbench: a word\n" + ONE.format("b"), 1).replace("bench: a", "the bench: a")).failed
    ) == {"a"}


def test_what_is_no_result_is_told_apart() -> None:
    tests = "test t ... ok\ntest u ... ignored, slow\ntest v ... FAILED (time limit exceeded)\ntest w has been running for over 60 seconds\n"
    run = _only(FRAME.format(4, tests + "test gone ... \n" + ONE.format("a"), 1))
    assert set(run.results) == {"a"}
    assert run.skipped == {"u"}
    assert run.failed == {"v": "FAILED", "gone": "it began, and no result follows"}
    alone = _only("test v ... FAILED\n\n")
    assert (dict(alone.results), set(alone.failed)) == ({}, {"v"})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (ONE.format("a"), "it ends behind a result"),
        (f"{ONE.format('a')}Benchmarking x", "it ends behind a result"),
        (f"{ONE.format('a')}\n", ""),
        (f"{ONE.format('a')}\n{ONE.format('b')}", "it ends behind a result"),
        (FRAME.format(1, ONE.format("a"), 1), ""),
        (FRAME.format(1, ONE.format("a"), 1).replace("\ntest result", "\nresult"), "libtest began and did not end"),
        (FRAME.format(2, ONE.format("a"), 2), "libtest says that it measured 2, and 1 results are there"),
        (FRAME.format(1, ONE.format("a") * 2, 1), ""),
        (
            f"{FRAME.format(1, ONE.format('a'), 1)}error: bench failed, to rerun pass `--bench b`\n",
            "cargo says: error: bench failed",
        ),
        (f"{FRAME.format(1, ONE.format('a'), 1)}error[E0308]: could not compile `x`\n", "cargo says: error"),
        (f"{FRAME.format(1, ONE.format('a'), 1)}error: 2 targets failed:\n", "cargo says: error: 2 targets failed:"),
        (f"{FRAME.format(1, ONE.format('a'), 1)}error: of the program itself\n", ""),
        (
            f"\nrunning 1 test\n{ONE.format('a')}     Running unittests (target/release/deps/x-6e20c770a6b1f7cc)\n\n",
            "libtest began and did not end",
        ),
    ],
)
def test_what_does_not_end_as_its_harness_does_is_in_doubt(text: str, told: str) -> None:
    doubts = _doubts(text)
    assert doubts.startswith(told) if told else not doubts


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_a_text_that_is_cut_off_is_not_as_good_as_the_whole(path: Path) -> None:
    """Where it is cut behind a group of criterion, or behind a program, nothing tells that more was to come."""
    data = path.read_bytes()
    reader = libtest if path.parts[-3] == "libtest" else criterion_text
    cuts = [end for end in range(1, len(data)) if not data[:end].endswith(b"\n")]
    cuts += [
        data.index(line) + len(line) for line in data.splitlines(keepends=True) if b"... bench:" in line or b"time:   [" in line
    ]
    for end in cuts:
        try:
            report = reader.read([data[:end]], "r", frozenset())
        except ReportError:
            continue
        assert report.doubts, data[:end][-200:]


def test_criterion_text() -> None:
    text = (
        "Benchmarking a: b\nBenchmarking a: b: Warming up for 3.0 s\nBenchmarking a: b: Collecting 9 samples\nBenchmarking a: b: Analyzing\n"
        "a: b                    time:   [1.0 us 1.5 us 2.0 us]\n"
        "                 change:\n                        time:   [−1.0% +2.0% +3.0%] (p = 0.10 > 0.05)\n\n"
        "\x1b[32ma name of 24 characters or so\x1b[0m\n                        time:   [\x1b[2m999.0 ps\x1b[0m \x1b[1m1.0000 ns\x1b[0m \x1b[2m1.1 ns\x1b[0m]\n\n"
        "Benchmarking gone\nBenchmarking gone: Complete (Analysis Disabled)\n"
        "counted                 time:   [ 1.0e3 cycles  2.0e3 cycles  3.0e3 cycles]\n\n"
    )
    run = _only(text, criterion_text)
    assert {name: (list(series), next(iter(series.values())).samples) for name, series in run.results.items()} == {
        "a: b": (["time"], [1.5e-6]),
        "a name of 24 characters or so": (["time"], [1e-9]),
        "counted": (["cycles"], [2000.0]),
    }
    assert run.results["a: b"]["time"].statistic is Statistic.MEAN
    assert run.failed == {"gone": "it began, and no result follows"}
    with pytest.raises(ReportError, match="no name before it"):
        _read("Benchmarking x\n                        time:   [1.0 us 1.5 us 2.0 us]\n\n", criterion_text)


def test_the_readers_of_text_tell_each_other_apart() -> None:
    time = b"a   time:   [1.0 us 1.5 us 2.0 us]\n\n"
    frame = FRAME.format(1, "test t ... ignored\n", 0).encode()
    assert [libtest.sniff(text) for text in (frame, frame + time, ONE.encode() + time, time, b"x")] == [
        True,
        False,
        True,
        False,
        False,
    ]
    assert [criterion_text.sniff(text) for text in (frame, frame + time, ONE.encode() + time, time, b"x")] == [
        False,
        True,
        False,
        True,
        False,
    ]
    foreign = frame + b"group::function\n  Instructions:     1734|1650\n\n" + frame
    assert [libtest.sniff(text) for text in (foreign, b"   Compiling x\n" + frame, frame[:-90])] == [False, True, True]
    assert set(_only((frame + time).decode(), libtest).results) == {"a"}
    assert set(_only(ONE.format("b") + "\n" + time.decode(), criterion_text).results) == {"a", "b"}


def test_text_of_powershell() -> None:
    text = (FRAME.format(1, ONE.format("größe"), 1).replace("\n", "\r\n")).encode("utf-16")
    assert set(libtest.read([text], "r", frozenset()).runs[0].results) == {"größe"}


def _lines(*events: dict[str, Any]) -> str:
    return "".join(f"{json.dumps(event)}\n" for event in events)


BEGIN, END = {"type": "suite", "event": "started", "test_count": 1}, {"type": "suite", "event": "ok", "measured": 1}
BENCH = {"type": "bench", "name": "a", "median": 12.5, "deviation": 1}


def test_libtest_json() -> None:
    tests = [
        {"type": "test", "event": event, "name": event}
        for event in ("started", "ignored", "failed", "ok", "timeout", "allowed_failure")
    ]
    run = _only(
        "   Compiling x\n"
        + _lines(BEGIN, {"type": "test", "event": "started", "name": "a"}, BENCH, *tests, {"type": "report"}, END),
        libtest_json,
    )
    assert run.results["a"]["time"].samples == pytest.approx([12.5e-9])
    assert run.failed == {"started": "it began, and no result follows", "failed": "FAILED"}
    assert run.skipped == {"ignored"}
    assert _doubts(_lines(BEGIN, BENCH), libtest_json).startswith("libtest began and did not end")
    assert _doubts(_lines(BEGIN, BENCH, END | {"measured": 2}), libtest_json).startswith("libtest says that it measured 2")
    assert _doubts(_lines(BEGIN, BENCH, END) + "error: bench failed", libtest_json) == "cargo says: error: bench failed"
    program = "     Running benches/{0}.rs (target/release/deps/{0}-6e20c770a6b1f7cc)\n"
    both = program.format("x") + _lines(BEGIN, BENCH, END) + program.format("y") + _lines(BEGIN, BENCH, END)
    assert set(_only(both, libtest_json).results) == {"a (x)", "a (y)"}


DONE = {"reason": "benchmark-complete", "id": "a", "iteration_count": [1, 4], "measured_values": [10.0, 20.0], "unit": "ns"}
GROUP = {"reason": "group-complete", "group_name": "a", "benchmarks": ["a"]}


def test_cargo_criterion_json() -> None:
    run = _only(
        "Benchmarking\n" + _lines({"reason": "compiler-artifact"}, DONE, DONE | {"unit": "cycles", "id": "b"}, DONE, GROUP),
        cargo_criterion_json,
    )
    assert run.results["a"]["time"].samples == pytest.approx([10e-9, 5e-9])
    assert (run.results["b"]["cycles"].unit, set(run.results)) == ("cycles", {"a", "b", "a #2"})
    assert _doubts(_lines(DONE), cargo_criterion_json).startswith("the group of a is not complete")
    assert _doubts(_lines(DONE, GROUP) + "error: bench failed", cargo_criterion_json) == "cargo says: error: bench failed"
    text = _lines(DONE, GROUP).encode()
    assert cargo_criterion_json.sniff(text)
    assert not libtest_json.sniff(text)
    assert libtest_json.sniff(_lines(BENCH).encode())
    assert not cargo_criterion_json.sniff(_lines(BENCH).encode())


def test_a_large_report_is_read_by_another_decoder() -> None:
    events = [DONE | {"id": f"a{number}"} for number in range(1000)]
    assert len(_only(_lines(*events, GROUP), cargo_criterion_json).results) == 1000
    with pytest.raises(ReportError, match="r:500: not well-formed JSON"):
        _read(_lines(*events[:499]) + '{"reason":,\n' + _lines(*events), cargo_criterion_json)
    with pytest.raises(ReportError, match="r:2: is not as its tool writes it"):
        _read(_lines(DONE, DONE | {"id": 3}, *events), cargo_criterion_json)
