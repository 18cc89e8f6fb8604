"""What readers of VEX share: moments in UTC, and products as packages or, where nothing tells the package, as names."""

from collections.abc import Iterable

from gates.model.vulnerabilities import Package
from gates.readers.package_urls import Named, read_purl
from gates.typed import NamedTuple

_FIRST_YEAR = 1999


class Products(NamedTuple):
    """What a statement is about."""

    packages: frozenset[tuple[Package, str]]
    """Each with a version, or an empty text for every version."""
    names: frozenset[tuple[str, str]]
    """Name and version of what nobody tells the package of."""


def sort_products(found: Iterable[Named | tuple[str, str]]) -> Products:
    """Give packages and names apart."""
    told = list(found)
    packages = frozenset((each.package, each.version) for each in told if isinstance(each, Named))
    return Products(packages, frozenset((each[0], each[1]) for each in told if not isinstance(each, Named)))


def name_product(*texts: object) -> Named | tuple[str, str] | None:
    """Give the package of the first text that is a package URL, else the first text as a name; None where there is none."""
    named = next((found for text in texts if (found := read_purl(text))), None)
    return named or next(((text, "") for text in texts if isinstance(text, str) and text), None)


def read_time(text: str) -> str:
    """Give a moment in UTC, such as 2026-11-23T09:40:00Z; empty for what is none. One without a zone is in UTC.

    What is older than CVE is no moment of a statement: programs in Go write 0001-01-01T00:00:00Z where nobody told one.
    """
    from datetime import UTC, datetime  # noqa: PLC0415 (only who reads VEX pays for it)

    try:
        moment = datetime.fromisoformat(text)
        zoned = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
        return zoned.strftime("%Y-%m-%dT%H:%M:%SZ") if zoned.year >= _FIRST_YEAR else ""
    except (ValueError, OverflowError):
        return ""
