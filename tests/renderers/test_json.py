"""The verdict document: goldens, its schema from both sides, and that any parser takes it."""

import json
from collections.abc import Callable
from typing import Any

import jsonschema
import msgspec
import pytest

from gates.model.condition import Scope
from gates.model.ratio import Ratio
from gates.model.verdict import EXIT_CODES, ConditionResult, Note, Outcome, Verdict
from gates.renderers import json as renderer
from gates.renderers.protocol import Surface
from tests.conftest import ROOT
from tests.renderers.verdicts import FAILED, FAILURE, MANY, MIN_FILE, SHARE, VERDICTS

SCHEMA = json.loads((ROOT / "config" / "schema" / "verdict.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def _render(verdict: Verdict) -> str:
    return renderer.render(verdict, Surface())


def _document(verdict: Verdict = FAILURE) -> Any:
    return json.loads(_render(verdict))


@pytest.mark.parametrize("case", VERDICTS)
def test_goldens(case: str, golden: Callable[[str, str], None]) -> None:
    golden(f"renderers/{case}.json", _render(VERDICTS[case]))


@pytest.mark.parametrize("verdict", [*VERDICTS.values(), MANY], ids=[*VERDICTS, "many"])
def test_the_document_keeps_to_its_schema(verdict: Verdict) -> None:
    document = _document(verdict)
    VALIDATOR.validate(document)
    assert document["version"] == renderer.VERSION
    assert document["exit_code"] == EXIT_CODES[verdict.outcome]
    assert list(document) == SCHEMA["required"]


def test_the_schema_is_one_and_explains_everything() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$id"] == f"urn:gate:verdict:{renderer.VERSION}"
    open_, mute = [], []

    def walk(node: Any, where: str) -> None:
        if isinstance(node, list):
            for index, each in enumerate(node):
                walk(each, f"{where}/{index}")
        elif isinstance(node, dict):
            if node.get("type") == "object" and "additionalProperties" not in node:
                open_.append(where)
            for name, value in node.get("properties", {}).items():
                if not {"description", "$ref"} & set(value):
                    mute.append(f"{where}/{name}")
            for key, value in node.items():
                if key != "allOf":  # what it says is said elsewhere
                    walk(value, f"{where}/{key}")

    walk(SCHEMA, "")
    assert (open_, mute) == ([], [])


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("outcome",), "passed"),
        (("outcome",), "pass"),
        (("conditions",), [{}]),
        (("exit_code",), 3),
        (("exit_code",), 0),
        (("more",), 1),
        (("version",), 2),
        (("format",), "verdict"),
        (("evidence",), {"lines": "5"}),
        (("conditions", 0, "outcome"), "skipped"),
        (("conditions", 0, "bound"), None),
        (("conditions", 0, "bound"), 79.5),
        (("conditions", 0, "more"), 1),
        (("conditions", 0, "shortfall"), -1),
        (("conditions", 0, "value", "percent"), "about 80"),
        (("hotspots", 0, "lines", 0), [1]),
        (("hotspots", 0, "lines", 0), [0, 1]),
        (("way_to_green", 0, "steps", 0, "count"), "4"),
        (("notes", 0), "a note"),
    ],
)
def test_the_schema_refuses(path: tuple[str | int, ...], value: object) -> None:
    document = _document()
    node = document
    for key in path[:-1]:
        node = node[key]
    node[path[-1]] = value
    assert not VALIDATOR.is_valid(document)


@pytest.mark.parametrize("key", SCHEMA["required"])
def test_the_schema_misses(key: str) -> None:
    document = _document()
    del document[key]
    assert not VALIDATOR.is_valid(document)


def test_every_number_has_its_threshold() -> None:
    for condition in _document()["conditions"]:
        assert condition["bound"] is not None
    result = ConditionResult(SHARE, "total", Outcome.FAIL, Ratio(20_001, 100_000), shortfall=1)
    told = _document(Verdict("x", Outcome.FAIL, (result,)))["conditions"][0]
    assert (told["bound"]["percent"], told["value"]["percent"]) == ("20%", "20.001%")


def test_the_group_of_a_condition_on_files_is_told() -> None:
    result = ConditionResult(MIN_FILE._replace(group="core"), "a.py", Outcome.FAIL, FAILED.value, shortfall=1)
    told = _document(Verdict("x", Outcome.FAIL, (result,)))["conditions"][0]
    assert (told["scope"], told["group"], told["subject"]) == (Scope.FILE.value, "core", "a.py")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a\udcff", "a\\udcff"),
        ("\ud83d", "\\ud83d"),
        ("\ude00\ud83d", "\\ude00\\ud83d"),
        ("😀", "😀"),
        ("\\ud800", "\\ud800"),
        ("\\\udc80", "\\\\udc80"),
        ("##[add-path]/x ###", "##[add-path]/x ###"),
        ('\x00\x1b\u2028\u202e"\\', '\x00\x1b\u2028\u202e"\\'),
    ],
)
def test_any_text_survives_in_strict_parsers(text: str, told: str) -> None:
    shown = _render(Verdict("coverage", Outcome.FAIL, (FAILED,), notes=(Note("x", text),)))
    assert shown.isascii()
    assert "##" not in shown
    assert json.loads(shown)["notes"][0]["text"] == told
    assert msgspec.json.decode(shown)["notes"][0]["text"] == told


def test_a_run_of_lines_stands_on_one_line() -> None:
    shown = _render(VERDICTS["fail-once"])
    assert "        [120, 158]\n" in shown
    assert shown.startswith('{\n  "format": "gate-verdict",\n  "version": 1,\n')
