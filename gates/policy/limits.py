"""How much worse than its baseline each benchmark may be, and what becomes of those that are only on one side."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from gates.errors import UsageError
from gates.model.quantities import parse_unit
from gates.model.ratio import Ratio
from gates.model.table import Quantity
from gates.model.verdict import Outcome
from gates.typed import Any, NamedTuple

LIMIT = Ratio(5, 100)
"""What times may be worse by where nobody says anything else."""
EXACT_LIMIT = Ratio(1, 100)
"""The same for what has no noise: another compiler or library moves it by less."""
POLICIES: Mapping[str, Outcome] = {
    "missing": Outcome.FAIL,
    "new": Outcome.PASS,
    "improved": Outcome.PASS,
    "inconclusive": Outcome.UNJUDGED,
}
"""What becomes of a benchmark that is not simply worse or no worse, where nobody says anything else."""


class Limits(NamedTuple):
    """What one benchmark is held to."""

    worse: Ratio | None = None
    """How much worse it may be; None for what is usual."""
    warn: Ratio | None = None
    """How much worse it may be without a warning; None for no warning."""
    difference: Quantity | None = None
    """A difference below this is never worse, if it is in the same unit; None for none."""
    policies: Mapping[str, Outcome] = POLICIES

    def find_worse(self, *, exact: bool) -> Ratio:
        """Give how much worse it may be."""
        usual = EXACT_LIMIT if exact else LIMIT
        return usual if self.worse is None else self.worse


class Rule(NamedTuple):
    """Limits for the benchmarks whose name, and metric, match."""

    names: re.Pattern[str] | None
    """None for every name."""
    metrics: frozenset[str]
    """Empty for every metric."""
    limits: Limits


def read_rules(settings: Mapping[str, Any]) -> tuple[Rule, ...]:
    """Give the rules of the configuration in their order, then what holds for all others. Raises UsageError."""
    whole = _read_limits(settings, Limits())
    tables = settings.get("rules", ())
    rules = [
        Rule(match_names(table.get("benchmarks", ())), frozenset(table.get("metrics", ())), _read_limits(table, whole))
        for table in (tables if isinstance(tables, tuple) else ())
    ]
    return (*rules, Rule(None, frozenset(), whole))


def find_limits(rules: Sequence[Rule], name: str, metric: str) -> Limits:
    """Give what a benchmark is held to: the first rule that matches decides."""
    return next(
        rule.limits
        for rule in rules
        if (rule.names is None or rule.names.fullmatch(name)) and (not rule.metrics or metric in rule.metrics)
    )


def match_names(globs: Iterable[str]) -> re.Pattern[str] | None:
    """Give a pattern of the names that one of the globs means, in which `*` stands for any letters; None for no glob."""
    patterns = [".*".join(map(re.escape, glob.split("*"))) for glob in globs]
    return re.compile("|".join(patterns), re.DOTALL) if patterns else None


def _read_limits(settings: Mapping[str, Any], usual: Limits) -> Limits:
    policies = {name: Outcome(settings[name]) for name in POLICIES if name in settings}
    difference = settings.get("min-difference")
    worse = settings.get("max-regression", usual.worse)
    own = worse is not usual.worse
    return Limits(
        worse,
        settings.get("max-regression.warn", None if own else usual.warn),
        usual.difference if difference is None else parse_amount(str(difference)),
        {**usual.policies, **policies},
    )


def parse_amount(text: str) -> Quantity:
    """Give an amount such as `2ns` or `1.5 KiB`. Raises UsageError."""
    told = re.fullmatch(r"\s*([0-9]{1,12}(?:\.[0-9]{1,12})?)\s*([^\W\d_][^\d,]*|%)", text)
    if told is None:
        raise UsageError(
            f"{text!r} is not an amount", where="min-difference", hint="a number and its unit, such as 2ns or 1KiB"
        )
    unit = parse_unit(told[2])
    return Quantity(unit.convert(float(told[1])), unit.base)


def tell_limits(rules: Sequence[Rule]) -> Iterator[Ratio]:
    """Give every limit that times are held to, each once."""
    yield from dict.fromkeys(rule.limits.find_worse(exact=False) for rule in rules)
