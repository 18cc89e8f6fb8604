"""CycloneDX's VEX in JSON: Dependency-Track, `vexctl`'s converters, scripts; alone or in a bill of materials.

    {"bomFormat": "CycloneDX", "specVersion": "1.6", "metadata": {"timestamp": "2026-07-29T00:00:00Z"},
     "vulnerabilities": [{"id": "CVE-2020-25649", "analysis": {"state": "not_affected", "justification": "code_not_reachable",
       "lastUpdated": "2026-07-30T00:00:00Z"}, "affects": [{"ref": "pkg:maven/org.a/a@2.9"}]}]}

The states not_affected and false_positive mean not affected, resolved and resolved_with_pedigree mean fixed; any other clears
nothing. A vulnerability without an analysis is no statement. What it affects is found as in a report of vulnerabilities. The
analysis is of the time at which it was last updated, else first issued, else of the vulnerability's, else of the document's.
A range of versions (`versions[].range`) clears nothing, and what says that it is affected is about every version. A version
that is told to be affected, or unknown, beside others that are unaffected is not cleared, whatever the analysis says.
"""

from collections.abc import Iterable

from gates.model.exploitability import Statement
from gates.readers.cyclonedx import sniff_json
from gates.readers.cyclonedx_statements import read_statements
from gates.readers.json import decode, expect

SPEC = "https://cyclonedx.org/docs/1.7/json/#vulnerabilities_items_analysis"


def sniff(head: bytes) -> bool:
    """Say whether a text is JSON that names its format so near its beginning."""
    return sniff_json(head)


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> tuple[Statement, ...]:
    """Give the statements of a document. Raises ReportError on anything that is not one."""
    del wanted
    return read_statements(expect(decode(chunks, source, unique=True), dict, "the whole", source), source)
