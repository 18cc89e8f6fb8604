"""GitLab Code Quality: what does not hold, beside the changed lines of a merge request.

It shows only what has a place, a severity and a fingerprint of its own, and compares fingerprints with the target branch to
tell what is new, so they do not depend on figures. What a waiver allows is left out: the format knows no such thing.
https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from collections.abc import Sequence

from gates.model.verdict import Outcome, Verdict
from gates.renderers.document import write_document
from gates.renderers.escape import clean
from gates.renderers.findings import Finding, find_place, list_findings
from gates.renderers.protocol import Surface
from gates.typed import Any

_SEVERITIES = {Outcome.FAIL: "major", Outcome.UNJUDGED: "critical", Outcome.WARN: "minor"}


def render(verdict: Verdict, surface: Surface) -> str:
    """Give a list of issues, empty where everything holds."""
    return render_all((verdict,), surface)


def render_all(verdicts: Sequence[Verdict], surface: Surface) -> str:
    """Give the issues of all verdicts in one list."""
    del surface
    return write_document([issue for verdict in verdicts for issue in _list_issues(verdict)])


def _list_issues(verdict: Verdict) -> list[dict[str, Any]]:
    findings = [finding for finding in list_findings(verdict) if finding.outcome in _SEVERITIES]
    return [_issue(finding, find_place(finding, verdict)) for finding in findings]


def _issue(finding: Finding, path: str) -> dict[str, Any]:
    begin = finding.spans[0].first if finding.spans else 1
    return {
        "description": clean(finding.text),
        "check_name": clean(finding.rule),
        "fingerprint": finding.fingerprint,
        "severity": _SEVERITIES[finding.outcome],
        "location": {"path": clean(path), "lines": {"begin": begin}},
    }
