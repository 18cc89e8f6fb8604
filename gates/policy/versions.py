"""Which of two versions is newer, and which are in a range, by the rules of each ecosystem, as the library univers has them.

A range is one bound or several with commas between, all of which hold: `<4.17.21`, `>=1.2,<2`, `!=1.5.0`; a version alone
is that version. What a bound means in an ecosystem whose rules nobody knows is only told for equality.
"""

import re
from functools import cache

from gates.errors import UsageError
from gates.typed import Any

_CLASSES = {
    "npm": "SemverVersion",
    "cargo": "SemverVersion",
    "golang": "GolangVersion",
    "pypi": "PypiVersion",
    "maven": "MavenVersion",
    "gem": "RubygemsVersion",
    "nuget": "NugetVersion",
    "composer": "ComposerVersion",
    "deb": "DebianVersion",
    "rpm": "RpmVersion",
    "apk": "AlpineLinuxVersion",
    "alpm": "ArchLinuxVersion",
    "conan": "ConanVersion",
    "hex": "SemverVersion",
    "pub": "SemverVersion",
    "swift": "SemverVersion",
}
"""The type of a package URL → the class of univers that orders its versions."""
_BUILDS = frozenset({"npm", "cargo", "golang", "nuget", "hex", "pub", "swift"})
"""Those of which what stands behind a `+` says nothing of the order: https://semver.org/#spec-item-10."""
_BOUND = r"(<=|>=|!=|==|=|<|>|)\s*([^\s<>=!,|~^*][^\s<>=!,|^*]*)"


def compare(type_: str, left: str, right: str) -> int | None:
    """Give -1, 0 or 1 as the left version is older, the same or newer; None where nobody can tell."""
    if left == right:
        return 0
    one, other = _parse(type_, left), _parse(type_, right)
    if one is None or other is None:
        return None
    return 0 if one == other else -1 if one < other else 1 if other < one else None


def check_range(text: str, where: str) -> None:
    """Raise UsageError for a range that is none."""
    if not all(re.fullmatch(_BOUND, bound.strip()) for bound in text.split(",")):
        hint = "bounds with commas between, such as '>=1.2,<2', or one version"
        raise UsageError(f"{text!r} is not a range of versions", where=where, hint=hint)


def matches(type_: str, version: str, range_: str) -> bool | None:
    """Say whether a version is in a range that `check_range` took; None where nobody can tell."""
    answers = [_match(type_, version, bound.strip()) for bound in range_.split(",")]
    if False in answers:
        return False
    return None if None in answers else True


def _match(type_: str, version: str, bound: str) -> bool | None:
    sign, limit = re.sub(_BOUND, r"\1", bound), re.sub(_BOUND, r"\2", bound)
    order = compare(type_, version, limit)
    if order is None:
        return None
    at, below = order == 0, order < 0
    return {"<": below, "<=": below or at, ">": not (below or at), ">=": not below, "!=": not at}.get(sign, at)


@cache
def _parse(type_: str, version: str) -> Any:
    """Give what the library makes of a version; None where it makes nothing of it."""
    from univers import nuget, versions  # noqa: PLC0415 (50 ms, which only comparing is worth)

    name = _CLASSES.get(type_)
    plain = version.partition("+")[0] if type_ in _BUILDS else version
    if name is None or not any(map(str.isdigit, plain)):
        return None
    try:
        return getattr(versions, name)(plain)
    except (versions.InvalidVersion, nuget.InvalidNuGetVersion, ValueError, TypeError):
        return None
