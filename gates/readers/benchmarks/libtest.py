"""libtest's text (`cargo bench` of functions with `#[bench]`), and criterion's imitation of it (`--output-format bencher`).

    running 3 tests
    test nested::skipped ... ignored
    test nested::tiny    ... bench:          16.74 ns/iter (+/- 0.39)
    test memcpy_256k     ... bench:     100,300.04 ns/iter (+/- 7,833.11) = 52271 MB/s
    test result: ok. 0 passed; 0 failed; 1 ignored; 2 measured; 0 filtered out; finished in 16.90s

Kept: the value, which is the median in both; `ignored` is skipped and `FAILED` failed. Dropped: what stands behind ±, libtest's
greatest minus lowest, criterion's standard deviation; MB/s, which is the same time once more. libtest prints two decimals since
1.80, whole nanoseconds before; criterion prints whole ones, with commas since 0.6. Other crates have other units, such as
`cycles/iter` and `MS/s`. One number a benchmark: several reports tell of noise, one does not. criterion's own lines in between
are understood.

A name that comes again is of another program: `name (program)` where cargo's `Running …` lines are there (2>&1), else
`name #2`. libtest says how many it measured: fewer results, no end, or cargo's word that something failed put the report in
doubt. criterion ends with a blank line, so results without a frame that end otherwise do, too.
"""

import re
from collections.abc import Iterable

from gates.model.benchmarks import BenchmarkReport
from gates.readers.cargo_bench import CRITERION, LIBTEST, read_text
from gates.readers.console import read_lines

SPEC = "https://github.com/rust-lang/rust/blob/1.95.0/library/test/src/bench.rs (fmt_bench_samples)"
_BEGINS = re.compile(r"running \d{1,9} (?:tests?|benches|bench|benchmarks?)\Z")
_CARGO = re.compile(r"\s*(?:Running|Compiling|Finished|Doc-tests|Updating|Locking|Downloading|Downloaded|error:)\b")


def sniff(head: bytes) -> bool:
    """Say whether a line has a result of libtest, or all that there is so far are runs of it that measure nothing."""
    lines = read_lines([head])
    if any(line.startswith("test ") and LIBTEST in line for line in lines):
        return True
    begun = inside = foreign = False
    for line in lines:
        if _BEGINS.match(line):
            begun, inside = True, not line.startswith("running 0 ")
        elif line.startswith("test result: "):
            inside = False
        else:
            foreign = foreign or CRITERION in line or bool(line and not inside and not _CARGO.match(line))
    return begun and not foreign


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> BenchmarkReport:
    """Give the run that a text tells of. Raises ReportError for a result that is not understood, and where there is none."""
    del wanted
    return read_text(chunks, source)
