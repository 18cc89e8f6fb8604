"""`gate completion`: real shells are asked what they would offer."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from gates.catalog import GATES, RENDERERS
from gates.cli import all_gates, completion, init, main
from gates.cli.completion_levels import Level, list_levels
from tests.cli.test_git import commit, run
from tests.conftest import Gate

CAPTURE = Path(__file__).with_name("capture.zsh")
BASH = """source "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
_gate
printf '%s\\n' "${COMPREPLY[@]}"
"""
CASES = {
    "gate cov": {"coverage", "coverage.backend"},
    "gate bas": {"baseline"},
    "gate --v": {"--version"},
    "gate coverage --min-p": {"--min-patch", "--min-patch-branch", "--min-patch-lines"},
    "gate coverage.backend --fail": {"--fail-under"},
    "gate coverage --format j": {"json", "junit"},
    "gate coverage --output js": {"json="},
    "gate coverage --color ": {"auto", "always", "never"},
    "gate audit --report-format npm": {"npm-audit", "npm-audit-v1"},
    "gate audit --unknown ": {"pass", "warn", "fail", "unjudged"},
    "gate coverage --min ": set(),
    "gate coverage --min 80 rep": {"report.info"},
    "gate coverage --base ma": {"main"},
    "gate coverage --baseline rep": {"report.info"},
    "gate coverage --baseline --max-u": {"--max-uncovered", "--max-uncovered-increase", "--max-uncovered-increase-file"},
    "gate coverage report.info --config gate.to": {"gate.toml"},
    "gate bench run --com": {"--command"},
    "gate bench se": {"selftest"},
    "gate run ": {"audit", "coverage.backend"},
    "gate run --output json=v.json --str": {"--strict"},
    "gate baseline update co": {"coverage", "coverage.backend"},
    "gate baseline update coverage --loo": {"--loosen"},
    "gate baseline update coverage.backend rep": {"report.info"},
    "gate init --ci ": {"github", "gitlab"},
    "gate baseline mer": {"merge-driver"},
    "gate baseline update --sto": {"--store"},
    "gate baseline accept coverage --rea": {"--reason"},
    "gate baseline export --history ": {"csv", "json"},
    "gate baseline show au": {"audit"},
    "gate waivers --format ": {"text", "json"},
    "gate render rep": {"report.info"},
    "gate render --as ju": {"junit"},
    "gate help exit": {"exit-codes"},
    "gate completion ": {"bash", "zsh", "fish"},
}


@pytest.fixture
def project(gate: Gate, tmp_path: Path) -> Path:
    """A folder below the root of a repository, with a configuration above it."""
    del gate
    run(tmp_path, "init", "-q")
    text = '[coverage.backend]\nmin = 1\n\n[[coverage.groups]]\n\n[audit]\nfail-on = "high"\n[other]\n[coverage-x]\n'
    commit(tmp_path, {"gate.toml": text, "below/report.info": "", "below/gate.txt": ""})
    (tmp_path / "below" / "gate.toml").symlink_to("../gate.toml")
    return tmp_path / "below"


def _ask(shell: str, script: Path, line: str, folder: Path) -> set[str]:
    """Give what a shell would offer at the end of a command line, without what stands before it in the word."""
    words = line.replace("=", " = ").split() if shell == "bash" else []
    words += [""] if line.endswith(" ") else []
    command = {
        "bash": ["bash", "--noprofile", "--norc", "-c", BASH, "bash", str(script), *words],
        "zsh": ["zsh", "-f", str(CAPTURE), str(script), line],
        "fish": ["fish", "--no-config", "-c", f"source {script}; complete -C $argv[1]", line],
    }[shell]
    environ = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=environ)
    assert done.stderr == ""
    return {each.partition("\t")[0] for each in done.stdout.splitlines() if each.strip()}


@pytest.mark.parametrize("line", CASES)
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_what_is_offered(gate: Gate, project: Path, tmp_path: Path, shell: str, line: str) -> None:
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not here")
    script = tmp_path / f"gate.{shell}"
    script.write_text(gate("completion", shell).out, encoding="utf-8")
    assert _ask(shell, script, line, project) == CASES[line]


@pytest.mark.parametrize(
    ("line", "offers"),
    [
        ("gate coverage --format=j", {"json", "junit"}),
        ("gate coverage --output=js", {"json="}),
        ("gate coverage --output json=rep", {"report.info"}),
        ("gate coverage --config=gate.t", {"gate.toml", "gate.txt"}),
    ],
)
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_behind_an_equals_sign(gate: Gate, project: Path, tmp_path: Path, shell: str, line: str, offers: set[str]) -> None:
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not here")
    script = tmp_path / f"gate.{shell}"
    script.write_text(gate("completion", shell).out, encoding="utf-8")
    found = _ask(shell, script, line, project)
    assert {each.removesuffix("=").rpartition("=")[2] + "=" * each.endswith("=") for each in found} == offers


def test_in_pyproject_and_without_any_configuration(gate: Gate, project: Path, tmp_path: Path) -> None:
    script = tmp_path / "gate.bash"
    script.write_text(gate("completion", "bash").out, encoding="utf-8")
    (project / "gate.toml").unlink()
    (tmp_path / "gate.toml").rename(tmp_path / "old.toml")
    assert _ask("bash", script, "gate run ", project) == set()
    (tmp_path / "pyproject.toml").write_text("[tool.gate.sbom]\n[tool.gate.bench.fast]\n[bench]\n", encoding="utf-8")
    assert _ask("bash", script, "gate run ", project) == {"sbom", "bench.fast"}
    assert _ask("bash", script, "gate run ", Path("/")) == set()


def test_the_tables_are_those_of_gate() -> None:
    levels = list_levels()
    commands = {name for name, _ in levels[""].words}
    assert commands == {*(name for name, *_ in GATES), *main._OTHERS, "help"}
    assert all(name in levels for name in commands)
    assert {flag.name[2:] for flag in levels["run"].flags} >= {option.name for option in all_gates.OPTIONS}
    assert {flag.name[2:] for flag in levels["init"].flags} == {*(option.name for option in init.OPTIONS), "help"}
    for level in levels.values():
        names = [flag.name for flag in level.flags]
        assert len(names) == len(set(names))
        assert not any("\\" in told or "\n" in told for _, told in level.words)
        assert not any("\\" in flag.help or "\n" in flag.help for flag in level.flags)
    flags = {flag.name: flag.value for flag in levels["coverage"].flags}
    assert flags["--format"].split() == [name for name, *_ in RENDERERS]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_script_names_every_command_and_flag(shell: str) -> None:
    levels = list_levels()
    script = completion.write(shell, levels)
    for name, level in levels.items():
        assert completion.quote(name) in script or not name
        assert all(word in script for word, _ in level.words)
        assert all(flag.name[2:] in script for flag in level.flags)


def test_the_scripts_are_clean_shell(gate: Gate, tmp_path: Path) -> None:
    script = tmp_path / "gate.bash"
    script.write_text(gate("completion", "bash").out, encoding="utf-8")
    command = (Path(sys.executable).with_name("shellcheck"), "--shell=bash", script)
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_what_completion_does_not_know(gate: Gate) -> None:
    for words in ([], ["tcsh"], ["bash", "zsh"]):
        code, out, err = gate("completion", *words)
        assert (code, out) == (2, "")
        assert "gate completion, with one of: bash, zsh, fish" in err
    code, out, _ = gate("completion", "--help")
    assert (code, "~/.config/fish/completions/gate.fish" in out) == (0, True)


def test_texts_are_quoted() -> None:
    assert completion.quote("it's") == "'it'\\''s'"
    level = Level((("a", "it's one"),), (), "nothing")
    assert "-d 'it'\\''s one'" in completion.write("fish", {"": level})
