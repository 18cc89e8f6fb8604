"""gcovr's JSON (`gcovr --json`), which gcovr itself merges with -a.

    {"gcovr/format_version": "0.15", "files": [{"file": "main.c", "lines": [
       {"line_number": 3, "function_name": "main", "count": 2, "branches": [{"count": 2}, {"count": 0}]}],
       "functions": [{"name": "main", "lineno": 3, "execution_count": 2}]}]}

Kept: lines, branches by line, function and place in the list, functions by name and line. A line that several functions have
(a template's, a constructor's twins) is one line, which ran if it did in any; gcovr counts it once for each function (30
against 24). Dropped: lines, branches and functions marked `gcovr/noncode` or `gcovr/excluded`, decisions, conditions, calls,
checksums.

Dialects: gcovr 8.0 to 8.2 call a function's name `demangled_name`.
"""

from collections.abc import Iterable, Mapping

from gates.errors import ReportError
from gates.model.coverage import CoverageReport, FileCoverage
from gates.model.probes import gather_texts
from gates.readers.coverage_parts import begin, conclude, make_file
from gates.readers.json import DAMAGED, decode, expect, take
from gates.readers.paths import normalise
from gates.typed import Any

SPEC = "https://gcovr.com/en/stable/output/json.html (format 0.2 to 0.15)"


def sniff(head: bytes) -> bool:
    """Say whether an object names gcovr's format, or holds files with lines as gcovr writes them (older: at the end)."""
    if not head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        return False
    return b'"gcovr/format_version"' in head or (b'"gcovr/noncode"' in head and b'"line_number"' in head)


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> CoverageReport:
    """Give the coverage that gcovr tells of. Raises ReportError on anything that is not its JSON."""
    del wanted
    document = expect(decode(chunks, source), dict, "the document", source)
    take(document, "gcovr/format_version", str, "", source)
    parts = begin(source)
    for at, file in enumerate(take(document, "files", list, "", source)):
        place = f"files[{at}]"
        file = expect(file, dict, place, source)
        path = normalise(file.get("file") or take(file, "filename", str, place, source))
        lines = take(file, "lines", list, place, source)
        try:
            parts.add(path, _read_file(lines, file.get("functions") or []))
        except (KeyError, TypeError, ValueError, AttributeError) as flaw:
            told = f"lacks {flaw}" if isinstance(flaw, KeyError) else f"is not as gcovr writes it: {flaw}"
            raise ReportError(told, where=f"{source}: {place}", hint=DAMAGED) from flaw
    return conclude(parts, {})


def _read_file(entries: list[Mapping[str, Any]], functions: list[Mapping[str, Any]]) -> FileCoverage:
    lines: dict[int, bool] = {}
    branches: dict[bytes, bool] = {}
    for entry in entries:
        if entry.get("gcovr/noncode") or entry.get("gcovr/excluded"):
            continue
        line = entry["line_number"]
        lines[line] = lines.get(line, False) or entry["count"] > 0
        owner = str(entry.get("function_name", "")).replace("\n", " ")
        for index, branch in enumerate(entry.get("branches") or ()):
            if not (branch.get("gcovr/excluded") or branch.get("gcovr/noncode")):
                key = f"{int(line)},{index},{owner}".encode(errors="surrogatepass")
                branches[key] = branches.get(key, False) or branch["count"] > 0
    named = {
        f"{each.get('name') or each['demangled_name']}:{each['lineno']}".replace("\n", " ").encode(errors="surrogatepass"): (
            each["execution_count"] > 0
        )
        for each in functions
        if not each.get("gcovr/excluded")
    }
    return make_file(lines, functions=named)._replace(points=gather_texts(branches))
