"""gate's own verdict documents: what `--format json` writes, of one gate or of `gate run`.

    {"format": "gate-verdict", "version": 1, "gate": "coverage", "outcome": "pass", "exit_code": 0, "conditions": […], …}
    {"format": "gate-run", "version": 1, "outcome": "fail", "exit_code": 1, "gates": [{"format": "gate-verdict", …}, …]}

All that the verdict holds is kept, so that every output made of it is the same as at once; only the percentages, which are
there to be shown, are passed over, and keys that this version does not know. A document that contradicts itself, such as a
pass with a condition that does not hold, is an error. Schemas: config/schema/{verdict,run}.schema.json.
"""

from collections.abc import Iterable

from gates.errors import ReportError
from gates.model.verdict import EXIT_CODES, WORST_FIRST, Outcome, Run, Verdict, fold_outcomes
from gates.readers.json import decode, expect
from gates.readers.verdict_node import Node
from gates.readers.verdict_parts import (
    read_evidence,
    read_history,
    read_hotspot,
    read_input,
    read_measurement,
    read_note,
    read_remedy,
    read_result,
    read_table,
)

SPEC = "#the-verdict-document"
VERSION = 1
_ONE, _SEVERAL = "gate-verdict", "gate-run"
_WRITE = "gate COMMAND --output json=PATH writes what is read here"


def sniff(head: bytes) -> bool:
    """Say whether a document names one of the two formats."""
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") and (b'"gate-verdict"' in head or b'"gate-run"' in head)


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> Run:
    """Give the verdicts of a document, in its order. Raises ReportError on anything that is not one, or not a whole one."""
    del wanted
    node = Node(expect(decode(chunks, source), dict, "the document", source), "", source)
    format_ = _check_format(node, _ONE, _SEVERAL)
    if format_ == _ONE:
        return Run((_read_verdict(node),), is_run=False)
    verdicts = tuple(_read_gate(each) for each in node.each("gates"))
    if not verdicts:
        node.fail("holds no gate", "gates")
    names = [verdict.gate for verdict in verdicts]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        node.fail(f"holds the gate {twice!r} twice", "gates")
    _check_outcome(node, fold_outcomes(verdict.outcome for verdict in verdicts), "its gates")
    return Run(verdicts, is_run=True)


def _check_format(node: Node, *formats: str) -> str:
    """Give which of the formats a document is of. Raises ReportError for another, and for a version that is not read here."""
    format_ = node.told.get("format")
    if format_ not in formats:
        raise ReportError("is not a verdict document of gate", where=node.where, hint=_WRITE, id_="report-foreign")
    version = node.count("version")
    if version != VERSION:
        told = f"is a verdict document of version {version}, and this gate reads {VERSION}"
        hint = "use the gate that wrote it, or a newer one"
        raise ReportError(told, where=node.where, hint=hint, id_="report-version")
    return str(format_)


def _read_gate(node: Node) -> Verdict:
    _check_format(node, _ONE)
    return _read_verdict(node)


def _read_verdict(node: Node) -> Verdict:
    results = tuple(map(read_result, node.each("conditions")))
    verdict = Verdict(
        gate=node.text("gate"),
        outcome=node.choose("outcome", WORST_FIRST),
        results=results,
        inputs=tuple(map(read_input, node.each("inputs"))),
        evidence=read_evidence(node),
        measurements=tuple(map(read_measurement, node.each("measurements"))),
        hotspots=tuple(map(read_hotspot, node.each("hotspots"))),
        remedies=tuple(map(read_remedy, node.each("way_to_green"))),
        notes=tuple(map(read_note, node.each("notes"))),
        tables=tuple(map(read_table, node.each("tables"))),
        reason=node.text("reason"),
        history=tuple(map(read_history, node.each("history"))) if "history" in node.told else (),
    )
    worst = fold_outcomes(result.outcome for result in results) if results else verdict.outcome
    _check_outcome(node, min(worst, verdict.outcome, key=WORST_FIRST.index), "its conditions")
    return verdict


def _check_outcome(node: Node, least: Outcome, parts: str) -> None:
    """Raise ReportError where the outcome is better than what it is made of, or the exit code is that of another."""
    outcome = node.choose("outcome", WORST_FIRST)
    if outcome is not least:
        node.fail(f"{outcome.value!r} contradicts {parts}, of which the worst is {least.value!r}", "outcome")
    code = node.count("exit_code")
    if code != EXIT_CODES[outcome]:
        node.fail(f"{code} contradicts the outcome {outcome.value!r}, which is {EXIT_CODES[outcome]}", "exit_code")
