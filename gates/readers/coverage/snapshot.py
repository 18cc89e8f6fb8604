"""gate's own snapshot of coverage: what a baseline is kept in, and what shards can be handed on as.

    gate-snapshot 1 coverage
    commit 1f0c9f7d2b7a4e0a8d3c5b6e7f8091a2b3c4d5e6
    in src
    file a.py lines=c1A|rows=2y<4>|functions=6c-XW0Ra
    totals src/b.py unplaced=r.json 10 8
    end 4 9f86d081884c7d65

Sorted, without times, one record a line; `in` names the folder of the files behind it. A file tells its lines, its branches
(rows: x of y; points: by name), its functions (by digest of their names, which would take more room than all the rest) and its
statements, in the codes of `_snapshot_code`; totals are what a report counts without a line for it. The last line counts the
records before it and has the first 16 digits of their SHA-256, so that a snapshot that was cut off or edited is an error, never
a smaller baseline. `commit` is where the work tree stood, so that lines can be followed from there. Notes are not kept, and a
report that may not be whole is not written at all.
"""

import hashlib
from collections.abc import Iterable, Iterator
from typing import NoReturn

from gates.errors import ReportError
from gates.model.coverage import CoverageReport, FileCoverage, Place, RepoPath, Totals

SPEC = "#snapshots (README; format 1)"

VERSION = 1
_KINDS = ("unplaced", "corrections", "claims")
_HEAD = "gate-snapshot"
_HINT = "take an older one from git, or write it again: gate baseline update"
_WIDTH = 16
_METRICS_OF = {"lines": "line", "points": "branch", "rows": "branch", "functions": "function", "statements": "statement"}
"""Field of a file → the metric that it is read for."""


def sniff(head: bytes) -> bool:
    """Say whether this is a snapshot of any version."""
    return head.startswith(_HEAD.encode())


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> CoverageReport:
    """Give the coverage that a snapshot holds. Raises ReportError where it is not exactly what was written."""
    records = _check(b"".join(chunks), source)
    files: dict[RepoPath, FileCoverage] = {}
    totals: dict[str, dict[Place, Totals]] = {kind: {} for kind in _KINDS}
    commits: set[str] = set()
    folder = ""
    for number, record in enumerate(records, 2):
        name, *fields = record.split(" ", 2)
        try:
            match name, fields:
                case "commit", [commit]:
                    commits.add(commit)
                case "in", [path]:
                    folder = f"{_read_path(path)}/"
                case "file", [path, *codes]:
                    files[RepoPath(folder + _read_path(path))] = _read_file(codes[0] if codes else "", wanted)
                case "totals", [path, text]:
                    kind, place, counts = _read_totals(_read_path(path), text)
                    totals[kind][place] = counts
                case _:
                    raise ValueError(f"there is no record {name[:40]!r}")  # noqa: TRY301 (one way to tell a fault)
        except ValueError as flaw:
            raise ReportError(f"is damaged: {flaw}", where=f"{source}:{number}", hint=_HINT) from flaw
    return CoverageReport(files, totals["unplaced"], totals["corrections"], totals["claims"], commits=frozenset(commits))


def _check(data: bytes, source: str) -> list[str]:
    """Give the records between the first line and the last, which must be right."""
    head, _, body = data.partition(b"\n")
    words = head.decode(errors="replace").split(" ")
    if words[0] != _HEAD or len(words) < 3 or words[2] != "coverage":  # noqa: PLR2004 (three words)
        _fail("is not a snapshot of coverage", source)
    if words[1] != str(VERSION):
        hint = "use the gate that wrote it, or a newer one"
        raise ReportError(f"is a snapshot of format {words[1][:20]}, and this gate reads {VERSION}", where=source, hint=hint)
    lines = body.split(b"\n")
    if len(lines) < 2 or lines[-1] or not lines[-2].startswith(b"end "):  # noqa: PLR2004 (a record and what follows its end)
        _fail("is cut off: its last line is missing", source)
    records = lines[:-2]
    if lines[-2] != _end(head, records):
        _fail("was changed after it was written: its last line does not fit the others", source)
    return [record.decode("ascii") for record in records]


def _end(head: bytes, records: list[bytes]) -> bytes:
    digest = hashlib.sha256(b"\n".join((head, *records))).hexdigest()[:_WIDTH]
    return f"end {len(records)} {digest}".encode()


def _fail(message: str, source: str) -> NoReturn:
    raise ReportError(message, where=source, hint=_HINT)


def _read_path(text: str) -> RepoPath:
    from gates.readers.coverage._snapshot_code import unescape  # noqa: PLC0415 (who only sniffs must not pay for reading)

    return RepoPath("" if text == "-" else unescape(text).decode(errors="surrogateescape"))


def _read_file(text: str, wanted: frozenset[str]) -> FileCoverage:
    from gates.readers.coverage import _snapshot_code as code  # noqa: PLC0415 (the same)

    fields: dict[str, str] = {}
    for part in text.split("|") if text else ():
        name, equals, value = part.partition("=")
        if not equals or name in fields:
            raise ValueError(f"{part[:40]!r} is no field")
        fields[name] = value
    told = {field: fields.pop(field, "") for field in _METRICS_OF}
    lines, points, rows, functions, statements = (
        text if metric in wanted or metric == "line" else ""
        for text, metric in zip(told.values(), _METRICS_OF.values(), strict=True)
    )
    coverage = FileCoverage(
        code.read_lines(lines),
        code.read_points(points),
        code.read_rows(rows),
        code.read_functions(functions),
        code.read_statements(statements),
    )
    if fields:
        raise ValueError(f"there is no field {min(fields)[:40]!r}")
    return coverage


def _read_totals(path: RepoPath, text: str) -> tuple[str, Place, Totals]:
    from gates.readers.coverage._snapshot_code import unescape  # noqa: PLC0415 (the same)

    what, *numbers = text.split(" ")
    kind, equals, source = what.partition("=")
    if kind not in _KINDS or not equals or len(numbers) > len(Totals._fields):
        raise ValueError(f"{text[:40]!r} are no totals")
    return kind, (unescape(source).decode(errors="surrogateescape"), path), Totals(*map(int, numbers))


def write(report: CoverageReport, commit: str) -> str:
    """Give the snapshot of a report; the commit may be empty. Raises ReportError for a report that may not be whole."""
    for doubt in sorted(report.doubts):
        raise ReportError(f"no snapshot is made of it: {doubt.text}", where=doubt.where)
    head = f"{_HEAD} {VERSION} coverage"
    records = [f"commit {commit}"] if commit else []
    records += [*_write_files(report), *sorted(_write_totals(report))]
    lines = [record.encode("ascii") for record in records]
    return "\n".join((head, *records, _end(head.encode(), lines).decode(), ""))


def _write_files(report: CoverageReport) -> Iterator[str]:
    from gates.readers.coverage import _snapshot_code as code  # noqa: PLC0415 (the same)

    folder = ""
    for path in sorted(report.files, key=lambda path: path.rpartition("/")):
        coverage = report.files[path]
        fields = {
            "lines": code.write_lines(coverage.lines),
            "rows": code.write_rows(coverage.counted),
            "points": code.write_points(coverage.points),
            "functions": code.write_functions(coverage.functions),
            "statements": code.write_statements(coverage.statements),
        }
        told = "|".join(f"{name}={value}" for name, value in fields.items() if value)
        here, slash, name = path.rpartition("/")
        if f"{here}{slash}" != folder:
            folder = f"{here}{slash}"
            yield f"in {_write_path(RepoPath(here))}"
        yield f"file {_write_path(RepoPath(name))} {told}".rstrip()


def _write_totals(report: CoverageReport) -> Iterator[str]:
    from gates.readers.coverage._snapshot_code import escape, write_numbers  # noqa: PLC0415 (the same)

    for kind, totals in zip(_KINDS, (report.unplaced, report.corrections, report.claims), strict=True):
        for (source, path), counts in totals.items():
            name = escape(source.encode(errors="surrogateescape"))
            yield f"totals {_write_path(path)} {kind}={name} {write_numbers(counts)}"


def _write_path(path: RepoPath) -> str:
    from gates.readers.coverage._snapshot_code import escape  # noqa: PLC0415 (the same)

    return escape(path.encode(errors="surrogateescape")) or "-"
