"""Whether a change concerns a gate: `paths` in its table, so that a gate of the back end rests while the front end changes.

A gate is let off only where git tells, for certain, that no file of its paths changed since the merge base, and that the
configuration did not either. What cannot be told is judged, and so is every commit of the branch that changes are compared
with, since nothing has changed there beside it. Files that git does not track are no part of a change.
"""

from collections.abc import Mapping
from functools import cache

from gates.cli import git
from gates.cli.tree import Repository
from gates.commands.protocol import Settings
from gates.errors import GateError
from gates.model.unknown import Unknown
from gates.policy.globs import match_any

_CONFIGURATIONS = ("gate.toml", "pyproject.toml")


def find_rest(settings: Settings, tree: Repository, environ: Mapping[str, str]) -> str | Unknown:
    """Give why a gate with `paths` has nothing to judge in this change: empty where it has, Unknown where nobody can tell."""
    if not tree.root:
        return Unknown("there is no git repository here")
    try:
        name, changed = find_changed(tree.root, str(settings.get("base", "")), tuple(sorted(environ.items())))
    except GateError as flaw:
        return git.unknown(flaw)
    value = settings["paths"]
    paths = tuple(map(str, value)) if isinstance(value, tuple) else ()
    concerns = match_any((*paths, *_CONFIGURATIONS))
    return f"nothing changed since {name} in {', '.join(paths)}" if changed and not any(map(concerns, changed)) else ""


@cache
def find_changed(root: str, base: str, environ: tuple[tuple[str, str], ...]) -> tuple[str, frozenset[str]]:
    """Give what a change is compared with, and its files, old names and deleted ones too; none where HEAD is on that branch.

    Git is asked once in a process, however many gates have `paths`. Raises GateError.
    """
    commit, name = git.find_base(root, base, dict(environ))
    before = git.find_merge_base(root, commit, name)
    if before == git.resolve(root, "HEAD"):
        return name, frozenset()
    changes = git.compare(root, before, name, ())
    old = {change.old_path for change in changes.files.values() if change.old_path}
    return name, frozenset({*changes.files, *old, *changes.deleted})
