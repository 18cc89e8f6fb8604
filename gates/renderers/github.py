"""GitHub workflow commands: the text for the log, then annotations beside the code, the worst first.

GitHub shows ten annotations of a level for each step and drops the rest without a word, so the tenth says how many more
there are. https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
"""

from collections.abc import Iterator, Sequence
from heapq import nsmallest

from gates.model.condition import Scope
from gates.model.ratio import format_percent
from gates.model.verdict import WORST_FIRST, ConditionResult, Hotspot, Outcome, Verdict
from gates.renderers import phrases
from gates.renderers.escape import clean, clip, disarm
from gates.renderers.log import write_lines
from gates.renderers.protocol import Surface
from gates.renderers.summary import write_summary
from gates.typed import NamedTuple

LIMIT = 10
"""How many annotations of one level GitHub keeps for a step."""
_LETTERS = 4_000
"""How long a message may be: GitHub cuts it after 4,096 (actions/runner, _maxIssueMessageLength)."""
_LEVELS = {Outcome.FAIL: "error", Outcome.UNJUDGED: "error", Outcome.WARN: "warning"}


class _Annotation(NamedTuple):
    level: str
    title: str
    message: str
    path: str = ""
    first: int = 0
    last: int = 0


def render(verdict: Verdict, surface: Surface) -> str:
    """Give the lines of the text without colour, then the annotations; no words of a report can be taken for a command."""
    return _write([*write_lines(verdict, surface._replace(color=False))], (verdict,), surface)


def render_all(verdicts: Sequence[Verdict], surface: Surface) -> str:
    """Give the lines of all gates, then the annotations of all, of which GitHub keeps no more than of one."""
    return _write([*write_summary(verdicts, surface._replace(color=False))], verdicts, surface)


def _write(lines: list[str], verdicts: Sequence[Verdict], surface: Surface) -> str:
    found: dict[str, list[_Annotation]] = {"error": [], "warning": [], "notice": []}
    unmade = dict.fromkeys(found, 0)
    for verdict in sorted(verdicts, key=lambda each: WORST_FIRST.index(each.outcome)):
        for each in _annotate(verdict, surface):
            found[each.level].append(each)
    for verdict in verdicts:
        places = _annotate_places(verdict)
        level = "warning" if verdict.outcome is Outcome.FAIL else "notice"
        found[level] += places
        unmade[level] += sum(len(spot.spans) for spot in verdict.hotspots if not spot.wanted) - len(places)
    for level, annotations in found.items():
        lines += _limit(level, annotations, unmade[level])
    return "".join(f"{line}\n" for line in lines)


def _annotate(verdict: Verdict, surface: Surface) -> Iterator[_Annotation]:
    """Give what is to be said of the whole, of the conditions that do not hold, and the notes."""
    title = f"gate {verdict.gate}"
    if verdict.outcome is Outcome.UNJUDGED and (verdict.reason or not verdict.results):
        reason = f": {verdict.reason}" if verdict.reason else ""
        yield _Annotation("error", title, f"{phrases.tell_outcome(verdict)}{reason}")
    for result in verdict.results:
        if result.outcome in _LEVELS:
            yield _annotate_result(result, title, surface)
    for row in (row for table in verdict.tables for row in table.rows if row.outcome in _LEVELS):
        yield _Annotation(_LEVELS[row.outcome], f"{title}: {row.id}", row.text, row.where)
    for note in verdict.notes:
        yield _Annotation("notice", title, f"{note.where}: {note.text}" if note.where else note.text)


def _annotate_result(result: ConditionResult, title: str, surface: Surface) -> _Annotation:
    """Give a condition, beside the file that misses it. Where nobody could judge, the subject may be no file at all."""
    beside = result.condition.scope is Scope.FILE and result.outcome is not Outcome.UNJUDGED
    told = phrases.tell_result(result, phrases.tell_subject(result), unicode=surface.unicode)
    return _Annotation(_LEVELS[result.outcome], title, told, result.subject if beside else "")


def _annotate_places(verdict: Verdict) -> list[_Annotation]:
    """Give as many as are kept of the runs of lines that are missed: those of a category first, then the longest."""
    level = "warning" if verdict.outcome is Outcome.FAIL else "notice"
    runs = (
        (not spot.category, span.first - span.last, rank, span.first, span.last)
        for rank, spot in enumerate(verdict.hotspots)
        for span in spot.spans
        if not spot.wanted
    )
    annotations = []
    for _, _, rank, first, last in nsmallest(LIMIT, runs):
        spot = verdict.hotspots[rank]
        annotations.append(_Annotation(level, f"gate {verdict.gate}", _tell_spot(spot), spot.path, first, last))
    return annotations


def _tell_spot(spot: Hotspot) -> str:
    if spot.category:
        return f"{spot.category} ({spot.missed:,} in the whole file)"
    things = phrases.name_many(spot.metric)
    return f"{things} missed here; {spot.missed:,} in the whole file, which is at {format_percent(spot.value)}"


def _limit(level: str, annotations: list[_Annotation], unmade: int) -> Iterator[str]:
    """Give as many as GitHub shows; the last tells of the others, and of those that were not even made."""
    total = len(annotations) + unmade
    shown = annotations if total <= LIMIT else annotations[: LIMIT - 1]
    for each in shown:
        yield _command(each)
    if total > LIMIT:
        yield _command(_Annotation(level, "gate", f"and {total - len(shown):,} more that GitHub would not show"))


def _command(annotation: _Annotation) -> str:
    properties = {"title": annotation.title}
    if annotation.path:
        properties["file"] = annotation.path
    if annotation.first:
        properties |= {"line": str(annotation.first), "endLine": str(annotation.last)}
    told = ",".join(f"{name}={_escape_property(value)}" for name, value in properties.items())
    return f"::{annotation.level} {told}::{_escape(clip(annotation.message, _LETTERS))}"


def _escape(text: str) -> str:
    """Escape what ends a command's message; control characters and other commands are made visible first."""
    return disarm(clean(text)).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")
