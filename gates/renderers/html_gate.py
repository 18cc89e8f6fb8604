"""The section of a page that tells the verdict of one gate."""

from collections.abc import Iterable, Iterator, Sequence

from gates.model.ratio import Ratio, format_percent
from gates.model.table import History
from gates.model.verdict import ConditionResult, Hotspot, Measurement, Outcome, Remedy, Verdict
from gates.renderers import phrases
from gates.renderers.history import tell_figure
from gates.renderers.html_charts import draw_bar, draw_meter, draw_trend, gauge
from gates.renderers.html_listing import Column, Listing, write_listing
from gates.renderers.html_markup import Markup, begin, join, label, tag, words
from gates.renderers.html_tables import write_table

_CONDITIONS, _STEPS, _FILES, _NOTES, _SPANS = 20, 20, 10, 20, 12
"""How many of each are shown before the rest is folded away; and of the runs of lines in a row."""
_CONDITION = (
    Column("outcome", "state"),
    Column("condition", "title"),
    Column("measured", "number"),
    Column("demanded", "number"),
    Column("baseline", "number"),
    Column("what is missing"),
)


def tell_headline(verdict: Verdict) -> str:
    """Give what decides the outcome in one line; nothing where the verdict does not tell."""
    return verdict.reason or begin(phrases.tell_headline(verdict))


def write_gate(verdict: Verdict, heading: str) -> Iterator[Markup]:
    """Give all that is told below the headline of a gate; `heading` is the level of its parts, such as `h3`.

    The order: conditions that do not hold, those that do, the way to green, tables, the worst files, history, notes, and what
    it rests on.
    """
    missed = [result for result in verdict.results if result.outcome is not Outcome.PASS]
    held = [result for result in verdict.results if result.outcome is Outcome.PASS]
    if verdict.results:
        yield tag(heading, "Conditions")
        if any(isinstance(result.value, Ratio) for result in verdict.results):
            dashes = "; dashes: the baseline" if any(isinstance(result.baseline, Ratio) for result in verdict.results) else ""
            yield tag("p", f"Bar: what was measured; mark: what is demanded{dashes}.", class_="legend")
        yield from _conditions(missed, _CONDITIONS)
        yield from _conditions(held, 0 if missed else _CONDITIONS)
    if verdict.remedies:
        ways = (part for remedy in verdict.remedies for part in _remedy(remedy))
        yield tag("section", tag(heading, "The shortest way to green"), *ways, class_="way")
    for table in verdict.tables:
        yield from write_table(table, heading)
    yield from _hotspots(verdict.hotspots, heading)
    yield from _history(verdict, heading)
    yield from _notes(verdict, heading)
    yield from _basis(verdict, heading)


def _conditions(results: Sequence[ConditionResult], shown: int) -> Iterator[Markup]:
    yield from write_listing(Listing("condition", _CONDITION, map(_condition, results), len(results)), shown)


def _condition(result: ConditionResult) -> Iterator[str]:
    yield label(result.outcome)
    subject = phrases.tell_subject(result)
    beneath = tag("span", words(subject, "path"), class_="told") if subject else Markup()
    yield join((words(begin(phrases.tell_metric(result.condition))), beneath))
    yield _measured(result)
    yield words(phrases.tell_demand(result._replace(baseline=None)))
    yield "" if result.baseline is None else phrases.tell_value(result.baseline)
    yield words(phrases.tell_shortfall(result) or result.reason)


def _measured(result: ConditionResult) -> Markup:
    """Give the number that was judged, the interval in which the truth is, the counts behind it, and a bar of a share."""
    value, bound = result.value, result.condition.bound if result.baseline is None else None
    pieces = [tag("strong", phrases.tell_value(value, bound))]
    if result.upper is not None:
        pieces.append(Markup(f" to {phrases.tell_value(result.upper)}"))
    if isinstance(value, Ratio):
        mark = bound if isinstance(bound, Ratio) and not result.condition.needs_baseline else None
        upper, baseline = (each if isinstance(each, Ratio) else None for each in (result.upper, result.baseline))
        pieces.append(draw_meter(value, upper, mark, baseline))
    counts = phrases.tell_counts(result)
    return join((*pieces, tag("span", words(counts), class_="told") if counts else Markup()))


def _remedy(remedy: Remedy) -> Iterator[Markup]:
    """Give the shortest way to green for one metric."""
    unit = remedy.unit or remedy.metric
    files = phrases.plural("file", len(remedy.steps))
    task = remedy.task or f"cover {phrases.plural(unit, remedy.units, 'more ')} in {files}"
    yield tag("p", words(begin(task)), ".", class_="task")
    if remedy.task:
        columns = (Column("where", "title"), Column("what to do"))
        rows: Iterator[Iterable[str]] = ((words(step.path), words(step.text)) for step in remedy.steps)
        yield from write_listing(Listing("step", columns, rows, len(remedy.steps)), _STEPS)
        return
    files_of = (Column("file", "title"), Column(phrases.name_many(unit), "number"), Column("start with lines"))
    rows = (
        (words(step.path, "path"), f"{step.units:,}", words(phrases.tell_spans(step.spans, _SPANS), "places"))
        for step in remedy.steps
    )
    yield from write_listing(Listing("file", files_of, rows, len(remedy.steps)), _STEPS)


def _hotspots(hotspots: tuple[Hotspot, ...], heading: str) -> Iterator[Markup]:
    """Give the worst files of each category and metric, with bars beside the worst of them."""
    for category, metric in dict.fromkeys((spot.category, spot.metric) for spot in hotspots):
        spots = [spot for spot in hotspots if (spot.category, spot.metric) == (category, metric)]
        most = max(spot.missed for spot in spots)
        things = phrases.name_many(metric)
        yield tag(heading, words(begin(category) if category else f"Most missed {things}"))
        count = Column("count" if category else "missed", "gauge")
        columns = (Column("file", "title"), count, Column("whole file", "gauge"), Column("lines"))
        rows = (_hotspot(spot, most) for spot in spots)
        yield from write_listing(Listing("file", columns, rows, len(spots)), _FILES)


def _hotspot(spot: Hotspot, most: int) -> Iterator[str]:
    yield words(spot.path, "path")
    yield gauge(f"{spot.missed:,}", draw_bar(spot.missed, most))
    yield gauge(format_percent(spot.value), draw_meter(spot.value))
    yield words(phrases.tell_spans(spot.spans, _SPANS), "places")


def _history(verdict: Verdict, heading: str) -> Iterator[Markup]:
    """Give the figures of earlier entries of the store as lines, with the last one and today's in numbers."""
    if verdict.history:
        yield tag(heading, "History")
        heads = (
            ("metric", "title"),
            ("over time", "plot"),
            ("earlier entries", "number"),
            ("the last", "number"),
            ("now", "number"),
        )
        columns = tuple(Column(*head) for head in heads)
        rows = (_trace(verdict, history) for history in verdict.history)
        yield from write_listing(Listing("metric", columns, rows, len(verdict.history)), _FILES)


def _trace(verdict: Verdict, history: History) -> Iterator[str]:
    metric, values = history.metric, history.trend.values
    yield words(metric)
    yield draw_trend(history.trend)
    yield f"{len(values) - 1:,}"
    yield from (tell_figure(verdict, metric, value) for value in values[-2:])


def _notes(verdict: Verdict, heading: str) -> Iterator[Markup]:
    if verdict.notes:
        yield tag(heading, "Notes")
        rows = ((words(note.text), words(note.where, "path")) for note in verdict.notes)
        yield from write_listing(Listing("note", (Column("note", "title"), Column("about")), rows, len(verdict.notes)), _NOTES)


def _basis(verdict: Verdict, heading: str) -> Iterator[Markup]:
    """Give what was measured and read."""
    if verdict.measurements or verdict.inputs:
        yield tag(heading, "What it rests on")
    columns: tuple[Column, ...] = (Column("metric", "title"), Column("measured", "gauge"), Column("counts"))
    rows = map(_measurement, verdict.measurements)
    yield from write_listing(Listing("measurement", columns, rows, len(verdict.measurements)), _FILES)
    columns = (Column("report", "title"), Column("format"))
    inputs = ((words(each.path, "path"), words(each.format)) for each in verdict.inputs)
    yield from write_listing(Listing("report", columns, inputs, len(verdict.inputs)), _FILES)


def _measurement(measurement: Measurement) -> tuple[str, ...]:
    metric, value, upper = measurement
    told = f"{format_percent(value)} to {format_percent(upper)}" if upper else format_percent(value)
    return words(metric), gauge(told, draw_meter(value, upper)), f"{value.part:,} of {value.whole:,}"
