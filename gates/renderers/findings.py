"""What a verdict holds against the code, one by one, as the machine outputs list it: under a rule, at a place, with a name.

Nothing is told worse than the gate judged it: where the gate passes, what does not hold is a warning.
"""

from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from itertools import chain

from gates.model.condition import Demand, Scope
from gates.model.table import Row, Table
from gates.model.verdict import ConditionResult, Outcome, Span, Verdict
from gates.renderers import phrases
from gates.renderers.cells import tell_cell
from gates.renderers.escape import clean
from gates.typed import NamedTuple

_TOLD = (Outcome.FAIL, Outcome.UNJUDGED, Outcome.WARN, Outcome.WAIVED)
_RED = (Outcome.FAIL, Outcome.UNJUDGED)
_SCOPES = {Scope.TOTAL: "", Scope.FILE: " of every file", Scope.GROUP: " of every group"}
_DEMANDS = {
    Demand.AT_LEAST: "no less than the bound",
    Demand.AT_MOST: "no more than the bound",
    Demand.DROP_AT_MOST: "no further below the baseline than allowed",
    Demand.RISE_AT_MOST: "no further above the baseline than allowed",
}


class Finding(NamedTuple):
    """One thing that does not hold, that nobody could judge, or that a waiver allows."""

    rule: str
    """The gate, and its condition or its table: `coverage/min-file`, `audit/vulnerabilities`."""
    demand: str
    """What the rule asks for, without figures, which differ from finding to finding."""
    name: str
    """What was judged, without what was measured, so that it is the same in the next run; unique under its rule and path."""
    outcome: Outcome
    """FAIL, UNJUDGED, WARN or WAIVED."""
    text: str
    """One sentence on one line, without a full stop."""
    fingerprint: str
    """64 hexadecimal digits, of rule, path and name: unique within the verdict, and the same in the next run."""
    path: str = ""
    """The file or report in which it is; empty where it is the whole."""
    spans: tuple[Span, ...] = ()
    """The lines there, ascending; empty where nobody knows."""
    waiver: str = ""
    """Why it is allowed; empty unless the outcome is WAIVED."""


def list_findings(verdict: Verdict) -> list[Finding]:
    """Give the findings, the worst first: of the whole, of its conditions, of its tables.

    There is one at least unless the gate passes.
    """
    findings: list[Finding] = []
    seen: Counter[tuple[str, ...]] = Counter()
    for finding in chain(_judge_whole(verdict), _judge_results(verdict), _judge_rows(verdict)):
        parts = (finding.rule, finding.path, finding.name)
        seen[parts] += 1
        name = f"{finding.name} ({seen[parts]})" if seen[parts] > 1 else finding.name
        whole = f"{finding.rule}\0{finding.path}\0{name}".encode(errors="surrogatepass")
        outcome = _temper(finding.outcome, verdict)
        findings.append(finding._replace(name=name, fingerprint=sha256(whole).hexdigest(), outcome=outcome))
    findings.sort(key=lambda finding: _TOLD.index(finding.outcome))
    return findings


def find_place(finding: Finding, verdict: Verdict) -> str:
    """Give the file in which a finding is shown where it has to be in one: its own, else the first report, else `gate.toml`."""
    reports = (each.path for each in verdict.inputs if each.path not in ("", "-"))
    return (finding.path or next(reports, "gate.toml")).removeprefix("./")


def name_result(result: ConditionResult) -> str:
    """Give what a condition demands of what: `min-file: line of src/a.py ≥ 50%`."""
    subject = phrases.tell_subject(result)
    of_subject = f" of {subject}" if subject else ""
    demand = phrases.tell_demand(result._replace(baseline=None))
    return f"{clean(result.condition.id)}: {phrases.tell_metric(result.condition)}{of_subject} {demand}"


def _temper(outcome: Outcome, verdict: Verdict) -> Outcome:
    return Outcome.WARN if outcome in _RED and verdict.outcome not in _RED else outcome


def _judge_whole(verdict: Verdict) -> Iterator[Finding]:
    """Give the outcome itself where it has a reason of its own, or no condition that explains it."""
    explained = any(result.outcome is verdict.outcome for result in verdict.results)
    if verdict.outcome in _RED and (verdict.reason or not explained):
        reason = f": {clean(verdict.reason)}" if verdict.reason else ""
        text = f"{phrases.tell_outcome(verdict)}{reason}"
        yield Finding(f"{verdict.gate}/verdict", "the gate comes to a verdict", "verdict", verdict.outcome, text, "")


def _judge_results(verdict: Verdict) -> Iterator[Finding]:
    """Give the conditions that do not hold; those on files with the lines that miss them."""
    spans = {(spot.path, spot.metric): spot.spans for spot in reversed(verdict.hotspots) if not spot.wanted}
    for result in verdict.results:
        if result.outcome not in _TOLD:
            continue
        condition = result.condition
        beside = condition.scope is Scope.FILE and result.outcome is not Outcome.UNJUDGED
        demand = f"{phrases.tell_metric(condition)}{_SCOPES[condition.scope]}: {_DEMANDS[condition.demand]}"
        yield Finding(
            f"{verdict.gate}/{condition.id}",
            demand,
            name_result(result),
            result.outcome,
            phrases.tell_result(result, phrases.tell_subject(result)),
            fingerprint="",
            path=result.subject if beside else "",
            spans=spans.get((result.subject, condition.metric), ()) if beside else (),
        )


def _judge_rows(verdict: Verdict) -> Iterator[Finding]:
    for table in verdict.tables:
        for row in table.rows:
            if row.outcome in _TOLD:
                yield _judge_row(verdict, table, row)


def _judge_row(verdict: Verdict, table: Table, row: Row) -> Finding:
    """Give a row; since what it is called need not be unique, its first column names it as well."""
    name, first = clean(row.id), tell_cell(row.cells[0]) if row.cells else ""
    return Finding(
        f"{verdict.gate}/{table.name}",
        f"every {clean(table.unit)} is as the gate demands",
        f"{name} ({first})" if first not in ("", name) else name,
        row.outcome,
        clean(row.text),
        fingerprint="",
        path=row.where,
        waiver=clean(row.waiver),
    )
