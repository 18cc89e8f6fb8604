"""gate's own snapshot of benchmarks: what a baseline is kept in, a set of runs and never one number.

    gate-snapshot 1 benchmarks
    run bench.txt 2026-11-23T09:40:00Z 1f0c9f7d2b7a4e0a8d3c5b6e7f8091a2b3c4d5e6
    machine cpu AMD%20EPYC
    result suite/sort time s lower sample noisy 2.0805e-06 2.1122e-06
    failed suite/io killed%20by%20signal%209
    end 4 9f86d081884c7d65

Runs by time and source, in them everything by name, one record a line; `gates.readers.seal` tells of the first and the last.
A run tells its source, time and commit (`-` where it has none), then the machine, the results (benchmark, metric, unit,
direction, statistic, whether it is exact, samples), what failed and what was skipped. Texts stand with `%20` for a blank and
the like; samples are the shortest decimals that read back to the same number, in the order measured.

Of more than 101 samples of a run 101 are kept, by size: the lowest, the upper median, the highest, and evenly many between
them. Rules ask for the lowest and the median, so what they say stays the same; a mean of what is kept is not exactly that of
all. Notes are not kept, and a report that may not be whole is not written at all.
"""

from collections.abc import Iterable, Iterator, Sequence

from gates.errors import ReportError
from gates.model.benchmarks import BenchmarkReport, Better, Run, Series, Statistic, merge_reports
from gates.model.quantities import Unit
from gates.readers.benchmark_parts import conclude, make_series
from gates.readers.seal import HEAD, HINT, escape, open_seal, seal, unescape

SPEC = "#snapshots (README; format 1)"

_KIND = "benchmarks"
_HALF = 50
_MOST = 2 * _HALF + 1
"""More samples than this are not kept: the upper median stands in their middle, and as many on either side."""
_NOTHING, _HYPHEN = "-", "%2D"
_EXACT = {True: "exact", False: "noisy"}


def sniff(head: bytes) -> bool:
    """Say whether this is a snapshot of any version."""
    return head.startswith(HEAD)


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> BenchmarkReport:
    """Give the runs that a snapshot holds. Raises ReportError where it is not exactly what was written."""
    del wanted
    runs: list[Run] = []
    results: dict[str, dict[str, Series]] = {}
    failed: dict[str, str] = {}
    machine: dict[str, str] = {}
    for number, record in enumerate(open_seal(b"".join(chunks), _KIND, source), 2):
        where = f"{source}:{number}"
        name, *fields = record.split(" ")
        try:
            match name, fields:
                case "run", [told, time, commit]:
                    results, failed, machine = {}, {}, {}
                    runs.append(Run(_read(told), results, failed, frozenset(), machine, _read(commit), _read(time)))
                case "machine", [fact, value] if runs:
                    machine[_read(fact)] = _read(value)
                case "result", [benchmark, metric, *values] if runs:
                    results.setdefault(_read(benchmark), {})[_read(metric)] = _read_series(values, where)
                case "failed", [benchmark, words] if runs:
                    failed[_read(benchmark)] = _read(words)
                case "skipped", [benchmark] if runs:
                    runs[-1] = runs[-1]._replace(skipped=runs[-1].skipped | {_read(benchmark)})
                case _:
                    raise ValueError(f"there is no record {record[:40]!r} here")  # noqa: TRY301 (one way to tell a fault)
        except ValueError as flaw:
            raise ReportError(f"is damaged: {flaw}", where=where, hint=HINT, id_="snapshot-damaged") from flaw
    return conclude(runs, source)


def _read(text: str) -> str:
    """Give a text as it was before it was written. Raises ValueError."""
    if text in (_NOTHING, _HYPHEN):
        return "" if text == _NOTHING else _NOTHING
    return unescape(text).decode(errors="surrogatepass")


def _read_series(fields: Sequence[str], where: str) -> Series:
    """Give what was measured. Raises ValueError, ReportError."""
    unit, better, statistic, exact, *samples = fields
    known = Unit(_read(unit), 1.0)
    told = [*map(float, samples)]
    is_exact = list(_EXACT.values()).index(exact) == 0
    return make_series(known, told, where, statistic=Statistic(statistic), better=Better(better), exact=is_exact)


def write(report: BenchmarkReport, commit: str) -> str:
    """Give the snapshot of a report; the commit, which may be empty, is that of the runs that tell none.

    Raises ReportError for a report that may not be whole.
    """
    for doubt in sorted(report.doubts):
        raise ReportError(f"no snapshot is made of it: {doubt.text}", where=doubt.where, id_="snapshot-refused")
    return seal(_KIND, [record for run in merge_reports([report]).runs for record in _write_run(run, commit)])


def _write_run(run: Run, commit: str) -> Iterator[str]:
    yield f"run {_write(run.source)} {_write(run.time)} {_write(run.commit or commit)}"
    yield from (f"machine {_write(fact)} {_write(value)}" for fact, value in sorted(run.machine.items()))
    for name, metrics in sorted(run.results.items()):
        for metric, (unit, samples, better, statistic, exact) in sorted(metrics.items()):
            told = " ".join([repr(float(value)).removesuffix(".0") for value in _keep(samples)])
            head = f"result {_write(name)} {_write(metric)} {_write(unit)}"
            yield f"{head} {better.value} {statistic.value} {_EXACT[exact]} {told}"
    yield from (f"failed {_write(name)} {_write(words)}" for name, words in sorted(run.failed.items()))
    yield from (f"skipped {_write(name)}" for name in sorted(run.skipped))


def _write(text: str) -> str:
    """Give a text as one word of ASCII."""
    if text in ("", _NOTHING):
        return _HYPHEN if text else _NOTHING
    return escape(text.encode(errors="surrogatepass"))


def _keep(samples: Sequence[float]) -> Sequence[float]:
    """Give all samples, or of many those of which the docstring of this module tells."""
    if len(samples) <= _MOST:
        return samples
    ordered = sorted(samples)
    middle, last = len(samples) // 2, len(samples) - 1
    lower = [step * middle // _HALF for step in range(_HALF)]
    upper = [middle + step * (last - middle) // _HALF for step in range(_HALF + 1)]
    return [ordered[rank] for rank in (*lower, *upper)]
