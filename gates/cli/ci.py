"""`gate init --ci`: the workflows of a project for GitHub or GitLab, made for the parts that it has.

All of them are written or none, and what is there already is only replaced by --force. GitLab's `.gitlab-ci.yml` belongs to
the project: where there is one, it is left as it is, and what to add to it is told.
"""

import os
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase

from gates.cli import config_file, files, git, project, templates
from gates.cli.project import Part, Project
from gates.cli.run import Streams, load
from gates.cli.tree import Repository
from gates.commands.protocol import Settings
from gates.errors import GateError, UsageError
from gates.renderers.escape import clean, disarm
from gates.typed import NamedTuple

PIPELINES: tuple[tuple[str, str, str], ...] = (
    ("ci", "tests", "tests with coverage, and gate run"),
    ("comment", "tests", "the verdict as a comment on the pull request"),
    ("dependencies", "needs", "vulnerabilities and bills of materials, every week"),
    ("bench", "bench", "benchmarks beside the target branch, and a baseline every night"),
    ("security", "", "secrets in the history, mistakes in the workflows"),
    ("monitor", "tests", "a message to a chat when the main branch fails"),
    ("release", "build", "a release only where the gates pass, attested"),
)
"""Name, the fact that a part of the project has to have, and what it does."""
_LACKING = {
    "tests": "no part of the project has tests that a workflow could run",
    "bench": "no part of the project has benchmarks of pytest-benchmark, criterion or Go",
    "needs": "no part that a workflow can build or test depends on anything",
    "build": "no part of the project is something to build",
}
_NEED_CI = frozenset({"comment", "monitor", "release"})
_BRANCH = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*")


class _Service(NamedTuple):
    folder: str
    """Where its workflows stand."""
    lacks: Mapping[str, str]
    """Pipeline → why there is none for this service."""
    entry: str = ""
    """The file that includes the others; empty where every file counts by itself."""


_SERVICES = {
    "github": _Service(".github/workflows", {}),
    "gitlab": _Service(".gitlab", {"comment": "GitLab shows the reports of a merge request itself"}, ".gitlab-ci.yml"),
}
SERVICES = tuple(_SERVICES)


def install(streams: Streams, service_name: str, only: str, *, dry: bool, force: bool) -> int:
    """Write the workflows, or print them, and give the exit code. Raises UsageError."""
    service = _SERVICES[service_name]
    here = os.getcwd()
    root = Repository(here).root or here
    if os.path.realpath(root) != os.path.realpath(here):
        raise UsageError("workflows stand in the repository's root folder", where="--ci", hint=f"cd {os.path.relpath(root)}")
    found = _name_stores(project.look(root))
    chosen = _choose(service, only, found.parts)
    tables = _find_tables(here, chosen)
    facts = frozenset(f"workflow-{name}" for name, *_ in PIPELINES if name in chosen or os.path.exists(_place(service, name)))
    values = _find_values(tables, found.parts, root)
    texts = {
        _place(service, name): templates.compose(f"{service_name}/{name}.yml", facts, found.parts, **values) for name in chosen
    }
    if service.entry and not os.path.lexists(service.entry):
        texts[service.entry] = templates.compose(f"{service_name}/gitlab-ci.yml", facts, found.parts, **values)
    if not dry:
        _write(texts, force=force)
    for path, text in texts.items():
        streams.out.write(f"# {path}\n{text}\n" if dry else f"{path} is written\n")
    notes = [*found.notes, *_tell_reports(tables, found.parts), *(() if only else _tell_left_out(service, found.parts))]
    notes += _tell_entry(service, texts)
    for note in notes:
        (streams.err if dry else streams.out).write(f"{disarm(clean(note))}\n")
    return 0


def _name_stores(found: Project) -> Project:
    """Give the project with the ref that keeps the runs of each part: of one alone the one that gate takes by itself."""
    several = sum("bench" in part.facts for part in found.parts) > 1
    stores = [f"refs/gate/baseline{f'-{part.name}' if several else ''}" for part in found.parts]
    pairs = zip(found.parts, stores, strict=True)
    return found._replace(parts=tuple(part._replace(values={**part.values, "STORE": store}) for part, store in pairs))


def _place(service: _Service, name: str) -> str:
    return f"{service.folder}/gate-{name}.yml"


def _choose(service: _Service, only: str, parts: Sequence[Part]) -> list[str]:
    """Give the pipelines that are wanted and that the project has something for. Raises UsageError."""
    known = [name for name, *_ in PIPELINES]
    wanted = [name.strip() for name in only.split(",")] if only else known
    for name in wanted:
        if name not in known:
            raise UsageError(f"{name!r} is not a pipeline", where="--only", hint=f"one or more of: {','.join(known)}")
        reason = _find_reason(service, name, parts)
        if only and reason:
            raise UsageError(f"{name}: {reason}", where="--only")
    chosen = [name for name in known if name in wanted and not _find_reason(service, name, parts)]
    alone = [name for name in chosen if name in _NEED_CI and "ci" not in chosen]
    if alone and not os.path.exists(_place(service, "ci")):
        raise UsageError(f"{alone[0]} goes by what ci says", where="--only", hint=f"--only {','.join(['ci', *chosen])}")
    return chosen


def _find_reason(service: _Service, name: str, parts: Sequence[Part]) -> str:
    """Give why a pipeline cannot be had here; empty where it can."""
    if name in service.lacks:
        return service.lacks[name]
    fact = next(fact for each, fact, _ in PIPELINES if each == name)
    if not parts and name != "security":
        return "no Python, Rust, Node.js or Go project was found here"
    return _LACKING[fact] if fact and not any(fact in part.facts for part in parts) else ""


def _find_tables(here: str, chosen: Collection[str]) -> Mapping[str, Settings]:
    """Give what is configured, by gate or instance. Raises UsageError where gate run would have nothing to judge."""
    config = config_file.find(here)
    tables = load(config).tables if config else {}
    if not tables and "ci" in chosen:
        hint = "run the tests with coverage, then gate init; or --only security,dependencies"
        raise UsageError("no gate is configured, so that every run would fail", where="--ci", hint=hint)
    return tables


def _find_values(tables: Mapping[str, Settings], parts: Sequence[Part], root: str) -> Mapping[str, str]:
    judged = [name for name, table in tables.items() if any(_is_written(pattern, parts) for pattern in _list_reports(table))]
    return {
        "BRANCH": _find_branch(root),
        "GATES": "".join(f" {name}" for name in judged) if len(judged) < len(tables) else "",
        "AUDIT_CONDITION": "" if "audit" in tables else " --fail-on high",
        "SBOM_CONDITION": "" if "sbom" in tables else " --min-purls 100",
    }


def _list_reports(table: Settings) -> list[str]:
    """Give the patterns of the reports that a table names."""
    found = table.get("reports", ())
    shards = table.get("shards", ())
    patterns = [*map(str, found)] if isinstance(found, tuple) else []
    for shard in shards if isinstance(shards, tuple) else ():
        patterns += map(str, shard["reports"]) if isinstance(shard, Mapping) else ()
    return patterns


def _is_written(pattern: str, parts: Sequence[Part]) -> bool:
    """Say whether the tests of a part write a report of this pattern."""
    written = [f"{part.values['AT']}{part.values['REPORT']}" for part in parts if "tests" in part.facts]
    return any(fnmatchcase(path, pattern.removeprefix("./").replace("**/", "*")) for path in written)


def _find_branch(root: str) -> str:
    """Give the main branch: what origin calls so, else the one that is checked out, else `main`."""
    for words in (("symbolic-ref", "--short", "refs/remotes/origin/HEAD"), ("symbolic-ref", "--short", "HEAD")):
        try:
            name = git.ask(root, *words).decode(errors="replace").strip().removeprefix("origin/")
        except GateError:
            continue
        if _BRANCH.fullmatch(name):
            return name
    return "main"


def _write(texts: Mapping[str, str], *, force: bool) -> None:
    """Write all files. Raises UsageError, before any is written, where one is there already."""
    there = [path for path in texts if os.path.lexists(path)]
    if there and not force:
        hint = "--dry-run shows what would be written, --force replaces it, --only NAME,... writes some of them"
        raise UsageError("is there already", where=", ".join(there), hint=hint)
    for path, text in texts.items():
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        files.write_file(path, text)


def _tell_reports(tables: Mapping[str, Settings], parts: Sequence[Part]) -> Iterator[str]:
    """Give what a person has to mend: reports that gate.toml names and that no job writes."""
    for name, table in tables.items():
        lost = [pattern for pattern in _list_reports(table) if not _is_written(pattern, parts)]
        if lost:
            yield f"[{name}] names {', '.join(lost)}, which no job of gate-ci writes: change either, or add the step that does"


def _tell_left_out(service: _Service, parts: Sequence[Part]) -> Iterator[str]:
    reasons = {name: _find_reason(service, name, parts) for name, *_ in PIPELINES}
    yield from (f"{name} is left out: {reason}" for name, reason in reasons.items() if reason)


def _tell_entry(service: _Service, texts: Mapping[str, str]) -> Iterator[str]:
    """Give the lines that are missing in an entry that the project has already."""
    if not service.entry or service.entry in texts:
        return
    with open(service.entry, encoding="utf-8", errors="replace") as file:
        text = file.read()
    missing = [path for path in texts if path not in text]
    if missing:
        yield f"{service.entry} is there already and left as it is; add to its include:"
        yield from (f"  - local: {path}" for path in missing)
