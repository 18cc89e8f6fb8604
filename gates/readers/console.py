"""Reports that are what a tool printed: text as a terminal shows it, and lines of JSON among other lines."""

import re
from collections.abc import Iterable, Iterator

from gates.readers.json import decode, expect
from gates.typed import Any

_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[()][0-9A-Z])")
UNENDED = "its last line does not end: the report may have been cut off"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def read_lines(chunks: Iterable[bytes]) -> list[str]:
    """Give the lines of a text without colours, what was overwritten on a line, and trailing blanks.

    The last is empty where the text ends as a text should, else UNENDED tells why the text is in doubt. UTF-16 is what
    PowerShell 5 writes behind `>`.
    """
    data = b"".join(chunks)
    text = data.decode("utf-16" if data.startswith(_UTF16) else "utf-8-sig", errors="replace")
    plain = _ESCAPES.sub("", text) if "\x1b" in text else text
    *lines, rest = plain.split("\n")
    return [*(line.rstrip().rpartition("\r")[2] for line in lines), rest]


def read_objects(chunks: Iterable[bytes], source: str, mark: str, schema: Any) -> Iterator[tuple[str, dict[str, Any] | str]]:
    """Give the place of each line, and the JSON object that it is where it begins as one and has the mark in it, else its text.

    Raises ReportError where such a line is not whole. Of large reports, what the schema does not name may be left out.
    """
    lines = read_lines(chunks)
    size_bytes = sum(map(len, lines))
    for number, line in enumerate(lines, 1):
        place = f"{source}:{number}"
        told: Any = line
        if line.startswith("{") and mark in line:
            told = expect(decode([line.encode()], place, schema, of_bytes=size_bytes), dict, "the line", place)
        yield place, told
