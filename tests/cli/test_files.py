import gzip
import io
import multiprocessing
import os
import signal
import sys
import time
from pathlib import Path

import pytest

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

from gates.cli import files, reading, workers
from gates.cli.files import find_sources, is_packed, read_chunks, write_file
from gates.cli.terminal import look_at, measure_width, wants_color
from gates.cli.tree import Repository
from gates.errors import ReportError, UsageError
from gates.readers.coverage import cobertura as cobertura_reader
from gates.readers.coverage import go_coverprofile as go_reader
from gates.readers.coverage import lcov as lcov_reader
from tests.conftest import Gate, cobertura, lcov

HALF = {"a.py": {line: line <= 5 for line in range(1, 11)}}
MANY = {f"src/{n}.py": {line: (line + n) % 3 for line in range(1, 60)} for n in range(60)}


def test_patterns_and_duplicates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("b/x.info", "b/c/y.info", "a[1].info", "z.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("SF:a")
    found, missing = find_sources(("**/*.info", "b/x.info", "./b/x.info", "a[1].info", "gone", "no*", "-"))
    assert sorted(source.name for source in found) == ["-", "a[1].info", "b/c/y.info", "b/x.info"]
    assert [error.where for error in missing] == ["gone", "no*"]
    os.symlink("nowhere", "dangling")
    with pytest.raises(ReportError, match="dangling: cannot be read"):
        find_sources(("dangling",))


def test_a_report_that_cannot_be_opened(tmp_path: Path) -> None:
    source = files.Source(str(tmp_path / "gone"), 0, 0.0)
    with pytest.raises(ReportError, match="cannot be read"):
        list(read_chunks(source, None))


def test_standard_input_and_gzip(gate: Gate, tmp_path: Path) -> None:
    data = lcov(HALF)
    packed = gzip.compress(data[:30]) + gzip.compress(data[30:])
    (tmp_path / "r.info.gz").write_bytes(packed)
    assert gate("coverage", "--min", "50", "-", stdin=data).code == 0
    assert gate("coverage", "--min", "50", "-", stdin=packed).code == 0
    assert gate("coverage", "--min", "50", "r.info.gz").code == 0
    assert is_packed(files.Source(str(tmp_path / "r.info.gz"), 1, 0.0))


def _frames(*parts: bytes) -> bytes:
    """Give a file of Zstandard as parallel packers write it: a frame to be passed over, then one for each part."""
    options = {int(zstd.CompressionParameter.checksum_flag): 1}
    skipped = b"\x50\x2a\x4d\x18\x04\0\0\0size"
    return skipped + b"".join(zstd.compress(part, options=options) for part in parts)


def test_zstandard(gate: Gate, tmp_path: Path) -> None:
    data = lcov(HALF)
    packed = _frames(data[:30], b"", data[30:])
    (tmp_path / "r.info.zst").write_bytes(packed)
    assert gate("coverage", "--min", "50", "r.info.zst").code == 0
    assert gate("coverage", "--min", "50.1", "r.info.zst").code == 1
    assert gate("coverage", "--min", "50", "-", stdin=zstd.compress(data)).code == 0
    assert "is empty" in gate("coverage", "--min", "50", "-", stdin=_frames(b"")).err
    assert is_packed(files.Source(str(tmp_path / "r.info.zst"), 1, 0.0))


def test_damaged_zstandard_is_refused(gate: Gate) -> None:
    packed = _frames(lcov(MANY))
    ways = [packed[:end] for end in range(4, len(packed), max(len(packed) // 50, 1))]
    ways += [packed[:at] + bytes([packed[at] ^ 0xFF]) + packed[at + 1 :] for at in range(12, len(packed), len(packed) // 50)]
    for broken in (*ways, packed + b"more", b"\x28\xb5\x2f\xfd...."):
        code, out, err = gate("coverage", "--min", "0", "-", stdin=broken)
        assert (code, out) == (2, "")
        assert "-: not whole Zstandard data" in err or "-: is empty" in err


@pytest.mark.parametrize("damage", ["cut", "crc", "garbage"])
def test_damaged_gzip_is_refused(gate: Gate, damage: str) -> None:
    packed = gzip.compress(lcov(MANY))
    broken = {"cut": packed[:-20], "crc": packed[:-8] + b"\0" * 8, "garbage": packed[:50] + b"\xff" * 60 + packed[110:]}[damage]
    code, out, err = gate("coverage", "--min", "0", "-", stdin=broken)
    assert (code, out) == (2, "")
    assert "-: not whole gzip data" in err


def test_bombs_are_refused(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "UNPACKED_LIMIT_BYTES", 1 << 20)
    bomb = b"SF:a\n" + b"\n" * (3 << 20)
    for packed in (gzip.compress(bomb), zstd.compress(bomb), _frames(*[bomb[: 1 << 19]] * 4)):
        told = gate("coverage", "--min", "0", "-", stdin=packed)
        assert (told.code, "unpacks to more than" in told.err) == (2, True)


def test_files_are_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "out.json"
    write_file(str(path), "one ä\n")
    write_file(str(path), "two\n", append=True)
    assert path.read_text(encoding="utf-8") == "one ä\ntwo\n"
    write_file(os.devnull, "gone")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(UsageError, match="No space left on device"):
        write_file(str(path), "three")
    assert path.read_text(encoding="utf-8") == "one ä\ntwo\n"
    assert os.listdir(tmp_path) == ["out.json"]


def test_outputs(gate: Gate, tmp_path: Path) -> None:
    (tmp_path / "r.info").write_bytes(lcov(HALF))
    (tmp_path / "summary.md").write_text("before\n")
    environ = {"GITHUB_STEP_SUMMARY": "summary.md"}
    outputs = ["--output", "json=v.json", "--output", "step-summary=summary.md", "--output", "markdown=comment.md"]
    code, out, _ = gate("coverage", "--min", "60", *outputs, "r.info", environ=environ)
    assert code == 1
    assert out.startswith("✗ coverage  line 50.00% < 60%: 1 line short")
    assert (tmp_path / "summary.md").read_text(encoding="utf-8").startswith("before\n### ❌ gate coverage: failed")
    assert '"outcome": "fail"' in (tmp_path / "v.json").read_text()
    assert gate("coverage", "--min", "50", "-q", "r.info").out == ""


def test_reports_that_are_optional_or_old(gate: Gate, tmp_path: Path) -> None:
    (tmp_path / "r.info").write_bytes(lcov(HALF))
    code, out, _ = gate("coverage", "--min", "50", "--optional", "gone.info")
    assert (code, out) == (0, "- coverage  skipped: gone.info: no such file\n")
    code, out, _ = gate("coverage", "--min", "50", "--optional", "-v", "gone.info", "r.info")
    assert code == 0
    assert "note: gone.info: no such file; it is optional" in out
    os.utime(tmp_path / "r.info", (0, 0))
    code, _, err = gate("coverage", "--min", "50", "--max-age", "7d", "r.info")
    assert code == 2
    assert "days ago, longer than max-age 7d\n  hint: is it left over from an earlier run? let its tool write it again" in err
    for seconds, told in (
        (7200, "over 2 hours ago"),
        (5400, "over 1 hour ago"),
        (90, "over 1 minute ago"),
        (5, " seconds ago"),
    ):
        os.utime(tmp_path / "r.info", (time.time() - seconds, time.time() - seconds))
        assert told in gate("coverage", "--min", "50", "--max-age", "0s", "r.info").err
    os.utime(tmp_path / "r.info", (time.time() - 7200, time.time() - 7200))
    assert gate("coverage", "--min", "50", "--max-age", "3h", "r.info").code == 0
    assert gate("coverage", "--min", "50", "--max-age", "1s", "-", stdin=lcov(HALF)).code == 0


def test_an_ambiguous_report_wants_its_format_named(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(go_reader, "sniff", lambda _: True)
    data = b"TN:mode:\n" + lcov(HALF)
    code, _, err = gate("coverage", "--min", "50", "-", stdin=data)
    assert code == 2
    assert "-: could be lcov, go-coverprofile" in err
    assert "--report-format NAME" in err
    assert gate("coverage", "--min", "50", "--report-format", "lcov", "-", stdin=lcov(HALF)).code == 0
    assert gate("coverage", "--min", "50", "--report-format", "cobertura", "-", stdin=lcov(HALF)).code == 2


@pytest.mark.parametrize("jobs", ["1", "2", "3"])
@pytest.mark.parametrize("make", [lcov, cobertura], ids=["lcov", "cobertura"])
def test_large_reports_are_read_in_shares(
    gate: Gate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: object, jobs: str
) -> None:
    assert callable(make)
    (tmp_path / "r").write_bytes(make(MANY))
    whole = gate("coverage", "--min", "60", "--format", "json", "r")
    monkeypatch.setattr(reading, "_LARGE_BYTES", 1000)
    monkeypatch.setattr(files, "CHUNK_BYTES", 700)
    monkeypatch.setattr(cobertura_reader, "_SMALL_BYTES", 0)
    used: list[int] = []
    read_in_shares = workers.read_in_shares

    def watch(*arguments: object) -> object:
        report = read_in_shares(*arguments)  # type: ignore[arg-type]
        used.append(report is not None)
        return report

    monkeypatch.setattr(workers, "read_in_shares", watch)
    assert gate("coverage", "--min", "60", "--format", "json", "--jobs", jobs, "r") == whole
    assert used == ([] if jobs == "1" else [True])

    def touch(*arguments: object) -> object:
        os.utime("r", (0, 0))
        return read_in_shares(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(workers, "read_in_shares", touch)
    told = gate("coverage", "--min", "60", "--jobs", jobs, "r")
    assert jobs == "1" or (told.code, "r: changed while it was read" in told.err) == (2, True)
    (tmp_path / "r").write_bytes(make(MANY).replace(b"59", b"x9", 40))
    broken = gate("coverage", "--min", "60", "--jobs", jobs, "r")
    monkeypatch.setattr(reading, "_LARGE_BYTES", 1 << 30)
    assert broken == gate("coverage", "--min", "60", "r")
    assert broken.code == 2


def test_a_share_in_this_process(tmp_path: Path) -> None:
    (tmp_path / "r").write_bytes(lcov(MANY))
    source = files.Source(str(tmp_path / "r"), 1, 0.0)
    receiver, sender = multiprocessing.Pipe(duplex=False)
    wanted = frozenset({"line"})
    workers.work(lcov_reader, source, wanted, 0, 1, sender)
    assert receiver.recv() == lcov_reader.read([lcov(MANY)], source.name, wanted)
    (tmp_path / "r").write_bytes(b"XX:1\n")
    receiver, sender = multiprocessing.Pipe(duplex=False)
    workers.work(lcov_reader, source, wanted, 0, 1, sender)
    assert receiver.recv() is None
    signal.signal(signal.SIGINT, signal.default_int_handler)


def test_count_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    assert workers.count_workers(3) == 3
    assert 1 <= workers.count_workers(0) <= 8
    monkeypatch.setattr(multiprocessing, "get_all_start_methods", lambda: ["spawn"])
    assert workers.count_workers(3) == 1


class Stream(io.StringIO):
    """A stream that may be a terminal."""

    def __init__(self, *, terminal: bool = False, encoding: str = "utf-8") -> None:
        super().__init__()
        self.terminal, self.name_of_encoding = terminal, encoding

    def isatty(self) -> bool:
        return self.terminal

    @property
    def encoding(self) -> str:  # type: ignore[override]  # a StringIO has None
        return self.name_of_encoding


@pytest.mark.parametrize(
    ("terminal", "environ", "choice", "color"),
    [
        (True, {}, "auto", True),
        (False, {}, "auto", False),
        (True, {"NO_COLOR": "1"}, "auto", False),
        (True, {"NO_COLOR": ""}, "auto", True),
        (False, {"FORCE_COLOR": "1"}, "auto", True),
        (False, {"FORCE_COLOR": "1", "NO_COLOR": "1"}, "auto", False),
        (False, {"CLICOLOR_FORCE": "1"}, "auto", True),
        (True, {"TERM": "dumb"}, "auto", False),
        (False, {"GITHUB_ACTIONS": "true"}, "auto", True),
        (False, {}, "always", True),
        (True, {}, "never", False),
    ],
)
def test_color(terminal: bool, environ: dict[str, str], choice: str, color: bool) -> None:
    assert wants_color(Stream(terminal=terminal), environ, choice) is color


def test_surface() -> None:
    assert measure_width(Stream(), {"COLUMNS": "44"}) == 44
    assert measure_width(Stream(), {"COLUMNS": "wide"}) == 80
    assert look_at(Stream(encoding="ascii"), {}, "auto", 1) == (80, False, False, 1)
    assert look_at(Stream(encoding="nonsense"), {}, "always", 0).unicode is False
    assert look_at(io.StringIO(), {}, "auto", 0).unicode is True


def test_repository(tmp_path: Path) -> None:
    assert Repository("/").root == ""
    assert not Repository("/").has("etc/passwd")
    for name in (".gitignore", "src/a.py", "build/a.py", "src/deep/b.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("build\n")
    (tmp_path / ".git").mkdir()
    broken = Repository(str(tmp_path))
    assert list(broken.ending("a.py")) == []
    (tmp_path / ".git").rmdir()
    import subprocess  # here, beside its only use

    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    tree = Repository(str(tmp_path / "src"))
    assert (tree.root, tree.folder) == (os.path.realpath(tmp_path), "src")
    assert tree.has("src/a.py")
    assert not tree.has("/etc/passwd")
    assert not tree.has("../x")
    assert not tree.has("src\0a.py")
    assert list(tree.ending("a.py")) == ["src/a.py"]
    assert Repository(str(tmp_path)).folder == ""


def test_what_several_gates_read_is_said_to_be_of_all_of_them(gate: Gate, tmp_path: Path) -> None:
    (tmp_path / "sbom.json").write_text('{"bomFormat": "CycloneDX", "specVersion": "1.5"}', encoding="utf-8")
    (tmp_path / "package-lock.json").write_text('{"name": "a", "lockfileVersion": 3, "packages": {}}', encoding="utf-8")
    assert "it is cyclonedx-json, which gate audit and gate sbom read\n" in gate("coverage", "--min", "1", "sbom.json").err
    assert "it is npm-lock, which gate sbom --lock reads\n" in gate("coverage", "--min", "1", "package-lock.json").err
