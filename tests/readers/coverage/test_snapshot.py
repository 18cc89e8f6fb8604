"""A snapshot reads back to the same measurements, merges as reports do, and is small."""

from array import array
from importlib import import_module

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from gates.model.branches import BLOCK_SHIFT, LINE_SHIFT, Row, count_rows
from gates.model.coverage import CoverageReport, FileCoverage, RepoPath, Totals, merge_reports, number_statements
from gates.model.figures import add_up, open_ledger
from gates.model.functions import is_short, merge_functions, shorten_functions
from gates.model.metrics import UNITS
from gates.model.probes import NOTHING, Probes, gather, gather_texts
from gates.readers.coverage import snapshot
from tests.readers.coverage.test_data import READER_MODULES, VALID

ALL = frozenset(UNITS)
NUMBERS = st.integers(1, 10**6) | st.integers(1, 40)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n"), max_size=8)


def _numbered(hits: dict[int, bool], kind: str) -> Probes:
    return gather(array(kind, hits), hits.values()) if hits else NOTHING


def _rows(rows: list[tuple[int, int, int, int]]) -> list[Row]:
    return [Row(line, valid, min(low, valid), max(high, min(low, valid)), b"") for line, valid, low, high in rows]


LINES = st.dictionaries(NUMBERS, st.booleans(), max_size=30).map(lambda hits: _numbered(hits, "I"))
POINTS = st.dictionaries(
    st.builds(
        lambda line, block, arm: line << LINE_SHIFT | block << BLOCK_SHIFT | arm,
        NUMBERS,
        st.integers(0, 65535) | st.integers(0, 2),
        st.integers(0, 65535) | st.integers(0, 3),
    ),
    st.booleans(),
    max_size=20,
).map(lambda hits: _numbered(hits, "Q"))
NAMED = st.dictionaries(st.builds(lambda line, text: f"{line},{text}".encode(), NUMBERS, TEXTS), st.booleans(), max_size=8).map(
    lambda hits: gather_texts(hits) if hits else NOTHING
)
FUNCTIONS = st.dictionaries(TEXTS.map(str.encode), st.booleans(), max_size=8).map(
    lambda hits: gather_texts(hits) if hits else NOTHING
)
STATEMENTS = st.dictionaries(
    st.builds(number_statements, NUMBERS, st.integers(0, 65535), st.integers(0, 3)), st.booleans(), max_size=20
).map(lambda hits: _numbered(hits, "Q"))
ROWS = st.lists(st.tuples(NUMBERS, st.integers(1, 5), st.integers(0, 5), st.integers(0, 5)), max_size=10)
FILES = st.builds(FileCoverage, LINES, POINTS | NAMED, ROWS.map(lambda rows: count_rows(_rows(rows))), FUNCTIONS, STATEMENTS)
PATHS = st.lists(TEXTS.filter(bool), min_size=1, max_size=3).map("/".join).map(RepoPath)
TOTALS = st.lists(st.integers(-9, 9), min_size=10, max_size=10).map(lambda numbers: Totals(*numbers))
SUMS = st.dictionaries(st.tuples(TEXTS, PATHS | st.just(RepoPath(""))), TOTALS, max_size=2)
REPORTS = st.tuples(st.dictionaries(PATHS, FILES, max_size=3), SUMS, SUMS, SUMS).map(lambda parts: CoverageReport(*parts))


def _read(text: str) -> CoverageReport:
    return snapshot.read([text.encode("ascii")], "s", ALL)


def _measure(report: CoverageReport) -> object:
    ledger = open_ledger(report)
    return {path: add_up(ledger, [path], ALL) for path in ledger.paths}


def test_a_file_may_be_called_as_what_stands_for_no_file_at_all() -> None:
    file = FileCoverage(_numbered({1: True}, "I"))
    report = CoverageReport({RepoPath(path): file for path in ("-", "a/-", "b")}, {("r", RepoPath("")): Totals(2, 1)}, {}, {})
    assert _read(snapshot.write(report, "")).files.keys() == report.files.keys()


@settings(max_examples=60, phases=[Phase.generate])
@given(REPORTS)
def test_a_snapshot_reads_back_to_the_same_measurements(report: CoverageReport) -> None:
    text = snapshot.write(report, "c0ffee")
    again = _read(text)
    assert _measure(again) == _measure(report)
    assert snapshot.write(again, "c0ffee") == text
    assert again.commits == {"c0ffee"}
    assert {path: dict(file.lines.told()) for path, file in again.files.items()} == {
        path: dict(file.lines.told()) for path, file in report.files.items()
    }


@settings(max_examples=40)
@given(st.lists(REPORTS, min_size=2, max_size=3))
def test_shards_merge_as_snapshots_or_before(reports: list[CoverageReport]) -> None:
    """In any order and grouping, with some of them as snapshots, the bytes are those of merging all at once."""
    whole = snapshot.write(merge_reports(reports), "")
    shards = [_read(snapshot.write(report, "")) for report in reports]
    first = _read(snapshot.write(merge_reports(shards[:-1]), ""))
    for parts in (shards, shards[::-1], [first, shards[-1]], [reports[0], *shards[1:]]):
        assert snapshot.write(merge_reports(parts), "") == whole


@pytest.mark.parametrize("path", VALID, ids=lambda path: f"{path.parts[-3]}/{path.name}")
def test_real_reports_survive(path: object) -> None:
    from pathlib import Path

    assert isinstance(path, Path)
    report = import_module(READER_MODULES[path.parts[-3]]).read([path.read_bytes()], path.name, ALL)
    again = _read(snapshot.write(report, ""))
    assert _measure(again) == _measure(report)
    assert again.commits == frozenset()


def test_functions_are_known_by_digest_where_one_side_is() -> None:
    named = gather_texts({b"f": True, b"g": False})
    short = shorten_functions(gather_texts({b"g": True, b"h": False}))
    both = merge_functions(named, short)
    assert (is_short(both), both.total, both.reached) == (True, 3, 2)
    assert merge_functions(named, NOTHING) == named
    assert merge_functions(short, short) == shorten_functions(short) == short


def test_a_large_report_makes_a_small_snapshot() -> None:
    """At most 5 % of the Cobertura report that it stands for; scripts/corpus_coverage prints it for real ones."""
    lines = {
        f"src/package{number}/module{number}.py": {line: line % 7 for line in range(3, 400) if line % 5} for number in range(50)
    }
    from tests.conftest import cobertura

    data = cobertura(lines)
    report = import_module(READER_MODULES["cobertura"]).read([data], "r", ALL)
    assert len(snapshot.write(report, "c0ffee")) <= len(data) * 0.05
