"""The numbers that a report of benchmarks holds, found by regular expressions and plain JSON, not by gate's readers.

Every function gives the numbers of one format, in seconds, bytes, or so many a second where the unit says so.
"""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

SCALES = {
    "ps": 1e-12, "ns": 1e-9, "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "ms": 1e-3, "s": 1.0, "MB/s": 1e6, "kb": 1e3,
    "text-bytes": 1.0, "Megabytes": 1.0, "ops/s": 1.0, "req/s": 1.0,
}  # fmt: skip
COUNTED = ("Ir", "TotalRW", "EstimatedCycles", "TotalBytes", "TotalBlocks", "AtTGmaxBytes")
LABELS = "Instructions|Total read\\+write|Estimated Cycles|Total bytes|Total blocks|At t-gmax bytes"


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


def find_pytest(text: str) -> Iterator[float]:
    """Give every round."""
    for each in json.loads(text)["benchmarks"]:
        yield from each["stats"]["data"]


def find_hyperfine(text: str) -> Iterator[float]:
    """Give every run."""
    for each in json.loads(text)["results"]:
        yield from each["times"]


def find_google(text: str) -> Iterator[float]:
    """Give every repetition, or the medians where there is none."""
    told = [each for each in json.loads(text)["benchmarks"] if not each.get("error_occurred")]
    single = [each for each in told if each.get("run_type", "iteration") == "iteration"]
    for each in single or [each for each in told if each["aggregate_name"] == "median"]:
        yield scale(each["real_time"], each["time_unit"])


def find_jmh(text: str) -> Iterator[float]:
    """Give every iteration of every fork."""
    for each in json.loads(text):
        metric = each["primaryMetric"]
        for fork in metric["rawData"]:
            yield from (scale(value, metric["scoreUnit"]) for value in fork)


def find_dotnet(text: str) -> Iterator[float]:
    """Give every value, or the least, and the bytes allocated."""
    for each in json.loads(text)["Benchmarks"]:
        statistics = each["Statistics"]
        yield from (value / 1e9 for value in statistics.get("OriginalValues") or [statistics.get("Min", statistics["Median"])])
        if each.get("Memory"):
            yield each["Memory"]["BytesAllocatedPerOperation"]


def find_gungraun(text: str) -> Iterator[float]:
    """Give the new counts of the totals."""
    for total in re.findall(r'"total":(.*?)"tool":', re.sub(r"\s+", "", text)):
        for event in COUNTED:
            for value in re.findall(
                rf'"{event}":\{{"diffs":(?:null|\{{[^}}]*\}}),"metrics":\{{"(?:Both":\[|Left":)\{{"Int":(\d+)\}}', total
            ):
                yield float(value)


def find_gungraun_text(text: str) -> Iterator[float]:
    """Give the new counts."""
    plain = re.sub(r"\x1b\[[\d;]*m", "", text)
    for value in re.findall(rf"^ +(?:{LABELS}): +(\d+)", plain, re.MULTILINE):
        yield float(value)


def find_custom(text: str) -> Iterator[float]:
    """Give each value."""
    for each in json.loads(text):
        yield scale(each["value"], each["unit"])


def find_bmf(text: str) -> Iterator[float]:
    """Give each value; a latency is in nanoseconds."""
    for measures in json.loads(text).values():
        for name, measure in measures.items():
            yield measure["value"] / (1e9 if name == "latency" else 1)


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
    "pytest-benchmark": find_pytest,
    "hyperfine": find_hyperfine,
    "google-benchmark": find_google,
    "jmh": find_jmh,
    "benchmarkdotnet": find_dotnet,
    "gungraun": find_gungraun,
    "gungraun-text": find_gungraun_text,
    "custom-json": find_custom,
    "bencher-bmf": find_bmf,
}
