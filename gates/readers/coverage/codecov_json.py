"""Codecov's own JSON: cargo-llvm-cov --codecov, and scripts that write for Codecov.

    {"coverage": {
       "src/main.rs": {"1": 5, "2": "1/2", "3": 0, "4": null},
       "src/lib.rs": [null, 1, "2/3", true]},
     "messages": {"src/lib.rs": {"2": "why"}}}

A line's entry is how often it ran, or "n/m" where n of its m parts did, or null or nothing where there is nothing to run. A
line ran if any part of it did. Parts, where there are two or more, count as branches, which is what Codecov makes of them; the
report does not say which of them ran. Dropped: messages, meta.

Dialects: cargo-llvm-cov (0.6, 0.9) writes "n/m" for every line, "1/1" too, and its parts are regions and not branches; nothing
in the report says so, hence a note. The oldest form has an array for each file, whose entry at 0 is null because there is no
line 0, and true for a line that ran in part, here one of two. An array with something at 0 begins with line 1 instead, as
SimpleCov's do, and is no report of this format. Codecov's formatter for Ruby puts "meta" first.
"""

import re
from collections.abc import Iterable, Iterator

from gates.errors import ReportError
from gates.model.branches import Row
from gates.model.coverage import CoverageReport, FileCoverage
from gates.readers.coverage_parts import begin, conclude, make_file
from gates.readers.json import DAMAGED, decode, expect, show, take
from gates.readers.paths import normalise
from gates.typed import Any

SPEC = "https://docs.codecov.com/docs/codecov-custom-coverage-format"

_BEGIN = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*(?:"meta"\s*:\s*\{[^{}]*\}\s*,\s*)?"coverage"\s*:\s*\{')
_FROM_LINE_ONE = re.compile(rb":\s*\[\s*[^\s\]n]")
_COUNT = re.compile(r"([0-9]{1,18})(?:/([0-9]{1,9}))?")


def sniff(head: bytes) -> bool:
    """Say whether an object begins with "coverage" and holds neither SimpleCov's lines nor arrays that begin with line 1."""
    return _BEGIN.match(head) is not None and b'"lines"' not in head and _FROM_LINE_ONE.search(head) is None


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> CoverageReport:
    """Give the coverage that a report for Codecov tells of. Raises ReportError on anything that is not one."""
    del wanted
    document = expect(decode(chunks, source), dict, "the document", source)
    parts = begin(source)
    for name, entries in take(document, "coverage", dict, "", source).items():
        try:
            parts.add(normalise(name), _read_file(entries))
        except (TypeError, ValueError, AttributeError) as flaw:
            message = f"is not as Codecov wants it: {flaw}"
            raise ReportError(message, where=f"{source}: coverage[{name!r}]", hint=DAMAGED) from flaw
    if any(file.counted.numbers for file in parts.files.values()):
        parts.note("parts-as-branches", "counts parts of lines as branches; those of cargo-llvm-cov are regions")
    return conclude(parts, {})


def _read_file(entries: Any) -> FileCoverage:
    lines: dict[int, bool] = {}
    rows = []
    for line, ran, valid in _read_entries(entries):
        lines[line] = ran > 0
        if valid > 1:
            rows.append(Row(line, valid, ran, ran, b""))
    return make_file(lines, rows)


def _read_entries(entries: Any) -> Iterator[tuple[int, int, int]]:
    """Give each line, how often it or how many of its parts ran, and how many parts it has, or 0. Raises ValueError."""
    for line, entry in enumerate(entries) if isinstance(entries, list) else entries.items():
        if entry is None:
            continue
        if line == 0:
            raise ValueError("the entry at 0 is of no line, so it has to be null")
        match = _COUNT.fullmatch("1/2" if entry is True else str(entry))
        ran, valid = (int(match[1]), int(match[2] or 0)) if match else (0, 0)
        if not match or (match[2] and ran > valid):
            raise ValueError(f"{show(entry)} is neither how often a line ran nor n/m")
        yield int(line), ran, valid
