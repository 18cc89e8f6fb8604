"""criterion's folder: which baseline, by which name."""

import json
from collections.abc import Mapping

import pytest

from gates.cli.files import find_sources
from gates.cli.reading import read_folder
from gates.errors import ReportError
from gates.model.benchmarks import BenchmarkReport
from gates.readers.benchmarks import criterion
from tests.readers.benchmarks.test_data import DATA


def _files(benchmarks: Mapping[str, tuple[str, str]], **sample: list[float]) -> dict[str, bytes]:
    """Give the files of benchmarks: folder → full id and the folder that criterion chose."""
    files: dict[str, bytes] = {"report/index.html": b"", "sort/change/estimates.json": b"{}"}
    for folder, (name, home) in benchmarks.items():
        files[f"{folder}/benchmark.json"] = json.dumps({"full_id": name, "directory_name": home}).encode()
        files[f"{folder}/sample.json"] = json.dumps({"iters": [1.0, 4.0], "times": [100.0, 200.0]} | sample).encode()
    return files


def _read(files: Mapping[str, bytes], which: str = "") -> BenchmarkReport:
    return criterion.read_folder(sorted(files), files.__getitem__, "r", which)


def test_names_are_those_of_the_benchmarks() -> None:
    files = _files({"a_b/new": ("a/b", "a_b"), "new/new": ("new", "new"), "x_10/new": ("x", "x_10"), "x_2/new": ("x", "x_2")})
    (run,) = _read(files).runs
    assert {name: [*found["time"].samples] for name, found in run.results.items()} == {
        key: [1e-07, 5e-08] for key in ("a/b", "new", "x", "x #2")
    }
    assert criterion.sniff_folder(sorted(files))
    assert not criterion.sniff_folder(["a/new/benchmark.json", "b/new/sample.json", "benchmark.json", "sample.json"])


def test_a_baseline_is_what_it_is_called() -> None:
    (source,) = find_sources((str(DATA / "criterion" / "valid" / "criterion-0.3.6"),), folders=True)[0]
    _, first = read_folder(source, "benchmarks", "first")
    _, last = read_folder(source, "benchmarks", "")
    assert first.runs[0].results.keys() == last.runs[0].results.keys()
    assert "größe: a/b/sort/1024" in first.runs[0].results
    with pytest.raises(ReportError) as caught:
        read_folder(source, "benchmarks", "second")
    assert caught.value.hint == "there are: first, new"
    with pytest.raises(ReportError) as caught:
        _read({})
    assert caught.value.hint == "there are: none"


@pytest.mark.parametrize(
    "sample", [{"times": ["a", 1.0]}, {"iters": [0.0, 1.0]}, {"times": [-1.0, 1.0]}, {"times": []}, {"times": None}]
)
def test_samples_are_numbers(sample: dict[str, list[float]]) -> None:
    with pytest.raises(ReportError, match=r"r/a/new/sample\.json"):
        _read(_files({"a/new": ("a", "a")}, **sample))


def test_a_large_folder_is_read_by_another_decoder() -> None:
    files = _files({f"x{number}/new": (f"x{number}", f"x{number}") for number in range(100)})
    assert len(_read(files).runs[0].results) == 100
    files["x5/new/sample.json"] = b'{"iters": [1.0], "times": '
    with pytest.raises(ReportError, match=r"r/x5/new/sample\.json: not well-formed JSON"):
        _read(files)


def test_a_single_file_is_no_report() -> None:
    assert not criterion.sniff(b'{"iters": [1.0], "times": [1.0]}')
    with pytest.raises(ReportError, match="one file of criterion's folder"):
        criterion.read([b"{}"], "sample.json", frozenset())
