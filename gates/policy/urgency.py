"""What makes a vulnerability urgent whatever its severity: it is exploited, it is likely to be, or it is out for too long."""

from collections.abc import Iterable, Iterator, Mapping

from gates.model.exploitation import Exploited, Likelihoods
from gates.model.ratio import Ratio, format_percent
from gates.model.verdict import Note, Outcome
from gates.model.vulnerabilities import Finding, Severity
from gates.typed import NamedTuple


class Urgency(NamedTuple):
    """What vulnerabilities are held to besides their severity."""

    today: str
    days: Mapping[Severity, int]
    """How many days a vulnerability of a severity may be public."""
    exploited: tuple[Exploited, ...] = ()
    likelihoods: tuple[Likelihoods, ...] = ()
    most: Ratio | None = None
    """The likelihood from which on it fails; None where that does not count."""


class Cause(NamedTuple):
    """Why a vulnerability is urgent, or why nobody can tell."""

    rule: str
    outcome: Outcome
    text: str


def find_causes(finding: Finding, urgency: Urgency, unknown: Outcome) -> Iterator[Cause]:
    """Give every reason, the most pressing first; `unknown` is what becomes of what the catalogs cannot tell of.

    Catalogs go by CVE, so what has none may be exploited though it is not in them.
    """
    if urgency.exploited and not any(id_.startswith("CVE-") for id_ in finding.ids):
        yield Cause("unknown", unknown, "no CVE, by which KEV goes")
    since = [catalog.since[id_] for catalog in urgency.exploited for id_ in finding.ids if id_ in catalog.since]
    if since:
        yield Cause("kev", Outcome.FAIL, f"exploited since {min(since)}" if any(since) else "exploited")
    if urgency.most is not None:
        yield from _weigh(finding, urgency.most, urgency.likelihoods, unknown)
    most = urgency.days.get(finding.severity)
    if most is not None and not finding.published:
        yield Cause("overdue", Outcome.UNJUDGED, "nobody tells since when")
    elif most is not None:
        from datetime import date  # noqa: PLC0415 (a millisecond, which only this is worth)

        age = (date.fromisoformat(urgency.today) - date.fromisoformat(finding.published)).days
        if age > most:
            yield Cause("overdue", Outcome.FAIL, f"public for {age:,} days, {most:,} are allowed")


def _weigh(finding: Finding, most: Ratio, likelihoods: Iterable[Likelihoods], unknown: Outcome) -> Iterator[Cause]:
    from fractions import Fraction  # noqa: PLC0415 (the same)

    scores = [Fraction(each.scores[id_]) for each in likelihoods for id_ in finding.ids if id_ in each.scores]
    if not scores:
        yield Cause("unknown", unknown, "no EPSS score")
    elif max(scores) > Fraction(most.part, most.whole):
        score = max(scores)
        yield Cause("max-epss", Outcome.FAIL, f"EPSS {format_percent(Ratio(score.numerator, score.denominator))}")


def tell_catalogs(urgency: Urgency) -> Iterator[Note]:
    """Give of which day the catalogs are: what was found since is not in them."""
    told = [("KEV", each.day, len(each.since)) for each in urgency.exploited]
    told += [("EPSS", each.day, len(each.scores)) for each in urgency.likelihoods]
    for name, day, count in told:
        yield Note(
            "catalog", f"{name} {f'of {day}' if day else 'without a day'}, {count:,} vulnerabilit{'y' if count == 1 else 'ies'}"
        )
