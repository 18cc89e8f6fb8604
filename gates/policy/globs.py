"""Path patterns in the manner of .gitignore: what `--exclude`, groups and every other choice of files mean.

`*` and `?` stay within a folder, `**` crosses folders, `[ab]` is one of some characters. A pattern without a slash matches
at any depth, one with a slash from the repository's root; a pattern that names a folder matches everything below it.
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
