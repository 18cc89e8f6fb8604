"""Reads package-lock.json and npm-shrinkwrap.json of npm 5 and later.

    {"name": "app", "lockfileVersion": 3, "packages": {
      "": {"name": "app", "dependencies": {"left-pad": "^1.3.0"}},
      "node_modules/left-pad": {"version": "1.3.0", "resolved": "https://…", "integrity": "sha512-…"},
      "node_modules/tap": {"version": "18.0.0", "dev": true}}}

Kept: name and version of each package, once for each version. What is `dev`, `optional`, `devOptional` or `peer` only is not
needed by every build; what lies outside node_modules, or links there, is the project's own. `packages` of versions 2 and 3
goes before the tree `dependencies` of version 1, in which versions 2 and before say the same.
"""

from collections.abc import Iterable, Iterator, Mapping

from gates.errors import ReportError
from gates.model.lock import Locked
from gates.model.vulnerabilities import normalise
from gates.readers.bill_parts import read_text
from gates.readers.json import DAMAGED, decode, expect, find
from gates.readers.lock_parts import close
from gates.typed import Any

SPEC = "https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json"
_UNNEEDED = ("dev", "optional", "devOptional", "peer", "link")


def sniff(head: bytes) -> bool:
    """Say whether a text is JSON that tells of npm's lock."""
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{" and b'"lockfileVersion"' in head


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> tuple[Locked, ...]:
    """Give what is locked. Raises ReportError."""
    del wanted
    told = expect(decode(chunks, source, unique=True), dict, "the whole", source)
    packages = find(told, "packages", dict, "", source)
    if packages is not None:
        return close(_read_packages(packages, source), source)
    return close(_read_tree(find(told, "dependencies", dict, "", source) or {}, source), source)


def _read_packages(packages: Mapping[str, Any], source: str) -> Iterator[Locked]:
    for path, each in packages.items():
        place = f"packages.{path}"
        told, (_, mark, last) = expect(each, dict, place, source), path.rpartition("node_modules/")
        if path and mark:
            yield _lock(read_text(told, "name", place, source) or last, told, place, source)
        elif path and told.get("name"):
            name = normalise("npm", read_text(told, "name", place, source))
            yield Locked(name, read_text(told, "version", place, source), is_needed=False)


def _read_tree(tree: Mapping[str, Any], source: str) -> Iterator[Locked]:
    waiting = [("dependencies", tree)]
    while waiting:
        path, told = waiting.pop()
        for name, each in told.items():
            place = f"{path}.{name}"
            package = expect(each, dict, place, source)
            yield _lock(name, package, place, source)
            deeper = find(package, "dependencies", dict, place, source)
            waiting += [(f"{place}.dependencies", deeper)] if deeper else []


def _lock(name: str, told: Mapping[str, Any], place: str, source: str) -> Locked:
    version = read_text(told, "version", place, source)
    if not version and not told.get("link"):
        raise ReportError("lacks 'version'", where=f"{source}: {place}", hint=DAMAGED)
    if version.startswith("npm:"):
        name, _, version = version.removeprefix("npm:").rpartition("@")
    is_version = version[:1].isdigit()
    return Locked(normalise("npm", name), version if is_version else "", not any(told.get(key) for key in _UNNEEDED))
