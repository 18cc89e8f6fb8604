import pytest
from hypothesis import given
from hypothesis import strategies as st

from gates.readers import blocks
from gates.readers.blocks import cut_blocks
from gates.readers.digits import choose_decoder, cut_run, decode_run, is_regular
from gates.readers.paths import normalise


@given(st.lists(st.text("endE;x\n", max_size=9).map(str.encode), max_size=9))
def test_blocks_are_the_same_bytes_cut_after_records(chunks: list[bytes]) -> None:
    found = list(cut_blocks(filter(None, chunks), b"end;"))
    assert b"".join(found) == b"".join(chunks)
    assert all(block.endswith(b"end;") for block in found[:-1])
    assert all(found)


def test_an_endless_record_is_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "LIMIT_BYTES", 10)
    assert list(cut_blocks([b"x" * 6] * 4, b"end;")) == [b"x" * 18, b"x" * 6]


def test_decode_run() -> None:
    decode = choose_decoder(1 << 20)
    assert decode is not None
    assert choose_decoder(0) is None
    assert decode_run(b"\nDA:1,2\nDA:3,40", b"\nDA:", 2, decode) == [1, 2, 3, 40]
    assert decode_run(b"\nDA:1,2", b"\nDA:", 2, None) is None
    assert decode_run(b"", b"\nDA:", 2, decode) == []
    for run in (b"\nDA:1", b"\nDA:1,2,3", b"\nDA:1,-2", b"\nDA:01,2", b"\nDA:,2", b"\nDA:1,2\nXX:1,2", b"\nDA:1,2x"):
        assert decode_run(run, b"\nDA:", 2, decode) is None
        assert decode_run(run, b"\nDA:", 2, choose_decoder(1 << 23)) is None
    assert is_regular(b"\nDA:1,\nDA:,2", b"\nDA:", 2)


def test_cut_run() -> None:
    assert cut_run(b"\nA:1\nB:2\nB:3\nC:4", b"\nB:") == (b"\nB:2\nB:3", b"\nA:1\nC:4")
    assert cut_run(b"\nA:1\nB:2", b"\nB:") == (b"\nB:2", b"\nA:1")
    assert cut_run(b"\nA:1", b"\nB:") == (b"", b"\nA:1")


def test_normalise() -> None:
    same = {
        "": "",
        " ": "",
        "a.py": "a.py",
        "./src//a.py": "src/a.py",
        r"src\sub\a.py": "src/sub/a.py",
        r"C:\repo\a.py": "C:/repo/a.py",
        "foo/bar/../bar/./a": "foo/bar/a",
        "//server/a": "/server/a",
        "../a": "../a",
    }
    assert {text: normalise(text) for text in same} == same
