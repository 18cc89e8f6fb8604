"""in-toto: goldens, what the library of in-toto makes of a statement, and that only a pass is told as one."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from google.protobuf.json_format import Parse, ParseDict
from in_toto_attestation.predicates.test_result.v0.test_result_pb2 import TestResult as Predicate
from in_toto_attestation.v1.statement import Statement
from in_toto_attestation.v1.statement_pb2 import Statement as Message

from gates.model.verdict import Input, Outcome, Verdict
from gates.renderers import in_toto
from gates.renderers.protocol import Surface
from tests.conftest import Gate, lcov
from tests.renderers.verdicts import FAILURE, PASSED, VERDICTS

INPUTS = (Input("b.info", "lcov", "b" * 64), Input("a.xml", "cobertura", "a" * 64), Input("criterion", "criterion"))


def _parse(text: str) -> Any:
    """Give the predicate of a statement that the library finds whole."""
    statement = Statement.copy_from_pb(Parse(text, Message()))
    statement.validate()
    return ParseDict(json.loads(text)["predicate"], Predicate())


@pytest.mark.parametrize("case", ["pass", "fail", "rows"])
def test_goldens(case: str, golden: Callable[[str, str], None]) -> None:
    golden(f"renderers/{case}.in-toto.json", in_toto.render(VERDICTS[case]._replace(inputs=INPUTS), Surface()))


@pytest.mark.parametrize("case", VERDICTS)
def test_the_library_takes_it_and_only_a_pass_is_passed(case: str) -> None:
    predicate = _parse(in_toto.render(VERDICTS[case]._replace(inputs=INPUTS), Surface()))
    expected = {Outcome.PASS: "PASSED", Outcome.WARN: "WARNED"}.get(VERDICTS[case].outcome, "FAILED")
    assert predicate.result == expected
    assert [each.name for each in predicate.configuration] == ["a.xml", "b.info"]
    assert bool(predicate.failed_tests) == (VERDICTS[case].outcome in (Outcome.FAIL, Outcome.UNJUDGED))


def test_the_worst_of_several_counts_and_each_report_once() -> None:
    verdicts = [VERDICTS[case]._replace(inputs=INPUTS) for case in ("pass", "unjudged", "pass")]
    told = json.loads(in_toto.render_all(verdicts, Surface()))
    assert told["predicate"]["result"] == "FAILED"
    assert told["subject"] == [
        {"name": "a.xml", "digest": {"sha256": "a" * 64}},
        {"name": "b.info", "digest": {"sha256": "b" * 64}},
    ]
    assert told["predicate"]["passedTests"] == ["coverage/min: line ≥ 80%"] * 2


def test_without_digests_there_is_no_subject_and_no_library_takes_it() -> None:
    shown = in_toto.render(FAILURE, Surface())
    assert json.loads(shown)["subject"] == []
    with pytest.raises(ValueError, match="At least one subject"):
        _parse(shown)


def test_what_is_waived_is_a_warning() -> None:
    told = json.loads(in_toto.render(VERDICTS["rows"], Surface()))["predicate"]
    assert [name.rpartition("/")[2] for name in told["warnedTests"]] == ["parse"]
    assert in_toto.render(Verdict("x", Outcome.PASS, (PASSED,)), Surface()).count("x/min") == 1


@pytest.mark.parametrize("packed", [False, True])
def test_the_digests_are_of_the_bytes_as_they_lie_there(gate: Gate, tmp_path: Path, packed: bool) -> None:
    import gzip

    data = lcov({f"src/{n}.py": dict.fromkeys(range(1, 9 if packed else 999), 1) for n in range(300)})
    data = gzip.compress(data) if packed else data
    (tmp_path / "a.info").write_bytes(data)
    (tmp_path / "b.info").write_bytes(lcov({"b.py": {1: 1}}))
    told = gate("coverage", "--min", "50", "--format", "in-toto", "a.info", "-", stdin=(tmp_path / "b.info").read_bytes())
    assert told.code == 0
    found = {each["name"]: each["digest"]["sha256"] for each in json.loads(told.out)["subject"]}
    assert found == {
        "a.info": hashlib.sha256(data).hexdigest(),
        "-": hashlib.sha256((tmp_path / "b.info").read_bytes()).hexdigest(),
    }
    written = gate("coverage", "--min", "50", "--output", "in-toto=a.json", "a.info")
    assert (written.code, json.loads((tmp_path / "a.json").read_text())["subject"][0]["name"]) == (0, "a.info")
    assert (
        f'"digest": "{hashlib.sha256(data).hexdigest()}"' in gate("coverage", "--min", "50", "--format", "json", "a.info").out
    )


def test_a_folder_is_no_subject(gate: Gate, tmp_path: Path) -> None:
    folder = tmp_path / "criterion" / "sort" / "new"
    folder.mkdir(parents=True)
    (folder / "benchmark.json").write_text(
        '{"group_id":"sort","function_id":null,"value_str":null,"throughput":null,"full_id":"sort","directory_name":"sort","title":"sort"}'
    )
    estimate = '{"confidence_interval":{"confidence_level":0.95,"lower_bound":1.0,"upper_bound":1.0},"point_estimate":1.0,"standard_error":0.0}'
    (folder / "estimates.json").write_text(
        '{"mean":%s,"median":%s,"median_abs_dev":%s,"slope":null,"std_dev":%s}' % ((estimate,) * 4)
    )
    (folder / "sample.json").write_text('{"sampling_mode":"Flat","iters":[1.0,1.0],"times":[1.0,1.0]}')
    told = gate("bench", "--format", "in-toto", "criterion")
    assert json.loads(told.out)["subject"] == []
