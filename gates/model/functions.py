"""Functions of one file: known by name, or, where a snapshot had to be small, by a short digest of the name."""

from gates.model.probes import Probes, gather_keys, merge_probes

MARK = b"\0"
"""Begins every digest, and no name: see gather_texts."""
_BYTES = 6
DIGEST_CHARACTERS = 8
"""48 bits: of ten thousand functions in one file, two are taken for one with a chance of one in five million."""


def shorten_functions(functions: Probes) -> Probes:
    """Give functions by digest; those that are known by digest already stay as they are."""
    if not functions.total or is_short(functions):
        return functions
    from base64 import b64encode  # noqa: PLC0415 (few runs need a digest, and hashlib costs a third of a bare start)
    from hashlib import blake2b  # noqa: PLC0415 (the same)

    hits: dict[bytes, bool] = {}
    for name, ran in zip(bytes(functions.ids).split(b"\n"), functions.flags(), strict=True):
        digest = MARK + b64encode(blake2b(name, digest_size=_BYTES).digest(), b"-_")
        hits[digest] = bool(ran) or hits.get(digest, False)
    return gather_keys(hits)


def is_short(functions: Probes) -> bool:
    """Say whether functions are known by digest."""
    return bytes(functions.ids[:1]) == MARK


def merge_functions(one: Probes, other: Probes) -> Probes:
    """Give the functions of both; if either knows them by digest only, so does the result."""
    if one.total and other.total and is_short(one) != is_short(other):
        one, other = shorten_functions(one), shorten_functions(other)
    return merge_probes(one, other)
