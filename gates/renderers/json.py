"""The verdict document: everything that the verdict holds, for machines. Its schema is config/schema/verdict.schema.json.

Every other output can be made from it later, and is then the same: `gates/readers/verdict/document.py` reads it back.
"""

from collections.abc import Sequence

from gates.model.ratio import Ratio, format_bound
from gates.model.table import Row, Table
from gates.model.verdict import EXIT_CODES, ConditionResult, Hotspot, Remedy, Span, Verdict, fold_outcomes
from gates.renderers import phrases
from gates.renderers.cells import give_cell, name_not_finite
from gates.renderers.document import write_document
from gates.renderers.protocol import Surface
from gates.typed import Any

VERSION = 1
"""1: the first."""


def render(verdict: Verdict, surface: Surface) -> str:
    """Give the document, indented, in ASCII."""
    del surface
    return write_document(_verdict(verdict))


def render_all(verdicts: Sequence[Verdict], surface: Surface) -> str:
    """Give one document with those of all gates in it. Its schema is config/schema/run.schema.json."""
    del surface
    outcome = fold_outcomes(verdict.outcome for verdict in verdicts)
    gates = [_verdict(verdict) for verdict in verdicts]
    document = {"format": "gate-run", "version": VERSION, "outcome": outcome.value, "exit_code": EXIT_CODES[outcome]}
    return write_document(document | {"gates": gates})


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "format": "gate-verdict",
        "version": VERSION,
        "gate": verdict.gate,
        "outcome": verdict.outcome.value,
        "exit_code": EXIT_CODES[verdict.outcome],
        "reason": verdict.reason,
        "conditions": [_result(result) for result in verdict.results],
        "measurements": [
            {"metric": each.metric, "value": _value(each.value), "upper": _value(each.upper)} for each in verdict.measurements
        ],
        "evidence": {each.name: each.amount for each in verdict.evidence},
        "inputs": [each._asdict() for each in verdict.inputs],
        "tables": [_table(table) for table in verdict.tables],
        "hotspots": [_hotspot(hotspot) for hotspot in verdict.hotspots],
        "way_to_green": [_remedy(remedy) for remedy in verdict.remedies],
        "notes": [note._asdict() for note in verdict.notes],
        "history": [{"metric": each.metric, "values": give_cell(each.trend)} for each in verdict.history],
    }


def _result(result: ConditionResult) -> dict[str, Any]:
    condition = result.condition
    return {
        "id": condition.id,
        "metric": condition.metric,
        "part": condition.part.value,
        "scope": condition.scope.value,
        "group": condition.group,
        "subject": result.subject,
        "demand": condition.demand.value,
        "bound": _bound(condition.bound),
        "warns": condition.warns,
        "label": condition.label,
        "unit": condition.unit,
        "outcome": result.outcome.value,
        "value": _value(result.value, condition.bound if result.baseline is None else None),
        "upper": _value(result.upper),
        "baseline": _value(result.baseline),
        "shortfall": result.shortfall,
        "reason": result.reason,
    }


def _value(value: Ratio | int | None, bound: Ratio | int | None = None) -> dict[str, Any] | int | None:
    """Give a count as it is, and a share with both its integers; the percentage beside them is only to be shown."""
    if isinstance(value, Ratio):
        return {"part": value.part, "whole": value.whole, "percent": phrases.tell_value(value, bound)}
    return value


def _bound(bound: Ratio | int) -> dict[str, Any] | int:
    if isinstance(bound, Ratio):
        return {"part": bound.part, "whole": bound.whole, "percent": format_bound(bound)}
    return bound


def _hotspot(hotspot: Hotspot) -> dict[str, Any]:
    return {
        "path": hotspot.path,
        "metric": hotspot.metric,
        "category": hotspot.category,
        "value": _value(hotspot.value),
        "missed": hotspot.missed,
        "lines": _spans(hotspot.spans),
        "wanted": hotspot.wanted,
    }


def _remedy(remedy: Remedy) -> dict[str, Any]:
    return {
        "metric": remedy.metric,
        "unit": remedy.unit or remedy.metric,
        "count": remedy.units,
        "task": remedy.task,
        "steps": [
            {"path": step.path, "count": step.units, "lines": _spans(step.spans), "text": step.text} for step in remedy.steps
        ],
    }


def _table(table: Table) -> dict[str, Any]:
    """Give a table with a record for each row, whose cells stand under their headings."""
    rows = [
        {
            "id": row.id,
            "outcome": row.outcome.value,
            "where": row.where,
            "waiver": row.waiver,
            "text": row.text,
            "cells": dict(zip(table.columns, map(give_cell, row.cells), strict=True)),
            **_name_not_finite(table.columns, row),
        }
        for row in table.rows
    ]
    return {"name": table.name, "unit": table.unit, "columns": table.columns, "spare": table.spare, "rows": rows}


def _name_not_finite(columns: Sequence[str], row: Row) -> dict[str, Any]:
    """Give, where there is anything, what JSON has no number for: heading → field, or place in a trend → `inf`, `nan`, …."""
    named = {head: each for head, cell in zip(columns, row.cells, strict=True) if (each := name_not_finite(cell))}
    return {"not_finite": named} if named else {}


def _spans(spans: tuple[Span, ...]) -> list[list[int]]:
    return [[span.first, span.last] for span in spans]
