"""The shortest way to green of an audit, against a search of every set of upgrades there is."""

from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gates.model.verdict import Outcome
from gates.model.vulnerabilities import Finding, Package, Severity
from gates.policy import upgrades
from gates.policy.advisories import Judged
from gates.policy.upgrades import Choice, Needs, Surplus, choose, find_gone, find_needs, find_remedies, tell_fixless

NAMES = "abcde"
NEEDS = st.lists(st.frozensets(st.sampled_from([Package("npm", name) for name in NAMES]), max_size=3), max_size=7)


@st.composite
def _draw_cases(draw: st.DrawFn) -> tuple[list[Needs], frozenset[int], list[Surplus]]:
    needs = draw(NEEDS)
    places = st.frozensets(st.sampled_from(range(len(needs)))) if needs else st.just(frozenset())
    surplus = draw(st.lists(st.builds(Surplus, places, st.integers(1, 5)), max_size=2))
    return needs, draw(places), surplus


def _search(needs: list[Needs], failing: frozenset[int], surplus: list[Surplus]) -> int:
    """Give how many upgrades the smallest set has that clears all that fails and can be cleared, and as much of each surplus."""
    packages = sorted(frozenset().union(*needs))
    sets = chain.from_iterable(combinations(packages, count) for count in range(len(packages) + 1))
    gone = {each: find_gone(needs, failing, frozenset(each)) for each in sets}
    best = [max(len(each.findings & some) for some in gone.values()) for each in surplus]
    return min(
        len(each)
        for each, some in gone.items()
        if {at for at in failing if needs[at]} <= some
        and all(len(one.findings & some) >= min(one.over, most) for one, most in zip(surplus, best, strict=True))
    )


@given(_draw_cases())
def test_no_fewer_upgrades_would_do(case: tuple[list[Needs], frozenset[int], list[Surplus]]) -> None:
    chosen = choose(*case)
    assert chosen.is_fewest
    assert len(chosen.packages) == _search(*case)


@given(_draw_cases())
def test_what_is_only_approached_does_as_well(case: tuple[list[Needs], frozenset[int], list[Surplus]]) -> None:
    needs, failing, surplus = case
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(upgrades, "_MOST_TRIES", 0)
        chosen = choose(needs, failing, surplus)
    fewest, gone = choose(needs, failing, surplus), find_gone(needs, failing, chosen.packages)
    most = find_gone(needs, failing, frozenset().union(*needs))
    assert not chosen.is_fewest
    assert len(chosen.packages) >= len(fewest.packages)
    assert {at for at in failing if needs[at]} <= gone
    assert all(len(each.findings & gone) >= min(each.over, len(each.findings & most)) for each in surplus)


def _finding(name: str, **more: frozenset[str]) -> Finding:
    return Finding(Package("npm", name), frozenset({f"CVE-{name}"}), Severity.HIGH, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("upgrades_", "fixed", "paths", "needs"),
    [
        ({"a@2"}, (), (), "a"),
        ({"a@2", "b@3"}, (), (), "ab"),
        ({"a@2"}, {"9"}, {"a@1>x@1"}, "a"),
        ({"a@2"}, {"9"}, {"a@1>x@1", "b@1>x@1"}, "x"),
        ({"a@2"}, (), {"a@1>x@1", "b@1>x@1"}, ""),
        ({"a@2"}, {"9"}, {"package-lock.json"}, "a"),
        ((), {"9"}, {"a@1>x@1"}, "x"),
        ((), (), (), ""),
    ],
)
def test_what_clears_a_finding(upgrades_: set[str], fixed: set[str], paths: set[str], needs: str) -> None:
    found = find_needs(_finding("x", upgrades=frozenset(upgrades_), fixed=frozenset(fixed), paths=frozenset(paths)))
    assert found == {Package("npm", name) for name in needs}


def test_packages_of_two_ecosystems_are_two() -> None:
    one = _finding("debug", fixed=frozenset({"2"}))
    other = one._replace(package=Package("gem", "debug"), fixed=frozenset({"3"}))
    (remedy,) = find_remedies([Judged(one, Outcome.FAIL, ""), Judged(other, Outcome.FAIL, "")])
    assert (remedy.task, [step.text for step in remedy.steps]) == (
        "upgrade 2 packages",
        ["to 2 (clears 1 finding)", "to 3 (clears 1 finding)"],
    )


def test_of_a_surplus_only_what_is_over_has_to_go() -> None:
    judged = [Judged(_finding(name, fixed=frozenset({"2"})), Outcome.PASS, "") for name in "xyz"]
    judged += [Judged(_finding("x", fixed=frozenset({"3"})), Outcome.PASS, ""), Judged(_finding("w"), Outcome.PASS, "")]
    (remedy,) = find_remedies(judged, [Surplus(frozenset(range(5)), 2)])
    assert [(step.path, step.units, step.text) for step in remedy.steps] == [("x", 2, "to 3 (clears 2 findings)")]
    (remedy,) = find_remedies(judged, [Surplus(frozenset(range(5)), 5)])
    assert remedy.task == "upgrade 3 packages, and decide of 1 without a fix"
    assert remedy.steps[-1].text == "1 more have to go and have no fix: replace or waive them"


def test_where_it_is_not_known_to_be_the_fewest_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upgrades, "_MOST_TRIES", 0)
    judged = [Judged(_finding(name, fixed=frozenset({"2"})), Outcome.PASS, "") for name in "xy"]
    (remedy,) = find_remedies(judged, [Surplus(frozenset({0, 1}), 1)])
    assert remedy.task == "upgrade at most 1 package"
    assert choose([], frozenset(), []) == Choice(frozenset(), is_fewest=False)


def test_a_report_in_which_nothing_has_a_fix_though_one_was_wanted_is_told_of() -> None:
    judged = [
        Judged(_finding("a", sources=frozenset({"fixless.json", "both.json"})), Outcome.PASS, "no fix"),
        Judged(_finding("b", sources=frozenset({"both.json"}), fixed=frozenset({"2"})), Outcome.FAIL, ""),
        Judged(_finding("c", sources=frozenset({"known.json"})), Outcome.PASS, "known"),
    ]
    assert [(note.id, note.where) for note in tell_fixless(judged)] == [("fixes-untold", "fixless.json")]
