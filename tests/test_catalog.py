"""Every row of the catalog resolves, and every module has its row."""

import inspect
import re
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from gates.catalog import GATES, READERS, RENDERERS, STORES, Row
from gates.commands import coverage
from gates.commands.protocol import Command, Explainer, Kind, Option
from gates.model.metrics import UNITS
from gates.model.verdict import Outcome
from gates.readers.protocol import Reader, SharedReader
from gates.renderers.protocol import Renderer
from gates.stores.protocol import StoreModule

ROOT = Path(__file__).resolve().parent.parent / "gates"
READER_ROWS = [row for rows in READERS.values() for row in rows]
KEBAB = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def _parameters(function: Any) -> list[str]:
    return [f"{each.kind.name} {each.name}" for each in inspect.signature(function).parameters.values()]


def _assert_keeps(module: ModuleType, contract: type) -> None:
    """Assert that a module offers everything that a Protocol asks for, its functions with the same parameters."""
    names = [*inspect.get_annotations(contract), *(name for name in vars(contract) if not name.startswith("_"))]
    assert [name for name in names if not hasattr(module, name)] == []
    for name in names:
        if inspect.isfunction(getattr(contract, name, None)):
            assert _parameters(getattr(module, name)) == _parameters(getattr(contract, name))[1:], name


@pytest.mark.parametrize("row", GATES, ids=lambda row: row[0])
def test_gates(row: Row) -> None:
    module = import_module(row[1])
    _assert_keeps(module, Command)
    assert module.KIND in READERS
    if any(option.name == "explain" for option in module.OPTIONS):
        _assert_keeps(module, Explainer)


def test_coverage_measures_whatever_has_a_unit() -> None:
    assert set(UNITS) == coverage.METRICS


@pytest.mark.parametrize("row", READER_ROWS, ids=lambda row: row[0])
def test_readers(row: Row) -> None:
    module = import_module(row[1])
    _assert_keeps(module, Reader)
    assert module.SPEC.startswith("https://") or row[0] in ("snapshot", "document")  # which are defined here
    if hasattr(module, "read_share"):
        _assert_keeps(module, SharedReader)


@pytest.mark.parametrize("row", RENDERERS, ids=lambda row: row[0])
def test_renderers(row: Row) -> None:
    _assert_keeps(import_module(row[1]), Renderer)


@pytest.mark.parametrize("row", STORES, ids=lambda row: row[0])
def test_stores(row: Row) -> None:
    _assert_keeps(import_module(row[1]), StoreModule)


def test_every_module_has_a_row() -> None:
    rows = {row[1] for row in (*GATES, *READER_ROWS, *RENDERERS, *STORES)}
    found = {f"gates.commands.{path.stem}" for path in (ROOT / "commands").glob("[a-z]*.py")} - {"gates.commands.protocol"}
    for kind in READERS:
        found |= {f"gates.readers.{kind}.{path.stem}" for path in (ROOT / "readers" / kind).glob("[a-z]*.py")}
    rendering = [path for path in (ROOT / "renderers").glob("[a-z]*.py") if "\ndef render(" in path.read_text(encoding="utf-8")]
    found |= {f"gates.renderers.{path.stem}" for path in rendering}
    found |= {f"gates.stores.{path.stem}" for path in (ROOT / "stores").glob("[a-z]*.py")} - {"gates.stores.protocol"}
    assert rows == found


def _all_options(options: tuple[Option, ...]) -> list[Option]:
    return [each for option in options for each in (option, *_all_options(option.keys))]


def test_names_are_kebab_case_and_unique() -> None:
    from gates.cli.options import SHARED  # here, so that a broken command line fails this test alone

    for rows in (GATES, *READERS.values(), RENDERERS, STORES):
        names = [str(row[0]) for row in rows]
        assert len(names) == len(set(names))
        assert all(KEBAB.fullmatch(name) for name in names)
    for _, module, _ in GATES:
        options = (*SHARED, *import_module(module).OPTIONS)
        names = [name for option in options for name in (option.name, *option.synonyms)]
        assert len(names) == len(set(names))
        for option in _all_options(options):
            assert KEBAB.fullmatch(option.name)
            assert option.help
            assert not option.help.endswith(".")
            assert bool(option.keys) == (option.kind is Kind.TABLES)
    assert all(KEBAB.fullmatch(outcome.value) for outcome in Outcome)
