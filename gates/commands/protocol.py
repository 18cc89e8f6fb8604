"""What a gate offers. It is a module, not a class: one file under `gates/commands`.

A gate declares its options as a table. The command line, the configuration, their help, the README tables and the
JSON Schema all come from that one table.
"""

from collections.abc import Iterator, Mapping
from enum import Enum

from gates.model.condition import Condition
from gates.model.ratio import Ratio
from gates.model.unknown import Unknown
from gates.model.verdict import Input, Verdict
from gates.typed import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from gates.model.changes import Changes


class Kind(Enum):
    """What an option's value is, on the command line and in the configuration."""

    PERCENT = "percent"
    """A decimal number from 0 to 100; a Ratio."""
    INCREASE = "increase"
    """A decimal number of percent, not negative, that may be more than 100; a Ratio."""
    COUNT = "count"
    """A whole number, not negative; an int."""
    TEXT = "text"
    """One string, not empty; a str."""
    TEXTS = "texts"
    """Strings: the flag may be given several times, the configuration has an array; a tuple of str."""
    CHOICE = "choice"
    """One of the option's choices; a str."""
    DATE = "date"
    """A day such as 2027-01-31; a str of that form."""
    FLAG = "flag"
    """On or off; a bool."""
    PLACE = "place"
    """One string, or nothing: the flag may stand alone, the configuration may say true; a str, empty then."""
    PLACES = "places"
    """The same, several times if need be; a tuple of str, of which one is empty where it stood alone."""
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
    choices: tuple[str, ...] = ()
    """What the value may be where the kind is CHOICE."""
    reads: str = ""
    """The kind of reports that its files are; they are read, and stand in the case beside the report."""


WAIVERS = Option(
    "waivers",
    Kind.TABLES,
    "what is allowed though it does not hold, with a reason and a last day; all that a waiver names has to match",
    keys=(
        Option("id", Kind.TEXT, "what it is called, such as an advisory or a benchmark; * stands for any letters", "GLOB"),
        Option("rule", Kind.TEXT, "the rule that it breaks", "GLOB"),
        Option("path", Kind.TEXT, "the file or the report in which it is", "GLOB"),
        Option("package", Kind.TEXT, "the package, by name, by name@version or as a package URL", "GLOB"),
        Option("reason", Kind.TEXT, "why it is allowed", "WORDS", required=True),
        Option("expires", Kind.DATE, "the last day on which it is", "DATE", required=True),
        Option("owner", Kind.TEXT, "who answers for it", "WHO"),
    ),
)
"""The option of every gate whose findings can be waived."""

Setting = Ratio | int | bool | str | tuple[str, ...] | tuple[Mapping[str, Any], ...]
Settings = Mapping[str, Setting]
"""Option name → value, for the options that were set. The value after the flags have won over the configuration."""


CHANGES, BASELINE, MACHINE = "changes", "baseline", "machine"
"""What a gate may need beside its reports: what changed in the repository since the merge base; a report from another day;
what is known of the machine on which gate runs."""


class Baseline(NamedTuple):
    """A report from another day, and what happened since."""

    report: Any
    """Read and merged as the reports of today."""
    name: str
    """What people call it."""
    changes: "Changes | Unknown" = Unknown("nothing asked for the changes")
    """What changed in the repository since it was made."""
    history: tuple[Mapping[str, float], ...] = ()
    """The figures of the entries of a store up to it, the oldest first; to be drawn, never judged by."""


class Case(NamedTuple):
    """All that a gate judges by."""

    report: Any
    """The merged report of the gate's kind."""
    settings: Settings
    inputs: tuple[Input, ...]
    wanted: frozenset[str]
    """The metrics that are to be told."""
    tree: Any
    """The repository, as far as paths go."""
    changes: "Changes | Unknown" = Unknown("nothing asked for the changes")
    baseline: Baseline | Unknown = Unknown("there is no baseline; --baseline WHERE names one")
    now: str = ""
    """When is judged, in UTC, such as 2027-01-31T09:40:00Z."""
    commit: str = ""
    """The commit that the work tree stands on; empty where there is none."""
    beside: Mapping[str, Mapping[str, Any]] = {}
    """Option that `reads` → the reports that it names, by name."""
    machine: Mapping[str, str] = {}
    """What is known of the machine on which gate runs, such as `cpu`, `cores`, `arch` and `os`."""

    @property
    def today(self) -> str:
        """The day on which is judged, such as 2027-01-31."""
        return self.now.partition("T")[0]


class Command(Protocol):
    """A module under `gates/commands`."""

    KIND: str
    """The kind of report it judges; the key of its readers in the catalog."""
    FOLLOWS: bool
    """Whether what changed in the repository since the baseline is wanted; its reports then have `files`."""
    METRICS: frozenset[str]
    """Everything it can measure; a reader is asked for these, or for those only that the conditions need."""
    OPTIONS: tuple[Option, ...]

    def conditions(self, settings: Settings) -> tuple[Condition, ...]:
        """Give what is demanded. Raises UsageError where nothing is: a gate without a condition judges nothing."""

    def needs(self, settings: Settings) -> frozenset[str]:
        """Give what has to be had beside the reports."""

    def find_records(self, metrics: frozenset[str], settings: Settings) -> frozenset[str]:
        """Give what a reader has to be told: what to read for these metrics, and whatever settings are meant for it."""

    def merge(self, reports: Mapping[str, Any], settings: Settings, tree: Any) -> Any:
        """Give all reports of this kind, by name, as one, its subjects named as the repository names them."""

    def find_loosening(self, case: Case) -> Any:
        """Give, in words, in what the report is `worse` than the baseline, and what only that tells (`lost`)."""

    def renew(self, case: Case, *, loosen: bool) -> Any:
        """Give the report that becomes the baseline in place of the case's, or of one that it may be worse than."""

    def tell_figures(self, report: Any) -> Mapping[str, float]:
        """Give what a trend shows of a report: metric → value of the whole. Nothing is judged by it."""

    def reconcile(self, before: Any, ours: Any, theirs: Any) -> Any:
        """Give the baseline that two sides of a merge make, whichever is which, or an Unknown that tells why none is known.

        `before` is that of the commit from which both come, or None. What passes beside the result passes beside both sides, as
        far as the code is the same; what cannot be told is not guessed.
        """

    def judge(self, found: Case) -> Verdict:
        """Give the verdict."""


class Explainer(Command, Protocol):
    """A gate that can tell, without judging, where its figures come from: it has the option `explain`."""

    def explain(self, reports: Mapping[str, Any], settings: Settings, tree: Any) -> Iterator[str]:
        """Give, in lines, what each report says of what `explain` in the settings names. Raises UsageError if none knows it."""
