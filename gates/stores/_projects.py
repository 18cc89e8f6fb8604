"""Which project a repository is, in a store that many of them share.

A project is named on purpose, by `project=NAME`, and never guessed: a guess that two repositories share would mix their series
and let one pass by what the other measured. Since a configuration is easily copied from one repository to the next, the store
also remembers which one the name was first used in, by the path of its remote, such as `acme/shop`.
"""

import re
from urllib.parse import unquote

from gates.stores import _git
from gates.stores.protocol import StoreError

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,199}")
_REMOTE = re.compile(r"(?:[a-z+]{3,9}://(?:[^/@]*@)?[^/@]+/|(?:[^/@:]+@)?[^/@:]{2,}:(?!/?/))(?P<path>[\w.~/-]+)")
_HINT = "such as postgresql://ci@db.example/gates?project=acme/shop"


def split(place: str) -> tuple[str, str]:
    """Give a place without its `project=NAME`, and the name. Raises StoreError where there is none, or it is no name."""
    head, mark, query = place.rpartition("?")
    pairs = query.split("&") if mark else []
    names = [unquote(pair.partition("=")[2]) for pair in pairs if pair.partition("=")[0] == "project"]
    if len(names) != 1:
        told = "it is told twice which project this is" if names else "it is not told which project this is"
        raise StoreError(told, where="postgresql:", hint=f"add project=NAME, {_HINT}")
    if not _NAME.fullmatch(names[0]):
        raise StoreError(f"{names[0]!r} is no name of a project", where="project", hint=_HINT)
    rest = "&".join(pair for pair in pairs if pair.partition("=")[0] != "project")
    return f"{head}?{rest}" if rest else head, names[0]


def find_homes(root: str) -> tuple[str, ...]:
    """Give the paths of a repository at its remotes, that of `origin` first; none where that cannot be told.

    Hosts are left out: the same repository is reached by several names, and from inside by another one than from outside.
    """
    if not root:
        return ()
    answer = _git.ask(root, "config", "--get-regexp", r"^remote\..*\.url$")
    pairs = [line.partition(" ") for line in answer.out.decode(errors="replace").splitlines()]
    pairs.sort(key=lambda pair: (pair[0] != "remote.origin.url", pair))
    marks = [_REMOTE.fullmatch(url) for _, _, url in pairs]
    paths = [mark["path"].strip("/").removesuffix(".git").lower() for mark in marks if mark]
    return tuple(dict.fromkeys(path for path in paths if path))


def check_home(project: str, kept: str, homes: tuple[str, ...], where: str) -> None:
    """Raise StoreError where a project is that of another repository; what is not known is not held against anybody."""
    if kept and homes and kept not in homes:
        told = f"the project {project!r} is that of the repository {kept}, and this is {homes[0]}"
        moved = f"UPDATE gate.project SET home = '{homes[0]}' WHERE name = '{project}'"  # noqa: S608 (for a person to run)
        raise StoreError(told, where=where, hint=f"choose another project=NAME; if the repository has moved: {moved}")
