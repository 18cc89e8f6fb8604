"""What a gate needs beside its reports: what changed in the repository, and the baseline."""

from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import Any

from gates.cli import files, git, reading
from gates.cli.tree import Repository
from gates.commands.protocol import BASELINE, CHANGES, Baseline, Case
from gates.errors import GateError, UsageError
from gates.model.changes import Changes
from gates.model.unknown import Unknown

STORE = ".gate/baseline"
"""Where the repository keeps its baselines, one file for each gate."""


def add(case: Case, gate: str, command: Any, needs: frozenset[str], environ: Mapping[str, str]) -> Case:
    """Give the case with what it needs. What cannot be had stands there as the reason why, for the judge to tell."""
    tree: Repository = case.tree
    if CHANGES in needs:
        case = case._replace(changes=find_changes(case, environ))
    if BASELINE not in needs:
        return case
    try:
        return case._replace(baseline=_find_baseline(case, gate, command, tree, environ))
    except UsageError as flaw:
        return case._replace(baseline=git.unknown(flaw))


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


def _find_baseline(case: Case, gate: str, command: Any, tree: Repository, environ: Mapping[str, str]) -> Baseline | Unknown:
    where = str(case.settings.get("baseline", ""))
    stored = f"{STORE}/{gate}.txt"
    if where and files.find_sources((where,))[0]:
        return read_baseline(case, command, where, environ)
    if not tree.root:
        return Unknown("there is no git repository here; --baseline FILE names a baseline")
    if where:
        ref, colon, path = where.partition(":")
        commit, name = git.resolve(tree.root, ref), where
        stored = path if colon and path else stored
        if commit is None:
            raise UsageError(f"{where!r} is neither a file nor a git ref", where="--baseline")
    else:
        commit, name = git.find_base(tree.root, str(case.settings.get("base", "")), environ)
        commit = git.find_merge_base(tree.root, commit, name)
    data = git.show(tree.root, commit, stored)
    if data is None:
        hint = f"gate baseline update {gate} REPORT... writes it; commit it to the branch that changes are compared with"
        return Unknown(f"{name} has no baseline ({stored}): {hint}")
    told = f"{name}:{stored}"
    format_ = reading.sniff(data[: reading.HEAD_BYTES], told, command.KIND)
    reader = import_module(reading.find_module(format_, command.KIND))
    reports = {told: reader.read([data], told, command.find_records(case.wanted))}
    return _finish(case, command, reports, told, environ)


def read_baseline(case: Case, command: Any, where: str, environ: Mapping[str, str] | None = None) -> Baseline:
    """Give the baseline in a file, or in several that a glob names: snapshots, or reports of any format."""
    sources, _ = files.find_sources((where,))
    records = command.find_records(case.wanted)
    reports = {each.name: reading.read_one(each, {}, command.KIND, records, 0, None)[1] for each in sources}
    return _finish(case, command, reports, where, environ or {})


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
