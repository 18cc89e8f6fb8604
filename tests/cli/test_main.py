import errno
import io
import os
import sys
from pathlib import Path

import pytest

from gates.catalog import VERSION
from gates.cli import main as cli
from tests.conftest import Gate, cobertura, lcov

HALF = {"a.py": {line: line <= 5 for line in range(1, 11)}}


def test_help_and_version(gate: Gate) -> None:
    assert gate("--version") == (0, f"gate {VERSION}\n", "")
    for argv in (["--help"], ["-h"]):
        code, out, err = gate(*argv)
        assert (code, err) == (0, "")
        assert "coverage" in out
    code, out, err = gate()
    assert (code, out) == (2, "")
    assert "Usage: gate" in err
    code, out, err = gate("coverage", "--help")
    assert (code, err) == (0, "")
    assert "--fail-under PERCENT" in out


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (["nonsense"], "'nonsense' is not a command"),
        (["coverage"], "no condition was given"),
        (["coverage", "--min", "80"], "no report was named"),
        (["coverage", "--min", "eighty", "x"], "--min: 'eighty' is not a percentage"),
        (["coverage", "--min", "101", "x"], "--min: '101' is not a percentage"),
        (["coverage", "--max-uncovered", "-1", "x"], "--max-uncovered: '-1' is not a whole number"),
        (["coverage", "--min", "80", "--mim", "9", "x"], "unknown option --mim; did you mean --min?"),
        (["coverage", "--min", "80", "--zzzz", "x"], "unknown option --zzzz"),
        (["coverage", "--min"], "gate: error: --min/--fail-under: expected one argument"),
        (["coverage", "--min", "80", "gone.xml"], "gone.xml: no such file"),
        (["coverage", "--min", "80", "*.nothing"], "*.nothing: no file matches this pattern"),
        (
            ["coverage", "--min", "80", "."],
            ".: is a folder, not a report\n  hint: name the files in it, with a pattern such as './**/*.xml'",
        ),
        (["coverage", "--min", "80", "-"], "there is no standard input"),
        (["coverage", "--min", "80", "--format", "yaml", "x"], "'yaml' is not an output that gate knows"),
        (["coverage", "--min", "80", "--output", "json", "x"], "'json' is not NAME=PATH"),
        (["coverage", "--min", "80", "--output", "json=-", "x"], "--output json=-: standard output is for --format"),
        (["coverage", "--min", "80", "--config", "gone.toml", "x"], "gone.toml: cannot be read"),
        (["coverage", "--min", "80", "--path-map", "x", "ok.info"], "'x' is not FROM=TO"),
        (["coverage", "--min", "80", "--report-format", "cover", "ok.info"], "'cover' is not a format that gate knows"),
        (["coverage", "--min", "80", "--max-age", "soon", "ok.info"], "max-age: 'soon' is not a time"),
        (
            ["coverage", "--min", "80", "--output", "json=no/such/folder/x.json", "ok.info"],
            "no/such/folder/x.json: cannot be written",
        ),
    ],
)
def test_mistakes_are_exit_2_and_say_what_next(gate: Gate, tmp_path: Path, argv: list[str], told: str) -> None:
    (tmp_path / "ok.info").write_bytes(lcov(HALF))
    code, out, err = gate(*argv)
    assert code == 2
    assert (out == "") == ("--output" not in argv or "ok.info" not in argv)
    assert err.startswith("gate: error: ")
    assert told in err


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "looks like an HTML page"),
        (b"<pom/>", "looks like XML of another sort"),
        (b'{"message": "405"}', "looks like JSON"),
        (b"Traceback (most recent call last):", "begins with 'Traceback"),
        (b"\xff\xfe\x00", "is in no known format of coverage"),
    ],
)
def test_foreign_files_are_named_for_what_they_are(gate: Gate, tmp_path: Path, content: bytes, told: str) -> None:
    (tmp_path / "report.xml").write_bytes(content)
    code, out, err = gate("coverage", "--min", "0", "report.xml")
    assert (code, out) == (2, "")
    assert f"report.xml: {told}" in err or told in err


def test_a_foreign_file_names_some_of_the_formats(gate: Gate, tmp_path: Path) -> None:
    (tmp_path / "r").write_bytes(b"x")
    told = gate("coverage", "--min", "0", "r").err
    assert "known formats: cobertura, lcov, jacoco, clover, coveragepy-json and 13 more (gate help formats); if it" in told
    assert (
        "known formats: cyclonedx-json, cyclonedx-xml, spdx-json, spdx-tag-value, spdx3-json, snapshot; if"
        in gate("sbom", "--min-ntia", "0", "r").err
    )


def test_exit_codes(gate: Gate, tmp_path: Path) -> None:
    (tmp_path / "half.info").write_bytes(lcov(HALF))
    assert gate("coverage", "--min", "50", "half.info").code == 0
    assert gate("coverage", "--min", "50.1", "half.info").code == 1
    assert gate("coverage", "--min", "50", "--min-branch", "1", "half.info").code == 2
    assert gate("coverage", "--min", "60", "--min-branch", "1", "half.info").code == 1
    for format_ in ("json", "markdown", "github", "step-summary", "html"):
        assert gate("coverage", "--min", "60", "--format", format_, "half.info").code == 1
    assert gate("coverage", "--min", "60", "--warn", "half.info").code == 0
    assert gate("coverage", "--min", "60", "--warn", "--strict", "half.info").code == 1


def test_a_bug_is_exit_3_and_no_verdict(gate: Gate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object) -> None:
        raise RuntimeError("boom \x1b[31m")

    (tmp_path / "half.info").write_bytes(lcov(HALF))
    monkeypatch.setattr("gates.commands.coverage.judge", crash)
    code, out, err = gate("coverage", "--min", "50", "half.info")
    assert (code, out) == (3, "")
    assert "this is a bug in gate" in err
    assert "RuntimeError: boom \\x1b[31m" in err


@pytest.mark.parametrize(("error", "code"), [(KeyboardInterrupt, 130), (BrokenPipeError, 2)])
def test_interruptions(gate: Gate, monkeypatch: pytest.MonkeyPatch, error: type[BaseException], code: int) -> None:
    def stop(*_: object) -> None:
        raise error

    monkeypatch.setattr(cli, "_dispatch", stop)
    monkeypatch.setattr(os, "dup2", lambda *_: None)
    with Path(os.devnull).open("w", encoding="ascii") as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        assert gate("coverage").code == code


def test_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "argv", ["gate", "--version"])
    monkeypatch.setattr(sys, "stdout", out)
    with pytest.raises(SystemExit) as caught:
        cli.entry()
    assert caught.value.code == 0
    assert out.buffer.getvalue() == f"gate {VERSION}\n".encode()


def test_python_m_gates(monkeypatch: pytest.MonkeyPatch) -> None:
    import runpy  # here, beside its only use

    monkeypatch.setattr(sys, "argv", ["gate", "--version"])
    with pytest.raises(SystemExit) as caught:
        runpy.run_module("gates", run_name="__main__")
    assert caught.value.code == 0


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [
        (BrokenPipeError(), 0, ""),
        (
            OSError(errno.ENOSPC, "No space left on device"),
            2,
            "gate: error: standard output: cannot be written: No space left on device\n",
        ),
    ],
)
def test_a_pipe_that_closes_early_changes_no_exit_code_but_a_full_disk_does(
    monkeypatch: pytest.MonkeyPatch, error: OSError, code: int, told: str
) -> None:
    class Stopped(io.StringIO):
        def flush(self) -> None:
            raise error

        def fileno(self) -> int:
            return 1

    monkeypatch.setattr(sys, "argv", ["gate", "--version"])
    monkeypatch.setattr(sys, "stdout", Stopped())
    monkeypatch.setattr(sys, "stderr", err := io.StringIO())
    monkeypatch.setattr(os, "dup2", lambda *_: None)
    with pytest.raises(SystemExit) as caught:
        cli.entry()
    assert caught.value.code == code
    assert err.getvalue() == told


@pytest.mark.parametrize(("bound", "code"), [("50", 0), ("51", 1)])
def test_closed_streams_change_no_exit_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bound: str, code: int) -> None:
    (tmp_path / "half.info").write_bytes(lcov(HALF))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["gate", "coverage", "--min", bound, "half.info"])
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    with pytest.raises(SystemExit) as caught:
        cli.entry()
    assert caught.value.code == code
    sys.stdout.close()
    sys.stderr.close()


def test_a_full_disk_is_no_bug(tmp_path: Path) -> None:
    class Full(io.StringIO):
        def write(self, _: str) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    (tmp_path / "half.info").write_bytes(lcov(HALF))
    err = io.StringIO()
    assert cli.main(["coverage", "--min", "50", str(tmp_path / "half.info")], Full(), err, {}) == 2
    assert err.getvalue() == "gate: error: standard output: cannot be written: No space left on device\n"


def test_both_formats_merge_in_any_order(gate: Gate, tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes(cobertura({"a.py": {1: 1, 2: 0}, "b.py": {1: 0}}))
    (tmp_path / "b.info").write_bytes(lcov({"a.py": {2: 1, 3: 0}, "c.js": {1: 1}}))
    for format_ in ("text", "json", "markdown", "github", "step-summary", "html"):
        runs = {
            gate("coverage", "--min", "99", "--min-file", "60", "--format", format_, *order)
            for order in (["a.xml", "b.info"], ["b.info", "a.xml"], ["b.info", "*.*"])
        }
        assert len(runs) == 1
    assert "60.00%" in gate("coverage", "--min", "99", "*.*").out


def test_79_996_against_80(gate: Gate, tmp_path: Path) -> None:
    (tmp_path / "r.info").write_bytes(lcov({"a.c": {line: line <= 19_999 for line in range(1, 25_001)}}))
    code, out, _ = gate("coverage", "--min", "80", "r.info")
    assert code == 1
    assert "line 79.99% < 80%: 1 line short" in out
    assert "79.99%" in out
    assert out.count("80%") == 1
