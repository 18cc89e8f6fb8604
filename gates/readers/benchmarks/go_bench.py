"""`go test -bench`: Go's benchmark format, which other harnesses write, too.

    goos: linux
    pkg: example.com/gatebench
    cpu: AMD EPYC
    BenchmarkHash/size=64-2     24514     1460 ns/op     43.84 MB/s     18472 B/op     64 allocs/op
    PASS

Kept: every value of every line, by unit; lines of one name (`-count`) are samples. `ns/op` is the time, `B/op` and `allocs/op`
are exact where all samples are the same. A unit that `b.ReportMetric` made up is its own metric: a rate is better where it is
higher, any other where it is lower, unless a line `Unit copies/op better=higher assume=exact` or `--better` tells. Dropped: the
number of iterations; MB/s beside ns/op, which is the same time once more.

A benchmark is called by package and name. The suffix -2 (GOMAXPROCS) is left out where all have the same, and told as the
machine's. `key: value` lines hold for what follows: where one name has results under several values of a key, they are kept
apart as `name key=value`. What a benchmark prints may stand between its name and its result. `--- FAIL` is failed; so is what
began without a result. FAIL that no benchmark explains, or results without PASS or ok behind them, put the report in doubt.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from gates.model.benchmarks import BenchmarkReport, Better, Run, Series
from gates.model.quantities import parse_unit
from gates.model.verdict import Note
from gates.readers.benchmark_parts import Found, add, conclude, make_commit, make_kebab, make_machine, make_series
from gates.readers.benchmarks._go_bench_records import Record, What, find_records
from gates.readers.console import UNENDED, read_lines
from gates.typed import NamedTuple

SPEC = "https://go.dev/design/14313-benchmark-format"
_RESULT = re.compile(rb"^(?:\xef\xbb\xbf)?(?:Benchmark\S*[ \t]+[0-9]+[ \t]+[0-9.]+[ \t]|goos: |pkg: )", re.MULTILINE)
_SUFFIX = re.compile(r"-([0-9]{1,5})\Z")
_METRICS = {
    "ns/op": "time", "sec/op": "time", "B/op": "allocated-bytes", "allocs/op": "allocations", "MB/s": "throughput",
    "B/s": "throughput",
}  # fmt: skip
_EXACT = ("B/op", "allocs/op")
_PREFIXED = ("ns", "us", "ms", "sec", "bytes")
"""Units that may have a word before them, such as `p99-ns`."""
_FACTS = {"os": "goos", "arch": "goarch", "cpu": "cpu"}

_CHATTER = ("testing", "coverage", "panic")
"""What Go itself prints as if it were a key."""

Settings = tuple[tuple[str, str], ...]
"""The keys that have a value, with it, sorted by key."""
Values = dict[tuple[str, Settings], dict[str, list[str]]]
"""Benchmark as it is printed, and what was set then → unit → values as they are written."""


class _Ends(NamedTuple):
    """What the records say beside values."""

    begun: set[str]
    failed: set[str]
    skipped: set[str]
    units: dict[str, dict[str, str]]
    """Unit → what a line tells of it."""
    doubts: list[str]


def sniff(head: bytes) -> bool:
    """Say whether a line is a result of Go, or tells Go's operating system or package."""
    return _RESULT.search(head) is not None


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> BenchmarkReport:
    """Give the run that a text tells of. Raises ReportError for a result that is not understood, and where there is none."""
    values: Values = {}
    lines = read_lines(chunks)
    ends = _find_ends(_take_values(find_records(lines, source), values))
    if lines[-1]:
        ends.doubts.append(UNENDED)
    suffixes = {name[len(_cut_suffix(name)) :] for name, _ in values}
    suffix = suffixes.pop() if len(suffixes) == 1 else ""
    usual = next((each for each in Better if f"better-{each.value}" in wanted), None)
    found: Found = {}
    guessed: set[str] = set()
    for full, rows in _name_apart(values, suffix):
        for unit in rows.keys() - ({"MB/s"} if "ns/op" in rows else ()):
            told = ends.units.get(unit, {})
            series = _make_series(unit, rows[unit], told, usual, f"{source}: {full}")
            add(found, full, _METRICS.get(unit) or make_kebab(unit.removesuffix("/op")) or "value", series)
            if not (unit in _METRICS or "better" in told or usual or series.better is Better.HIGHER or series.unit in _COSTS):
                guessed.add(unit)
    machine = {"gomaxprocs": suffix.removeprefix("-")} | {fact: _find_same(values, key) for fact, key in _FACTS.items()}
    lost = ends.begun - {_qualify(dict(settings).get("pkg", ""), name) for name, settings in values}
    failed = dict.fromkeys(map(_cut_suffix, lost), "it began, and no result follows")
    failed |= dict.fromkeys(_drop_parents(ends.failed), "--- FAIL")
    run = Run(source, found, failed, frozenset(ends.skipped), make_machine(machine), make_commit(_find_same(values, "commit")))
    notes = [Note("direction-guessed", _GUESSED.format(", ".join(sorted(guessed))), source)] if guessed else []
    return conclude([run], source, notes, [Note("not-whole", text, source) for text in ends.doubts])


_COSTS = ("s", "B")
"""Times and sizes, of which less is better."""
_GUESSED = "lower is taken as better for {}; --better says otherwise, or a line `Unit NAME better=higher` in the report"


def _take_values(records: Iterable[Record], values: Values) -> Iterator[tuple[Record, str]]:
    """Take the values of each result, and give each record with the package that it is of."""
    settings: dict[str, str] = {}
    key: Settings = ()
    for record in records:
        if record.what is What.RESULT:
            rows = values.setdefault((record.name, key), {})
            for value, unit in zip(record.words[::2], record.words[1::2], strict=True):
                rows.setdefault(unit, []).append(value)
        elif record.what is What.SETTING and record.name not in _CHATTER:
            settings[record.name] = record.words[0]
            key = tuple(sorted((name, value) for name, value in settings.items() if value))
        yield record, settings.get("pkg", "")


def _find_ends(records: Iterable[tuple[Record, str]]) -> _Ends:
    """Give what became of the benchmarks that have no result, and why the report may not be whole."""
    ends = _Ends(set(), set(), set(), {}, [])
    explained: set[str] = set()
    loose = False
    for (what, name, words), package in records:
        match what:
            case What.RESULT:
                loose = True
            case What.OPEN:
                ends.begun.add(_qualify(package, name))
                loose = True
            case What.FAILED:
                ends.failed.add(_qualify(package, _cut_suffix(name)))
                explained.add(package)
            case What.SKIPPED:
                ends.skipped.add(_qualify(package, _cut_suffix(name)))
            case What.UNIT:
                ends.units.setdefault(name, {}).update((each.partition("=")[0], each.partition("=")[2]) for each in words)
            case What.PASSED | What.BROKEN:
                loose = False
                if what is What.BROKEN and not _is_explained(name, explained, ends.doubts):
                    ends.doubts.append(f"go says: {name}")
            case _:
                pass
    if loose:
        ends.doubts.append("no PASS or ok follows its last result: did it crash, or was the report cut off, or filtered?")
    return ends


def _is_explained(line: str, explained: set[str], doubts: Sequence[str]) -> bool:
    """Say whether it is known already why a package failed; one that is not named is the last, or sums up all."""
    package = line.split()[1:2]
    return package[0] in explained if package else bool(explained or doubts)


def _qualify(package: str, name: str) -> str:
    return f"{package}.{name}" if package else name


def _cut_suffix(name: str) -> str:
    return _SUFFIX.sub("", name)


def _drop_parents(names: Iterable[str]) -> set[str]:
    """Give the names without those that only failed because a benchmark below them did."""
    told = set(names)
    return {name for name in told if not any(other.startswith(f"{name}/") for other in told)}


def _name_apart(values: Values, suffix: str) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """Give each benchmark by its full name, with those settings behind it without which another would be called the same."""
    groups: dict[str, list[dict[str, str]]] = {}
    for name, settings in values:
        groups.setdefault(_qualify(dict(settings).get("pkg", ""), name), []).append(dict(settings))
    for (name, settings), rows in values.items():
        own = dict(settings)
        full = _qualify(own.pop("pkg", ""), name)
        others = groups[full]
        telling = [f" {key}={value}" for key, value in own.items() if any(other.get(key) != value for other in others)]
        yield f"{full.removesuffix(suffix)}{''.join(telling)}", rows


def _find_same(values: Values, key: str) -> str:
    """Give what a key was set to, if that was the same for all."""
    told = {dict(settings).get(key, "") for _, settings in values}
    return told.pop() if len(told) == 1 else ""


def _make_series(unit: str, texts: Sequence[str], told: Mapping[str, str], usual: Better | None, where: str) -> Series:
    """Give the values of a unit; what a line tells of the unit counts more than what is usual."""
    _, _, tail = unit.rpartition("-")
    known = parse_unit(tail if tail in _PREFIXED else unit)
    better = Better(told["better"]) if told.get("better") in _SIDES else None if known.rate or unit in _METRICS else usual
    exact = told.get("assume") == "exact" or (unit in _EXACT and len(set(texts)) == 1)
    return make_series(known, [*map(float, texts)], where, better=better, exact=exact)


_SIDES = tuple(each.value for each in Better)
