"""Cells of tables: amounts in units that people use, changes, trends; and tables on surfaces of any width."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gates.model.ratio import Ratio
from gates.model.table import Cell, Change, Quantity, Row, Table, Trend
from gates.model.verdict import Outcome
from gates.renderers.cells import give_cell, tell_cell
from gates.renderers.grid import write_table
from gates.renderers.layout import measure
from gates.renderers.protocol import Surface

INFINITE = float("inf")


@pytest.mark.parametrize(
    ("cell", "told", "plain"),
    [
        (None, "", ""),
        ("a\nb", "a\\nb", "a\\nb"),
        (1234567, "1,234,567", "1,234,567"),
        (0, "0", "0"),
        (Ratio(1, 3), "33.33%", "33.33%"),
        (Quantity(0.0, "s"), "0 s", "0 s"),
        (Quantity(1.23456e-6, "s"), "1.235 µs", "1.235 us"),
        (Quantity(3.4e-13, "s"), "0.34 ps", "0.34 ps"),
        (Quantity(7200.0, "s"), "7,200 s", "7,200 s"),
        (Quantity(1536.0, "B"), "1.5 KiB", "1.5 KiB"),
        (Quantity(3.2e9, "B/s"), "3.2 GB/s", "3.2 GB/s"),
        (Quantity(45e6, "1/s"), "45 M/s", "45 M/s"),
        (Quantity(12.5e6, "instructions"), "12.5 M instructions", "12.5 M instructions"),
        (Quantity(2.5e6, ""), "2.5 M", "2.5 M"),
        (Quantity(0.25, "widgets"), "0.25 widgets", "0.25 widgets"),
        (Change(0.0523), "+5.2%", "+5.2%"),
        (Change(-0.5, -0.6, -0.4), "-50.0% (-60.0…-40.0)", "-50.0% (-60.0..-40.0)"),
        (Change(0.1, 0.0, INFINITE), "+10.0%", "+10.0%"),
        (Change(99.0), "x100", "x100"),
        (Change(INFINITE), "from nothing", "from nothing"),
        (Trend((1.0, 2.0, 9.0)), "▁▂█", "__^"),
        (Trend((3.0, 3.0)), "▁▁", "__"),
        (Trend(()), "", ""),
        (Trend(tuple(map(float, range(40)))), "▁▁▁▂▂▂▃▃▃▄▄▄▅▅▅▆▆▆▇▇▇███", "_____.....----=====^^^^^"),
    ],
)
def test_cells_as_people_read_them(cell: Cell, told: str, plain: str) -> None:
    assert tell_cell(cell) == told
    assert tell_cell(cell, unicode=False) == plain


@pytest.mark.parametrize(
    ("cell", "given"),
    [
        ("x", "x"),
        (3, 3),
        (None, None),
        (Ratio(1, 3), {"part": 1, "whole": 3, "percent": "33.33%"}),
        (Quantity(INFINITE, "s"), {"value": None, "unit": "s"}),
        (Change(0.5, 0.25, INFINITE), {"ratio": 0.5, "low": 0.25, "high": None, "bound": None}),
        (Trend((1.0, float("nan"))), [1.0, None]),
    ],
)
def test_cells_as_documents_hold_them(cell: Cell, given: Any) -> None:
    assert give_cell(cell) == given


NAMES = st.text("ab/ 日", max_size=40)
ROWS = st.lists(
    st.builds(Row, NAMES, st.sampled_from(Outcome), st.tuples(NAMES, st.integers(0, 10**9), NAMES), NAMES), max_size=30
)


@given(ROWS, st.integers(20, 120), st.booleans())
def test_no_line_is_wider_than_the_surface(rows: list[Row], width: int, unicode: bool) -> None:
    table = Table("things", "thing", ("name", "amount", "remark"), tuple(rows), ("remark",))
    lines = list(write_table(table, Surface(width=width, unicode=unicode)))
    assert all(measure(line) <= width for line in lines)
    bad = sum(row.outcome is not Outcome.PASS for row in rows)
    assert bool(lines) == bool(bad)
    assert any("more thing" in line.replace("\n", " ") for line in lines) or bad <= 20 or width < 40


def test_spare_columns_go_first() -> None:
    rows = (Row("a" * 30, Outcome.FAIL, ("a" * 30, "b" * 30, "c" * 10), "told"),)
    table = Table("things", "thing", ("one", "two", "three"), rows, ("two",))
    assert "b" in "\n".join(write_table(table, Surface(width=90)))
    narrow = "\n".join(write_table(table, Surface(width=60)))
    assert ("b" in narrow, "c" * 10 in narrow) == (False, True)
    assert list(write_table(table, Surface(width=20))) == ["  ✗ told"]


def test_long_tables_are_cut_unless_all_is_asked_for() -> None:
    rows = tuple(Row(f"n{n}", Outcome.FAIL, (f"n{n}", n), f"n{n} is bad") for n in range(23))
    table = Table("things", "thing", ("name", "amount"), rows)
    assert [line.strip() for line in write_table(table, Surface())][-1] == "… and 3 more things (-v shows all)"
    assert len(list(write_table(table, Surface(verbosity=1)))) == 24
