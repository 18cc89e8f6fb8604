"""What a Cobertura document's root claims, beside what its lines say."""

import re
from collections.abc import Iterator

from gates.errors import ReportError
from gates.model.coverage import CoverageReport, FileCoverage, RepoPath, Totals
from gates.model.verdict import Note
from gates.readers.coverage._cobertura_document import Document, Found, Share

_RATE = r"[01]\.([0-9]{2,17})"


def settle(shares: list[Share], source: str) -> CoverageReport:
    """Give the whole report that the shares make up. Raises ReportError if nothing was measured."""
    document = Document(source)
    for part in shares:
        for path, coverage in part.files.items():
            document.add(Found(path, coverage, Totals()))
    files = document.share().files
    summed = Totals(*map(sum, zip(*(part.summed for part in shares), strict=True)))
    stated = {name: value for part in shares for name, value in part.stated.items()}
    notes = {note for part in shares for note in part.notes}
    counted = _total(files)
    for part in shares:
        stated |= _compare_rate(counted, part.rate)
    unplaced, claims = _compare(counted, summed, stated)
    if not counted.lines + unplaced.lines:
        raise ReportError(
            "measured nothing: it holds no <line>, and no total that could stand for them",
            where=source,
            hint="did the tests run, and with coverage switched on?",
            id_="measured-nothing",
        )
    notes |= set(_tell_differences(counted, unplaced, claims, stated, source))
    whole = (source, RepoPath(""))
    return CoverageReport(
        files,
        unplaced={whole: unplaced} if any(unplaced) else {},
        claims={whole: claims} if any(claims) else {},
        sources=tuple(sorted({name for part in shares for name in part.sources})),
        notes=frozenset(notes),
    )


def _tell_differences(counted: Totals, unplaced: Totals, claims: Totals, stated: dict[str, int], source: str) -> Iterator[Note]:
    """Give a note for each way in which the root says something else than the lines."""
    if any(claims):
        own = f"the lines say {counted.lines_covered} of {counted.lines} lines"
        text = f"the root says {_tell(stated)}, {own} and {counted.branches_covered} of {counted.branches} branches"
        yield Note("totals-disagree", text, source)
    if unplaced.lines:
        yield Note("totals-only", "holds totals only, so no file and no line of it can be named", source)
    elif unplaced.branches:
        text = f"{unplaced.branches} branches are counted at the root but stand on no line; they belong to the total only"
        yield Note("branches-unplaced", text, source)


def _total(files: dict[RepoPath, FileCoverage]) -> Totals:
    branches = [file.branches for file in files.values()]
    return Totals(
        sum(file.lines.total for file in files.values()),
        sum(file.lines.reached for file in files.values()),
        sum(interval.valid for interval in branches),
        sum(interval.low for interval in branches),
    )


def _compare(counted: Totals, summed: Totals, stated: dict[str, int]) -> tuple[Totals, Totals]:
    """Give what the root counts without a line for it, and how far its other totals are from the lines."""
    lines = (stated.get("lines-valid", counted.lines), stated.get("lines-covered", counted.lines_covered))
    branches = (
        stated.get("branches-valid", counted.branches),
        stated.get("branches-covered", counted.branches_covered),
    )
    if not counted.lines and lines[0] >= lines[1] and branches[0] >= branches[1]:
        return Totals(*lines, *branches), Totals()
    more = (branches[0] - counted.branches, branches[1] - counted.branches_covered)
    shared = summed.lines > counted.lines and lines[0] == counted.lines
    lines_agree = shared or lines in (counted[:2], summed[:2])
    unplaced = more if lines_agree and 0 <= more[1] <= more[0] else (0, 0)
    agree = unplaced != (0, 0) or branches in (counted[2:4], summed[2:4])
    claims = [total - own for total, own in zip(lines, counted[:2], strict=True)] if not lines_agree else [0, 0]
    claims += (0, 0) if agree else more
    return Totals(branches=unplaced[0], branches_covered=unplaced[1]), Totals(*claims)


def _compare_rate(counted: Totals, rate: str) -> dict[str, int]:
    """Give the totals that a line-rate means, if it is further from the lines than its last digit can explain."""
    match = re.fullmatch(_RATE, rate)
    if not match or not counted.lines:
        return {}
    whole, scaled = 10 ** len(match[1]), int(rate.replace(".", ""))
    if abs(counted.lines_covered * whole - scaled * counted.lines) < counted.lines:
        return {}
    return {"lines-valid": counted.lines, "lines-covered": scaled * counted.lines // whole}


def _tell(stated: dict[str, int]) -> str:
    lines = f"{stated.get('lines-covered', '?')} of {stated.get('lines-valid', '?')} lines"
    return f"{lines} and {stated.get('branches-covered', '?')} of {stated.get('branches-valid', '?')} branches"
