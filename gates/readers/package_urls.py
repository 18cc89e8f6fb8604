"""Package URLs: which package is meant, and which version of it."""

import re

from gates.model.vulnerabilities import Package, normalise, normalise_version
from gates.typed import NamedTuple

SPEC = "https://github.com/package-url/purl-spec/blob/main/PURL-SPECIFICATION.rst"
_PURL = re.compile(r"pkg:/{0,2}([\w.+-]+)/((?:@[^@?#/]+/)?[^@?#]+)(?:@([^?#]*))?(?:\?([^#]*))?")
"""With the scope of npm as some write it, without its @ as %40."""
_EPOCH = re.compile(r"(?:^|&)epoch=([1-9]\d*)(?:&|$)")
_OF_A_SYSTEM = ("deb", "rpm", "apk", "alpm")
"""The types whose namespace is the system that packages it, which many scanners do not tell."""


class Named(NamedTuple):
    """What a package URL names."""

    package: Package
    version: str
    """Empty for every version."""


def read_purl(purl: object) -> Named | None:
    """Give what a package URL names; None for anything that is none.

    The namespace of a system's package is left out, since scanners agree on its name only. The epoch of an RPM, which stands
    apart, is put before the version, where scanners write it.
    """
    told = _PURL.match(purl) if isinstance(purl, str) else None
    if not told:
        return None
    type_, path = told[1].lower(), unquote(told[2]).strip("/")
    if type_ in _OF_A_SYSTEM:
        path = path.rpartition("/")[2]
    version = unquote(told[3] or "")
    epoch = _EPOCH.search(told[4] or "")
    if epoch and ":" not in version:
        version = f"{epoch[1]}:{version}"
    return Named(normalise(type_, path), normalise_version(type_, version))


def unquote(text: str) -> str:
    """Give a part of a package URL with what stands as `%40` in it; what is no UTF-8 stays a mark of its own."""
    data = re.sub(rb"%([0-9A-Fa-f]{2})", lambda mark: bytes([int(mark[1], 16)]), text.encode(errors="surrogatepass"))
    return data.decode(errors="replace")
