"""OpenMetrics: goldens, and what the parser of the Prometheus client and a split like GitLab's make of it."""

import re
import shlex
from collections.abc import Callable

import pytest
from hypothesis import given
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from gates.model.ratio import Ratio
from gates.model.verdict import ConditionResult, Evidence, Measurement, Outcome, Verdict
from gates.renderers import openmetrics
from gates.renderers.protocol import Surface
from tests.renderers.test_hostile import ANY
from tests.renderers.verdicts import FAILED, FAILURE, MIN_FILE, VERDICTS


def _parse(*verdicts: Verdict) -> dict[tuple[str, ...], float]:
    text = openmetrics.render_all(verdicts, Surface())
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    return {(sample.name, *sample.labels.values()): sample.value for sample in samples}


@pytest.mark.parametrize("case", ["fail", "rows", "unjudged"])
def test_goldens(case: str, golden: Callable[[str, str], None]) -> None:
    golden(f"renderers/{case}.openmetrics", openmetrics.render(VERDICTS[case], Surface()))


@given(ANY)
def test_the_parser_of_prometheus_takes_any_verdict(verdict: Verdict) -> None:
    found = _parse(verdict, verdict, VERDICTS["rows"])
    assert sum(value for key, value in found.items() if key[0] == "gate_outcome") == len({verdict.gate, "bench"})


@given(ANY)
def test_gitlab_splits_it_as_it_was_meant(verdict: Verdict) -> None:
    for line in openmetrics.render(verdict, Surface()).splitlines():
        words = shlex.split(re.sub("#.*$", "", line))
        assert not words or (len(words) == 2 and float(words[1]) >= 0)


def test_figures_are_as_exact_as_they_can_be() -> None:
    found = _parse(FAILURE)
    assert found["gate_condition_ratio", "coverage", "min", "total", "failure"] == 0.79996
    assert found["gate_condition_bound_ratio", "coverage", "min", "total", "failure"] == 0.8
    assert found["gate_condition_holds", "coverage", "min", "total", "failure"] == 0
    assert found["gate_condition_bound_ratio", "coverage", "min", "total", "warning"] == 0.95
    assert found["gate_condition_amount", "coverage", "max-uncovered", "total", "failure"] == 12
    assert found["gate_measured_ratio", "coverage", "line"] == 1234 / 1465
    assert found["gate_evidence", "coverage", "lines"] == 1465
    assert _parse(VERDICTS["rows"])["gate_rows", "bench", "benchmarks", "waived"] == 1


def test_what_nobody_measured_has_no_figure() -> None:
    results = (FAILED._replace(value=Ratio(0, 0)), ConditionResult(MIN_FILE, "a.py", Outcome.FAIL, Ratio(0, 1)))
    verdict = Verdict(
        "x", Outcome.UNJUDGED, results, measurements=(Measurement("line", Ratio(0, 0)),), evidence=(Evidence("n", 10**30),)
    )
    assert {key[0] for key in _parse(verdict)} == {
        "gate_outcome",
        "gate_condition_bound_ratio",
        "gate_condition_holds",
        "gate_evidence",
    }
