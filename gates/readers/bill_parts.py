"""What readers of bills of materials share: hashes and faults made alike, and components made into an inventory."""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache

from gates.errors import ReportError
from gates.model.inventory import Component, Document, Inventory, merge_inventories
from gates.model.verdict import Note
from gates.readers.json import DAMAGED, SMALL_BYTES, decode, expect, show
from gates.typed import Any

_DIGITS = {"md5": 32, "sha1": 40, "sha224": 56, "sha256": 64, "sha384": 96, "sha512": 128}
"""How many hexadecimal digits a hash has; the others have several lengths, or no fixed one."""
_HEX = re.compile(r"[0-9a-fA-F]{8,128}").fullmatch
_MOST_FAULTS = 20


class Faults:
    """The places where a document breaks its standard, the first few of them with their words; `count` is of all."""

    def __init__(self, source: str) -> None:
        """Begin with none, of the document that errors call `source`."""
        self._source = source
        self._notes: set[Note] = set()
        self.count = 0

    def add(self, place: str, text: str) -> None:
        """Take one more."""
        self.count += 1
        if self.count <= _MOST_FAULTS:
            self._notes.add(Note("fault", text, f"{self._source}: {place}"))

    def close(self) -> frozenset[Note]:
        """Give all of them; those beyond the first few are counted."""
        more = self.count - _MOST_FAULTS
        told = f"{more:,} more fault{'s are' if more > 1 else ' is'} not listed"
        return frozenset(self._notes | ({Note("fault", told, self._source)} if more > 0 else set()))


@cache
def _name_algorithm(algorithm: str) -> str:
    return algorithm.lower().replace("-", "").replace("_", "")


def name_hash(algorithm: str, digits: str) -> str:
    """Give a hash as the model has it, or an empty text where it is none."""
    name = _name_algorithm(algorithm)
    if not _HEX(digits) or len(digits) != _DIGITS.get(name, len(digits)):
        return ""
    return f"{name}:{digits.lower()}"


def read_hashes(owner: Any, keys: tuple[str, str, str], place: str, source: str, faults: Faults) -> tuple[str, ...]:
    """Give the hashes under the first key, of which the others are algorithm and digits, sorted; what is none is a fault.

    Raises ReportError. Places are only put together where one is told, since most documents have a hash for each component.
    """
    listed, algorithm, digits = keys
    found = []
    for number, each in enumerate(read_list(owner, listed, place, source)):
        name, value = each.get(algorithm), each.get(digits)
        if type(name) is not str or type(value) is not str:
            here = f"{place}.{listed}[{number}]"
            name, value = read_text(each, algorithm, here, source), read_text(each, digits, here, source)
        named = name_hash(name.strip(), value.strip())
        if named:
            found.append(named)
        else:
            faults.add(f"{place}.{listed}[{number}]", f"{show(value.strip())} is no hash of {show(name.strip())}")
    return tuple(sorted(found)) if len(found) > 1 else tuple(found)


def decode_bill(
    chunks: Iterable[bytes],
    source: str,
    key: str,
    count: Callable[[dict[str, Any]], int],
    schema: Callable[[], Any] | None = None,
) -> dict[str, Any]:
    """Give a document, of which no list under this key is hidden by another. Raises ReportError.

    No object of a small document has a key twice. To know that of a large one takes several times as long as to decode it, so
    its objects are only looked at where the key stands in its bytes more often than `count` finds it; else the last of two
    equal keys counts. `schema` gives what of a large document is decoded, if not all is.
    """
    data = b"".join(chunks)
    is_small = len(data) < SMALL_BYTES
    shape = schema() if schema and not is_small else Any
    bill = expect(decode([data], source, shape, unique=is_small), dict, "the whole", source)
    if not is_small and data.count(f'"{key}"'.encode()) > count(bill):
        decode([data], source, unique=True)
    return bill


def read_text(owner: Any, key: str, place: str, source: str) -> str:
    """Give the text under a key, without blanks around it; empty where it is missing or null. Raises ReportError."""
    value = owner.get(key)
    if value is None:
        return ""
    if type(value) is not str:
        raise ReportError(f"expected a string, found {show(value)}", where=f"{source}: {place}.{key}", hint=DAMAGED)
    return value.strip()


def read_fields(owner: Any, keys: tuple[str, ...], place: str, source: str) -> list[str]:
    """Give the text under each of the keys, as `read_text` does; one call for all of them takes half the time."""
    found = []
    for key in keys:
        value = owner.get(key)
        if type(value) is str:
            found.append(value.strip())
        else:
            found.append("" if value is None else read_text(owner, key, place, source))
    return found


def read_list(owner: Any, key: str, place: str, source: str) -> list[Any]:
    """Give the objects under a key; none where it is missing or null. Raises ReportError where one is no object."""
    value = owner.get(key)
    if value is None:
        return []
    where = f"{place}.{key}" if place else key
    if type(value) is not list:
        raise ReportError(f"expected an array, found {show(value)}", where=f"{source}: {where}", hint=DAMAGED)
    for number, each in enumerate(value):
        if type(each) is not dict:
            raise ReportError(f"expected an object, found {show(each)}", where=f"{source}: {where}[{number}]", hint=DAMAGED)
    return value


def read_texts(owner: Any, key: str, place: str, source: str) -> list[str]:
    """Give the texts under a key; none where it is missing or null. Raises ReportError where one is no text."""
    value = owner.get(key)
    if value is None:
        return []
    if type(value) is not list or not all(type(each) is str for each in value):
        raise ReportError("expected an array of strings", where=f"{source}: {place}.{key}", hint=DAMAGED)
    return value


def make_inventory(components: Sequence[Component], document: Document, source: str, faults: Faults) -> Inventory:
    """Give the inventory of one document; one that lists nothing is in doubt, since that proves nothing."""
    doubts = (
        frozenset() if components else frozenset({Note("lists-nothing", "it lists no component, which proves nothing", source)})
    )
    whole = merge_inventories([Inventory(tuple(components), {source: document._replace(faults=faults.count)})])
    return whole._replace(faults=faults.close(), doubts=doubts)
