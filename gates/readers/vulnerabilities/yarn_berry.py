"""`yarn npm audit --json` of yarn 4: an object a line.

    {"value":"ws","children":{"ID":1098392,"Issue":"ws affected by a DoS","URL":"https://github.com/advisories/GHSA-3h5v-q93c-6h6q",
     "Severity":"high","Vulnerable Versions":">=8.0.0 <8.17.1","Tree Versions":["8.13.0"],"Dependents":["app@workspace:."]}}

Deprecated packages stand among the advisories, with the package as their ID and `(deprecation)` behind it; they are
unmaintained. A run that finds nothing writes nothing, and an empty report proves nothing: keep it apart by the exit code of
yarn. How much was looked at is not told, and no line ends the report, so a cut between two lines cannot be seen. Yarn 2 and 3
write npm's old shape.
"""

from collections.abc import Iterable, Mapping

from gates.errors import ReportError
from gates.model.vulnerabilities import AuditReport, Finding, Kind, normalise, read_severity
from gates.readers.audit_parts import conclude, find_ids, list_texts
from gates.readers.json import DAMAGED, decode_lines, find, take
from gates.typed import Any

SPEC = "https://yarnpkg.com/cli/npm/audit"
_DEPRECATED = "(deprecation)"


def sniff(head: bytes) -> bool:
    """Say whether the first line is a package with what yarn found about it."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith(b'{"value"') and b'"children"' in head and b'"Issue"' in head


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> AuditReport:
    """Give the findings of a report. Raises ReportError on anything that is not one."""
    del wanted
    findings = [_read_line(entry, where) for where, entry in decode_lines(chunks, source)]
    if not findings:
        raise ReportError("holds no finding, and nothing that tells that yarn looked", where=source, hint=DAMAGED)
    return conclude(findings, source, None)


def _read_line(entry: Mapping[str, Any], where: str) -> Finding:
    told = take(entry, "children", dict, "", where)
    number = told.get("ID")
    deprecated = isinstance(number, str) and number.endswith(_DEPRECATED)
    return Finding(
        normalise("npm", take(entry, "value", str, "", where)),
        find_ids(told.get("URL")) or frozenset({number if isinstance(number, str) else f"npm:{number}"}),
        read_severity(told.get("Severity")),
        Kind.UNMAINTAINED if deprecated else Kind.VULNERABILITY,
        find(told, "Issue", str, "children", where) or "",
        versions=list_texts(told.get("Tree Versions")),
        paths=frozenset(f"{dependent}>{entry['value']}" for dependent in list_texts(told.get("Dependents"))),
    )
