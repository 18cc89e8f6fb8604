"""Reports on disk: which ones a pattern means, their bytes in pieces, and files written whole or not at all."""

import os
import stat
import sys
from collections.abc import Iterator
from importlib import import_module
from io import BytesIO, FileIO

from gates.errors import ReportError, UsageError
from gates.typed import Any, BinaryIO, NamedTuple

CHUNK_BYTES = 1 << 20
UNPACKED_LIMIT_BYTES = 4 << 30
"""What a compressed report may come to; ten times the largest report anybody has complained of."""
_MAGIC = frozenset("*?[")
_GZIP = b"\x1f\x8b"
_ZSTD = (b"\x28\xb5\x2f\xfd", *(bytes([mark]) + b"\x2a\x4d\x18" for mark in range(0x50, 0x60)))
"""How a frame begins, or one that is passed over, which parallel packers write first: RFC 8878, 3.1."""
_HINT = "was it cut off? write it again"


class Source(NamedTuple):
    """One report before it is read."""

    name: str
    """The path as it was named or found; `-` for standard input."""
    size_bytes: int
    """0 where it is not known."""
    modified_seconds: float | None
    """When it was written, in seconds since the epoch; None where it is not known."""
    is_folder: bool = False
    """Whether it is a folder that only together is one report."""
    digest: Any = None
    """A hash of hashlib that is fed with its bytes while they are read; None where nobody asks for one."""


def find_sources(patterns: tuple[str, ...], *, folders: bool = False) -> tuple[list[Source], list[ReportError]]:
    """Give the reports that the patterns mean, each once, sorted, and an error for each pattern that means none.

    A folder is a report where `folders` may be, else an error; a pattern then means folders as well as files.
    """
    found: dict[str, Source] = {}
    missing: list[ReportError] = []
    for pattern in patterns:
        paths = _expand(pattern, folders=folders)
        if not paths:
            missing.append(_missing(pattern))
        for path in paths:
            source = _look_at(path, folders=folders)
            found.setdefault(path if path == "-" else os.path.realpath(path), source)
    return sorted(found.values(), key=lambda source: source.name), missing


def read_chunks(source: Source, stdin: BinaryIO | None) -> Iterator[bytes]:
    """Give the bytes of a report piece by piece, unpacked if they are gzip or Zstandard. Raises ReportError."""
    try:
        if source.name != "-":
            with open(source.name, "rb", buffering=0) as file:
                yield from _unpack(_watch(file, source), source.name)
        elif stdin is not None:
            yield from _unpack(_watch(stdin, source), source.name)
        else:
            raise ReportError("there is no standard input to read", where="-", id_="report-unreadable")
    except OSError as flaw:
        raise ReportError(f"cannot be read: {flaw.strerror or flaw}", where=source.name, id_="report-unreadable") from flaw


class _Watched:
    """A file whose bytes are hashed as they are read."""

    def __init__(self, file: BinaryIO | FileIO, digest: Any) -> None:
        self._file, self._digest = file, digest

    def read(self, size: int = -1) -> bytes:
        """Give so many bytes, or all that are left."""
        data = self._file.read(size) or b""
        self._digest.update(data)
        return data


def _watch(file: BinaryIO | FileIO, source: Source) -> BinaryIO | FileIO | _Watched:
    return _Watched(file, source.digest) if source.digest else file


def is_packed(source: Source) -> bool:
    """Say whether a file is compressed, so that it can only be read from its beginning."""
    with open(source.name, "rb", buffering=0) as file:
        return file.read(4).startswith((_GZIP, *_ZSTD))


def check_unchanged(source: Source) -> None:
    """Raise ReportError where a file is not the one any more that was found."""
    now = _look_at(source.name, folders=False)
    if (now.size_bytes, now.modified_seconds) != (source.size_bytes, source.modified_seconds):
        hint = "judge it once what writes it is done"
        raise ReportError("changed while it was read", where=source.name, hint=hint, id_="report-changed")


def write_file(path: str, text: str, *, append: bool = False) -> None:
    """Write a text as UTF-8, whole or not at all; or append it. Raises UsageError where that cannot be done."""
    data = text.encode("utf-8", errors="replace")
    try:
        if append:
            with open(path, "ab") as file:
                file.write(data)
            return
        if os.path.exists(path) and not os.path.isfile(path):
            with open(path, "wb") as file:
                file.write(data)
            return
        partial = f"{path}.{os.getpid()}.part"
        try:
            with open(partial, "wb") as file:
                file.write(data)
            os.replace(partial, path)
        finally:
            if os.path.exists(partial):
                os.unlink(partial)
    except OSError as flaw:
        hint = "does its folder exist?"
        raise UsageError(
            f"cannot be written: {flaw.strerror or flaw}", where=path, hint=hint, id_="output-unwritable"
        ) from flaw


def list_folder(source: Source) -> tuple[str, ...]:
    """Give the files below a folder, relative to it, with forward slashes, sorted. Links to folders are not followed."""
    found = []
    for top, _, names in os.walk(source.name):
        folder = os.path.relpath(top, source.name).replace(os.sep, "/")
        found += [name if folder == "." else f"{folder}/{name}" for name in names]
    return tuple(sorted(found))


def load_file(source: Source, name: str) -> bytes:
    """Give the bytes of a file below a folder. Raises ReportError."""
    path = os.path.join(source.name, *name.split("/"))
    return b"".join(read_chunks(Source(path, 0, None), None))


def _expand(pattern: str, *, folders: bool) -> list[str]:
    if pattern == "-" or os.path.lexists(pattern):
        return [pattern]
    if not _MAGIC & set(pattern):
        return []
    from glob import glob

    return sorted(path for path in glob(pattern, recursive=True) if folders or not os.path.isdir(path))


def _missing(pattern: str) -> ReportError:
    if _MAGIC & set(pattern):
        hint = "was the report written, and here?"
        return ReportError("no file matches this pattern", where=pattern, hint=hint, id_="report-missing")
    hint = "was it written, and is this the right folder? --optional skips a report that is not there"
    return ReportError("no such file", where=pattern, hint=hint, id_="report-missing")


def _look_at(path: str, *, folders: bool) -> Source:
    if path == "-":
        return Source("-", 0, None)
    try:
        status = os.stat(path)
    except OSError as flaw:
        raise ReportError(f"cannot be read: {flaw.strerror or flaw}", where=path, id_="report-unreadable") from flaw
    if stat.S_ISDIR(status.st_mode) and folders:
        return Source(path, 0, status.st_mtime, is_folder=True)
    if stat.S_ISDIR(status.st_mode):
        hint = f"name the files in it, with a pattern such as '{path}/**/*.xml'"
        raise ReportError("is a folder, not a report", where=path, hint=hint, id_="report-folder")
    return Source(path, status.st_size if stat.S_ISREG(status.st_mode) else 0, status.st_mtime)


def _unpack(file: BinaryIO | FileIO | _Watched, name: str) -> Iterator[bytes]:
    """Give the bytes of a file as they are, or unpacked where they begin as gzip or Zstandard does."""
    first = file.read(CHUNK_BYTES) or b""
    if first.startswith((_GZIP, *_ZSTD)):
        unpack = _gunzip if first.startswith(_GZIP) else _unzstd
        yield from _limit(unpack(BytesIO(first + (file.read() or b"")), name), name)
        return
    while first:
        yield first
        first = file.read(CHUNK_BYTES) or b""


def _limit(pieces: Iterator[bytes], name: str) -> Iterator[bytes]:
    """Give the pieces as long as they are not too many. Raises ReportError where they are."""
    size_bytes = 0
    for piece in pieces:
        size_bytes += len(piece)
        if size_bytes > UNPACKED_LIMIT_BYTES:
            raise ReportError(f"unpacks to more than {UNPACKED_LIMIT_BYTES >> 30} GiB", where=name, id_="report-too-large")
        yield piece


def _gunzip(packed: BytesIO, name: str) -> Iterator[bytes]:
    import gzip
    import zlib

    try:
        with gzip.GzipFile(fileobj=packed) as file:
            while piece := file.read(CHUNK_BYTES):
                yield piece
    except (gzip.BadGzipFile, EOFError, zlib.error) as flaw:
        raise ReportError(f"not whole gzip data: {flaw}", where=name, hint=_HINT) from flaw


def _unzstd(packed: BytesIO, name: str) -> Iterator[bytes]:
    """Give what all frames hold, one after another; one that asks for more memory than 128 MiB is refused as damaged."""
    zstd = import_module("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd")
    try:
        with zstd.ZstdFile(packed) as file:
            while piece := file.read(CHUNK_BYTES):
                yield piece
    except (zstd.ZstdError, EOFError) as flaw:
        raise ReportError(f"not whole Zstandard data: {flaw}", where=name, hint=_HINT) from flaw
