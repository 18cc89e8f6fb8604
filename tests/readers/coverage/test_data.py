"""Readers are tested by files: to report a bug, add one.

`valid` holds what real tools wrote (scripts/make_test_reports), and beside each report NAME.expect.json, what the same tool
says in numbers elsewhere. `invalid` holds one report for each way to be wrong, and NAME.error.txt, the error it earns.
"""

import json
from importlib import import_module
from pathlib import Path

import pytest

from gates.errors import ReportError
from gates.model.figures import Figures, add_up, open_ledger
from tests.conftest import ROOT

DATA = ROOT / "tests" / "data" / "coverage"
METRICS = frozenset({"line", "branch", "function"})
VALID = sorted(path for path in DATA.glob("*/valid/*") if not path.name.endswith(".expect.json"))
INVALID = sorted(path for path in DATA.glob("*/invalid/*") if not path.name.endswith(".error.txt"))


def _read(path: Path, *, chunk_bytes: int = 1 << 20) -> Figures:
    data = path.read_bytes()
    reader = import_module(f"gates.readers.coverage.{path.parts[-3]}")
    chunks = [data[at : at + chunk_bytes] for at in range(0, len(data), chunk_bytes)]
    ledger = open_ledger(reader.read(chunks, path.name, METRICS))
    return add_up(ledger, ledger.paths)


def test_there_are_files() -> None:
    assert len(VALID) > 8
    assert len(INVALID) > 30


@pytest.mark.parametrize("chunk_bytes", [1 << 20, 97])
@pytest.mark.parametrize("path", VALID, ids=lambda path: f"{path.parts[-3]}/{path.name}")
def test_counts_are_those_of_the_tool(path: Path, chunk_bytes: int) -> None:
    figures = _read(path, chunk_bytes=chunk_bytes)
    expected = json.loads(path.with_name(f"{path.name}.expect.json").read_text(encoding="utf-8"))
    found = {
        "lines": figures.low["line"].whole,
        "lines_covered": figures.low["line"].part,
        "branches": figures.low["branch"].whole,
        "branches_covered": figures.low["branch"].part,
        "functions": figures.low["function"].whole,
        "functions_covered": figures.low["function"].part,
    }
    del expected["by"]
    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize("path", VALID, ids=lambda path: f"{path.parts[-3]}/{path.name}")
def test_one_reader_knows_each_report(path: Path) -> None:
    head = path.read_bytes()
    found = [name for name in ("cobertura", "lcov") if import_module(f"gates.readers.coverage.{name}").sniff(head)]
    assert found == [path.parts[-3]]


@pytest.mark.parametrize("path", INVALID, ids=lambda path: f"{path.parts[-3]}/{path.name}")
def test_what_is_wrong_is_said(path: Path, request: pytest.FixtureRequest) -> None:
    with pytest.raises(ReportError) as caught:
        _read(path)
    told = f"{caught.value}\nhint: {caught.value.hint}\n"
    expected = path.with_name(f"{path.name}.error.txt")
    if request.config.getoption("--update-golden"):
        expected.write_text(told, encoding="utf-8")
    assert told == expected.read_text(encoding="utf-8")
