"""hyperfine's JSON (`--export-json`).

    {"results": [{"command": "sleep 0.1", "mean": 0.107, "median": 0.106, "min": 0.102, "times": [0.105, 0.107],
                  "exit_codes": [0, 0], "parameters": {"n": "10"}}]}

Seconds. Kept: every run (`times`; the minimum where an old version lacks them). A command that left with anything but 0,
which hyperfine only goes on after with `--ignore-failure`, could not be measured. A command is called by its name (`-n`) or
as it was typed; where that does not tell two apart, its parameters do. Dropped: user and system time, memory, what is
computed.
"""

from collections.abc import Iterable
from typing import Any

from gates.model.benchmarks import BenchmarkReport, Run, Statistic
from gates.model.quantities import Unit
from gates.readers.benchmark_parts import Found, add, conclude, make_series
from gates.readers.json import decode, expect, find, take

SPEC = "https://github.com/sharkdp/hyperfine#json (hyperfine 1.0 to 1.19)"
_SECONDS = Unit("s", 1.0)


def sniff(head: bytes) -> bool:
    """Say whether an object begins with results of commands."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith(b"{") and start[1:].lstrip().startswith(b'"results"') and b'"command"' in head


def read(chunks: Iterable[bytes], source: str, wanted: frozenset[str]) -> BenchmarkReport:
    """Give the run that a report tells of. Raises ReportError on anything that is not one."""
    del wanted
    document = expect(decode(chunks, source), dict, "the document", source)
    results = [
        expect(result, dict, f"results[{at}]", source) for at, result in enumerate(take(document, "results", list, "", source))
    ]
    names = [take(result, "command", str, f"results[{at}]", source) for at, result in enumerate(results)]
    found: Found = {}
    failed: dict[str, str] = {}
    for at, (name, result) in enumerate(zip(names, results, strict=True)):
        place = f"results[{at}]"
        own = _name(name, result) if names.count(name) > 1 else name
        codes = [code for code in find(result, "exit_codes", list, place, source) or () if code != 0]
        if codes:
            failed[own] = f"it left with exit code {codes[0]}" if codes[0] is not None else "it was killed"
            continue
        times = find(result, "times", list, place, source)
        values = times or [result.get("min")]
        statistic = Statistic.SAMPLE if times else Statistic.MINIMUM
        add(found, own, "time", make_series(_SECONDS, values, f"{source}: {place}", statistic=statistic))
    return conclude([Run(source, found, failed)], source)


def _name(name: str, result: dict[str, Any]) -> str:
    parameters = result.get("parameters")
    told = parameters.items() if isinstance(parameters, dict) else ()
    return f"{name} ({', '.join(f'{key}={value}' for key, value in told)})" if told else name
