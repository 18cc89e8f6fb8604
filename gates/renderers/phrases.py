"""The words in which every output for people tells a verdict."""

from gates.model.condition import Condition, Demand, Scope
from gates.model.ratio import Ratio, format_bound, format_percent
from gates.model.verdict import ConditionResult, Evidence, Outcome, Span, Verdict

_PLURALS = {"branch": "branches"}
_BIDI = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029\u0085\ufeff")


def clean(text: str) -> str:
    """Give a text in which all that could steer a terminal, turn the writing or command a CI's log is made visible.

    GitHub takes a line that begins with `::`, and `##[` anywhere in one, for a command, whatever step prints it.
    """
    text = text.replace("##[", "##\\[").replace("::", ":\\:")
    if text.isprintable() and not _BIDI & set(text):
        return text
    return "".join(
        character if character.isprintable() and character not in _BIDI else ascii(character)[1:-1] for character in text
    )


def plural(metric: str, count: int, more: str = "") -> str:
    """Give a metric as a noun in the right number: `1 line`, `2 branches`, `3 more files`."""
    return f"{count:,} {more}{metric if count == 1 else _PLURALS.get(metric, f'{metric}s')}"


def tell_value(value: Ratio | int | None, bound: Ratio | int | None = None) -> str:
    """Give a measured value, cut so that it never reads as being on the other side of its bound."""
    match value:
        case None:
            return "nothing"
        case Ratio():
            return format_percent(value, bound if isinstance(bound, Ratio) else None)
        case _:
            return f"{value:,}"


def tell_bound(condition: Condition) -> str:
    """Give the bound exactly as it was set."""
    return format_bound(condition.bound) if isinstance(condition.bound, Ratio) else f"{condition.bound:,}"


def tell_metric(condition: Condition) -> str:
    """Give what a condition measures: `line`, `branch`, or `uncovered lines` where things are counted."""
    if condition.demand is Demand.AT_MOST and not isinstance(condition.bound, Ratio):
        return f"uncovered {_PLURALS.get(condition.metric, condition.metric + 's')}"
    return condition.metric


def tell_subject(result: ConditionResult) -> str:
    """Give what a condition was judged on, or nothing where it is the whole."""
    if result.condition.scope is Scope.TOTAL:
        return ""
    return f"group {clean(result.subject)}" if result.condition.scope is Scope.GROUP else clean(result.subject)


def tell_relation(result: ConditionResult, *, unicode: bool = True) -> str:
    """Give the sign that stands between value and bound."""
    if result.condition.demand is Demand.AT_LEAST:
        return "<" if result.shortfall else ("≥" if unicode else ">=")
    return ">" if result.shortfall else ("≤" if unicode else "<=")


def tell_interval(result: ConditionResult) -> str:
    """Give the high end where the reports leave an interval, else nothing."""
    if result.upper is None:
        return ""
    return f" (between {tell_value(result.value)} and {tell_value(result.upper)}; the low end is judged)"


def tell_result(result: ConditionResult, *, unicode: bool = True) -> str:
    """Give a judged condition in one line, without its outcome."""
    subject = tell_subject(result)
    where = f" of {subject}" if subject else ""
    if result.outcome is Outcome.UNJUDGED:
        seen = "" if result.value is None else f" (seen: {tell_value(result.value)})"
        demanded = f"{_sign(result.condition, unicode=unicode)} {tell_bound(result.condition)}"
        return f"{tell_metric(result.condition)}{where} {demanded}: {clean(result.reason)}{seen}"
    relation = tell_relation(result, unicode=unicode)
    value = tell_value(result.value, result.condition.bound)
    told = f"{tell_metric(result.condition)}{where} {value} {relation} {tell_bound(result.condition)}"
    return told + tell_interval(result)


def tell_counts(result: ConditionResult) -> str:
    """Give the counts behind a share: `1,234 of 1,465 lines`; nothing for a count."""
    if not isinstance(result.value, Ratio):
        return ""
    return f"{result.value.part:,} of {plural(result.condition.metric, result.value.whole)}"


def tell_evidence(evidence: tuple[Evidence, ...]) -> str:
    """Give what a verdict rests on: `1,465 lines in 17 files, 2 reports`."""
    return ", ".join(plural(_singular(each.name), each.amount) for each in evidence)


def tell_shortfall(result: ConditionResult) -> str:
    """Give what is missing: `3 more lines would pass`."""
    if result.condition.demand is Demand.AT_MOST:
        return f"{plural(result.condition.metric, result.shortfall)} too many"
    return f"{plural(result.condition.metric, result.shortfall)} short"


def tell_spans(spans: tuple[Span, ...], limit: int) -> str:
    """Give the longest line ranges, in their order: `8-22, 30 and 4 more`; nothing where none are known."""
    longest = sorted(sorted(spans, key=lambda span: (span.first - span.last, span.first))[:limit])
    texts = [str(span.first) if span.first == span.last else f"{span.first}-{span.last}" for span in longest]
    return ", ".join(texts) + (f" and {len(spans) - limit:,} more" if len(spans) > limit else "")


def tell_outcome(verdict: Verdict) -> str:
    """Give a verdict's outcome as a word or two."""
    return _WORDS[verdict.outcome]


_WORDS = {
    Outcome.PASS: "passed",
    Outcome.WARN: "passed with warnings",
    Outcome.FAIL: "failed",
    Outcome.UNJUDGED: "could not judge",
    Outcome.SKIPPED: "skipped",
}


def _sign(condition: Condition, *, unicode: bool) -> str:
    if condition.demand is Demand.AT_LEAST:
        return "≥" if unicode else ">="
    return "≤" if unicode else "<="


def _singular(name: str) -> str:
    return next((metric for metric, many in _PLURALS.items() if many == name), name.removesuffix("s"))
