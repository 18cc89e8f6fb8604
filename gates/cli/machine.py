"""The machine that gate runs on, as far as it decides how fast programs are."""

import os
import platform
from collections.abc import Mapping

_CPUINFO = "/proc/cpuinfo"
_NAMES = ("model name", "cpu model", "Hardware", "uarch")
"""What the processor is called there, by architecture."""


def look() -> Mapping[str, str]:
    """Give `cpu`, `cores`, `arch` and `os`; never a host name, a frequency or a load, which change from day to day."""
    facts = {
        "cpu": _find_processor() or platform.processor(),
        "cores": str(os.cpu_count() or ""),
        "arch": platform.machine(),
        "os": platform.system().lower(),
    }
    return {name: value for name, value in facts.items() if value}


def _find_processor() -> str:
    """Give the name of the processor that Linux tells; empty elsewhere."""
    try:
        with open(_CPUINFO, encoding="utf-8", errors="replace") as file:
            lines = file.read(1 << 14).splitlines()
    except OSError:
        return ""
    told = (line.partition(":") for line in lines)
    return next((value.strip() for name, _, value in told if name.strip() in _NAMES), "")
