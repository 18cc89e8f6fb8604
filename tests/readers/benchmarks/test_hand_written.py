"""Reports written by hand after the documented shape of harnesses that cannot be had, or do not write all of it on demand.

NAME.expect.json tells all that a reader gives; `--update-golden` writes it anew, to be reviewed.
"""

import json
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from gates.catalog import READERS
from gates.cli.sniffing import sniff
from gates.errors import ReportError
from gates.model.benchmarks import BenchmarkReport
from tests.conftest import ROOT

DATA = ROOT / "tests" / "data" / "benchmarks"
MODULES = {name: module for name, module, *_ in READERS["benchmarks"]}
WRITTEN = sorted(path for path in DATA.glob("*/valid/hand-written*") if not path.name.endswith(".expect.json"))
REPORTS = sorted(path for path in DATA.glob("*/valid/*.json") if not path.name.endswith(".expect.json"))
WHOLE = [path for path in REPORTS if path.parts[-3] in MODULES]
ODD: tuple[Any, ...] = (None, True, -1, 0, 1e300, 10**400, "x", "", [], {}, [[]], [{}], [None], ["x"], {"x": None}, {"x": []})
LARGE = b" " * (1 << 16)
"""With so much behind it, a report is decoded as a large one."""


def _read(path: Path, data: bytes, wanted: frozenset[str] = frozenset()) -> BenchmarkReport:
    report: BenchmarkReport = import_module(MODULES[path.parts[-3]]).read([data], path.name, wanted)
    return report


def _tell(report: BenchmarkReport) -> dict[str, Any]:
    runs = [
        {
            "source": run.source,
            "results": {
                name: {
                    metric: [series.unit, series.samples, series.better.value, series.statistic.value, series.exact]
                    for metric, series in metrics.items()
                }
                for name, metrics in run.results.items()
            },
            "failed": dict(run.failed),
            "skipped": sorted(run.skipped),
            "machine": dict(run.machine),
            "commit": run.commit,
            "time": run.time,
        }
        for run in report.runs
    ]
    notes = {"notes": sorted(note.text for note in report.notes), "doubts": sorted(note.text for note in report.doubts)}
    return {"runs": runs, **notes}


def _ids(path: Path) -> str:
    return f"{path.parts[-3]}/{path.name}"


@pytest.mark.parametrize("path", WRITTEN, ids=_ids)
def test_all_that_is_written_is_read(path: Path, request: pytest.FixtureRequest) -> None:
    told = _tell(_read(path, path.read_bytes()))
    expected = path.with_name(f"{path.name}.expect.json")
    if request.config.getoption("--update-golden"):
        expected.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    assert told == json.loads(expected.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", WRITTEN, ids=_ids)
def test_one_reader_knows_each_report(path: Path) -> None:
    assert sniff(path.read_bytes(), path.name, "benchmarks") == path.parts[-3]


@pytest.mark.parametrize("path", WHOLE, ids=_ids)
def test_a_large_report_says_the_same(path: Path) -> None:
    data = path.read_bytes()
    assert _read(path, data + LARGE) == _read(path, data)


def _spoil(document: Any) -> Iterator[Any]:
    """Give the document once for each odd value in place of each of its parts, and once without each of its keys."""
    yield from ODD
    for key, value in document.items() if isinstance(document, dict) else ():
        yield {other: each for other, each in document.items() if other != key}
        yield from ({**document, key: spoilt} for spoilt in _spoil(value))
    for at, value in enumerate(document[:2] if isinstance(document, list) else ()):
        yield from ([*document[:at], spoilt, *document[at + 1 :]] for spoilt in _spoil(value))


@pytest.mark.parametrize("path", [path for path in WHOLE if path in WRITTEN], ids=_ids)
def test_whatever_is_odd_is_a_report_or_an_error(path: Path) -> None:
    document = json.loads(path.read_text(encoding="utf-8"), parse_constant=lambda _: None)
    outcomes = set()
    for spoilt in _spoil(document):
        data = json.dumps(spoilt).encode()
        for size in (b"", LARGE):
            try:
                outcomes.add(bool(_read(path, data + size).runs))
            except ReportError:
                outcomes.add(False)
    assert outcomes == {True, False}
