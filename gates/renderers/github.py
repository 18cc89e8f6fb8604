"""GitHub workflow commands: annotations beside the code, the worst first.

GitHub shows ten annotations of a level for each step and drops the rest without a word, so the tenth says how many more
there are. https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
"""

from collections.abc import Iterator
from typing import NamedTuple

from gates.model.condition import Scope
from gates.model.verdict import ConditionResult, Hotspot, Outcome, Verdict
from gates.renderers import phrases
from gates.renderers.protocol import Surface

LIMIT = 10
"""How many annotations of one level GitHub keeps for a step."""
_LEVELS = {Outcome.FAIL: "error", Outcome.UNJUDGED: "error", Outcome.WARN: "warning"}


class _Annotation(NamedTuple):
    level: str
    title: str
    message: str
    path: str = ""
    first: int = 0
    last: int = 0


def render(verdict: Verdict, surface: Surface) -> str:
    """Give a line that tells the outcome, then the annotations; nothing in them can be taken for another command."""
    del surface
    lines = [f"gate {verdict.gate}: {phrases.tell_outcome(verdict)}"]
    annotations = list(_annotate(verdict))
    for level in ("error", "warning", "notice"):
        lines += _limit(level, [each for each in annotations if each.level == level])
    return "".join(f"{line}\n" for line in lines)


def _annotate(verdict: Verdict) -> Iterator[_Annotation]:
    title = f"gate {verdict.gate}"
    if verdict.outcome is Outcome.UNJUDGED and verdict.reason:
        yield _Annotation("error", title, f"could not judge: {verdict.reason}")
    for result in verdict.results:
        if result.outcome in _LEVELS:
            yield _annotate_result(result, title)
    level = "warning" if verdict.outcome is Outcome.FAIL else "notice"
    spots = [(span.first - span.last, spot, span) for spot in verdict.hotspots for span in spot.spans]
    for _, spot, span in sorted(spots):
        yield _Annotation(level, title, _tell_spot(spot, span.last - span.first + 1), spot.path, span.first, span.last)
    for note in verdict.notes:
        yield _Annotation("notice", title, f"{note.where}: {note.text}" if note.where else note.text)


def _annotate_result(result: ConditionResult, title: str) -> _Annotation:
    path = result.subject if result.condition.scope is Scope.FILE and result.shortfall else ""
    told = phrases.tell_result(result)
    if result.shortfall:
        told += f": {phrases.tell_shortfall(result)}"
    return _Annotation(_LEVELS[result.outcome], title, told, path)


def _tell_spot(spot: Hotspot, length: int) -> str:
    if spot.metric == "line":
        return "this line did not run" if length == 1 else f"these {length:,} lines did not run"
    return f"not every {spot.metric} here was covered"


def _limit(level: str, annotations: list[_Annotation]) -> Iterator[str]:
    shown = annotations if len(annotations) <= LIMIT else annotations[: LIMIT - 1]
    for each in shown:
        yield _command(each)
    rest = len(annotations) - len(shown)
    if rest:
        yield _command(_Annotation(level, "gate", f"and {rest:,} more that GitHub would not show"))


def _command(annotation: _Annotation) -> str:
    properties = {"title": annotation.title}
    if annotation.path:
        properties["file"] = annotation.path
    if annotation.first:
        properties |= {"line": str(annotation.first), "endLine": str(annotation.last)}
    told = ",".join(f"{name}={_escape_property(value)}" for name, value in properties.items())
    return f"::{annotation.level} {told}::{_escape(annotation.message)}"


def _escape(text: str) -> str:
    """Escape what ends a command's message; control characters are made visible first."""
    return phrases.clean(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")
