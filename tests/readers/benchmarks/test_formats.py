"""What single formats of benchmarks mean, where a real report that shows it would be long or cannot be made."""

import json
from typing import Any

import pytest

from gates.errors import ReportError
from gates.model.benchmarks import BenchmarkReport, Better, Series, Statistic
from gates.readers import benchmark_parts
from gates.readers.benchmarks import (
    bencher_bmf,
    benchmarkdotnet,
    custom_json,
    google_benchmark,
    gungraun,
    gungraun_text,
    hyperfine,
    jmh,
    pytest_benchmark,
)


def _read(reader: Any, content: object, wanted: frozenset[str] = frozenset()) -> BenchmarkReport:
    data = content if isinstance(content, str) else json.dumps(content)
    report: BenchmarkReport = reader.read([data.encode()], "r", wanted)
    return report


def _only(reader: Any, content: object, wanted: frozenset[str] = frozenset()) -> tuple[dict[str, Any], dict[str, str]]:
    (run,) = _read(reader, content, wanted).runs
    return {name: dict(metrics) for name, metrics in run.results.items()}, dict(run.failed)


def _jmh(mode: str, unit: str, **more: Any) -> dict[str, Any]:
    return {"benchmark": "a.B.c", "mode": mode, "primaryMetric": {"score": 2.0, "scoreUnit": unit, **more}}


@pytest.mark.parametrize(
    ("mode", "unit", "metric", "series"),
    [
        ("thrpt", "ops/ms", "throughput", Series("1/s", [2000.0], Better.HIGHER, Statistic.MEAN)),
        ("avgt", "us/op", "time", Series("s", [2e-6], statistic=Statistic.MEAN)),
        ("sample", "ms/op", "sample-time", Series("s", [2e-3], statistic=Statistic.MEAN)),
        ("ss", "s/op", "single-shot-time", Series("s", [2.0], statistic=Statistic.MEAN)),
        ("thrpt", "ops/min", "throughput", Series("1/s", [2 / 60], Better.HIGHER, Statistic.MEAN)),
    ],
)
def test_jmh_modes_and_units(mode: str, unit: str, metric: str, series: Series) -> None:
    found, _ = _only(jmh, [_jmh(mode, unit)])
    assert found["a.B.c"][metric]._replace(samples=series.samples) == series
    assert found["a.B.c"][metric].samples == pytest.approx(series.samples)


def test_jmh_forks_are_invocations() -> None:
    other = _jmh("avgt", "us/op", rawData=[[1.0]]) | {
        "benchmark": "x",
        "params": {"n": "1", "m": "2"},
    }
    gone = _jmh("avgt", "us/op") | {"benchmark": "gone", "primaryMetric": {"score": "NaN", "scoreUnit": "us/op"}}
    more = {
        "secondaryMetrics": {"·gc.alloc.rate.norm": {"score": 9.0, "scoreUnit": "B/op", "rawData": [[9.0]]}, "·gc.count": {}}
    }
    report = _read(jmh, [_jmh("avgt", "us/op", rawData=[[1.0, 2.0], [3.0]]) | more, other, gone])
    assert [(run.source, sorted(run.results), sorted(run.failed)) for run in report.runs] == [
        ("r", ["a.B.c", "x (m=2, n=1)"], ["gone"]),
        ("r#2", ["a.B.c"], []),
    ]
    assert report.runs[0].results["a.B.c"]["allocated-bytes"] == Series("B", [9.0])
    assert report.runs[1].results["a.B.c"]["time"] == Series("s", [3e-6])
    assert _only(jmh, [gone]) == ({}, {"gone": "its score is 'NaN'"})


def test_benchmarkdotnet_full_brief_and_failed() -> None:
    host = {"ProcessorName": {"Value": "i7"}, "ProcessorCount": 8}
    entries = [
        {
            "FullName": "full",
            "Statistics": {"OriginalValues": [2.0, 1.0], "Min": 1.0},
            "Memory": {"BytesAllocatedPerOperation": 32},
        },
        {"Namespace": "N", "Type": "T", "Method": "M", "Parameters": "n=1", "Statistics": {"Min": 3.0}},
        {"Namespace": None, "Method": "M", "Statistics": {"Median": 4.0}, "Memory": {}},
        {"FullName": "failed", "Statistics": None},
    ]
    (run,) = _read(benchmarkdotnet, {"HostEnvironmentInfo": host, "Benchmarks": entries}).runs
    assert run.results == {
        "full": {"time": Series("s", [2e-9, 1e-9]), "allocated-bytes": Series("B", [32.0], exact=True)},
        "N.T.M(n=1)": {"time": Series("s", [3e-9], statistic=Statistic.MINIMUM)},
        "M": {"time": Series("s", [4e-9], statistic=Statistic.MEDIAN)},
    }
    assert run.failed == {"failed": "BenchmarkDotNet tells no statistics of it"}
    assert run.machine == {"cpu": "i7", "cores": "8"}
    (run,) = _read(benchmarkdotnet, {"Benchmarks": entries[:1]}).runs
    assert run.machine == {}


def test_custom_values_and_directions() -> None:
    entries = [
        {"name": "a", "unit": "ns/iter", "value": "2.5", "range": "± 1"},
        {"name": "a", "unit": "MB", "value": 1},
        {"name": "a", "unit": "ns", "value": 3},
        {"name": "b", "unit": "req/s", "value": 5, "samples": [5, 6]},
        {"name": "c", "unit": "Cache Misses", "value": 0, "better": "higher"},
        {"name": "d", "value": 1},
    ]
    found, failed = _only(custom_json, entries)
    assert failed == {}
    assert found == {
        "a": {"time": Series("s", [2.5e-9]), "size": Series("B", [1e6])},
        "a #2": {"time": Series("s", [3e-9])},
        "b": {"throughput": Series("1/s", [5.0, 6.0], Better.HIGHER)},
        "c": {"cache-misses": Series("Cache Misses", [0.0], Better.HIGHER)},
        "d": {"value": Series("", [1.0])},
    }
    found, _ = _only(custom_json, entries, frozenset({"better-higher"}))
    assert {name: next(iter(told.values())).better.value for name, told in found.items()} == dict.fromkeys(
        ["a", "a #2", "b", "c", "d"], "higher"
    )


def test_bencher_measures() -> None:
    measures = {
        "latency": {"value": 5, "lower_value": 4},
        "throughput": {"value": 7},
        "instructions": {"value": 9},
        "My Score": {"value": 1},
    }
    found, _ = _only(bencher_bmf, {"a": measures}, frozenset({"better-higher"}))
    assert found == {
        "a": {
            "time": Series("s", [5e-9]),
            "throughput": Series("1/s", [7.0], Better.HIGHER),
            "instructions": Series("instructions", [9.0], exact=True),
            "my-score": Series("My Score", [1.0], Better.HIGHER),
        }
    }
    assert not _read(bencher_bmf, {"a": measures}, frozenset({"better-higher"})).doubts
    (doubt,) = _read(bencher_bmf, {"a": measures}).doubts
    assert "more or less is better of 'My Score': say --better" in doubt.text


def _summary(version: str, where: dict[str, Any], name: str = "a::b") -> str:
    return json.dumps({"version": version, "benchmark_exe": "x", "module_path": name, "function_name": "b", "id": None} | where)


V6 = {
    "profiles": [
        {
            "tool": "Callgrind",
            "summaries": {"total": {"summary": {"Callgrind": {"Ir": {"metrics": {"Both": [{"Int": 7}, {"Int": 5}]}}}}}},
        }
    ]
}
V4 = {"profiles": [{"summaries": {"total": {"summary": {"Callgrind": {"Ir": {"metrics": {"Left": 7}}}}}}}]}
V3 = {"callgrind_summary": {"callgrind_run": {"total": {"summary": {"Ir": {"metrics": {"Both": [7, 5]}}}}}}}
V1 = {"callgrind_summary": {"summaries": [{"events": {"Ir": {"new": 7, "old": None}}}]}}


@pytest.mark.parametrize(("version", "where"), [("6", V6), ("5", V6), ("4", V4), ("3", V3), ("2", V1), ("1", V1)])
def test_gungraun_summaries_of_every_version(version: str, where: dict[str, Any]) -> None:
    assert _only(gungraun, _summary(version, where)) == (
        {"a::b": {"instructions": Series("instructions", [7.0], exact=True)}},
        {},
    )


def test_gungraun_between_other_lines() -> None:
    tools = {"profiles": [*V6["profiles"], *V4["profiles"], {"summaries": {"total": {"summary": "None"}}}]}
    old = {"profiles": [{"summaries": {"total": {"summary": {"Dhat": {"TotalBytes": {"metrics": {"Right": {"Int": 1}}}}}}}}]}
    pretty = json.dumps(json.loads(_summary("6", V6, "c::d")) | {"id": "x"}, indent=2)
    lines = (
        "running 0 tests",
        '{"reason": "build-finished"}',
        "{ no json",
        _summary("6", tools),
        pretty,
        _summary("6", old, "e"),
        "",
    )
    found, failed = _only(gungraun, "\n".join(lines))
    assert sorted(found) == ["a::b", "c::d x"]
    assert failed == {"e": "no instructions, cycles or allocations are told of it"}


def test_gungraun_as_people_read_it() -> None:
    text = (
        "running 0 tests\n\nwarning: slow\n\x1b[32ma::b\x1b[0m one:two\nlines\n  ======= CALLGRIND ====\n"
        "  Instructions:     \x1b[1m  1734\x1b[0m|N/A    (*********)\n  L1 Hits:    3|4  (No change)\n  as people read it\n  Estimated Cycles:  20|10  (+1%)\n"
        "c::d\n  Total bytes:  N/A|12  (*)\n  Errors: 1|N/A (*)\n\n  Instructions:  5|5 (no name)\n\nRunning x\n\nold\n  Instructions:   9 (+1.1%)\n"
    )
    found, failed = _only(gungraun_text, text)
    assert found == {
        "a::b one:two lines": {
            "instructions": Series("instructions", [1734.0], exact=True),
            "estimated-cycles": Series("cycles", [20.0]),
        },
        "old": {"instructions": Series("instructions", [9.0], exact=True)},
    }
    assert failed == {"c::d": "no instructions, cycles or allocations are told of it"}


def test_google_benchmark_before_run_types_and_debug_builds() -> None:
    context = {"num_cpus": 4, "library_build_type": "debug", "date": "2019-11-29 21:26:59"}
    entries = [
        {"name": "a", "real_time": 1.0, "time_unit": "us"},
        {"name": "a_mean", "real_time": 5.0, "time_unit": "us"},
        {"name": "b_median", "real_time": 2.0, "time_unit": "us"},
        {"name": "d", "skipped": True, "skip_message": "no GPU"},
        {"name": "e", "real_time": 1.0, "time_unit": "us"},
        {"name": "e", "error_occurred": True},
    ]
    report = _read(google_benchmark, {"context": context, "benchmarks": entries})
    (run,) = report.runs
    assert run.results == {"a": {"time": Series("s", [1e-6])}, "b": {"time": Series("s", [2e-6], statistic=Statistic.MEDIAN)}}
    assert (dict(run.failed), set(run.skipped)) == ({"e": "it says that it failed"}, {"d"})
    assert (run.machine, run.time) == ({"cores": "4"}, "")
    assert [note.id for note in report.notes] == ["debug-build"]


def test_hyperfine_failures_and_names() -> None:
    results = [
        {"command": "x", "times": [1.0], "parameters": {"n": "1"}, "exit_codes": [0]},
        {"command": "x", "times": [2.0]},
        {"command": "y", "times": [2.0], "exit_codes": [0, 3]},
        {"command": "z", "times": [2.0], "exit_codes": [None]},
        {"command": "old", "min": 2.0},
    ]
    found, failed = _only(hyperfine, {"results": results})
    assert sorted(found) == ["old", "x", "x (n=1)"]
    assert found["old"]["time"].statistic is Statistic.MINIMUM
    assert failed == {"y": "it left with exit code 3", "z": "it was killed"}


def test_pytest_benchmark_commits_and_machines() -> None:
    info = {"machine": "x86_64", "system": "Linux", "cpu": {"brand": "old", "count": 2}}
    entries = [{"name": "a", "stats": {"min": 1.0, "data": []}}]
    document = {
        "machine_info": info,
        "commit_info": {"id": "unversioned"},
        "benchmarks": entries,
        "datetime": "2026-11-23T10:00:00+02:00",
    }
    (run,) = _read(pytest_benchmark, document).runs
    assert (run.commit, run.time) == ("", "2026-11-23T08:00:00Z")
    assert run.machine == {"cpu": "old", "cores": "2", "arch": "x86_64", "os": "linux"}
    (run,) = _read(
        pytest_benchmark, document | {"machine_info": {"cpu": "x"}, "commit_info": {"id": "a" * 40}, "datetime": "x"}
    ).runs
    assert (run.commit, run.time, run.machine) == ("a" * 40, "", {})


@pytest.mark.parametrize(
    ("reader", "yes", "no"),
    [
        (
            pytest_benchmark,
            ['{"machine_info": {', '\ufeff{"benchmarks": [{"stats": {'],
            ['["machine_info"]', '{"benchmarks": []}'],
        ),
        (hyperfine, ['{"results": [{"command": "x"'], ['["results"]', '{"results": []}', '{"x": 1, "results": [{"command": 1']),
        (google_benchmark, ['{"context": {"num_cpus": 2'], ['{"context": {}', "[]"]),
        (jmh, ['[{"primaryMetric": {'], ['{"primaryMetric"', "[]"]),
        (benchmarkdotnet, ['{"Title": "x", "HostEnvironmentInfo": {'], ["{}", '["HostEnvironmentInfo"]']),
        (gungraun, ['{"module_path": "a", "benchmark_exe": "b"'], ['{"module_path": "a"']),
        (gungraun_text, ["a::b\n  Instructions:     1|2"], ["Instructions: 1", "  instructions:   2"]),
        (
            custom_json,
            ['[{"name": "a", "unit": "ns", "value"', '\ufeff[ {"samples": [1], "unit": "s", "name"'],
            ['[1, "name", "unit", "value"]', "[]", '{"name": 1, "unit": 1, "value": 1}', '[{"name": 1, "unit": 1}]'],
        ),
        (bencher_bmf, ['{"a": {"latency": {"value": 1', '{"a\\"": {"b": {"lower_value": 1'], ['{"a": {"b": 1', "[]"]),
    ],
)
def test_sniff(reader: Any, yes: list[str], no: list[str]) -> None:
    assert all(reader.sniff(head.encode()) for head in yes)
    assert not any(reader.sniff(head.encode()) for head in no)


@pytest.mark.parametrize("values", [[], [None], ["1"], [float("nan")], [float("inf")], [1.0, -1.0], [{}], [1.0, True]])
def test_what_is_no_measurement(values: list[Any]) -> None:
    with pytest.raises(ReportError, match="is no measurement"):
        benchmark_parts.make_series("ns", values, "r: a")


def test_directions_that_nobody_tells_are_doubted_once() -> None:
    entries = [{"name": f"n{at}", "unit": f"u{at}", "value": at} for at in range(5)]
    (doubt,) = _read(custom_json, entries * 2).doubts
    assert "of 'u0', 'u1', 'u2' and 2 more: say --better" in doubt.text
    for wanted in ("better-higher", "better-lower"):
        report = _read(custom_json, entries, frozenset({wanted}))
        assert (report.doubts, report.notes) == (frozenset(), frozenset())
    assert not _read(custom_json, [each | {"better": "lower"} for each in entries]).doubts


def test_directions_that_are_turned_round_are_noted() -> None:
    entries = [{"name": "a", "unit": "ns", "value": 1}, {"name": "b", "unit": "MB", "value": 1}]
    (note,) = _read(custom_json, entries, frozenset({"better-higher"})).notes
    assert note.text == "--better higher is taken for 'ns', 'MB' too"
    assert not _read(custom_json, entries, frozenset({"better-lower"})).notes
    (note,) = _read(custom_json, [{"name": "c", "unit": "ops/s", "value": 1}], frozenset({"better-lower"})).notes
    assert note.text == "--better lower is taken for 'ops/s' too"


@pytest.mark.parametrize("taken", [0, 1, 2, 3, 7, 100])
def test_names_are_numbered_as_they_come(taken: int) -> None:
    names: list[str] = []
    for _ in range(taken):
        names.append(benchmark_parts.choose_name("a", names.__contains__))
    assert names == [f"a #{at}" if at > 1 else "a" for at in range(1, taken + 1)]


def test_a_name_that_looks_numbered_is_kept() -> None:
    found, _ = _only(custom_json, [{"name": name, "unit": "ns", "value": 1} for name in ("a #2", "a", "a", "a", "a #2")])
    assert list(found) == ["a #2", "a", "a #3", "a #4", "a #2 #2"]


def test_many_of_one_name_take_no_longer_than_others() -> None:
    tries = 0

    def is_taken(name: str) -> bool:
        nonlocal tries
        tries += 1
        return int(name.partition("#")[2] or 1) <= 10**6

    assert benchmark_parts.choose_name("a", is_taken) == "a #1000001"
    assert tries < 50


def test_gungraun_of_several_processes_versions_and_cut_objects() -> None:
    with pytest.raises(ReportError, match="version '7' of the summary is not known"):
        _read(gungraun, _summary("7", V6))
    with pytest.raises(ReportError, match="version None"):
        _read(gungraun, json.dumps({"module_path": "a", "benchmark_exe": "b"}))
    whole = _summary("6", V6)
    for cut in ('{"baselines": [null', '{"vers', "{", '{"version": "6", "x": tru'):
        with pytest.raises(ReportError, match="not well-formed JSON"):
            _read(gungraun, f"{whole}\n{cut}\n")
    found, _ = _only(gungraun, f"{{ this is no json of any sort\n{{'nor': this}} and it goes on\n{whole}\n{whole}")
    assert sorted(found) == ["a::b", "a::b #2"]


def test_gungraun_broken_objects_without_end_take_no_time() -> None:
    text = "  {\n" * 20000 + "the end is not in an object of any sort"
    with pytest.raises(ReportError, match="holds no benchmark"):
        _read(gungraun, text)


@pytest.mark.parametrize(
    "measurement",
    [
        {"IterationMode": "Workload", "IterationStage": "Result", "LaunchIndex": 2, "Nanoseconds": 4.0},
        {"IterationMode": "Workload", "IterationStage": "Result", "LaunchIndex": 2, "Nanoseconds": 4.0, "Operations": 0},
        {"IterationMode": "Workload"},
        None,
    ],
)
def test_benchmarkdotnet_launches_that_make_no_sense(measurement: Any) -> None:
    entry = {"FullName": "a", "Statistics": {"OriginalValues": [1.0]}, "Measurements": [measurement]}
    with pytest.raises(ReportError, match=r"not as its tool writes it|lacks"):
        _read(benchmarkdotnet, {"HostEnvironmentInfo": {}, "Benchmarks": [entry]})


@pytest.mark.parametrize("histogram", [[[[["x", 1]]]], [[[[1.0]]]], [[[[1.0, 0]]]], [[3]], [3]])
def test_jmh_histograms_that_are_none(histogram: Any) -> None:
    with pytest.raises(ReportError, match="is no histogram"):
        _read(jmh, [_jmh("sample", "ms/op", rawDataHistogram=histogram)])


def test_google_benchmark_needs_repetitions_or_a_median() -> None:
    context = {"num_cpus": 4}
    mean = {"name": "c_mean", "real_time": 2.0, "time_unit": "us"}
    mixed = [{"name": "c", "real_time": 2.0, "time_unit": unit} for unit in ("us", "ns")]
    for entries in ([mean], mixed):
        with pytest.raises(ReportError, match="neither repetitions nor a median"):
            _read(google_benchmark, {"context": context, "benchmarks": entries})


def test_gungraun_as_people_read_it_is_in_doubt_where_benchmarks_are_lost() -> None:
    text = "a::b\n  Instructions:   1|2 (x)\na::c\n  ======= MASSIF =====\n\nGungraun result: Ok. 2 without; {} benchmarks finished in 1s\n"
    whole = _read(gungraun_text, text.format(2))
    assert (whole.doubts, dict(whole.runs[0].failed)) == (
        frozenset(),
        {"a::c": "no instructions, cycles or allocations are told of it"},
    )
    (doubt,) = _read(gungraun_text, text.format(3)).doubts
    assert doubt.text == "gungraun tells of 3 benchmarks, and 2 are in the text"
    with pytest.raises(ReportError, match="is no count: 'Instructions: many'"):
        _read(gungraun_text, "a::b\n  Instructions: many\n")


@pytest.mark.parametrize("reader", [gungraun, gungraun_text])
def test_gungraun_through_powershell(reader: Any) -> None:
    text = _summary("6", V6) if reader is gungraun else "a::b\r\n  Instructions:  7|5 (x)\r\n"
    (run,) = reader.read([text.encode("utf-16")], "r", frozenset()).runs
    assert run.results == {"a::b": {"instructions": Series("instructions", [7.0], exact=True)}}
