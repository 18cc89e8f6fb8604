"""JUnit XML, which every CI service shows: a suite for each gate, a case for each condition and each thing judged badly.

There is no schema that all who write or read it agree on; this is what Jenkins, GitLab and Azure Pipelines have in common,
with `file` as GitLab reads it: https://docs.gitlab.com/ci/testing/unit_test_reports/
A failure is a `failure`, what nobody could judge an `error`; JUnit knows no warning, so that is a case that passed and
says so. Nothing was timed, so no case has a time. GitLab takes cases of one class and name for one, so names are unique,
and its parser takes no text of 10 MB. It and a plugin of Jenkins take `[[ATTACHMENT|path]]` in a text for a file to be shown.
"""

from collections.abc import Iterator, Sequence

from gates.model.ratio import format_percent
from gates.model.verdict import Outcome, Verdict
from gates.renderers import phrases
from gates.renderers.escape import clean
from gates.renderers.findings import Finding, list_findings, name_result
from gates.renderers.log import write_lines
from gates.renderers.markup import escape_xml
from gates.renderers.protocol import Surface
from gates.typed import NamedTuple

_LOG_LETTERS = 200_000
"""How much of the log a suite tells."""
_ELEMENTS = {Outcome.FAIL: "failure", Outcome.UNJUDGED: "error", Outcome.WAIVED: "skipped", Outcome.SKIPPED: "skipped"}


class _Case(NamedTuple):
    rule: str
    name: str
    outcome: Outcome
    text: str = ""
    path: str = ""


def render(verdict: Verdict, surface: Surface) -> str:
    """Give a document with one suite."""
    return render_all((verdict,), surface)


def render_all(verdicts: Sequence[Verdict], surface: Surface) -> str:
    """Give a document with a suite for each verdict, in their order."""
    del surface
    suites = [(verdict, list(_list_cases(verdict))) for verdict in verdicts]
    whole = _count([case for _, cases in suites for case in cases])
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<testsuites name="gate" {whole}>']
    for verdict, cases in suites:
        lines += _write_suite(verdict, cases)
    return "\n".join((*lines, "</testsuites>", ""))


def _list_cases(verdict: Verdict) -> Iterator[_Case]:
    """Give what does not hold, then the conditions that do; where there is neither, the outcome itself."""
    some = False
    for finding in list_findings(verdict):
        some = True
        name = finding.name if finding.path in finding.name else f"{finding.name} in {finding.path}"
        yield _Case(finding.rule, name, finding.outcome, _tell(finding), finding.path)
    for result in verdict.results:
        if result.outcome is Outcome.PASS:
            some = True
            yield _Case(f"{verdict.gate}/{result.condition.id}", name_result(result), Outcome.PASS)
    if not some:
        yield _Case(f"{verdict.gate}/verdict", "verdict", verdict.outcome, clean(verdict.reason))


def _tell(finding: Finding) -> str:
    if finding.outcome is Outcome.WAIVED:
        return f"{finding.text} (waived: {finding.waiver})"
    lines = f" (lines {phrases.tell_spans(finding.spans, len(finding.spans))})" if finding.spans else ""
    return f"{finding.text}{lines}"


def _count(cases: list[_Case]) -> str:
    found = [_ELEMENTS.get(case.outcome) for case in cases]
    counts = {"failures": found.count("failure"), "errors": found.count("error"), "skipped": found.count("skipped")}
    return " ".join(f'{name}="{count}"' for name, count in (("tests", len(cases)), *counts.items()))


def _write_suite(verdict: Verdict, cases: list[_Case]) -> Iterator[str]:
    """Give a suite: what was measured, the cases, and the text that people would read in a log."""
    yield f'  <testsuite name="{_escape(verdict.gate)}" {_count(cases)}>'
    told = [(f"measured {each.metric}", format_percent(each.value)) for each in verdict.measurements]
    told += [(each.name, str(each.amount)) for each in verdict.evidence]
    told += [(f"read {each.path}", each.format) for each in verdict.inputs]
    if told:
        yield "    <properties>"
        for name, value in told:
            yield f'      <property name="{_escape(name)}" value="{_escape(value)}"/>'
        yield "    </properties>"
    for case in cases:
        yield from _write_case(case)
    yield f"    <system-out>{_write_log(verdict)}</system-out>"
    yield "  </testsuite>"


def _write_log(verdict: Verdict) -> str:
    """Give the text that people would read in a log, or the beginning of it."""
    told: list[str] = []
    room = _LOG_LETTERS
    for line in write_lines(verdict, Surface()):
        room -= len(line)
        if room < 0:
            told.append("…")
            break
        told.append(_escape(line))
    return "\n".join(told)


def _write_case(case: _Case) -> Iterator[str]:
    name, text = _escape(case.name), _escape(case.text)
    file = f' file="{_escape(case.path)}"' if case.path else ""
    start = f'    <testcase classname="gate.{_escape(case.rule.replace("/", "."))}" name="{name}"{file}'
    element = _ELEMENTS.get(case.outcome)
    if case.outcome is Outcome.PASS:
        yield f"{start}/>"
    elif element is None:
        yield f"{start}><system-out>warning: {text}</system-out></testcase>"
    elif element == "skipped":
        yield f'{start}><skipped message="{text}"/></testcase>'
    else:
        yield f'{start}><{element} type="{_escape(case.rule)}" message="{text}">{text}</{element}></testcase>'


def _escape(text: str) -> str:
    return escape_xml(text).replace("[[ATTACHMENT|", "[\\x5bATTACHMENT|")
