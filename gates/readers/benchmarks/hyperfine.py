"""hyperfine's JSON (`--export-json`).

    {"results": [{"command": "sleep 0.1", "mean": 0.107, "median": 0.106, "min": 0.102, "times": [0.105, 0.107],
                  "exit_codes": [0, 0], "parameters": {"n": "10"}}]}

Seconds. Kept: every run (`times`; the minimum where an old version lacks them). A command that left with anything but 0 in
any run, which hyperfine only goes on after with `--ignore-failure`, could not be measured. A command is called by its name
(`-n`) or as it was typed, with its parameters behind it, which a scan is told apart by; another one of the same name and
parameters is called `name #2`. Dropped: user and system time, memory, what is computed.
"""

from collections.abc import Iterable
from typing import Any, TypedDict

from gates.model.benchmarks import BenchmarkReport, Run, Statistic
from gates.model.quantities import Unit
from gates.readers.benchmark_parts import Found, choose_name, conclude, make_series
from gates.readers.json import decode, expect, find, take

SPEC = "https://github.com/sharkdp/hyperfine#json (hyperfine 1.0 to 1.20)"
_SECONDS = Unit("s", 1.0)


class _Result(TypedDict, total=False):
    command: str
    min: Any
    times: list[Any] | None
    exit_codes: list[int | None] | None
    parameters: dict[str, str] | None


class _Document(TypedDict, total=False):
    results: list[_Result]


def sniff(head: bytes) -> bool:
    """Say whether an object begins with results of commands."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith(b"{") and start[1:].lstrip().startswith(b'"results"') and b'"command"' in head


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> BenchmarkReport:
    """Give the run that a report tells of. Raises ReportError on anything that is not one."""
    del wanted
    document = expect(decode(chunks, source, _Document), dict, "the document", source)
    found: Found = {}
    failed: dict[str, str] = {}
    for at, each in enumerate(take(document, "results", list, "", source)):
        place = f"results[{at}]"
        result = expect(each, dict, place, source)
        name = choose_name(_name(result, place, source), lambda own: own in found or own in failed)
        codes = [code for code in find(result, "exit_codes", list, place, source) or () if code != 0]
        if codes:
            failed[name] = f"it left with exit code {codes[0]}" if codes[0] is not None else "it was killed"
            continue
        times = find(result, "times", list, place, source)
        statistic = Statistic.SAMPLE if times else Statistic.MINIMUM
        found[name] = {"time": make_series(_SECONDS, times or [result.get("min")], f"{source}: {place}", statistic=statistic)}
    return conclude([Run(source, found, failed)], source)


def _name(result: dict[str, Any], place: str, source: str) -> str:
    command = take(result, "command", str, place, source)
    parameters = find(result, "parameters", dict, place, source) or {}
    told = ", ".join(f"{key}={value}" for key, value in sorted(parameters.items()))
    return f"{command} ({told})" if told else command
