"""The totals that teams compare, each with its name and its formula, so that everybody can keep the one they know."""

UNITS = {
    "line": "line",
    "line-strict": "line",
    "branch": "branch",
    "combined": "line or branch",
    "function": "function",
    "statement": "statement",
    "region": "region",
}
"""Metric → what is counted, in the singular; in the order in which metrics are shown."""

FORMULAS = {
    "line": "lines run / lines (lcov, gcovr, JaCoCo, coverage.py without branches)",
    "line-strict": "lines run with every branch taken / lines (Codecov; pycobertura)",
    "branch": "branches taken / branches (all tools that know branches)",
    "combined": "(lines run + branches taken) / (lines + branches) (coverage.py, Coveralls, SonarQube)",
    "function": "functions entered / functions (lcov, istanbul, JaCoCo's METHOD)",
    "statement": "statements run / statements (go tool cover, istanbul)",
    "region": "regions run / regions (llvm-cov)",
}
"""Metric → what is divided by what, and who counts like that."""

DERIVED = {"line-strict": {"line", "branch"}, "combined": {"line", "branch"}}
"""Metric → the ones that have to be read for it, where it is no record's own."""


def find_sources(metrics: frozenset[str]) -> frozenset[str]:
    """Give the metrics that a reader has to read for these to be told."""
    return frozenset().union(*(DERIVED.get(metric, {metric}) for metric in metrics))
