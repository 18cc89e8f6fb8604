"""How much of what a bill of materials should tell it tells: shares of its components, and the profiles that users name.

A profile is a list of elements, some of the document, some of every component, all of the same weight; its score is the
share of what is told, so that it is 100 % where nothing is missing.

ntia  The Minimum Elements For a Software Bill of Materials, NTIA 2021: supplier, name, version, other identifiers,
      dependency relationship, author, timestamp.
cisa  2025 Minimum Elements, CISA's draft of August 2025: those, and hash, licence, tool and generation context.
bsi   TR-03183-2 version 2.1 of the BSI: creator and timestamp of a document in a format that it accepts (CycloneDX 1.6 or
      SPDX 3.0.1 and later), and of components creator, name, version, dependencies, licence and a SHA-512. What it asks
      beyond (file names, whether a component is executable, an archive or structured) no reader keeps, and is not judged.
"""

import re
from collections.abc import Callable, Iterator, Mapping

from gates.model.condition import Condition, Demand
from gates.model.inventory import NOT_TOLD, Component, Document, Inventory, parse_purl
from gates.model.ratio import Ratio
from gates.model.table import Row, Table
from gates.model.verdict import ConditionResult, Outcome, Remedy, Step
from gates.typed import NamedTuple

_DAY, _TIME = r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])", r"(?:[01]\d|2[0-3]):[0-5]\d(?::(?:[0-5]\d|60)(?:\.\d+)?)?"
_TIMESTAMP = rf"{_DAY}T{_TIME}(?:Z|[+-]\d\d:\d\d)?"

_OF_COMPONENTS: Mapping[str, Callable[[Component], object]] = {
    "supplier": lambda each: each.supplier not in NOT_TOLD,
    "name": lambda each: each.name not in NOT_TOLD,
    "version": lambda each: each.version not in NOT_TOLD,
    "identifiers": lambda each: set(each.ids) - NOT_TOLD or parse_purl(each.purl).type,
    "relationship": lambda each: each.is_related,
    "hash": lambda each: each.hashes,
    "licence": lambda each: set(each.licences) - NOT_TOLD,
    "SHA-512": lambda each: any(each.startswith("sha512:") for each in each.hashes),
    "package URL": lambda each: parse_purl(each.purl).type,
}
_OF_DOCUMENTS: Mapping[str, Callable[[Document], object]] = {
    "author": lambda each: set(each.authors) - NOT_TOLD,
    "timestamp": lambda each: re.fullmatch(_TIMESTAMP, each.created),
    "tool": lambda each: each.tools,
    "context": lambda each: each.phase,
    "creator": lambda each: set(each.authors + each.tools) - NOT_TOLD,
    "format": lambda each: each.format in ("CycloneDX 1.6", "CycloneDX 1.7") or each.format >= "SPDX-3.0.1",
}
_NTIA = ("supplier", "name", "version", "identifiers", "relationship", "author", "timestamp")
PROFILES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "min-ntia": ("NTIA's minimum elements", _NTIA),
    "min-cisa": ("CISA's minimum elements", (*_NTIA, "hash", "licence", "tool", "context")),
    "min-bsi": (
        "BSI TR-03183-2",
        ("supplier", "name", "version", "relationship", "licence", "SHA-512", "creator", "timestamp", "format"),
    ),
    "min-hashes": ("components with a hash", ("hash",)),
    "min-licenses": ("components with a licence", ("licence",)),
    "min-suppliers": ("components with a supplier", ("supplier",)),
    "min-purls": ("components with a valid package URL", ("package URL",)),
    "min-relationships": ("components with a place in the dependency graph", ("relationship",)),
}
"""Option → what people call it, and its elements."""


class Score(NamedTuple):
    """How much of one element is told."""

    element: str
    share: Ratio
    examples: tuple[str, ...]
    """The first few that lack it, by name."""


def score(report: Inventory, elements: tuple[str, ...]) -> list[Score]:
    """Give the share of each element, of all components; one of the document is told for all of its components or none."""
    return [_score_components(report, each) if each in _OF_COMPONENTS else _score_documents(report, each) for each in elements]


def _score_components(report: Inventory, element: str) -> Score:
    check = _OF_COMPONENTS[element]
    lacking = [each for each in report.components if not check(each)]
    whole = len(report.components)
    return Score(element, Ratio(whole - len(lacking), whole), tuple(each.told for each in lacking[:3]))


def _score_documents(report: Inventory, element: str) -> Score:
    """Give the share of the documents that tell it, in units of components, so that elements weigh the same."""
    check = _OF_DOCUMENTS[element]
    lacking = sorted(name for name, each in report.documents.items() if not check(each))
    whole, documents = len(report.components), len(report.documents)
    if not lacking:
        return Score(element, Ratio(whole, whole), ())
    return Score(element, Ratio(whole * (documents - len(lacking)) // documents, whole), tuple(lacking[:3]))


def judge_profile(option: str, bound: Ratio, scores: list[Score]) -> ConditionResult:
    """Give the result of one profile: the share of all its elements together."""
    label, _ = PROFILES[option]
    whole = sum(each.share.whole for each in scores)
    value = Ratio(sum(each.share.part for each in scores), whole)
    is_one = len(scores) == 1
    condition = Condition(option, "component", Demand.AT_LEAST, bound, label=label, unit="component" if is_one else "element")
    if not whole:
        return ConditionResult(condition, "total", Outcome.UNJUDGED, None, reason="there is no component")
    missing = value.shortfall(bound)
    outcome = Outcome.FAIL if missing else Outcome.PASS
    return ConditionResult(condition, "total", outcome, value, shortfall=missing)


def make_table(scores: Mapping[str, list[Score]]) -> Iterator[Table]:
    """Give the table of the elements of which something is missing; none where nothing is, or no profile is asked for."""
    rows = {
        each.element: Row(
            each.element,
            Outcome.PASS if each.share.part == each.share.whole else Outcome.WARN,
            (each.element, each.share, ", ".join(each.examples) or None),
            f"{each.element} is told of {each.share.part} of {each.share.whole}",
        )
        for found in scores.values()
        for each in found
    }
    if rows:
        ordered = sorted(rows.values(), key=lambda row: (row.outcome is Outcome.PASS, row.id))
        yield Table("elements", "element", ("element", "told", "lacking it"), tuple(ordered), ("lacking it",))


def find_remedy(result: ConditionResult, scores: Mapping[str, list[Score]]) -> Iterator[Remedy]:
    """Give the fewest elements to fill in that reach the bound of a profile: those of which most is missing first."""
    left, steps = result.shortfall if result.outcome is Outcome.FAIL else 0, []
    for each in sorted(scores.get(result.condition.id, ()), key=lambda each: each.share.part - each.share.whole):
        count = min(each.share.whole - each.share.part, left)
        if count > 0:
            steps.append(Step(each.element, count, text=f"missing of {', '.join(each.examples)}"))
            left -= count
    if steps:
        label = PROFILES[result.condition.id][0]
        yield Remedy(
            result.condition.id, result.shortfall, tuple(steps), unit="element", task=f"fill in what is missing for {label}"
        )
