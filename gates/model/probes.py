"""Points of a program that a test run either reached or did not: lines, branches, functions. Compact and mergeable.

A report of 300 MB has sixteen million lines, so nothing here is an object a line: identities stand in an array (or in
one text), and what ran is one integer with a bit for each.
"""

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import accumulate, compress
from operator import ge

from gates.typed import Any, NamedTuple

_TO_DIGITS = bytes([ord("0")]) + bytes([ord("1")]) * 255
_FROM_DIGITS = bytes(character == ord("1") for character in range(256))
_LITTLE_ENDIAN = array("H", [1]).tobytes()[0] == 1


class Probes(NamedTuple):
    """Distinct points in ascending order, and which of them ran."""

    ids: "array[int] | bytes"
    """An array of unsigned integers, ascending, or, where identities are text, the sorted texts joined by line feeds."""
    ran: int
    """One bit for each id, the first id in the highest place: written in base 2 with all its zeros it lines up with ids."""

    @property
    def total(self) -> int:
        """How many points there are."""
        if isinstance(self.ids, bytes):
            return self.ids.count(b"\n") + 1 if self.ids else 0
        return len(self.ids)

    @property
    def reached(self) -> int:
        """How many of them ran."""
        return self.ran.bit_count()

    def keys(self) -> "list[bytes] | array[int]":
        """Give the identities one by one, in order."""
        if isinstance(self.ids, bytes):
            return self.ids.split(b"\n") if self.ids else []
        return self.ids

    def flags(self) -> bytes:
        """Give one byte for each id, 1 where it ran, else 0."""
        return f"{self.ran:0{self.total}b}".encode().translate(_FROM_DIGITS) if self.total else b""

    def told(self) -> Iterator[tuple[int, bool]]:
        """Give each id and whether it ran, ascending. Only for ids that are numbers."""
        ids: Any = self.ids
        return zip(ids, map(bool, self.flags()), strict=True)

    def missed(self) -> list[int]:
        """Give the ids that did not run, ascending. Only for ids that are numbers."""
        absent = bytes(not flag for flag in self.flags())
        return [key for key in compress(self.keys(), absent) if isinstance(key, int)]

    def found(self) -> list[int]:
        """Give the ids that ran, ascending. Only for ids that are numbers."""
        return [key for key in compress(self.keys(), self.flags()) if isinstance(key, int)]


NOTHING = Probes(b"", 0)


def gather(ids: "array[int]", hits: Iterable[object]) -> Probes:
    """Give the probes of numbered points in any order; `hits` is truthy where the point beside it ran.

    A point that stands there more than once ran if any of its entries did.
    """
    return gather_flags(ids, to_flags(hits))


def gather_flags(ids: "array[int]", flags: bytes) -> Probes:
    """Give the probes of numbered points in any order; a byte of `flags` is 1 where the point beside it ran, else 0."""
    if not ids:
        return NOTHING
    if _count_falls(ids):
        reached = set(compress(ids, flags))
        ids = array(ids.typecode, sorted(set(ids)))
        flags = to_flags(map(reached.__contains__, ids))
    return Probes(ids, _to_bits(flags))


def gather_numbers(hits: Mapping[int, bool]) -> Probes:
    """Give the probes of points that are known by a number of up to 63 bits, from number → whether it ran."""
    return gather(array("Q", hits), hits.values()) if hits else NOTHING


def gather_split(reached: list[int], missed: list[int]) -> Probes:
    """Give the probes of points that are told apart by whether they ran; one that stands in both lists ran.

    Raises TypeError, ValueError or OverflowError where they hold something else than numbers from 0 to 2^32.
    """
    highest = max(max(reached, default=0), max(missed, default=0))
    if highest > _SPARSE * (len(reached) + len(missed) + _SPARSE) or min(min(reached, default=0), min(missed, default=0)) < 0:
        ran = set(reached)
        ids = array("I", sorted(ran.union(missed)))
        return gather_flags(ids, to_flags(map(ran.__contains__, ids)))
    marks = bytearray(highest + 1)
    for number in missed:
        marks[number] = 2
    for number in reached:
        marks[number] = 1
    ids = array("I", compress(range(highest + 1), marks))
    return Probes(ids, int(marks.translate(_MARK_DIGITS, b"\0") or b"0", 2)) if ids else NOTHING


_SPARSE = 64
"""Numbers that lie further apart than this, on the whole, are not marked in a table of all numbers."""
_MARK_DIGITS = bytes(ord("1") if mark == 1 else ord("0") for mark in range(256))


def gather_runs(ids: "array[int]", flags: bytes, lengths: list[int]) -> list[Probes]:
    """Give the probes of several sets of points, one for each length, whose ids and flags stand one behind another.

    Order is checked for all of them at once: ids may fall from one set to the next, and nowhere else.
    """
    ends = list(accumulate(lengths))
    starts = [0, *ends][:-1]
    borders = sum(ids[end - 1] >= ids[end] for end in {*ends} - {0, len(ids)})
    make = gather_flags if _count_falls(ids) != borders else _gather_ordered
    return [make(ids[start:end], flags[start:end]) for start, end in zip(starts, ends, strict=True)]


def _gather_ordered(ids: "array[int]", flags: bytes) -> Probes:
    return Probes(ids, _to_bits(flags)) if ids else NOTHING


def to_flags(hits: Iterable[object]) -> bytes:
    """Give a byte for each hit, 1 where it is truthy, else 0."""
    return bytes(map(bool, hits))


def gather_texts(hits: dict[bytes, bool]) -> Probes:
    """Give the probes of points that are known by a text (without line feeds), from text → whether it ran.

    An empty text would look like no point at all, and a zero byte begins what is no text, so `()` goes before such a one.
    """
    if hits and min(hits) < b"\1":
        hits = {b"()" + name if name < b"\1" else name: ran for name, ran in hits.items()}
    return gather_keys(hits)


def gather_keys(hits: dict[bytes, bool]) -> Probes:
    """Give the probes of points that are known by a text or by what stands for one."""
    names = sorted(hits)
    return Probes(b"\n".join(names), _to_bits(to_flags(map(hits.__getitem__, names))))


def keep_probes(probes: Probes, wanted: Callable[[Any], object]) -> Probes:
    """Give those of the points whose identity is wanted."""
    kept = list(map(bool, map(wanted, probes.keys())))
    flags = bytes(compress(probes.flags(), kept))
    if isinstance(probes.ids, bytes):
        return Probes(b"\n".join(compress(probes.ids.split(b"\n"), kept)), _to_bits(flags)) if flags else NOTHING
    return Probes(array(probes.ids.typecode, compress(probes.ids, kept)), _to_bits(flags)) if flags else NOTHING


def merge_probes(one: Probes, other: Probes) -> Probes:
    """Give the points of both; a point ran if it ran in either. Associative, commutative, idempotent.

    Both must have the same sort of identity, unless one is empty. Shards of one program have equal ids, and then this
    is a single `|`.
    """
    if one.ids == other.ids:
        return Probes(one.ids, one.ran | other.ran)
    if not one.ids or not other.ids:
        return one if one.ids else other
    if isinstance(one.ids, bytes) or isinstance(other.ids, bytes):
        texts: dict[bytes, bool] = {}
        for probes in (one, other):
            for key, ran in zip(bytes(probes.ids).split(b"\n"), probes.flags(), strict=True):
                texts[key] = bool(ran) or texts.get(key, False)
        return gather_keys(texts)
    return gather_flags(one.ids + other.ids, one.flags() + other.flags())


def _to_bits(flags: bytes) -> int:
    return int(flags.translate(_TO_DIGITS) or b"0", 2)


def _count_falls(ids: "array[int]") -> int:
    """Give how many ids are not greater than the one before.

    All neighbours are compared at once, by one subtraction of long integers in which every id has a lane of its own:
    a lane's highest bit survives exactly where the greater id stands second. Ids must leave that bit free.
    """
    bits = ids.itemsize * 8
    whole = int.from_bytes(ids.tobytes(), "little")
    guards = _guards(bits, len(ids))
    if not _LITTLE_ENDIAN or whole & guards:
        return sum(map(ge, ids, ids[1:]))
    greatest = 1 << bits - 1 << bits * len(ids)
    ahead = guards - (guards >> bits - 1)
    return len(ids) - (((whole | greatest) >> bits) + ahead - whole & guards).bit_count()


def _guards(bits: int, lanes: int) -> int:
    """Give the highest bit of each of so many lanes; a shift of a long one is quicker than making it."""
    if lanes > _LANES:
        return int.from_bytes((bytes(bits // 8 - 1) + b"\x80") * lanes, "little")
    return _GUARDS[bits] >> bits * (_LANES - lanes)


_LANES = 1024
_GUARDS = {bits: int.from_bytes((bytes(bits // 8 - 1) + b"\x80") * _LANES, "little") for bits in (32, 64)}
