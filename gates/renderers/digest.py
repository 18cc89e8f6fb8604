"""Several verdicts in a few words: for badges and chats."""

from collections.abc import Iterator, Sequence

from gates.model.ratio import format_percent
from gates.model.verdict import WORST_FIRST, Outcome, Remedy, Verdict, fold_outcomes
from gates.renderers import phrases
from gates.renderers.escape import clean, clip
from gates.renderers.findings import list_findings
from gates.typed import NamedTuple

_SIGNS = {Outcome.PASS: "✅", Outcome.WARN: "⚠️", Outcome.FAIL: "❌", Outcome.UNJUDGED: "❔", Outcome.SKIPPED: "⏭️"}
_FINDINGS, _STEPS, _SPANS, _GATES, _LETTERS, _BADGE = 8, 3, 3, 20, 300, 40
"""How many findings, steps, runs of lines and gates are told, and how long a line, or a part of a badge, may be."""


class Section(NamedTuple):
    """What a chat tells of one verdict."""

    title: str
    outcome: Outcome
    lines: tuple[str, ...]
    """Each at most 300 characters long."""


def tell_count(verdicts: Sequence[Verdict]) -> str:
    """Give `failed` for one verdict, `2 of 5 failed` or `5 passed` for several, by the worst of them."""
    worst = fold_outcomes(verdict.outcome for verdict in verdicts)
    count = sum(verdict.outcome is worst for verdict in verdicts)
    word = phrases.OUTCOMES[worst]
    if len(verdicts) == 1:
        return word
    return f"{count} {word}" if count == len(verdicts) else f"{count} of {len(verdicts)} {word}"


def tell_badge(verdicts: Sequence[Verdict]) -> tuple[str, str]:
    """Give the two texts of a badge: the gate, and what it measured first where it could judge, else the outcome."""
    if len(verdicts) != 1:
        return "gate", tell_count(verdicts)
    (verdict,) = verdicts
    judged = verdict.outcome in (Outcome.PASS, Outcome.WARN, Outcome.FAIL)
    message = format_percent(verdict.measurements[0].value) if judged and verdict.measurements else tell_count(verdicts)
    return clip(clean(verdict.gate), _BADGE) or "gate", message


def tell_title(verdicts: Sequence[Verdict]) -> str:
    """Give `❌ gate coverage failed`, or `❌ gate: 2 of 5 gates failed, 3 passed`."""
    sign = _SIGNS[fold_outcomes(verdict.outcome for verdict in verdicts)]
    if len(verdicts) != 1:
        return f"{sign} gate: {phrases.tell_total(verdicts)}"
    return f"{sign} gate {clip(clean(verdicts[0].gate), _BADGE)} {phrases.tell_outcome(verdicts[0])}"


def make_sections(verdicts: Sequence[Verdict]) -> list[Section]:
    """Give a section for each verdict, the worst first, of no more than twenty."""
    ordered = sorted(verdicts, key=lambda verdict: WORST_FIRST.index(verdict.outcome))
    sections = []
    for verdict in ordered[:_GATES]:
        title = f"{_SIGNS[verdict.outcome]} {clip(clean(verdict.gate), _BADGE)} {phrases.tell_outcome(verdict)}"
        sections.append(Section(title, verdict.outcome, tuple(clip(line, _LETTERS) for line in _write_lines(verdict))))
    if len(ordered) > _GATES:
        more = phrases.plural("gate", len(ordered) - _GATES, "more ")
        sections.append(Section(f"and {more}", ordered[_GATES].outcome, ()))
    return sections


def _write_lines(verdict: Verdict) -> Iterator[str]:
    """Give what does not hold and the shortest way to green; of a pass, its first condition; then the evidence."""
    findings = [finding for finding in list_findings(verdict) if finding.outcome is not Outcome.WAIVED]
    for finding in findings[:_FINDINGS]:
        yield f"• {'warning: ' if finding.outcome is Outcome.WARN else ''}{finding.text}"
    if len(findings) > _FINDINGS:
        yield f"… and {phrases.plural('finding', len(findings) - _FINDINGS, 'more ')}"
    if not findings and verdict.results:
        yield f"• {phrases.tell_result(verdict.results[0], phrases.tell_subject(verdict.results[0]))}"
    if not findings and verdict.reason:
        yield f"• {clean(verdict.reason)}"
    for remedy in verdict.remedies:
        yield f"Shortest way to green: {_tell_task(remedy)}"
        yield from (f"    {line}" for line in _tell_steps(remedy))
    if verdict.evidence:
        yield f"Judged: {phrases.tell_evidence(verdict.evidence)}"


def _tell_task(remedy: Remedy) -> str:
    things = clean(phrases.plural(remedy.unit or remedy.metric, remedy.units, "more "))
    return clean(remedy.task) or f"cover {things} in {phrases.plural('file', len(remedy.steps))}"


def _tell_steps(remedy: Remedy) -> Iterator[str]:
    for step in remedy.steps[:_STEPS]:
        spans = phrases.tell_spans(step.spans, _SPANS)
        counted = phrases.plural(remedy.unit or remedy.metric, step.units)
        yield f"{clean(step.path)}: {clean(step.text or counted)}{f' ({spans})' if spans else ''}"
    if len(remedy.steps) > _STEPS:
        yield f"… and {len(remedy.steps) - _STEPS:,} more"
