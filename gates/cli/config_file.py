"""Which file holds the configuration of a folder, and its text."""

import os

from gates.errors import ConfigError

SIZE_LIMIT_BYTES = 1 << 20


def find(folder: str) -> str | None:
    """Give the configuration for a folder: the nearest, upwards to the repository's root, or None.

    Raises ConfigError where gate.toml and pyproject.toml beside it both hold settings.
    """
    folder = os.path.abspath(folder)
    while True:
        own = os.path.join(folder, "gate.toml")
        shared = os.path.join(folder, "pyproject.toml")
        in_shared = os.path.isfile(shared) and _mentions_gate(shared)
        if os.path.isfile(own):
            if in_shared:
                raise ConfigError("both gate.toml and [tool.gate] in pyproject.toml are here", where=folder, hint="keep one")
            return own
        if in_shared:
            return shared
        parent = os.path.dirname(folder)
        if parent == folder or os.path.lexists(os.path.join(folder, ".git")):
            return None
        folder = parent


def read_text(path: str) -> str:
    """Give the text of a configuration, without a byte order mark, lines ending in line feeds. Raises ConfigError."""
    try:
        with open(path, "rb") as file:
            data = file.read(SIZE_LIMIT_BYTES + 1)
    except OSError as flaw:
        raise ConfigError(f"cannot be read: {flaw.strerror or flaw}", where=path) from flaw
    if len(data) > SIZE_LIMIT_BYTES:
        raise ConfigError(f"is larger than {SIZE_LIMIT_BYTES >> 20} MiB", where=path)
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as flaw:
        line = data.count(b"\n", 0, flaw.start) + 1
        raise ConfigError("is not UTF-8", where=f"{path}:{line}", hint="save it as UTF-8") from flaw


def _mentions_gate(path: str) -> bool:
    """Say whether a pyproject.toml has a [tool.gate] table; most do not even hold the words."""
    text = read_text(path)
    if "gate" not in text:
        return False
    import tomli  # (most runs have nothing for it to parse)

    try:
        tool = tomli.loads(text).get("tool", {})
    except (tomli.TOMLDecodeError, RecursionError):
        return False
    return isinstance(tool, dict) and "gate" in tool
