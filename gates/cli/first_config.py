"""The text of a first gate.toml: what was found, and bounds that hold today, each line with what it is for."""

from collections.abc import Collection, Iterator, Mapping

from gates.catalog import VERSION
from gates.cli.trial import Trial
from gates.errors import GateError
from gates.policy.proposals import PROPOSERS, Line, Proposal
from gates.renderers.escape import clean, disarm
from gates.typed import Any, NamedTuple

_NAMED = 5
"""As many reports are named one by one, so that each of them has to be there; of more, patterns are written."""
_WIDTH = 34
_MOST_WAIVERS = 200


class Table(NamedTuple):
    """What is to be written about one gate."""

    gate: str
    reports: tuple[str, ...]
    """Paths and patterns."""
    proposal: Proposal
    objection: str
    """Why the gate would not pass with it, so that it is written as a comment; empty where it would."""


def propose(trial: Trial, today: str, known: Collection[str]) -> Table:
    """Give the table of a gate; `known` are all paths of reports, of which a pattern must not take in another gate's."""
    paths = tuple(sorted(trial.reports))
    nothing = Proposal("", ())
    if not paths:
        return Table(trial.gate, tuple(sorted(trial.damaged)), nothing, "none of the reports can be read")
    patterns = find_patterns(paths, known)
    propose_for = PROPOSERS.get(trial.gate)
    if propose_for is None:
        return Table(trial.gate, patterns, nothing, f"what to demand is yours to say: gate {trial.gate} --help")
    try:
        proposal = propose_for(trial.judge, trial.merged, today)
    except GateError as flaw:
        return Table(trial.gate, patterns, nothing, f"the reports do not go together: {flaw}")
    if len(proposal.waivers) > _MOST_WAIVERS:
        told = f'{len(proposal.waivers)} findings would have to be waived; unknown = "warn" lets them pass, and new ones too'
        return Table(trial.gate, patterns, proposal._replace(waivers=()), told)
    settings: Mapping[str, Any] = {**proposal.settings, "reports": paths, "today": today}
    return Table(trial.gate, patterns, proposal, trial.find_objection(settings))


def find_patterns(paths: tuple[str, ...], known: Collection[str]) -> tuple[str, ...]:
    """Give the paths, or where they are many, patterns that match them and no other report that was found.

    A path is the stricter demand: a pattern of which one file is missing still matches the others.
    """
    if len(paths) <= _NAMED:
        return paths
    found: list[str] = []
    rest = list(paths)
    for pattern, matched in _group(paths):
        members = [path for path in rest if path in matched]
        others = [path for path in known if path not in paths and _group_key(path) & _group_key(members[0])] if members else []
        if len(members) > 1 and not others:
            found.append(pattern)
            rest = [path for path in rest if path not in members]
    return tuple(sorted((*found, *rest)))


def _group(paths: tuple[str, ...]) -> Iterator[tuple[str, frozenset[str]]]:
    """Give the patterns that more than one path matches, those that match the most first."""
    groups: dict[str, set[str]] = {}
    for path in paths:
        for pattern in _group_key(path):
            groups.setdefault(pattern, set()).add(path)
    for pattern, matched in sorted(groups.items(), key=lambda each: (-len(each[1]), each[0])):
        yield pattern, frozenset(matched)


def _group_key(path: str) -> set[str]:
    """Give the patterns with one star that match a path: in place of one folder, or of the name before its ending."""
    if set("*?[") & set(path):
        return set()
    *folders, name = path.split("/")
    stars = {"/".join((*folders[:index], "*", *folders[index + 1 :], name)) for index in range(len(folders))}
    _, dot, ending = name.rpartition(".")
    return stars | ({"/".join((*folders, f"*.{ending}"))} if dot else set())


def write(tables: Collection[Table], today: str) -> str:
    """Give the text of gate.toml."""
    head = (
        f"# Written by gate init: what was measured on {today} is what is demanded from now on.\n"
        "# Raise the bounds as the figures improve. gate run judges by it; gate COMMAND --help tells what else there is.\n\n"
    )
    version = _align(f'required-version = ">={VERSION}"', "an older gate refuses to judge, since it may know less")
    return head + version + "\n" + "".join(f"\n{_write_table(table)}" for table in tables)


def _write_table(table: Table) -> str:
    lines = [f"[{table.gate}]", *_write_reports(table.reports), *map(_write_line, table.proposal.lines)]
    for waiver in table.proposal.waivers:
        lines += ["", f"[[{table.gate}.waivers]]", *(f"{key} = {quote(text)}" for key, text in waiver.items())]
    if not table.objection:
        return "\n".join(lines) + "\n"
    told = _flatten(table.objection)
    lines = [f"Not judged yet, since it would not pass: {told}", *lines]
    return "".join(f"# {line}".rstrip() + "\n" for line in lines)


def _write_reports(reports: tuple[str, ...]) -> list[str]:
    why = "each of them has to match"
    if len(reports) == 1:
        return [_align(f"reports = [{quote(reports[0])}]", why)]
    return [_align("reports = [", why), *(f"    {quote(report)}," for report in reports), "]"]


def _write_line(line: Line) -> str:
    return _align(f"{line.key} = {line.text}", line.why)


def _align(text: str, why: str) -> str:
    return f"{text:{_WIDTH}}  # {_flatten(why)}"


def _flatten(text: str) -> str:
    return disarm(clean(" ".join(text.split())))


def quote(text: str) -> str:
    """Give a text as a basic string of TOML 1.0, in which no log finds a command: https://toml.io/en/v1.0.0#string."""
    quoted = "".join(each if each.isprintable() and each not in '"\\' else _escape(each) for each in text)
    hidden = quoted.replace("##", "#" + _escape("#"))
    return f'"{hidden}"'


def _escape(character: str) -> str:
    return f"\\{character}" if character in '"\\' else f"\\U{ord(character):08x}"
