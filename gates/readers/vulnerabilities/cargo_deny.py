"""`cargo deny --format json check advisories`, or `check`: an object a line, on standard error.

    {"fields":{"code":"vulnerability","severity":"error","message":"stack overflow","advisory":{"id":"RUSTSEC-2019-0001",
      "aliases":["CVE-2019-15542"],"cvss":"CVSS:3.0/…","date":"2019-04-27"},"graphs":[{"Krate":{"name":"ammonia",
      "version":"0.7.0"},"parents":[{"Krate":{"name":"app","version":"0.1.0"}}]}],"notes":["Solution: Upgrade to >=2.1.0 …"]},
     "type":"diagnostic"}
    {"fields":{"advisories":{"errors":1,"helps":0,"notes":0,"warnings":0}},"type":"summary"}

The summary comes last and counts the errors and warnings of each check: where it lacks, or counts others than are there, the
run failed or the report was cut, which is no report; one that does not count advisories did not look for any. What was
fetched or logged stands between the lines and is passed over, but not an error that was logged, which is a doubt. Diagnostics
of licences, bans and sources are other gates' business. RustSec rates by CVSS vector only, as in `cargo audit`.

An advisory that the configuration ignores stands there as a note, if at all, and is said, as are notes that are not shown;
where another run in the same file does not ignore it, it counts.
How many crates were looked at is not told. Before version 0.13 the crate of a graph stood in it without `Krate`. Dropped:
texts, labels, kinds of dependencies. With --audit-compatible-output it writes what `cargo audit` does, on standard output.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from gates.errors import ReportError
from gates.model.verdict import Note
from gates.model.vulnerabilities import AuditReport, Finding, Kind, normalise
from gates.readers.audit_parts import conclude, find_day, find_ids, list_texts, rate_vectors, refuse
from gates.readers.console import read_lines
from gates.readers.json import DAMAGED, decode, expect, find, take
from gates.readers.vulnerabilities._cargo_deny_graphs import find_paths, read_node
from gates.typed import Any, NamedTuple

SPEC = "https://github.com/EmbarkStudios/cargo-deny/blob/main/src/diag/grapher.rs (0.20)"
_LINE = re.compile(
    rb'^[ \t]*\{\s*"(?:type"\s*:\s*"(?:diagnostic|summary|log)"|'
    rb'fields"\s*:\s*\{\s*"(?:advisor|bans|code|level|licenses|severity|sources|timestamp))',
    re.MULTILINE,
)
_KINDS = {kind.value: kind for kind in Kind}
_CODES = frozenset(
    {
        *_KINDS,
        "advisory-ignored",
        "yanked-ignored",
        "index-failure",
        "index-cache-load-failure",
        "advisory-not-detected",
        "yanked-not-detected",
        "unknown-advisory",
    }
)
"""The codes of the check of advisories: https://embarkstudios.github.io/cargo-deny/checks/advisories/diags.html"""
_SOLUTION = re.compile(r"Solution: Upgrade to (.+?)(?: \(try .*)?", re.DOTALL)


class _Run(NamedTuple):
    """What one run, or several whose lines stand in one file, told."""

    findings: list[Finding]
    hushed: list[Finding]
    """What is only a note, as all is that is ignored."""
    ignored: set[str]
    unseen: list[int]
    """How many notes the summaries count that do not stand there."""
    unchecked: list[str]
    """The crates of which nobody knows whether they are yanked."""
    errors: list[str]
    """What was logged as an error."""


def sniff(head: bytes) -> bool:
    """Say whether one of the lines is one of cargo-deny's."""
    return b'"fields"' in head and bool(_LINE.search(head.removeprefix(b"\xef\xbb\xbf")))


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> AuditReport:
    """Give the findings of a report. Raises ReportError on anything that is not one, and where its last line lacks."""
    del wanted
    run = _Run([], [], set(), [], [], [])
    counts: Counter[str] = Counter()
    is_whole = False
    for where, entry in _read_lines(chunks, source):
        kind, fields = take(entry, "type", str, "", where), take(entry, "fields", dict, "", where)
        if kind == "summary":
            run.unseen.append(_check_summary(fields, counts, where))
            counts, is_whole = Counter(), True
        elif kind == "diagnostic":
            is_whole = False
            if find(fields, "code", str, "fields", where) in _CODES:
                counts[take(fields, "severity", str, "fields", where)] += 1
                _read_diagnostic(fields, run, where)
        elif kind == "log" and fields.get("level") == "ERROR":
            run.errors.append(" ".join(str(fields.get("message")).split())[:200])
    if not is_whole and run.errors:
        raise refuse("; ".join(run.errors), source)
    if not is_whole:
        raise ReportError("lacks its summary", where=source, hint="was it cut off, or did cargo deny fail? scan again")
    return _conclude(run, source)


def _read_lines(chunks: Iterable[bytes], source: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give each line that is one of cargo-deny's, with its place. Raises ReportError where one is damaged."""
    for number, line in enumerate(read_lines(chunks), 1):
        if line.startswith("{") or '"fields"' in line:
            where = f"{source}:{number}"
            yield where, expect(decode([line.encode()], where, of_bytes=1, unique=True), dict, "the line", where)


def _check_summary(fields: Mapping[str, Any], counts: Counter[str], where: str) -> int:
    """Give how many notes are not shown. Raises ReportError where something else is not there that is counted."""
    if "advisories" not in fields:
        hint = "run cargo deny --format json check advisories"
        raise ReportError("tells nothing of advisories, which were not checked", where=where, hint=hint)
    counted = take(fields, "advisories", dict, "fields", where)
    for word in ("error", "warning"):
        told = take(counted, f"{word}s", int, "fields.advisories", where)
        if told != counts[word]:
            hint = "was a line lost, or are warnings not shown? run cargo deny --log-level warn --format json check"
            raise ReportError(f"counts {told} {word}s of advisories, and {counts[word]} are there", where=where, hint=hint)
    return max(take(counted, "notes", int, "fields.advisories", where) - counts["note"], 0)


def _read_diagnostic(fields: Mapping[str, Any], run: _Run, where: str) -> None:
    """Put what a diagnostic of the check of advisories tells to the rest."""
    code, labels = str(fields["code"]), find(fields, "labels", list, "fields", where) or []
    spans = [span for each in labels if isinstance(each, dict) and isinstance(span := each.get("span"), str)]
    if code in ("advisory-ignored", "yanked-ignored"):
        run.ignored.update(spans[:1])
    elif code == "index-failure":
        run.unchecked.append(spans[0].partition(" ")[0] if spans else "a crate")
    elif code == "index-cache-load-failure":
        run.errors.append(str(fields.get("message")))
    elif code in _KINDS:
        finding = _read_finding(fields, _KINDS[code], spans, where)
        (run.hushed if fields["severity"] == "note" else run.findings).extend([finding] if finding else [])


def _read_finding(fields: Mapping[str, Any], kind: Kind, spans: list[str], where: str) -> Finding | None:
    """Give a finding; None for one that was withdrawn."""
    advisory = find(fields, "advisory", dict, "fields", where) or {}
    if advisory.get("withdrawn"):
        return None
    graphs = [each for each in find(fields, "graphs", list, "fields", where) or [] if isinstance(each, dict)]
    name, version = _name_crate(graphs, spans, where)
    notes = sorted(list_texts(fields.get("notes")))
    told = [text for note in notes if note.startswith(("ID: ", "Advisory: ")) for text in find_ids(note)]
    ids = list_texts(advisory.get("id")) | list_texts(advisory.get("aliases")) | frozenset(told)
    fixed = [solution[1] for note in notes if (solution := _SOLUTION.fullmatch(note))]
    paths = frozenset(path for graph in graphs for path in find_paths(graph))
    return Finding(
        normalise("cargo", name),
        ids or frozenset({f"{kind.value}:{name}@{version}"}),
        rate_vectors([advisory.get("cvss")]),
        kind,
        "" if kind is Kind.YANKED else find(fields, "message", str, "fields", where) or "",
        frozenset({version}) - {""},
        frozenset(part for text in fixed for part in text.split(" OR ")),
        paths=paths,
        is_direct=any(path.count(">") == 0 for path in paths) if paths else None,
        published=find_day(advisory.get("date")),
    )


def _name_crate(graphs: list[dict[str, Any]], spans: list[str], where: str) -> tuple[str, str]:
    """Give the name and version of the crate that a diagnostic is about: by its graph, else by its line of Cargo.lock."""
    name, version = read_node(graphs[0]) if graphs else ("", "")
    if not name and spans:
        name, _, rest = spans[0].partition(" ")
        version = rest.partition(" ")[0]
    if not name:
        raise ReportError("does not tell which crate it is about", where=f"{where}: fields", hint=DAMAGED)
    return name, version


def _conclude(run: _Run, source: str) -> AuditReport:
    kept = [*run.findings, *(each for each in run.hushed if each.ids.isdisjoint(run.ignored))]
    notes = []
    if run.ignored:
        notes.append(Note("ignored-by-scanner", f"the scanner was told to ignore {', '.join(sorted(run.ignored))}", source))
    if sum(run.unseen):
        told = f"the scanner counts {sum(run.unseen):,} notes that it does not show, which ignored advisories may be among"
        notes.append(Note("ignored-by-scanner", told, source))
    if run.unchecked:
        told = f"the scanner could not tell whether {len(run.unchecked):,} crates are yanked"
        notes.append(Note("skipped-by-scanner", told, source))
    doubts = [Note("scan-failed", f"the scanner logged an error: {'; '.join(run.errors)}", source)] if run.errors else []
    return conclude(kept, source, None, notes, doubts)
