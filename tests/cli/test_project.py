"""What `gate init --ci` knows of a project from the files of its folders."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from gates.cli.project import Part, look
from tests.cli.projects import write


def _look(folder: Path, files: dict[str, str]) -> dict[str, Part]:
    write(folder, files)
    return {part.name: part for part in look(str(folder)).parts}


def _package(**more: Any) -> str:
    return json.dumps({"scripts": {"test": "x"}, **more})


@pytest.mark.parametrize(
    ("files", "packages"),
    [
        ({"setup.py": ""}, "--editable '.'"),
        ({"pyproject.toml": '[build-system]\nrequires = ["hatchling"]\n'}, "--editable '.'"),
        ({"pyproject.toml": "[tool.poetry]\n"}, "--editable '.'"),
        ({"pyproject.toml": '[project.optional-dependencies]\ntests = ["a"]\nx = []\n'}, "--editable '.[tests]'"),
        ({"pyproject.toml": '[project]\nname = "a"\n[dependency-groups]\ndev = ["a"]\n'}, "--editable '.' --group dev"),
        (
            {"requirements.txt": "", "requirements-dev.txt": ""},
            "--requirement requirements.txt --requirement requirements-dev.txt",
        ),
        ({"setup.py": "", "pyproject.toml": "[broken"}, "--editable '.'"),
        ({"setup.py": "", "pyproject.toml": 'project = "odd"\n'}, "--editable '.'"),
    ],
)
def test_how_python_is_installed(tmp_path: Path, files: dict[str, str], packages: str) -> None:
    part = _look(tmp_path, files)["python"]
    assert part.values["PACKAGES"] == packages
    assert ("build" in part.facts) == packages.startswith("--editable")
    assert {"tests", "bill", "python"} <= part.facts


def test_a_pyproject_that_only_sets_tools_up_is_no_project(tmp_path: Path) -> None:
    files = {"pyproject.toml": "[tool.ruff]\n[tool.gate.coverage]\nmin = 1\n", "api/setup.py": ""}
    assert list(_look(tmp_path, files)) == ["api"]


def test_what_python_has_of_its_own(tmp_path: Path) -> None:
    plain = _look(tmp_path / "a", {"setup.py": "", "ruff.toml": ""})["python"]
    assert (plain.values["COVERAGE"], plain.values["PYTHON"], plain.values["PYTHON_IMAGE"]) == (
        "--branch --source=. ",
        "3.x",
        "3",
    )
    assert ("lint" in plain.facts, "bench" in plain.facts) == (True, False)
    own = {"setup.py": "", ".coveragerc": "", ".python-version": "3.12.1\n", "requirements.txt": "pytest-benchmark\n"}
    part = _look(tmp_path / "b", own)["python"]
    assert (part.values["COVERAGE"], part.values["PYTHON"], part.values["PYTHON_IMAGE"]) == ("", "3.12.1", "3.12.1")
    assert ("lint" in part.facts, "bench" in part.facts) == (False, True)


@pytest.mark.parametrize(
    ("package", "test"),
    [
        (_package(), "npx --yes c8@12.0.0 --reporter=lcovonly npm test"),
        (_package(devDependencies={"jest": "30"}), "npm test -- --coverage --coverageReporters=lcov"),
        (_package(dependencies={"react-scripts": "5"}), "npm test -- --coverage --coverageReporters=lcov"),
        (_package(devDependencies={"vitest": "3"}), "npm test -- --run --coverage --coverage.reporter=lcov"),
        (_package(scripts={"test": "x", "coverage": "y"}), "npm run coverage"),
        (_package(scripts={"test:coverage": "y"}), "npm run test:coverage"),
        (_package(scripts={"lint": "y"}), ""),
        (_package(devDependencies=["odd"]), "npx --yes c8@12.0.0 --reporter=lcovonly npm test"),
    ],
)
def test_how_node_is_tested(tmp_path: Path, package: str, test: str) -> None:
    part = _look(tmp_path, {"package.json": package})["node"]
    assert part.values["TEST"] == test
    assert ("tests" in part.facts) == bool(test)


@pytest.mark.parametrize("package", ["[", "[]", "{}", '{"scripts": {"start": "x"}}', '{"scripts": 3}'])
def test_a_package_without_scripts_is_no_project(tmp_path: Path, package: str) -> None:
    assert _look(tmp_path, {"package.json": package}) == {}


@pytest.mark.parametrize(
    ("lock", "text", "install", "audit"),
    [
        ("package-lock.json", "{}", "npm ci", "npm audit --json"),
        ("npm-shrinkwrap.json", "{}", "npm ci", "npm audit --json"),
        ("none", "", "npm install", "npm audit --json"),
        ("pnpm-lock.yaml", "", "pnpm install --frozen-lockfile", "pnpm audit --json"),
        ("yarn.lock", "# yarn lockfile v1\n", "yarn install --frozen-lockfile", "yarn audit --json"),
        ("yarn.lock", "__metadata:\n", "yarn install --immutable", "yarn npm audit --all --recursive --json"),
    ],
)
def test_who_installs_for_node(tmp_path: Path, lock: str, text: str, install: str, audit: str) -> None:
    part = _look(tmp_path, {"package.json": _package(), lock: text})["node"]
    assert (part.values["INSTALL"], part.values["AUDIT"]) == (install, audit)
    assert ("bill" in part.facts, "corepack" in part.facts) == (install.startswith("npm"), not install.startswith("npm"))


def test_what_rust_and_go_have_of_their_own(tmp_path: Path) -> None:
    parts = _look(
        tmp_path, {"r/Cargo.toml": "criterion", "r/Cargo.lock": "", "g/go.mod": "", "g/sub/a_test.go": "\nfunc BenchmarkA"}
    )
    assert {"lock", "bench", "build"} <= parts["r"].facts
    assert "bench" in parts["g"].facts
    other = _look(
        tmp_path / "x", {"r/Cargo.toml": "", "g/go.mod": "", "g/vendor/a_test.go": "\nfunc BenchmarkA", "g/a_test.go": ""}
    )
    assert not {"lock", "bench"} & (other["r"].facts | other["g"].facts)


def test_what_lies_below_another_project_of_its_language_belongs_to_it(tmp_path: Path) -> None:
    files = {
        "package.json": _package(),
        "web/package.json": _package(),
        "Cargo.toml": "",
        "core/Cargo.toml": "",
        "go.mod": "",
        "cmd/go.mod": "",
        "a/b/c/go.mod": "",
        "node_modules/x/package.json": _package(),
        ".x/go.mod": "",
    }
    parts = _look(tmp_path, files)
    assert {part.folder: part.language for part in parts.values() if part.folder != "."} == {"cmd": "go"}
    assert sorted(part.language for part in parts.values()) == ["go", "go", "node", "rust"]


def test_a_root_without_tests_holds_nothing(tmp_path: Path) -> None:
    files = {
        "package.json": _package(scripts={"lint": "x"}),
        "web/package.json": _package(),
        "web/sub/package.json": _package(),
    }
    write(tmp_path, files)
    found = look(str(tmp_path))
    assert [part.folder for part in found.parts] == [".", "web"]
    assert found.notes == (".: it is not tested: package.json has no script called test",)


def test_every_part_has_a_name_of_its_own(tmp_path: Path) -> None:
    files = {"a/b/go.mod": "", "a-b/go.mod": "", "a_b/setup.py": "", "a-b/Cargo.toml": "", "a.b/go.mod": "", "go.mod": ""}
    parts = _look(tmp_path, files)
    assert len(parts) == len(files)
    assert {name: part.folder for name, part in parts.items() if part.language == "go"} == {
        "go": ".",
        "a-b-go": "a-b",
        "a-b-go-2": "a.b",
        "a-b-go-3": "a/b",
    }
    assert {name for name, part in parts.items() if part.language != "go"} == {"a_b", "a-b"}
    assert parts["a-b"].values["AT"] == "a-b/"


def test_what_cannot_be_read_is_no_project(tmp_path: Path) -> None:
    (tmp_path / "package.json").mkdir()
    (tmp_path / "pyproject.toml").mkdir()
    (tmp_path / "link").symlink_to(tmp_path)
    with open(os.fsencode(tmp_path) + b"/\xff", "wb"):
        pass
    assert look(str(tmp_path)).parts == ()


@pytest.mark.parametrize(
    ("files", "needs"),
    [
        ({"pyproject.toml": '[project]\nname = "a"\n'}, False),
        ({"pyproject.toml": '[project]\nname = "a"\ndependencies = ["b"]\n'}, True),
        ({"pyproject.toml": '[project]\nname = "a"\ndynamic = ["dependencies"]\n'}, True),
        ({"pyproject.toml": '[project]\nname = "a"\n[project.optional-dependencies]\ndev = ["b"]\n'}, True),
        ({"pyproject.toml": '[project]\nname = "a"\n', "requirements.txt": "b\n"}, True),
        ({"pyproject.toml": '[project]\nname = "a"\ndynamic = 3\ndependencies = []\n'}, False),
        ({"setup.py": ""}, True),
        ({"Cargo.toml": "[package]\n"}, False),
        ({"Cargo.toml": "[dependencies]\n"}, True),
        ({"Cargo.toml": "[workspace]\n"}, True),
        ({"package.json": _package()}, False),
        ({"package.json": _package(devDependencies={"a": "1"})}, True),
        ({"go.mod": "module a\n"}, False),
        ({"go.mod": "module a\nrequire b v1\n"}, True),
    ],
)
def test_what_depends_on_something(tmp_path: Path, files: dict[str, str], needs: bool) -> None:
    (part,) = _look(tmp_path, files).values()
    assert ("needs" in part.facts) == needs
