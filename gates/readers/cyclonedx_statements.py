"""The statements in a document of CycloneDX, whichever of its notations it stands in."""

from collections.abc import Mapping

from gates.errors import ReportError
from gates.model.exploitability import CLEARING, Statement
from gates.readers.bill_parts import read_text
from gates.readers.cyclonedx_vulnerabilities import Affected, Vulnerability, read_told
from gates.readers.json import find
from gates.readers.package_urls import Named
from gates.readers.vex_parts import read_time, sort_products
from gates.typed import Any

_STATES = {
    "not_affected": "not_affected",
    "false_positive": "not_affected",
    "resolved": "fixed",
    "resolved_with_pedigree": "fixed",
    "exploitable": "affected",
    "in_triage": "under_investigation",
}
"""https://cyclonedx.org/docs/1.7/json/#vulnerabilities_items_analysis_state, in the words of OpenVEX."""


def read_statements(bill: Mapping[str, Any], source: str) -> tuple[Statement, ...]:
    """Give the statements. Raises ReportError for a document that says nothing of vulnerabilities."""
    told = read_told(bill, source)
    if told.vulnerabilities is None:
        hint = "a VEX of CycloneDX has vulnerabilities, each with an analysis"
        message = "is a bill of materials, which says nothing of vulnerabilities"
        raise ReportError(message, where=source, hint=hint, id_="report-foreign")
    found = (_read(each, told.time, source) for each in told.vulnerabilities)
    return tuple(statement for statement in found if statement)


def _read(vulnerability: Vulnerability, time: str, source: str) -> Statement | None:
    """Give the statement about a vulnerability; None for one that nobody analysed."""
    told, place = vulnerability.told, f"{vulnerability.place}.analysis"
    analysis = find(told, "analysis", dict, vulnerability.place, source) or {}
    state = read_text(analysis, "state", place, source)
    if not state:
        return None
    status = _STATES.get(state, state)
    own = "" if state in (status, "resolved", "exploitable", "in_triage") else state
    products = sort_products(_mean(each, clears=status in CLEARING) for each in vulnerability.affects)
    times = (read_text(analysis, "lastUpdated", place, source), read_text(analysis, "firstIssued", place, source))
    updated = read_text(told, "updated", vulnerability.place, source)
    return Statement(
        vulnerability.ids,
        products.packages,
        status,
        ", ".join(filter(None, (own, read_text(analysis, "justification", place, source)))),
        read_time(next(filter(None, (*times, updated, time)), "")),
        products.names,
    )


def _mean(affected: Affected, *, clears: bool) -> Named | tuple[str, str]:
    """Give a package, or what is called so where that is not told for sure; without a version, a name clears nothing."""
    if clears and affected.is_open:
        return affected.named.package.name, ""
    if affected.is_package and not affected.is_range:
        return affected.named
    return affected.named.package.name, affected.named.version
