"""The verdict for people, in a terminal or a CI log: what is wrong, and the shortest way to green."""

from collections.abc import Iterator

from gates.model.ratio import format_percent
from gates.model.verdict import ConditionResult, Hotspot, Note, Outcome, Remedy, Step, Verdict
from gates.renderers import phrases
from gates.renderers.protocol import Surface

_SIGNS = {
    Outcome.PASS: ("✓", "ok", "32"),
    Outcome.WARN: ("!", "WARN", "33"),
    Outcome.FAIL: ("✗", "FAIL", "31"),
    Outcome.UNJUDGED: ("?", "??", "33"),
    Outcome.SKIPPED: ("-", "--", ""),
}
"""Outcome → sign, the same in ASCII, and the colour's code. The sign alone carries the meaning."""
_FILES, _SPANS, _RESULTS = 5, 4, 20
"""How many files, line ranges in each, and conditions on single files are shown unless more is asked for."""


def render(verdict: Verdict, surface: Surface) -> str:
    """Give the verdict in one line where it passed, else with what did not hold, where, and the shortest way to green."""
    return "".join(f"{line}\n" for line in _lines(verdict, surface))


def _lines(verdict: Verdict, surface: Surface) -> Iterator[str]:
    yield from _headline(verdict, surface)
    calm = verdict.outcome in (Outcome.PASS, Outcome.SKIPPED)
    verbose = surface.verbosity > 0
    shown = [result for result in verdict.results if verbose or result.outcome is not Outcome.PASS]
    if len(shown) > 1 or verbose or verdict.outcome is Outcome.UNJUDGED:
        limit = len(shown) if verbose else _RESULTS
        for result in shown[:limit]:
            yield from _wrap(f"{_mark(result.outcome, surface)} ", _tell(result, surface), surface, 2)
        if len(shown) > limit:
            yield f"  {_dots(surface)} and {len(shown) - limit:,} more (-v shows all)"
    if surface.verbosity >= 0 and not (calm and not verbose):
        yield from _hotspots(verdict.hotspots, surface)
        for remedy in verdict.remedies:
            yield from _remedy(remedy, surface)
        yield from _notes(verdict.notes, surface)
    if verbose:
        yield from _basis(verdict)


def _headline(verdict: Verdict, surface: Surface) -> Iterator[str]:
    """Give the verdict in one line; on a pass, with what it rests on."""
    start = f"{_mark(verdict.outcome, surface)} {verdict.gate}  "
    if verdict.reason:
        yield from _wrap(start, f"{phrases.tell_outcome(verdict)}: {phrases.clean(verdict.reason)}", surface, 0)
        return
    first = verdict.results[0]
    more = len([result for result in verdict.results if result.outcome is first.outcome]) - 1
    told = phrases.tell_result(first, unicode=surface.unicode)
    match verdict.outcome:
        case Outcome.UNJUDGED:
            told = "could not judge"
        case Outcome.FAIL | Outcome.WARN:
            told += f": {phrases.tell_shortfall(first)}"
            told += f", and {more:,} more below" if more else ""
        case _:
            told += "".join(f", {phrases.tell_result(each, unicode=surface.unicode)}" for each in verdict.results[1:_SPANS])
            told += f", {len(verdict.results) - _SPANS} more" if len(verdict.results) > _SPANS else ""
            counts = phrases.tell_counts(first)
            files = ", ".join(phrases.tell_evidence((each,)) for each in verdict.evidence if each.name in ("files", "reports"))
            basis = ", ".join(filter(None, (counts, files)))
            told += f"  ({basis})" if basis else ""
            told += _hint_notes(verdict, surface)
    yield from _wrap(start, told, surface, 0)


def _hint_notes(verdict: Verdict, surface: Surface) -> str:
    if not verdict.notes or surface.verbosity > 0:
        return ""
    return f"  [{phrases.plural('note', len(verdict.notes))}: -v]"


def _tell(result: ConditionResult, surface: Surface) -> str:
    told = phrases.tell_result(result, unicode=surface.unicode)
    if result.outcome in (Outcome.FAIL, Outcome.WARN):
        told += f": {phrases.tell_shortfall(result)}"
    counts = phrases.tell_counts(result)
    return f"{told} ({counts})" if counts and result.outcome is not Outcome.UNJUDGED else told


def _hotspots(hotspots: tuple[Hotspot, ...], surface: Surface) -> Iterator[str]:
    """Give the worst files of each metric as an aligned table with the places."""
    for metric in dict.fromkeys(hotspot.metric for hotspot in hotspots):
        rows = [hotspot for hotspot in hotspots if hotspot.metric == metric]
        limit = len(rows) if surface.verbosity > 0 else _FILES
        _, _, things = phrases.plural(metric, 2).partition(" ")
        yield f"  {_bold('most missed', surface)} ({things}):"
        width = min(max(len(phrases.clean(row.path)) for row in rows[:limit]), max(surface.width - 34, 16))
        missed = max(len(f"{row.missed:,}") for row in rows[:limit])
        for row in rows[:limit]:
            spans = phrases.tell_spans(row.spans, 9999 if surface.verbosity > 0 else _SPANS)
            lead = (
                f"{_shorten(row.path, width, surface):{width}}  {format_percent(row.value):>7}  {row.missed:>{missed},} missed"
            )
            yield from _wrap("    ", f"{lead}{': ' if spans else ''}{spans}", surface, 4)
        if len(rows) > limit:
            yield f"    {_dots(surface)} and {phrases.plural('file', len(rows) - limit, 'more ')} (-v shows all)"


def _remedy(remedy: Remedy, surface: Surface) -> Iterator[str]:
    """Give the shortest way to green."""
    limit = len(remedy.steps) if surface.verbosity > 0 else _FILES
    files = phrases.plural("file", len(remedy.steps))
    task = f"cover {phrases.plural(remedy.metric, remedy.units, 'more ')} in {files}"
    yield from _wrap(f"  {_bold('shortest way to green', surface)}: ", task, surface, 4)
    width = min(max(len(phrases.clean(step.path)) for step in remedy.steps[:limit]), max(surface.width - 34, 16))
    for step in remedy.steps[:limit]:
        yield from _wrap("    ", _step(remedy, step, width, surface), surface, 4)
    if len(remedy.steps) > limit:
        yield f"    {_dots(surface)} and {phrases.plural('file', len(remedy.steps) - limit, 'more ')} (-v shows all)"


def _step(remedy: Remedy, step: Step, width: int, surface: Surface) -> str:
    spans = phrases.tell_spans(step.spans, 9999 if surface.verbosity > 0 else _SPANS)
    told = f"{_shorten(step.path, width, surface):{width}}  {phrases.plural(remedy.metric, step.units)}"
    return f"{told}: {spans}" if spans else told


def _notes(notes: tuple[Note, ...], surface: Surface) -> Iterator[str]:
    for note in notes:
        where = f"{phrases.clean(note.where)}: " if note.where else ""
        yield from _wrap("  note: ", f"{where}{phrases.clean(note.text)}", surface, 8)


def _basis(verdict: Verdict) -> Iterator[str]:
    """Give what was read and measured."""
    for measurement in verdict.measurements:
        value = measurement.value
        upper = f" to {format_percent(measurement.upper)}" if measurement.upper else ""
        yield f"  measured: {measurement.metric} {format_percent(value)}{upper} ({value.part:,} of {value.whole:,})"
    for report in verdict.inputs:
        yield f"  read: {phrases.clean(report.path)} ({report.format})"
    yield f"  evidence: {phrases.tell_evidence(verdict.evidence) or 'none'}"


def _mark(outcome: Outcome, surface: Surface) -> str:
    sign, plain, color = _SIGNS[outcome]
    text = sign if surface.unicode else plain
    return f"\x1b[1;{color}m{text}\x1b[0m" if surface.color and color else text


def _bold(text: str, surface: Surface) -> str:
    return f"\x1b[1m{text}\x1b[0m" if surface.color else text


def _dots(surface: Surface) -> str:
    return "…" if surface.unicode else "..."


def _shorten(path: str, width: int, surface: Surface) -> str:
    """Give a path that fits, cut in its middle, since its end tells most."""
    path = phrases.clean(path)
    if len(path) <= width:
        return path
    dots = _dots(surface)
    end = max((width - len(dots)) * 2 // 3, 1)
    return f"{path[: max(width - len(dots) - end, 0)]}{dots}{path[-end:]}"


def _wrap(start: str, text: str, surface: Surface, indent: int) -> Iterator[str]:
    """Give start and text in lines that fit, broken at blanks; what follows the first line stands further in."""
    line = start if start.startswith(" ") else " " * indent + start
    used = len(line) - (len("\x1b[1;31m\x1b[0m") if "\x1b[1;" in line else len(_bold("", surface)) * ("\x1b[1m" in line))
    gap = ""
    for word in text.split(" "):
        if gap and used + len(gap) + len(word) > surface.width:
            yield line.rstrip()
            line, used, gap = " " * (indent + 4), indent + 4, ""
        line += gap + word
        used += len(gap) + len(word)
        gap = " "
    yield line.rstrip()
