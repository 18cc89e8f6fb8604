"""An in-toto Statement that the reports were tested, for a signer such as cosign or `gh attestation`.

Its subjects are the reports, by the digests of the bytes that were judged; `configuration` names them with their formats. A
report without a digest, such as a folder, is left out, and a statement without subjects attests to nothing: verifiers
refuse it.
https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md,
https://github.com/in-toto/attestation/blob/main/spec/predicates/test-result.md
"""

from collections.abc import Sequence

from gates.model.verdict import Input, Outcome, Verdict, fold_outcomes
from gates.renderers.document import write_document
from gates.renderers.escape import clean
from gates.renderers.findings import list_findings, name_result
from gates.renderers.protocol import Surface
from gates.typed import Any

_RESULTS = {Outcome.PASS: "PASSED", Outcome.WARN: "WARNED"}
"""Everything else, also what nobody could judge, is FAILED."""


def render(verdict: Verdict, surface: Surface) -> str:
    """Give the statement about the reports of one gate."""
    return render_all((verdict,), surface)


def render_all(verdicts: Sequence[Verdict], surface: Surface) -> str:
    """Give one statement about the reports of all gates, each of them once."""
    del surface
    inputs = sorted({each for verdict in verdicts for each in verdict.inputs if each.digest})
    subjects = dict.fromkeys((clean(each.path), each.digest) for each in inputs)
    statement = {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": path, "digest": {"sha256": digest}} for path, digest in subjects],
        "predicateType": "https://in-toto.io/attestation/test-result/v0.1",
        "predicate": {
            "result": _RESULTS.get(fold_outcomes(each.outcome for each in verdicts), "FAILED"),
            "configuration": [_describe(each) for each in inputs],
            **_name_tests(verdicts),
        },
    }
    return write_document(statement)


def _describe(report: Input) -> dict[str, Any]:
    told = {"name": clean(report.path), "digest": {"sha256": report.digest}}
    return told | {"annotations": {"format": clean(report.format)}}


def _name_tests(verdicts: Sequence[Verdict]) -> dict[str, list[str]]:
    """Give the conditions and rows by what became of them. What a waiver allows is a warning."""
    tests: dict[str, list[str]] = {"passedTests": [], "warnedTests": [], "failedTests": []}
    for verdict in verdicts:
        gate = clean(verdict.gate)
        passed = (result for result in verdict.results if result.outcome is Outcome.PASS)
        tests["passedTests"] += [f"{gate}/{name_result(result)}" for result in passed]
        for finding in list_findings(verdict):
            warned = finding.outcome in (Outcome.WARN, Outcome.WAIVED)
            tests["warnedTests" if warned else "failedTests"].append(f"{gate}/{finding.name}")
    return tests
