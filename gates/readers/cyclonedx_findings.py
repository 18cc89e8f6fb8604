"""The findings in a document of CycloneDX, whichever of its notations it stands in."""

import re
from collections.abc import Iterator, Mapping

from gates.errors import ReportError
from gates.model.verdict import Note
from gates.model.vulnerabilities import AuditReport, Finding, Severity, rate_score, read_severity
from gates.readers.audit_parts import conclude, find_day, rate_vectors
from gates.readers.bill_parts import read_list, read_text
from gates.readers.cyclonedx_vulnerabilities import Affected, Told, Vulnerability, read_told
from gates.readers.json import find
from gates.typed import Any

_SCANNERS = frozenset({"grype", "osv-scanner"})
"""The tools that write CycloneDX after they looked for vulnerabilities, and never otherwise."""
_CLEARED = frozenset({"not_affected", "false_positive", "resolved", "resolved_with_pedigree"})
_VECTORS = {"cvssv3": "CVSS:3.0/", "cvssv31": "CVSS:3.1/", "cvssv4": "CVSS:4.0/"}
"""Method of a rating → what its vector begins with, where that was left out."""
_UPGRADE = re.compile(r"Upgrade (\S+) to version (.+)")
_LONGEST, _SHOWN = 100, 5


def read_findings(bill: Mapping[str, Any], source: str) -> AuditReport:
    """Give the findings. Raises ReportError for a document that says nothing of vulnerabilities."""
    told = read_told(bill, source)
    if told.vulnerabilities is None:
        hint = "gate sbom reads it; for gate audit, give it to a scanner, such as grype sbom:FILE or trivy sbom FILE"
        message = "is a bill of materials, which says nothing of vulnerabilities"
        raise ReportError(message, where=source, hint=hint, id_="report-foreign")
    findings = [finding for each in told.vulnerabilities for finding in _read(each, source)]
    cleared = sorted({min(each.ids) for each in told.vulnerabilities if _find_state(each, source) in _CLEARED})
    notes = []
    if cleared:
        more = f" and {len(cleared) - _SHOWN} more" if len(cleared) > _SHOWN else ""
        words = f"its own analysis says that {', '.join(cleared[:_SHOWN])}{more} does no harm; --vex {source} takes its word"
        notes.append(Note("analysis-not-taken", words, source))
    return conclude(findings, source, told.listed or None, notes, _doubt(told, source))


def _doubt(told: Told, source: str) -> list[Note]:
    """Give why an empty list proves nothing: generators write one without having looked, or nothing was there to look at."""
    if told.vulnerabilities:
        return []
    if not told.listed:
        return [Note("scanned-nothing", "it lists no component, which proves nothing", source)]
    if told.tools.isdisjoint(_SCANNERS):
        words = "its list of vulnerabilities is empty, and nothing tells that somebody looked for any"
        return [Note("scanned-nothing", words, source)]
    return []


def _find_state(vulnerability: Vulnerability, source: str) -> str:
    analysis = find(vulnerability.told, "analysis", dict, vulnerability.place, source) or {}
    return read_text(analysis, "state", f"{vulnerability.place}.analysis", source)


def _read(vulnerability: Vulnerability, source: str) -> Iterator[Finding]:
    """Give a finding for each package that a vulnerability is in."""
    told, place = vulnerability.told, vulnerability.place
    severity = _rate(told, place, source)
    published = find_day(told.get("published")) or find_day(told.get("created"))
    for each in vulnerability.affects:
        package, version = each.named
        yield Finding(
            package,
            vulnerability.ids,
            severity,
            versions=frozenset({version} - {""}),
            fixed=frozenset(_find_fixed(told, each, place, source)),
            published=published,
        )


def _rate(told: Mapping[str, Any], place: str, source: str) -> Severity:
    """Give the worst of the ratings, of those by the vulnerability's own source where there are such."""
    database = read_text(find(told, "source", dict, place, source) or {}, "name", f"{place}.source", source)
    worst = own = Severity.UNKNOWN
    for at, each in enumerate(read_list(told, "ratings", place, source)):
        where = f"{place}.ratings[{at}]"
        rated = _read_rating(each, where, source)
        worst = max(worst, rated)
        if database and read_text(find(each, "source", dict, where, source) or {}, "name", where, source) == database:
            own = max(own, rated)
    return worst if own is Severity.UNKNOWN else own


def _read_rating(rating: Mapping[str, Any], place: str, source: str) -> Severity:
    """Give what a rating comes to: its word, else the worse of its score and its vector where these are of CVSS."""
    severity = read_severity(read_text(rating, "severity", place, source))
    method = read_text(rating, "method", place, source).lower()
    if severity is not Severity.UNKNOWN or (method and not method.startswith("cvss")):
        return severity
    score = rating.get("score")
    if isinstance(score, str) and re.fullmatch(r"\d{1,2}(?:\.\d{1,9})?", score.strip()):
        score = float(score)
    if isinstance(score, (int, float)) and not isinstance(score, bool):
        severity = rate_score(score)
    vector = read_text(rating, "vector", place, source)
    told = [vector if "CVSS:" in vector else _VECTORS.get(method, "") + vector] if vector else []
    return max(severity, rate_vectors(told))


def _find_fixed(told: Mapping[str, Any], affected: Affected, place: str, source: str) -> Iterator[str]:
    """Give the versions in which it is fixed, as trivy and grype tell them; else what is recommended, in its own words."""
    for each in read_list(told, "properties", place, source):
        if read_text(each, "name", f"{place}.properties", source).endswith(":fixed_versions"):
            yield from filter(None, read_text(each, "value", f"{place}.properties", source).split(", "))
    advice = read_text(told, "recommendation", place, source)
    upgrades = [match for part in advice.split(";") if (match := _UPGRADE.fullmatch(part.strip().rstrip(".")))]
    name = affected.named.package.name
    own = [match[2] for match in upgrades if name.endswith(match[1]) or match[1].endswith(name)]
    yield from (version for versions in own for version in versions.split(", "))
    if advice and not own:
        yield " ".join(advice.split())[:_LONGEST]
