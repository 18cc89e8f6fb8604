"""What gate says by itself: names of files, words of reports, keys and values that mean to be more than words."""

import os
import tomllib
from itertools import islice
from pathlib import Path

import pytest

from tests.conftest import Gate, Result, cobertura, lcov
from tests.renderers.hostile import FRAGMENTS, rotate
from tests.renderers.inert import COMMAND, STEERING

WORDS = list(islice(rotate(), 0, len(FRAGMENTS) + 2, 3))
NAMES = [
    name for name in (words.replace("/", "").replace("\0", "")[:80] for words in WORDS) if name.strip(".-\ud800\ufffe\uffff ")
]
HALF = {"a.py": {line: line <= 5 for line in range(1, 11)}}


def _assert_inert(told: Result) -> None:
    for shown in (told.out, told.err):
        assert not STEERING.search(shown), shown
        assert not [line for line in shown.splitlines() if COMMAND.match(line)], shown


def _plain(name: str) -> str:
    """Give a name as UTF-8 can hold it."""
    return name.encode(errors="replace").decode()


def _write(path: Path, name: str, data: bytes) -> str:
    """Write a file whose name holds whatever a name can hold, and give the name."""
    name = os.fsdecode(name.encode(errors="surrogatepass"))
    (path / name).write_bytes(data)
    return name


@pytest.mark.parametrize(
    "argv",
    [["coverage", "--min"], ["coverage"], ["baseline"], ["init"], ["run"], ["audit", "--config"], ["bench", "--output"], []],
)
def test_words_of_the_command_line_stay_words(gate: Gate, argv: list[str]) -> None:
    for words in WORDS:
        words = os.fsdecode(words.replace("\0", "").encode(errors="surrogatepass"))  # as a command line can hold them
        told = gate(*argv, words)
        assert told.code == 2 or not words.strip()
        _assert_inert(told)
        _assert_inert(gate(*argv, f"--{words}=x"))


@pytest.mark.parametrize("options", [[], ["--format", "github"], ["-v"], ["--explain", "{}"], ["--report-format", "lcov"]])
def test_names_of_reports_stay_words(gate: Gate, tmp_path: Path, options: list[str]) -> None:
    for name in NAMES:
        path = _write(tmp_path, f"x{name}.info", lcov({_plain(name): {1: 1, 2: 0}}))
        told = gate("coverage", "--min", "90", *(each.replace("{}", name) for each in options), f"./{path}")
        if "github" not in options:
            _assert_inert(told)
        (tmp_path / path).write_bytes(b"SF:a.py\nDA:1,")
        told = gate("coverage", "--min", "90", f"./{path}")
        assert told.code == 2
        _assert_inert(told)
        (tmp_path / path).unlink()


@pytest.mark.parametrize("command", ["coverage --min 1", "audit --fail-on low", "bench", "sbom --min-ntia 1"])
def test_words_of_damaged_reports_stay_words(gate: Gate, tmp_path: Path, command: str) -> None:
    for words in WORDS:
        raw = words.encode(errors="surrogatepass")
        for data in (
            raw,
            b"SF:" + raw + b"\nDA:" + raw,
            b'{"meta": "' + raw,
            b"<coverage " + raw,
            b"mode: set\n" + raw,
            b"\xff" + raw,
        ):
            (tmp_path / "report").write_bytes(data)
            told = gate(*command.split(), "report")
            assert told.code in (1, 2)
            _assert_inert(told)


def test_init_shows_and_writes_words_of_a_folder_as_words(gate: Gate, tmp_path: Path) -> None:
    for name in NAMES:
        _write(tmp_path, f"x{name}.xml", cobertura(HALF))
    _assert_inert(gate("init", "--dry-run"))
    told = gate("init")
    assert told.code == 0
    _assert_inert(told)
    written = (tmp_path / "gate.toml").read_text(encoding="utf-8")
    _assert_inert(Result(0, written, ""))
    reports = tomllib.loads(written)["coverage"]["reports"]
    assert any("##[group]" in report for report in reports)


def test_baselines_of_words_are_told_as_words(gate: Gate, tmp_path: Path) -> None:
    (tmp_path / "a.info").write_bytes(lcov({_plain(name): {1: 1} for name in NAMES}))
    assert gate("baseline", "update", "coverage", "a.info").code in (0, 2)
    (tmp_path / "a.info").write_bytes(lcov({_plain(name): {1: 0, 2: 0} for name in NAMES}))
    for argv in (["update", "coverage", "a.info"], ["update", "coverage", "a.info", "--loosen"], ["show", "coverage"]):
        _assert_inert(gate("baseline", *argv))


def test_mistakes_in_gate_toml_are_told_as_words(gate: Gate, tmp_path: Path) -> None:
    for words in WORDS:
        quoted = "".join(f"\\U{ord(each):08x}" for each in words if not "\ud800" <= each <= "\udfff")
        for text in (
            f'[coverage]\n"{quoted}" = 1\nmin = "{quoted}"\n',
            f'["{quoted}"]\nmin = 1\n',
            f'[coverage]\nmin = 1\nreports = ["{quoted}"]\n',
            f'[coverage."{quoted}"]\nmin = 1\nreports = ["x"]\n',
        ):
            (tmp_path / "gate.toml").write_text(text, encoding="utf-8")
            told = gate("run")
            assert told.code == 2
            _assert_inert(told)
