"""The shortest way to green of an audit: the fewest upgrades that clear what fails, and what no upgrade clears.

A finding is cleared by upgrades of all the packages that bring it in, where the scanner tells which; else by one of the
package itself. So what fails leaves no choice, and several findings often share an upgrade. A budget leaves one: of those
that count in it only so many have to go as are over it. The fewest further upgrades are then found by trying all sets of one,
two and more, as long as those are few; where they are many, the one that clears most is taken each time, and that is said.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import chain, combinations, islice

from gates.model.names import split_digits
from gates.model.verdict import Note, Outcome, Remedy, Step
from gates.model.vulnerabilities import Finding, Package
from gates.policy.advisories import Judged, choose_id, has_fix
from gates.policy.versions import compare
from gates.typed import NamedTuple

_MOST_TRIES = 20_000
Needs = frozenset[Package]
"""The packages that have to be upgraded to clear a finding; none where it has no fix."""


class Surplus(NamedTuple):
    """What is over a budget."""

    findings: frozenset[int]
    """The places of the findings that count in it."""
    over: int
    """How many of them have to go."""


class Choice(NamedTuple):
    """What to upgrade."""

    packages: frozenset[Package]
    is_fewest: bool
    """Whether fewer are known not to do."""


def find_remedies(judged: Sequence[Judged], surplus: Sequence[Surplus] = ()) -> tuple[Remedy, ...]:
    """Give the fewest upgrades that clear what fails, the one that clears most first, and what has no fix; something fails."""
    needs = [find_needs(each.finding) for each in judged]
    failing = frozenset(at for at, each in enumerate(judged) if each.outcome is Outcome.FAIL)
    chosen = choose(needs, failing, surplus)
    gone = find_gone(needs, failing, chosen.packages)
    cleared = {at for at in gone if needs[at] and (at in failing or any(at in each.findings for each in surplus))}
    steps = sorted(
        (
            _tell_step(package, [judged[at].finding for at in sorted(cleared) if package in needs[at]])
            for package in chosen.packages
        ),
        key=lambda step: (-step.units, step.path, step.text),
    )
    lost = [_tell_stuck(judged[at].finding) for at in sorted(failing) if not needs[at]]
    left = sum(max(each.over - len(each.findings & gone), 0) for each in surplus)
    lost += [Step("budgets", 0, text=f"{left:,} more have to go and have no fix: replace or waive them")] if left else []
    return (Remedy("vulnerability", len(cleared), (*steps, *lost), task=_tell_task(chosen, len(lost) + max(left - 1, 0))),)


def _tell_task(chosen: Choice, stuck: int) -> str:
    count = len(chosen.packages)
    if not count:
        return "decide what has no fix"
    most = "" if chosen.is_fewest else "at most "
    rest = f", and decide of {stuck:,} without a fix" if stuck else ""
    return f"upgrade {most}{count:,} package{'s' if count != 1 else ''}{rest}"


def _tell_stuck(finding: Finding) -> Step:
    return Step(finding.package.name, 0, text=f"{choose_id(finding.ids)} has no fix: replace it, or waive it with a reason")


def find_needs(finding: Finding) -> Needs:
    """Give the packages to upgrade: those that bring it in, where the scanner tells of all ways, else the package itself."""
    names = {upgrade.rpartition("@")[0] for upgrade in finding.upgrades}
    ways = {path.partition(">")[0] for path in finding.paths if ">" in path or "@" in path}
    if names and all(way in names or way.rpartition("@")[0] in names for way in ways):
        return frozenset(Package(finding.package.type, name) for name in names)
    return frozenset({finding.package} if finding.fixed else ())


def find_gone(needs: Sequence[Needs], failing: frozenset[int], packages: frozenset[Package]) -> frozenset[int]:
    """Give the findings that are gone with these upgrades; what fails without a fix has to be replaced or waived anyway."""
    return frozenset(at for at, need in enumerate(needs) if need <= packages and (need or at in failing))


def choose(needs: Sequence[Needs], failing: frozenset[int], surplus: Sequence[Surplus]) -> Choice:
    """Give the fewest packages with which all that fails and has a fix is cleared, and as much of each surplus as can be."""
    forced: frozenset[Package] = frozenset().union(*(needs[at] for at in failing))
    everything = forced.union(*(needs[at] for each in surplus for at in each.findings))
    most = find_gone(needs, failing, everything)
    wanted = [each._replace(over=min(each.over, len(each.findings & most))) for each in surplus]

    def lacks(packages: frozenset[Package]) -> list[Surplus]:
        gone = find_gone(needs, failing, packages)
        return [each for each in wanted if len(each.findings & gone) < each.over]

    rest = sorted(everything - forced)
    sets = chain.from_iterable(combinations(rest, count) for count in range(len(rest) + 1))
    for more in islice(sets, _MOST_TRIES):
        if not lacks(forced.union(more)):
            return Choice(forced.union(more), is_fewest=True)
    return Choice(_approach(needs, forced, lacks), is_fewest=False)


def _approach(
    needs: Sequence[Needs], packages: frozenset[Package], lacks: Callable[[frozenset[Package]], list[Surplus]]
) -> frozenset[Package]:
    """Give packages that do, found step by step: each time what clears a finding that counts with the fewest further ones."""
    while left := lacks(packages):
        open_ = {at for each in left for at in each.findings if needs[at] - packages}
        costs = Counter(package for at in open_ for package in needs[at] - packages)
        at = min(
            open_,
            key=lambda at: (len(needs[at] - packages), -max(costs[each] for each in needs[at] - packages), sorted(needs[at])),
        )
        packages |= needs[at]
    return packages


def _tell_step(package: Package, findings: Sequence[Finding]) -> Step:
    """Give to what to upgrade: the highest of what the findings ask for, as the scanner writes it, and what that clears."""
    name = package.name
    wanted = {
        upgrade.rpartition("@")[2] for each in findings for upgrade in each.upgrades if upgrade.rpartition("@")[0] == name
    } | {find_highest(each.package.type, each.fixed) for each in findings if each.package == package and each.fixed}
    count = f"{len(findings):,} finding{'s' if len(findings) != 1 else ''}"
    return Step(name, len(findings), text=f"to {find_highest(package.type, wanted)} (clears {count})")


def find_highest(type_: str, texts: Collection[str]) -> str:
    """Give the highest of versions, or of ranges such as `>=4.17.21`, by the order of their ecosystem, else by their digits."""
    highest, *rest = sorted(texts, key=split_digits)
    for each in rest:
        if compare(type_, *(text.rpartition("@")[2].lstrip("<>=^~ v") for text in (highest, each))) in (-1, 0, None):
            highest = each
    return highest


def tell_fixless(judged: Iterable[Judged]) -> Iterator[Note]:
    """Give a note for each report in which nothing has a fix, though for want of one a finding does not fail."""
    without: set[str] = set()
    fixable: set[str] = set()
    for each in judged:
        if has_fix(each.finding):
            fixable |= each.finding.sources
        elif each.reason == "no fix":
            without |= each.finding.sources
    for source in without - fixable:
        yield Note("fixes-untold", "no finding of it has a fix: does its scanner tell of any? None of them can fail", source)
