"""Which version is newer, by each ecosystem's rules, against tools and libraries that know them."""

import shutil
import subprocess
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.version import Version

from gates.errors import UsageError
from gates.policy.versions import _CLASSES, check_range, compare, matches

DEBIAN = ["1.0", "1.0-1", "1:0.1", "1.0~rc1", "1.0+dfsg-2", "1.0a", "2.0", "10.0", "1.0-1+b1", "0.9~~"]
PYTHON = ["1.0", "1.0.post1", "1.0rc1", "1.0.dev3", "2", "1!0.1", "1.10", "1.9", "1.0+local"]
SEMVER = [
    "1.0.0-alpha",
    "1.0.0-alpha.1",
    "1.0.0-alpha.beta",
    "1.0.0-beta.2",
    "1.0.0-beta.11",
    "1.0.0-rc.1",
    "1.0.0",
    "1.2.0",
    "1.10.0",
]


@pytest.mark.skipif(not shutil.which("dpkg"), reason="dpkg is not installed")
def test_debian_s_versions_as_dpkg_orders_them() -> None:
    for left, right in product(DEBIAN, DEBIAN):
        told = {
            sign: subprocess.run(["dpkg", "--compare-versions", left, word, right], check=False).returncode == 0
            for sign, word in ((-1, "lt"), (0, "eq"), (1, "gt"))
        }
        assert told[compare("deb", left, right) or 0], (left, right)


def test_python_s_versions_as_packaging_orders_them() -> None:
    for left, right in product(PYTHON, PYTHON):
        one, other = Version(left), Version(right)
        assert compare("pypi", left, right) == (one > other) - (one < other)


@pytest.mark.parametrize("type_", ["npm", "cargo"])
def test_semantic_versions_as_their_standard_orders_them(type_: str) -> None:
    """The list is that of https://semver.org/#spec-item-11, in its order."""
    for (at, left), (where, right) in product(enumerate(SEMVER), enumerate(SEMVER)):
        assert compare(type_, left, right) == (at > where) - (at < where)


@pytest.mark.parametrize(
    ("type_", "left", "right", "told"),
    [
        ("maven", "1.0-SNAPSHOT", "1.0", -1),
        ("rpm", "1.0-1.el8", "1.0-2.el8", -1),
        ("gem", "1.0.0.pre1", "1.0.0", -1),
        ("nuget", "1.0.0-beta", "1.0.0", -1),
        ("golang", "v1.9.0", "v1.10.0", -1),
        ("composer", "1.9.0", "1.10.0", -1),
        ("apk", "1.36.1-r2", "1.36.1-r15", -1),
        ("unheard-of", "1", "1", 0),
        ("unheard-of", "1", "2", None),
        ("npm", "", "1.0.0", None),
        ("pypi", "what?", "1.0", None),
        ("npm", "what", "1.0.0", None),
        ("npm", "1.b", "1._", None),
        ("npm", "1.0.0+build.2", "1.0.0", 0),
        ("cargo", "1.0.0+zstd.1.5", "1.0.1", -1),
        ("golang", "v2.0.0+incompatible", "v2.0.0", 0),
        ("pypi", "1.0+local", "1.0", 1),
        ("nuget", "1.0", "none", None),
        ("nuget", "1.0", "a1", None),
    ],
)
def test_other_ecosystems(type_: str, left: str, right: str, told: int | None) -> None:
    assert compare(type_, left, right) == told


@pytest.mark.parametrize(
    ("type_", "version", "range_", "told"),
    [
        ("npm", "4.17.20", "<4.17.21", True),
        ("npm", "4.17.21", "<4.17.21", False),
        ("npm", "1.5.0", ">=1.2, <2", True),
        ("npm", "1.5.0", ">=1.2,<2,!=1.5.0", False),
        ("npm", "1.5.0", "=1.5.0", True),
        ("npm", "1.5.0", "1.5.0", True),
        ("npm", "1.5.0", "<=1.5.0", True),
        ("npm", "1.5.0", ">1.5.0", False),
        ("unheard-of", "2", "<3", None),
        ("unheard-of", "2", "2", True),
        ("unheard-of", "2", "!=2,<3", False),
    ],
)
def test_ranges(type_: str, version: str, range_: str, told: bool | None) -> None:
    check_range(range_, "ban")
    assert matches(type_, version, range_) is told


@given(st.sampled_from(sorted(_CLASSES)), st.text("0129.-+~:abrcv_ ", max_size=6), st.text("0129.-+~:abrcv_ ", max_size=6))
def test_any_texts_at_all_are_ordered_the_same_both_ways_or_not_at_all(type_: str, left: str, right: str) -> None:
    there, back = compare(type_, left, right), compare(type_, right, left)
    assert (there is None) == (back is None)
    assert (there or 0) == -(back or 0)


@pytest.mark.parametrize("text", ["<", "^1.2", "~1", "1.*", "1.2 || 3", "", "1,", "<>2"])
def test_what_is_no_range(text: str) -> None:
    with pytest.raises(UsageError, match="is not a range"):
        check_range(text, "ban")
