"""Cutting a stream of bytes where its records end, so that each block can be understood without the others."""

from collections.abc import Iterable, Iterator

LIMIT_BYTES = 64 << 20
"""A stream in which no record ends for this long is handed on as it comes."""


def cut_blocks(chunks: Iterable[bytes], ends: bytes) -> Iterator[bytes]:
    """Give the same bytes as blocks that end just after `ends`; the last block is whatever follows, if anything.

    A block is about as long as a chunk. Where no record ends within LIMIT_BYTES, a block ends anywhere.
    """
    held: list[bytes] = []
    size_bytes = 0
    for chunk in chunks:
        edge = held[-1][1 - len(ends) :] + chunk if held else chunk
        found = edge.rfind(ends)
        if found < 0 and size_bytes < LIMIT_BYTES:
            held.append(chunk)
            size_bytes += len(chunk)
            continue
        at = len(chunk) if found < 0 else found + len(ends) - (len(edge) - len(chunk))
        yield b"".join((*held, chunk[:at]))
        held = [chunk[at:]]
        size_bytes = len(held[0])
    rest = b"".join(held)
    if rest:
        yield rest
