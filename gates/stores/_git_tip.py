"""The tip of the ref that baselines are kept in: where it is, in this clone and at a remote, and how it is moved on.

Where there is a remote, its ref is the one that counts, and this clone's is a copy of it. It only ever moves from one commit to
one behind it, never by force: by `git update-ref` with the old value here, by an unforced push there.
"""

from gates.stores import _git
from gates.stores.protocol import StoreError
from gates.typed import NamedTuple

DEFAULT = "refs/gate/baseline"
_HOME = "refs/gate/"
_LONGEST = 400
_BUSY = (".lock'", "failed to update ref", "failed to lock")
"""What git says, here and at a remote, where somebody holds the lock of a ref at this moment."""
_QUIET = (
    "--no-filter",
    "--no-tags",
    "--no-write-fetch-head",
    "--no-recurse-submodules",
    "--no-show-forced-updates",
    "--refmap=",
    "--quiet",
)
_PLAIN = ("--no-verify", "--no-follow-tags", "--no-signed", "--no-recurse-submodules", "--porcelain", "--quiet")


class Place(NamedTuple):
    """A ref, and where it is kept."""

    root: str
    """The folder of the repository."""
    ref: str
    """In full, such as `refs/gate/baseline`."""
    remote: str
    """The remote whose ref counts; empty where this repository's own does."""


def find(place: str, root: str) -> Place:
    """Give what `REF`, `REF@REMOTE` or `REF@` means: at the remote `origin` if there is one, at a remote, or here alone.

    A ref without `refs/` stands below refs/gate/; none is refs/gate/baseline. Raises StoreError.
    """
    if not root:
        raise StoreError("there is no git repository here", where=f"git:{place}")
    name, at, remote = place.rpartition("@") if "@" in place else (place, "", "")
    ref = DEFAULT if not name else name if name.startswith("refs/") else f"{_HOME}{name}"
    if _git.ask(root, "check-ref-format", ref).code:
        raise StoreError(f"{ref!r} is no name of a ref", where=f"git:{place}", hint="such as git:refs/gate/baseline")
    known = _git.demand(root, "remote").decode(errors="replace").split()
    if remote and remote not in known:
        hint = f"there are: {', '.join(known) or 'none'}; git:{name}@ keeps to this repository"
        raise StoreError(f"there is no remote {remote!r}", where=f"git:{place}", hint=hint)
    return Place(root, ref, remote if at or "origin" not in known else "origin")


def look(place: Place) -> str:
    """Give the commit of the ref that counts, its objects in this repository; empty where there is no such ref.

    Raises StoreError where the remote cannot be asked, or lacks what is kept here.
    """
    here = _look_here(place)
    there = _look_there(place) if place.remote else here
    if there == here:
        return here
    if there:
        answer = _git.ask(place.root, "fetch", *_QUIET, "--end-of-options", place.remote, place.ref)
        if answer.code:
            raise _refuse(place, answer.told)
    if here and not (there and is_behind(place.root, here, there)):
        hint = f"git push {place.remote} {place.ref} keeps them, git update-ref -d {place.ref} lets go of them"
        raise StoreError(f"{place.ref} has entries here that the remote {place.remote!r} lacks", hint=hint)
    _git.ask(place.root, "update-ref", "--no-deref", place.ref, there)  # a copy, so that it does not matter who wins
    return there


def _look_here(place: Place) -> str:
    answer = _git.ask(place.root, "for-each-ref", "--format=%(refname) %(objectname)", place.ref)
    if answer.code or answer.told:
        hint = f"git update-ref -d {place.ref} lets go of it, git reflog and git fsck may still know its commit"
        raise StoreError(f"{place.ref} is damaged: {answer.told}", hint=hint)
    return _pick(answer.out, place.ref)


def _look_there(place: Place) -> str:
    answer = _git.ask(place.root, "ls-remote", "--refs", "--end-of-options", place.remote, place.ref)
    if answer.code:
        raise _refuse(place, answer.told)
    commit = _pick(b"\n".join(b" ".join(reversed(line.split())) for line in answer.out.splitlines()), place.ref)
    if commit and not commit.strip("0"):  # which is what a remote tells of a ref that is damaged
        raise _refuse(place, f"its {place.ref} is damaged")
    return commit


def _pick(lines: bytes, ref: str) -> str:
    """Give the object of a ref among lines of refs and objects; empty where it is not among them."""
    pairs = dict(line.split() for line in lines.decode(errors="replace").splitlines())
    return pairs.get(ref, "")


def _refuse(place: Place, told: str) -> StoreError:
    hint = f"is it reachable from here, and may this machine read it? git:{place.ref}@ keeps to this repository"
    return StoreError(f"the remote {place.remote!r} cannot be read: {told}", hint=hint)


def is_behind(root: str, old: str, new: str) -> bool:
    """Say whether a commit is `old` or comes after it. What cannot be followed does not."""
    return not _git.ask(root, "merge-base", "--is-ancestor", old, new).code


def renew(place: Place) -> str:
    """Give what `look` does, in less time where the ref is known to have moved on."""
    if place.remote:
        words = ("fetch", *_QUIET, "--end-of-options", place.remote, f"{place.ref}:{place.ref}")
        if _git.ask(place.root, *words).code:
            return look(place)
    return _look_here(place)


def move(place: Place, old: str, new: str) -> str:
    """Move the ref that counts from one commit (or none, which is empty) to another, and give why not if somebody was faster.

    Empty where it was moved. Raises StoreError where it may not be moved at all.
    """
    answer = _push(place, new) if place.remote else _git.ask(place.root, "update-ref", "--no-deref", place.ref, new, old)
    reason = " ".join(f"{answer.out.decode(errors='replace')} {answer.told}".split())[:_LONGEST]
    if not answer.code or "[rejected]" in reason:  # which is said where the other one is behind no commit of ours
        return reason if answer.code else ""
    # Git has no words that tell any other race from a refusal for sure. The ref itself does: only in a race has it moved.
    now = look(place)
    if place.remote and now and is_behind(place.root, new, now):
        return ""  # only the answer was lost
    if now != old or any(word in reason for word in _BUSY):
        return reason
    if not place.remote:
        raise StoreError(f"{place.ref} cannot be written: {reason}")
    hint = f"it takes a right to push {place.ref}: GitHub permissions: contents: write; GitLab a token with write_repository"
    raise StoreError(f"the remote {place.remote!r} refused {place.ref}: {reason}", hint=hint)


def _push(place: Place, new: str) -> _git.Answer:
    answer = _git.ask(place.root, "push", *_PLAIN, "--end-of-options", place.remote, f"{new}:{place.ref}")
    if not answer.code:
        _git.ask(place.root, "update-ref", "--no-deref", place.ref, new)
    return answer
