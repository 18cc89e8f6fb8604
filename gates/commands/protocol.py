"""What a gate offers. It is a module, not a class: one file under `gates/commands`.

A gate declares its options as a table. The command line, the configuration, their help, the README tables and the
JSON Schema all come from that one table.
"""

from collections.abc import Mapping
from enum import Enum
from typing import Any, NamedTuple, Protocol

from gates.model.condition import Condition
from gates.model.ratio import Ratio
from gates.model.verdict import Input, Verdict


class Kind(Enum):
    """What an option's value is, on the command line and in the configuration."""

    PERCENT = "percent"
    """A decimal number from 0 to 100; a Ratio."""
    COUNT = "count"
    """A whole number, not negative; an int."""
    TEXT = "text"
    """One string, not empty; a str."""
    TEXTS = "texts"
    """Strings: the flag may be given several times, the configuration has an array; a tuple of str."""
    FLAG = "flag"
    """On or off; a bool."""
    TABLES = "tables"
    """Tables with keys of their own, in the configuration only; a tuple of mappings from key to value."""


class Option(NamedTuple):
    """One thing that a user can set: `--name` on the command line, `name` in the gate's table in the configuration."""

    name: str
    """Kebab-case."""
    kind: Kind
    help: str
    """One line, without a full stop."""
    metavar: str = ""
    synonyms: tuple[str, ...] = ()
    """Names from other tools that mean the same, kebab-case; flags and keys both."""
    bands: bool = False
    """Whether the configuration may give `{ fail = 80, warn = 85 }`. The `warn` value is found under `name + ".warn"`."""
    keys: tuple["Option", ...] = ()
    """The keys of each table where the kind is TABLES."""
    required: bool = False
    """Whether each table must have this key; only within TABLES."""


Setting = Ratio | int | bool | str | tuple[str, ...] | tuple[Mapping[str, Any], ...]
Settings = Mapping[str, Setting]
"""Option name → value, for the options that were set. The value after the flags have won over the configuration."""


class Command(Protocol):
    """A module under `gates/commands`."""

    KIND: str
    """The kind of report it judges; the key of its readers in the catalog."""
    METRICS: frozenset[str]
    """Everything it can measure; a reader is asked for these, or for those only that the conditions need."""
    OPTIONS: tuple[Option, ...]

    def conditions(self, settings: Settings) -> tuple[Condition, ...]:
        """Give what is demanded. Raises UsageError where nothing is: a gate without a condition judges nothing."""
        ...

    def merge(self, reports: Mapping[str, Any], settings: Settings, tree: Any) -> Any:
        """Give all reports of this kind, by name, as one, its subjects named as the repository names them."""
        ...

    def judge(self, report: Any, settings: Settings, inputs: tuple[Input, ...]) -> Verdict:
        """Give the verdict on the merged report."""
        ...
