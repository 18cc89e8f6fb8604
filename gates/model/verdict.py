"""The verdict: what every gate arrives at and every renderer starts from. Nothing in it belongs to one kind of report."""

from collections.abc import Iterable
from enum import Enum

from gates.model.condition import Condition
from gates.model.ratio import Ratio
from gates.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from gates.model.table import History, Table


class Outcome(Enum):
    """What became of a condition or of a whole gate."""

    PASS = "pass"
    WARN = "warn"
    FAIL = "fail"
    UNJUDGED = "unjudged"
    SKIPPED = "skipped"
    """The report is missing and was declared optional. A gate's outcome only, never a condition's."""
    WAIVED = "waived"
    """It would not hold, but a waiver allows it. A row's outcome only."""


WORST_FIRST = (Outcome.FAIL, Outcome.UNJUDGED, Outcome.WARN, Outcome.PASS, Outcome.SKIPPED)
"""The outcomes of a gate: a failure beats what could not be judged, which beats a warning."""


EXIT_CODES = {Outcome.PASS: 0, Outcome.WARN: 0, Outcome.SKIPPED: 0, Outcome.FAIL: 1, Outcome.UNJUDGED: 2}
"""What a command exits with, by the outcome of its verdict."""


class Input(NamedTuple):
    """One report that was read."""

    path: str
    """As it was named or found; `-` for standard input."""
    format: str
    """The name of the reader that read it."""
    digest: str = ""
    """The SHA-256 of its bytes, 64 hexadecimal digits; empty where it is not known, as of a folder, or nobody asked."""


class Evidence(NamedTuple):
    """How much of one thing the verdict rests on."""

    name: str
    """A plural noun: `reports`, `files`, `lines`, `branches`."""
    amount: int


class Measurement(NamedTuple):
    """A measured value of the whole, whether or not a condition asks for it."""

    metric: str
    value: Ratio
    upper: Ratio | None = None
    """The high end where the reports leave an interval; `value` is then its low end."""


class Span(NamedTuple):
    """A run of source lines, both ends included, 1-based."""

    first: int
    last: int


class ConditionResult(NamedTuple):
    """A condition, judged on one subject."""

    condition: Condition
    subject: str
    """`total`, a repository path, or the name of a group."""
    outcome: Outcome
    value: Ratio | int | None
    """None where there was nothing to measure."""
    upper: Ratio | int | None = None
    """The high end where the reports leave an interval; the condition is judged on `value`, the low end."""
    shortfall: int = 0
    """How many units of the metric are missing to satisfy it; 0 where it holds or cannot be told."""
    reason: str = ""
    """Why it could not be judged, or why it holds though there was nothing to measure; empty otherwise."""
    baseline: Ratio | int | None = None
    """The value that it is compared with where the condition needs a baseline."""


class Hotspot(NamedTuple):
    """A file that pulls the verdict down, with the places that do."""

    path: str
    metric: str
    value: Ratio
    missed: int
    """How many units of the metric do not hold there."""
    spans: tuple[Span, ...]
    """Ascending; may be empty where the report knows no places."""
    category: str = ""
    """What the places have in common, such as `uncovered new lines`; empty for all that is missed in the file."""
    wanted: bool = False
    """Whether the places are good news, such as lines that gained cover."""


class Step(NamedTuple):
    """What to do in one file, or to one package, on the way to green."""

    path: str
    """The file, or what else is to be changed."""
    units: int
    """How many units of the metric are put right by it."""
    spans: tuple[Span, ...] = ()
    """Ascending; the places to start with; may be empty where the report knows none."""
    text: str = ""
    """What to do there, such as `upgrade to 4.17.21`; empty where the metric says it."""


class Remedy(NamedTuple):
    """The shortest way to green for one metric: the fewest units, then the fewest files."""

    metric: str
    units: int
    """The sum over the steps."""
    steps: tuple[Step, ...]
    """The largest first."""
    unit: str = ""
    """What is counted, in the singular, such as `new line`; empty where that is the metric's name."""
    task: str = ""
    """What to do, such as `upgrade 2 packages`; empty where the units are to be covered."""


class Note(NamedTuple):
    """Something worth saying that does not decide the outcome."""

    id: str
    """Kebab-case, stable, such as `totals-disagree`."""
    text: str
    """One sentence, without a line break."""
    where: str = ""
    """The report or file it is about; may be empty."""


class Verdict(NamedTuple):
    """What one gate found. Everything in it is sorted, so that the same inputs in any order give the same verdict."""

    gate: str
    outcome: Outcome
    results: tuple[ConditionResult, ...]
    """Worst first, then in the order of the options. Conditions on files list only the files that do not satisfy."""
    inputs: tuple[Input, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    """Of each name one."""
    measurements: tuple[Measurement, ...] = ()
    hotspots: tuple[Hotspot, ...] = ()
    """By category, the worst first; those of no category are empty where everything holds."""
    remedies: tuple[Remedy, ...] = ()
    """Empty where everything holds or nothing could be judged."""
    notes: tuple[Note, ...] = ()
    tables: "tuple[Table, ...]" = ()
    """What was judged one by one, where the gate judges many things; it is shown whatever the outcome, what holds the least."""
    reason: str = ""
    """Why the whole gate was skipped or could not be judged; empty otherwise."""
    history: "tuple[History, ...]" = ()
    """What the store knows of earlier figures, by metric, sorted; nothing is judged by it."""


class Run(NamedTuple):
    """The verdicts that one document holds."""

    verdicts: tuple[Verdict, ...]
    """At least one, no two of one gate."""
    is_run: bool
    """Whether `gate run` judged them, or some that were saved were put together, rather than one gate."""


def fold_outcomes(outcomes: Iterable[Outcome]) -> Outcome:
    """Give the outcome of several, the worst. None at all is unjudged."""
    return min(outcomes, key=WORST_FIRST.index, default=Outcome.UNJUDGED)
