"""Reports found, named, and read: from patterns and shards to one report each, in its format."""

import time
from collections import deque
from collections.abc import Mapping
from importlib import import_module
from itertools import chain

from gates.catalog import FOLDER, READERS
from gates.cli import files
from gates.cli.files import Source
from gates.cli.sniffing import HEAD_BYTES, sniff
from gates.commands.protocol import Settings
from gates.errors import ReportError, UsageError
from gates.model.verdict import Input, Note
from gates.typed import Any, BinaryIO, NamedTuple

_LARGE_BYTES = 8 << 20
_AGES_SECONDS = (("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1))
_UNITS_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}


class Readings(NamedTuple):
    """Reports that were read."""

    reports: Mapping[str, Any]
    """By name."""
    inputs: tuple[Input, ...]
    skipped: tuple[Note, ...]
    """What was missing and may be."""


class _Shard(NamedTuple):
    name: str
    patterns: tuple[str, ...]
    size: int
    """How many files it has; 0 for any number but none."""


def read_all(
    kind: str, settings: Settings, wanted: frozenset[str], jobs: int, stdin: BinaryIO | None, *, digests: bool = False
) -> Readings:
    """Give every report that the settings name, read for the metrics that are wanted. Raises UsageError, ReportError.

    `digests` asks for those of their bytes as well: of the very bytes that were read.
    """
    patterns = settings.get("reports", ())
    shards = _find_shards(settings)
    named = tuple(map(str, patterns)) if isinstance(patterns, tuple) else ()
    if not named and not shards:
        raise UsageError("no report was named", hint="name them as arguments, or set reports in gate.toml", id_="no-report")
    folders = has_folders(kind)
    sources, missing = files.find_sources(named, folders=folders)
    for shard in shards:
        found, lost = files.find_sources(shard.patterns, folders=folders)
        missing += _check_shard(shard, found, lost)
        sources += [source for source in found if source not in sources]
    if missing and not settings.get("optional"):
        raise missing[0]
    skipped = tuple(Note("report-skipped", f"{error.message}; it is optional", error.where) for error in missing)
    if settings.get("max-age") == "edit":
        from gates.cli import edits  # (it asks git, which most runs need not)

        edits.check(sources, settings)
    else:
        check_age(sources, str(settings.get("max-age", "")))
    sources = [_digest(source) for source in sources] if digests else sources
    read = [(source.name, *read_one(source, settings, kind, wanted, jobs, stdin)) for source in sources]
    prints = [source.digest.hexdigest() if source.digest else "" for source in sources]
    inputs = tuple(Input(name, format_, digest) for (name, format_, _), digest in zip(read, prints, strict=True))
    return Readings({name: report for name, _, report in read}, inputs, skipped)


def _digest(source: Source) -> Source:
    """Give a report that will know the digest of its bytes once they are read, unless it is a folder."""
    from hashlib import sha256

    return source if source.is_folder else source._replace(digest=sha256())


def _find_shards(settings: Settings) -> list[_Shard]:
    """Give the shards: those of the command line, else those of the configuration."""
    texts = settings.get("shard", ())
    shards = []
    for text in texts if isinstance(texts, tuple) else ():
        name, equals, pattern = str(text).partition("=")
        if not name or not equals or not pattern:
            raise UsageError(f"{text!r} is not NAME=REPORT", where="--shard", hint="for example --shard unit=cov/unit.xml")
        shards.append(_Shard(name, (pattern,), 0))
    tables = settings.get("shards", ())
    if shards or not isinstance(tables, tuple):
        return shards
    return [
        _Shard(str(table["name"]), tuple(table["reports"]), int(table.get("count", 0)))
        for table in tables
        if isinstance(table, Mapping)
    ]


def _check_shard(shard: _Shard, found: list[Source], missing: list[ReportError]) -> list[ReportError]:
    """Give what is wrong with a shard: it did not report, or in another number of files than it has."""
    if missing:
        told = f"the shard {shard.name!r} did not report"
        return [ReportError(told, where=each.where, hint=each.hint, id_=each.id) for each in missing]
    if shard.size and len(found) != shard.size:
        told = f"the shard {shard.name!r} has {len(found)} reports instead of {shard.size}"
        hint = "did one fail, or is one left over from an earlier run?"
        raise ReportError(told, where=", ".join(shard.patterns), hint=hint, id_="shard-incomplete")
    return []


def read_one(
    source: Source, settings: Settings, kind: str, wanted: frozenset[str], jobs: int, stdin: BinaryIO | None
) -> tuple[str, Any]:
    """Give the format of a report and what it says."""
    if source.is_folder:
        return read_folder(source, kind, "")
    chunks = files.read_chunks(source, stdin)
    head = b""
    for chunk in chunks:
        head += chunk
        if len(head) >= HEAD_BYTES:
            break
    if not head.strip():
        hint = "did the tool that should write it run to its end?"
        raise ReportError("is empty", where=source.name, hint=hint, id_="report-empty")
    format_ = str(settings.get("report-format", "")) or sniff(head[:HEAD_BYTES], source.name, kind)
    reader = import_module(find_module(format_, kind))
    report = _read_in_shares(reader, source, wanted, jobs)
    shared = report is not None
    if not shared:
        report = reader.read(chain((head,), chunks), source.name, wanted)
    if source.digest:
        deque(chunks, maxlen=0)  # what the reader had no need of is a part of the report's digest as well
    if shared:
        files.check_unchanged(source)  # each process has opened it for itself
    return format_, report


def _read_in_shares(reader: Any, source: Source, wanted: frozenset[str], jobs: int) -> Any:
    """Give what a large report says, read by several processes; None where one has to read it alone."""
    if source.size_bytes < _LARGE_BYTES or not hasattr(reader, "read_share") or files.is_packed(source):
        return None
    from gates.cli import workers

    shares = workers.count_workers(jobs)
    return workers.read_in_shares(reader, source._replace(digest=None), wanted, shares) if shares > 1 else None


def has_folders(kind: str) -> bool:
    """Say whether a report of this kind may be a folder."""
    return any(FOLDER in marks for *_, marks in READERS[kind])


def read_folder(source: Source, kind: str, which: str) -> tuple[str, Any]:
    """Give the format of a report that is a folder, and what it says; `which` is one of several side by side in it."""
    names = files.list_folder(source)
    for format_, module, _, marks in READERS[kind]:
        reader = import_module(module) if FOLDER in marks else None
        if reader and reader.sniff_folder(names):
            return format_, reader.read_folder(names, lambda name: files.load_file(source, name), source.name, which)
    known = ", ".join(format_ for format_, *_, marks in READERS[kind] if FOLDER in marks)
    hint = f"folders that are reports: {known}; name the files of others: '{source.name}/*.json'"
    raise ReportError(f"is a folder, and not a report of {kind} that is one", where=source.name, hint=hint, id_="report-folder")


def find_module(name: str, kind: str) -> str:
    """Give the module that reads a format. Raises UsageError that tells the known ones."""
    known = {format_: module for format_, module, *_ in READERS[kind]}
    if name not in known:
        raise UsageError(f"{name!r} is not a format that gate knows", hint=f"known: {', '.join(known)}")
    return known[name]


def check_age(sources: list[Source], age: str) -> None:
    """Raise ReportError for a report that is older than `age`, such as `12h`; an empty age allows any."""
    if not age:
        return
    if not (age[:-1].isascii() and age[:-1].isdigit() and age[-1] in _UNITS_SECONDS):
        raise UsageError(f"{age!r} is not a time", where="max-age", hint="edit, or a number and s, m, h, d or w, such as 12h")
    limit_seconds = int(age[:-1]) * _UNITS_SECONDS[age[-1]]
    now_seconds = time.time()
    for source in sources:
        if source.modified_seconds is not None and now_seconds - source.modified_seconds > limit_seconds:
            old = _tell_age(now_seconds - source.modified_seconds)
            hint = "is it left over from an earlier run? let its tool write it again"
            raise ReportError(
                f"was written over {old} ago, longer than max-age {age}", where=source.name, hint=hint, id_="report-too-old"
            )


def _tell_age(seconds: float) -> str:
    """Give an age in whole units, cut, of the largest that it fills: `2 hours`, `7 days`."""
    name, size = next((unit for unit in _AGES_SECONDS if unit[1] <= seconds), _AGES_SECONDS[-1])
    count = int(seconds // size)
    return f"{count:,} {name}{'' if count == 1 else 's'}"
