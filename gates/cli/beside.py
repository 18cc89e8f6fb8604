"""What a gate needs beside its reports: what changed in the repository, and the baseline."""

import os
from collections.abc import Iterable, Mapping
from importlib import import_module

from gates.cli import files, git, machine, reading, sniffing, storing
from gates.cli.storing import Place
from gates.commands.protocol import BASELINE, CHANGES, MACHINE, Baseline, Case
from gates.errors import GateError, UsageError
from gates.model.changes import Changes
from gates.model.unknown import Unknown
from gates.typed import Any


def add(case: Case, gate: str, command: Any, needs: frozenset[str], environ: Mapping[str, str]) -> Case:
    """Give the case with what it needs. What cannot be had stands there as the reason why, for the judge to tell."""
    if MACHINE in needs:
        case = case._replace(machine=machine.look())
    if CHANGES in needs:
        case = case._replace(changes=find_changes(case, environ))
    kinds = {option.name: option.reads for option in command.OPTIONS if option.reads and option.name in case.settings}
    case = case._replace(beside={name: _read_files(case, name, kind) for name, kind in kinds.items()})
    if BASELINE not in needs:
        return case
    try:
        return case._replace(baseline=_find_baseline(case, gate, command, environ))
    except UsageError as flaw:
        return case._replace(baseline=git.unknown(flaw))


def _read_files(case: Case, option: str, kind: str) -> Mapping[str, Any]:
    """Give what the files of an option say, by name. Raises ReportError for one that is missing or damaged."""
    value = case.settings.get(option, ())
    sources, missing = files.find_sources(tuple(map(str, value)) if isinstance(value, tuple) else ())
    if missing:
        raise missing[0]
    return {source.name: reading.read_one(source, {}, kind, frozenset(), 1, None)[1] for source in sources}


def find_changes(case: Case, environ: Mapping[str, str]) -> Changes | Unknown:
    """Give what changed since the merge base, with the lines of the files that the report knows.

    Raises ReportError for a diff that cannot be read, and UsageError for a base that does not exist.
    """
    diff = case.settings.get("diff")
    if diff:
        return _read_diff(str(diff))
    root = case.tree.root
    if not root:
        return Unknown("there is no git repository here; --diff FILE tells what changed")
    try:
        commit, name = git.find_base(root, str(case.settings.get("base", "")), environ)
        return git.compare(root, git.find_merge_base(root, commit, name), name, set(case.report.files))
    except GateError as flaw:
        return git.unknown(flaw)


def _read_diff(path: str) -> Changes:
    found, missing = files.find_sources((path,))
    if missing:
        raise missing[0]
    changes: Changes = reading.read_one(found[0], {}, "diff", frozenset(), 1, None)[1]
    return changes


def _find_baseline(case: Case, gate: str, command: Any, environ: Mapping[str, str]) -> Baseline | Unknown:
    """Give the baseline that `--baseline` names, else the stored one."""
    value = case.settings.get("baseline", "")
    places = tuple(place for place in (value if isinstance(value, tuple) else (value,)) if place)
    if len(places) > 1 and any(storing.is_place(str(place)) for place in places):
        raise UsageError("a store stands alone, without other baselines", where="--baseline")
    found, missing = files.find_sources(tuple(map(str, places)), folders=reading.has_folders(command.KIND))
    if found and not missing:
        return _read_sources(case, command, found, ", ".join(map(str, places)), environ)
    if len(places) > 1:
        raise UsageError(missing[0].message, where=f"--baseline {missing[0].where}", hint=missing[0].hint, id_=missing[0].id)
    beside = _read_beside(case, command, str(places[0]), environ) if places else None
    return beside or _read_stored(case, gate, command, str(places[0]) if places else "", environ)


def _read_beside(case: Case, command: Any, where: str, environ: Mapping[str, str]) -> Baseline | None:
    """Give what `FORMAT:NAME` means: another report of that name in the same folders; None if it means none."""
    format_, _, which = where.partition(":")
    paths = [each.path for each in case.inputs if each.format == format_ and os.path.isdir(each.path)]
    if not which or not paths:
        return None
    sources, _ = files.find_sources(tuple(paths), folders=True)
    reports = {each.name: reading.read_folder(each, command.KIND, which)[1] for each in sources}
    return _finish(case, command, reports, where, environ)


def _read_stored(case: Case, gate: str, command: Any, where: str, environ: Mapping[str, str]) -> Baseline | Unknown:
    """Give the baseline that the store keeps: of the merge base, or of a ref. `where` may name a path in it, or a store."""
    place = storing.choose(case.settings, environ)
    if storing.is_place(where):
        place, where = storing.parse(where), ""
    ref, _, path = where.partition(":")
    if place.scheme != storing.FILE and not path:
        return _read_kept(case, gate, command, place, where, environ)
    root = case.tree.root
    if not root:
        return Unknown("there is no git repository here; --baseline FILE names a baseline")
    commit, name = _find_commit(case, ref, environ)
    name = ref or name
    path = path or f"{storing.find_folder(place, root)}/{gate}.txt"
    data = git.show(root, commit, path)
    if data is None:
        return Unknown(_explain_none(root, gate, commit, name, path))
    told = f"{name}:{path}"
    format_ = sniffing.sniff(data[: sniffing.HEAD_BYTES], told, command.KIND)
    reader = import_module(reading.find_module(format_, command.KIND))
    reports = {told: reader.read([data], told, command.find_records(case.wanted, case.settings))}
    return _finish(case, command, reports, told, environ)


def _explain_none(root: str, gate: str, commit: str, name: str, path: str) -> str:
    """Give why there is no baseline in a commit, and what mends it: its branch may have got one since."""
    tip = git.resolve(root, name)
    if tip not in (None, commit) and git.show(root, str(tip), path) is not None:
        return f"{name} has a baseline ({path}), but had none where this change left it: git merge {name}"
    hint = f"gate baseline update {gate} REPORT... writes it; commit it to the branch that changes are compared with"
    return f"{name} has no baseline ({path}): {hint}"


def _find_commit(case: Case, ref: str, environ: Mapping[str, str]) -> tuple[str, str]:
    """Give the commit whose baseline counts, and what people call it: that of a ref, else the merge base. Raises UsageError."""
    root = case.tree.root
    if not ref:
        commit, name = git.find_base(root, str(case.settings.get("base", "")), environ)
        return git.find_merge_base(root, commit, name), name
    found = git.resolve(root, ref)
    if found is None:
        raise UsageError(f"{ref!r} is neither a file nor a git ref", where="--baseline", id_="unknown-commit")
    return found, ref


def _read_kept(case: Case, gate: str, command: Any, place: Place, ref: str, environ: Mapping[str, str]) -> Baseline | Unknown:
    """Give the baseline of a store that is no part of the commits."""
    from gates.cli import stored  # (most baselines are files)

    root = case.tree.root
    if ref and not root:
        return Unknown("there is no git repository here; --baseline FILE names a baseline")
    commit, name = _find_commit(case, ref, environ) if root else ("", "")
    found = stored.find(place, gate, root, commit, name)
    if isinstance(found, Unknown):
        return found
    return read_snapshot(case, command, found.snapshot, found.name, environ)._replace(history=found.history)


def read_snapshot(case: Case, command: Any, data: bytes, name: str, environ: Mapping[str, str]) -> Baseline:
    """Give the baseline in a snapshot that a store keeps. Raises ReportError unless it is just what was written."""
    from gates.cli import snapshots  # (the same)

    wanted = command.find_records(case.wanted, case.settings)
    return _finish(case, command, {name: snapshots.decode(data, command.KIND, name, wanted)}, name, environ)


def _read_sources(case: Case, command: Any, sources: list[files.Source], name: str, environ: Mapping[str, str]) -> Baseline:
    """Give the baseline that reports make up: snapshots, or reports of any format."""
    records = command.find_records(case.wanted, case.settings)
    reports = {each.name: reading.read_one(each, {}, command.KIND, records, 0, None)[1] for each in sources}
    return _finish(case, command, reports, name, environ)


def _finish(case: Case, command: Any, reports: Mapping[str, Any], name: str, environ: Mapping[str, str]) -> Baseline:
    """Give the baseline with what changed since it was made."""
    report = command.merge(reports, case.settings, case.tree)
    if not command.FOLLOWS:
        return Baseline(report, name)
    return Baseline(report, name, _find_changes_since(case, set(report.commits), report.files, environ))


def _find_changes_since(case: Case, commits: set[str], known: Iterable[str], environ: Mapping[str, str]) -> Changes | Unknown:
    """Give what changed since the commit of the baseline: its own word for it, else the merge base with --base."""
    root = case.tree.root
    if not root:
        return Unknown("there is no git repository to follow them through")
    try:
        if len(commits) == 1:
            commit = name = commits.pop()
            if git.resolve(root, commit) is None:
                return Unknown(f"its commit {commit[:12]} is not in this clone; git fetch origin {commit} may bring it")
        elif case.settings.get("base"):
            commit, name = git.find_base(root, str(case.settings["base"]), environ)
            commit = git.find_merge_base(root, commit, name)
        else:
            return Unknown("it does not tell of which commit it is; --base REF does")
        return git.compare(root, commit, name, {*case.report.files, *known})
    except GateError as flaw:
        return git.unknown(flaw)
