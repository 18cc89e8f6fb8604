"""`gate bench run`: rounds in turns, early stops, suspects, worktrees, and commands that fail, hang or write nothing."""

import io
import json
import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from gates.cli import rounds
from gates.cli.main import main
from gates.errors import UsageError
from tests.cli.test_git import run
from tests.conftest import Gate

HARNESS = """
import json, os, sys
values, out = json.loads(sys.argv[1]), sys.argv[2]
with open("log", "a") as log:
    log.write(f"{os.environ['GATE_SIDE']}{os.environ['GATE_ROUND']} {' '.join(sys.argv[3:])}\\n")
turn = int(os.environ["GATE_ROUND"])
def tell(value, spread):
    return value * (1 + spread * (turn * 7 % 5))
rows = [{"name": name, "unit": "ns", "value": tell(*value)} for name, value in values.items()]
text = json.dumps(rows)
if out == "-":
    print(text)
else:
    os.makedirs(os.path.dirname(out), exist_ok=True)
    open(out, "w").write(text)
"""
PYTHON = shlex.quote(sys.executable)
QUIET, SLOW, NOISY = (100.0, 0.001), (120.0, 0.001), (100.0, 0.3)


@pytest.fixture
def harness(gate: Gate) -> Gate:
    Path("harness.py").write_text(HARNESS, encoding="utf-8")
    return gate


def _command(values: dict[str, tuple[float, float]], out: str = "{out}/r.json", *more: str) -> str:
    return f"{PYTHON} harness.py '{json.dumps(values)}' {out} {' '.join(more)}"


def _run(gate: Gate, base: str, head: str, *words: str) -> tuple[int, str]:
    told = gate(
        "bench", "run", "--base-command", base, "--head-command", head, "--out", "kept", *words, environ=dict(os.environ)
    )
    return told.code, " ".join((told.out + told.err).split())


def _log() -> list[str]:
    return [line.split()[0] for line in Path("log").read_text(encoding="utf-8").splitlines()]


def test_the_same_program_stops_at_the_first_look_in_turns(harness: Gate) -> None:
    code, out = _run(harness, _command({"a": QUIET}), _command({"a": QUIET}, "{out}/{side}{round}.json"), "-v")
    assert code == 0
    assert _log() == ["base01", "head01", "head02", "base02", "base03", "head03", "head04", "base04", "base05", "head05"]
    assert "5 rounds were run, base and head in turns; the reports are in kept" in out
    assert Path("kept/head/r03/head03.json").is_file()
    assert harness("bench", "kept/head/*/*", "--baseline", "kept/base/*/*").code == 0


def test_a_slower_program_is_found_and_named(harness: Gate) -> None:
    code, out = _run(harness, _command({"a": QUIET, "b": QUIET}), _command({"a": QUIET, "b": SLOW}))
    assert code == 1
    assert "b " in out
    assert "bring 1 benchmark back b: has to be 12.5% better" in out


def test_what_it_prints_is_the_report_where_it_writes_none(harness: Gate) -> None:
    code, _ = _run(harness, _command({"a": QUIET}, "-"), _command({"a": QUIET}, "-", "again"))
    assert code == 0
    assert Path("kept/head/r01/stdout.txt").is_file()


def test_only_suspects_are_measured_again(harness: Gate) -> None:
    values = {"a": QUIET, "b.c": NOISY}
    code, out = _run(harness, _command(values, "{out}/r.json", "{filter}"), _command(values), "--filter", "--only ^({names})$")
    lines = Path("log").read_text(encoding="utf-8").splitlines()
    assert "base05 " in lines
    assert "base06 --only ^(b\\.c)$" in lines
    assert (code, "1 benchmark too noisy to judge" in out) == (2, True)


def test_a_folder_with_a_space_is_one_word(harness: Gate) -> None:
    commands = ("--base-command", _command({"a": QUIET}), "--head-command", _command({"a": QUIET}, "{out}/x.json"))
    told = harness("bench", "run", *commands, "--out", "two words", environ=dict(os.environ))
    assert told.code == 0
    assert Path("two words/head/r05/x.json").is_file()


def test_patterns_environment_and_rounds(harness: Gate) -> None:
    command = _command({"a": QUIET}, "$PLACE/{side}/r.json")
    words = ("--env", "PLACE={out}/deep", "--collect", "{out}/deep/*/*.json", "--rounds", "6, 5")
    code, _ = _run(harness, command, f"{command} again", *words)
    assert (code, len(_log())) == (0, 10)


@pytest.mark.parametrize(
    ("head", "words", "told"),
    [
        ("echo one; echo two >&2; exit 3", (), "the head command in round 1 left with exit code 3: two"),
        ("echo one; exit 3", (), "left with exit code 3: one hint"),
        ("kill -9 $$", (), "was ended by signal 9"),
        ("sleep 60 & sleep 60", ("--time-limit", "1s"), "did not end within 1 seconds, and was ended"),
        ("true", (), "stdout.txt: is empty"),
        ("echo '[]' >{out}/r.json", ("--report-format", "custom-json"), "r.json: holds no benchmark"),
        ("true", ("--collect", "{out}/gone.json"), "the head command in round 1 did not write it"),
    ],
)
def test_a_command_that_measures_nothing_is_no_verdict(harness: Gate, head: str, words: Sequence[str], told: str) -> None:
    base = _command({"a": QUIET}, "{out}/gone.json")
    code, out = _run(harness, base, head, *words)
    assert (code, told in out) == (2, True), out
    assert Path("kept/base/r01/gone.json").is_file()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "there is no command that measures"),
        (("--command", "x"), "both sides would measure the same program"),
        (("--command", "x", "r.json"), "it takes no reports"),
        (("--command", "x {side}", "--rounds", "0"), "'0' is no list of rounds"),
        (("--command", "x {side}", "--rounds", "five"), "'five' is no list of rounds"),
        (("--command", "x {side}", "--time-limit", "soon"), "'soon' is not a time"),
        (("--command", "x {side}", "--time-limit", "0s"), "'0s' is not a time"),
        (("--command", "x {side}", "--env", "A"), "'A' is not NAME=VALUE"),
        (("--command", "x", "--worktree", "main"), "there is no git repository here"),
        (("--command", "x {side}", "--out", "."), "is not empty"),
        (("--command", "x {side}", "--format", "x"), "'x' is not an output that gate knows"),
    ],
)
def test_what_makes_no_sense_is_said_before_anything_runs(harness: Gate, words: Sequence[str], told: str) -> None:
    result = harness("bench", "run", *words)
    assert (result.code, told in result.err) == (2, True), result.err
    assert not Path("gate-bench").exists()


def test_help(gate: Gate) -> None:
    told = gate("bench", "run", "--help")
    assert (told.code, "--base-command COMMAND" in told.out, "--max-regression PERCENT" in told.out) == (0, True, True)


def test_a_worktree_has_the_base_and_is_gone_in_the_end(harness: Gate, tmp_path: Path) -> None:
    run(tmp_path, "init", "-qb", "main")
    Path("sub").mkdir()
    Path("sub/values").write_text(json.dumps({"a": QUIET}), encoding="utf-8")
    Path(".gitignore").write_text("kept\nlog\n", encoding="utf-8")
    run(tmp_path, "add", "-A")
    run(tmp_path, "commit", "-qm", "base")
    Path("sub/values").write_text(json.dumps({"a": SLOW}), encoding="utf-8")
    os.chdir("sub")
    command = f'{PYTHON} ../harness.py "$(cat built)" {{out}}/r.json'
    words = ("--worktree", "main", "--out", "../kept", "--setup", "cp values built")
    told = harness("bench", "run", "--command", command, *words, environ=dict(os.environ))
    assert told.code == 1
    told = harness("bench", "run", "--command", "exit 1", *words[:3], "../again", environ=dict(os.environ))
    assert told.code == 2
    told = harness("bench", "run", "--command", "true", "--worktree", "gone", "--out", "../third", environ=dict(os.environ))
    assert "git knows no commit 'gone'" in told.err
    assert len(run(tmp_path, "worktree", "list").split("\n")) == 1


def test_an_interrupted_run_leaves_nothing_running(harness: Gate) -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)  # which a run in the background is started without
    code, out = _run(harness, "sleep 60 & echo $! >{out}/pid; sleep 0.5; kill -INT $PPID; sleep 60", "true")
    assert (code, "gate: interrupted" in out) == (130, True)
    pid = Path("kept/base/r01/pid").read_text(encoding="utf-8").strip()
    states = (subprocess.run(["ps", "-o", "stat=", "-p", pid], capture_output=True, check=False).stdout for _ in range(1000))
    assert any(state.strip() in (b"", b"Z", b"Z+", b"Zs") for state in states)


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.usefixtures("harness")
def test_a_person_sees_how_far_it_is(tmp_path: Path) -> None:
    out, err = io.StringIO(), _Terminal()
    commands = ("--base-command", _command({"a": QUIET}), "--head-command", _command({"a": QUIET}, "{out}/x.json"))
    assert main(["bench", "run", *commands], out, err, dict(os.environ) | {"TERM": "xterm"}) == 0
    assert err.getvalue().startswith("\r\x1b[Kround 1 of at most 20: base\r\x1b[K")
    assert err.getvalue().endswith("head\r\x1b[K") or err.getvalue().endswith("base\r\x1b[K")
    assert len(list((tmp_path / "gate-bench").iterdir())) == 1


def test_a_machine_tests_itself(harness: Gate) -> None:
    values = {"a": QUIET, "b": NOISY}
    told = harness(
        "bench", "selftest", "--command", _command(values), "--rounds", "6", "--out", "kept", environ=dict(os.environ)
    )
    assert told.code == 0
    assert len(_log()) == 12
    assert "measured: false alarms 0.00% (0 of 400)" in told.out
    assert "smallest slowdown found" in told.out
    told = harness("bench", "selftest", "--command", 'echo \'[{"name": "a", "unit": "B", "value": 1}]\'', "--rounds", "3")
    assert told.code == 0


def test_nothing_to_test_oneself_with(harness: Gate) -> None:
    summary = '{"version": "6", "module_path": "a", "benchmark_exe": "x", "profiles": [{"summaries": {"total": {"summary": {"C": {"Ir": {"metrics": {"Left": 1}}}}}}}]}'
    told = harness(
        "bench", "selftest", "--command", f"echo '{summary}'", "--rounds", "2", "--out", "kept", environ=dict(os.environ)
    )
    assert (told.code, "no benchmark with noise was measured on both sides" in " ".join(told.out.split())) == (2, True)


def test_seconds() -> None:
    assert [rounds.parse_seconds(text) for text in ("90s", "10m", "1h")] == [90.0, 600.0, 3600.0]
    with pytest.raises(UsageError):
        rounds.parse_seconds("m")
