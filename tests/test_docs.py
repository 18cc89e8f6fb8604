"""What README says is what gate does: its commands run, its tables and schemas are the code's."""

import copy
import io
import json
import os
import re
import shlex
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

from gates.catalog import GATES
from gates.cli import config
from gates.cli.main import main
from gates.cli.options import SHARED
from gates.errors import ConfigError
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
CONSOLE = re.findall(r"```console\n\$ (.*?)\n(.*?)```", README, re.DOTALL)
SCHEMA = json.loads((ROOT / "config" / "schema" / "gate.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
COMMANDS = {name: import_module(module).OPTIONS for name, module, _ in GATES}


def test_generated_parts_are_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "write_docs", "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("command", "shown"), [each for each in CONSOLE if each[0].startswith("scripts/gate ")], ids=lambda text: text[:40]
)
def test_commands_show_what_readme_shows(command: str, shown: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    out = io.StringIO()
    code = main(shlex.split(command)[1:], out, io.StringIO(), {})
    assert out.getvalue() == shown
    assert code == (1 if shown.startswith("✗") else 0)


def test_readme_shows_the_two_commands_and_ci_runs_the_second() -> None:
    assert [command.split()[0] for command, _ in CONSOLE] == ["scripts/gate", "scripts/test", *["scripts/gate"] * 3]
    assert "\nscripts/check\n" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "\nscripts/test\n" in (ROOT / "scripts" / "check").read_text(encoding="utf-8")


def test_links_lead_somewhere() -> None:
    links = re.findall(r"\]\((?!https?://)([^)#]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_every_exit_code_and_dependency_is_explained() -> None:
    for code in ("0", "1", "2", "3", "130"):
        assert f"\n| {code} | " in README
    project = tomli.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for dependency in (*project["dependencies"], *project["optional-dependencies"]["postgresql"]):
        assert f"\n| {dependency.partition('>')[0].partition('[')[0]} | " in README


def test_configuration_examples_are_valid(tmp_path: Path) -> None:
    examples = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)
    assert examples
    VALIDATOR.check_schema(SCHEMA)
    for text in examples:
        (tmp_path / "gate.toml").write_text(text, encoding="utf-8")
        assert config.load(str(tmp_path / "gate.toml"), COMMANDS, SHARED).tables
        VALIDATOR.validate(tomli.loads(text))


def _both(document: dict[str, Any], path: Path) -> tuple[bool, bool]:
    """Say whether the schema and the parser accept a document."""
    path.write_text(_toml(document), encoding="utf-8")
    try:
        config.load(str(path), COMMANDS, SHARED)
        parsed = True
    except ConfigError:
        parsed = False
    return VALIDATOR.is_valid(document), parsed


def _toml(document: dict[str, Any]) -> str:
    rows = []
    for key, value in document.items():
        rows += (
            [f"[{key}]", *(f"{name} = {_inline(each)}" for name, each in value.items())]
            if isinstance(value, dict)
            else [f"{key} = {_inline(value)}"]
        )
    return "\n".join(rows)


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {_inline(each)}" for key, each in value.items()) + "}"
    return "[" + ", ".join(map(_inline, value)) + "]" if isinstance(value, list) else json.dumps(value)


VALUES = st.sampled_from(
    [
        80,
        101,
        -1,
        79.5,
        "80%",
        "x",
        "",
        True,
        [],
        ["a"],
        [1],
        {},
        {"fail": 50},
        {"warn": 3, "fail": 2},
        {"x": 1},
        [{"name": "a", "paths": ["b"]}],
        [{"name": "a"}],
        [{"name": "a", "paths": "b", "min": 3}],
    ]
)
KEYS = st.sampled_from(
    ["min", "fail-under", "max-uncovered", "exclude", "ignore-totals", "groups", "reports", "max-age", "warn", "mni"]
)
# What a schema cannot say: a report format's name is checked when it is used, and that a warning comes before the failure.
LATE_WARNINGS = [{"warn": 3, "fail": 2}]


@given(st.dictionaries(KEYS, VALUES, max_size=3))
def test_the_schema_and_the_parser_agree(tmp_path_factory: pytest.TempPathFactory, table: dict[str, Any]) -> None:
    table = {key: value for key, value in table.items() if not (key == "max-uncovered" and value in LATE_WARNINGS)}
    by_schema, by_parser = _both({"coverage": copy.deepcopy(table)}, tmp_path_factory.mktemp("s") / "gate.toml")
    assert by_schema == by_parser


def test_scripts_are_short_and_can_be_started() -> None:
    for path in sorted((ROOT / "scripts").iterdir()):
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            assert text.startswith("#!/usr/bin/env "), path.name
            assert text.count("\n") <= 150, path.name
            assert os.access(path, os.X_OK), path.name
