"""In what a report as gate reads it differs from what the report says, for scripts/corpus_bench."""

import re
from math import isclose

from json_expectations import Expected

from gates.model.benchmarks import BenchmarkReport


def compare(report: BenchmarkReport, expected: list[float], text: str) -> str:
    """Give in what a report differs from its text; empty where it does not."""
    runs = [run.results for run in report.runs]
    found = sorted(value for run in runs for metrics in run.values() for series in metrics.values() for value in series.samples)
    if len(found) != len(expected) or not all(map(isclose, found, sorted(expected))):
        return f"{len(found)} values instead of {len(expected)}, or others: {found[:5]} for {sorted(expected)[:5]}"
    plain = re.sub(r"\x1b\[[\d;]*m", "", text)
    words = {word for run in runs for name in run for word in re.findall(r"\w+", re.sub(r" #\d+$", "", name))}
    lost = sorted(word for word in words if word not in plain)
    return f"names hold what the text does not: {lost}" if lost else ""


def compare_named(report: BenchmarkReport, expected: Expected) -> str:
    """Give the first benchmark and metric in which a report differs from what is expected; empty where it does not."""
    found: Expected = {name: {} for run in report.runs for name in (*run.failed, *run.skipped)}
    for run in report.runs:
        for name, results in run.results.items():
            for metric, series in results.items():
                found.setdefault(name, {}).setdefault(metric, []).extend(series.samples)
    for name in sorted({*expected, *found}):
        if name not in found or name not in expected:
            return f"{name!r} is only {'in the report' if name in expected else 'found by gate'}"
        for metric in sorted({*expected[name], *found[name]}):
            values, others = expected[name].get(metric, []), found[name].get(metric, [])
            if len(values) != len(others) or not all(map(isclose, values, others)):
                return f"{name!r}: {metric}: {values[:3]} is read as {others[:3]}"
    return ""
