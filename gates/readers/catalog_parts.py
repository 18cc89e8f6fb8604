"""What readers of public catalogs of vulnerabilities share: CSV with a head, and ids that are CVE's."""

import csv
import re
from collections.abc import Iterator, Mapping

from gates.errors import ReportError
from gates.readers.json import show

HINT = "was it cut off? download it again"
_CVE = re.compile(r"CVE-\d{4}-\d{4,}").fullmatch


def read_rows(data: bytes, keys: tuple[str, ...], source: str, first: int = 1) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Give the rows of a table whose head has these keys, each with its place. Raises ReportError where one is short."""
    try:
        lines = data.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as flaw:
        raise ReportError(f"is not UTF-8 at byte {flaw.start}", where=source, hint=HINT, id_="report-encoding") from flaw
    if data and not data.endswith(b"\n"):
        raise ReportError("ends within a line", where=f"{source}:{len(lines) + first - 1}", hint=HINT)
    rows = csv.reader(lines)
    head = next(rows, [])
    if not set(keys) <= set(head):
        raise ReportError(f"has no columns {', '.join(keys)}", where=f"{source}:{first}", hint=HINT)
    places = {key: head.index(key) for key in keys}
    for row in rows:
        place = f"{source}:{rows.line_num + first - 1}"
        if len(row) != len(head):
            raise ReportError(f"has {len(row)} columns instead of {len(head)}", where=place, hint=HINT)
        yield place, {key: row[at] for key, at in places.items()}


def check_id(text: object, place: str) -> str:
    """Give an id of CVE's. Raises ReportError where it is none."""
    if not isinstance(text, str) or not _CVE(text):
        raise ReportError(f"{show(text)} is no CVE", where=place, hint=HINT)
    return text


def close(found: Mapping[str, str], source: str) -> Mapping[str, str]:
    """Give what was found. Raises ReportError where that is nothing."""
    if not found:
        raise ReportError("lists no vulnerability", where=source, hint=HINT, id_="measured-nothing")
    return found
