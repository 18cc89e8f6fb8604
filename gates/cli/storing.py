"""Which store baselines are kept in, and opening it.

`--store` beats the environment variable GATE_STORE, which beats `store` in gate.toml; without any of them it is the folder
`.gate/baseline` of the repository. A password belongs in GATE_STORE, never in a file that is committed, and no message of gate
shows one. A relative path in gate.toml is meant from its folder, another one from the working directory.
"""

import os
import re
from collections.abc import Mapping
from importlib import import_module

from gates.catalog import STORES
from gates.cli.options import CONFIGURED_STORE
from gates.commands.protocol import Kind, Option, Settings
from gates.errors import UsageError
from gates.stores.protocol import Store
from gates.typed import NamedTuple

FOLDER = ".gate/baseline"
"""Where the repository keeps its baselines, one file for each gate, unless anything else is said."""
VARIABLE = "GATE_STORE"
OPTION = Option(
    "store",
    Kind.TEXT,
    "the store, such as sqlite:baselines.db (default: $GATE_STORE, store in gate.toml, .gate/baseline)",
    "WHERE",
)
FILE = "file"
SYNONYMS = {"postgres": "postgresql", "sqlite3": "sqlite"}
"""Words for a scheme that users know from elsewhere."""
PATHS = frozenset({FILE, "sqlite"})
"""The schemes behind which a path stands."""
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)(?::(.*))?", re.DOTALL)
_PASSWORD = re.compile(r"(?<=//)([^@:/]*):.*@|(password=)[^&\s]*", re.IGNORECASE | re.DOTALL)


class Place(NamedTuple):
    """Where a store is."""

    scheme: str
    """A row of the catalog."""
    place: str
    """What stands behind the colon; a path is one that the process can use."""

    @property
    def text(self) -> str:
        """The place as `parse` reads it."""
        return f"{self.scheme}:{self.place}"

    @property
    def told(self) -> str:
        """What people read of it, without a password."""
        place = _PASSWORD.sub(lambda mark: f"{mark[1]}:***@" if mark[2] is None else f"{mark[2]}***", self.place)
        return place if self.scheme == FILE else f"{self.scheme}:{place}".removesuffix(":")


def parse(text: str, folder: str = ".") -> Place:
    """Give the place that a text means, a relative path being below `folder`. Raises UsageError for what is no store."""
    mark = _SCHEME.fullmatch(text)
    scheme = mark[1].lower() if mark else ""
    scheme = SYNONYMS.get(scheme, scheme)
    place = (mark[2] if mark else "") or ""
    known = tuple(name for name, *_ in STORES)
    if scheme not in known:
        from difflib import get_close_matches  # (only who mistypes pays for it)

        near = get_close_matches(scheme, known, n=1, cutoff=0.5)
        told = f"did you mean {near[0]}:?" if near else f"a store is one of {', '.join(f'{name}:' for name in known)}"
        raise UsageError(f"{scheme or text.partition(':')[0][:20]!r} is no scheme of a store; {told}")
    if scheme not in PATHS:
        return Place(scheme, place)
    if not place:
        if scheme != FILE:
            raise UsageError(f"{scheme}: lacks the path of its file", hint=f"for example {scheme}:baselines.db")
        return Place(FILE, "")
    return Place(scheme, os.path.normpath(os.path.join(folder, place)))


def find_flaw(text: str) -> str:
    """Give what keeps a text from being a place; empty where it is one."""
    try:
        parse(text)
    except UsageError as flaw:
        return flaw.message
    return ""


def is_place(text: str) -> bool:
    """Say whether a text names a store, a scheme of the catalog with a colon behind it; not what may be anything else."""
    scheme, colon, _ = text.partition(":")
    return bool(colon) and (scheme in SYNONYMS or any(scheme == name for name, *_ in STORES))


def choose(settings: Settings, environ: Mapping[str, str]) -> Place:
    """Give the place of the store that is meant. Raises UsageError, which tells where a wrong one stands.

    The settings have `store` where the command line says so, and CONFIGURED_STORE where only the configuration does.
    """
    for where, text in (
        ("--store", settings.get("store")),
        (VARIABLE, environ.get(VARIABLE)),
        ("store in gate.toml", settings.get(CONFIGURED_STORE)),
    ):
        if text:
            try:
                return parse(str(text))
            except UsageError as flaw:
                raise UsageError(flaw.message, where=where, hint=flaw.hint) from flaw
    return Place(FILE, "")


def find_folder(place: Place, root: str) -> str:
    """Give the folder of a file store as git names it: below the repository's root. Raises UsageError where it lies outside."""
    if not place.place:
        return FOLDER
    folder = os.path.relpath(os.path.realpath(place.place), os.path.realpath(root)).replace(os.sep, "/")
    if folder == ".." or folder.startswith("../") or os.path.isabs(folder):
        hint = "only what is committed can be read from the merge base; sqlite:FILE keeps baselines outside"
        raise UsageError("lies outside the repository", where=place.told, hint=hint)
    return folder


def connect(place: Place, root: str) -> Store:
    """Give the store, opened; `root` is the repository's folder, or empty. Raises StoreError."""
    module = next(module for name, module, _ in STORES if name == place.scheme)
    below = "" if place.scheme in PATHS and place.place else root  # a path is one of the process already
    store: Store = import_module(module).connect(place.place, below)
    return store
