"""osv-scanner's JSON (`osv-scanner --format json`).

    {"results": [{"source": {"path": "/src/yarn.lock", "type": "lockfile"}, "packages": [{"package": {"name": "semver",
      "version": "7.3.8", "ecosystem": "npm"}, "vulnerabilities": [{"id": "GHSA-…", "aliases": ["CVE-…"], "severity": [
      {"type": "CVSS_V3", "score": "CVSS:3.1/…"}]}], "groups": [{"ids": ["GHSA-…"], "max_severity": "7.5"}]}]}]}

A group's `max_severity` is a CVSS score as text and may be empty; without it the vectors are rated. Only packages with
findings are listed unless osv-scanner is told otherwise, so how much was looked at is not known. Withdrawn records are left
out. Kept: ids, severity, the versions in which it is fixed. Dropped: texts, ranges, call analysis.
"""

from collections.abc import Iterable, Iterator, Mapping

from gates.model.vulnerabilities import AuditReport, Finding, Severity, rate_score, read_severity
from gates.readers.audit_parts import conclude, find_day, list_texts, name_package, rate_vectors
from gates.readers.json import decode, expect, find, take
from gates.typed import Any

SPEC = "https://google.github.io/osv-scanner/output/ (JSON)"


def sniff(head: bytes) -> bool:
    """Say whether an object holds results of packages by ecosystem."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return (
        start.startswith(b"{")
        and start[1:].lstrip().startswith(b'"results"')
        and b'"runs"' not in head
        and b'"command"' not in head
    )


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> AuditReport:
    """Give the findings of a report. Raises ReportError on anything that is not one."""
    del wanted
    document = expect(decode(chunks, source, unique=True), dict, "the document", source)
    findings: list[Finding] = []
    for at, each in enumerate(take(document, "results", list, "", source)):
        result = expect(each, dict, f"results[{at}]", source)
        for number, entry in enumerate(take(result, "packages", list, f"results[{at}]", source)):
            place = f"results[{at}].packages[{number}]"
            findings += _read_package(expect(entry, dict, place, source), place, source)
    return conclude(findings, source, None)


def _read_package(entry: Mapping[str, Any], place: str, source: str) -> Iterator[Finding]:
    told = take(entry, "package", dict, place, source)
    name = take(told, "name", str, f"{place}.package", source)
    package = name_package(find(told, "ecosystem", str, f"{place}.package", source) or "", name)
    version = find(told, "version", str, f"{place}.package", source)
    groups = find(entry, "groups", list, place, source) or []
    for at, each in enumerate(find(entry, "vulnerabilities", list, place, source) or []):
        record = expect(each, dict, f"{place}.vulnerabilities[{at}]", source)
        ids = {take(record, "id", str, f"{place}.vulnerabilities[{at}]", source)} | list_texts(record.get("aliases"))
        if not record.get("withdrawn"):
            yield Finding(
                package,
                frozenset(ids),
                _rate(record, ids, groups),
                title=find(record, "summary", str, place, source) or "",
                versions=frozenset({version}) if version else frozenset(),
                fixed=frozenset(_find_fixed(record, name)),
                published=find_day(record.get("published")),
            )


def _rate(record: Mapping[str, Any], ids: set[str], groups: list[Any]) -> Severity:
    """Give the severity of a record: of its group's score, of its vectors, or the word of its database."""
    for group in groups:
        score = group.get("max_severity") if isinstance(group, dict) and ids & list_texts(group.get("ids")) else None
        if isinstance(score, str) and score.replace(".", "", 1).isdecimal():
            return rate_score(float(score))
    told = record.get("severity")
    vectors = [each.get("score") for each in told if isinstance(each, dict)] if isinstance(told, list) else []
    own = record.get("database_specific")
    return max(rate_vectors(vectors), read_severity(own.get("severity")) if isinstance(own, dict) else Severity.UNKNOWN)


def _find_fixed(record: Mapping[str, Any], name: str) -> Iterator[str]:
    for affected in _dicts(record.get("affected")):
        package = affected.get("package")
        if isinstance(package, dict) and package.get("name") == name:
            for range_ in _dicts(affected.get("ranges")):
                yield from (event["fixed"] for event in _dicts(range_.get("events")) if isinstance(event.get("fixed"), str))


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
