"""GitHub's workflow commands: goldens, the limit of ten, and what stands beside which line."""

import re
from collections.abc import Callable

import pytest

from gates.model.ratio import Ratio
from gates.model.verdict import ConditionResult, Hotspot, Note, Outcome, Span, Verdict
from gates.renderers import github, text
from gates.renderers.protocol import Surface
from tests.renderers.verdicts import FAILED, FAILURE, MANY, MIN_FILE, VERDICTS

LEVELS = ("error", "warning", "notice")


def _commands(verdict: Verdict) -> list[str]:
    return [line for line in github.render(verdict, Surface()).splitlines() if line.startswith("::")]


@pytest.mark.parametrize("case", VERDICTS)
def test_goldens(case: str, golden: Callable[[str, str], None]) -> None:
    golden(f"renderers/{case}.github", github.render(VERDICTS[case], Surface()))


def test_the_text_comes_first_and_without_color() -> None:
    for verdict in (*VERDICTS.values(), MANY):
        assert github.render(verdict, Surface(color=True)).startswith(text.render(verdict, Surface()))
    plain = github.render(FAILURE, Surface(unicode=False))
    assert plain.isascii()


@pytest.mark.parametrize("outcome", [Outcome.FAIL, Outcome.WARN])
@pytest.mark.parametrize("count", [9, 10, 11, 150])
def test_ten_of_a_level_at_the_most(count: int, outcome: Outcome) -> None:
    results = tuple(each._replace(outcome=outcome) for each in MANY.results[:count])
    spots = tuple(Hotspot(f"{n}.py", "line", Ratio(0, 1), 1, (Span(1, 1),)) for n in range(count))
    notes = tuple(Note("x", str(n)) for n in range(count))
    commands = _commands(Verdict("coverage", outcome, results, hotspots=spots, notes=notes))
    for level in LEVELS:
        own = [line for line in commands if line.startswith(f"::{level} ")]
        rest = re.findall(r"and ([\d,]+) more", own[-1]) if own else []
        assert len(own) <= github.LIMIT
        expected = {("error", Outcome.FAIL): 1, ("warning", Outcome.FAIL): 1, ("notice", Outcome.FAIL): 1}
        expected |= {("warning", Outcome.WARN): 1, ("notice", Outcome.WARN): 2}
        told = len(own) - len(rest) + sum(int(number) for number in rest)
        assert told == count * expected.get((level, outcome), 0)


@pytest.mark.parametrize(
    ("outcome", "level"), [(Outcome.FAIL, "error"), (Outcome.WARN, "warning"), (Outcome.UNJUDGED, "error")]
)
def test_levels(outcome: Outcome, level: str) -> None:
    commands = _commands(Verdict("coverage", outcome, (FAILED._replace(outcome=outcome, reason="why"),)))
    assert len(commands) == 1
    assert commands[0].startswith(f"::{level} title=gate coverage::line ")


def test_the_longest_runs_come_first_then_the_worst_files() -> None:
    spots = (
        Hotspot("b.py", "line", Ratio(0, 9), 9, (Span(1, 1), Span(5, 6))),
        Hotspot("a.py", "line", Ratio(0, 9), 9, (Span(1, 1), Span(20, 29))),
    )
    commands = _commands(Verdict("coverage", Outcome.FAIL, (FAILED,), hotspots=spots))[1:]
    places = [re.findall(r"file=(.*?),line=(\d+),endLine=(\d+)", line)[0] for line in commands]
    assert places == [("a.py", "20", "29"), ("b.py", "5", "6"), ("b.py", "1", "1"), ("a.py", "1", "1")]
    assert commands[0].endswith("::lines missed here; 9 in the whole file, which is at 0.00%25")


def test_only_a_file_that_misses_stands_beside_a_condition() -> None:
    failed = ConditionResult(MIN_FILE, "src/a.py", Outcome.FAIL, Ratio(1, 10), shortfall=4)
    assert ",file=src/a.py::" in _commands(Verdict("coverage", Outcome.FAIL, (failed,)))[0]
    assert all("file=" not in line for line in _commands(VERDICTS["unjudged"]))


def test_what_ends_a_command_is_escaped() -> None:
    failed = ConditionResult(MIN_FILE, "a,b:c%d\n::error::x", Outcome.FAIL, Ratio(1, 10), shortfall=4)
    commands = _commands(Verdict("coverage", Outcome.FAIL, (failed,)))
    assert len(commands) == 1
    assert "file=a%2Cb%3Ac%25d\\n%3A%3Aerror%3A%3Ax::line of a,b:c%25d\\n::error::x 10.00%25" in commands[0]


def test_a_message_is_no_longer_than_github_keeps() -> None:
    (command,) = _commands(Verdict("coverage", Outcome.UNJUDGED, (), reason="%" * 9_000))
    message = command.partition("coverage::")[2].replace("%25", "%")
    assert len(message) == 4_000
