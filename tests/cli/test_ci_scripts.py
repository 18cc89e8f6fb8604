"""The scripts in what gate init --ci writes, and in action.yml, run for real, as a runner runs them."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from gates.catalog import VERSION
from tests.cli.projects import PROJECTS, write
from tests.cli.test_git import commit, run
from tests.conftest import ROOT, Gate, Result, lcov

BIN = Path(sys.executable).parent
BENCH = "goos: linux\ngoarch: amd64\npkg: a\nBenchmarkA-2 \t 100\t {} ns/op\nPASS\n"


def _load(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return document


def _run(step: Mapping[str, Any], folder: Path, environ: Mapping[str, str]) -> Result:
    """Run a step as GitHub runs one with `shell: bash`."""
    own = {name: value for name, value in step.get("env", {}).items() if "${{" not in value}
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "GITHUB_"))}
    command = ("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"])
    done = subprocess.run(
        command,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**inherited, **own, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", **environ},
    )
    return Result(done.returncode, done.stdout, done.stderr)


class Action:
    """The second step of action.yml: the first one installs, which needs a package index."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.outputs = folder / "outputs"
        self.steps = _load(ROOT / "action.yml")["runs"]["steps"]

    def __call__(self, command: str, arguments: str) -> tuple[Result, dict[str, str]]:
        """Give what the step left behind, and its outputs."""
        self.outputs.write_text("", encoding="utf-8")
        environ = {
            "BIN": str(BIN),
            "COMMAND": command,
            "ARGUMENTS": arguments,
            "RUNNER_TEMP": str(self.folder),
            "GITHUB_OUTPUT": str(self.outputs),
            "GITHUB_STEP_SUMMARY": str(self.folder / "step-summary.md"),
        }
        done = _run(self.steps[1], self.folder, environ)
        lines = self.outputs.read_text(encoding="utf-8").splitlines()
        return done, dict(line.split("=", 1) for line in lines)


@pytest.fixture
def action(tmp_path: Path) -> Action:
    """The action in a folder with two reports."""
    (tmp_path / "a b.info").write_bytes(lcov({"a.py": {1: 1, 2: 0}}))
    (tmp_path / "gate.toml").write_text('[coverage]\nreports = "a b.info"\nmin = 50\n', encoding="utf-8")
    return Action(tmp_path)


def test_the_action_judges_what_is_configured(action: Action) -> None:
    done, outputs = action("run", "")
    assert done.code == 0, done.err
    assert outputs["exit-code"] == "0"
    assert json.loads(Path(outputs["verdict"]).read_text(encoding="utf-8"))["format"]
    assert "coverage" in Path(outputs["summary"]).read_text(encoding="utf-8")
    assert "coverage" in (action.folder / "step-summary.md").read_text(encoding="utf-8")


def test_the_action_hands_arguments_over_and_runs_nothing_in_them(action: Action) -> None:
    hostile = action.folder / "hacked"
    done, outputs = action("coverage", f"--min 90\n'a b.info' --exclude '$(touch {hostile})' --exclude '`touch {hostile}`; *'")
    assert (done.code, outputs["exit-code"]) == (1, "1")
    assert "::error " in done.out
    assert not hostile.exists()
    done, _ = action("coverage", "--min 50 --format text 'a b.info'")
    assert done.out.startswith("✓ coverage")


@pytest.mark.parametrize(
    ("arguments", "told"), [("--min 50 missing.info", True), ("--mni 50", False), ("--min 50 'unclosed", False)]
)
def test_the_action_fails_where_nothing_is_judged(action: Action, arguments: str, told: bool) -> None:
    done, outputs = action("coverage", arguments)
    assert done.code != 0
    assert ("verdict" in outputs) == told
    assert outputs.get("exit-code", "2") == "2"


def test_the_action_takes_commands_of_two_words(action: Action) -> None:
    bench = f"printf '{BENCH.format(100)}'".replace("\n", "\\n").replace("\t", "\\t")
    done, outputs = action("bench run", f'--base-command "{bench}" --head-command "{bench} " --rounds 5 -q')
    assert (done.code, outputs["exit-code"]) == (0, "0"), done.err


def test_the_action_installs_its_own_checkout(action: Action, tmp_path: Path) -> None:
    """Its pip is one that tells what it was asked for, since a real one needs a package index."""
    tools = tmp_path / "tools"
    home = tmp_path / "gate-environment" / "bin"
    write(
        tools,
        {
            "python3": f'#!/bin/sh\nmkdir -p "{home}"\ncp "$0" "{home}/python"\nchmod +x "{home}/python"\necho "$@" >>"{tmp_path}/calls"\n'
        },
    )
    (tools / "python3").chmod(0o755)
    environ = {
        "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
        "RUNNER_TEMP": str(tmp_path),
        "GITHUB_OUTPUT": str(action.outputs),
        "GITHUB_ACTION_PATH": str(ROOT),
    }
    assert _run(action.steps[0], tmp_path, environ).code == 0
    calls = (tmp_path / "calls").read_text(encoding="utf-8").splitlines()
    assert calls == [f"-m venv {home.parent}", f"-m pip install --quiet --disable-pip-version-check {ROOT}"]
    assert action.outputs.read_text(encoding="utf-8") == f"bin={home}\n"


def test_every_run_of_the_action_has_a_shell_and_no_expression() -> None:
    document = _load(ROOT / "action.yml")
    for step in document["runs"]["steps"]:
        assert step["shell"] == "bash"
        assert "${{" not in step["run"]
    assert all(each["description"] for kind in ("inputs", "outputs") for each in document[kind].values())


@pytest.fixture
def repository(gate: Gate, tmp_path: Path) -> Path:
    """A clone with workflows, of a bare repository."""
    run(tmp_path, "init", "-q", "--bare", "remote.git")
    folder = tmp_path / "work"
    folder.mkdir()
    run(folder, "init", "-q")
    run(folder, "remote", "add", "origin", "../remote.git")
    write(folder, PROJECTS["go"])
    os.chdir(folder)
    assert gate("init", "--ci", "github").code == 0
    commit(folder, {})
    return folder


def _find_steps(folder: Path, workflow: str, job: str) -> dict[str, Mapping[str, Any]]:
    document = _load(folder / ".github" / "workflows" / f"gate-{workflow}.yml")
    return {step["name"]: step for step in document["jobs"][job]["steps"]}


def test_the_nightly_baseline_is_kept_in_its_ref(repository: Path) -> None:
    steps = _find_steps(repository, "bench", "baseline-go")
    remote = repository.parent / "remote.git"

    def measure(nanoseconds: int) -> list[int]:
        """Give the exit codes of the night's steps, up to the first that fails."""
        temporary = repository.parent / f"night-{nanoseconds}"
        temporary.mkdir()
        text = BENCH.format(nanoseconds).replace("\n", "\\n").replace("\t", "\\t")
        environ = {
            "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
            "RUNNER_TEMP": str(temporary),
            "MEASURE": f"printf '{text}' >\"$GATE_OUT/bench.txt\"",
            "TOKEN": "secret",
        }
        codes = []
        for step in [each for each in steps.values() if "run" in each and "install" not in each["run"]]:
            codes.append(_run(step, repository, environ).code)
            if codes[-1]:
                break
        return codes

    assert measure(100) == [0, 0]
    first = run(remote, "rev-parse", "refs/gate/baseline")
    assert "bench/000001/snapshot.txt" in run(remote, "ls-tree", "-r", "--name-only", first).splitlines()
    assert measure(101) == [0, 0]
    second = run(remote, "rev-parse", "refs/gate/baseline")
    assert run(remote, "rev-parse", f"{second}^") == first
    assert measure(300)[-1] in (1, 2)
    assert run(remote, "rev-parse", "refs/gate/baseline") == second
    assert run(repository, "status", "--porcelain") == ""
    shutil.move(remote, remote.with_name("gone.git"))
    assert measure(102) == [0, 2]


def test_several_parts_have_a_ref_each(gate: Gate, tmp_path: Path) -> None:
    write(tmp_path, {**PROJECTS["go"], "api/go.mod": "module b\n", "api/b_test.go": PROJECTS["go"]["a_test.go"]})
    assert gate("init", "--ci", "github", "--only", "bench").code == 0
    text = (tmp_path / ".github" / "workflows" / "gate-bench.yml").read_text(encoding="utf-8")
    assert "--store 'git:refs/gate/baseline-go@origin'" in text
    assert "--store 'git:refs/gate/baseline-api@origin'" in text


GH = """#!/bin/sh
echo "$*" >>"$CALLS"
for last; do :; done
case "$*" in
    *pulls*) printf '%s' "$PULLS" | jq --raw-output "$last" ;;
    *comments*--jq*) printf '%s' "$COMMENTS" | jq --raw-output "$last" ;;
esac
"""
needs_jq = pytest.mark.skipif(not shutil.which("jq"), reason="jq is not here; every runner of GitHub has it")


@needs_jq
@pytest.mark.parametrize(
    ("comments", "call"),
    [
        ("[]", "--method POST repos/o/r/issues/7/comments"),
        ('[{"id": 3, "user": {"login": "mallory"}, "body": "MARK"}]', "--method POST repos/o/r/issues/7/comments"),
        (
            '[{"id": 3, "user": {"login": "github-actions[bot]"}, "body": "MARK\\n"}]',
            "--method PATCH repos/o/r/issues/comments/3",
        ),
    ],
)
def test_the_comment_is_one_and_only_text(repository: Path, comments: str, call: str) -> None:
    step = _find_steps(repository, "comment", "comment")["Post it, or bring the comment that is there up to date"]
    mark = "<!-- gate:run -->"
    write(repository.parent, {"bin/gh": GH, "t/gate-results/comment.md": "$(touch hacked) `touch hacked` é" + "x" * 70_000})
    (repository.parent / "bin" / "gh").chmod(0o755)
    environ = {
        "PATH": f"{repository.parent / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "CALLS": str(repository.parent / "calls"),
        "PULLS": '[{"number": 7, "head": {"sha": "abc"}}, {"number": 8, "head": {"sha": "other"}}]',
        "COMMENTS": comments.replace("MARK", mark),
        "RUNNER_TEMP": str(repository.parent / "t"),
        "REPOSITORY": "o/r",
        "HEAD": "fork:$(touch hacked)",
        "HEAD_SHA": "abc",
        "RUN_URL": "https://example.invalid/run",
    }
    done = _run(step, repository, environ)
    assert done.code == 0, done.err
    calls = (repository.parent / "calls").read_text(encoding="utf-8").splitlines()
    assert [each for each in calls if "--method P" in each] == [f"api {call} -F body=@{repository.parent}/t/body.md --silent"]
    body = (repository.parent / "t" / "body.md").read_text(encoding="utf-8")
    assert body.startswith(
        f"{mark}\nWhat [the run of this pull request](https://example.invalid/run) says of abc:\n\n$(touch hacked)"
    )
    assert len(body) < 65_536
    assert not list(repository.parent.rglob("hacked"))


@needs_jq
@pytest.mark.parametrize(("success", "minutes", "code"), [("80", "45", 0), ("95", "45", 1), ("80", "3", 1)])
def test_the_health_of_the_runs_is_counted(repository: Path, success: str, minutes: str, code: int) -> None:
    step = _find_steps(repository, "monitor", "health")["Count the last hundred runs of the main branch"]
    runs = [("success", 5)] * 9 + [("failure", 1), ("cancelled", 50)]
    told = [
        {"conclusion": end, "startedAt": "2027-01-01T00:00:00Z", "updatedAt": f"2027-01-01T00:{at:02}:10Z"} for end, at in runs
    ]
    write(repository.parent, {"bin/gh": "#!/bin/sh\nprintf '%s' \"$RUNS\"\n"})
    (repository.parent / "bin" / "gh").chmod(0o755)
    environ = {
        "PATH": f"{repository.parent / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "GITHUB_STEP_SUMMARY": str(repository.parent / "summary"),
        "LEAST_SUCCESS_PERCENT": success,
        "MOST_MINUTES": minutes,
        "REPOSITORY": "o/r",
    }
    done = _run(step, repository, {**environ, "RUNS": json.dumps(told)})
    assert (done.code, done.out) == (code, "10 runs, 90 % passed, 95 of 100 within 6 minutes\n")
    assert _run(step, repository, {**environ, "RUNS": "[]"}).code == 2
    assert _run(step, repository, {**environ, "RUNS": ""}).code != 0


def test_the_component_and_the_hooks_are_this_version() -> None:
    documents = list(yaml.safe_load_all((ROOT / "templates" / "gate.yml").read_text(encoding="utf-8")))
    assert documents[0]["spec"]["inputs"]["version"]["default"] == VERSION
    assert documents[1]["$[[ inputs.name ]]"]["artifacts"]["when"] == "always"
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert [hook["id"] for hook in hooks] == ["gate-run", "gate-coverage", "gate-audit"]
    for hook in hooks:
        assert hook["entry"] == hook["name"]
        assert (hook["stages"], hook["pass_filenames"], hook["language"]) == (["pre-push"], False, "python")
