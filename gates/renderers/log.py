"""The verdict in lines for people, as a terminal or the log of a CI service shows it."""

from collections.abc import Callable, Iterator

from gates.model.ratio import format_percent
from gates.model.verdict import ConditionResult, Evidence, Hotspot, Outcome, Remedy, Span, Verdict
from gates.renderers import phrases
from gates.renderers.escape import disarm
from gates.renderers.layout import HANG, SIGNS, mark, measure, pad, paint, shorten, show, wrap
from gates.renderers.protocol import Surface

_FILES, _SPANS, _RESULTS, _NOTES, _TOLD = 5, 6, 20, 20, 4
"""How many files, line ranges in each, conditions and notes are shown unless more is asked for; and how many in one line."""
_BESIDE = 34
"""The columns that what stands beside a path needs."""
_SHORT, _SHORTEST = 20, 8
"""The columns that a path is left at the least: in a sentence, which can go on in the next line, and in a table."""


def write_lines(verdict: Verdict, surface: Surface) -> Iterator[str]:
    """Give one line where the verdict is a pass, none if that is to be quiet; else what did not hold, where, and what to do.

    The order: the verdict, its conditions, the worst files, the shortest way to green, notes, and what it rests on.
    """
    if verdict.outcome is Outcome.PASS and surface.verbosity < 0:
        return
    yield from write_headline(verdict, surface)
    yield from write_reasons(verdict, surface)


def write_headline(verdict: Verdict, surface: Surface, columns: int = 0) -> Iterator[str]:
    """Give the verdict in one line, or in more where one has no room; the gate's name takes so many columns at the least."""
    for line in _headline(verdict, surface, columns):
        yield _finish(line, surface)


def write_reasons(verdict: Verdict, surface: Surface) -> Iterator[str]:
    """Give what did not hold, where, and what to do; nothing where it passed and no more was asked for."""
    calm = verdict.outcome in (Outcome.PASS, Outcome.SKIPPED)
    parts = [_results(verdict, surface)]
    if surface.verbosity > 0 or (surface.verbosity == 0 and not calm):
        parts.append(_tables(verdict, surface))
        parts.append(_hotspots(verdict.hotspots, surface))
        parts += [_remedy(remedy, surface) for remedy in verdict.remedies]
        parts.append(_notes(verdict, surface))
    if surface.verbosity > 0:
        parts += [_history(verdict, surface), _basis(verdict, surface)]
    for part in parts:
        for line in part:
            yield _finish(line, surface)


def _finish(line: str, surface: Surface) -> str:
    return disarm(line if surface.unicode else line.encode("ascii", "backslashreplace").decode())


def _headline(verdict: Verdict, surface: Surface, columns: int) -> Iterator[str]:
    sign = mark(verdict.outcome, surface)
    start = f"{sign} {pad(show(verdict.gate, surface), columns)}  "
    if verdict.outcome is Outcome.SKIPPED or verdict.reason or not verdict.results:
        reason = f": {show(verdict.reason, surface)}" if verdict.reason else ""
        told = phrases.tell_outcome(verdict) + reason
    elif verdict.outcome is Outcome.PASS:
        told = _tell_pass(verdict, surface.width - measure(start), surface)
    elif verdict.outcome is Outcome.UNJUDGED:
        asked = _tell(verdict.results[0], _room(surface, _SHORT), surface, phrases.tell_question)
        told = f"{phrases.tell_outcome(verdict)} {asked}{phrases.tell_rest(verdict)}"
    else:
        told = _tell_worst(verdict, surface.width - measure(start), surface)
    first, *rest = wrap(start, told, surface.width)
    yield paint(first, sign, SIGNS[verdict.outcome][2], surface)
    yield from rest


def _tell_pass(verdict: Verdict, room: int, surface: Surface) -> str:
    """Give as many conditions as have room on one line with what they rest on; at least one."""
    tellings = [_tell(result, max(room, _SHORT), surface) for result in verdict.results]
    hint = f"  [{phrases.plural('note', len(verdict.notes))}: -v]" if verdict.notes and surface.verbosity == 0 else ""
    counts = phrases.tell_counts(verdict.results[0])
    evidence = phrases.tell_evidence(_find_evidence(verdict))
    whole = ", ".join(filter(None, (counts, evidence)))
    told = ""
    for count, basis in (*((count, whole) for count in range(min(_TOLD, len(tellings)), 0, -1)), (1, evidence)):
        rest = f", and {len(tellings) - count:,} more" if len(tellings) > count else ""
        told = ", ".join(tellings[:count]) + rest + (f"  ({basis})" if basis else "") + hint
        if measure(told) <= room:
            break
    return told


def _find_evidence(verdict: Verdict) -> tuple[Evidence, ...]:
    """Give the evidence from the reports down to what the first condition counts, but not what its own counts tell."""
    first = verdict.results[0]
    own = phrases.name_many(first.condition.unit or first.condition.metric)
    names = [each.name for each in verdict.evidence]
    end = names.index(own) + (not phrases.tell_counts(first)) if own in names else len(names)
    return verdict.evidence[:end]


def _tell_worst(verdict: Verdict, room: int, surface: Surface) -> str:
    """Give the first condition that does not hold, and how many more there are below.

    Its subject is shortened so that the line fits, unless that would be all that is told of it.
    """
    worst = verdict.results[0]
    end = phrases.tell_rest(verdict)
    subject = phrases.tell_subject(worst)
    rest = measure(phrases.tell_result(worst, subject, unicode=surface.unicode) + end) - measure(subject)
    least = _SHORT if len(verdict.results) > 1 else _room(surface, _SHORT)
    return _tell(worst, max(room - rest, least), surface) + end


def _tell(result: ConditionResult, room: int, surface: Surface, say: Callable[..., str] = phrases.tell_result) -> str:
    """Give what is said of a condition; its subject gets so many columns, or all it needs where everything is to be shown."""
    subject = phrases.tell_subject(result)
    if surface.verbosity <= 0:
        subject = shorten(subject, room, surface)
    return say(result, subject, unicode=surface.unicode)


def _results(verdict: Verdict, surface: Surface) -> Iterator[str]:
    """Give the conditions that do not hold, or all; none where the first line has told the only one."""
    shown = [result for result in verdict.results if surface.verbosity > 0 or result.outcome is not Outcome.PASS]
    if len(shown) == 1 and surface.verbosity <= 0 and verdict.outcome is not Outcome.UNJUDGED:
        return
    limit = len(shown) if surface.verbosity > 0 else _RESULTS
    for result in shown[:limit]:
        sign = mark(result.outcome, surface)
        counts = phrases.tell_counts(result)
        told = _tell(result, _room(surface, _SHORT), surface) + (f" ({counts})" if counts else "")
        first, *rest = wrap(f"  {sign} ", told, surface.width)
        yield paint(first, sign, SIGNS[result.outcome][2], surface)
        yield from rest
    yield from _more(len(shown) - limit, "condition", "  ", surface)


def _tables(verdict: Verdict, surface: Surface) -> Iterator[str]:
    if verdict.tables:
        from gates.renderers.grid import write_table  # noqa: PLC0415 (not every gate has tables)

        for table in verdict.tables:
            yield from write_table(table, surface)


def _hotspots(hotspots: tuple[Hotspot, ...], surface: Surface) -> Iterator[str]:
    """Give the worst files of each metric as an aligned table with the places."""
    for category, metric in dict.fromkeys((hotspot.category, hotspot.metric) for hotspot in hotspots):
        rows = [hotspot for hotspot in hotspots if (hotspot.category, hotspot.metric) == (category, metric)]
        limit = len(rows) if surface.verbosity > 0 else _FILES
        title = show(category, surface) or f"most missed ({show(phrases.name_many(metric), surface)})"
        yield paint(f"  {title}:", title.partition(" (")[0], "", surface)
        digits = max(len(f"{row.missed:,}") for row in rows[:limit])
        told = [f"  {format_percent(row.value):>7}  {row.missed:>{digits},} missed" for row in rows[:limit]]
        if category:
            told = [f"  {row.missed:>{digits},}" if row.spans else "" for row in rows[:limit]]
        for path, row, end in zip(_align([row.path for row in rows[:limit]], told, surface), rows, told, strict=False):
            yield from _places(path + end, row.spans, surface)
        yield from _more(len(rows) - limit, "file", "    ", surface)


def _remedy(remedy: Remedy, surface: Surface) -> Iterator[str]:
    """Give the shortest way to green."""
    limit = len(remedy.steps) if surface.verbosity > 0 else _FILES
    things = show(phrases.plural(remedy.unit or remedy.metric, remedy.units, "more "), surface)
    task = show(remedy.task, surface) or f"cover {things} in {phrases.plural('file', len(remedy.steps))}"
    first, *rest = wrap("  shortest way to green: ", task, surface.width)
    yield paint(first, "shortest way to green", "", surface)
    yield from rest
    steps = remedy.steps[:limit]
    if remedy.task:
        for step in steps:
            yield from wrap(f"    {show(step.path, surface)}: ", show(step.text, surface), surface.width)
        yield from _more(len(remedy.steps) - limit, "step", "    ", surface)
        return
    told = [f"  {show(phrases.plural(remedy.unit or remedy.metric, step.units), surface)}" for step in steps]
    for path, step, end in zip(_align([step.path for step in steps], told, surface), steps, told, strict=True):
        yield from _places(path + end, step.spans, surface)
    yield from _more(len(remedy.steps) - limit, "file", "    ", surface)


def _align(paths: list[str], beside: list[str], surface: Surface) -> list[str]:
    """Give paths of one width, shortened so that what stands beside them fits; where all is asked for, some stick out."""
    shown = [show(path, surface) for path in paths]
    taken = HANG + max(map(measure, beside), default=0) + len(":")
    room = max(_room(surface, min(2 * _SHORTEST, surface.width - taken)), _SHORTEST)
    if surface.verbosity <= 0:
        shown = [shorten(path, room, surface) for path in shown]
    width = min(max(map(measure, shown), default=0), room)
    return [pad(path, width) for path in shown]


def _places(told: str, spans: tuple[Span, ...], surface: Surface) -> Iterator[str]:
    """Give a row and, behind or below it, as many of its line ranges as fit on a line, the longest; or all."""
    start = f"    {told}: "
    if not spans:
        yield start.rstrip(": ")
    elif surface.verbosity > 0:
        yield from wrap(start, phrases.tell_spans(spans, len(spans)), surface.width)
    else:
        beside = surface.width - measure(start)
        fits = measure(phrases.tell_spans(spans, 1)) <= beside
        room = beside if fits else surface.width - 2 * HANG
        tellings = [phrases.tell_spans(spans, limit) for limit in range(_SPANS, 0, -1)]
        places = next((each for each in tellings if measure(each) <= room), tellings[-1])
        yield from (f"{start}{places}",) if fits else (start.rstrip(), f"{' ' * 2 * HANG}{places}")


def _notes(verdict: Verdict, surface: Surface) -> Iterator[str]:
    limit = len(verdict.notes) if surface.verbosity > 0 else _NOTES
    for note in verdict.notes[:limit]:
        where = f"{show(note.where, surface)}: " if note.where else ""
        yield from wrap("  note: ", f"{where}{show(note.text, surface)}", surface.width)
    yield from _more(len(verdict.notes) - limit, "note", "  ", surface)


def _history(verdict: Verdict, surface: Surface) -> Iterator[str]:
    if verdict.history:
        from gates.renderers.history import tell_history  # noqa: PLC0415 (not every gate has any)

        for history in verdict.history:
            yield from wrap("  history: ", tell_history(verdict, history, unicode=surface.unicode), surface.width)


def _basis(verdict: Verdict, surface: Surface) -> Iterator[str]:
    """Give what was measured and read."""
    for metric, value, upper in verdict.measurements:
        end = f" to {format_percent(upper)}" if upper else ""
        told = f"{show(metric, surface)} {format_percent(value)}{end} ({value.part:,} of {value.whole:,})"
        yield from wrap("  measured: ", told, surface.width)
    for report in verdict.inputs:
        yield from wrap("  read: ", f"{show(report.path, surface)} ({show(report.format, surface)})", surface.width)
    yield from wrap("  evidence: ", phrases.tell_evidence(verdict.evidence) or "none", surface.width)


def _more(count: int, thing: str, indent: str, surface: Surface) -> Iterator[str]:
    if count > 0:
        dots = "…" if surface.unicode else "..."
        yield from wrap(f"{indent}{dots} ", f"and {phrases.plural(thing, count, 'more ')} (-v shows all)", surface.width)


def _room(surface: Surface, least: int) -> int:
    return max(surface.width - _BESIDE, least)
