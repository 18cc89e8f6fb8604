"""What waivers do to conditions on coverage: those on one file or one group can be waived, by their id and the path or name.

A condition on everything cannot: a team that lives with less sets it lower. What could not be judged cannot either, since
nobody knows what would be waived. What is waived stays in sight, in a table of its own.
"""

from collections import Counter
from collections.abc import Sequence

from gates.model.condition import Condition, Scope
from gates.model.ratio import Ratio, format_bound, format_percent
from gates.model.table import Row, Table
from gates.model.verdict import ConditionResult, Note, Outcome
from gates.policy.judge import Exempted
from gates.policy.waivers import Facts, Waiver, read_waivers, waive
from gates.typed import Any

_COLUMNS = ("condition", "file or group", "now", "demanded")


def exempt(results: Sequence[ConditionResult], tables: Any, today: str) -> Exempted:
    """Give the results without those that are waived, and what is to be told of these. Raises ConfigError.

    A condition of which all results are waived holds, and says so; it does not vanish.
    """
    waived = waive(read_waivers(tables), [_tell_facts(result) for result in results], today)
    pairs = list(zip(results, waived.waivers, strict=True))
    left = {result.condition for result, waiver in pairs if not waiver}
    kept: list[ConditionResult] = []
    rows: list[Row] = []
    for result, waiver in pairs:
        if waiver is None:
            kept.append(result)
            continue
        rows.append(_make_row(result, waiver))
        if result.condition not in left:
            left.add(result.condition)
            kept.append(_pass(result, sum(other.condition == result.condition for other, _ in pairs)))
    counts = Counter((waiver.name, waiver.told) for _, waiver in pairs if waiver)
    notes = [
        Note("waived", f"the waiver of {name} allows what does not hold on {_count(count)} ({told})")
        for (name, told), count in counts.items()
    ]
    shown = (Table("waived", "waived condition", _COLUMNS, tuple(rows)),) if rows else ()
    return Exempted([*kept, *waived.results], shown, (*waived.notes, *notes))


def _tell_facts(result: ConditionResult) -> Facts:
    """Give what a waiver can match; nothing of what holds, could not be judged, or is about everything."""
    if result.outcome not in (Outcome.FAIL, Outcome.WARN) or result.condition.scope is Scope.TOTAL:
        return {}
    return {"rule": (result.condition.id,), "path": (result.subject,)}


def _pass(result: ConditionResult, count: int) -> ConditionResult:
    """Give the result of a condition that nothing but waived results is left of."""
    if result.condition.scope is Scope.GROUP:
        return ConditionResult(result.condition, result.subject, Outcome.PASS, None, reason="it is waived")
    reason = f"{count:,} files that do not hold are waived" if count > 1 else f"{result.subject} does not hold and is waived"
    return ConditionResult(result.condition, "every file", Outcome.PASS, None, reason=reason)


def _make_row(result: ConditionResult, waiver: Waiver) -> Row:
    condition, value = result.condition, result.value
    bound = _tell_bound(condition)
    now = format_percent(value) if isinstance(value, Ratio) else f"{value or 0:,}"
    told = f"{condition.label or condition.metric} of {result.subject}: {now}, and {condition.id} demands {bound}"
    where = result.subject if condition.scope is Scope.FILE else ""
    return Row(condition.id, Outcome.WAIVED, (condition.id, result.subject, value, bound), told, where, waiver.told)


def _tell_bound(condition: Condition) -> str:
    return format_bound(condition.bound) if isinstance(condition.bound, Ratio) else f"{condition.bound:,}"


def _count(count: int) -> str:
    return f"{count:,} {'file or group' if count == 1 else 'files or groups'}"
