"""Readers are tested by files: to report a bug, add one.

`valid` holds what real tools wrote (scripts/make_test_reports), and beside each report NAME.expect.json, what the same tool
says in numbers elsewhere. `invalid` holds one report for each way to be wrong, and NAME.error.txt, the error it earns.
"""

import json
from importlib import import_module
from pathlib import Path

import pytest

from gates.catalog import READERS
from gates.cli.sniffing import sniff
from gates.errors import ReportError
from gates.model.figures import Figures, add_up, open_ledger
from tests.conftest import ROOT

DATA = ROOT / "tests" / "data" / "coverage"
READER_MODULES = {name: module for name, module, *_ in READERS["coverage"]}
KINDS = ("line", "branch", "function", "statement", "region")
VALID = sorted(path for path in DATA.glob("*/valid/*") if not path.name.endswith(".expect.json"))
INVALID = sorted(path for path in DATA.glob("*/invalid/*") if not path.name.endswith(".error.txt"))


def _read(path: Path, *, chunk_bytes: int = 1 << 20) -> Figures:
    data = path.read_bytes()
    reader = import_module(READER_MODULES[path.parts[-3]])
    chunks = [data[at : at + chunk_bytes] for at in range(0, len(data), chunk_bytes)]
    ledger = open_ledger(reader.read(chunks, path.name, frozenset(KINDS)))
    return add_up(ledger, ledger.paths)


def test_there_are_files() -> None:
    assert {path.parts[-3] for path in VALID} >= set(READER_MODULES) - {"codecov-json", "opencover", "snapshot"}
    assert {path.parts[-3] for path in INVALID} >= set(READER_MODULES)


@pytest.mark.parametrize("chunk_bytes", [1 << 20, 97])
@pytest.mark.parametrize("path", VALID, ids=lambda path: f"{path.parts[-3]}/{path.name}")
def test_counts_are_those_of_the_tool(path: Path, chunk_bytes: int) -> None:
    figures = _read(path, chunk_bytes=chunk_bytes).low
    expected = json.loads(path.with_name(f"{path.name}.expect.json").read_text(encoding="utf-8"))
    found: dict[str, int | str] = {}
    for kind in KINDS:
        many = f"{kind}es" if kind == "branch" else f"{kind}s"
        found |= {many: figures[kind].whole, f"{many}_covered": figures[kind].part}
        if f"{kind}_percent" in expected:
            digits = len(expected[f"{kind}_percent"].partition(".")[2])
            found[f"{kind}_percent"] = f"{100 * figures[kind].part / figures[kind].whole:.{digits}f}"
    expected = {name: count for name, count in expected.items() if name not in ("by", "mcdc", "mcdc_covered")}
    if path.name.startswith("phpunit"):  # for which a function is covered if all of its lines ran
        expected = {name: count for name, count in expected.items() if not name.startswith("functions")}
    assert expected
    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize(
    "path",
    [path for path in VALID if path.name.startswith("coveragepy") and path.suffix == ".json"],
    ids=lambda path: path.name,
)
def test_the_combined_total_is_what_coveragepy_prints(path: Path) -> None:
    printed = json.loads(path.read_text(encoding="utf-8"))["totals"]["percent_covered"]
    combined = _read(path).low["combined"]
    assert 100 * combined.part / combined.whole == pytest.approx(printed, abs=1e-12)


@pytest.mark.parametrize("path", VALID, ids=lambda path: f"{path.parts[-3]}/{path.name}")
def test_one_reader_knows_each_report(path: Path) -> None:
    assert sniff(path.read_bytes(), path.name, "coverage") == path.parts[-3]


@pytest.mark.parametrize("path", INVALID, ids=lambda path: f"{path.parts[-3]}/{path.name}")
def test_what_is_wrong_is_said(path: Path, request: pytest.FixtureRequest) -> None:
    with pytest.raises(ReportError) as caught:
        _read(path)
    told = f"{caught.value}\nhint: {caught.value.hint}\n"
    expected = path.with_name(f"{path.name}.error.txt")
    if request.config.getoption("--update-golden"):
        expected.write_text(told, encoding="utf-8")
    assert told == expected.read_text(encoding="utf-8")
