"""What the reports of harnesses that write JSON, and of gungraun, say: read without gate's readers, for scripts/corpus_bench.

Each function gives, of the text of a report, every number that gate has to find: benchmark → metric → numbers, of all
processes in order, in base units. A benchmark that could not be measured has no metrics.
"""

import json
import re
from collections import defaultdict
from collections.abc import Callable
from fractions import Fraction

Expected = dict[str, dict[str, list[float]]]
TIMES = {"ns": 10**9, "us": 10**6, "ms": 10**3, "s": 1}


def _bring(value: float, parts: int) -> float:
    return float(Fraction(value) / parts)


def expect_pytest(text: str) -> Expected:
    """Give every round, or the minimum where there are none."""
    benchmarks = json.loads(text)["benchmarks"]
    return {each["fullname"]: {"time": each["stats"].get("data") or [each["stats"]["min"]]} for each in benchmarks}


def expect_hyperfine(text: str) -> Expected:
    """Give every run."""
    results = json.loads(text)["results"]
    return {each["command"]: {} if any(each.get("exit_codes", ())) else {"time": each["times"]} for each in results}


def expect_google(text: str) -> Expected:
    """Give the repetitions, or the median of what has only aggregates."""
    found: Expected = defaultdict(dict)
    benchmarks = json.loads(text)["benchmarks"]
    for each in benchmarks:
        name = each.get("run_name", each["name"])
        if each.get("error_occurred"):
            found[name] = {}
        elif each.get("run_type", "iteration") == "iteration":
            found[name].setdefault("time", []).append(_bring(each["real_time"], TIMES[each["time_unit"]]))
    for each in benchmarks:
        if each.get("aggregate_name") == "median" and each["run_name"] not in found:
            found[each["run_name"]]["time"] = [_bring(each["real_time"], TIMES[each["time_unit"]])]
    return dict(found)


def expect_jmh(text: str) -> Expected:
    """Give the iterations of all forks."""
    found: Expected = {}
    for each in json.loads(text):
        primary = each["primaryMetric"]
        first, _, second = primary["scoreUnit"].partition("/")
        rows = [value for fork in primary["rawData"] for value in fork]
        parameters = ", ".join(f"{key}={value}" for key, value in sorted(each.get("params", {}).items()))
        told = f"{each['benchmark']} ({parameters})" if parameters else each["benchmark"]
        if first == "ops":
            found[told] = {"throughput": [float(Fraction(value) * TIMES[second]) for value in rows]}
        else:
            found[told] = {"time": [_bring(value, TIMES[first]) for value in rows]}
    return found


def expect_benchmarkdotnet(text: str) -> Expected:
    """Give the values of a full report, the minimum or median of a brief one, and what was allocated."""
    found: Expected = {}
    for each in json.loads(text)["Benchmarks"]:
        name = each.get("FullName") or ".".join(each[key] for key in ("Namespace", "Type", "Method") if each.get(key))
        told = each["Statistics"]
        values = told.get("OriginalValues") or [told.get("Min", told.get("Median"))]
        found[name] = {"time": [_bring(value, 10**9) for value in values]}
        if "Memory" in each:
            found[name]["allocated-bytes"] = [each["Memory"]["BytesAllocatedPerOperation"]]
    return found


def expect_custom(text: str) -> Expected:
    """Give the value of each entry; what the units of the corpus mean is written here."""
    metrics = {"ns": ("time", 10**9), "req/s": ("throughput", 1), "Percent": ("percent", 1), "Megabytes": ("megabytes", 1)}
    found: Expected = defaultdict(dict)
    for each in json.loads(text):
        metric, parts = metrics[each["unit"]]
        found[each["name"]][metric] = [_bring(each["value"], parts)]
    return dict(found)


def expect_bencher(text: str) -> Expected:
    """Give the value of each measure."""
    names = {"latency": "time", "Total Bytes": "allocated-bytes", "Total Blocks": "allocations"}
    found: Expected = {}
    for name, measures in json.loads(text).items():
        told = {names.get(key, key.lower().replace(" ", "-")): [each["value"]] for key, each in measures.items()}
        found[name] = {key: [_bring(values[0], 10**9)] if key == "time" else values for key, values in told.items()}
    return found


COUNTS = {
    "Ir": "instructions", "TotalRW": "reads-and-writes", "EstimatedCycles": "estimated-cycles",
    "TotalBytes": "allocated-bytes", "TotalBlocks": "allocations", "AtTGmaxBytes": "peak-bytes",
}  # fmt: skip
LABELS = {
    "Instructions": "Ir", "Total read+write": "TotalRW", "Estimated Cycles": "EstimatedCycles",
    "Total bytes": "TotalBytes", "Total blocks": "TotalBlocks", "At t-gmax bytes": "AtTGmaxBytes",
}  # fmt: skip
NEW_COUNT = re.compile(r'"(\w+)":{(?:"diffs":(?:null|{[^}]*}),)?"metrics":{"(?:Both":\[|Left":){"\w+":([\d.]+)}')


def expect_gungraun(text: str) -> Expected:
    """Give the first number that stands behind each event of the total, up to the next summary; blanks do not matter."""
    found: Expected = {}
    pieces = re.split(r'"module_path":\s*"([^"]*)"', text)
    for before, path, behind in zip(pieces[0::2], pieces[1::2], pieces[2::2], strict=False):
        part = re.findall(r'"id":\s*(null|"[^"]*")', before)[-1].strip('"')
        name = path if part == "null" else f"{path} {part}"
        totals = re.sub(r"\s", "", behind).split('"total":')[1:]
        told: dict[str, list[float]] = {}
        for total in totals:
            for key, number in NEW_COUNT.findall(total):
                if key in COUNTS:
                    told.setdefault(COUNTS[key], [float(number)])
        found[name] = told
    return found


def expect_gungraun_text(text: str) -> Expected:
    """Give, for the name that stands above them, the first number behind each label."""
    found: Expected = {}
    margin, name = "", ""
    for line in re.sub(r"\x1b\[[0-9;]*m", "", text).split("\n"):
        label, _, rest = line.strip().partition(":")
        number = re.match(r"\s+([\d.]+|N/A)", rest)
        if line.startswith("  ") and number and label[:1].isalpha():
            name, margin = margin or name, ""
            told = found.setdefault(name, {})
            if label in LABELS and number[1] != "N/A":
                told[COUNTS[LABELS[label]]] = [float(number[1])]
        elif line[:1].strip():
            margin = f"{margin} {line}" if margin and "::" in margin and "::" not in line else line
        elif not line.strip():
            margin = ""
    return found


EXPECTATIONS: dict[str, Callable[[str], Expected]] = {
    "pytest-benchmark": expect_pytest,
    "hyperfine": expect_hyperfine,
    "google-benchmark": expect_google,
    "jmh": expect_jmh,
    "benchmarkdotnet": expect_benchmarkdotnet,
    "custom-json": expect_custom,
    "bencher-bmf": expect_bencher,
    "gungraun": expect_gungraun,
    "gungraun-text": expect_gungraun_text,
}
"""By format."""
