"""`gate init --ci`: what is written is valid, safe, about what the project has, and never over what is there."""

import io
import re
import shlex
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml

from gates.catalog import GATES, RENDERERS, VERSION
from gates.cli import all_gates, bench_plan, ci, options, storing, templates
from gates.cli.project import look
from gates.commands import bench
from gates.commands.protocol import Option
from tests.cli.projects import PROJECTS, write
from tests.cli.test_git import commit, run
from tests.conftest import ROOT, Gate

CASES = [(project, service) for project in PROJECTS for service in ci.SERVICES]
PINNED = re.compile(r"uses: [a-z0-9-]+/[a-z0-9-]+(/[a-z0-9-]+)*@[0-9a-f]{40} # v[0-9]+\.[0-9]+\.[0-9]+$")
COMMANDS = {name: import_module(module) for name, module, _ in GATES}


class _Loader(yaml.SafeLoader):
    """A loader that takes no key twice, which YAML forbids and PyYAML does not mind."""


def _take_once(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    keys = [loader.construct_object(key) for key, _ in node.value]
    assert len(keys) == len(set(keys)), f"{node.start_mark}: a key stands there twice"
    return loader.construct_mapping(node, deep=True)


_Loader.add_constructor("tag:yaml.org,2002:map", _take_once)


def _load(path: Path) -> dict[Any, Any]:
    document: dict[Any, Any] = yaml.load(path.read_text(encoding="utf-8"), _Loader)  # noqa: S506 (it is a SafeLoader)
    return document


@pytest.fixture
def written(gate: Gate, tmp_path: Path, request: pytest.FixtureRequest) -> dict[str, Path]:
    """The files that are written for a project and a service, by path."""
    project, service = request.param
    write(tmp_path, PROJECTS[project])
    before = set(tmp_path.rglob("*"))
    code, out, err = gate("init", "--ci", service)
    assert (code, err) == (0, "")
    files = {str(path.relative_to(tmp_path)): path for path in tmp_path.rglob("*") if path.is_file() and path not in before}
    assert {line.removesuffix(" is written") for line in out.splitlines() if line.endswith(" is written")} == set(files)
    return files


def _list_steps(document: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for job in document["jobs"].values():
        yield from job.get("steps", ())


GITHUB = pytest.mark.parametrize("written", [(project, "github") for project in PROJECTS], indirect=True, ids=list(PROJECTS))
ALL = pytest.mark.parametrize("written", CASES, indirect=True, ids=["-".join(case) for case in CASES])


@ALL
def test_what_is_written_is_whole_and_explained(written: dict[str, Path]) -> None:
    for path in written.values():
        text = path.read_text(encoding="utf-8")
        assert text.startswith(f"# Written by gate init --ci git{'hub' if '.github' in str(path) else 'lab'} (gate {VERSION})")
        assert not re.search(r"@[A-Z_]+@|# \[", text), path
        assert not re.search(r"\n\n\n| \n", text), path
        assert _load(path)


@GITHUB
def test_every_job_can_do_as_little_as_it_needs(written: dict[str, Path]) -> None:
    for path in written.values():
        document = _load(path)
        assert document["permissions"] == {}, path
        assert document["defaults"] == {"run": {"shell": "bash"}}
        assert document["concurrency"]["group"].startswith(f"{document['name']}-${{{{ ")
        assert document["name"] == path.stem
        for job in document["jobs"].values():
            assert job["permissions"], path
            assert "write-all" not in str(job["permissions"])
            assert "uses" in job or 0 < job["timeout-minutes"] <= 90
        for step in _list_steps(document):
            assert step["name"]
            assert "${{" not in step.get("run", "")
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False
            assert not (step.get("run") and "secrets." in str(step.get("with", "")))


@GITHUB
def test_every_action_is_pinned_to_a_commit(written: dict[str, Path]) -> None:
    for path in written.values():
        uses = [line.strip().removeprefix("- ") for line in path.read_text(encoding="utf-8").splitlines() if " uses: " in line]
        uses = [line for line in uses if not line.startswith("uses: ./")]
        assert [line for line in uses if not PINNED.fullmatch(line)] == []
    hashes = re.findall(r"uses: (\S+)@(\w+) # (\S+)", "".join(path.read_text(encoding="utf-8") for path in written.values()))
    assert len({name for name, *_ in hashes}) == len(set(hashes)), "an action has two versions"


@GITHUB
def test_only_trusted_events_get_tokens_and_secrets(written: dict[str, Path]) -> None:
    for name, path in written.items():
        document = _load(path)
        events = document[True]  # YAML 1.1 takes the key `on` for a truth value
        assert "pull_request_target" not in events
        secret = "secrets." in path.read_text(encoding="utf-8")
        assert secret == name.endswith("gate-monitor.yml")
        if "workflow_run" in events:
            assert not any(step.get("uses", "").startswith("actions/checkout@") for step in _list_steps(document))
            assert all(set(job["permissions"]) <= {"actions", "pull-requests"} for job in document["jobs"].values())
        if "pull_request" in events:
            able = {name for name, job in document["jobs"].items() if "write" in set(job["permissions"].values())}
            guarded = {
                name for name in able if document["jobs"][name].get("if") == "${{ github.event_name != 'pull_request' }}"
            }
            assert able - guarded <= {"gate"}  # it runs nothing of the project; a fork's token can only read


def _list_commands(path: Path) -> Iterator[list[str]]:
    """Give the words of every call of gate in a file, its variables as they stand."""
    texts = list(_find_texts(_load(path)))
    for text in texts:
        for line in text.replace("\\\n", " ").splitlines():
            found = re.match(r"\s*(gate .*?)( \|\| .*)?$", line)
            if found:
                yield shlex.split(found[1])[1:]


def _find_texts(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for each in node.values():
            yield from _find_texts(each)
    elif isinstance(node, list):
        for each in node:
            yield from _find_texts(each)


def _parse(words: list[str]) -> options.Request | None:
    """Parse a call by the real parser. Raises UsageError."""
    out = io.StringIO()
    if words[0] == "run":
        return options.parse("run", "", all_gates.OPTIONS, words[1:], 80, out)
    if words[:2] == ["bench", "run"]:
        return options.parse("bench run", bench.KIND, (*bench_plan.OPTIONS, *bench.OPTIONS), words[2:], 80, out)
    more: tuple[Option, ...] = ()
    if words[:2] == ["baseline", "update"]:
        words, more = words[2:], (storing.OPTION,)
    command = COMMANDS[words[0]]
    request = options.parse(words[0], command.KIND, (*command.OPTIONS, *more), words[1:], 80, out)
    if request and "store" in request.settings:
        storing.parse(str(request.settings["store"]))
    return request


@ALL
def test_every_call_of_gate_is_one_that_it_takes(written: dict[str, Path]) -> None:
    calls = [words for path in written.values() for words in _list_commands(path)]
    assert [words for words in calls if words[0] == "run"]
    assert [words for words in calls if words[0] == "audit"]
    for words in calls:
        request = _parse(words)
        assert request
        assert {name for name, _ in request.outputs} <= {name for name, *_ in RENDERERS}
    named = {each for path in written.values() for each in re.findall(r"ci-quality-gate\S*", path.read_text(encoding="utf-8"))}
    assert named == {f"ci-quality-gate=={VERSION}"}


@pytest.mark.parametrize("written", [("all", "github"), ("all", "gitlab")], indirect=True, ids=["github", "gitlab"])
def test_the_parts_of_a_project_are_tested_apart_and_judged_together(written: dict[str, Path]) -> None:
    document = next(_load(path) for name, path in written.items() if name.endswith("gate-ci.yml"))
    jobs = document.get("jobs", document)
    parts = {"test-backend", "test-frontend", "test-services-api", "test-tools"}
    assert set(jobs) == parts | {"gate"}
    assert set(jobs["gate"]["needs"]) == parts
    text = str(document)
    assert "gate run coverage.backend coverage.frontend coverage.all --" in text
    assert "cargo llvm-cov --workspace" in text
    assert "pnpm test --run --coverage --coverage.reporter=lcov" in text
    assert "--requirement requirements-dev.txt" in text
    assert ("3.12" in text, "'22'" in text or "node:22" in text) == (True, True)


@GITHUB
def test_required_checks_cannot_be_skipped(written: dict[str, Path]) -> None:
    document = _load(written[".github/workflows/gate-ci.yml"])
    gate = document["jobs"]["gate"]
    assert gate["if"] == "${{ !cancelled() }}"
    assert gate["steps"][0]["env"] == {"JOBS": "${{ toJSON(needs) }}"}
    assert set(gate["needs"]) == set(document["jobs"]) - {"gate"}


def test_only_what_the_project_has_is_written(gate: Gate, tmp_path: Path) -> None:
    write(tmp_path, PROJECTS["node"])
    code, out, _ = gate("init", "--ci", "github")
    assert code == 0
    assert "bench is left out: no part of the project has benchmarks of pytest-benchmark, criterion or Go" in out
    assert "release is left out: no part of the project is something to build" in out
    assert sorted(path.name for path in (tmp_path / ".github" / "workflows").iterdir()) == [
        f"gate-{name}.yml" for name in ("ci", "comment", "dependencies", "monitor", "security")
    ]
    ci_text = (tmp_path / ".github" / "workflows" / "gate-ci.yml").read_text(encoding="utf-8")
    assert "setup-go" not in ci_text
    assert "npm ci" in ci_text
    assert "npx --yes c8@12.0.0 --reporter=lcovonly npm test" in ci_text
    monitor = _load(tmp_path / ".github" / "workflows" / "gate-monitor.yml")
    assert monitor[True]["workflow_run"]["workflows"] == ["gate-ci", "gate-dependencies", "gate-security"]


def test_what_depends_on_nothing_is_not_scanned(gate: Gate, tmp_path: Path) -> None:
    write(tmp_path, PROJECTS["all"])
    assert gate("init", "--ci", "github", "--only", "dependencies").code == 0
    jobs = _load(tmp_path / ".github" / "workflows" / "gate-dependencies.yml")["jobs"]
    assert set(jobs) == {"scan-backend", "scan-frontend", "scan-tools"}


def test_a_package_that_no_workflow_can_run_is_not_said_to_depend_on_nothing(gate: Gate, tmp_path: Path) -> None:
    write(
        tmp_path, {"pyproject.toml": '[project]\nname = "a"\n', "web/package.json": '{"dependencies": {"lodash": "4.17.15"}}'}
    )
    code, _, err = gate("init", "--ci", "github", "--only", "dependencies")
    assert (code, "no part that a workflow can build or test depends on anything" in err) == (2, True)


def test_what_a_person_has_to_mend_is_told(gate: Gate, tmp_path: Path) -> None:
    write(tmp_path, PROJECTS["all"])
    (tmp_path / "odd name").mkdir()
    (tmp_path / "odd name" / "go.mod").write_text("module a\n", encoding="utf-8")
    code, out, _ = gate("init", "--ci", "gitlab")
    assert code == 0
    assert "[audit] names npm-audit.json, which no job of gate-ci writes: change either, or add the step that does\n" in out
    assert "odd name: left out, since its name has other characters than letters, digits and . _ -\n" in out
    assert "backend: its benchmarks are not measured: only those of criterion run with a stable Rust\n" in out
    assert "frontend: no bill of materials is made of it: pnpm has no command that writes one\n" in out
    assert "comment is left out: GitLab shows the reports of a merge request itself\n" in out


def test_what_is_there_is_kept(gate: Gate, tmp_path: Path) -> None:
    write(tmp_path, PROJECTS["python"])
    mine = tmp_path / ".github" / "workflows" / "gate-security.yml"
    write(tmp_path, {".github/workflows/gate-security.yml": "# mine\n"})
    code, out, err = gate("init", "--ci", "github")
    assert (code, out, mine.read_text(encoding="utf-8")) == (2, "", "# mine\n")
    assert ".github/workflows/gate-security.yml: is there already" in err
    assert list(mine.parent.iterdir()) == [mine]
    code, out, err = gate("init", "--ci", "github", "--dry-run")
    assert (code, err) == (0, "")
    assert "# .github/workflows/gate-security.yml\n# Written by gate init" in out
    assert list(mine.parent.iterdir()) == [mine]
    assert gate("init", "--ci", "github", "--only", "ci, monitor").code == 0
    assert mine.read_text(encoding="utf-8") == "# mine\n"
    monitor = _load(mine.with_name("gate-monitor.yml"))
    assert monitor[True]["workflow_run"]["workflows"] == ["gate-ci", "gate-security"]
    assert gate("init", "--ci", "github", "--force").code == 0
    assert mine.read_text(encoding="utf-8").startswith("# Written by gate")


def test_the_entry_of_gitlab_belongs_to_the_project(gate: Gate, tmp_path: Path) -> None:
    write(tmp_path, PROJECTS["python"])
    entry = tmp_path / ".gitlab-ci.yml"
    entry.write_text("include:\n  - local: .gitlab/gate-ci.yml\n", encoding="utf-8")
    code, out, _ = gate("init", "--ci", "gitlab", "--force", "--only", "ci,security")
    assert code == 0
    assert out.endswith(
        ".gitlab-ci.yml is there already and left as it is; add to its include:\n  - local: .gitlab/gate-security.yml\n"
    )
    entry.write_text(f"{entry.read_text(encoding='utf-8')}  - local: .gitlab/gate-security.yml\n", encoding="utf-8")
    assert "left as it is" not in gate("init", "--ci", "gitlab", "--force", "--only", "ci,security").out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--ci", "jenkins"], "'jenkins' is not a choice"),
        (["--ci", "github", "--only", "cii"], "'cii' is not a pipeline"),
        (["--ci", "github", "--only", "bench"], "bench: no part of the project has benchmarks"),
        (["--ci", "gitlab", "--only", "comment"], "comment: GitLab shows the reports of a merge request itself"),
        (["--ci", "github", "--only", "comment"], "comment goes by what ci says"),
        (["--only", "ci"], "names pipelines of --ci"),
        (["--hook", "--only", "ci"], "names pipelines of --ci"),
        (["--hook", "--ci", "github"], "--hook: stands alone, without --ci"),
        (["--ci"], "--ci needs a value"),
    ],
)
def test_what_cannot_be_had(gate: Gate, tmp_path: Path, words: list[str], told: str) -> None:
    write(tmp_path, PROJECTS["node"])
    code, out, err = gate("init", *words)
    assert (code, out) == (2, "")
    assert told in err
    assert not (tmp_path / ".github").exists()


def test_a_pipeline_that_nothing_configures_would_never_pass(gate: Gate, tmp_path: Path) -> None:
    write(tmp_path, PROJECTS["node"])
    (tmp_path / "gate.toml").unlink()
    code, _, err = gate("init", "--ci", "github")
    assert (code, "no gate is configured, so that every run would fail" in err) == (2, True)
    assert gate("init", "--ci", "github", "--only", "security").code == 0
    assert gate("init", "--ci", "github", "--only", "dependencies").code == 0
    text = (tmp_path / ".github" / "workflows" / "gate-dependencies.yml").read_text(encoding="utf-8")
    assert "gate audit audit.json --fail-on high --format" in text
    assert "gate sbom 'sbom.json' --min-purls 100 --format" in text


def test_a_project_of_another_language_can_still_look_for_secrets(gate: Gate, tmp_path: Path) -> None:
    (tmp_path / "gate.toml").write_text('[coverage]\nreports = "a.info"\nmin = 1\n', encoding="utf-8")
    code, out, _ = gate("init", "--ci", "github")
    assert code == 0
    assert "ci is left out: no Python, Rust, Node.js or Go project was found here" in out
    assert [path.name for path in (tmp_path / ".github" / "workflows").iterdir()] == ["gate-security.yml"]


def test_workflows_stand_in_the_root(gate: Gate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(tmp_path, "init", "-q")
    write(tmp_path, PROJECTS["all"])
    monkeypatch.chdir(tmp_path / "backend")
    code, _, err = gate("init", "--ci", "github")
    assert code == 2
    assert "workflows stand in the repository's root folder\n  hint: cd .." in err


def test_the_main_branch_is_what_origin_calls_so(gate: Gate, tmp_path: Path) -> None:
    write(tmp_path, PROJECTS["node"])
    run(tmp_path, "init", "-q", "-b", "trunk")
    commit(tmp_path, {})
    assert gate("init", "--ci", "github", "--only", "security").code == 0
    path = tmp_path / ".github" / "workflows" / "gate-security.yml"
    assert _load(path)[True]["push"] == {"branches": ["trunk"]}
    run(tmp_path, "update-ref", "refs/remotes/origin/develop", "HEAD")
    run(tmp_path, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/develop")
    assert gate("init", "--ci", "github", "--only", "security", "--force").code == 0
    assert _load(path)[True]["push"] == {"branches": ["develop"]}
    run(tmp_path, "symbolic-ref", "--delete", "refs/remotes/origin/HEAD")
    run(tmp_path, "switch", "-qc", "odd'name")
    assert gate("init", "--ci", "github", "--only", "security", "--force").code == 0
    assert _load(path)[True]["push"] == {"branches": ["main"]}


@pytest.mark.parametrize(
    "path", sorted((ROOT / "gates" / "templates").glob("git*/*.yml")), ids=lambda path: f"{path.parent.name}-{path.stem}"
)
def test_the_templates_are_yaml_as_they_are(path: Path) -> None:
    assert yaml.compose(path.read_text(encoding="utf-8"))


def test_sections_are_for_parts_and_for_facts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [
        "# [part]",
        "@NAME@ @AT@",
        "# [lint]",
        "lint",
        "# [/lint]",
        "# [!lint]",
        "none",
        "# [/lint]",
        "# [go]",
        "go",
        "# [/go]",
        "# [/part]",
        "# [x]",
        "x",
        "# [/x]",
    ]
    (tmp_path / "t").write_text("\n".join(lines) + "\n", encoding="utf-8")
    monkeypatch.setattr(templates, "FOLDER", str(tmp_path))
    write(tmp_path, {"a/go.mod": "", "b/Cargo.toml": ""})
    parts = look(str(tmp_path)).parts
    assert templates.compose("t", (), parts) == "b b/\nlint\na a/\nnone\ngo\n"
    assert templates.compose("t", ("x",), parts[:1]) == "b b/\nlint\nx\n"
