"""Verdict documents read back: nothing is lost, for any output, and nothing is taken that contradicts itself."""

import json
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gates.catalog import RENDERERS
from gates.errors import ReportError
from gates.model.condition import Condition, Demand, Part, Scope
from gates.model.ratio import Ratio
from gates.model.table import Change, History, Quantity, Row, Table, Trend
from gates.model.verdict import (
    WORST_FIRST,
    ConditionResult,
    Evidence,
    Hotspot,
    Input,
    Measurement,
    Note,
    Outcome,
    Remedy,
    Run,
    Span,
    Step,
    Verdict,
    fold_outcomes,
)
from gates.readers.json import DAMAGED
from gates.readers.verdict import document
from gates.renderers import json as writer
from gates.renderers.escape import make_plain
from gates.renderers.protocol import Surface
from tests.renderers.test_hostile import ANY, HOSTILE
from tests.renderers.test_json import VALIDATOR
from tests.renderers.verdicts import MANY, MANY_ROWS, NAMES, RUN, VERDICTS

INFINITE, NOTHING = float("inf"), float("nan")
FULL = Verdict(
    "coverage.backend",
    Outcome.FAIL,
    (
        ConditionResult(
            Condition(
                "max-drop-file", "line", Demand.DROP_AT_MOST, Ratio(5, 1000), Scope.FILE, "core", True, Part.PATCH, "a", "b"
            ),
            "src/a.py",
            Outcome.FAIL,
            Ratio(1, 3),
            Ratio(2, 3),
            1,
            "because",
            Ratio(1, 2),
        ),
    ),
    (Input("r\udcff.xml", "cobertura", "0123456789abcdef" * 4),),
    (Evidence("files", 1), Evidence("a", 0)),
    (Measurement("line", Ratio(0, 0), Ratio(1, 1)),),
    (Hotspot("src/a.py", "line", Ratio(1, 3), 2, (Span(1, 1), Span(4, 9)), "new lines that ran", True),),
    (Remedy("line", 2, (Step("src/a.py", 2, (Span(1, 2),), "cover"),), "new line", "do it"),),
    (Note("x", "\ud83d\ude00 \ud83d", "here"),),
    (
        Table(
            "things",
            "thing",
            ("thing", "a", "b", "c", "d", "e"),
            (
                Row("one", Outcome.WAIVED, ("one", None, 3, Ratio(1, 2), Quantity(1.5, "s"), Change(0.1)), "t", "w", "it may"),
                Row(
                    "two", Outcome.SKIPPED, ("two", "", Trend((1, 0.1)), Trend(()), Quantity(5, "B"), Change(-1, -2, 3, 4)), "t"
                ),
                Row(
                    "three",
                    Outcome.PASS,
                    (
                        "three",
                        Trend((INFINITE, 1.0, NOTHING)),
                        Quantity(NOTHING, ""),
                        Change(INFINITE, -INFINITE, None, NOTHING),
                        Change(1e-300, None, INFINITE),
                        Quantity(-0.0, "s"),
                    ),
                    "t",
                ),
            ),
            ("b", "c"),
        ),
    ),
    "a reason",
    (History("line", Trend((0.1, 1e300, -0.0, 4.0))),),
)
SAMPLES = {**VERDICTS, "many": MANY, "many-rows": MANY_ROWS, "full": FULL}


def _read(text: str) -> Run:
    return document.read([text.encode()], "v.json", frozenset())


def _told(verdict: Verdict) -> Verdict:
    """Give what a verdict's document tells: a unit that is the metric is not told apart from none."""
    remedies = tuple(each._replace(unit="" if each.unit == each.metric else each.unit) for each in verdict.remedies)
    return make_plain(verdict)._replace(remedies=make_plain(verdict._replace(remedies=remedies)).remedies)


@pytest.mark.parametrize("verdict", SAMPLES.values(), ids=SAMPLES)
def test_every_output_is_the_same_from_the_document(verdict: Verdict) -> None:
    shown = writer.render(verdict, Surface())
    found = _read(shown)
    VALIDATOR.validate(json.loads(shown))
    assert repr(found) == repr(Run((_told(verdict),), is_run=False))
    verdict = make_plain(verdict)
    for _, module, _ in RENDERERS:
        renderer = import_module(module)
        for surface in (Surface(), Surface(40, color=True, verbosity=1), Surface(120, unicode=False, verbosity=-1)):
            assert renderer.render(found.verdicts[0], surface) == renderer.render(verdict, surface), module


@pytest.mark.parametrize("verdicts", [RUN, RUN[:1], (*RUN, FULL)])
def test_every_output_of_a_run_is_the_same_from_its_document(verdicts: tuple[Verdict, ...]) -> None:
    verdicts = tuple(each._replace(gate=f"{each.gate}.{number}") for number, each in enumerate(map(make_plain, verdicts)))
    found = _read(writer.render_all(verdicts, Surface()))
    assert found.is_run
    for _, module, _ in RENDERERS:
        renderer = import_module(module)
        assert renderer.render_all(found.verdicts, Surface()) == renderer.render_all(verdicts, Surface()), module
    assert len(NAMES) == len(RENDERERS)


@given(ANY)
def test_nothing_of_any_verdict_is_lost(verdict: Verdict) -> None:
    worst = fold_outcomes(result.outcome for result in verdict.results) if verdict.results else verdict.outcome
    outcome = min(worst, verdict.outcome, key=WORST_FIRST.index)
    evidence = tuple({each.name: each for each in verdict.evidence}.values())
    verdict = verdict._replace(outcome=outcome, evidence=evidence)
    assert repr(_read(writer.render(verdict, Surface())).verdicts[0]) == repr(_told(verdict))


def test_a_document_from_before_there_was_a_history_has_none() -> None:
    told = _change(json.loads(writer.render(FULL, Surface())), ("history",), ...)
    assert _read(told).verdicts[0] == _read(writer.render(FULL._replace(history=()), Surface())).verdicts[0]._replace(
        history=()
    )


@given(st.text(st.characters(categories=None) | st.sampled_from("\ud800\udc00\\u"), max_size=9))
def test_a_document_tells_what_is_no_unicode_as_every_output_does(text: str) -> None:
    verdict = VERDICTS["fail"]._replace(gate=text, notes=(Note("x", text),))
    shown = writer.render(verdict, Surface())
    assert shown == writer.render(make_plain(verdict), Surface())
    assert _read(shown).verdicts[0] == make_plain(verdict)


def _list_records(part: object) -> Iterator[Any]:
    if isinstance(part, tuple):
        if hasattr(part, "_fields"):
            yield part
        for each in part:
            yield from _list_records(each)


def test_the_sample_has_something_in_every_field_that_may_be_empty() -> None:
    """A field that is added to the model has to be added to the document, its reader, its schema and to FULL."""
    empty: dict[tuple[str, str], bool] = {}
    for record in _list_records(FULL):
        for name, default in record._field_defaults.items():
            key = (type(record).__name__, name)
            empty[key] = empty.get(key, True) and getattr(record, name) == default
    assert [key for key, always in empty.items() if always] == []


def _change(node: Any, path: tuple[str | int, ...], value: object) -> str:
    """Give a document as JSON with one value changed, or taken away where it is the ellipsis."""
    document_ = node
    for key in path[:-1]:
        node = node[key]
    if value is ...:
        del node[path[-1]]
    else:
        node[path[-1]] = value
    return json.dumps(document_)


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        (("format",), "sarif", "v.json: is not a verdict document of gate"),
        (("format",), ..., "v.json: is not a verdict document of gate"),
        (("version",), 2, "v.json: is a verdict document of version 2, and this gate reads 1"),
        (("version",), "1", "v.json: version: expected a whole number, found '1'"),
        (("gate",), ..., "v.json: lacks 'gate'"),
        (("gate",), None, "v.json: gate: expected a string, found null"),
        (("outcome",), "passed", "v.json: outcome: 'passed' is none of fail, unjudged, warn, pass, skipped"),
        (("outcome",), "waived", "v.json: outcome: 'waived' is none of fail, unjudged, warn, pass, skipped"),
        (("outcome",), "pass", "v.json: outcome: 'pass' contradicts its conditions, of which the worst is 'fail'"),
        (("exit_code",), 0, "v.json: exit_code: 0 contradicts the outcome 'fail', which is 1"),
        (("exit_code",), True, "v.json: exit_code: expected a whole number, found true"),
        (("conditions",), {}, "v.json: conditions: expected an array, found an object"),
        (("conditions", 0), [], "v.json: conditions[0]: expected an object, found an array"),
        (("conditions", 0, "outcome"), "skipped", "conditions[0].outcome: 'skipped' is none of pass, warn, fail, unjudged"),
        (("conditions", 0, "bound"), None, "conditions[0].bound: expected a threshold, found null"),
        (("conditions", 0, "bound"), ..., "v.json: conditions[0]: lacks 'bound'"),
        (("conditions", 0, "value"), ..., "v.json: conditions[0]: lacks 'value'"),
        (("conditions", 0, "bound"), 0.5, "conditions[0].bound: expected a whole number, found 0.5"),
        (("conditions", 0, "bound", "whole"), 3, "conditions[0].bound: expected a share that decimals can write"),
        (("conditions", 0, "bound", "whole"), 0, "conditions[0].bound: expected a share that decimals can write"),
        (("conditions", 0, "warns"), "no", "conditions[0].warns: expected true or false, found 'no'"),
        (("conditions", 0, "shortfall"), -1, "conditions[0].shortfall: -1 is not a count"),
        (("conditions", 0, "shortfall"), 1 << 63, "conditions[0].shortfall: 9223372036854775808 is not a count"),
        (("conditions", 0, "value", "part"), "1", "conditions[0].value.part: expected a whole number, found '1'"),
        (("measurements", 0, "value"), None, "measurements[0].value: expected an object, found null"),
        (("evidence", "a"), 1.5, "evidence.a: expected a whole number, found 1.5"),
        (("inputs", 0, "digest"), "ABC", "inputs[0].digest: 'ABC' is not the digest of a report"),
        (("inputs", 0, "digest"), "A" * 64, f"inputs[0].digest: '{'A' * 59}… is not the digest of a report"),
        (("hotspots", 0, "lines", 0), [4, 3], "hotspots[0].lines: [4, 3] is not a run of lines"),
        (("hotspots", 0, "lines", 0), [0, 3], "hotspots[0].lines: [0, 3] is not a run of lines"),
        (("hotspots", 0, "lines", 0), [1, True], "hotspots[0].lines: [1, True] is not a run of lines"),
        (("hotspots", 0, "lines", 0), [1], "hotspots[0].lines: [1] is not a run of lines"),
        (("hotspots", 0, "lines", 0), "1-2", "hotspots[0].lines: expected runs of lines"),
        (("way_to_green", 0, "steps", 0, "text"), 1, "way_to_green[0].steps[0].text: expected a string, found 1"),
        (("history", 0, "metric"), 1, "history[0].metric: expected a string, found 1"),
        (("history", 0, "values"), [1], "history[0].values: expected an earlier figure and today's"),
        (("history", 0, "values"), [1, None], "history[0].values.1: expected a number, found null"),
        (("notes", 0), "a note", "notes[0]: expected an object, found 'a note'"),
        (("tables", 0, "columns"), [], "tables[0].columns: expected headings, no two alike"),
        (("tables", 0, "columns", 1), "thing", "tables[0].columns: expected headings, no two alike"),
        (("tables", 0, "columns", 1), 1, "tables[0].columns[1]: expected a string, found 1"),
        (("tables", 0, "rows", 0, "cells", "a"), ..., "tables[0].rows[0].cells: expected a cell for each column"),
        (("tables", 0, "rows", 0, "cells", "f"), "", "tables[0].rows[0].cells: expected a cell for each column"),
        (("tables", 0, "rows", 0, "cells", "a"), True, "tables[0].rows[0].cells.a: expected a whole number, found true"),
        (("tables", 0, "rows", 0, "cells", "a"), 0.5, "tables[0].rows[0].cells.a: 0.5 is nothing that a cell holds"),
        (("tables", 0, "rows", 0, "cells", "a"), {}, "tables[0].rows[0].cells.a: lacks 'part'"),
        (("tables", 0, "rows", 0, "cells", "a"), [None], "tables[0].rows[0].cells.a.0: expected a number, found null"),
        (("tables", 0, "rows", 0, "cells", "d", "value"), None, "cells.d.value: expected a number, found null"),
        (
            ("tables", 0, "rows", 0, "cells", "d", "value"),
            1 << 64,
            "cells.d.value: expected a number, found 18446744073709551616",
        ),
        (("tables", 0, "rows", 0, "cells", "e", "low"), "1", "cells.e.low: expected a number, found '1'"),
        (("tables", 0, "rows", 0, "not_finite"), {"z": {}}, "tables[0].rows[0].not_finite: 'z' is not a column"),
        (
            ("tables", 0, "rows", 0, "not_finite"),
            {"b": {}},
            "tables[0].rows[0].cells.b: 3 is nothing that a cell holds",
        ),
        (("tables", 0, "rows", 2, "not_finite", "b", "value"), "∞", "not_finite.b.value: '∞' is not inf, -inf or nan"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(path: tuple[str | int, ...], value: object, told: str) -> None:
    with pytest.raises(ReportError) as caught:
        _read(_change(json.loads(writer.render(FULL, Surface())), path, value))
    assert told in str(caught.value)
    assert str(caught.value).startswith("v.json: ")
    assert caught.value.hint


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        (("gates",), [], "v.json: gates: holds no gate"),
        (("gates", 0, "format"), "gate-run", "v.json: gates[0]: is not a verdict document of gate"),
        (("gates", 1, "version"), 9, "v.json: gates[1]: is a verdict document of version 9, and this gate reads 1"),
        (("gates", 1, "gate"), "coverage", "v.json: gates: holds the gate 'coverage' twice"),
        (("outcome",), "pass", "v.json: outcome: 'pass' contradicts its gates, of which the worst is 'fail'"),
        (("outcome",), "warn", "v.json: outcome: 'warn' contradicts its gates, of which the worst is 'fail'"),
        (("exit_code",), 2, "v.json: exit_code: 2 contradicts the outcome 'fail', which is 1"),
        (("gates", 0, "notes", 0, "id"), 1, "v.json: gates[0].notes[0].id: expected a string, found 1"),
    ],
)
def test_what_is_wrong_with_a_run_is_said(path: tuple[str | int, ...], value: object, told: str) -> None:
    with pytest.raises(ReportError) as caught:
        _read(_change(json.loads(writer.render_all(RUN[:4], Surface())), path, value))
    assert str(caught.value) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[]", "v.json: the document: expected an object, found an array"),
        ("{}", "v.json: is not a verdict document of gate"),
        (writer.render(FULL, Surface())[:-9], "v.json:"),
        (writer.render(MANY_ROWS, Surface())[:-9], "v.json:"),
        (writer.render(FULL, Surface()).replace("1e-300", "1e999"), "cells.d.ratio: expected a number, found inf"),
        (writer.render(FULL, Surface()).replace("1e-300", "NaN"), "v.json: not well-formed JSON: NaN is no JSON"),
    ],
)
def test_what_is_no_document_is_refused(text: str, told: str) -> None:
    with pytest.raises(ReportError) as caught:
        _read(text)
    assert told in str(caught.value)


@pytest.mark.parametrize("verdict", [VERDICTS["fail-once"], VERDICTS["rows"]])
def test_a_document_that_is_cut_off_anywhere_is_refused(verdict: Verdict) -> None:
    shown = writer.render(verdict, Surface()).rstrip()
    for end in range(0, len(shown), 7):
        with pytest.raises(ReportError):
            _read(shown[:end])


@given(st.data())
def test_no_damaged_value_is_more_than_an_error(data: st.DataObject) -> None:
    """A value of any other kind, anywhere, gives an error or a verdict that every output can show."""
    told = json.loads(writer.render(FULL, Surface()))
    places = list(_list_places(told))
    path = data.draw(st.sampled_from(places))
    value: object = data.draw(
        st.sampled_from([None, True, 0, -1, 1 << 62, 1e308, -0.5, "", HOSTILE[:-40], [], {}, [1, 2], "pass"])
    )
    try:
        found = _read(_change(told, path, value))
    except ReportError as flaw:
        assert flaw.hint in (DAMAGED, document._WRITE, "use the gate that wrote it, or a newer one")
        return
    for _, module, _ in RENDERERS:
        import_module(module).render(found.verdicts[0], Surface(verbosity=1))


def _list_places(node: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in items:
        yield (*path, key)
        yield from _list_places(value, (*path, key))


@pytest.mark.parametrize("value", [{}, {"b": {}}, {"b": {"value": "oo"}}, {"b": "inf"}])
def test_the_schema_refuses_what_is_finite(value: object) -> None:
    told = json.loads(writer.render(FULL, Surface()))
    assert not VALIDATOR.is_valid(json.loads(_change(told, ("tables", 0, "rows", 0, "not_finite"), value)))


def test_it_is_known_by_what_it_says() -> None:
    assert document.sniff(writer.render(FULL, Surface()).encode())
    assert document.sniff(b'\xef\xbb\xbf {"format": "gate-run"')
    assert not document.sniff(b'["gate-verdict"]')
    assert not document.sniff(b'{"format": "sarif"}')
