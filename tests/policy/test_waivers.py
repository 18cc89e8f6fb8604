"""Waivers: they hide only what they match, and only up to their last day."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gates.errors import ConfigError
from gates.model.verdict import Outcome
from gates.policy.waivers import Facts, Waiver, read_waivers, waive

LODASH = {
    "id": ("GHSA-1", "CVE-2026-1"),
    "package": ("lodash", "lodash@4.17.0", "pkg:npm/lodash@4.17.0"),
    "path": ("a/b.json",),
}
OTHER = {"id": ("GHSA-2",), "package": ("left-pad",)}


def _waiver(**globs: str) -> Waiver:
    return Waiver(globs, "no fix yet", "2027-01-31", "kim")


@pytest.mark.parametrize(
    ("globs", "hits"),
    [
        ({"id": "CVE-2026-1"}, True),
        ({"id": "CVE-2026"}, False),
        ({"id": "CVE-*"}, True),
        ({"id": "GHSA-1", "package": "lodash@4.*"}, True),
        ({"id": "GHSA-1", "package": "lodash@5.*"}, False),
        ({"id": "ghsa-1"}, False),
        ({"path": "a/*"}, True),
        ({"rule": "*"}, False),
        ({"id": "GHSA-[1]"}, False),
    ],
)
def test_all_that_it_names_has_to_match(globs: dict[str, str], hits: bool) -> None:
    found = waive((_waiver(**globs),), (LODASH, OTHER), "2026-11-23")
    assert [bool(waiver) for waiver in found.waivers] == [hits, False]
    assert [result.outcome for result in found.results] == ([] if hits else [Outcome.WARN])
    assert [note.id for note in found.notes] == ([] if hits else ["waiver-unused"])


@pytest.mark.parametrize(("today", "counts"), [("2027-01-30", True), ("2027-01-31", True), ("2027-02-01", False)])
def test_the_last_day_still_counts(today: str, counts: bool) -> None:
    found = waive((_waiver(id="GHSA-1"),), (LODASH,), today)
    assert bool(found.waivers[0]) == counts
    assert [note.text for note in found.notes] == (
        [] if counts else ["the waiver of id 'GHSA-1' has expired (no fix yet, until 2027-01-31, kim)"]
    )


def test_the_first_that_counts_waives() -> None:
    old = _waiver(id="GHSA-1")._replace(expires="2025-01-01")
    found = waive((old, _waiver(id="GHSA-*"), _waiver(package="lodash")), (LODASH,), "2026-11-23")
    assert found.waivers == (_waiver(id="GHSA-*"),)
    assert [note.id for note in found.notes] == ["waiver-expired"]


def test_they_are_read_from_the_configuration() -> None:
    table = {"id": "x", "reason": "y", "expires": "2027-01-31"}
    assert read_waivers((table,)) == (Waiver({"id": "x"}, "y", "2027-01-31"),)
    assert read_waivers(()) == ()
    assert read_waivers(True) == ()
    assert Waiver({"id": "x"}, "y", "2027-01-31").told == "y, until 2027-01-31"
    with pytest.raises(ConfigError, match="would waive everything"):
        read_waivers((table, {"reason": "y", "expires": "2027-01-31"}))


NAMES = st.text("ab*", min_size=1, max_size=3)


@given(st.lists(NAMES, max_size=3), st.lists(st.text("ab", min_size=1, max_size=3), max_size=4))
def test_a_waiver_hides_only_what_it_matches(globs: list[str], names: list[str]) -> None:
    things: list[Facts] = [{"id": (name,)} for name in names]
    found = waive([_waiver(id=glob) for glob in globs], things, "2026-11-23")
    for name, waiver in zip(names, found.waivers, strict=True):
        alone = [waive((_waiver(id=glob),), ({"id": (name,)},), "2026-11-23").waivers[0] for glob in globs]
        assert bool(waiver) == any(alone)
