"""The text that gungraun, iai-callgrind and iai print for people.

    bench::group::sort small:10
      Instructions:                1734|1650            (+5.09090%) [+1.04844x]
      Total read+write:            2362|2278            (+3.68744%) [+1.03556x]

    Gungraun result: Ok. 2 without regressions; 0 regressed; 0 filtered; 2 benchmarks finished in 0.49333s

The name stands at the margin and may go on in the next line; the counts stand below it, the new one, a bar and the old one
(iai: the new one alone), in colour or not. Kept and dropped is what the JSON's reader keeps and drops. A benchmark of which
nothing is kept, such as one under Memcheck, could not be measured. Where the last line is there (iai-callgrind 0.15 and later),
fewer benchmarks than it tells put the report in doubt.
"""

import re
from collections.abc import Iterable, Iterator

from gates.errors import ReportError
from gates.model.benchmarks import BenchmarkReport, Run
from gates.model.verdict import Note
from gates.readers.benchmark_parts import HINT, Found, add, conclude
from gates.readers.console import read_lines
from gates.readers.json import show
from gates.readers.valgrind import LABELS, NOTHING, make_count

SPEC = "https://github.com/gungraun/gungraun/blob/v0.17.0/docs/src/overview.md (text output of 0.3 to 0.17)"
_COUNT = re.compile(r"  +(?!=)([A-Za-z][^:|]*):\s+([0-9]+|[0-9]+\.[0-9]+|N/A)(?=\||\s|\Z)")
_TOOL = re.compile(r"  =+ [A-Z]+ =+\Z")
_END = re.compile(r"(?:Gungraun|Iai-Callgrind) result: .*\b(\d{1,9}) benchmarks? finished\b")
_MARK = re.compile(rb"^ +(?:\x1b\[[0-9;]*m)*(?:Instructions|Total bytes|Contexts|Errors|Dr|Ir):  ", re.MULTILINE)


def sniff(head: bytes) -> bool:
    """Say whether a text holds a count of Callgrind, Cachegrind, DHAT or a checker as gungraun prints it."""
    return _MARK.search(head) is not None


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> BenchmarkReport:
    """Give the run that a text tells of. Raises ReportError for a count that is not understood, and where there is none."""
    del wanted
    lines = read_lines(chunks)
    found: Found = {}
    names: dict[str, None] = {}
    for number, name, label, count in _read_counts(lines, source):
        names[name] = None
        if label in LABELS and count != "N/A":
            add(found, name, LABELS[label].metric, make_count(LABELS[label], float(count), f"{source}:{number}"))
    failed = {name: NOTHING for name in names if name not in found}
    told = sum(int(end[1]) for end in map(_END.match, lines) if end)
    lost = Note("benchmarks-lost", f"gungraun tells of {told} benchmarks, and {len(names)} are in the text", source)
    return conclude([Run(source, found, failed)], source, (), [lost] if told > len(names) else [])


def _read_counts(lines: list[str], source: str) -> Iterator[tuple[int, str, str, str]]:
    """Give each count with the number of its line, the benchmark and the label; the line of a tool has neither."""
    margin: list[str] = []
    name = ""
    for number, line in enumerate(lines, 1):
        count = _COUNT.match(line)
        if count or _TOOL.match(line):
            name, margin = (_name(margin) if margin else name), []
            if name:
                yield number, name, *((count[1].strip(), count[2]) if count else ("", ""))
        elif line.startswith("  ") and line.strip().partition(":")[0] in LABELS:
            raise ReportError(f"is no count: {show(line.strip())}", where=f"{source}:{number}", hint=HINT)
        elif line[:1].strip():
            margin.append(line.strip())
        elif not line.strip():
            margin, name = [], ""


def _name(margin: list[str]) -> str:
    """Give the name that the lines at the margin make up: from the last one with a path of modules; or the last one alone."""
    start = max((at for at, line in enumerate(margin) if "::" in line), default=len(margin) - 1)
    return " ".join(margin[start:])
