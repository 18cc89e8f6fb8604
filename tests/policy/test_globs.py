import pytest

from gates.policy.globs import compile_glob, match_any


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("*.py", "a.py", True),
        ("*.py", "deep/in/a.py", True),
        ("src/*.py", "src/a.py", True),
        ("src/*.py", "src/deep/a.py", False),
        ("src/*.py", "other/src/a.py", False),
        ("src/**", "src/deep/a.py", True),
        ("src/**/a.py", "src/a.py", True),
        ("src/**/a.py", "src/x/y/a.py", True),
        ("**/gen/**", "x/gen/y", True),
        ("**/gen/**", "gen/y", True),
        ("src", "src/deep/a.py", True),
        ("src/", "src/a.py", True),
        ("/src", "src/a.py", True),
        ("generated", "a/generated/b.py", True),
        ("a?.py", "ab.py", True),
        ("a?b", "a/b", False),
        ("[ab].py", "b.py", True),
        ("[!ab].py", "b.py", False),
        ("[!ab].py", "c.py", True),
        ("x[!a]y", "x/y", False),
        ("[]a].py", "].py", True),
        ("a[.py", "a[.py", True),
        ("a.py", "axpy", False),
        ("src/a**b", "src/a/x/b", True),
        ("A.py", "a.py", False),
        ("a.py", "a.py.bak", False),
        ("a\nb", "a\nb", True),
    ],
)
def test_compile_glob(pattern: str, path: str, matches: bool) -> None:
    assert bool(compile_glob(pattern)(path)) is matches


def test_match_any() -> None:
    matches = match_any(["*.py", "doc/**"])
    assert matches("a.py")
    assert matches("doc/x")
    assert not matches("a.js")
    assert not match_any([])("a.py")
