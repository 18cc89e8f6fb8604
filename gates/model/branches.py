"""Branches of one file: those that a report names one by one, and those of which it tells only "x of y on this line".

Named branches merge exactly. Of counted ones the truth after a merge is an interval: at least the larger count was
taken, at most the sum. It is exact again where a report names the branches that were not taken (coverage.py's
`missing-branches`): what was taken in either report is all but what both of them miss.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator

from gates.model.probes import NOTHING, Probes, gather_texts, merge_probes
from gates.typed import Literal, NamedTuple

BLOCK_SHIFT = 16
LINE_SHIFT = 32
"""A numbered branch is one integer: `line << 32 | block << 16 | branch`."""

_ORDER: Literal["little", "big"] = "little" if array("H", [1]).tobytes()[0] else "big"
_LANES = 1024
_ONES = int.from_bytes((1).to_bytes(8, _ORDER) * _LANES, _ORDER)


class Row(NamedTuple):
    """What one line says of its branches."""

    line: int
    valid: int
    """How many branches the line has."""
    low: int
    """How many of them were taken at the least."""
    high: int
    """How many of them were taken at the most; may pass `valid` after several merges and counts as `valid` then."""
    missing: bytes
    """The names of those not taken, joined by commas; empty where nobody says, or where none is missing."""

    @property
    def known(self) -> bool:
        """Whether it is known which of the branches were taken."""
        if self.low in (0, self.valid):
            return self.low == self.high
        return self.low == self.high and len(set(self.missing.split(b",")) - {b""}) == self.valid - self.low


class Counted(NamedTuple):
    """The rows of one file, ascending by line."""

    numbers: "array[int]"
    """Four integers for each row: line, valid, low, high."""
    missing: bytes
    """The texts of each row, joined by line feeds."""

    def rows(self) -> Iterator[Row]:
        """Give the rows one by one."""
        texts = self.missing.split(b"\n")
        columns = (self.numbers[column::4] for column in range(4))
        return map(Row, *columns, texts)

    @property
    def one_a_line(self) -> bool:
        """Whether no line has two rows, so that columns can be summed."""
        lines = self.numbers[::4]
        return len(set(lines)) == len(lines)


UNCOUNTED = Counted(array("I"), b"")


class Interval(NamedTuple):
    """How many branches there are, and how many were taken: at least `low`, at most `high`."""

    valid: int
    low: int
    high: int


def number_branches(numbers: list[int], width: int) -> "array[int] | None":
    """Give each branch as one integer; None if a line needs more than 31 bits or one of the others more than 16.

    `numbers` holds `width` integers for each branch, of which the first three are its line, block and branch. The
    columns are shifted and joined as three long integers in which every branch has a lane of 64 bits.
    """
    try:
        table = array("Q", numbers)
    except OverflowError:
        return None
    lines, blocks, branches = (int.from_bytes(table[column::width].tobytes(), _ORDER) for column in range(3))
    count = len(numbers) // width
    ones = _ONES >> 64 * (_LANES - count) if count <= _LANES else int.from_bytes((1).to_bytes(8, _ORDER) * count, _ORDER)
    if lines & ones * 0xFFFFFFFF80000000 or (blocks | branches) & ones * 0xFFFFFFFFFFFF0000:
        return None
    joined = lines << LINE_SHIFT | blocks << BLOCK_SHIFT | branches
    return array("Q", joined.to_bytes(8 * count, _ORDER))


def count_rows(rows: Iterable[Row]) -> Counted:
    """Give the rows of one report in a compact form; a line that the report repeats keeps its best count.

    Repeats within one report are the same run told twice (a class and its nested classes), so they do not add up.
    """
    best: dict[tuple[int, int, bool], Row] = {}
    for row in rows:
        key = (row.line, row.valid, row.known)
        join = _join_known if row.known else max
        best[key] = join(row, best[key]) if key in best else row
    return _pack(best.values())


def merge_counted(one: Counted, other: Counted) -> Counted:
    """Give what two different reports say together. Associative and commutative."""
    if not one.numbers or not other.numbers:
        return one if one.numbers else other
    merged: dict[tuple[int, int, bool], Row] = {}
    for row in (*one.rows(), *other.rows()):
        key = (row.line, row.valid, row.known)
        join = _join_known if row.known else _join_unknown
        merged[key] = join(row, merged[key]) if key in merged else row
    return _pack(merged.values())


def measure_branches(points: Probes, counted: Counted) -> Interval:
    """Give how many branches a file has and how many were taken, from both sorts of knowledge, a line at a time."""
    if not counted.numbers:
        return Interval(points.total, points.reached, points.reached)
    numbers = counted.numbers
    if points.total == 0 and counted.one_a_line:
        high = sum(map(min, numbers[1::4], numbers[3::4]))
        return Interval(sum(numbers[1::4]), sum(numbers[2::4]), high)
    lines: dict[int, list[Interval]] = defaultdict(list)
    for row in counted.rows():
        lines[row.line].append(Interval(row.valid, row.low, row.high))
    for line, interval in _count_points(points).items():
        lines[line].append(interval)
    valid = {line: max(interval.valid for interval in intervals) for line, intervals in lines.items()}
    return Interval(
        sum(valid.values()),
        sum(max(interval.low for interval in intervals) for intervals in lines.values()),
        sum(min(valid[line], sum(each.high for each in intervals)) for line, intervals in lines.items()),
    )


def merge_points(one: Probes, other: Probes) -> Probes:
    """Give the named branches of both, whichever way they are named."""
    if one.total and other.total and isinstance(one.ids, bytes) != isinstance(other.ids, bytes):
        one, other = _name(one), _name(other)
    return merge_probes(one, other)


def line_of(key: int | bytes) -> int:
    """Give the line that a named branch belongs to."""
    return key >> LINE_SHIFT if isinstance(key, int) else int(key.partition(b",")[0])


def missed_lines(points: Probes, counted: Counted, *, at_least: bool = True) -> dict[int, int]:
    """Give line → how many of its branches were not taken, at the least or at the most, for lines that have such branches."""
    missed: dict[int, int] = {}
    for line, interval in _count_points(points).items():
        missed[line] = interval.valid - interval.high
    for row in counted.rows() if counted.numbers else ():
        missed[row.line] = row.valid - (min(row.valid, row.high) if at_least else row.low)
    return {line: count for line, count in missed.items() if count}


def _name(points: Probes) -> Probes:
    if isinstance(points.ids, bytes):
        return points
    mask = (1 << BLOCK_SHIFT) - 1
    names = (b"%d,%d,%d" % (key >> LINE_SHIFT, key >> BLOCK_SHIFT & mask, key & mask) for key in points.ids)
    return gather_texts(dict(zip(names, map(bool, points.flags()), strict=True)))


def _count_points(points: Probes) -> dict[int, Interval]:
    lines: dict[int, Interval] = defaultdict(lambda: Interval(0, 0, 0))
    keys: Iterable[int | bytes] = points.keys()
    for key, ran in zip(keys, points.flags(), strict=True):
        valid, low, high = lines[line_of(key)]
        lines[line_of(key)] = Interval(valid + 1, low + ran, high + ran)
    return lines


def _join_known(one: Row, other: Row) -> Row:
    """Join two rows that know what they miss: missed is what both miss. A row that took nothing misses everything."""
    if {one.low, other.low} & {0, one.valid}:
        return max(one, other)
    missing = set(filter(None, one.missing.split(b","))) & set(filter(None, other.missing.split(b",")))
    taken = one.valid - len(missing)
    return Row(one.line, one.valid, taken, taken, b",".join(sorted(missing)))


def _join_unknown(one: Row, other: Row) -> Row:
    return Row(one.line, one.valid, max(one.low, other.low), one.high + other.high, b"")


def _pack(rows: Iterable[Row]) -> Counted:
    """Give rows in order; the names of what is missing are kept only where they tell more than the counts."""
    ordered = sorted(row._replace(missing=b"") if row.low == row.high and row.low in (0, row.valid) else row for row in rows)
    numbers = array("I", [number for row in ordered for number in row[:4]])
    return Counted(numbers, b"\n".join(row.missing for row in ordered))


NO_POINTS = NOTHING
"""The named branches of a file that has none."""
