"""The shortest way to green: the fewest units, then the fewest files, that would satisfy every condition on a metric."""

from collections.abc import Iterable, Mapping

from gates.model.verdict import Remedy, Span, Step
from gates.typed import NamedTuple


class Need(NamedTuple):
    """How many more units some files need between them. Needs are nested or apart: a file, its group, everything."""

    paths: frozenset[str]
    units: int


def plan(metric: str, needs: Iterable[Need], missed: Mapping[str, tuple[int, tuple[Span, ...]]]) -> Remedy | None:
    """Give the shortest way that fills every need, or None where there is none to fill or no file could fill it.

    `missed` gives path → how many units are missing there, and where. Smaller circles go first, since what is done for a
    file counts for its group and for the total; within one, the files with the most to gain come first, so that the
    fewest have to be touched.
    """
    taken: dict[str, int] = {}
    for need in sorted(needs, key=lambda need: (len(need.paths), sorted(need.paths))):
        rest = need.units - sum(count for path, count in taken.items() if path in need.paths)
        left = {path: missed[path][0] - taken.get(path, 0) for path in need.paths if path in missed}
        for path in sorted(left, key=lambda path: (path not in taken, -left[path], path)):
            count = min(left[path], rest)
            if count > 0:
                taken[path] = taken.get(path, 0) + count
                rest -= count
        if rest > 0:
            return None
    steps = [Step(path, count, pick_spans(missed[path][1], count)) for path, count in taken.items()]
    steps.sort(key=lambda step: (-step.units, step.path))
    return Remedy(metric, sum(taken.values()), tuple(steps)) if steps else None


def pick_spans(spans: Iterable[Span], count: int) -> tuple[Span, ...]:
    """Give the longest runs that make up `count` lines between them, in their order; the last one may be cut short."""
    chosen: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.first - span.last, span.first)):
        length = min(span.last - span.first + 1, count)
        if length > 0:
            chosen.append(Span(span.first, span.first + length - 1))
            count -= length
    return tuple(sorted(chosen))


def join_spans(lines: Iterable[int]) -> tuple[Span, ...]:
    """Give ascending line numbers as runs of neighbours."""
    spans: list[Span] = []
    for line in lines:
        if spans and spans[-1].last == line - 1:
            spans[-1] = Span(spans[-1].first, line)
        else:
            spans.append(Span(line, line))
    return tuple(spans)
