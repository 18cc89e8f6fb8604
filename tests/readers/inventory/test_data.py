"""Readers of bills of materials are tested by files, as those of coverage are: see tests/readers/coverage/test_data.py.

The documents are small ones written by hand after the standards, each with what only few tools write; scripts/corpus_sbom
compares with real ones. NAME.expect.json is the inventory as its snapshot tells it, with its faults and doubts.
"""

import contextlib
import copy
import json
from collections.abc import Iterator
from importlib import import_module
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gates.catalog import READERS
from gates.cli.sniffing import sniff
from gates.errors import ReportError
from gates.model.inventory import Component, Document, Inventory, merge_inventories, parse_purl
from gates.readers.inventory import snapshot
from tests.conftest import ROOT

DATA = ROOT / "tests" / "data" / "inventory"
READER_MODULES = {name: module for name, module, *_ in READERS["inventory"]}
VALID = sorted(path for path in DATA.glob("*/valid/*") if not path.name.endswith(".expect.json"))
INVALID = sorted(path for path in DATA.glob("*/invalid/*") if not path.name.endswith(".error.txt"))


def _read(path: Path) -> Inventory:
    report: Inventory = import_module(READER_MODULES[path.parts[-3]]).read([path.read_bytes()], path.name, frozenset())
    return report


def _tell(report: Inventory) -> str:
    records = snapshot.write(report._replace(doubts=frozenset()), "").splitlines()[1:-1]
    faults = sorted(f"{note.where}: {note.text}" for note in report.faults)
    told = {"records": [json.loads(record) for record in records], "faults": faults, "doubts": len(report.doubts)}
    return json.dumps(told, indent=1) + "\n"


def test_there_are_files() -> None:
    assert {path.parts[-3] for path in VALID} == set(READER_MODULES) - {"snapshot"}
    assert {path.parts[-3] for path in INVALID} == set(READER_MODULES)


@pytest.mark.parametrize("path", VALID, ids=lambda path: f"{path.parts[-3]}/{path.name}")
def test_what_a_report_says(path: Path, request: pytest.FixtureRequest) -> None:
    told, expected = _tell(_read(path)), path.with_name(f"{path.name}.expect.json")
    if request.config.getoption("--update-golden"):
        expected.write_text(told, encoding="utf-8")
    assert told == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", VALID, ids=lambda path: f"{path.parts[-3]}/{path.name}")
def test_one_reader_knows_each_report(path: Path) -> None:
    assert sniff(path.read_bytes(), path.name, "inventory") == path.parts[-3]


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
def test_what_is_cut_off_is_no_report(path: Path) -> None:
    """But for tags and values, which have no mark of their end, as their reader says."""
    data = path.read_bytes().rstrip()
    for end in range(1, len(data), max(len(data) // 60, 1)) if path.parts[-3] != "spdx-tag-value" else ():
        with pytest.raises(ReportError):
            import_module(READER_MODULES[path.parts[-3]]).read([data[:end]], path.name, frozenset())


def test_large_documents_are_read_as_small_ones_are() -> None:
    """Beyond 64 KiB another decoder reads them, which passes over what nobody asks for."""
    for name in ("cyclonedx-json", "spdx-json", "spdx3-json"):
        path = DATA / name / "valid" / "whole.json"
        told = json.loads(path.read_bytes())
        large = json.dumps(told | {"comment": "x" * (1 << 17)}).encode()
        assert import_module(READER_MODULES[name]).read([large], path.name, frozenset()) == _read(path)


@pytest.mark.parametrize(
    ("name", "key", "found"),
    [
        ("cyclonedx-json", "components", True),
        ("cyclonedx-json", "name", False),
        ("spdx-json", "packages", True),
        ("spdx-json", "name", False),
        ("spdx3-json", "@graph", True),
        ("spdx3-json", "name", False),
    ],
)
def test_a_key_that_stands_twice_is_refused_in_large_documents_where_it_hides_a_list(name: str, key: str, found: bool) -> None:
    text = (DATA / name / "valid" / "whole.json").read_text(encoding="utf-8")
    twice = text.replace(f'"{key}"', f'"{key}": [], "{key}"', 1)
    reader = import_module(READER_MODULES[name])
    told = f"the key '{key}' stands twice in one object"
    with pytest.raises(ReportError, match=told):
        reader.read([twice.encode()], "b", frozenset())
    with pytest.raises(ReportError, match=told) if found else contextlib.nullcontext():
        reader.read([b" " * (1 << 16), twice.encode()], "b", frozenset())


def test_lists_in_parts_that_nobody_reads_are_no_damage() -> None:
    told = json.loads((DATA / "cyclonedx-json" / "valid" / "whole.json").read_bytes())
    whole = json.dumps(told | {"formulation": [{"components": []}], "metadata": {"tools": {"components": []}}}).encode()
    read = import_module(READER_MODULES["cyclonedx-json"]).read
    assert read([whole], "b", frozenset()) == read([b" " * (1 << 16), whole], "b", frozenset())


TEXTS = st.text(max_size=4)
MANY = st.lists(TEXTS, max_size=2, unique=True).map(lambda texts: tuple(sorted(texts)))
COMPONENTS = st.builds(
    Component, TEXTS, TEXTS, st.sampled_from(["", "pkg:npm/a@1", "pkg:npm/a@2"]), MANY, TEXTS, MANY, MANY, st.booleans()
)
DOCUMENTS = st.dictionaries(
    TEXTS, st.builds(Document, TEXTS, st.integers(0, 9), st.just(""), MANY, MANY, TEXTS, TEXTS, st.just(0)), max_size=2
)


@given(st.lists(COMPONENTS, max_size=5), DOCUMENTS)
def test_a_snapshot_reads_back(components: list[Component], documents: dict[str, Document]) -> None:
    whole = merge_inventories([Inventory(tuple(components), documents)])
    assert snapshot.read([snapshot.write(whole, "").encode()], "s", frozenset()) == whole


@given(st.lists(COMPONENTS, max_size=6), st.randoms())
def test_merging_is_the_same_in_any_order_and_once_is_enough(components: list[Component], chance: st.DataObject) -> None:
    whole = merge_inventories([Inventory(tuple(components), {})])
    chance.shuffle(components)  # type: ignore[attr-defined]  # a random.Random
    assert merge_inventories([Inventory((each,), {}) for each in components]) == whole
    assert merge_inventories([whole, whole]) == whole


def test_components_without_a_name_are_not_one() -> None:
    """Five nameless ones are five, or nearly all of a document with a single name would seem to have one."""
    bill = {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [*({"name": ""} for _ in range(5)), {"name": "a"}]}
    reader = import_module(READER_MODULES["cyclonedx-json"])
    whole = reader.read([json.dumps(bill).encode()], "s", frozenset())
    assert len(whole.components) == 6
    assert merge_inventories([whole, whole]) == whole
    assert snapshot.read([snapshot.write(whole, "").encode()], "s", frozenset()).components == whole.components


def test_every_fault_is_counted_and_the_first_are_listed() -> None:
    bill = {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"name": ""} for _ in range(21)]}
    reader = import_module(READER_MODULES["cyclonedx-json"])
    whole = reader.read([json.dumps(bill).encode()], "s", frozenset())
    assert whole.documents["s"].faults == 21
    assert max(whole.faults).text == "a component without a name"
    assert min(whole.faults).text == "1 more fault is not listed"
    bill["components"] = [{"name": ""} for _ in range(1022)]
    whole = reader.read([json.dumps(bill).encode()], "s", frozenset())
    assert min(whole.faults).text == "1,002 more faults are not listed"


DAMAGES: tuple[Any, ...] = (None, 1, -1.5, True, "", [], {}, [1], ["x"], [None], {"a": 1}, [[]], "\ud800")


def find_places(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Give where each value of a decoded document stands."""
    yield place
    for key, each in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from find_places(each, (*place, key))


def damage_value(value: Any, place: tuple[Any, ...], damage: Any) -> Any:
    """Give a decoded document with another value at a place."""
    if not place:
        return damage
    whole = copy.deepcopy(value)
    owner = whole
    for key in place[:-1]:
        owner = owner[key]
    owner[place[-1]] = damage
    return whole


@pytest.mark.parametrize("kind", ["inventory", "lock", "kev"])
def test_whatever_type_a_value_is_of_there_is_a_report_or_an_error(kind: str) -> None:
    """Each value of each JSON document, small and large, is replaced by values of every other type."""
    modules = {name: module for name, module, *_ in READERS[kind]}
    paths = [path for path in DATA.parent.glob(f"{kind}/*/valid/*.json") if not path.name.endswith(".expect.json")]
    assert paths
    for path in paths:
        told = json.loads(path.read_bytes())
        for place, damage in product(find_places(told), DAMAGES):
            data = json.dumps(damage_value(told, place, damage)).encode()
            for each in (data, b" " * (1 << 16) + data):
                with contextlib.suppress(ReportError):
                    import_module(modules[path.parts[-3]]).read([each], path.name, frozenset())


def test_elements_where_nobody_expects_them_are_passed_over() -> None:
    data = (DATA / "cyclonedx-xml" / "valid" / "whole.xml").read_bytes()
    odd = data.replace(b"</c:dependency>", b"<c:name>x</c:name></c:dependency>")
    assert odd != data
    reader = import_module(READER_MODULES["cyclonedx-xml"])
    assert reader.read([odd], "s", frozenset()) == reader.read([data], "s", frozenset())


def test_no_snapshot_of_a_report_in_doubt() -> None:
    with pytest.raises(ReportError, match="no snapshot is made of it: it lists no component"):
        snapshot.write(_read(DATA / "cyclonedx-json" / "valid" / "empty.json"), "")


@pytest.mark.parametrize(
    ("purl", "told"),
    [
        ("pkg:npm/%40babel/core@7.0.0?a=b#c", ("npm", "@babel/core", "7.0.0")),
        ("pkg:NPM/a", ("npm", "a", "")),
        ("pkg:deb/debian/openssl@3.0%2Bdfsg", ("deb", "debian/openssl", "3.0+dfsg")),
        ("pkg:npm/", ("", "", "")),
        ("pkg:npm/@babel/core@7.0.0", ("npm", "@babel/core", "7.0.0")),
        ("pkg:npm/@babel/core", ("npm", "@babel/core", "")),
        ("pkg:npm//a@1", ("npm", "a", "1")),
        ("npm/a@1", ("", "", "")),
        ("pkg:npm/a%ff", ("npm", "a\ufffd", "")),
    ],
)
def test_what_a_package_url_says(purl: str, told: tuple[str, str, str]) -> None:
    assert parse_purl(purl) == told
