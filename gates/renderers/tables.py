"""A verdict as GitHub-flavoured Markdown, below a size: for pull requests, wikis and step summaries."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gates.model.ratio import format_percent
from gates.model.table import Row, Table
from gates.model.verdict import WORST_FIRST, ConditionResult, Hotspot, Outcome, Verdict, fold_outcomes
from gates.renderers import phrases
from gates.renderers.cells import tell_cell
from gates.renderers.escape import clean, clip

_EMOJI = {
    Outcome.PASS: "✅",
    Outcome.WARN: "⚠️",
    Outcome.FAIL: "❌",
    Outcome.UNJUDGED: "❔",
    Outcome.SKIPPED: "⏭️",
    Outcome.WAIVED: "🔕",
}
_MARKUP = re.compile(r"[\\`*\[\]<>#!|~&@$]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|:(?=//|[a-z0-9_+-]+:)|(?<=www)\.", re.IGNORECASE)
"""What begins or ends something other than itself: markup, HTML, a mention, a link, an emoji."""
_ENTITIES = {mark: f"&#{ord(mark)};&#8203;" for mark in "@#:"}
"""GitHub and GitLab look for mentions, references and emoji after Markdown is done, when an entity is the character itself
again, so a blank without width has to keep these apart from what follows."""
_OPENING = re.compile(r"\A[-+=\d\s]")
"""What at the start of a line begins a list, a heading or a block of code."""
_CONDITIONS, _CONDITIONS_FOLDED, _ROWS, _FILES, _FILES_UNFOLDED, _NOTES, _SPANS, _LETTERS = 20, 80, 100, 25, 10, 50, 12, 500


class _Section(NamedTuple):
    """A part that can lose rows, but neither its head nor its tail."""

    name: str
    """What its rows are, in the plural; empty where it has none."""
    head: tuple[str, ...]
    rows: tuple[str, ...] = ()
    tail: tuple[str, ...] = ("",)
    more: str = ""
    """What stands in place of the rows that are left out; `{}` is how many."""
    total: int = 0
    """How many rows there are, with those that nobody wants to see all of."""


def write_markdown(verdict: Verdict, limit_bytes: int) -> str:
    """Give the verdict as Markdown of at most so many bytes in UTF-8, whatever has no room left out between rows and told."""
    return _write(list(_sections(verdict, "###")), limit_bytes)


def write_summary(verdicts: Sequence[Verdict], limit_bytes: int) -> str:
    """Give the verdicts of `gate run` in the same way: a table of all, then those that did not pass, the worst first."""
    outcome = fold_outcomes(verdict.outcome for verdict in verdicts)
    head = (f"### {_EMOJI[outcome]} gate: {phrases.tell_total(verdicts)}", "", "| | gate | | |", "|---|---|---|---|")
    rows = tuple(map(_summarise, verdicts))
    sections = [_Section("gates", head, rows, more="| | and {} more | | |", total=len(rows))]
    for verdict in sorted(verdicts, key=lambda each: WORST_FIRST.index(each.outcome)):
        if verdict.outcome not in (Outcome.PASS, Outcome.SKIPPED):
            sections += [*_sections(verdict, "####"), _Section("", ("",), tail=())]
    return _write(sections, limit_bytes)


def _summarise(verdict: Verdict) -> str:
    first = verdict.results[0] if verdict.results else None
    told = phrases.tell_result(first, phrases.tell_subject(first)) if first and not verdict.reason else verdict.reason
    cells = (_EMOJI[verdict.outcome], escape(verdict.gate), escape(told), escape(phrases.tell_evidence(verdict.evidence)))
    return f"| {' | '.join(cells)} |"


def _write(sections: Sequence[_Section], limit_bytes: int) -> str:
    spare = limit_bytes - sum(_count_bytes(_tell_left_out(section)) for section in sections)
    lines: list[str] = []
    for section in sections:
        fitted = _fit(section, spare)
        spare -= _count_bytes(fitted)
        lines += fitted or _tell_left_out(section)
    return "\n".join(lines) + "\n"


def escape(text: str) -> str:
    """Give a text that Markdown shows as it is: no markup, no HTML, no mention, no link, on one line, of some 500 letters."""
    return _MARKUP.sub(lambda mark: _ENTITIES.get(mark[0], f"&#{ord(mark[0])};"), clean(clip(text, _LETTERS)))


def _open_line(text: str) -> str:
    """Give a text as `escape` does, for the start of a line."""
    return _OPENING.sub(lambda mark: f"&#{ord(mark[0])};", escape(text))


def _fit(section: _Section, spare: int) -> list[str]:
    """Give the section with as many rows as have room; nothing where even its frame has none."""
    spare -= _count_bytes([*section.head, section.more.format(f"{section.total:,}"), *section.tail])
    if spare < 0:
        return []
    rows: list[str] = []
    for row in section.rows:
        spare -= _count_bytes([row])
        if spare < 0:
            break
        rows.append(row)
    left = section.total - len(rows)
    return [*section.head, *rows, *([section.more.format(f"{left:,}")] if left else []), *section.tail]


def _tell_left_out(section: _Section) -> list[str]:
    what = f"{section.total:,} {section.name} are" if section.name else "Something is"
    return [f"_{what} left out here: this summary has reached its limit._", ""]


def _count_bytes(lines: list[str]) -> int:
    return sum(len(line.encode()) + 1 for line in lines)


def _sections(verdict: Verdict, heading: str) -> Iterator[_Section]:
    yield _Section("", (f"{heading} {_EMOJI[verdict.outcome]} gate {escape(verdict.gate)}: {phrases.tell_outcome(verdict)}",))
    if verdict.reason:
        yield _Section("", (f"Reason: {escape(verdict.reason)}",))
    yield from _conditions(verdict.results)
    for table in verdict.tables:
        yield from _table(table)
    yield from _ways(verdict)
    for category in dict.fromkeys(spot.category for spot in verdict.hotspots):
        yield _hotspots(category, [spot for spot in verdict.hotspots if spot.category == category])
    if verdict.notes:
        told = (f"{note.where}: {note.text}" if note.where else note.text for note in verdict.notes[:_NOTES])
        rows = tuple(f"- {_open_line(each)}" for each in told)
        yield _Section("notes", ("**Notes**", ""), rows, more="- and {} more", total=len(verdict.notes))
    if verdict.evidence:
        yield _Section("", (f"Judged on {escape(phrases.tell_evidence(verdict.evidence))}.",), tail=())


def _conditions(results: tuple[ConditionResult, ...]) -> Iterator[_Section]:
    """Give the conditions in a table; of a long list all but the first are folded away."""
    head = ("| | condition | on | measured | demanded | |", "|---|---|---|---:|---:|---|")
    more = "| | | and {} more | | | |"
    first, rest = results[:_CONDITIONS], results[_CONDITIONS:]
    if first:
        yield _Section("conditions", head, tuple(map(_condition, first)), more=more, total=len(first))
    if rest:
        fold = (f"<details><summary>{phrases.plural('condition', len(rest), 'more ')}</summary>", "")
        rows = tuple(map(_condition, rest[:_CONDITIONS_FOLDED]))
        yield _Section("conditions", (*fold, *head), rows, ("", "</details>", ""), more, len(rest))


def _condition(result: ConditionResult) -> str:
    condition = result.condition
    measured = phrases.tell_value(result.value, condition.bound if result.baseline is None else None)
    if result.upper is not None:
        measured += f"–{phrases.tell_value(result.upper)}, judged at {measured}"
    counts = phrases.tell_counts(result)
    cells = (
        _EMOJI[result.outcome],
        escape(phrases.tell_metric(condition)),
        escape(result.subject),
        f"{measured} ({escape(counts)})" if counts else measured,
        escape(phrases.tell_demand(result)),
        escape(phrases.tell_shortfall(result) or result.reason),
    )
    return f"| {' | '.join(cells)} |"


def _table(table: Table) -> Iterator[_Section]:
    """Give the rows that do not hold, and below them, folded away, those that do."""
    bad = [row for row in table.rows if row.outcome is not Outcome.PASS]
    good = [row for row in table.rows if row.outcome is Outcome.PASS]
    columns = ("", *table.columns)
    head = (f"| {' | '.join(map(escape, columns))} |", f"|{'---|' * len(columns)}")
    things, more = escape(phrases.name_many(table.unit)), f"| | and {{}} more |{' |' * (len(columns) - 2)}"
    if bad:
        yield _Section(things, head, tuple(map(_row, bad[:_ROWS])), more=more, total=len(bad))
    if good:
        fold = (f"<details><summary>{escape(phrases.plural(table.unit, len(good)))} passed</summary>", "")
        rows = tuple(map(_row, good[:_ROWS]))
        yield _Section(things, (*fold, *head), rows, ("", "</details>", ""), more, len(good))


def _row(row: Row) -> str:
    told = [escape(tell_cell(cell)) for cell in row.cells]
    if row.waiver:
        told[-1] = f"{told[-1]} (waived: {escape(row.waiver)})".strip()
    return f"| {' | '.join((_EMOJI[row.outcome], *told))} |"


def _ways(verdict: Verdict) -> Iterator[_Section]:
    for remedy in verdict.remedies:
        if remedy.task:
            head = (f"**Shortest way to green:** {escape(remedy.task)}.", "")
            told = tuple(f"- {_open_line(step.path)}: {escape(step.text)}" for step in remedy.steps[:_FILES])
            yield _Section("steps", head, told, more="- and {} more", total=len(remedy.steps))
            continue
        files = phrases.plural("file", len(remedy.steps))
        task = f"cover {escape(phrases.plural(remedy.unit or remedy.metric, remedy.units, 'more '))} in {files}"
        rows = []
        for step in remedy.steps[:_FILES]:
            spans = phrases.tell_spans(step.spans, _SPANS)
            things = escape(phrases.plural(remedy.unit or remedy.metric, step.units))
            rows.append(f"- {_open_line(step.path)}: {things}{f' ({spans})' if spans else ''}")
        folded = len(remedy.steps) > _FILES_UNFOLDED
        fold = (f"<details><summary>{files}</summary>", "") if folded else ()
        head = (f"**Shortest way to green:** {task}.", "", *fold)
        tail = ("", "</details>", "") if folded else ("",)
        yield _Section("files", head, tuple(rows), tail, "- and {} more files", len(remedy.steps))


def _hotspots(category: str, hotspots: list[Hotspot]) -> _Section:
    """Give the files in which there is most of something, in a table that is folded away."""
    title = f"{escape(category[:1].upper() + category[1:])}, by file" if category else "The files with most missing"
    head = (
        f"<details><summary>{title} ({len(hotspots):,})</summary>",
        "",
        f"| file | metric | measured | {'count' if category else 'missed'} | lines |",
        "|---|---|---:|---:|---|",
    )
    rows = tuple(
        f"| {escape(spot.path)} | {escape(spot.metric)} | {format_percent(spot.value)} | {spot.missed:,} "
        f"| {phrases.tell_spans(spot.spans, _SPANS)} |"
        for spot in hotspots[:_FILES]
    )
    return _Section("files", head, rows, ("", "</details>", ""), "| and {} more | | | | |", len(hotspots))
