"""The totals that teams compare, each with its name and its formula, so that everybody can keep the one they know."""

from typing import NamedTuple


class Metric(NamedTuple):
    """A way to say how much of a program ran."""

    unit: str
    """What is counted, in the singular."""
    formula: str
    """What is divided by what, and who counts like that."""


METRICS: dict[str, Metric] = {
    "line": Metric("line", "lines run / lines (lcov, gcovr, JaCoCo, coverage.py without branches)"),
    "line-strict": Metric("line", "lines run with every branch taken / lines (Codecov; pycobertura)"),
    "branch": Metric("branch", "branches taken / branches (all tools that know branches)"),
    "combined": Metric(
        "line or branch", "(lines run + branches taken) / (lines + branches) (coverage.py, Coveralls, SonarQube)"
    ),
    "function": Metric("function", "functions entered / functions (lcov, istanbul, JaCoCo's METHOD)"),
    "statement": Metric("statement", "statements run / statements (go tool cover, istanbul, Clover)"),
    "region": Metric("region", "regions run / regions (llvm-cov)"),
}
"""Metric → what it is, in the order in which they are shown."""

DERIVED = {"line-strict": {"line", "branch"}, "combined": {"line", "branch"}}
"""Metric → the ones that have to be read for it, where it is no record's own."""


def find_sources(metrics: frozenset[str]) -> frozenset[str]:
    """Give the metrics that a reader has to read for these to be told."""
    return frozenset().union(*(DERIVED.get(metric, {metric}) for metric in metrics))
