"""Path patterns in the manner of .gitignore: what `--exclude`, groups and every other choice of files mean.

`*` and `?` stay within a folder, `**` crosses folders, `[ab]` is one of some characters. A pattern without a slash matches
at any depth, one with a slash from the repository's root; a pattern that names a folder matches everything below it.
Names that are no paths, such as those of packages and advisories, have globs of their own: `compile_words`.
"""

import re
from collections.abc import Callable, Iterable

_TOKEN = r"(?P<deep>(?:^|(?<=/))\*\*/)|(?P<any>\*\*)|(?P<some>\*)|(?P<one>\?)|\[(?P<set>!?\]?[^]/]*)\]|."


def compile_glob(pattern: str) -> Callable[[str], object]:
    """Give a function that says, by something truthy, whether a path with forward slashes matches the pattern."""
    body = pattern.strip("/")
    anchored = "/" in pattern.rstrip("/")
    prefix = "" if anchored else "(?:.*/)?"
    return re.compile(prefix + "".join(map(_translate, re.finditer(_TOKEN, body, re.DOTALL))) + "(?:/.*)?", re.DOTALL).fullmatch


def compile_words(glob: str) -> re.Pattern[str]:
    """Give the pattern of a glob over names, in which `*` stands for any letters, slashes too.

    Each part is taken where it stands first, without a second try, so that no name takes longer than its length.
    """
    first, *others = map(re.escape, glob.split("*"))
    if not others:
        return re.compile(first)
    *middle, last = others
    return re.compile(first + "".join(f"(?>.*?{part})" for part in middle) + f".*{last}", re.DOTALL)


class WordGlobs:
    """Many globs over names: those without a `*` are looked up, so that a thousand of them take no longer than one."""

    def __init__(self, globs: Iterable[tuple[int, str]]) -> None:
        """Begin with these, each under a number."""
        self._exact: dict[str, set[int]] = {}
        self._wild: list[tuple[int, re.Pattern[str]]] = []
        for number, glob in globs:
            if "*" in glob:
                self._wild.append((number, compile_words(glob)))
            else:
                self._exact.setdefault(glob, set()).add(number)

    def find(self, names: Iterable[str]) -> set[int]:
        """Give the numbers of those that match any of these names."""
        found: set[int] = set()
        for name in names:
            found |= self._exact.get(name, set())
            found.update(number for number, pattern in self._wild if pattern.fullmatch(name))
        return found


def match_any(patterns: Iterable[str]) -> Callable[[str], bool]:
    """Give a function that says whether a path matches at least one of the patterns; none match where there are none."""
    matchers = [compile_glob(pattern) for pattern in patterns]
    return lambda path: any(matches(path) for matches in matchers)


def _translate(token: re.Match[str]) -> str:
    match token.lastgroup:
        case "deep":
            return "(?:.*/)?"
        case "any":
            return ".*"
        case "some":
            return "[^/]*"
        case "one":
            return "[^/]"
        case "set":
            members = token["set"].replace("\\", r"\\").replace("[", r"\[").replace("^", r"\^")
            return f"(?!/)[^{members[1:]}]" if members.startswith("!") else f"[{members}]"
        case _:
            return re.escape(token[0])
