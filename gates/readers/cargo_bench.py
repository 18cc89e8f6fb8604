"""What `cargo bench` prints: lines of libtest and of criterion, which stand mixed in one text where targets use both.

    test sort_small_     ... bench:       2,122.08 ns/iter (+/- 108.74)                libtest, 1.80 and later
    test memcpy_256k_    ... bench:     114,607 ns/iter (+/- 32,875) = 45746 MB/s      libtest before; b.bytes is set
    test suite/alu_mix ... bench:         342 ns/iter (+/- 22)                         criterion --output-format bencher
    suite/alu_mix           time:   [3.2542 µs 3.3653 µs 3.5450 µs]                    criterion

Each line is taken for the event that it tells of, and the events make up the report. A line that looks like a result and cannot
be understood is an error.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum, auto

from gates.errors import ReportError
from gates.model.benchmarks import BenchmarkReport, Run, Series, Statistic
from gates.model.verdict import Note
from gates.readers.benchmark_parts import HINT, Found, add, conclude, make_series, name_metric
from gates.readers.console import UNENDED, read_lines
from gates.readers.json import show
from gates.typed import NamedTuple

LIBTEST, CRITERION = "... bench:", "time:   ["
"""What stands in a line that looks like a result."""
_NUMBER = r"[0-9][0-9,]*(?:\.[0-9]+)?"
_BENCH = re.compile(rf"({_NUMBER}) (\S+) \(\+/- {_NUMBER}\)(?: = {_NUMBER} MB/s)?(?: <[0-9.]+s>)?")
_VALUE = r"([0-9.]+(?:e[+-]?[0-9]+)?) ([^\s\]]+)"
_TIME = re.compile(rf"\[\s*{_VALUE}\s+{_VALUE}\s+{_VALUE}\s*\]")
_RESULT = "test result: "
_PART = re.compile(r"test (?!result: )|\s*bench:")
"""How a line begins that tells of a test or benchmark, or only its result."""
_RUNNING = re.compile(r"running \d+ (?:\w+ )?(?:tests?|benches|benchmarks?)\b")
_PHASE = re.compile(r": (?:Warming up for|Collecting|Analyzing|Profiling for|Complete \(Analysis Disabled\)).*")
_TROUBLE = re.compile(
    r"error(?:\[\w+\])?: (?:bench failed|test failed|could not compile|\d+ targets? failed|process didn't exit)"
)
_MEASURED = re.compile(r"(\d{1,9}) measured;")


class What(Enum):
    """What a line says."""

    TARGET = auto()
    """Cargo starts a program, which is called so."""
    FRAME = auto()
    """libtest starts: what follows belongs together, up to END."""
    END = auto()
    """libtest has ended, and says how many it measured."""
    START = auto()
    """A benchmark begins, and a result of it has to come."""
    RESULT = auto()
    FAILED = auto()
    SKIPPED = auto()
    GOOD = auto()
    """A test, which is no benchmark, has run."""
    TROUBLE = auto()
    """Something went wrong, and benchmarks may be missing."""
    BLANK = auto()


class Event(NamedTuple):
    """What one line says."""

    what: What
    text: str = ""
    """The name of a benchmark or a target, the number that END tells, or what TROUBLE there is."""
    series: Series | None = None
    """Of RESULT."""


_WORDS = {"ok": What.GOOD, "ignored": What.SKIPPED, "FAILED": What.FAILED}


def read_text(chunks: Iterable[bytes], source: str) -> BenchmarkReport:
    """Give the report that a text is. Raises ReportError where a result is not understood, and where there is none."""
    *lines, rest = read_lines(chunks)
    events = [*_find_events((*lines, rest) if rest else lines, source)]
    return read_events([*events, Event(What.TROUBLE, UNENDED)] if rest else events, source)


def _find_events(lines: Iterable[str], source: str) -> Iterator[Event]:
    """Give what the lines say, in their order. Raises ReportError for a line that looks like a result and is none."""
    before, open_ = "", ""
    for number, line in enumerate(lines, 1):
        where = f"{source}:{number}"
        if CRITERION in line and "%" not in line.rpartition(CRITERION)[2]:
            yield _read_time(line, before, where)
        elif LIBTEST in line or _PART.match(line) or (open_ and "bench:" in line):
            event = _read_test(line, open_, where)
            open_ = event.text if event and event.what is What.START else ""
            yield from (event,) if event else ()
        else:
            event = read_around(line)
            yield from (event,) if event else ()
        before = line or before


def _read_time(line: str, before: str, where: str) -> Event:
    """Give a result of criterion; a long name stands on the line before."""
    name, _, numbers = line.rpartition("time:")
    told = _TIME.fullmatch(numbers.strip())
    name = name.strip() or ("" if before[:1].isspace() or before.startswith("Benchmarking ") else before)
    if not told or not name:
        lack = "has no name before it" if told else "is not understood"
        raise ReportError(f"a result {lack}: {show(line.strip())}", where=where, hint=HINT)
    return Event(What.RESULT, name, make_series(told[4], [_read_number(told[3], where)], where, statistic=Statistic.MEAN))


def _read_test(line: str, open_: str, where: str) -> Event | None:
    """Give what libtest, or its imitators, say of a test or benchmark; a result may stand on a later line than its name."""
    head, mark, tail = line.rpartition("bench:")
    told = _BENCH.fullmatch(tail.strip()) if mark else None
    name = head[5:].rpartition(" ... ")[0].strip() if head.startswith("test ") else open_
    if told and name:
        return Event(What.RESULT, name, make_series(told[2], [_read_number(told[1], where)], where, statistic=Statistic.MEDIAN))
    if LIBTEST in line or (mark and not head.strip()):
        lack = "has no name before it" if told else "is not understood"
        raise ReportError(f"a result {lack}: {show(line.strip())}", where=where, hint=HINT)
    name, dots, words = f"{line.removeprefix('test ')} ".partition(" ... ")
    if not dots or not line.startswith("test "):
        return None
    what = next((what for word, what in _WORDS.items() if words.startswith(word)), What.START)
    return Event(what, name.strip())


def _read_number(text: str, where: str) -> float:
    try:
        return float(text.replace(",", ""))
    except ValueError as flaw:
        raise ReportError(f"is no measurement: {show(text)}", where=where, hint=HINT) from flaw


def read_around(line: str) -> Event | None:
    """Give what a line says that is around the results; None where that does not matter."""
    if not line:
        return Event(What.BLANK)
    if line.startswith("Benchmarking "):
        return Event(What.START, _PHASE.sub("", line.removeprefix("Benchmarking ")).strip())
    if line.startswith(_RESULT):
        measured = _MEASURED.search(line)
        return Event(What.END, measured[1] if measured else "0")
    if _RUNNING.match(line):
        return Event(What.FRAME)
    if line.lstrip().startswith("Running "):
        return Event(What.TARGET, _find_target(line.rsplit(maxsplit=1)[-1]))
    return Event(What.TROUBLE, f"cargo says: {line}") if _TROUBLE.match(line) else None


def _find_target(path: str) -> str:
    """Give the name of a program, such as `name` of `(target/release/deps/name-6e20c770a6b1f7cc)`."""
    name = path.strip("()`").replace("\\", "/").rpartition("/")[2].removesuffix(".exe")
    return name.rpartition("-")[0] or name


def read_events(events: Sequence[Event], source: str) -> BenchmarkReport:
    """Give the report of what was said. Raises ReportError where no benchmark was measured.

    A name that several programs use has the program's behind it, where cargo's own lines tell it: `sort (small)`.
    """
    found: Found = {}
    counts = Counter(event.text for event in events if event.series)
    target = ""
    for event in events:
        if event.what is What.TARGET:
            target = event.text
        elif event.series:
            name = f"{event.text} ({target})" if target and counts[event.text] > 1 else event.text
            add(found, name, name_metric(event.series, event.series.unit), event.series)
    failed = dict.fromkeys(_choose(events, What.FAILED), "FAILED")
    skipped = _choose(events, What.SKIPPED)
    lost = _choose(events, What.START) - _choose(events, What.GOOD) - counts.keys() - skipped
    failed |= dict.fromkeys(lost - failed.keys(), "it began, and no result follows")
    doubts = [Note("not-whole", text, source) for text in _find_doubts(events)]
    return conclude([Run(source, found, failed, skipped)], source, doubts=doubts)


def _choose(events: Iterable[Event], what: What) -> frozenset[str]:
    return frozenset(event.text for event in events if event.what is what)


def _find_doubts(events: Iterable[Event]) -> Iterator[str]:
    """Give why there may have been more than these lines: what libtest began it ends, and criterion's last line is blank."""
    framed = loose = False
    measured = 0
    for what, text, _ in (*events, Event(What.TARGET)):
        if what is What.TROUBLE:
            yield text
        elif what is What.RESULT:
            measured, loose = measured + 1, not framed
        elif what is What.BLANK:
            loose = False
        elif what is What.END and measured < int(text):
            yield f"libtest says that it measured {text}, and {measured} results are there: was the report filtered?"
        elif what in (What.FRAME, What.TARGET) and framed:
            yield "libtest began and did not end: did it crash, or was the report cut off?"
        if what in (What.FRAME, What.TARGET, What.END):
            framed, measured, loose = what is What.FRAME, 0, loose and what is What.TARGET
    if loose:
        yield "it ends behind a result, where its harness prints more: was the report cut off, or filtered?"
