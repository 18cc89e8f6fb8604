"""Codecov's own JSON: cargo-llvm-cov --codecov, scripts that write for Codecov.

    {"coverage": {"src/main.rs": {"1": 5, "2": "1/2", "3": 0, "4": null}, "src/lib.rs": [null, 1, 0]}}

A line's entry is how often it ran, or "n/m" where n of its m parts did, or null or nothing where there is nothing to run; in an
array the entry at 0 is of no line. A line ran if anything of it did. The parts are regions in cargo-llvm-cov and branches
elsewhere, and the report does not say which, so they are not counted. Dropped: messages.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from gates.errors import ReportError
from gates.model.coverage import CoverageReport
from gates.readers.coverage_parts import begin, conclude, make_file
from gates.readers.json import DAMAGED, decode, expect, take
from gates.readers.paths import normalise

SPEC = "https://docs.codecov.com/docs/codecov-custom-coverage-format"

_DIGITS = 18


def sniff(head: bytes) -> bool:
    """Say whether an object begins with "coverage" and holds no SimpleCov result."""
    start = head.removeprefix(b"\xef\xbb\xbf")
    return re.match(rb'\s*\{\s*"coverage"\s*:\s*\{', start) is not None and b'"lines"' not in head


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> CoverageReport:
    """Give the coverage that a report for Codecov tells of. Raises ReportError on anything that is not one."""
    del wanted
    document = expect(decode(chunks, source), dict, "the document", source)
    parts = begin(source)
    for name, entries in take(document, "coverage", dict, "", source).items():
        try:
            parts.add(normalise(name), make_file(dict(_read_lines(entries))))
        except (TypeError, ValueError, AttributeError, OverflowError) as flaw:
            message = f"is not as Codecov wants it: {flaw}"
            raise ReportError(message, where=f"{source}: coverage[{name!r}]", hint=DAMAGED) from flaw
    return conclude(parts, {})


def _read_lines(entries: Any) -> Iterator[tuple[int, bool]]:
    told = enumerate(entries) if isinstance(entries, list) else entries.items()
    for line, entry in told:
        if entry is None or line in (0, "0"):
            continue
        if isinstance(entry, str):
            ran, slash, all_ = entry.partition("/")
            if not (slash and ran.isdigit() and all_.isdigit() and len(entry) < _DIGITS):
                raise ValueError(f"{entry[:40]!r} is neither a number nor n/m")
            yield int(line), int(ran) > 0
        else:
            yield int(line), entry > 0
