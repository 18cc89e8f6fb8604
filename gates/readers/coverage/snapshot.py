"""gate's own snapshot of coverage: what a baseline is kept in, and what shards can be handed on as.

    gate-snapshot 1 coverage
    commit 1f0c9f7d2b7a4e0a8d3c5b6e7f8091a2b3c4d5e6
    in src
    file a.py lines=c1A|rows=2y<4>|functions=6c-XW0Ra
    totals src/b.py unplaced=r.json 10 8
    end 4 9f86d081884c7d65

Sorted, without times, one record a line; `in` names the folder of the files behind it. A file tells its lines, its branches
(rows: x of y; points: by name), its functions (by digest of their names, which would take more room than all the rest) and its
statements, in the codes of `_snapshot_code`; totals are what a report counts without a line for it. `gates.readers.seal` tells
of the first and the last line. `commit` is where the work tree stood, so that lines can be followed from there. Notes are not
kept, and a report that may not be whole is not written at all.
"""

from collections.abc import Iterable, Iterator

from gates.errors import ReportError
from gates.model.coverage import CoverageReport, FileCoverage, Place, RepoPath, Totals
from gates.readers.seal import HEAD, HINT, escape, open_seal, seal, unescape

SPEC = "#snapshots (README; format 1)"

_KIND = "coverage"
_KINDS = ("unplaced", "corrections", "claims")
_METRICS_OF = {"lines": "line", "points": "branch", "rows": "branch", "functions": "function", "statements": "statement"}
"""Field of a file → the metric that it is read for."""

_CODES = {"": "-", "-": "%2D"}
"""Paths that are not written as they are: no path at all, and the name that stands for it."""
_NAMES = {code: path for path, code in _CODES.items()}


def sniff(head: bytes) -> bool:
    """Say whether this is a snapshot of any version."""
    return head.startswith(HEAD)


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> CoverageReport:
    """Give the coverage that a snapshot holds. Raises ReportError where it is not exactly what was written."""
    records = open_seal(b"".join(chunks), _KIND, source)
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
            raise ReportError(f"is damaged: {flaw}", where=f"{source}:{number}", hint=HINT, id_="snapshot-damaged") from flaw
    return CoverageReport(files, totals["unplaced"], totals["corrections"], totals["claims"], commits=frozenset(commits))


def _read_path(text: str) -> RepoPath:
    return RepoPath(_NAMES[text] if text in _NAMES else unescape(text).decode(errors="surrogateescape"))


def _read_file(text: str, wanted: frozenset[str]) -> FileCoverage:
    from gates.readers.coverage import _snapshot_code as code  # noqa: PLC0415 (who only sniffs must not pay for reading)

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
    what, *numbers = text.split(" ")
    kind, equals, source = what.partition("=")
    if kind not in _KINDS or not equals or len(numbers) > len(Totals._fields):
        raise ValueError(f"{text[:40]!r} are no totals")
    return kind, (unescape(source).decode(errors="surrogateescape"), path), Totals(*map(int, numbers))


def write(report: CoverageReport, commit: str) -> str:
    """Give the snapshot of a report; the commit may be empty. Raises ReportError for a report that may not be whole."""
    for doubt in sorted(report.doubts):
        raise ReportError(f"no snapshot is made of it: {doubt.text}", where=doubt.where, id_="snapshot-refused")
    records = [f"commit {commit}"] if commit else []
    records += [*_write_files(report), *sorted(_write_totals(report))]
    return seal(_KIND, records)


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
    from gates.readers.coverage._snapshot_code import write_numbers  # noqa: PLC0415 (the same)

    for kind, totals in zip(_KINDS, (report.unplaced, report.corrections, report.claims), strict=True):
        for (source, path), counts in totals.items():
            name = escape(source.encode(errors="surrogateescape"))
            yield f"totals {_write_path(path)} {kind}={name} {write_numbers(counts)}"


def _write_path(path: RepoPath) -> str:
    return _CODES.get(path) or escape(path.encode(errors="surrogateescape"))
