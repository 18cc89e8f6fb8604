"""What every test can use."""

import io
import socket
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import settings

from gates.cli import edits, touched
from gates.cli.main import main

# A check finds the same each time. `scripts/test --hypothesis-profile=search` draws anew, and more.
settings.register_profile("same", deadline=None, derandomize=True, max_examples=50)
settings.register_profile("search", deadline=None, max_examples=2000)
settings.load_profile("same")

ROOT = Path(__file__).resolve().parent.parent


class Result(NamedTuple):
    """What a run of gate left behind."""

    code: int
    out: str
    err: str


Gate = Callable[..., Result]


def few() -> settings:
    """Give the settings for a law that looks at every output for each example: a quarter of the examples."""
    return settings(max_examples=settings().max_examples // 4)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let goldens be written anew."""
    parser.addoption("--update-golden", action="store_true", help="write the golden files instead of comparing with them")


HERE = ("127.0.0.1", "::1", "localhost")


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no test reach beyond this machine, not even to ask for an address."""
    look_up = socket.getaddrinfo

    def look_up_here(host: Any, *rest: Any, **more: Any) -> Any:
        assert host in HERE, f"a test wants the network: {host}"
        return look_up(host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", look_up_here)
    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, _stay_here(getattr(socket.socket, name)))


def _stay_here(reach: Callable[[socket.socket, Any], Any]) -> Callable[[socket.socket, Any], Any]:
    """Give a socket's way to an address, for the addresses of this machine only."""

    def reach_here(self: socket.socket, address: Any) -> Any:
        far = self.family in {socket.AF_INET, socket.AF_INET6} and address[0] not in HERE
        assert not far, f"a test wants the network: {address}"
        return reach(self, address)

    return reach_here


@pytest.fixture
def gate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Gate:
    """Give a function that runs gate in this process, in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def run(*argv: str | Path, stdin: bytes | None = None, environ: dict[str, str] | None = None) -> Result:
        edits.find_last_edit.cache_clear()
        touched.find_changed.cache_clear()  # each run stands for a process of its own
        out, err = io.StringIO(), io.StringIO()
        code = main([str(word) for word in argv], out, err, environ or {}, stdin=None if stdin is None else io.BytesIO(stdin))
        return Result(code, out.getvalue(), err.getvalue())

    return run


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Give a function that compares a text with the golden file of a name, or writes it with --update-golden."""

    def compare(name: str, text: str) -> None:
        path = ROOT / "tests" / "golden" / name
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        assert text == path.read_text(encoding="utf-8")

    return compare


def lcov(files: Mapping[str, Mapping[int, int]], *, totals: bool = True) -> bytes:
    """Give an LCOV tracefile of path → line → hits."""
    rows: list[str] = []
    for path, lines in files.items():
        rows += [f"SF:{path}", *(f"DA:{line},{int(hits)}" for line, hits in lines.items())]
        rows += [f"LF:{len(lines)}", f"LH:{sum(hits > 0 for hits in lines.values())}"] if totals else []
        rows.append("end_of_record\n")
    return "\n".join(rows).replace("end_of_record\n\n", "end_of_record\n").encode()


def cobertura(files: Mapping[str, Mapping[int, int]]) -> bytes:
    """Give a Cobertura document of path → line → hits."""
    classes = "".join(
        f'<class name="{path}" filename="{path}"><methods/><lines>'
        + "".join(f'<line number="{line}" hits="{int(hits)}"/>' for line, hits in lines.items())
        + "</lines></class>"
        for path, lines in files.items()
    )
    valid = sum(map(len, files.values()))
    covered = sum(hits > 0 for lines in files.values() for hits in lines.values())
    return (
        f'<?xml version="1.0" ?><coverage version="7" lines-valid="{valid}" lines-covered="{covered}" line-rate="0.5">'
        f'<packages><package name="p"><classes>{classes}</classes></package></packages></coverage>'
    ).encode()
