"""pip-audit's JSON (`pip-audit -f json`).

    {"dependencies": [{"name": "adal", "version": "1.2.2", "vulns": [{"id": "PYSEC-2022-42986", "fix_versions": ["1.2.3"],
      "aliases": ["CVE-2022-1"], "description": "…"}]}, {"name": "local", "skip_reason": "not on PyPI"}], "fixes": []}

Older versions write the array alone. No severity is told at all, so every finding is of unknown severity, which has a policy
of its own. A skipped dependency was not looked at, and is said. Dropped: texts, fixes that pip-audit made.
"""

from collections.abc import Iterable, Iterator, Mapping

from gates.model.verdict import Note
from gates.model.vulnerabilities import AuditReport, Finding, Severity, normalise
from gates.readers.audit_parts import conclude, list_texts
from gates.readers.json import decode, expect, take
from gates.typed import Any

SPEC = "https://github.com/pypa/pip-audit/blob/main/pip_audit/_format/json.py"
_SHOWN = 5


def sniff(head: bytes) -> bool:
    """Say whether dependencies of Python stand at the top, or an empty array, as pip-audit writes for nothing."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"{"):
        return start[1:].lstrip().startswith(b'"dependencies"') and b'"$schema"' not in head and b'"bomFormat"' not in head
    return b"".join(start.split()) == b"[]" or (start[1:].lstrip()[1:].lstrip().startswith(b'"name"') and b'"vulns"' in head)


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> AuditReport:
    """Give the findings of a report. Raises ReportError on anything that is not one."""
    del wanted
    document = decode(chunks, source, unique=True)
    entries = (
        document
        if isinstance(document, list)
        else take(expect(document, dict, "the document", source), "dependencies", list, "", source)
    )
    findings: list[Finding] = []
    skipped: list[str] = []
    for at, each in enumerate(entries):
        place = f"dependencies[{at}]"
        entry = expect(each, dict, place, source)
        name = take(entry, "name", str, place, source)
        if "skip_reason" in entry:
            skipped.append(f"{name} ({entry['skip_reason']})")
            continue
        findings += _read_entry(entry, name, place, source)
    more = f" and {len(skipped) - _SHOWN} more" if len(skipped) > _SHOWN else ""
    told = f"the scanner did not look at {', '.join(skipped[:_SHOWN])}{more}"
    return conclude(
        findings, source, len(entries) - len(skipped), [Note("skipped-by-scanner", told, source)] if skipped else []
    )


def _read_entry(entry: Mapping[str, Any], name: str, place: str, source: str) -> Iterator[Finding]:
    version = take(entry, "version", str, place, source)
    for at, each in enumerate(take(entry, "vulns", list, place, source)):
        told = expect(each, dict, f"{place}.vulns[{at}]", source)
        ids = {take(told, "id", str, f"{place}.vulns[{at}]", source)} | list_texts(told.get("aliases"))
        fixed = list_texts(told.get("fix_versions"))
        package = normalise("pypi", name)
        yield Finding(package, frozenset(ids), Severity.UNKNOWN, versions=frozenset({version}), fixed=fixed)
