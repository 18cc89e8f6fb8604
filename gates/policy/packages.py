"""Packages by name: all the names by which one can be meant, and the globs that mean packages.

A name is compared as its ecosystem compares it: PyPI's in the form of PEP 503, those of which the types of package URLs say
that case is no matter in lower case (https://github.com/package-url/purl-spec, its types). `%40` and `@` are the same.
"""

import re
from collections.abc import Iterable, Iterator

from gates.model.inventory import Component, decode_percent, parse_purl
from gates.model.vulnerabilities import CASELESS
from gates.policy.globs import WordGlobs
from gates.typed import NamedTuple

_DISTRIBUTIONS = ("deb", "rpm", "apk", "alpm")
"""Types whose names have the distribution before them, which many tools leave out."""
_TYPED = r"(?s)pkg:/*([A-Za-z][A-Za-z0-9.+-]*)/(@?[^@]*)(.*)"


class PackageGlob(NamedTuple):
    """What a text such as `pkg:npm/lodash@4.*` means: globs over the names of packages."""

    whole: str
    """Over any of a package's names."""
    unversioned: str
    """Without its version; empty where it has none."""
    untyped: tuple[str, ...]
    """Over names alone, where it has a type; none where that is any name at all."""


def fold_name(type_: str, name: str) -> str:
    """Give a name, or a glob of names, in the form in which its ecosystem compares it."""
    if type_ == "pypi":
        return re.sub(r"[-_.]+", "-", name).lower()
    return name.lower() if type_ in CASELESS else name


def name_all(component: Component) -> set[str]:
    """Give all the names by which a component can be meant: with and without its version and its type."""
    type_, name, version = parse_purl(component.purl)
    names = {component.name, component.told, component.purl} - {""}
    if type_:
        for each in {name, fold_name(type_, name)}:
            plain = {each, f"{each}@{version}", f"{each}@{component.version}"}
            names |= plain | {f"pkg:{type_}/{told}" for told in plain}
    return names


def name_package(type_: str, name: str, versions: Iterable[str]) -> set[str]:
    """Give all the names of a package in some versions; Maven's are written with a colon and, in package URLs, with a slash."""
    names = {name, name.replace(":", "/")} if type_ == "maven" else {name, fold_name(type_, name)}
    found = names | {f"{each}@{version}" for each in names for version in versions}
    return found | {f"pkg:{type_}/{each}" for each in found}


def read_package(text: str) -> PackageGlob:
    """Give what a glob over packages means."""
    typed = re.fullmatch(_TYPED, decode_percent(text))
    if not typed:
        bare, at, _ = text.rpartition("@")
        return PackageGlob(text, bare if at else "", ())
    type_, name, rest = typed[1].lower(), typed[2], typed[3]
    folded = fold_name(type_, name)
    short = folded.rpartition("/")[2] if type_ in _DISTRIBUTIONS else folded
    names = {name, folded, short} if re.search(r"[^*/@]", short) else set()
    whole = f"pkg:{type_}/{folded}"
    return PackageGlob(f"{whole}{rest}", whole if rest.startswith("@") else "", tuple(sorted(names)))


class PackageGlobs:
    """Many globs over packages: which of them mean a component, and of which nobody can tell."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Begin with these; they go by their numbers, from 0."""
        globs = list(enumerate(map(read_package, texts)))
        self._whole = WordGlobs((number, glob.whole) for number, glob in globs)
        self._unversioned = WordGlobs((number, glob.unversioned) for number, glob in globs if glob.unversioned)
        self._untyped = WordGlobs((number, name) for number, glob in globs for name in glob.untyped)

    def find(self, component: Component) -> Iterator[tuple[int, str]]:
        """Give the number of each that means a component, with an empty text, or may do so, with why nobody can tell."""
        names, (type_, _, version) = name_all(component), parse_purl(component.purl)
        found = dict.fromkeys(self._whole.find(names), "")
        if not type_:
            found = dict.fromkeys(self._untyped.find((component.name,)), "since it has no valid package URL") | found
        if not (version or component.version):
            found = dict.fromkeys(self._unversioned.find(names), "since its version is not told") | found
        yield from sorted(found.items())
