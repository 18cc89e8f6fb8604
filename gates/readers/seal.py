"""The frame of gate's own snapshots, of any kind: a first line that tells what it is, records, and a last line that seals them.

    gate-snapshot 1 coverage
    …
    end 4 9f86d081884c7d65

The last line counts the records before it and has the first 16 digits of their SHA-256, so that a snapshot that was cut off or
edited is an error, never a smaller baseline.
"""

import hashlib
import re

from gates.errors import ReportError
from gates.typed import NoReturn

HEAD = b"gate-snapshot"
HINT = "take an older one from git, or write it again: gate baseline update"
VERSION = 1
_WIDTH = 16
_WORDS = 3
_ESCAPE = re.compile(rb"[^!-$&-;=?-{}~]")
_ESCAPED = re.compile(rb"%([0-9A-F]{2})")


def open_seal(data: bytes, kind: str, source: str) -> list[str]:
    """Give the records between the first line and the last. Raises ReportError where those are not right."""
    head, _, body = data.partition(b"\n")
    words = head.decode(errors="replace").split(" ")
    if words[0] != HEAD.decode() or len(words) < _WORDS or words[2] != kind:
        _fail(f"is not a snapshot of {kind}", source)
    if words[1] != str(VERSION):
        hint = "use the gate that wrote it, or a newer one"
        raise ReportError(
            f"is a snapshot of format {words[1][:20]}, and this gate reads {VERSION}",
            where=source,
            hint=hint,
            id_="snapshot-newer",
        )
    lines = body.split(b"\n")
    if len(lines) < 2 or lines[-1] or not lines[-2].startswith(b"end "):  # noqa: PLR2004 (a record and what follows its end)
        _fail("is cut off: its last line is missing", source)
    records = lines[:-2]
    if lines[-2] != _end(head, records):
        _fail("was changed after it was written: its last line does not fit the others", source)
    if not body.isascii():
        _fail("is damaged: it holds what is not ASCII", source)
    return [record.decode("ascii") for record in records]


def seal(kind: str, records: list[str]) -> str:
    """Give the snapshot that holds these records."""
    head = f"{HEAD.decode()} {VERSION} {kind}"
    lines = [record.encode("ascii") for record in records]
    return "\n".join((head, *records, _end(head.encode(), lines).decode(), ""))


def escape(text: bytes) -> str:
    """Give bytes as printable ASCII without blanks, `<`, `>`, `|` and `%`, which stand as `%3C`."""
    return _ESCAPE.sub(lambda mark: b"%%%02X" % mark[0][0], text).decode("ascii")


def unescape(text: str) -> bytes:
    """Give the bytes that `escape` wrote down. Raises ValueError where it cannot have."""
    data = text.encode("ascii")
    plain = _ESCAPED.sub(lambda mark: bytes([int(mark[1], 16)]), data)
    if escape(plain) != text:
        raise ValueError(f"{text[:40]!r} is not escaped as it should be")
    return plain


def _end(head: bytes, records: list[bytes]) -> bytes:
    digest = hashlib.sha256(b"\n".join((head, *records))).hexdigest()[:_WIDTH]
    return f"end {len(records)} {digest}".encode()


def _fail(message: str, source: str) -> NoReturn:
    raise ReportError(message, where=source, hint=HINT, id_="snapshot-damaged")
