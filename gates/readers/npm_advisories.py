"""Advisories in the shape of npm 6, which yarn and pnpm write as well."""

from collections.abc import Mapping

from gates.model.vulnerabilities import Finding, Severity, normalise, read_severity
from gates.readers.audit_parts import find_day, find_ids, list_texts, rate_vectors
from gates.readers.json import expect, find, take
from gates.typed import Any

_NOTHING = "<0.0.0"
"""What npm writes where no version is patched."""


def read_advisory(advisory: Mapping[str, Any], place: str, source: str) -> Finding:
    """Give what an advisory of the old shape says."""
    severity = read_severity(advisory.get("severity"))
    if severity is Severity.UNKNOWN:
        severity = rate_vectors([(find(advisory, "cvss", dict, place, source) or {}).get("vectorString")])
    found = [expect(each, dict, f"{place}.findings", source) for each in take(advisory, "findings", list, place, source)]
    patched = find(advisory, "patched_versions", str, place, source) or ""
    paths = frozenset().union(*(list_texts(each.get("paths")) for each in found))
    named = find_ids(advisory.get("github_advisory_id"), advisory.get("url"), *list_texts(advisory.get("cves")))
    development = [each["dev"] for each in found if isinstance(each.get("dev"), bool)]
    return Finding(
        normalise("npm", take(advisory, "module_name", str, place, source)),
        named or frozenset({f"npm:{advisory.get('id')}"}),
        severity,
        title=find(advisory, "title", str, place, source) or "",
        versions=frozenset().union(*(list_texts(each.get("version")) for each in found)),
        fixed=frozenset() if patched in ("", _NOTHING) else frozenset({patched}),
        paths=paths,
        is_direct=any(path.count(">") == path.startswith(".>") for path in paths) if paths else None,
        is_development=all(development) if development else None,
        published=find_day(advisory.get("created")),
    )


def sum_up(counts: Mapping[str, Any]) -> int:
    """Give what the numbers of vulnerabilities by severity come to."""
    return sum(each for each in counts.values() if isinstance(each, int))
