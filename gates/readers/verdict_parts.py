"""The parts of a verdict document, read back as the records that they were written from."""

from math import isfinite

from gates.model.condition import Condition, Demand, Part, Scope
from gates.model.ratio import Ratio
from gates.model.table import Cell, Change, History, Quantity, Row, Table, Trend
from gates.model.verdict import (
    ConditionResult,
    Evidence,
    Hotspot,
    Input,
    Measurement,
    Note,
    Outcome,
    Remedy,
    Span,
    Step,
)
from gates.readers.json import show
from gates.readers.verdict_node import MOST, Node
from gates.typed import Any

_DECIMALS = 63
"""How many decimals a threshold may take; those that can be set take 14 at the most."""
_DIGEST, _HEXADECIMAL = 64, frozenset("0123456789abcdef")
_JUDGED = (Outcome.PASS, Outcome.WARN, Outcome.FAIL, Outcome.UNJUDGED)
_NOT_FINITE = {"inf": float("inf"), "-inf": float("-inf"), "nan": float("nan")}


def read_result(node: Node) -> ConditionResult:
    """Give a condition and what became of it."""
    bound = _read_bound(node)
    condition = Condition(
        id=node.text("id"),
        metric=node.text("metric"),
        demand=node.choose("demand", tuple(Demand)),
        bound=bound,
        scope=node.choose("scope", tuple(Scope)),
        group=node.text("group"),
        warns=node.flag("warns"),
        part=node.choose("part", tuple(Part)),
        label=node.text("label"),
        unit=node.text("unit"),
    )
    return ConditionResult(
        condition=condition,
        subject=node.text("subject"),
        outcome=node.choose("outcome", _JUDGED),
        value=_read_value(node, "value"),
        upper=_read_value(node, "upper"),
        shortfall=node.count("shortfall"),
        reason=node.text("reason"),
        baseline=_read_value(node, "baseline"),
    )


def read_measurement(node: Node) -> Measurement:
    """Give a measured value of the whole."""
    upper = None if node.is_null("upper") else _read_ratio(node.inner("upper"))
    return Measurement(node.text("metric"), _read_ratio(node.inner("value")), upper)


def read_evidence(node: Node) -> tuple[Evidence, ...]:
    """Give what the verdict rests on."""
    amounts = node.inner("evidence")
    return tuple(Evidence(name, amounts.count(name)) for name in amounts.told)


def read_input(node: Node) -> Input:
    """Give a report that was read."""
    digest = node.text("digest")
    if digest and (len(digest) != _DIGEST or not _HEXADECIMAL.issuperset(digest)):
        node.fail(f"{show(digest)} is not the digest of a report", "digest")
    return Input(node.text("path"), node.text("format"), digest)


def read_hotspot(node: Node) -> Hotspot:
    """Give a file that pulls the verdict down."""
    return Hotspot(
        path=node.text("path"),
        metric=node.text("metric"),
        value=_read_ratio(node.inner("value")),
        missed=node.count("missed"),
        spans=_read_spans(node),
        category=node.text("category"),
        wanted=node.flag("wanted"),
    )


def read_remedy(node: Node) -> Remedy:
    """Give the shortest way to green for one metric."""
    steps = tuple(
        Step(step.text("path"), step.count("count"), _read_spans(step), step.text("text")) for step in node.each("steps")
    )
    metric, unit = node.text("metric"), node.text("unit")
    return Remedy(metric, node.count("count"), steps, "" if unit == metric else unit, node.text("task"))


def read_note(node: Node) -> Note:
    """Give a note."""
    return Note(node.text("id"), node.text("text"), node.text("where"))


def read_table(node: Node) -> Table:
    """Give what was judged one by one; each row has a cell below each heading, and no other."""
    columns = node.texts("columns")
    if not columns or len(set(columns)) < len(columns):
        node.fail("expected headings, no two alike", "columns")
    rows = tuple(_read_row(row, columns) for row in node.each("rows"))
    return Table(node.text("name"), node.text("unit"), columns, rows, node.texts("spare"))


def _read_row(node: Node, columns: tuple[str, ...]) -> Row:
    cells = node.inner("cells")
    if set(cells.told) != set(columns):
        node.fail("expected a cell for each column", "cells")
    beyond = node.inner("not_finite") if "not_finite" in node.told else Node({}, "", node.source)
    for head in beyond.told:
        if head not in columns:
            node.fail(f"{show(head)} is not a column", "not_finite")
    return Row(
        id=node.text("id"),
        outcome=node.choose("outcome", tuple(Outcome)),
        cells=tuple(_read_cell(cells, head, beyond.inner(head) if head in beyond.told else None) for head in columns),
        text=node.text("text"),
        where=node.text("where"),
        waiver=node.text("waiver"),
    )


def _read_cell(cells: Node, head: str, beyond: Node | None) -> Cell:
    """Give a cell by its shape; `beyond` has those of its numbers that JSON cannot write."""
    match cells.told[head]:
        case str() | None as told if not beyond:
            return told
        case int() if not beyond:
            return cells.count(head)
        case list() as values:
            return _read_trend(values, cells, head, beyond)
        case dict():
            return _read_figure(cells.inner(head), beyond)
        case told:
            return cells.fail(f"{show(told)} is nothing that a cell holds", head)


def _read_trend(values: list[Any], node: Node, key: str, beyond: Node | None) -> Trend:
    """Give the numbers of an array that stands under a key."""
    numbers = Node({str(index): value for index, value in enumerate(values)}, node.find_place(key), node.source)
    return Trend(tuple(_read_number(numbers, index, beyond) for index in numbers.told))


def read_history(node: Node) -> History:
    """Give the figures of one metric, of which there are two at the least."""
    trend = _read_trend(node.take("values", list), node, "values", None)
    if len(trend.values) < 2:  # noqa: PLR2004 (one before, and today's)
        node.fail("expected an earlier figure and today's", "values")
    return History(node.text("metric"), Trend(tuple(map(float, trend.values))))


def _read_figure(node: Node, beyond: Node | None) -> Quantity | Change | Ratio:
    """Give an amount, a change or a share, by its keys."""
    if "unit" in node.told:
        return Quantity(_read_number(node, "value", beyond), node.text("unit"))
    if "ratio" in node.told:
        ends = (_find_number(node, key, beyond) for key in ("low", "high", "bound"))
        return Change(_read_number(node, "ratio", beyond), *ends)
    return _read_ratio(node)


def _find_number(node: Node, key: str, beyond: Node | None) -> float | None:
    """Give a number that may be missing."""
    return None if node.is_null(key) and not (beyond and key in beyond.told) else _read_number(node, key, beyond)


def _read_number(node: Node, key: str, beyond: Node | None) -> float:
    """Give a number, in the kind that it was written in, or the one that is written as null."""
    value = node.told.get(key)
    if value is None and beyond and key in beyond.told:
        name = beyond.text(key)
        return _NOT_FINITE[name] if name in _NOT_FINITE else beyond.fail(f"{show(name)} is not inf, -inf or nan", key)
    if isinstance(value, float) and isfinite(value):
        return value
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= MOST:
        return value
    return node.fail(f"expected a number, found {show(value)}", key)


def _read_value(node: Node, key: str) -> Ratio | int | None:
    if node.is_null(key):
        return None
    return _read_ratio(node.inner(key)) if isinstance(node.told.get(key), dict) else node.count(key)


def _read_bound(node: Node) -> Ratio | int:
    """Give a threshold; a share is one that decimals can write, as it was."""
    bound = _read_value(node, "bound")
    if bound is None:
        return node.fail("expected a threshold, found null", "bound")
    if isinstance(bound, Ratio) and (not bound.whole or pow(10, _DECIMALS, bound.whole)):
        node.fail("expected a share that decimals can write", "bound")
    return bound


def _read_ratio(node: Node) -> Ratio:
    return Ratio(node.count("part"), node.count("whole"))


def _read_spans(node: Node) -> tuple[Span, ...]:
    spans = node.take("lines", list)
    for span in spans:
        ends = span if isinstance(span, list) else []
        if len(ends) != len(Span._fields) or not all(type(end) is int for end in ends) or not 0 < ends[0] <= ends[1] <= MOST:
            node.fail(f"{span} is not a run of lines" if ends else "expected runs of lines", "lines")
    return tuple(Span(*span) for span in spans)
