"""Units come to one base."""

import pytest

from gates.model.quantities import parse_unit


@pytest.mark.parametrize(
    ("unit", "base", "value", "rate"),
    [
        ("ns", "s", 1e-9, False),
        ("ns/iter", "s", 1e-9, False),
        ("ns/op", "s", 1e-9, False),
        ("us/op", "s", 1e-6, False),
        ("µs", "s", 1e-6, False),
        ("μs", "s", 1e-6, False),
        (" ms ", "s", 1e-3, False),
        ("Seconds", "s", 1.0, False),
        ("ps", "s", 1e-12, False),
        ("sec/op", "s", 1.0, False),
        ("min", "s", 60.0, False),
        ("h/run", "s", 3600.0, False),
        ("B/op", "B", 1.0, False),
        ("bytes", "B", 1.0, False),
        ("KiB", "B", 1024.0, False),
        ("kB", "B", 1000.0, False),
        ("KB", "B", 1000.0, False),
        ("MB/s", "B/s", 1e6, True),
        ("MiB/s", "B/s", 1048576.0, True),
        ("GB/sec", "B/s", 1e9, True),
        ("B/ms", "B/s", 1e3, True),
        ("B/min", "B/s", 1 / 60, True),
        ("ops/s", "1/s", 1.0, True),
        ("ops/ms", "1/s", 1e3, True),
        ("ops/min", "1/s", 1 / 60, True),
        ("Melem/s", "1/s", 1e6, True),
        ("kreq/s", "1/s", 1e3, True),
        ("items/us", "1/s", 1e6, True),
        ("MS/s", "MS/s", 1.0, True),
        ("frames/s", "frames/s", 1.0, True),
        ("frames/ms", "frames/s", 1e3, True),
        ("Mb/s", "Mb/s", 1.0, True),
        ("Kb", "Kb", 1.0, False),
        ("m/s", "m/s", 1.0, True),
        ("mb", "B", 1e6, False),
        ("allocs/op", "allocs", 1.0, False),
        ("cycles/iter", "cycles", 1.0, False),
        ("ns/commit", "ns/commit", 1.0, False),
        ("%", "%", 1.0, False),
        ("", "", 1.0, False),
    ],
)
def test_units(unit: str, base: str, value: float, rate: bool) -> None:
    known = parse_unit(unit)
    assert (known.base, known.rate) == (base, rate)
    assert known.convert(1) == pytest.approx(value, rel=1e-15)
