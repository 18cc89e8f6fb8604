"""The file for a comment on a pull request or a merge request, which a later run finds again and replaces.

Its first line is a marker that no reader sees, `<!-- gate:coverage -->` or `<!-- gate:run -->`: a step that posts the file
looks for a comment of its own that begins so, and replaces what it says. Below it stand what became of the gates and the
shortest way to green; all else is folded away. GitHub takes 65,536 characters, GitLab a million.
"""

import re
from collections.abc import Iterator, Sequence
from hashlib import sha256

from gates.model.verdict import Outcome, Verdict
from gates.renderers import phrases
from gates.renderers.protocol import Surface
from gates.renderers.sections import Section, escape, fold, open_line, write_sections
from gates.renderers.tables import (
    list_conditions,
    list_hotspots,
    list_notes,
    list_reasons,
    list_rows,
    list_ways,
    summarise,
    tell_basis,
    tell_heading,
)

LIMIT_BYTES = 60_000
_CONDITIONS, _ROWS = 5, 10
"""How many conditions, and rows of a table, that do not hold are shown; the others are folded away."""


def render(verdict: Verdict, surface: Surface) -> str:
    """Give the comment on one gate."""
    del surface
    head = (make_marker(verdict.gate), f"### {tell_heading(verdict)}")
    return write_sections([Section("", head), *_tell(verdict)], LIMIT_BYTES)


def render_all(verdicts: Sequence[Verdict], surface: Surface) -> str:
    """Give one comment on all gates: a table of them, and folded away what is told of each that did not pass."""
    del surface
    table = summarise(verdicts)
    sections = [table._replace(head=(make_marker("run"), *table.head))]
    for verdict in list_reasons(verdicts):
        whole = Section(f"What gate {escape(verdict.gate)} tells", (), inner=tuple(_tell(verdict)))
        sections.append(fold(tell_heading(verdict), whole))
    return write_sections(sections, LIMIT_BYTES)


def make_marker(name: str) -> str:
    """Give the marker of a comment, the same in every run: a name of plain letters stands in it as it is."""
    plain = re.sub(r"[^A-Za-z0-9._/]+", "-", name).strip("-")[:100]
    told = plain if plain == name else f"{plain}-{sha256(name.encode(errors='backslashreplace')).hexdigest()[:8]}"
    return f"<!-- gate:{told.removeprefix('-')} -->"


def _tell(verdict: Verdict) -> Iterator[Section]:
    """Give what decides, the way to green, and what does not hold; the rest is folded away."""
    if headline := phrases.tell_headline(verdict):
        yield Section("", (f"{open_line(headline)}.",))
    yield from list_ways(verdict)
    bad = [result for result in verdict.results if result.outcome is not Outcome.PASS]
    yield from list_conditions(verdict.results, min(len(bad), _CONDITIONS) if len(bad) > 1 else 0)
    for table in verdict.tables:
        yield from list_rows(table, _ROWS)
    yield from list_hotspots(verdict)
    if verdict.notes:
        notes = list_notes(verdict)
        yield notes if verdict.outcome is Outcome.UNJUDGED else fold(phrases.plural("note", len(verdict.notes)), notes)
    yield from (basis._replace(tail=("",)) for basis in tell_basis(verdict))
