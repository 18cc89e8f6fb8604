from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from gates.model.verdict import Remedy, Span, Step
from gates.policy.green import Need, join_spans, pick_spans, plan


def test_the_fewest_files() -> None:
    missed = {"a": (3, (Span(1, 3),)), "b": (10, (Span(1, 10),)), "c": (4, (Span(5, 8),))}
    everything = frozenset(missed)
    assert plan("line", [Need(everything, 11)], missed) == Remedy(
        "line", 11, (Step("b", 10, (Span(1, 10),)), Step("c", 1, (Span(5, 5),)))
    )


def test_what_is_done_for_a_file_counts_for_its_group_and_the_total() -> None:
    missed = {"a": (3, ()), "b": (10, ()), "c": (4, ())}
    needs = [Need(frozenset("abc"), 5), Need(frozenset("a"), 2), Need(frozenset("ac"), 3)]
    remedy = plan("line", needs, missed)
    assert remedy is not None
    assert {step.path: step.units for step in remedy.steps} == {"a": 3, "b": 2}


def test_no_way() -> None:
    assert plan("line", [Need(frozenset("a"), 2)], {"a": (1, ())}) is None
    assert plan("line", [], {"a": (1, ())}) is None


@given(st.sets(st.integers(1, 60)), st.integers(0, 60))
def test_spans(lines: set[int], count: int) -> None:
    spans = join_spans(sorted(lines))
    assert [line for span in spans for line in range(span.first, span.last + 1)] == sorted(lines)
    assert all(one.last + 1 < other.first for one, other in pairwise(spans))
    picked = [line for span in pick_spans(spans, count) for line in range(span.first, span.last + 1)]
    assert len(picked) == min(count, len(lines))
    assert set(picked) <= lines


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 9), min_size=1), st.integers(1, 54), st.integers(0, 9))
def test_a_plan_fills_every_need_with_the_fewest_units(sizes: dict[str, int], total: int, own: int) -> None:
    missed = {path: (size, (Span(1, size),)) for path, size in sizes.items()}
    first = min(sizes)
    needs = [Need(frozenset(sizes), total), Need(frozenset({first}), own)]
    remedy = plan("line", needs, missed)
    possible = total <= sum(sizes.values()) and own <= sizes[first]
    assert (remedy is not None) == possible
    if remedy is not None:
        done = {step.path: step.units for step in remedy.steps}
        assert remedy.units == sum(done.values()) == max(total, own)
        assert done.get(first, 0) >= own
        assert all(units <= sizes[path] for path, units in done.items())
