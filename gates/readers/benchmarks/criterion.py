"""criterion's folder (`target/criterion`, or `$CRITERION_HOME`), which `cargo bench` writes.

    group/func/1024/new/benchmark.json: {"group_id":"group","function_id":"func","value_str":"1024",
      "throughput":{"Bytes":1024},"full_id":"group/func/1024","directory_name":"group/func/1024","title":"group/func/1024"}
    group/func/1024/new/sample.json: {"sampling_mode":"Linear","iters":[41.0,82.0],"times":[1464245.0,2918204.0]}

Kept: each sample of each benchmark: its time, in nanoseconds, over the number of its iterations. `new` is the last run; another
name is what `--save-baseline` saved, and `base` the run before. A benchmark is known by its `full_id`: folders are cut to 64
bytes and numbered in the order of the run. Dropped: estimates and Tukey's fences, which are made of the samples; `change`; and
throughput, which is the same time once more. Where the code measures something else than time, no file tells the unit: it is
taken for nanoseconds. criterion 0.3 to 0.7 write the same.

criterion never deletes anything: a benchmark that was removed or not run is still there with its old numbers. Let a gated run
have an empty `CRITERION_HOME`. cargo-criterion keeps its data elsewhere, as CBOR: see its messages.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NoReturn, TypedDict

from gates.errors import ReportError
from gates.model.benchmarks import BenchmarkReport, Run
from gates.model.names import split_digits
from gates.readers.benchmark_parts import Found, add, conclude, divide, make_series
from gates.readers.json import decode, expect, take

SPEC = "https://github.com/bheisler/criterion.rs/blob/0.7.0/src/analysis/mod.rs (SavedSample; benchmark.json: src/report.rs)"
_NAMED, _MEASURED = "benchmark.json", "sample.json"
_LAST = "new"
_FILE_BYTES = 1 << 10
"""A file has more than that: decides which decoder is quicker for all."""


class _Benchmark(TypedDict, total=False):
    full_id: str
    directory_name: str


class _Sample(TypedDict, total=False):
    iters: list[float]
    times: list[float]


def sniff(head: bytes) -> bool:
    """Say that no single file is such a report."""
    del head
    return False


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> NoReturn:
    """Raise ReportError: a single file does not tell what a benchmark is called and what was measured."""
    del chunks, wanted
    raise ReportError("is one file of criterion's folder", where=source, hint="name the folder, such as target/criterion")


def sniff_folder(names: Sequence[str]) -> bool:
    """Say whether somewhere in the folder a name and samples of a benchmark stand side by side."""
    return bool(_find_folders(names, _NAMED) & _find_folders(names, _MEASURED))


def read_folder(names: Sequence[str], load: Callable[[str], bytes], source: str, which: str) -> BenchmarkReport:
    """Give the last run, or the baseline that is called so. Raises ReportError where it is not there, or not whole."""
    folders = _choose_folders(names, source, which or _LAST)
    found: Found = {}
    homes: dict[tuple[str, str], str] = {}
    for folder in folders:
        place, size_bytes = f"{source}/{folder}", len(folders) * _FILE_BYTES
        named = _load(load, folder, _NAMED, place, of_bytes=size_bytes)
        name, home = (take(named, key, str, "", f"{place}/{_NAMED}") for key in ("full_id", "directory_name"))
        if homes.setdefault((name, home), folder) != folder:
            message = f"holds {name!r} in {homes[name, home]} and in {folder}"
            raise ReportError(message, where=source, hint="are these several folders of criterion? name each")
        sample = _load(load, folder, _MEASURED, place, of_bytes=size_bytes)
        times, counts = (take(sample, key, list, "", f"{place}/{_MEASURED}") for key in ("times", "iters"))
        place = f"{place}/{_MEASURED}"
        add(found, name, "time", make_series("ns", divide(times, counts, place), place))
    return conclude([Run(source, found)], source)


def _choose_folders(names: Sequence[str], source: str, which: str) -> list[str]:
    """Give the folders of a baseline, one a benchmark. Raises ReportError where there is none, or one lacks a file."""
    named, measured = (_find_folders(names, file) for file in (_NAMED, _MEASURED))
    chosen = [folder for folder in named | measured if folder.rpartition("/")[2] == which]
    if not chosen:
        there = ", ".join(sorted({folder.rpartition("/")[2] for folder in named & measured}))
        raise ReportError(f"holds no baseline {which!r}", where=source, hint=f"there are: {there or 'none'}")
    for folder in sorted(set(chosen) - (named & measured)):
        lack = _MEASURED if folder in named else _NAMED
        raise ReportError(f"lacks {lack}", where=f"{source}/{folder}", hint="did the benchmark run to its end?")
    return sorted(chosen, key=split_digits)


def _find_folders(names: Iterable[str], file: str) -> frozenset[str]:
    """Give the folders that hold such a file."""
    return frozenset(name.removesuffix(f"/{file}") for name in names if name.endswith(f"/{file}"))


def _load(load: Callable[[str], bytes], folder: str, file: str, place: str, *, of_bytes: int) -> dict[str, Any]:
    """Give the object in a file."""
    where = f"{place}/{file}"
    schema = _Sample if file == _MEASURED else _Benchmark
    return expect(decode([load(f"{folder}/{file}")], where, schema, of_bytes=of_bytes), dict, "the document", where)
