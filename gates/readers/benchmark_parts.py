"""What readers of benchmarks share: values checked and brought into base units, and runs made into a report."""

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import repeat
from math import isfinite
from operator import truediv

from gates.errors import ReportError
from gates.model.benchmarks import BenchmarkReport, Better, Run, Series, Statistic
from gates.model.quantities import Unit, parse_unit
from gates.model.verdict import Note
from gates.readers.json import show
from gates.typed import Any

HINT = "was the report cut off or edited? let its tool write it again"
_METRICS = {"s": "time", "B": "size", "B/s": "throughput", "1/s": "throughput"}
_LARGEST = 1.7976931348623157e308

Found = dict[str, dict[str, Series]]
"""Benchmark → metric → what was measured, as a reader gathers it."""


def make_series(
    unit: str | Unit,
    values: Sequence[Any],
    where: str,
    *,
    statistic: Statistic = Statistic.SAMPLE,
    better: Better | None = None,
    exact: bool = False,
) -> Series:
    """Give values of a unit in its base unit; a rate is better where it is higher, unless somebody knows better.

    `where` is the place that an error tells. Raises ReportError unless there are values, all of them finite and none negative.
    """
    known = unit if isinstance(unit, Unit) else parse_unit(unit)
    try:
        samples = [*map(truediv, values, repeat(known.divisor))]
        if known.factor != 1.0:
            samples = [value * known.factor for value in samples]
        whole = bool(samples) and isfinite(sum(samples)) and min(samples) >= 0 and bool not in map(type, values)
    except (TypeError, OverflowError):
        whole = False
    if not whole:
        raise ReportError(f"is no measurement: {_show_odd(values)}", where=where, hint=HINT)
    side = better or (Better.HIGHER if known.rate else Better.LOWER)
    return Series(known.base, samples, side, statistic, exact)


def _show_odd(values: Sequence[Any]) -> str:
    """Give the first of the values that is none, as an error quotes it."""
    for value in values:
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= _LARGEST:
            return show(value)
    return "the numbers are too large" if values else "there is no number"


def divide(totals: Sequence[Any], counts: Sequence[Any], where: str) -> list[float]:
    """Give each total over its number of iterations. Raises ReportError where a count lacks or is 0."""
    if len(totals) != len(counts):
        raise ReportError(f"{len(totals)} totals do not fit {len(counts)} counts of iterations", where=where, hint=HINT)
    try:
        return [*map(truediv, totals, counts)]
    except (TypeError, ZeroDivisionError, OverflowError) as flaw:
        raise ReportError(f"is no measurement: {flaw}", where=where, hint=HINT) from flaw


def name_metric(series: Series, unit: str) -> str:
    """Give what a metric is called of which only the unit is known: `time`, `size`, `throughput`, or the unit in kebab-case."""
    return _METRICS.get(series.unit) or make_kebab(unit) or "value"


def make_kebab(text: str) -> str:
    """Give a text as an id: letters and digits in lower case, with hyphens between them."""
    return "-".join(re.findall(r"[^\W_]+", text.lower()))


def add(found: Found, name: str, metric: str, series: Series) -> None:
    """Add what was measured; of several of one name the second is called `name #2`, and so on, in the order of the report."""
    own = choose_name(name, lambda own: metric in found.get(own, ()))
    found.setdefault(own, {})[metric] = series


def choose_name(name: str, is_taken: Callable[[str], bool]) -> str:
    """Give the name, or the first of `name #2`, `name #3` and so on that is not taken, in few tries however many are."""
    if not is_taken(name):
        return name
    low, high = 1, 2
    while is_taken(f"{name} #{high}"):
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if is_taken(f"{name} #{middle}") else (low, middle)
    return f"{name} #{high}"


def make_time(text: str) -> str:
    """Give a moment such as `2026-11-23T10:40:00+01:00` in UTC, as `2026-11-23T09:40:00Z`; empty for what is none."""
    from datetime import UTC, datetime  # noqa: PLC0415 (few formats tell a time)

    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return ""
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def make_commit(text: object) -> str:
    """Give a commit if a text is one in full, else an empty text."""
    return text if isinstance(text, str) and re.fullmatch(r"[0-9a-f]{40}(?:[0-9a-f]{24})?", text) else ""


def make_machine(facts: Mapping[str, object]) -> dict[str, str]:
    """Give what a report tells of the machine, as texts, without what it does not tell."""
    return {name: str(value) for name, value in facts.items() if isinstance(value, (str, int)) and value not in ("", 0)}


def split_runs(run: Run, processes: Mapping[int, Found]) -> list[Run]:
    """Give a run for each of the processes that one report tells of, by number; the first has what belongs to none of them."""
    others = (each for _, each in sorted(processes.items()))
    runs = [run._replace(results=next(others, {}))]
    return runs + [
        Run(f"{run.source}#{number}", results, machine=run.machine, commit=run.commit, time=run.time)
        for number, results in enumerate(others, 2)
    ]


def conclude(runs: Sequence[Run], source: str, notes: Sequence[Note] = (), doubts: Sequence[Note] = ()) -> BenchmarkReport:
    """Give the report of the runs. Raises ReportError where none of them measured anything, or says why not."""
    if not any(run.results or run.failed for run in runs):
        hint = "did the benchmarks run, and did a filter leave any?"
        raise ReportError("holds no benchmark", where=source, hint=hint, id_="measured-nothing")
    return BenchmarkReport(tuple(runs), frozenset(notes), frozenset(doubts))
