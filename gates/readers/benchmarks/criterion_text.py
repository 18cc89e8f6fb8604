"""criterion's text (`cargo bench`), and that of `cargo criterion`.

    Benchmarking group/func/1024: Analyzing
    group/func/1024         time:   [36.121 µs 36.900 µs 37.822 µs]
                            thrpt:  [25.820 MiB/s 26.465 MiB/s 27.036 MiB/s]
                            change: [+3.1368% +4.8198% +6.9973%] (p = 0.00 < 0.05)
    Found 1 outliers among 20 measurements (5.00%)

Kept: the middle one of the three times, which is the slope where there is one, else the mean: five digits. Dropped: the bounds;
thrpt, which is the same time once more; change, whose base nobody tells. A name of more than 23 bytes stands on the line
before, one of more than 100 is cut. Units are s, ms, µs (us before 0.3.6), ns, ps, or those of another measurement. The folder
that criterion writes, `target/criterion`, says all this exactly and has the samples: rather give that.

A benchmark that began (stderr, 2>&1) and has no result could not be measured. A group ends with a blank line: a report that
does not is in doubt, as is one in which cargo says that something failed. libtest's lines in between are understood.
"""

from collections.abc import Iterable

from gates.model.benchmarks import BenchmarkReport
from gates.readers.cargo_bench import CRITERION, LIBTEST, read_text
from gates.readers.console import read_lines

SPEC = "https://bheisler.github.io/criterion.rs/book/user_guide/command_line_output.html"


def sniff(head: bytes) -> bool:
    """Say whether a line has a result of criterion, and none has one of libtest."""
    lines = read_lines([head])
    return any(CRITERION in line for line in lines) and not any(line.startswith("test ") and LIBTEST in line for line in lines)


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> BenchmarkReport:
    """Give the run that a text tells of. Raises ReportError for a result that is not understood, and where there is none."""
    del wanted
    return read_text(chunks, source)
