"""The numbers that a report of benchmarks holds, found by regular expressions, not by gate's readers.

Every function gives the numbers of one format, in seconds, bytes, or so many a second where the unit says so.
"""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

SCALES = {
    "ps": 1e-12, "ns": 1e-9, "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "ms": 1e-3, "s": 1.0, "MB/s": 1e6, "kb": 1e3,
    "text-bytes": 1.0,
}  # fmt: skip


def scale(value: Any, unit: str) -> float:
    """Give a value in the base unit."""
    plain = re.sub(r"/(op|iter)$", "", unit)
    return float(str(value).replace(",", "")) * SCALES.get(plain, 1.0)


def find_libtest(text: str) -> Iterator[float]:
    """Give what stands behind `bench:`."""
    for value, unit in re.findall(r" \.\.\. bench: +([\d,.]+) (\S+) \(\+/- ", text):
        yield scale(value, unit)


def find_criterion_text(text: str) -> Iterator[float]:
    """Give the second of three times."""
    for value, unit in re.findall(r"time: +\[[\d.]+ \S+ ([\d.]+) (\S+) [\d.]+ [^%\s]+\]", text):
        yield scale(value, unit)


def find_libtest_json(text: str) -> Iterator[float]:
    """Give each median."""
    for value in re.findall(r'"median": ([\d.]+)', text):
        yield scale(value, "ns")


def find_go(text: str) -> Iterator[float]:
    """Give each value of each line; MB/s only where there is no time."""
    for line in re.findall(r"^Benchmark\S*[ \t]+\d+[ \t]+(.*ns/op.*|.*)$", text, re.MULTILINE):
        words = line.split()
        for value, unit in zip(words[::2], words[1::2], strict=True):
            if unit != "MB/s" or "ns/op" not in words:
                yield scale(value, unit)


def find_criterion(folder: Path, which: str) -> Iterator[float]:
    """Give each sample of a baseline."""
    for path in folder.glob(f"**/{which}/sample.json"):
        sample = json.loads(path.read_text(encoding="utf-8"))
        yield from (time / count / 1e9 for time, count in zip(sample["times"], sample["iters"], strict=True))


FINDERS: dict[str, Callable[[str], Iterator[float]]] = {
    "libtest": find_libtest,
    "criterion-text": find_criterion_text,
    "libtest-json": find_libtest_json,
    "go-bench": find_go,
}
