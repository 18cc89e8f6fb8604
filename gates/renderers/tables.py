"""A verdict as GitHub-flavoured Markdown, below a size: for pull requests, wikis and step summaries."""

from collections.abc import Iterator, Sequence

from gates.model.ratio import format_percent
from gates.model.table import Row, Table
from gates.model.verdict import WORST_FIRST, ConditionResult, Hotspot, Outcome, Remedy, Step, Verdict, fold_outcomes
from gates.renderers import phrases
from gates.renderers.cells import tell_cell
from gates.renderers.sections import Section, escape, fold, open_line, write_sections

_EMOJI = {
    Outcome.PASS: "✅",
    Outcome.WARN: "⚠️",
    Outcome.FAIL: "❌",
    Outcome.UNJUDGED: "❔",
    Outcome.SKIPPED: "⏭️",
    Outcome.WAIVED: "🔕",
}
_CONDITIONS, _FOLDED, _ROWS, _FILES, _FILES_UNFOLDED, _NOTES, _SPANS = 20, 80, 100, 25, 10, 50, 12


def write_markdown(verdict: Verdict, limit_bytes: int) -> str:
    """Give the verdict as Markdown of at most so many bytes in UTF-8, whatever has no room left out between rows and told."""
    return write_sections(list(_sections(verdict, "###")), limit_bytes)


def write_summary(verdicts: Sequence[Verdict], limit_bytes: int) -> str:
    """Give the verdicts of `gate run` in the same way: a table of all, then those that did not pass, the worst first."""
    sections = [summarise(verdicts)]
    for verdict in list_reasons(verdicts):
        sections += [*_sections(verdict, "####"), Section("", ("",), tail=())]
    return write_sections(sections, limit_bytes)


def list_reasons(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """Give the verdicts of which more is told than one line, the worst first."""
    told = (verdict for verdict in verdicts if verdict.outcome not in (Outcome.PASS, Outcome.SKIPPED))
    return sorted(told, key=lambda verdict: WORST_FIRST.index(verdict.outcome))


def summarise(verdicts: Sequence[Verdict]) -> Section:
    """Give what became of all, and a table with a line for each."""
    outcome = fold_outcomes(verdict.outcome for verdict in verdicts)
    head = (f"### {_EMOJI[outcome]} gate: {phrases.tell_total(verdicts)}", "", "| | gate | | |", "|---|---|---|---|")
    rows = tuple(map(_summarise, verdicts))
    return Section("gates", head, rows, more="| | and {} more | | |", total=len(rows))


def tell_heading(verdict: Verdict) -> str:
    """Give what became of a gate, in a few words."""
    return f"{_EMOJI[verdict.outcome]} gate {escape(verdict.gate)}: {phrases.tell_outcome(verdict)}"


def _summarise(verdict: Verdict) -> str:
    first = verdict.results[0] if verdict.results else None
    told = phrases.tell_result(first, phrases.tell_subject(first)) if first and not verdict.reason else verdict.reason
    cells = (_EMOJI[verdict.outcome], escape(verdict.gate), escape(told), escape(phrases.tell_evidence(verdict.evidence)))
    return f"| {' | '.join(cells)} |"


def _sections(verdict: Verdict, heading: str) -> Iterator[Section]:
    yield Section("", (f"{heading} {tell_heading(verdict)}",))
    if verdict.reason:
        yield Section("", (f"Reason: {escape(verdict.reason)}",))
    yield from list_conditions(verdict.results)
    for table in verdict.tables:
        yield from list_rows(table)
    yield from list_ways(verdict)
    yield from list_hotspots(verdict)
    if verdict.notes:
        notes = list_notes(verdict)
        yield notes._replace(head=("**Notes**", "", *notes.head))
    yield from tell_basis(verdict)


def list_notes(verdict: Verdict) -> Section:
    """Give the notes in a list."""
    told = (f"{note.where}: {note.text}" if note.where else note.text for note in verdict.notes[:_NOTES])
    rows = tuple(f"- {open_line(each)}" for each in told)
    return Section("notes", (), rows, more="- and {} more", total=len(verdict.notes))


def tell_basis(verdict: Verdict) -> Iterator[Section]:
    """Give what the verdict rests on, in a sentence that ends the output."""
    if verdict.evidence:
        yield Section("", (f"Judged on {escape(phrases.tell_evidence(verdict.evidence))}.",), tail=())


def list_conditions(results: tuple[ConditionResult, ...], shown: int = _CONDITIONS) -> Iterator[Section]:
    """Give so many conditions in a table, and the others folded away."""
    first, rest = results[:shown], results[shown:]
    if first:
        yield _conditions(first, len(first))
    if rest:
        yield fold(phrases.plural("condition", len(rest), "more " if first else ""), _conditions(rest[:_FOLDED], len(rest)))


def _conditions(results: tuple[ConditionResult, ...], total: int) -> Section:
    head = ("| | condition | on | measured | demanded | |", "|---|---|---|---:|---:|---|")
    return Section("conditions", head, tuple(map(_condition, results)), more="| | | and {} more | | | |", total=total)


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


def list_rows(table: Table, shown: int = _ROWS) -> Iterator[Section]:
    """Give so many of the rows that do not hold, the others, as many as are told at all, folded away, and those that do."""
    bad = [row for row in table.rows if row.outcome is not Outcome.PASS]
    good = [row for row in table.rows if row.outcome is Outcome.PASS]
    rest = bad[shown:] if shown < _ROWS else []
    if bad:
        yield _rows(table, bad[:shown], len(bad) - len(rest))
    if rest:
        yield fold(escape(phrases.plural(table.unit, len(rest), "more ")), _rows(table, rest[:_ROWS], len(rest)))
    if good:
        yield fold(f"{escape(phrases.plural(table.unit, len(good)))} passed", _rows(table, good[:_ROWS], len(good)))


def _rows(table: Table, rows: Sequence[Row], total: int) -> Section:
    """Give some rows in a table, without the columns in which no row of all tells anything."""
    kept = [at for at, _ in enumerate(table.columns) if not at or any(tell_cell(row.cells[at]) for row in table.rows)]
    columns = ("", *(table.columns[at] for at in kept))
    head = (f"| {' | '.join(map(escape, columns))} |", f"|{'---|' * len(columns)}")
    more = f"| | and {{}} more |{' |' * (len(columns) - 2)}"
    return Section(escape(phrases.name_many(table.unit)), head, tuple(_row(row, kept) for row in rows), more=more, total=total)


def _row(row: Row, kept: Sequence[int]) -> str:
    told = [escape(tell_cell(row.cells[at])) for at in kept]
    if row.waiver:
        told[-1] = f"{told[-1]} (waived: {escape(row.waiver)})".strip()
    return f"| {' | '.join((_EMOJI[row.outcome], *told))} |"


def list_ways(verdict: Verdict) -> Iterator[Section]:
    """Give the shortest ways to green; of many steps they are folded away."""
    for remedy in verdict.remedies:
        things = "step" if remedy.task else "file"
        files = phrases.plural("file", len(remedy.steps))
        more = escape(phrases.plural(remedy.unit or remedy.metric, remedy.units, "more "))
        head = (f"**Shortest way to green:** {escape(remedy.task) if remedy.task else f'cover {more} in {files}'}.", "")
        rows = tuple(_step(step, remedy) for step in remedy.steps[:_FILES])
        rest = "- and {} more" if remedy.task else "- and {} more files"
        steps = Section(phrases.name_many(things), (), rows, more=rest, total=len(remedy.steps))
        if len(remedy.steps) > _FILES_UNFOLDED:
            steps = fold(phrases.plural(things, len(remedy.steps)), steps)
        yield steps._replace(head=(*head, *steps.head))


def _step(step: Step, remedy: Remedy) -> str:
    if remedy.task:
        return f"- {open_line(step.path)}: {escape(step.text)}"
    spans = phrases.tell_spans(step.spans, _SPANS)
    things = escape(phrases.plural(remedy.unit or remedy.metric, step.units))
    return f"- {open_line(step.path)}: {things}{f' ({spans})' if spans else ''}"


def list_hotspots(verdict: Verdict) -> Iterator[Section]:
    """Give the files in which there is most of something, folded away."""
    for category in dict.fromkeys(spot.category for spot in verdict.hotspots):
        yield _hotspots(category, [spot for spot in verdict.hotspots if spot.category == category])


def _hotspots(category: str, hotspots: list[Hotspot]) -> Section:
    title = f"{escape(category[:1].upper() + category[1:])}, by file" if category else "The files with most missing"
    head = (
        f"| file | metric | measured | {'count' if category else 'missed'} | lines |",
        "|---|---|---:|---:|---|",
    )
    rows = tuple(
        f"| {escape(spot.path)} | {escape(spot.metric)} | {format_percent(spot.value)} | {spot.missed:,} "
        f"| {phrases.tell_spans(spot.spans, _SPANS)} |"
        for spot in hotspots[:_FILES]
    )
    listing = Section("files", head, rows, more="| and {} more | | | | |", total=len(hotspots))
    return fold(f"{title} ({len(hotspots):,})", listing)
