"""The text that gungraun, iai-callgrind and iai print for people.

    bench::group::sort small:10
      Instructions:                1734|1650            (+5.09090%) [+1.04844x]
      Total read+write:            2362|2278            (+3.68744%) [+1.03556x]

The name stands at the margin and may go on in the next line; the counts stand below it, the new one, a bar and the old one
(iai: the new one alone), in colour or not. Kept and dropped is what the JSON's reader keeps and drops. A benchmark of which
nothing is kept, such as one under Memcheck, could not be measured.
"""

import re
from collections.abc import Iterable, Iterator

from gates.model.benchmarks import BenchmarkReport, Run
from gates.readers.benchmark_parts import Found, conclude
from gates.readers.valgrind import LABELS, NOTHING, add_count

SPEC = "https://github.com/gungraun/gungraun/blob/v0.17.0/docs/src/overview.md (text output of 0.3 to 0.17)"
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_COUNT = re.compile(r"  +(?!=)([A-Za-z][^:|]*):\s+([0-9]+|[0-9]+\.[0-9]+|N/A)(?=\||\s|\Z)")
_MARK = re.compile(rb"^ +(?:\x1b\[[0-9;]*m)*(?:Instructions|Total bytes|Contexts|Errors|Dr|Ir):  ", re.MULTILINE)


def sniff(head: bytes) -> bool:
    """Say whether a text holds a count of Callgrind, Cachegrind, DHAT or a checker as gungraun prints it."""
    return _MARK.search(head) is not None


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> BenchmarkReport:
    """Give the run that a text tells of. Raises ReportError where it holds no benchmark."""
    del wanted
    text = _COLOUR.sub("", b"".join(chunks).decode("utf-8-sig", errors="replace"))
    found: Found = {}
    names: dict[str, None] = {}
    for number, name, label, count in _read_counts(text):
        names[name] = None
        if label in LABELS and count != "N/A":
            add_count(found, name, LABELS[label], float(count), f"{source}:{number}")
    failed = {name: NOTHING for name in names if name not in found}
    return conclude([Run(source, found, failed)], source)


def _read_counts(text: str) -> Iterator[tuple[int, str, str, str]]:
    """Give each count with the number of its line, the benchmark and the label."""
    margin: list[str] = []
    name = ""
    for number, line in enumerate(text.splitlines(), 1):
        count = _COUNT.match(line)
        if count:
            name, margin = (_name(margin) if margin else name), []
            if name:
                yield number, name, count[1].strip(), count[2]
        elif line[:1].strip():
            margin.append(line.strip())
        elif not line.strip():
            margin, name = [], ""


def _name(margin: list[str]) -> str:
    """Give the name that the lines at the margin make up: from the last one with a path of modules; or the last one alone."""
    start = max((at for at, line in enumerate(margin) if "::" in line), default=len(margin) - 1)
    return " ".join(margin[start:])
