"""What git says of the repository. Nothing that it is told here depends on how its user has set it up.

Every choice that git's configuration could make is made on the command line: prefixes, renames and their limit, the
algorithm, order, context, external programs, text conversion, colour, quoting. Files that attributes call binary are
compared as text where a report knows their lines. A change of line endings alone is none.
"""

import os
import subprocess
from collections.abc import Collection, Iterable, Iterator, Mapping

from gates.errors import GateError, UsageError
from gates.model.changes import Change, Changes
from gates.model.coverage import RepoPath
from gates.model.unknown import Unknown
from gates.readers.diff import unified_diff
from gates.typed import NamedTuple

_FIXED = (
    *("-c", "core.quotePath=false", "-c", "core.fsmonitor=false", "-c", "core.attributesFile="),
    *("-c", "diff.suppressBlankEmpty=false", "-c", "diff.ignoreSubmodules=none", "--no-optional-locks", "--literal-pathspecs"),
)
_DIFF = (
    *("diff", "--no-color", "--no-ext-diff", "--no-textconv", "--no-relative", "-M50%", "-l2000", "-O/dev/null"),
    *("--ignore-submodules=dirty", "--submodule=short", "--diff-algorithm=myers", "--indent-heuristic"),
)
_PATCH = ("--text", "--unified=0", "--inter-hunk-context=0", "--ignore-cr-at-eol", "--src-prefix=a/", "--dst-prefix=b/")
_UNSET = frozenset({"GIT_EXTERNAL_DIFF", "GIT_DIFF_OPTS", "GIT_LITERAL_PATHSPECS", "GIT_GLOB_PATHSPECS", "GIT_ICASE_PATHSPECS"})
_SUBMODULE = "160000"
_MOST_PATHS = 1000
_BASES = ("origin/HEAD", "origin/main", "origin/master", "main", "master")
_BASE_VARIABLES = (
    "GITHUB_BASE_REF",
    "CI_MERGE_REQUEST_TARGET_BRANCH_NAME",
    "BITBUCKET_PR_DESTINATION_BRANCH",
    "SYSTEM_PULLREQUEST_TARGETBRANCH",
    "BUILDKITE_PULL_REQUEST_BASE_BRANCH",
    "CHANGE_TARGET",
    "DRONE_TARGET_BRANCH",
)
"""Where CI services tell the branch that a change is for: GitHub, GitLab, Bitbucket, Azure, Buildkite, Jenkins, Drone."""


class GitError(GateError):
    """Git could not do what it was asked; the message is its own."""

    id = "git"


def ask(root: str, *words: str) -> bytes:
    """Give what git answers in the repository at `root`. Raises GitError."""
    environ = {name: value for name, value in os.environ.items() if name not in _UNSET}
    command = ("git", "-C", root, *_FIXED, *words)
    try:
        done = subprocess.run(command, check=False, capture_output=True, env=environ | {"LC_ALL": "C"})  # noqa: S603 (fixed words, and paths behind --)
    except OSError as flaw:
        raise GitError("git cannot be started", hint="is it installed, and on the PATH?") from flaw
    if done.returncode:
        lines = done.stderr.decode(errors="replace").strip().splitlines() or [f"it ended with {done.returncode}"]
        raise GitError(f"git {words[0]}: {' '.join(line.strip() for line in lines[:3])}")
    return done.stdout


def resolve(root: str, ref: str) -> str | None:
    """Give the commit that a name stands for, or None if it stands for none."""
    try:
        return ask(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}").decode().strip()
    except GitError:
        return None


def find_base(root: str, base: str, environ: Mapping[str, str]) -> tuple[str, str]:
    """Give the commit that a change is compared with, and its name: `base`, else what CI tells, else the main branch.

    A branch is looked for at `origin` first where CI names it. Raises UsageError, with what mends it, where there is none.
    """
    if base:
        commit = resolve(root, base)
        if commit is None:
            raise UsageError(f"git knows no commit {base!r}", where="--base", hint=tell_fetch(root, base), id_="unknown-commit")
        return commit, base
    for variable in _BASE_VARIABLES:
        name = environ.get(variable, "").removeprefix("refs/heads/")
        if name:
            for ref in (f"origin/{name}", name):
                commit = resolve(root, ref)
                if commit is not None:
                    return commit, ref
            message = f"{variable} says {name}, which this clone does not have"
            raise UsageError(message, hint=tell_fetch(root, name), id_="unknown-commit")
    for ref in _BASES:
        commit = resolve(root, ref)
        if commit is not None:
            return commit, ref
    raise UsageError("no branch to compare with was found", hint="say which: --base REF", id_="unknown-commit")


def find_merge_base(root: str, commit: str, name: str) -> str:
    """Give the commit at which HEAD left the branch. Raises UsageError where the clone is too shallow to tell."""
    shallow = is_shallow(root)
    try:
        base = ask(root, "merge-base", "--", "HEAD", commit).decode().split()[0]
    except GitError as flaw:
        reason = "this clone is too shallow to tell" if shallow else "they have no commit in common"
        message = f"no merge base of HEAD and {name}: {reason}"
        raise UsageError(message, hint=tell_fetch(root, name), id_="shallow-clone") from flaw
    if shallow and not _is_complete(root, commit, base):
        message = f"this clone is too shallow to tell where HEAD left {name}"
        raise UsageError(message, hint=tell_fetch(root, name), id_="shallow-clone")
    return base


def _is_complete(root: str, commit: str, base: str) -> bool:
    """Say whether no history is cut off between two tips and their merge base, so that the base is the right one."""
    path = ask(root, "rev-parse", "--git-path", "shallow").decode().strip()
    with open(os.path.join(root, path), encoding="ascii") as file:
        cut = set(file.read().split())
    between = ask(root, "rev-list", "HEAD", commit, "--not", base).decode().split()
    return cut.isdisjoint(between)


def tell_fetch(root: str, name: str) -> str:
    """Give what brings a commit, or the history before it, into this clone."""
    shallow = resolve(root, "HEAD") is not None and is_shallow(root)
    branch = name.removeprefix("origin/")
    if shallow:
        return (
            f"fetch the history: git fetch --unshallow origin {branch} (actions/checkout: fetch-depth: 0; GitLab: GIT_DEPTH: 0)"
        )
    return f"fetch it: git fetch origin {branch}:refs/remotes/origin/{branch}, or name another commit"


def compare(root: str, commit: str, name: str, wanted: Collection[str]) -> Changes:
    """Give what changed from a commit to the files as they are now, with the lines of the files that are wanted.

    Files that git does not track are no change. Raises GitError.
    """
    found = list(_list_changes(ask(root, *_DIFF, "--raw", "-z", "--no-abbrev", commit, "--")))
    read = [change for change in found if change.path in wanted and _SUBMODULE not in change.modes]
    hunks: Mapping[RepoPath, Change] = {}
    for at in range(0, len(read), _MOST_PATHS):
        paths = [path for change in read[at : at + _MOST_PATHS] for path in {change.path, change.old_path} if path]
        hunks = {**hunks, **_read_patch(root, commit, *sorted(paths))}
    if any(hunks[each.path].old_path != each.old_path for each in read if each.path in hunks):
        # Among some of the files git may take a rename for another than among all of them; then only all will do.
        hunks = _read_patch(root, commit)
    changed = {
        each.path: hunks.get(each.path, Change(each.path, each.old_path))._replace(old_path=each.old_path)
        for each in found
        if each.status != "D"
    }
    deleted = frozenset(each.path for each in found if each.status == "D")
    return Changes(changed, deleted, name, frozenset(changed.keys() - {each.path for each in read}))


def _read_patch(root: str, commit: str, *paths: str) -> Mapping[RepoPath, Change]:
    return unified_diff.read_bare(ask(root, *_DIFF, *_PATCH, commit, "--", *paths))


class _Entry(NamedTuple):
    """A changed file."""

    modes: str
    """Before and after."""
    status: str
    """One letter: A, C, D, M, R, T or U."""
    old_path: RepoPath
    """Empty if it is new."""
    path: RepoPath


def _list_changes(raw: bytes) -> Iterator[_Entry]:
    """Give the entries of `git diff --raw -z`."""
    fields = iter(os.fsdecode(raw).split("\0"))
    for field in fields:
        if not field:
            continue
        old_mode, new_mode, _, _, status = field.removeprefix(":").split(" ")
        first = RepoPath(next(fields))
        path = RepoPath(next(fields)) if status[0] in "RC" else first
        old = RepoPath("") if status[0] in "AC" else first
        yield _Entry(f"{old_mode} {new_mode}", status[0], old, path)


def show(root: str, commit: str, path: str) -> bytes | None:
    """Give a file as it was in a commit, or None if it was not there. Raises GitError."""
    listed = ask(root, "ls-tree", "-z", "--full-tree", commit, "--", path)
    if not listed:
        return None
    return ask(root, "cat-file", "blob", listed.split(b"\t")[0].split()[2].decode())


def find_nearest(root: str, commit: str, wanted: Collection[str]) -> str | None:
    """Give the nearest of some commits that a commit comes from, itself included; None where it comes from none of them.

    The nearest is the first by date, where no commit stands before one that comes from it (`git rev-list --date-order`). What
    this clone does not have is passed over. Raises GitError.
    """
    listed = ask(root, "rev-list", "--date-order", commit).decode().split()
    return next((each for each in listed if each in wanted), None)


def is_shallow(root: str) -> bool:
    """Say whether the clone lacks history. Raises GitError."""
    return ask(root, "rev-parse", "--is-shallow-repository").strip() == b"true"


def list_files(root: str, others: Iterable[str] = ()) -> list[str]:
    """Give the files that git tracks, and with `--others` those it would. Raises GitError."""
    return [path for path in os.fsdecode(ask(root, "ls-files", "-z", "--cached", *others)).split("\0") if path]


def unknown(flaw: GateError) -> Unknown:
    """Give an error as the reason why something could not be had."""
    return Unknown(f"{flaw.message}{f'; {flaw.hint}' if flaw.hint else ''}")


def add_worktree(root: str, folder: str, ref: str) -> None:
    """Check a ref out into a folder that is not there yet, apart from every branch. Raises UsageError where there is none."""
    commit = resolve(root, ref)
    if commit is None:
        hint = f"fetch it: git fetch origin {ref}, or name another commit"
        raise UsageError(f"git knows no commit {ref!r}", where="--worktree", hint=hint, id_="unknown-commit")
    ask(root, "worktree", "add", "--quiet", "--detach", folder, commit)


def remove_worktree(root: str, folder: str) -> None:
    """Remove what was checked out, whatever was built in it."""
    ask(root, "worktree", "remove", "--force", folder)
