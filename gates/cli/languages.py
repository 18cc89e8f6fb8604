"""What the folders of each language tell: how a project is installed, tested with coverage, measured, and locked.

Nothing of a project's own text gets into a workflow: only words of this module do, and version numbers.
"""

import os
import re
from collections.abc import Callable, Mapping

from gates.typed import Any, NamedTuple


class Details(NamedTuple):
    """What is known of a folder."""

    facts: frozenset[str]
    """Such as `tests` and `lint`; the sections of templates are called so."""
    values: dict[str, str]
    """What the marks of templates stand for."""
    notes: tuple[str, ...] = ()
    """What no workflow can do here, and why."""


_NEEDS = frozenset({"needs"})
"""The fact of what depends on something; a scan of what does not would find nothing, which proves nothing."""
_VERSION = re.compile(r"v?([0-9]+(\.[0-9]+){0,2})")
_LIMIT_BYTES = 1 << 20


def look_at_python(folder: str, names: frozenset[str]) -> Details | None:
    """Give what is known of a Python project; None where pyproject.toml only sets tools up."""
    text = _read(folder, "pyproject.toml")
    document = _parse_toml(text)
    tool = _table(document, "tool")
    is_package = "setup.py" in names or "project" in document or "build-system" in document or "poetry" in tool
    wanted = [name for name in ("requirements.txt", "requirements-dev.txt", "requirements-test.txt") if name in names]
    if not is_package and not wanted:
        return None
    extras = _table(_table(document, "project"), "optional-dependencies")
    groups = _table(document, "dependency-groups")
    extra = next((f"[{name}]" for name in ("dev", "test", "tests", "testing") if name in extras), "")
    group = next((name for name in ("dev", "test", "tests") if name in groups), "")
    words = [f"--editable '.{extra}'"] if is_package else []
    words += [f"--requirement {name}" for name in wanted] + ([f"--group {group}"] if group else [])
    facts = {"tests", "bill"} | ({"build"} if is_package else set()) | (_NEEDS if wanted or _has_needs(document) else set())
    facts |= {"lint"} if "ruff" in tool or names & {"ruff.toml", ".ruff.toml"} else set()
    told = text + "".join(_read(folder, name) for name in wanted)
    facts |= {"bench"} if "pytest-benchmark" in told else set()
    configured = "coverage" in tool or ".coveragerc" in names
    values = {
        "PACKAGES": " ".join(words),
        "COVERAGE": "" if configured else "--branch --source=. ",
        "PYTHON": (version := _find_version(folder, (".python-version",), "3.x")),
        "PYTHON_IMAGE": version.removesuffix(".x"),
        "REPORT": "coverage.xml",
        "SBOM": "sbom.json",
        "BENCH": 'PYTHONPATH=src:. python -m pytest -q --benchmark-only --benchmark-json="$GATE_OUT/bench.json"',
        "BENCH_REPORTS": "bench/*/bench.json",
    }
    return Details(frozenset(facts), values)


def _has_needs(document: Mapping[str, Any]) -> bool:
    """Say whether a pyproject.toml names what is needed, or leaves it to something else to say so."""
    project = _table(document, "project")
    told = (project.get("dependencies"), project.get("optional-dependencies"), document.get("dependency-groups"))
    return not project or any(told) or "dependencies" in str(project.get("dynamic", ""))


def look_at_rust(folder: str, names: frozenset[str]) -> Details:
    """Give what is known of a crate or a workspace."""
    text = _read(folder, "Cargo.toml")
    facts = {"tests", "bill", "lint", "build"} | (_NEEDS if "dependencies" in text or "[workspace" in text else set())
    facts |= {"lock"} if "Cargo.lock" in names else set()
    facts |= {"bench"} if "criterion" in text else set()
    note = "its benchmarks are not measured: only those of criterion run with a stable Rust"
    notes = (note,) if "bench" not in facts and "benches" in names else ()
    bench = 'CRITERION_HOME="$GATE_OUT" cargo bench'
    values = {"REPORT": "lcov.info", "SBOM": "**/sbom.json", "BENCH": bench, "BENCH_REPORTS": "bench/*"}
    return Details(frozenset(facts), values, notes)


def look_at_node(folder: str, names: frozenset[str]) -> Details | None:
    """Give what is known of a package; None where package.json has no script that a workflow could run."""
    document = _parse_json(_read(folder, "package.json"))
    scripts = _table(document, "scripts")
    manager, install, audit = _find_node_manager(folder, names)
    packages = {**_table(document, "dependencies"), **_table(document, "devDependencies")}
    test = _find_node_test(scripts, packages, manager)
    facts = {name for name in ("lint", "build") if name in scripts} | ({"tests"} if test else set())
    if not facts:
        return None
    facts |= _NEEDS if packages else set()
    values = {
        "INSTALL": install,
        "AUDIT": audit,
        "TEST": test,
        "MANAGER": manager,
        "NODE": (version := _find_version(folder, (".nvmrc", ".node-version"), "lts/*")),
        "NODE_IMAGE": version.removesuffix("/*"),
        "SBOM": "sbom.json",
        "REPORT": "coverage/lcov.info",
    }
    notes = () if test else ("it is not tested: package.json has no script called test",)
    if manager != "npm":
        notes = (*notes, f"no bill of materials is made of it: {manager} has no command that writes one")
    return Details(frozenset({*facts, *(("npm", "bill") if manager == "npm" else ("corepack",))}), values, notes)


def _find_node_test(scripts: Mapping[str, Any], packages: Mapping[str, Any], manager: str) -> str:
    """Give the command that tests and writes coverage/lcov.info; empty where there is none."""
    own = next((name for name in ("test:coverage", "coverage") if name in scripts), "")
    if own or "test" not in scripts:
        return f"{manager} run {own}" if own else ""
    test = f"{manager} test --" if manager == "npm" else f"{manager} test"
    if "vitest" in packages:
        return f"{test} --run --coverage --coverage.reporter=lcov"
    if "jest" in packages or "react-scripts" in packages:
        return f"{test} --coverage --coverageReporters=lcov"
    return f"npx --yes c8@12.0.0 --reporter=lcovonly {manager} test"


def _find_node_manager(folder: str, names: frozenset[str]) -> tuple[str, str, str]:
    """Give the package manager, how it installs exactly what is locked, and how it asks for vulnerabilities."""
    if "pnpm-lock.yaml" in names:
        return "pnpm", "pnpm install --frozen-lockfile", "pnpm audit --json"
    if "yarn.lock" in names and "__metadata:" in _read(folder, "yarn.lock")[:1000]:
        return "yarn", "yarn install --immutable", "yarn npm audit --all --recursive --json"
    if "yarn.lock" in names:
        return "yarn", "yarn install --frozen-lockfile", "yarn audit --json"
    return "npm", "npm ci" if names & {"package-lock.json", "npm-shrinkwrap.json"} else "npm install", "npm audit --json"


def look_at_go(folder: str, names: frozenset[str]) -> Details:
    """Give what is known of a module."""
    del names
    facts = (
        {"tests", "bill"}
        | (_NEEDS if "require" in _read(folder, "go.mod") else set())
        | ({"bench"} if _has_go_benchmarks(folder) else set())
    )
    bench = "go test -run='^$' -bench=. ./... >\"$GATE_OUT/bench.txt\""
    values = {"REPORT": "coverage.out", "SBOM": "sbom.json", "BENCH": bench, "BENCH_REPORTS": "bench/*/bench.txt"}
    return Details(frozenset(facts), values)


def _has_go_benchmarks(folder: str) -> bool:
    for top, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in ("vendor", "node_modules") and not name.startswith("."))
        if any("\nfunc Benchmark" in _read(top, name) for name in names if name.endswith("_test.go")):
            return True
    return False


LANGUAGES: tuple[tuple[str, frozenset[str], Callable[[str, frozenset[str]], Details | None]], ...] = (
    ("python", frozenset({"pyproject.toml", "setup.py", "requirements.txt"}), look_at_python),
    ("rust", frozenset({"Cargo.toml"}), look_at_rust),
    ("node", frozenset({"package.json"}), look_at_node),
    ("go", frozenset({"go.mod"}), look_at_go),
)
"""Language, the files of which one makes a folder its project, and what looks at such a folder."""


def _read(folder: str, name: str) -> str:
    """Give the text of a file; empty where there is none that can be read."""
    try:
        with open(os.path.join(folder, name), encoding="utf-8-sig", errors="replace") as file:
            return file.read(_LIMIT_BYTES)
    except OSError:
        return ""


def _find_version(folder: str, names: tuple[str, ...], usual: str) -> str:
    found = (_VERSION.fullmatch(_read(folder, name).strip()) for name in names)
    return next((match[1] for match in found if match), usual)


def _parse_toml(text: str) -> Mapping[str, Any]:
    import tomli  # (only who wants workflows pays for it)

    try:
        return tomli.loads(text)
    except (tomli.TOMLDecodeError, RecursionError):
        return {}


def _parse_json(text: str) -> Mapping[str, Any]:
    import json  # (only who wants workflows pays for it)

    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


def _table(document: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = document.get(key, {})
    return value if isinstance(value, dict) else {}
