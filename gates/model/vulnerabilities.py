"""Reports of vulnerability scanners: which advisories are about which packages, and how much was looked at."""

import re
from collections.abc import Iterable, Mapping
from enum import Enum, IntEnum

from gates.model.verdict import Note
from gates.typed import NamedTuple


class Severity(IntEnum):
    """How bad an advisory is, by the words of CVSS's bands; what nobody rated stands apart and below no band."""

    UNKNOWN = -1
    INFO = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    @property
    def word(self) -> str:
        """What people call it."""
        return self.name.lower()


class Kind(Enum):
    """What an advisory says of a package."""

    VULNERABILITY = "vulnerability"
    UNMAINTAINED = "unmaintained"
    UNSOUND = "unsound"
    YANKED = "yanked"
    NOTICE = "notice"


class Package(NamedTuple):
    """A package, whatever its versions."""

    type: str
    """As in a package URL: npm, pypi, cargo, golang, maven, gem, composer, nuget, deb, rpm, apk; empty where nobody tells."""
    name: str
    """As its ecosystem writes it, in the form that `normalise` gives."""


class Finding(NamedTuple):
    """One advisory about one package, by whichever scanners."""

    package: Package
    ids: frozenset[str]
    """All names of the advisory: GHSA, CVE, RUSTSEC, PYSEC, GO and others; at least one."""
    severity: Severity
    kind: Kind = Kind.VULNERABILITY
    title: str = ""
    versions: frozenset[str] = frozenset()
    """The installed versions that it is about; empty where the report does not tell."""
    fixed: frozenset[str] = frozenset()
    """The versions of the package in which it is fixed, or ranges of them as the scanner writes them."""
    upgrades: frozenset[str] = frozenset()
    """What to upgrade, as `name@version`, where the scanner tells that a package which asks for this one brings the fix."""
    paths: frozenset[str] = frozenset()
    """Through what the package comes in, as `a>b>package`; empty where the report does not tell."""
    is_direct: bool | None = None
    """Whether the project itself asks for the package; None where nobody tells."""
    is_development: bool | None = None
    """Whether it is only used for development; None where nobody tells."""
    sources: frozenset[str] = frozenset()
    """The reports that say so."""
    published: str = ""
    """The day on which it was first published, such as 2027-01-31; empty where nobody tells."""


class AuditReport(NamedTuple):
    """One report, or several merged. Merging is associative and commutative; order shows nowhere."""

    findings: tuple[Finding, ...]
    """Each advisory about each package once."""
    scanned: Mapping[str, int | None]
    """Report → how many packages were looked at; None where it does not tell."""
    notes: frozenset[Note] = frozenset()
    doubts: frozenset[Note] = frozenset()
    """Why a report may not be whole. Any doubt makes the verdict unjudged."""


_WORDS = {
    "critical": Severity.CRITICAL,
    "high": Severity.HIGH,
    "important": Severity.HIGH,
    "moderate": Severity.MEDIUM,
    "medium": Severity.MEDIUM,
    "low": Severity.LOW,
    "info": Severity.INFO,
    "informational": Severity.INFO,
    "negligible": Severity.INFO,
    "unimportant": Severity.INFO,
    "none": Severity.INFO,
}
_HIGHEST_SCORE = 10
_BANDS = ((9.0, Severity.CRITICAL), (7.0, Severity.HIGH), (4.0, Severity.MEDIUM), (0.1, Severity.LOW))
"""https://www.first.org/cvss/v3.1/specification-document, 5. Version 2 has no critical, which scanners rate as 3 does."""


def read_severity(word: object) -> Severity:
    """Give what a scanner's word means; any other word, or none, is unknown."""
    return _WORDS.get(word.strip().lower(), Severity.UNKNOWN) if isinstance(word, str) else Severity.UNKNOWN


def rate_score(score: float) -> Severity:
    """Give the band of a CVSS score; one that is not from 0 to 10, such as the -1 of some tools for none, is unknown."""
    if not 0 <= score <= _HIGHEST_SCORE:
        return Severity.UNKNOWN
    return next((severity for least, severity in _BANDS if score >= least), Severity.INFO)


CASELESS = frozenset(
    {"alpm", "apk", "bitbucket", "composer", "deb", "gitlab", "github", "golang", "hex", "nuget", "oci", "pub"}
)
"""The types whose names are the same in capitals: https://github.com/package-url/purl-spec, its definitions of types."""


def normalise(type_: str, name: str) -> Package:
    """Give a package under the one name that all scanners' reports come to."""
    if type_ == "pypi":
        name = re.sub(r"[-_.]+", "-", name).lower()
    if type_ == "maven":
        name = name.replace("/", ":")
    if type_ == "deb":
        name = name.partition(":")[0]  # dpkg writes the architecture behind it, as in libc6:amd64
    return Package(type_, name.lower() if type_ in CASELESS else name)


def normalise_version(type_: str, version: str) -> str:
    """Give a version as all scanners' reports come to: modules of Go without the v, packages of systems without epoch 0."""
    if type_ == "golang":
        return version.removeprefix("v")
    return version.removeprefix("0:") if type_ in ("deb", "rpm") else version


def merge_reports(reports: Iterable[AuditReport]) -> AuditReport:
    """Give all reports as one, in which every advisory about a package stands once: ids are joined over all their aliases."""
    groups: dict[Package, list[Finding]] = {}
    scanned: dict[str, int | None] = {}
    notes: set[Note] = set()
    doubts: set[Note] = set()
    for report in reports:
        for finding in report.findings:
            groups[finding.package] = _join(groups.get(finding.package, []), finding)
        scanned.update(report.scanned)
        notes |= report.notes
        doubts |= report.doubts
    findings = sorted((finding for group in groups.values() for finding in group), key=order)
    return AuditReport(tuple(findings), scanned, frozenset(notes), frozenset(doubts))


def order(finding: Finding) -> tuple[float, Package, str, list[str]]:
    """Give what findings are sorted by: the worst first, what nobody rated behind what is critical."""
    worst = Severity.HIGH + 0.5 if finding.severity is Severity.UNKNOWN else finding.severity
    return -worst, finding.package, finding.kind.value, sorted(finding.ids)


def _join(group: list[Finding], finding: Finding) -> list[Finding]:
    """Give a group with one more finding, joined with all that share an id with it."""
    apart = [each for each in group if each.kind is not finding.kind or each.ids.isdisjoint(finding.ids)]
    for each in group:
        if each not in apart:
            finding = _merge(each, finding)
    return [*apart, finding]


def _merge(one: Finding, other: Finding) -> Finding:
    """Give one finding of two reports: the worse severity, and whatever any of them tells."""
    return Finding(
        one.package,
        one.ids | other.ids,
        max(one.severity, other.severity),
        one.kind,
        max(one.title, other.title, key=lambda title: (len(title), title)),
        one.versions | other.versions,
        one.fixed | other.fixed,
        one.upgrades | other.upgrades,
        one.paths | other.paths,
        max(one.is_direct, other.is_direct, key=(None, False, True).index),
        None if None in (one.is_development, other.is_development) else one.is_development and other.is_development,
        one.sources | other.sources,
        min(filter(None, (one.published, other.published)), default=""),
    )
