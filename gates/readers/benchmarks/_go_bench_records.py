"""The lines of `go test -bench`, one by one: what each of them says."""

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum, auto

from gates.errors import ReportError
from gates.readers.benchmark_parts import HINT
from gates.readers.json import show
from gates.typed import NamedTuple

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?|NaN|Inf)")
_SETTING = re.compile(r"([a-z][^\sA-Z:]*):(?:[ \t]+(.*))?")
_PASSED = re.compile(r"PASS|ok[ \t]+\S+[ \t]+\S.*")
_FAILED = re.compile(r"FAIL(?:[ \t].*)?")


class What(Enum):
    """What a line says."""

    RESULT = auto()
    OPEN = auto()
    """A benchmark begins, and its result has to follow on another line."""
    FAILED = auto()
    SKIPPED = auto()
    PASSED = auto()
    """A package has ended."""
    BROKEN = auto()
    """A package has ended, and not well."""
    SETTING = auto()
    """A key has a value from here on."""
    UNIT = auto()


class Record(NamedTuple):
    """What one line says."""

    what: What
    name: str = ""
    """Of a benchmark, a key or a unit; of BROKEN the line."""
    words: Sequence[str] = ()
    """Values and units of RESULT in turn; the value of SETTING; what UNIT says of the unit."""


def find_records(lines: Iterable[str], source: str) -> Iterator[Record]:
    """Give what the lines say, in their order. Raises ReportError for a line that looks like a result and is none."""
    open_ = ""
    for number, line in enumerate(lines, 1):
        if line.startswith("Benchmark") and not line[9:10].islower():
            record = _read_benchmark(line, f"{source}:{number}")
        elif open_ and (words := _find_result(line)):
            record = Record(What.RESULT, open_, words)
        else:
            record = _read_around(line)
        if record:
            open_ = record.name if record.what is What.OPEN else "" if record.what is What.RESULT else open_
            yield record


def _read_benchmark(line: str, where: str) -> Record | None:
    """Give what a line says that begins with a benchmark's name; a name alone, as with -v, says nothing."""
    name, *words = line.split()
    begins = bool(words[1:]) and words[0].isdecimal()
    if begins and len(words) % 2 and all(map(_NUMBER.fullmatch, words[1::2])):
        return Record(What.RESULT, name, words[1:])
    if found := _find_result(line):
        return Record(What.RESULT, name, found)
    if begins and (_NUMBER.fullmatch(words[1]) or "ns/op" in words):
        raise ReportError(f"a result is not understood: {show(line)}", where=where, hint=HINT)
    return (_find_end(line, "--- ") or Record(What.OPEN, name)) if words else None


def _find_result(line: str) -> Sequence[str]:
    """Give the values and units of a result behind what a benchmark printed: a number, then pairs, each behind a tab."""
    parts = [part.split() for part in line.split("\t")]
    for at, part in enumerate(parts[:-1]):
        if part and part[-1].isdecimal():
            pairs = parts[at + 1 :]
            told = all(len(pair) == 2 and _NUMBER.fullmatch(pair[0]) for pair in pairs)  # noqa: PLR2004 (a pair)
            return [word for pair in pairs for word in pair] if told else ()
    return ()


def _find_end(line: str, mark: str) -> Record | None:
    """Give what go says of a benchmark that has no result."""
    for word, what in (("FAIL: ", What.FAILED), ("SKIP: ", What.SKIPPED)):
        name = line.partition(f"{mark}{word}")[2].split(" ")[0]
        if name.startswith("Benchmark"):
            return Record(what, name)
    return None


def _read_around(line: str) -> Record | None:
    """Give what a line says that is around the results; None where that does not matter."""
    if _PASSED.fullmatch(line):
        return Record(What.PASSED)
    if _FAILED.fullmatch(line):
        return Record(What.BROKEN, " ".join(line.split()))
    if line.startswith("Unit ") and len(line.split()) > 1:
        return Record(What.UNIT, line.split()[1], line.split()[2:])
    told = _SETTING.fullmatch(line)
    if told:
        return Record(What.SETTING, told[1], (told[2] or "",))
    return _find_end(line, "--- ") if line.lstrip().startswith("--- ") else None
