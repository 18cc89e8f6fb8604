"""What a gate can demand of reports as they are today: bounds that hold now, and that anything worse breaks.

Figures are cut, never rounded up, so that a proposal holds on the reports that it was made from. Nothing is proposed that
the figures do not tell: which licences may be used, for example, is a decision.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta

from gates.model.ratio import Ratio, format_percent
from gates.model.verdict import ConditionResult, Verdict
from gates.model.vulnerabilities import Finding, Kind, Severity
from gates.typed import Any, NamedTuple

_WAIVED_DAYS = 90
_RATED = tuple(severity for severity in Severity if severity is not Severity.UNKNOWN)
_NOTHING = Ratio(0, 100)

Judge = Callable[[Mapping[str, Any]], Verdict]
"""The gate's own verdict on the reports under some settings."""


class Line(NamedTuple):
    """A key of the gate's table."""

    key: str
    value: Any
    """As the gate takes it."""
    text: str
    """As it stands in gate.toml."""
    why: str
    """What it demands, for a comment."""


class Proposal(NamedTuple):
    """What to demand."""

    today: str
    """The figures that it comes from, for people."""
    lines: tuple[Line, ...]
    waivers: tuple[Mapping[str, str], ...] = ()
    """What no bound can hold and is there today, each with a reason and a last day."""

    @property
    def settings(self) -> dict[str, Any]:
        """The lines and waivers as the gate takes them."""
        return {**{line.key: line.value for line in self.lines}, **({"waivers": self.waivers} if self.waivers else {})}


def propose_coverage(judge: Judge, report: Any, today: str) -> Proposal:
    """Give the shares of lines and branches that run today."""
    del report, today
    figures = {each.metric: each.value for each in judge({"min": _NOTHING}).measurements}
    rows = [("line", "min", "percent of lines run"), ("branch", "min-branch", "percent of branches taken")]
    measured = [row for row in rows if row[0] in figures and figures[row[0]].whole]
    told = ", ".join(f"{metric} {format_percent(figures[metric])}" for metric, _, _ in measured)
    return Proposal(told, tuple(_demand_share(key, figures[metric], what) for metric, key, what in measured))


def propose_audit(judge: Judge, report: Any, today: str) -> Proposal:
    """Give the least severity that is not there, what there is below it as budgets, and waivers for what nobody rated."""
    findings: tuple[Finding, ...] = report.findings
    found = _values(judge({f"max-{severity.word}": 0 for severity in _RATED}))
    counts = {severity: found[f"max-{severity.word}"] for severity in _RATED}
    most = max((severity for severity in _RATED if counts[severity]), default=None)
    least = next((severity for severity in _RATED if most is None or severity > most), None)
    lines = []
    if least is not None:
        lines.append(Line("fail-on", least.word, f'"{least.word}"', "nothing as bad as this is there today"))
    for severity in reversed([each for each in _RATED if least is None or each < least]):
        count = counts[severity]
        why = "as many as there are today: lower it as they are fixed"
        lines.append(Line(f"max-{severity.word}", count, str(count), why))
    loose = [each for each in findings if _is_unbounded(each)]
    told = [f"{counts[severity]} {severity.word}" for severity in reversed(_RATED) if counts[severity]]
    told += [f"{len(loose)} unrated or unsound"] if loose else []
    return Proposal(", ".join(told) or "nothing known", tuple(lines), tuple(_waive(each, today) for each in loose))


def _is_unbounded(finding: Finding) -> bool:
    """Say whether a finding fails whatever the severities and budgets, so that only a waiver keeps it from that."""
    return finding.kind is Kind.UNSOUND or (finding.kind is Kind.VULNERABILITY and finding.severity is Severity.UNKNOWN)


def _waive(finding: Finding, today: str) -> Mapping[str, str]:
    return {
        "id": min(finding.ids),
        "package": finding.package.name,
        "reason": "was there when gate was set up: fix it, or say here why it may stay",
        "expires": (date.fromisoformat(today) + timedelta(days=_WAIVED_DAYS)).isoformat(),
    }


def propose_sbom(judge: Judge, report: Any, today: str) -> Proposal:
    """Give how much the document tells today, and how many packages it has in several versions."""
    del today
    rows = {
        "min-ntia": "percent of NTIA's minimum elements that are told",
        "min-licenses": "percent of components with a licence; which ones may be there is for deny-licenses to say",
    }
    found = _values(judge({**dict.fromkeys(rows, _NOTHING), "max-duplicates": 0}))
    lines = [_demand_share(key, found[key], what) for key, what in rows.items() if found.get(key) and found[key].whole]
    duplicates = found["max-duplicates"]
    why = "packages in several versions: as many as there are today"
    lines.append(Line("max-duplicates", duplicates, str(duplicates), why))
    return Proposal(f"{len(report.components)} components", tuple(lines))


def propose_bench(judge: Judge, report: Any, today: str) -> Proposal:
    """Give the limit that gate has in any case: what it is a limit on comes from a baseline, which today's runs can become."""
    del judge, today
    count = len({name for run in report.runs for name in run.results})
    line = Line("max-regression", Ratio(5, 100), "5", "percent by which none may be worse than its stored runs")
    return Proposal(f"{count} benchmarks", (line,))


def _demand_share(key: str, figure: Ratio, what: str) -> Line:
    """Give a share as a bound, cut to tenths of a percent."""
    tenths = figure.part * 1000 // figure.whole
    text = f"{tenths // 10}.{tenths % 10}".removesuffix(".0")
    return Line(key, Ratio(tenths, 1000), text, f"{what}: {format_percent(figure)} today")


def _values(verdict: Verdict) -> dict[str, Any]:
    """Give the measured value of each condition on the whole."""
    return {result.condition.id: result.value for result in _totals(verdict)}


def _totals(verdict: Verdict) -> Iterator[ConditionResult]:
    return (result for result in verdict.results if result.subject == "total" and result.value is not None)


PROPOSERS: Mapping[str, Callable[[Judge, Any, str], Proposal]] = {
    "coverage": propose_coverage,
    "bench": propose_bench,
    "audit": propose_audit,
    "sbom": propose_sbom,
}
"""Gate → what proposes for it. A gate that is not here is found, but what it demands is left to a person."""
