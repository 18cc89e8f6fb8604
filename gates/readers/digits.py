r"""Long runs of records that hold nothing but integers, decoded all at once by a JSON decoder.

A run such as `\nDA:1,5\nDA:2,0` is proved to be regular first: without its digits it must be exactly the prefix and
commas, over and over. Anything else is left to the reader's careful road.
"""

from collections.abc import Callable

_DIGITS = b"0123456789"
_SMALL_BYTES, _LARGE_BYTES = 1 << 14, 1 << 22

Decoder = Callable[[bytes], list[int]]


def choose_decoder(size_bytes: int) -> Decoder | None:
    """Give the quickest decoder for what is left of an input of which `size_bytes` have been read; None is the careful road.

    msgspec decodes integers 2.6 times as fast as json, but costs as much to import as json needs for two megabytes, and
    json costs as much as the careful road needs for a few kilobytes. A small report pays for neither.
    """
    if size_bytes < _SMALL_BYTES:
        return None
    if size_bytes < _LARGE_BYTES:
        import json  # noqa: PLC0415 (see above)

        return json.loads
    import msgspec  # noqa: PLC0415 (see above)

    decode = msgspec.json.Decoder(list[int]).decode

    def decode_large(run: bytes) -> list[int]:
        try:
            return decode(run)
        except msgspec.MsgspecError as flaw:
            raise ValueError(str(flaw)) from flaw

    return decode_large


def is_regular(run: bytes, prefix: bytes, width: int) -> bool:
    """Say whether a run is nothing but records of this prefix and `width` fields, each of them digits or empty."""
    bones = run.translate(None, _DIGITS)
    record = prefix + b"," * (width - 1)
    return bones == record * (len(bones) // len(record))


def decode_run(run: bytes, prefix: bytes, width: int, decode: Decoder | None) -> list[int] | None:
    """Give the integers of a run of records, `width` for each, or None where the run is not regular.

    `prefix` begins with a line feed and begins the run. Leading zeros, signs and empty fields are not regular.
    """
    if decode is None or not is_regular(run, prefix, width):
        return None
    try:
        return decode(b"[0" + run.replace(prefix, b",") + b"]")[1:] if run else []
    except ValueError:
        return None


def cut_run(text: bytes, prefix: bytes) -> tuple[bytes, bytes]:
    """Give the part of `text` from the first to the last record with this prefix, and `text` without that part."""
    start = text.find(prefix)
    if start < 0:
        return b"", text
    end = text.find(b"\n", text.rfind(prefix) + 1)
    if end < 0:
        end = len(text)
    return text[start:end], text[:start] + text[end:]
