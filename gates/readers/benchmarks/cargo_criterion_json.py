"""cargo-criterion's messages (`cargo criterion --message-format=json`), one JSON object a line.

    {"reason":"benchmark-complete","id":"group/func/1024","report_directory":"…","iteration_count":[41,82],
     "measured_values":[1464245.0,2918204.0],"unit":"ns","throughput":[{"per_iteration":1024,"unit":"bytes"}],
     "typical":{"estimate":35700.1,"lower_bound":35612.2,"upper_bound":35801.3,"unit":"ns"}, …, "change":null}
    {"reason":"group-complete","group_name":"group","benchmarks":["group/func/1024"],"report_directory":"…"}

Kept: each sample, which is what was measured over the number of iterations. Dropped: throughput, which is the same time once
more; estimates, which are made of the samples; change, whose base nobody tells. `id` is the title, cut after 100 bytes; of two
that are the same then, the second is called `name #2`. A group that is not completed puts the report in doubt, as does cargo's
word that something failed. Other lines, such as those of stderr, are passed over.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, TypedDict

from gates.model.benchmarks import BenchmarkReport, Run, Series
from gates.model.verdict import Note
from gates.readers.benchmark_parts import Found, add, conclude, divide, make_series, name_metric
from gates.readers.cargo_bench import What, read_around
from gates.readers.console import read_objects
from gates.readers.json import take

SPEC = "https://bheisler.github.io/criterion.rs/book/cargo_criterion/external_tools.html"
_MESSAGE = re.compile(rb'^\{ ?"reason": ?"(?:benchmark|group)-complete"', re.MULTILINE)


class _Message(TypedDict, total=False):
    reason: str
    id: str
    iteration_count: list[float]
    measured_values: list[float]
    unit: str


def sniff(head: bytes) -> bool:
    """Say whether a line is a message on a benchmark."""
    return _MESSAGE.search(head) is not None


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> BenchmarkReport:
    """Give the run that the messages tell of. Raises ReportError where one is not whole, and where there is none."""
    del wanted
    found: Found = {}
    doubts: list[str] = []
    loose = ""
    for place, line in read_objects(chunks, source, '"reason"', _Message):
        if isinstance(line, str):
            event = read_around(line)
            doubts += [event.text] if event and event.what is What.TROUBLE else []
        elif line.get("reason") == "benchmark-complete":
            loose = take(line, "id", str, "", place)
            series = _read_samples(line, place)
            add(found, loose, name_metric(series, series.unit), series)
        elif line.get("reason") == "group-complete":
            loose = ""
    doubts += [f"the group of {loose} is not complete: was the report cut off, or filtered?"] if loose else []
    return conclude([Run(source, found)], source, doubts=[Note("not-whole", text, source) for text in doubts])


def _read_samples(message: Mapping[str, Any], place: str) -> Series:
    """Give what was measured, for one iteration."""
    totals, counts = (take(message, key, list, "", place) for key in ("measured_values", "iteration_count"))
    return make_series(take(message, "unit", str, "", place), divide(totals, counts, place), place)
