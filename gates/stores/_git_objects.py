"""Objects of git: read, each held against its own name, and written.

Git itself does not compare what it reads with the name that it asked by (only `git fsck` does), so that an index of a pack in
which one bit has changed gives another object. Here it is compared, from the commit down, and whatever was changed is found.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence

from gates.stores import _git
from gates.stores.protocol import StoreError
from gates.typed import NamedTuple

_HEX_OF_SHA1 = 40
FILE, FOLDER = "100644", "040000"
_KINDS = {FILE: "blob", FOLDER: "tree"}


class Node(NamedTuple):
    """What stands in a folder: a file or another folder."""

    mode: str
    name: str
    object: str
    """What it holds: the name of a blob or a tree, in hexadecimal digits."""


def read(root: str, kind: str, names: Sequence[str]) -> list[bytes]:
    """Give the contents of objects of one kind, in the order asked for. Raises StoreError for one that is damaged."""
    if not names:
        return []
    answer = _git.ask(root, "cat-file", "--batch", given="\n".join(names).encode())
    if answer.code:
        raise StoreError(f"an object cannot be read: {answer.told}", hint=_hint(names[0]))
    rest, found = memoryview(answer.out), []
    for name in names:
        header = bytes(rest[:200]).partition(b"\n")[0]
        told, _, size = header.decode(errors="replace").rpartition(" ")
        if told != f"{name} {kind}" or not size.isdigit():
            raise StoreError(f"an object is missing, or is no {kind}: {name}", hint=_hint(name))
        content = bytes(rest[len(header) + 1 : len(header) + 1 + int(size)])
        if _name(kind, content, name) != name:
            raise StoreError(f"an object is not what was written: {name}", hint=_hint(name))
        found.append(content)
        rest = rest[len(header) + len(content) + 2 :]
    return found


def _name(kind: str, content: bytes, like: str) -> str:
    """Give the name that git gives to an object, by the function that made another name."""
    function = hashlib.sha1 if len(like) == _HEX_OF_SHA1 else hashlib.sha256
    return function(f"{kind} {len(content)}\0".encode() + content, usedforsecurity=False).hexdigest()


def _hint(name: str) -> str:
    return f"git fsck tells more; a fresh clone, or a copy of .git, may still have {name[:12]}"


def read_folders(root: str, names: Sequence[str]) -> list[list[Node]]:
    """Give what stands in each of some trees, in its order."""
    return [list(_split(content, len(name) // 2)) for name, content in zip(names, read(root, "tree", names), strict=True)]


def _split(content: bytes, size: int) -> Iterator[Node]:
    """Give what a tree holds: mode, space, name, NUL, and `size` bytes of an object's name, again and again."""
    while content:
        told, _, rest = content.partition(b"\0")
        mode, _, path = told.decode(errors="replace").partition(" ")
        yield Node(mode.zfill(6), path, rest[:size].hex())
        content = rest[size:]


def find_tree(root: str, commit: str) -> str:
    """Give the tree of a commit."""
    (content,) = read(root, "commit", [commit])
    return content.partition(b"\n")[0].decode().removeprefix("tree ")


def write_file(root: str, content: bytes) -> str:
    """Write a blob, and give its name."""
    return _git.demand(root, "hash-object", "-w", "--no-filters", "--stdin", given=content).decode().strip()


def write_folder(root: str, nodes: Iterable[Node]) -> str:
    """Write a tree, and give its name."""
    lines = (f"{node.mode} {_KINDS[node.mode]} {node.object}\t{node.name}\0" for node in nodes)
    return _git.demand(root, "mktree", "-z", given="".join(lines).encode()).decode().strip()


def write_commit(root: str, tree: str, parent: str, message: str) -> str:
    """Write a commit behind another one, or behind none, and give its name. It tells when, but not by whom."""
    parents = ("-p", parent) if parent else ()
    words = ("-c", "i18n.commitEncoding=UTF-8", "commit-tree", "--no-gpg-sign", *parents, tree)
    return _git.demand(root, *words, given=message.encode()).decode().strip()
