"""SARIF 2.1.0, which code scanning services and editors read: one run for each gate.

What nobody could judge is a result of the kind `open`, and its run says that it was not successful. What a waiver allows is
a result with a suppression; GitHub does not look at those, so it shows waived findings as well. GitHub takes no result
without a file and a line, so what is not in one file stands in the first report, and what is at no line in the first. Of
fingerprints it looks at `primaryLocationLineHash` alone: what is told again in the next run is the same alert.
Schema: https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json
"""

from collections.abc import Sequence
from itertools import islice

from gates.catalog import VERSION
from gates.model.verdict import EXIT_CODES, Outcome, Span, Verdict
from gates.renderers import phrases
from gates.renderers.document import write_document
from gates.renderers.escape import clean, clip
from gates.renderers.findings import Finding, find_place, list_findings
from gates.renderers.protocol import Surface
from gates.typed import Any

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "%SRCROOT%"
_LEVELS = {Outcome.FAIL: "error", Outcome.WARN: "warning", Outcome.WAIVED: "error"}
_RESULTS, _RELATED, _NOTES, _LETTERS, _DESCRIPTION = 25_000, 50, 100, 10_000, 1_000
"""How many results GitHub takes in a run, how many places are told beside one, how many notes, and the letters of texts.
https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning"""
_START = Span(1, 1)
_PLAIN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/")


def render(verdict: Verdict, surface: Surface) -> str:
    """Give a log with one run."""
    return render_all((verdict,), surface)


def render_all(verdicts: Sequence[Verdict], surface: Surface) -> str:
    """Give a log with a run for each verdict, in their order."""
    del surface
    return write_document({"$schema": _SCHEMA, "version": "2.1.0", "runs": [_run(verdict) for verdict in verdicts]})


def _run(verdict: Verdict) -> dict[str, Any]:
    findings = list_findings(verdict)
    shown = findings[:_RESULTS]
    demands = {finding.rule: finding.demand for finding in shown}
    places = {rule: index for index, rule in enumerate(demands)}
    driver = {
        "name": "gate",
        "version": VERSION,
        "semanticVersion": VERSION,
        "rules": [_rule(rule, demand) for rule, demand in demands.items()],
    }
    return {
        "tool": {"driver": driver},
        "automationDetails": {"id": f"gate/{_plain(verdict.gate)}/"},
        "invocations": [_invocation(verdict, len(findings) - len(shown))],
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The root of the repository."}}},
        "results": [_result(finding, places[finding.rule], verdict) for finding in shown],
    }


def _rule(rule: str, demand: str) -> dict[str, Any]:
    told = {"text": _plain(f"{demand[:1].upper()}{clip(demand[1:], _DESCRIPTION)}.")}
    return {"id": _plain(rule), "shortDescription": told, "fullDescription": told, "help": told}


def _invocation(verdict: Verdict, more: int) -> dict[str, Any]:
    """Give whether anybody could judge at all, why not, and what is worth saying."""
    told = [("note", f"{note.where}: {note.text}" if note.where else note.text) for note in verdict.notes[:_NOTES]]
    if unsaid := len(verdict.notes) - len(told):
        told.append(("note", f"and {phrases.plural('note', unsaid, 'more ')}"))
    if more:
        told.insert(0, ("warning", f"and {phrases.plural('result', more, 'more ')} than a run may hold"))
    if verdict.outcome in (Outcome.UNJUDGED, Outcome.SKIPPED):
        reason = f": {verdict.reason}" if verdict.reason else ""
        level = "error" if verdict.outcome is Outcome.UNJUDGED else "note"
        told.insert(0, (level, f"{phrases.tell_outcome(verdict)}{reason}"))
    return {
        "executionSuccessful": verdict.outcome is not Outcome.UNJUDGED,
        "exitCode": EXIT_CODES[verdict.outcome],
        "toolExecutionNotifications": [{"level": level, "message": {"text": _plain(text)}} for level, text in told],
    }


def _result(finding: Finding, index: int, verdict: Verdict) -> dict[str, Any]:
    unjudged = finding.outcome is Outcome.UNJUDGED
    result: dict[str, Any] = {
        "ruleId": _plain(finding.rule),
        "ruleIndex": index,
        "kind": "open" if unjudged else "fail",
        "level": "none" if unjudged else _LEVELS[finding.outcome],
        "message": {"text": _plain(finding.text)},
        "locations": [_location(find_place(finding, verdict), finding.spans[:1] or (_START,))],
        "partialFingerprints": {"gateFinding/v1": finding.fingerprint, "primaryLocationLineHash": finding.fingerprint},
    }
    if finding.outcome is Outcome.WAIVED:
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": _plain(finding.waiver)}]
    related: list[tuple[str, Sequence[Span]]] = [(finding.path, (span,)) for span in finding.spans[1:]]
    if not finding.path:
        spots = (spot for spot in verdict.hotspots if not spot.wanted)
        related += [(spot.path, spot.spans[:1]) for spot in islice(spots, _RELATED)]
    if related:
        result["relatedLocations"] = [{"id": id_, **_location(*each)} for id_, each in enumerate(related[:_RELATED], 1)]
    return result


def _location(path: str, spans: Sequence[Span]) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": _artifact(path)}
    for span in spans:
        physical["region"] = {"startLine": span.first, "endLine": span.last}
    return {"physicalLocation": physical}


def _artifact(path: str) -> dict[str, str]:
    """Give a path as a reference below the root of the repository, or as a URI of its own where it is absolute."""
    raw = clip(path, _LETTERS).encode(errors="surrogatepass")
    uri = "".join(chr(byte) if byte in _PLAIN else f"%{byte:02X}" for byte in raw)
    return {"uri": f"file://{uri}"} if path.startswith("/") else {"uri": uri, "uriBaseId": _ROOT}


def _plain(text: str) -> str:
    """Give a text in which no link can begin: in SARIF, brackets before parentheses are one even in plain text."""
    return clip(clean(text), _LETTERS).replace("](", "] (")
