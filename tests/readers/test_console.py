"""Text as a terminal shows it."""

import pytest

from gates.readers.console import read_lines


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (b"", [""]),
        (b"a\n", ["a", ""]),
        (b"a  \r\nb ", ["a", "b "]),
        (b"\xef\xbb\xbfa\n", ["a", ""]),
        ("µ\r\n".encode("utf-16"), ["µ", ""]),
        ("µ\n".encode("utf-16-be").join((b"\xfe\xff", b"")), ["µ", ""]),
        (b"\xff\n\x80\n", ["\ufffd", "\ufffd", ""]),
        (b"\x1b[1;32mgreen\x1b[0m \x1b[36mbench\x1b(B\x1b[m: 5\n", ["green bench: 5", ""]),
        (b"Benchmarking a: Analyzing\r\x1b[2Ka   time\n", ["a   time", ""]),
        (b"one\x0btwo\x0cthree\n", ["one\x0btwo\x0cthree", ""]),
    ],
)
def test_lines(data: bytes, lines: list[str]) -> None:
    assert read_lines([data[:3], data[3:]]) == lines
