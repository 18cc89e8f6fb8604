"""Readers of benchmarks are tested by files, as those of coverage are: see tests/readers/coverage/test_data.py.

NAME.expect.json tells, for each benchmark, a statistic that the harness itself computed, or null where it says that it failed.
"""

import json
from importlib import import_module
from pathlib import Path
from statistics import median

import pytest

from gates.catalog import READERS
from gates.cli.files import find_sources, load_file
from gates.cli.reading import read_one
from gates.cli.sniffing import sniff
from gates.errors import ReportError
from gates.model.benchmarks import BenchmarkReport, Statistic
from tests.conftest import ROOT

DATA = ROOT / "tests" / "data" / "benchmarks"
READER_MODULES = {name: module for name, module, *_ in READERS["benchmarks"]}
VALID = sorted(
    path for path in DATA.glob("*/valid/*") if not path.name.endswith(".expect.json") and "hand-written" not in path.name
)
INVALID = sorted(path for path in DATA.glob("*/invalid/*") if not path.name.endswith(".error.txt"))
UNMADE = {
    "benchmarkdotnet",
    "bencher-bmf",
    "cargo-criterion-json",
    "custom-json",
    "gungraun",
    "gungraun-text",
    "jmh",
    "snapshot",
}
"""Formats of which no report of the harness itself is here: those that scripts write, and those whose harness cannot be had."""


def read_file(path: Path, *, chunk_bytes: int = 1 << 20) -> BenchmarkReport:
    if path.is_dir():
        (source,) = find_sources((str(path),), folders=True)[0]
        folder: BenchmarkReport = read_one(source, {}, "benchmarks", frozenset(), 1, None)[1]
        return folder
    data = path.read_bytes()
    chunks = [data[at : at + chunk_bytes] for at in range(0, len(data), chunk_bytes)]
    report: BenchmarkReport = import_module(READER_MODULES[path.parts[-3]]).read(chunks, path.name, frozenset())
    return report


def test_there_are_files() -> None:
    assert {path.parts[-3] for path in VALID} >= set(READER_MODULES) - UNMADE
    assert {path.parts[-3] for path in INVALID} >= set(READER_MODULES)


@pytest.mark.parametrize("chunk_bytes", [1 << 20, 97])
@pytest.mark.parametrize("path", VALID, ids=lambda path: f"{path.parts[-3]}/{path.name}")
def test_numbers_are_those_of_the_harness(path: Path, chunk_bytes: int) -> None:
    (run,) = read_file(path, chunk_bytes=chunk_bytes).runs
    document = json.loads(path.with_name(f"{path.name}.expect.json").read_text(encoding="utf-8"))
    expected, share = document["benchmarks"], document.get("share", 1e-9)
    assert expected
    assert set(run.results) == {name for name, told in expected.items() if told}
    assert set(run.failed) == {name for name, told in expected.items() if not told}
    for name, series in run.results.items():
        statistic, value = expected[name]
        time = series["time"]
        assert time.unit == "s"
        assert time.statistic in (Statistic.SAMPLE, Statistic(statistic.replace("min", "minimum")))
        assert (min(time.samples) if statistic == "min" else median(time.samples)) == pytest.approx(value, rel=share)


@pytest.mark.parametrize("path", [path for path in VALID if path.is_file()], ids=lambda path: f"{path.parts[-3]}/{path.name}")
def test_one_reader_knows_each_report(path: Path) -> None:
    assert sniff(path.read_bytes(), path.name, "benchmarks") == path.parts[-3]


@pytest.mark.parametrize("path", INVALID, ids=lambda path: f"{path.parts[-3]}/{path.name}")
def test_what_is_wrong_is_said(path: Path, request: pytest.FixtureRequest) -> None:
    with pytest.raises(ReportError) as caught:
        read_file(path)
    told = f"{caught.value}\nhint: {caught.value.hint}\n".replace(f"{path.parent}/", "")
    expected = path.with_name(f"{path.name}.error.txt")
    if request.config.getoption("--update-golden"):
        expected.write_text(told, encoding="utf-8")
    assert told == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "path", [path for path in VALID if path.suffix == ".json"], ids=lambda path: f"{path.parts[-3]}/{path.name}"
)
def test_what_is_cut_off_is_no_report(path: Path) -> None:
    data = path.read_bytes().rstrip()
    for end in {1, len(data) // 3, len(data) // 2, len(data) - 1}:
        with pytest.raises(ReportError):
            import_module(READER_MODULES[path.parts[-3]]).read([data[:end]], path.name, frozenset())


def test_a_folder_loads_what_it_needs(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.txt").write_bytes(b"x")
    (source,) = find_sources((str(tmp_path),), folders=True)[0]
    assert load_file(source, "a/x.txt") == b"x"
