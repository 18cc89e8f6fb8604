"""Readers of VEX are tested by files: NAME.expect.json is what the statements say, NAME.error.txt what is wrong."""

import json
from importlib import import_module
from pathlib import Path

import pytest

from gates.catalog import READERS
from gates.cli.sniffing import sniff
from gates.errors import ReportError
from gates.model.exploitability import Statement
from gates.readers.vex_parts import read_time
from tests.conftest import ROOT

DATA = ROOT / "tests" / "data" / "vex"
READER_MODULES = {name: module for name, module, *_ in READERS["vex"]}
VALID = sorted(path for path in DATA.glob("*/valid/*") if not path.name.endswith(".expect.json"))
INVALID = sorted(path for path in DATA.glob("*/invalid/*") if not path.name.endswith(".error.txt"))


def _read(path: Path, data: bytes | None = None) -> tuple[Statement, ...]:
    reader = import_module(READER_MODULES[path.parts[-3]])
    statements: tuple[Statement, ...] = reader.read([path.read_bytes() if data is None else data], path.name, frozenset())
    return statements


def _tell(statement: Statement) -> dict[str, object]:
    return {
        "ids": sorted(statement.ids),
        "packages": sorted(f"{package.type} {package.name} {version}".strip() for package, version in statement.products),
        "names": sorted(f"{name} {version}".strip() for name, version in statement.names),
        "status": statement.status,
        "reason": statement.reason,
        "time": statement.time,
    }


def test_there_are_files() -> None:
    assert {path.parts[-3] for path in VALID} == {path.parts[-3] for path in INVALID} == set(READER_MODULES)


@pytest.mark.parametrize("path", VALID, ids=lambda path: f"{path.parts[-3]}/{path.name}")
def test_what_a_document_says(path: Path, request: pytest.FixtureRequest) -> None:
    told = json.dumps([_tell(each) for each in _read(path)], indent=1) + "\n"
    expected = path.with_name(f"{path.name}.expect.json")
    if request.config.getoption("--update-golden"):
        expected.write_text(told, encoding="utf-8")
    assert told == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", VALID, ids=lambda path: f"{path.parts[-3]}/{path.name}")
def test_one_reader_knows_each_document(path: Path) -> None:
    assert sniff(path.read_bytes(), path.name, "vex") == path.parts[-3]


@pytest.mark.parametrize("path", INVALID, ids=lambda path: f"{path.parts[-3]}/{path.name}")
def test_what_is_wrong_is_said(path: Path, request: pytest.FixtureRequest) -> None:
    with pytest.raises(ReportError) as caught:
        _read(path)
    told = f"{caught.value}\nhint: {caught.value.hint}\n"
    expected = path.with_name(f"{path.name}.error.txt")
    if request.config.getoption("--update-golden"):
        expected.write_text(told, encoding="utf-8")
    assert told == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", VALID, ids=lambda path: f"{path.parts[-3]}/{path.name}")
def test_what_is_cut_off_says_nothing(path: Path) -> None:
    data = path.read_bytes().rstrip()
    for end in range(1, len(data), max(len(data) // 60, 1)):
        with pytest.raises(ReportError):
            _read(path, data[:end])


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-07-29T02:00:00+02:00", "2026-07-29T00:00:00Z"),
        ("2023-07-17T18:28:47.696004345-06:00", "2023-07-18T00:28:47Z"),
        ("2026-07-29T00:00:00", "2026-07-29T00:00:00Z"),
        ("2026-07-29", "2026-07-29T00:00:00Z"),
        ("0001-01-01T00:00:00+14:00", ""),
        ("0001-01-01T00:00:00Z", ""),
        ("yesterday", ""),
    ],
)
def test_moments_are_in_one_zone(text: str, moment: str) -> None:
    assert read_time(text) == moment
