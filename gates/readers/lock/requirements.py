r"""Reads requirements files of pip in which every version is pinned, as pip-compile, uv and pip freeze write them.

    # by pip-compile
    idna==3.10 \
        --hash=sha256:946d195a0d259cbba61165e88e65941f16e9b36ea6ddb97f00452bae8b1287d3
    tomli==2.2.1 ; python_version < "3.11"
    app @ file:///src

Kept: name and version. What has a marker is not needed by every build; but where every requirement has one, as poetry export
writes them, the marker that most of them have is that of the project, and says nothing of a package. What has an address
instead of a version is locked by its name. A requirement without a version is no lock, and a file that includes others does
not tell everything: both are refused.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from gates.errors import ReportError
from gates.model.lock import Locked
from gates.model.vulnerabilities import normalise
from gates.readers.json import show
from gates.readers.lock_parts import close

SPEC = "https://pip.pypa.io/en/stable/reference/requirements-file-format/"
_ANY = re.compile(rb"(?m)^[A-Za-z0-9][A-Za-z0-9._-]*(?:\[[^\]\n]*\])?[ \t]*(?:===?[ \t]*[0-9]|@[ \t]*[a-z+]+:)")
_PARTS = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]\n]*\])?[ \t]*(===?|@)[ \t]*([^\s;]+)[ \t]*(?:;([^#]*?)(?=--|$))?")
_INCLUDES = re.compile(r"(?:-r|-c|--requirement|--constraint)\b").match
_PIPE = "pip-compile, uv pip compile and pip freeze write a file in which everything is pinned"


def sniff(head: bytes) -> bool:
    """Say whether a line of a text pins a version, and it is neither TOML nor JSON."""
    return bool(_ANY.search(head)) and head.lstrip()[:1] not in (b"{", b"[") and b"[[package" not in head


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> tuple[Locked, ...]:
    """Give what is locked. Raises ReportError."""
    del wanted
    try:
        text = b"".join(chunks).decode("utf-8-sig")
    except UnicodeDecodeError as flaw:
        raise ReportError(f"is not UTF-8 at byte {flaw.start}", where=source, hint=_PIPE, id_="report-encoding") from flaw
    marked = list(_read_lines(text, source))
    common, count = Counter(marker for _, marker in marked).most_common(1)[0] if marked else ("", 0)
    own = common if all(marker for _, marker in marked) and count * 2 > len(marked) else ""
    return close((each._replace(is_needed=marker in ("", own)) for each, marker in marked), source)


def _read_lines(text: str, source: str) -> Iterator[tuple[Locked, str]]:
    """Give what is locked, each with its marker, or an empty text."""
    for number, line in _join(text):
        if _INCLUDES(line):
            hint = "let pip-compile or uv pip compile write one file that has everything"
            raise ReportError(f"includes another file: {show(line)}", where=f"{source}:{number}", hint=hint)
        if line.startswith("-"):
            continue
        mark = _PARTS.match(line)
        if not mark or (mark[2] != "@" and "*" in mark[3]):
            raise ReportError(f"{show(line)} pins no version", where=f"{source}:{number}", hint=_PIPE)
        marker = " ".join((mark[4] or "").split())
        yield Locked(normalise("pypi", mark[1]), "" if mark[2] == "@" else mark[3]), marker


def _join(text: str) -> Iterator[tuple[int, str]]:
    """Give the lines that say something, without comments, those that go on joined, each with its number."""
    start, held = 0, ""
    for number, line in enumerate([*text.splitlines(), ""], 1):
        start = start or number
        held += re.sub(r"(?:^|\s)#.*", "", line)
        if held.endswith("\\"):
            held = held[:-1] + " "
            continue
        if held.strip():
            yield start, held.strip()
        start, held = 0, ""
