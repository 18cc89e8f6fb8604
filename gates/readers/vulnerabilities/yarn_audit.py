"""`yarn audit --json` of yarn 1: an object a line.

    {"type":"auditAdvisory","data":{"resolution":{"path":"a>b"},"advisory":{"module_name":"b","severity":"high", …}}}
    {"type":"auditSummary","data":{"vulnerabilities":{"high":1},"totalDependencies":42}}

The advisory has npm's old shape and is repeated for each path. The summary comes last: where it lacks, the run was cut off or
failed, which is no report. A line of type error is the scanner's own, and is refused with its words.
"""

from collections.abc import Iterable

from gates.errors import ReportError
from gates.model.vulnerabilities import AuditReport, Finding
from gates.readers.audit_parts import conclude, contradict, refuse
from gates.readers.json import decode_lines, expect, find, take
from gates.readers.npm_advisories import read_advisory, sum_up

SPEC = "https://classic.yarnpkg.com/lang/en/docs/cli/audit/"


def sniff(head: bytes) -> bool:
    """Say whether lines are those of yarn's audit."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith(b'{"type"') and (
        b'"auditAdvisory"' in head or b'"auditSummary"' in head or b'"type":"error"' in head
    )


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> AuditReport:
    """Give the findings of a report. Raises ReportError on anything that is not one, and where its last line lacks."""
    del wanted
    findings: list[Finding] = []
    total: int | None = None
    claimed = 0
    is_whole = False
    for where, entry in decode_lines(chunks, source):
        kind, data = entry.get("type"), entry.get("data")
        if kind == "error":
            raise refuse(data, source)
        if kind == "auditAdvisory" or (isinstance(data, dict) and "advisory" in data):
            advisory = take(expect(data, dict, "data", where), "advisory", dict, "data", where)
            findings.append(read_advisory(advisory, "data.advisory", where))
        elif kind == "auditSummary":
            is_whole = True
            summary = expect(data, dict, "data", where)
            total = find(summary, "totalDependencies", int, "data", where)
            claimed = sum_up(find(summary, "vulnerabilities", dict, "data", where) or {})
    if not is_whole:
        raise ReportError("lacks its summary", where=source, hint="was it cut off, or did yarn fail? scan again")
    return conclude(findings, source, total, doubts=contradict(claimed, findings, source))
