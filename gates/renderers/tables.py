"""A verdict as GitHub-flavoured Markdown, below a size: for pull requests, wikis and step summaries."""

import re
from collections.abc import Iterator

from gates.model.ratio import format_percent
from gates.model.verdict import ConditionResult, Outcome, Verdict
from gates.renderers import phrases

_EMOJI = {
    Outcome.PASS: "✅",
    Outcome.WARN: "⚠️",
    Outcome.FAIL: "❌",
    Outcome.UNJUDGED: "❔",
    Outcome.SKIPPED: "⏭️",
}
_MARKUP = re.compile(r"[\\`*\[\]<>#!|~&@$]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|:(?=//)|(?<=www)\.", re.IGNORECASE)
_FILES, _SPANS, _CONDITIONS = 25, 12, 100


def write_markdown(verdict: Verdict, limit_bytes: int) -> str:
    """Give the verdict as Markdown of at most so many bytes in UTF-8, cut between lines where it would be longer."""
    lines: list[str] = []
    left = limit_bytes - len(f"</details>\n{_CUT}".encode())
    for line in _lines(verdict):
        left -= len(line.encode(errors="replace")) + 1
        if left < 0:
            lines += ["</details>"] * (lines.count("</details>") < sum(map(_opens, lines)))
            lines.append(_CUT)
            break
        lines.append(line)
    return "\n".join(lines) + "\n"


_CUT = "\n_The rest is left out: this summary has reached its limit._\n"


def _opens(line: str) -> bool:
    return line.startswith("<details>")


def escape(text: str) -> str:
    """Give a text that Markdown shows as it is: no markup, no HTML, no mention, no link, on one line."""
    return _MARKUP.sub(lambda mark: f"&#{ord(mark[0])};", phrases.clean(text))


def _lines(verdict: Verdict) -> Iterator[str]:
    yield f"### {_EMOJI[verdict.outcome]} gate {escape(verdict.gate)}: {phrases.tell_outcome(verdict)}"
    yield ""
    if verdict.reason:
        yield f"Reason: {escape(verdict.reason)}"
        yield ""
    yield from _conditions(verdict)
    yield from _way(verdict)
    yield from _hotspots(verdict)
    if verdict.notes:
        yield "**Notes**"
        yield ""
        for note in verdict.notes:
            yield f"- {escape(f'{note.where}: {note.text}' if note.where else note.text)}"
        yield ""
    if verdict.evidence:
        yield f"Judged on {phrases.tell_evidence(verdict.evidence)}."


def _conditions(verdict: Verdict) -> Iterator[str]:
    if not verdict.results:
        return
    yield "| | condition | on | measured | demanded | |"
    yield "|---|---|---|---:|---:|---|"
    for result in verdict.results[:_CONDITIONS]:
        yield _condition(result)
    if len(verdict.results) > _CONDITIONS:
        yield f"| | | and {len(verdict.results) - _CONDITIONS:,} more | | | |"
    yield ""


def _condition(result: ConditionResult) -> str:
    sign = "≥" if result.condition.demand.value == "at-least" else "≤"
    why = phrases.tell_shortfall(result) if result.shortfall else escape(result.reason)
    upper = f" – {phrases.tell_value(result.upper)}" if result.upper is not None else ""
    measured = f"{phrases.tell_value(result.value, result.condition.bound)}{upper}"
    counts = phrases.tell_counts(result)
    cells = (
        _EMOJI[result.outcome],
        escape(phrases.tell_metric(result.condition)),
        escape(result.subject),
        f"{measured} ({counts})" if counts else measured,
        f"{sign} {phrases.tell_bound(result.condition)}",
        why,
    )
    return f"| {' | '.join(cells)} |"


def _way(verdict: Verdict) -> Iterator[str]:
    for remedy in verdict.remedies:
        files = phrases.plural("file", len(remedy.steps))
        yield f"**Shortest way to green:** cover {phrases.plural(remedy.metric, remedy.units, 'more ')} in {files}."
        yield ""
        for step in remedy.steps[:_FILES]:
            spans = phrases.tell_spans(step.spans, _SPANS)
            yield f"- {escape(step.path)}: {phrases.plural(remedy.metric, step.units)}{f' ({spans})' if spans else ''}"
        if len(remedy.steps) > _FILES:
            yield f"- and {phrases.plural('file', len(remedy.steps) - _FILES, 'more ')}"
        yield ""


def _hotspots(verdict: Verdict) -> Iterator[str]:
    if not verdict.hotspots:
        return
    yield f"<details><summary>The files with most missing ({len(verdict.hotspots):,})</summary>"
    yield ""
    yield "| file | metric | measured | missed | lines |"
    yield "|---|---|---:|---:|---|"
    for spot in verdict.hotspots[:_FILES]:
        spans = phrases.tell_spans(spot.spans, _SPANS)
        yield f"| {escape(spot.path)} | {escape(spot.metric)} | {format_percent(spot.value)} | {spot.missed:,} | {spans} |"
    if len(verdict.hotspots) > _FILES:
        yield f"| and {len(verdict.hotspots) - _FILES:,} more | | | | |"
    yield ""
    yield "</details>"
    yield ""
