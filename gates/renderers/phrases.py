"""The words in which every output for people tells a verdict."""

from collections.abc import Sequence

from gates.model.condition import Condition, Demand, Scope
from gates.model.ratio import Ratio, format_bound, format_percent
from gates.model.verdict import ConditionResult, Evidence, Outcome, Span, Verdict
from gates.renderers.escape import clean

_MISSED = (Outcome.FAIL, Outcome.WARN)
_HISSING = ("ch", "sh", "ss", "x")


def name_many(thing: str) -> str:
    """Give a noun in the plural: `lines`, `branches`, `dependencies`, `lines or branches`."""
    if " or " in thing:
        return " or ".join(map(name_many, thing.split(" or ")))
    if thing.endswith("y") and thing[-2:-1] not in "aeiou":
        return f"{thing[:-1]}ies"
    return f"{thing}es" if thing.endswith(_HISSING) else f"{thing}s"


def plural(thing: str, count: int, more: str = "") -> str:
    """Give a count and a noun in the right number: `1 line`, `2 branches`, `3 more files`."""
    return f"{count:,} {more}{thing if count == 1 else name_many(thing)}"


def tell_value(value: Ratio | int | None, bound: Ratio | int | None = None) -> str:
    """Give a measured value, shown so that it never contradicts how it compares with the bound."""
    if value is None:
        return "nothing"
    if isinstance(value, Ratio):
        return format_percent(value, bound if isinstance(bound, Ratio) else None)
    return f"{value:,}"


def tell_bound(condition: Condition) -> str:
    """Give the bound exactly as it was set."""
    return format_bound(condition.bound) if isinstance(condition.bound, Ratio) else f"{condition.bound:,}"


def tell_metric(condition: Condition) -> str:
    """Give what a condition measures: `line`, `branch`, `patch`, or `uncovered lines` where things are counted."""
    if condition.label:
        return clean(condition.label)
    if condition.demand is Demand.AT_MOST and not isinstance(condition.bound, Ratio):
        return f"uncovered {clean(name_many(condition.metric))}"
    return clean(condition.metric)


def tell_subject(result: ConditionResult) -> str:
    """Give what a condition was judged on, or nothing where it is the whole."""
    if result.condition.scope is Scope.TOTAL:
        return ""
    return f"group {clean(result.subject)}" if result.condition.scope is Scope.GROUP else clean(result.subject)


def tell_sign(condition: Condition, *, unicode: bool = True) -> str:
    """Give the sign that stands between a value that satisfies and the bound."""
    if condition.demand is Demand.AT_LEAST:
        return "≥" if unicode else ">="
    return "≤" if unicode else "<="


def tell_relation(result: ConditionResult, *, unicode: bool = True) -> str:
    """Give the sign that stands between value and bound."""
    if result.outcome in _MISSED:
        return "<" if result.condition.demand is Demand.AT_LEAST else ">"
    return tell_sign(result.condition, unicode=unicode)


def tell_result(result: ConditionResult, subject: str, *, unicode: bool = True) -> str:
    """Give a judged condition in one line: what was measured and demanded, and how much is missing or why nobody knows.

    `subject` is what `tell_subject` says, or as much of it as there is room for.
    """
    condition, what = result.condition, _tell_what(result, subject)
    value = tell_value(result.value, condition.bound if result.baseline is None else None)
    if result.outcome is Outcome.UNJUDGED or result.reason:
        reason = f": {clean(result.reason)}" if result.reason else ""
        is_counted = _allows_none(condition) and condition.label
        if is_counted and isinstance(result.value, int) and (result.value or result.outcome is not Outcome.UNJUDGED):
            return f"{_tell_none(what, condition, result.value)}{reason}"
        seen = "" if result.value is None else f" (seen: {value})"
        return f"{tell_question(result, subject, unicode=unicode)}{reason}{seen}"
    upper = "" if result.upper is None else tell_value(result.upper)
    interval = f" (between {value} and {upper}; the low end is judged)" if upper else ""
    missing = tell_shortfall(result)
    if result.baseline is not None:
        told = f"{what} {value}, {tell_change(result)} the baseline's {tell_value(result.baseline)}{interval}"
        told += f" ({tell_allowed(condition)})"
    elif _allows_none(condition) and isinstance(result.value, int):
        return f"{_tell_none(what, condition, result.value)}{interval}"
    else:
        told = f"{what} {value} {tell_relation(result, unicode=unicode)} {tell_bound(condition)}{interval}"
    return f"{told}: {missing}" if missing else told


def tell_question(result: ConditionResult, subject: str, *, unicode: bool = True) -> str:
    """Give what was asked, whatever the answer: `line ≥ 80%`; where none is allowed, of what: `files in no report`."""
    what = _tell_what(result, subject)
    return what if _allows_none(result.condition) else f"{what} {tell_demand(result, unicode=unicode)}"


def _tell_what(result: ConditionResult, subject: str) -> str:
    metric = tell_metric(result.condition)
    return f"{metric} of {subject}" if subject else metric


def _allows_none(condition: Condition) -> bool:
    """Say whether a condition counts things of which not one is allowed."""
    return condition.demand is Demand.AT_MOST and condition.bound == 0


def _tell_none(what: str, condition: Condition, count: int) -> str:
    """Give what is not allowed at all: `2 files in no report, none is allowed`, `no files in no report`."""
    things = clean(name_many(condition.unit or condition.metric))
    if not count:
        return f"no {what}"
    told = what.replace(things, things if count > 1 else clean(condition.unit or condition.metric), 1)
    return f"{count:,} {told}, none is allowed"


def tell_demand(result: ConditionResult, *, unicode: bool = True) -> str:
    """Give what is demanded: `≥ 80%`, or `at most 0.5 points below the baseline`."""
    if result.condition.needs_baseline:
        side = "below" if result.condition.demand is Demand.DROP_AT_MOST else "above"
        baseline = "" if result.baseline is None else f"'s {tell_value(result.baseline)}"
        return f"{tell_allowed(result.condition)} {side} the baseline{baseline}"
    return f"{tell_sign(result.condition, unicode=unicode)} {tell_bound(result.condition)}"


def tell_allowed(condition: Condition) -> str:
    """Give how far from the baseline a value may be: `at most 0.5 points`, `at most 3 lines`."""
    if isinstance(condition.bound, Ratio):
        points = tell_bound(condition).removesuffix("%")
        return f"at most {points} point{'' if points == '1' else 's'}"
    return f"at most {clean(plural(condition.unit or condition.metric, condition.bound))}"


def tell_change(result: ConditionResult) -> str:
    """Give how far a value is from the baseline: `1.25 points below`, `3 above`, `the same as`; on its side of the bound."""
    value, baseline, bound = result.value, result.baseline, result.condition.bound
    if isinstance(value, Ratio) and isinstance(baseline, Ratio):
        more = value.part * baseline.whole - baseline.part * value.whole
        change = Ratio(abs(more), value.whole * baseline.whole)
        far = format_percent(change, bound if more < 0 and isinstance(bound, Ratio) else None).removesuffix("%") + " points"
    elif isinstance(value, int) and isinstance(baseline, int):
        more = value - baseline
        far = f"{abs(more):,}"
    else:
        return "beside"
    return f"{far} {'above' if more > 0 else 'below'}" if more else "the same as"


def tell_counts(result: ConditionResult) -> str:
    """Give the counts behind a share that was judged: `1,234 of 1,465 lines`; nothing for a count."""
    if result.outcome is Outcome.UNJUDGED or not isinstance(result.value, Ratio):
        return ""
    return f"{result.value.part:,} of {clean(plural(result.condition.unit or result.condition.metric, result.value.whole))}"


def tell_evidence(evidence: tuple[Evidence, ...]) -> str:
    """Give what a verdict rests on: `2 reports, 17 files, 1,465 lines`."""
    return ", ".join(f"{each.amount:,} {clean(_name_amount(each))}" for each in evidence)


def tell_shortfall(result: ConditionResult) -> str:
    """Give what is missing: `3 lines short`; nothing where that cannot be told or nothing is."""
    if result.outcome not in _MISSED or not result.shortfall:
        return ""
    what = clean(plural(result.condition.unit or result.condition.metric, result.shortfall))
    return f"{what} too many" if result.condition.demand in (Demand.AT_MOST, Demand.RISE_AT_MOST) else f"{what} short"


def tell_spans(spans: tuple[Span, ...], limit: int) -> str:
    """Give the longest line ranges, in their order: `8-22, 30 and 4 more`; nothing where none are known."""
    longest = sorted(sorted(spans, key=lambda span: (span.first - span.last, span.first))[:limit])
    texts = [str(span.first) if span.first == span.last else f"{span.first}-{span.last}" for span in longest]
    return ", ".join(texts) + (f" and {len(spans) - limit:,} more" if len(spans) > limit else "")


def tell_headline(verdict: Verdict) -> str:
    """Give what decides the outcome in one line; nothing where the verdict does not tell."""
    if verdict.reason or not verdict.results:
        return clean(verdict.reason)
    first = verdict.results[0]
    return tell_result(first, tell_subject(first)) + tell_rest(verdict)


def tell_rest(verdict: Verdict) -> str:
    """Give how many more conditions came out as the first one did: `, and 2 more`; nothing where none did."""
    more = sum(result.outcome is verdict.results[0].outcome for result in verdict.results) - 1
    return f", and {more:,} more" if more else ""


def tell_outcome(verdict: Verdict) -> str:
    """Give a verdict's outcome as a word or two."""
    return OUTCOMES[verdict.outcome]


OUTCOMES = {
    Outcome.PASS: "passed",
    Outcome.WARN: "passed with warnings",
    Outcome.FAIL: "failed",
    Outcome.UNJUDGED: "could not judge",
    Outcome.SKIPPED: "skipped",
    Outcome.WAIVED: "waived",
}
"""Outcome → a word or two."""


def tell_total(verdicts: Sequence[Verdict]) -> str:
    """Give what became of several gates, the worst first: `1 of 4 gates failed, 1 could not be judged`."""
    counts = [(sum(each.outcome is outcome for each in verdicts), told) for outcome, told in _TOTALS.items()]
    parts = [f"{count:,} {told}" for count, told in counts if count]
    whole = plural("gate", len(verdicts))
    if len(parts) == 1:
        told = parts[0].partition(" ")[2]
        return f"{'all ' if len(verdicts) > 1 else ''}{whole} {told}"
    first, *rest = parts
    count, _, told = first.partition(" ")
    return ", ".join((f"{count} of {whole} {told}", *rest))


_TOTALS = {
    Outcome.FAIL: "failed",
    Outcome.UNJUDGED: "could not be judged",
    Outcome.WARN: "passed with warnings",
    Outcome.PASS: "passed",
    Outcome.SKIPPED: "skipped",
}


def _name_amount(evidence: Evidence) -> str:
    """Give what evidence counts, in the right number. Its name is a plural."""
    many = evidence.name
    if evidence.amount != 1:
        return many
    ones = (many.removesuffix("ies") + "y", many.removesuffix("es"), many.removesuffix("s"))
    return next((one for one in ones if name_many(one) == many), many)
