r"""Unified diffs: `git diff` with any number of lines of context, GitHub's and GitLab's .diff files, `diff -ru`.

    diff --git a/src/a.py b/src/a.py
    --- a/src/a.py
    +++ b/src/a.py
    @@ -1 +1,2 @@
    -old
    +new
    +new

Kept: which lines came and went in which file, renames, deletions. Dropped: modes, hashes, the lines themselves. A copy is a
new file: its lines are new code where they stand. Files that are no text, and submodules, changed without any line.

Prefixes (`a/`, `b/`; `i/`, `w/`, `c/`, `o/` of diff.mnemonicPrefix) are taken away where the two sides have different ones;
with diff.noprefix both names are the same and stay as they are. Names in quotes are unquoted (core.quotePath). A diff with
several parents (`@@@`, of a merge commit) does not say what changed against one of them, and is refused.
"""

import re
from collections.abc import Iterable, Iterator

from gates.errors import ReportError
from gates.model.changes import Change, Changes, Hunk, index_changes
from gates.model.coverage import RepoPath
from gates.readers.blocks import cut_blocks
from gates.typed import NoReturn

SPEC = "https://git-scm.com/docs/diff-generate-patch"

_HUNK = re.compile(rb"@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@")
_ESCAPE = re.compile(rb'\\([abtnvfr"\\]|[0-3][0-7]{2})')
_ESCAPED = dict(zip(b"abtnvfr", b"\a\b\t\n\v\f\r", strict=True))
_HINT = "make it with: git diff BASE...HEAD > changes.diff"
_ADDED, _TAKEN, _KEPT, _NOTE = b"+", b"-", b" ", b"\\"


def sniff(head: bytes) -> bool:
    """Say whether there is a line that only a diff has."""
    return re.search(rb"^(?:diff --(?:git|cc|combined) |--- [^\n]*\n\+\+\+ |@@ -\d)", head, re.MULTILINE) is not None


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> Changes:
    """Give the changes that a diff tells of; an empty one changes nothing. Raises ReportError on anything that is none."""
    del wanted
    reading = _Diff(source)
    number = 0
    for block in cut_blocks(chunks, b"\n"):
        for line in block.split(b"\n")[: -1 if block.endswith(b"\n") else None]:
            number += 1
            reading.take(line, number)
    reading.finish(number)
    return index_changes(reading.changes, reading.deleted, source)


def read_bare(patch: bytes) -> dict[RepoPath, Change]:
    """Give the changed files of a diff that git made with -U0 and the prefixes a/ and b/, by the path after the change.

    Without context every line of a hunk begins with a sign, so what begins otherwise is a header, and the headers tell all:
    this is ten times as quick as reading the lines. Deleted files are left out.
    """
    found: dict[RepoPath, Change] = {}
    for head, *rest in (part.split(b"\n@@ ", 1) for part in re.split(rb"(?m)^diff --git ", patch)[1:]):
        names = dict(re.findall(rb"(?m)^(rename from|rename to|new file|deleted file) (.*)", head))
        if b"deleted file" in names:
            continue
        old, new = _strip_prefixes(*_split_names(head.partition(b"\n")[0]))
        path = _decode(_unquote(names[b"rename to"]) if b"rename to" in names else new) or RepoPath("")
        before = _decode(_unquote(names[b"rename from"])) if b"rename from" in names else _decode(old)
        numbers = re.findall(rb"(?m)^(?:@@ )?-(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@", rest[0]) if rest else []
        hunks = tuple(Hunk(int(a), int(b or 1), int(c), int(d or 1)) for a, b, c, d in numbers)
        found[path] = Change(path, RepoPath("") if b"new file" in names or before is None else before, hunks)
    return found


class _Diff:
    def __init__(self, source: str) -> None:
        self.changes: list[Change] = []
        self.deleted: list[RepoPath] = []
        self._source = source
        self._names: dict[str, bytes | None] = {}
        self._hunks: list[Hunk] = []
        self._open = False
        self._left = [0, 0]
        self._at = [0, 0]
        self._binary = False

    def take(self, line: bytes, number: int) -> None:
        """Take the next line, without its end."""
        if any(self._left):
            self._take_line(line, number)
        elif line.startswith(b"@@"):
            self._take_hunk(line, number)
        elif line.startswith(b"diff --git "):
            self._close(number)
            self._open = True
            self._names = {"git": line[11:].rstrip(b"\r")}
        elif line.startswith((b"diff --cc ", b"diff --combined ")):
            self._fail("is the diff of a merge with several parents", number)
        else:
            self._take_header(line, number)

    def finish(self, number: int) -> None:
        """Take the end of the diff."""
        if any(self._left):
            self._fail(f"ends within a hunk: {sum(self._left)} lines are missing", number)
        self._close(number)

    def _take_line(self, line: bytes, number: int) -> None:
        """Take a line of a hunk. An empty one is context whose blank an editor took away."""
        mark = line[:1] or _KEPT
        if mark == _NOTE:
            return
        if mark not in (_ADDED, _TAKEN, _KEPT) and line != b"\r":
            self._fail(f"a hunk ends too early: {line[:60].decode(errors='replace')!r}", number)
        old, new = mark != _ADDED, mark != _TAKEN
        if (old and not self._left[0]) or (new and not self._left[1]):
            self._fail("a hunk has more lines than its header says", number)
        if mark in (_ADDED, _TAKEN):
            self._grow(added=mark == _ADDED)
        self._left[0] -= old
        self._left[1] -= new
        self._at[0] += old
        self._at[1] += new

    def _grow(self, *, added: bool) -> None:
        """Let the line where the reading is be one that came or went: part of the last hunk if that ends here."""
        old, new = self._at
        if self._hunks:
            last = self._hunks[-1]
            if (last.old + last.old_count, last.new + last.new_count) == (old, new):
                self._hunks[-1] = last._replace(old_count=last.old_count + (not added), new_count=last.new_count + added)
                return
        self._hunks.append(Hunk(old, int(not added), new, int(added)))

    def _take_hunk(self, line: bytes, number: int) -> None:
        if line.startswith(b"@@@"):
            self._fail("is the diff of a merge with several parents", number)
        match = _HUNK.match(line) if self._open else None
        if match is None:
            self._fail(f"a hunk that is none, or of no file: {line[:60].decode(errors='replace')!r}", number)
        old, old_count, new, new_count = (int(part) if part is not None else 1 for part in match.groups())
        self._left = [old_count, new_count]
        self._at = [old + (not old_count), new + (not new_count)]

    def _take_header(self, line: bytes, number: int) -> None:
        """Take a line between hunks; of those that are no header of a file, anything may stand before the first."""
        line = line.rstrip(b"\r")
        for name, start in _HEADERS.items():
            if line.startswith(start):
                if name == "old" and (not self._open or "old" in self._names):
                    self._close(number)
                    self._open, self._names = True, {}
                self._names[name] = line[len(start) :]
                return

    def _close(self, number: int) -> None:
        """Put what is known of a file with the others."""
        if not self._open:
            return
        old, new = self._name_sides(number)
        if new is None and old is not None:
            self.deleted.append(old)
        elif new is not None:
            copied = "copy" in self._names
            hunks = () if self._is_submodule() else tuple(_shift(hunk) for hunk in self._hunks)
            self.changes.append(Change(new, RepoPath("") if old is None or copied else old, hunks))
        self._open, self._names, self._hunks = False, {}, []

    def _is_submodule(self) -> bool:
        return any((self._names.get(name) or b"").endswith(b"160000") for name in ("mode", "new-file", "index"))

    def _name_sides(self, number: int) -> tuple[RepoPath | None, RepoPath | None]:
        """Give the path before and after, None for a side on which there is no file."""
        names = self._names
        if "from" in names or "copy" in names:
            old, new = names.get("from", names.get("copy")), names.get("to", names.get("copy-to"))
            return _decode(_unquote(old or b"")), _decode(_unquote(new or b""))
        if "old" in names and "new" in names:
            pair = [_unquote(_cut_time(names[side] or b"")) for side in ("old", "new")]
        elif "git" in names:
            pair = list(_split_names(names["git"] or b""))
            pair[0] = b"/dev/null" if "new-file" in names else pair[0]
            pair[1] = b"/dev/null" if "deleted" in names else pair[1]
        else:
            self._fail("a file whose name is told on one side only", number)
        old, new = _strip_prefixes(*pair)
        return _decode(old), _decode(new)

    def _fail(self, message: str, number: int) -> NoReturn:
        raise ReportError(message, where=f"{self._source}:{number}", hint=_HINT)


_HEADERS = {
    "old": b"--- ",
    "new": b"+++ ",
    "from": b"rename from ",
    "to": b"rename to ",
    "copy": b"copy from ",
    "copy-to": b"copy to ",
    "new-file": b"new file mode ",
    "deleted": b"deleted file mode ",
    "mode": b"new mode ",
    "index": b"index ",
}


def _shift(hunk: Hunk) -> Hunk:
    """Give a hunk with the numbers of an empty side as git tells them: the line before."""
    return hunk._replace(old=hunk.old - (not hunk.old_count), new=hunk.new - (not hunk.new_count))


def _split_names(text: bytes) -> Iterator[bytes]:
    """Give the two names behind `diff --git`. Without quotes they are told apart by being the same but for a prefix."""
    if text.startswith(b'"'):
        end = re.match(rb'"(?:[^"\\]|\\.)*"', text)
        cut = end.end() if end else len(text)
    elif text.endswith(b'"'):
        cut = text.find(b' "')
    else:
        cut = len(text) // 2
    yield _unquote(text[:cut])
    yield _unquote(text[cut + 1 :])


def _unquote(text: bytes) -> bytes:
    if not (text.startswith(b'"') and text.endswith(b'"') and len(text) > 1):
        return text
    return _ESCAPE.sub(
        lambda mark: bytes([_ESCAPED.get(mark[1][0], mark[1][0]) if len(mark[1]) == 1 else int(mark[1], 8)]), text[1:-1]
    )


def _cut_time(text: bytes) -> bytes:
    """Give a name without the time that `diff -u` puts behind a tab."""
    return text.partition(b"\t")[0]


def _strip_prefixes(old: bytes, new: bytes) -> tuple[bytes | None, bytes | None]:
    """Give both names without the letters that tell the sides apart; None for /dev/null."""
    sides = [None if name == b"/dev/null" else name for name in (old, new)]
    known = [name for name in sides if name is not None]
    lettered = all(re.match(rb"[abciow]/", name) for name in known)
    if lettered and (len(known) == 1 or old[:1] != new[:1]):
        sides = [name and name[2:] for name in sides]
    return sides[0], sides[1]


def _decode(name: bytes | None) -> RepoPath | None:
    return None if name is None else RepoPath(name.decode(errors="surrogateescape").removeprefix("./"))
