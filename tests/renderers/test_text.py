"""The text for people: goldens on every sort of surface, what fits, and that no figure contradicts its verdict."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gates.model.condition import Demand
from gates.model.ratio import Ratio, parse_percent
from gates.model.verdict import ConditionResult, Evidence, Note, Outcome, Remedy, Span, Step, Verdict
from gates.policy.conditions import compare
from gates.renderers import text
from gates.renderers.layout import measure
from gates.renderers.protocol import Surface
from tests.renderers.verdicts import FAILED, FAILURE, INVOICE, MANY, MIN, MIN_FILE, MOST, NOTES, SHARE, SPOTS, VERDICTS

SURFACES = {
    "80": Surface(),
    "40": Surface(width=40),
    "200": Surface(width=200),
    "color": Surface(color=True),
    "ascii": Surface(unicode=False),
    "quiet": Surface(verbosity=-1),
    "verbose": Surface(verbosity=1),
}
SGR = re.compile("\x1b\\[[0-9;]*m")


def _show(verdict: Verdict, surface: Surface | None = None) -> str:
    return text.render(verdict, surface or Surface())


@pytest.mark.parametrize("label", SURFACES)
@pytest.mark.parametrize("case", VERDICTS)
def test_goldens(case: str, label: str, golden: Callable[[str, str], None]) -> None:
    surface = SURFACES[label]
    shown = _show(VERDICTS[case], surface)
    golden(f"renderers/{case}.{label}.text", shown)
    assert shown.isascii() or surface.unicode
    if surface.verbosity <= 0:  # more is asked for: paths stand in full, whatever the width
        assert all(measure(line) <= surface.width for line in SGR.sub("", shown).splitlines())


def test_color_changes_no_word() -> None:
    for verdict in VERDICTS.values():
        shown = _show(verdict, Surface(color=True))
        assert SGR.sub("", shown) == _show(verdict)
        assert "\x1b" in shown
        assert not set(re.findall("\x1b\\[([0-9;]*)m", shown)) - {"0", "1", "1;31", "1;32", "1;33"}


def test_a_pass_is_one_line_and_quiet_none() -> None:
    assert _show(VERDICTS["pass"]) == "✓ coverage  line 84.23% ≥ 80%  (1,234 of 1,465 lines, 2 reports, 17 files)\n"
    assert _show(VERDICTS["pass-with-notes"]).count("\n") == 1
    assert "[2 notes: -v]" in _show(VERDICTS["pass-with-notes"])
    assert _show(VERDICTS["pass-bare"]) == "✓ coverage  uncovered lines 3 ≤ 10\n"
    assert [name for name in VERDICTS if _show(VERDICTS[name], Surface(verbosity=-1)) == ""] == [
        "pass",
        "pass-with-notes",
        "pass-bare",
    ]


def test_a_pass_tells_as_many_conditions_as_fit() -> None:
    wide = _show(VERDICTS["pass-with-notes"], Surface(width=300))
    assert wide.count("branch of group core") == 2
    assert ", and 3 more  (1,234 of 1,465 lines, 2 reports, 17 files)" in wide
    assert ", and 5 more  (2 reports, 17 files)  [2 notes: -v]" in _show(VERDICTS["pass-with-notes"])


def test_evidence_goes_down_to_what_is_counted() -> None:
    evidence = (Evidence("reports", 1), Evidence("lines", 1), Evidence("branches", 5))
    counted = Verdict("coverage", Outcome.PASS, (ConditionResult(MOST, "total", Outcome.PASS, 3),), evidence=evidence)
    assert "(1 report, 1 line)" in _show(counted)
    foreign = counted._replace(evidence=(Evidence("suites", 2),))
    assert "(2 suites)" in _show(foreign)


def test_the_first_line_of_a_failure_fits_80_columns() -> None:
    assert _show(VERDICTS["fail-once"]).splitlines()[0] == "✗ coverage  line 79.99% < 80%: 4 lines short"
    assert _show(FAILURE).splitlines()[0] == "✗ coverage  line 79.99% < 80%: 4 lines short, and 3 more"
    three = FAILURE._replace(results=(ConditionResult(MIN_FILE, INVOICE, Outcome.FAIL, Ratio(1, 10), shortfall=4),) * 3)
    first, second, *_ = _show(three).splitlines()
    assert len(first) <= 80
    assert first.endswith("short, and 2 more")
    assert second.startswith("  ✗ line of …/InvoiceRepositoryImplementation.java 10.00% < 50%")


def test_the_order_is_that_of_the_work() -> None:
    shown = _show(FAILURE, Surface(verbosity=1))
    places = [
        shown.index(word)
        for word in ("✗ coverage", "  ✗ line", "most missed", "shortest way", "note:", "measured:", "evidence:")
    ]
    assert places == sorted(places)


def test_long_lists_are_cut_and_shown_in_full_on_demand() -> None:
    shown = _show(MANY)
    assert "… and 130 more conditions (-v shows all)" in shown
    assert shown.count("… and 145 more files (-v shows all)") == 2
    everything = _show(MANY, Surface(verbosity=1))
    assert "-v shows all" not in everything
    assert everything.count("src/149.py") == 3


def test_paths_lose_their_middle_only_where_they_must() -> None:
    assert INVOICE in _show(FAILURE, Surface(width=200))
    assert INVOICE in _show(FAILURE, Surface(width=40, verbosity=1))
    assert INVOICE not in _show(FAILURE)
    assert "…/InvoiceRepositoryImplementation.java" in _show(FAILURE)


def test_columns_line_up_beside_wide_letters() -> None:
    rows = [line for line in _show(FAILURE).splitlines() if " missed" in line and "%" in line][:5]
    assert len({measure(row.partition("%")[0]) for row in rows}) == 1
    assert "データ" in "".join(rows)


def test_ranges_fill_one_line_and_no_more() -> None:
    row = _show(FAILURE).splitlines()
    start = next(index for index, line in enumerate(row) if line.endswith("1,234 missed:"))
    assert row[start + 1] == "        3500-3605, 3600-3708, 3700-3811, 3800-3914, 3900-4017 and 34 more"
    lone = Verdict("x", Outcome.FAIL, (FAILED,), remedies=(Remedy("line", 1, (Step("a", 1, (Span(10**70, 10**70),)),)),))
    assert f"    a  1 line:\n        {10**70}\n" in _show(lone)


@pytest.mark.parametrize(
    ("demand", "bound", "value", "told"),
    [
        (Demand.AT_LEAST, "80", Ratio(79_996, 100_000), "79.99% < 80%"),
        (Demand.AT_LEAST, "79.996", Ratio(79_998, 100_000), "79.998% ≥ 79.996%"),
        (Demand.AT_LEAST, "79.996", Ratio(79_996, 100_000), "79.996% ≥ 79.996%"),
        (Demand.AT_LEAST, "100", Ratio(99_999, 100_000), "99.99% < 100%"),
        (Demand.AT_LEAST, "0.001", Ratio(1, 1_000_000), "0.0001% < 0.001%"),
        (Demand.AT_MOST, "20", Ratio(20_001, 100_000), "20.001% > 20%"),
        (Demand.AT_MOST, "20", Ratio(1, 5), "20.00% ≤ 20%"),
        (Demand.AT_MOST, "0", Ratio(0, 5), "0.00% ≤ 0%"),
    ],
)
def test_no_figure_contradicts_its_verdict(demand: Demand, bound: str, value: Ratio, told: str) -> None:
    result = compare(SHARE._replace(demand=demand, bound=parse_percent(bound)), "total", value, None, "")
    shown = _show(Verdict("x", result.outcome, (result,)))
    assert f"duplicate {told}" in shown


@given(
    st.sampled_from([Demand.AT_LEAST, Demand.AT_MOST]),
    st.integers(0, 10**7).map(lambda part: Ratio(part, 10**7)),
    st.integers(1, 10**6).flatmap(lambda whole: st.builds(Ratio, st.integers(0, whole), st.just(whole))),
)
def test_figures_stand_to_each_other_as_their_sign_says(demand: Demand, bound: Ratio, value: Ratio) -> None:
    result = compare(SHARE._replace(demand=demand, bound=bound), "total", value, None, "")
    shown = _show(Verdict("x", result.outcome, (result,)))
    found = re.search(r"duplicate ([0-9.]+)% ([<>≤≥]) ([0-9.]+)%", shown)
    assert found
    one, other = parse_percent(found[1]), parse_percent(found[3])
    signs = {"<": not one.reaches(other), "≥": one.reaches(other), ">": not other.reaches(one), "≤": other.reaches(one)}
    assert signs[found[2]]
    assert (found[2] in "<>") == (result.outcome is Outcome.FAIL)


def test_a_failure_that_nobody_can_count_claims_no_number() -> None:
    shown = _show(Verdict("x", Outcome.FAIL, (FAILED._replace(shortfall=0),)))
    assert shown == "✗ x  line 79.99% < 80%\n"


def test_what_could_not_be_judged_says_so_and_why() -> None:
    shown = _show(VERDICTS["unjudged"])
    assert shown.startswith(
        "? coverage  could not judge line ≥ 80%, and 2 more\n  ? line ≥ 80%: lcov.info: it may have been cut off (seen: 84.23%)\n"
    )
    assert "  ? uncovered lines ≤ 10: the reports hold no lines\n" in shown
    mute = Verdict("x", Outcome.UNJUDGED, (ConditionResult(MIN, "total", Outcome.UNJUDGED, None),))
    assert "  ? line ≥ 80%\n" in _show(mute)
    assert _show(VERDICTS["skipped"]) == "- coverage  skipped: gone.info: no such file\n"


def test_ascii_holds_for_words_of_reports_too() -> None:
    shown = _show(FAILURE._replace(hotspots=SPOTS[1:2], notes=(NOTES[0]._replace(text="größer"),)), Surface(unicode=False))
    assert shown.isascii()
    assert "gr\\xf6\\xdfer" in shown


def test_many_notes_are_counted_unless_all_are_asked_for() -> None:
    verdict = FAILURE._replace(notes=tuple(Note("x", f"note {n}") for n in range(30)))
    shown = text.render(verdict, Surface())
    assert shown.count("  note: ") == 20
    assert "  … and 10 more notes (-v shows all)\n" in shown
    assert text.render(verdict, Surface(verbosity=1)).count("  note: ") == 30
