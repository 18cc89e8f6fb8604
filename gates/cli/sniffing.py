"""Formats found out: which one a report is in, by its first bytes, and what a file looks like that is in none."""

from importlib import import_module

from gates.catalog import FOLDER, GATES, READERS
from gates.errors import ReportError

HEAD_BYTES = 1 << 16
"""How much of a report is looked at to find out its format."""
_NAMED = 5
"""How many formats an error names."""


def sniff(head: bytes, name: str, kind: str) -> str:
    """Give the only format that the report can be."""
    formats = recognise(head, kind)
    if len(formats) == 1:
        return formats[0]
    if formats:
        told = f"could be {', '.join(formats)}"
        raise ReportError(told, where=name, hint="say which: --report-format NAME", id_="report-ambiguous")
    known = [format_ for format_, *_ in READERS[kind]]
    more = f" and {len(known) - _NAMED} more (gate help formats)" if len(known) > _NAMED + 1 else ""
    known = known[:_NAMED] if more else known
    hint = f"known formats: {', '.join(known)}{more}; if it is one of them, --report-format NAME tells what is wrong with it"
    raise ReportError(
        f"is in no known format of {kind}; it {_describe(head)}",
        where=name,
        hint=_find_use(head, kind) or hint,
        id_="report-foreign",
    )


def _find_use(head: bytes, kind: str) -> str:
    """Give what reads a file that is no report of this kind, gates before options of gates; empty where nothing does."""
    if b'"runs"' in head and b"sarif" in head.lower():
        return "it is SARIF, which no gate reads yet; let the tool write a format of its own"
    commands = {f"gate {gate}": import_module(module) for gate, module, _ in GATES}
    gates = {use: command.KIND for use, command in commands.items()}
    options = {
        f"{use} --{each.name}": each.reads for use, command in commands.items() for each in command.OPTIONS if each.reads
    }
    for uses in (gates, options):
        found = {use: formats[0] for use, other in uses.items() if other != kind and (formats := recognise(head, other))}
        if found:
            return f"it is {next(iter(found.values()))}, which {' and '.join(found)} {'read' if len(found) > 1 else 'reads'}"
    return ""


def recognise(head: bytes, kind: str) -> list[str]:
    """Give every format of a kind that a report can be, by its first bytes."""
    text = head.decode("utf-16", errors="replace").encode() if head.startswith((b"\xff\xfe", b"\xfe\xff")) else head
    likely = [(format_, module) for format_, module, _, marks in READERS[kind] if any(mark in text for mark in marks)]
    return [format_ for format_, module in likely if import_module(module).sniff(text)]


def recognise_folder(names: tuple[str, ...], kind: str) -> list[str]:
    """Give every format of a kind that a folder with these files can be a report of."""
    known = [(format_, module) for format_, module, _, marks in READERS[kind] if FOLDER in marks]
    return [format_ for format_, module in known if import_module(module).sniff_folder(names)]


def _describe(head: bytes) -> str:
    """Say what a foreign file looks like."""
    start = head[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start[:14].lower().startswith((b"<!doctype html", b"<html")):
        return "looks like an HTML page, perhaps a sign-in or error page saved in its place"
    if start.startswith(b"<<<<<<< "):
        return "holds the marks of a merge that git did not finish"
    if start.startswith(b"<"):
        return "looks like XML of another sort"
    if start.startswith((b"{", b"[")):
        return "looks like JSON"
    return f"begins with {start[:40].decode(errors='replace')!r}"
