"""A suite of benchmarks as a whole, in figures."""

from gates.model.benchmarks import BenchmarkReport, Better, Run, Series
from gates.policy.pairing import pair
from gates.policy.suite import tell_means


def test_figures_are_geometric_means_of_what_was_measured() -> None:
    results = {
        "a": {"time": Series("s", [4.0, 3.0]), "rate": Series("1/s", [5.0, 6.0], Better.HIGHER)},
        "b": {"time": Series("s", [12.0]), "allocations": Series("", [0.0])},
    }
    report = BenchmarkReport((Run("r", results, failed={"c": "killed"}),))
    found = tell_means(pair(report, BenchmarkReport(())))
    assert {name: round(value, 9) for name, value in found.items()} == {"benchmarks": 2, "time": 6.0, "rate": 6.0}
