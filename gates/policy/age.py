"""How old a document says that it is."""

from collections.abc import Iterator

from gates.model.condition import Condition, Demand
from gates.model.inventory import Inventory
from gates.model.verdict import ConditionResult, Outcome
from gates.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


def judge_age(report: Inventory, most_days: int, now: str) -> Iterator[ConditionResult]:
    """Give the result for each document: whole days since it was made; what tells no time, or one to come, is unjudged."""
    from datetime import datetime  # noqa: PLC0415 (a millisecond, which only this is worth)

    condition = Condition("max-document-age", "day", Demand.AT_MOST, most_days, label="age of the document in days")
    for name, document in sorted(report.documents.items()):
        made = _parse(document.created)
        if made is None:
            reason = f"{name} does not tell when it was made"
            yield ConditionResult(condition, "total", Outcome.UNJUDGED, None, reason=reason)
            continue
        age = datetime.fromisoformat(now) - made
        if age.days < -1:
            reason = f"{name} was made in the future: {document.created}"
            yield ConditionResult(condition, "total", Outcome.UNJUDGED, None, reason=reason)
            continue
        days = max(age.days, 0)
        outcome = Outcome.FAIL if days > most_days else Outcome.PASS
        yield ConditionResult(condition, "total", outcome, days, shortfall=max(days - most_days, 0))


def _parse(text: str) -> "datetime | None":
    """Give a time as ISO 8601 has it, in UTC where it tells no zone; None where it is none."""
    from datetime import UTC, datetime  # noqa: PLC0415 (see judge_age)

    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    return time if time.tzinfo else time.replace(tzinfo=UTC)
