"""Which store is meant: by the command line, the environment or the configuration, and what a wrong one earns."""

import os
from pathlib import Path

import pytest

from gates.catalog import STORES
from gates.cli import storing
from gates.cli.options import CONFIGURED_STORE
from gates.errors import UsageError
from tests.conftest import ROOT, Gate, lcov
from tests.test_docs import VALIDATOR, _both


@pytest.mark.parametrize(
    ("text", "scheme", "place"),
    [
        ("git", "git", ""),
        ("git:", "git", ""),
        ("git:refs/gate/other@origin", "git", "refs/gate/other@origin"),
        ("sqlite:b.db", "sqlite", os.path.join("conf", "b.db")),
        ("sqlite:../b.db", "sqlite", "b.db"),
        ("sqlite3:/var/b.db", "sqlite", "/var/b.db"),
        ("SQLite:b.db", "sqlite", os.path.join("conf", "b.db")),
        ("postgresql://u@h/db?project=x", "postgresql", "//u@h/db?project=x"),
        ("postgres://u@h/db?project=x", "postgresql", "//u@h/db?project=x"),
        ("file", "file", ""),
        ("file:.gate/other", "file", os.path.join("conf", ".gate", "other")),
    ],
)
def test_places(text: str, scheme: str, place: str) -> None:
    found = storing.parse(text, "conf")
    assert found == (scheme, place)
    assert storing.parse(found.text) == found
    assert storing.is_place(text) == (":" in text and text.partition(":")[0].islower())


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("sqlit:x", "'sqlit' is no scheme of a store; did you mean sqlite:?"),
        ("mysql://root:secret@h/db", "'mysql' is no scheme of a store; "),
        ("baselines.db", "'baselines.db' is no scheme of a store; a store is one of file:, git:, sqlite:"),
        ("", "'' is no scheme of a store; a store is one of"),
        ("../x:y", "'../x' is no scheme of a store"),
        ("sqlite:", "sqlite: lacks the path of its file"),
    ],
)
def test_what_is_no_place(text: str, told: str) -> None:
    with pytest.raises(UsageError) as caught:
        storing.parse(text)
    assert caught.value.message.startswith(told)
    assert "secret" not in str(caught.value) + caught.value.hint


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("postgresql://u:secret@h/db?project=x", "postgresql://u:***@h/db?project=x"),
        ("postgresql://u:sec/ret@h/db", "postgresql://u:***@h/db"),
        ("postgresql://h/db?user=u&password=secret&project=x", "postgresql://h/db?user=u&password=***&project=x"),
        ("postgresql://u@h/db?project=x", "postgresql://u@h/db?project=x"),
        ("git", "git"),
        ("file:a/b", os.path.join("a", "b")),
    ],
)
def test_no_password_is_told(place: str, told: str) -> None:
    assert storing.parse(place).told == told


def test_the_command_line_beats_the_environment_which_beats_the_configuration() -> None:
    settings = {"store": "sqlite:line.db", CONFIGURED_STORE: "sqlite:toml.db"}
    environ = {storing.VARIABLE: "sqlite:environ.db"}
    assert storing.choose(settings, environ).place == "line.db"
    del settings["store"]
    assert storing.choose(settings, environ).place == "environ.db"
    assert storing.choose(settings, {storing.VARIABLE: ""}).place == "toml.db"
    assert storing.choose({}, {}) == (storing.FILE, "")


@pytest.mark.parametrize(
    ("where", "settings", "environ"), [("--store", {"store": "x:"}, {}), ("GATE_STORE", {}, {"GATE_STORE": "x:"})]
)
def test_a_wrong_one_is_told_with_its_place(where: str, settings: dict[str, str], environ: dict[str, str]) -> None:
    with pytest.raises(UsageError, match=f"{where}: 'x' is no scheme of a store"):
        storing.choose(settings, environ)


def test_a_path_in_the_configuration_is_meant_from_its_folder(
    gate: Gate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "gate.toml").write_text(
        'store = "sqlite:kept/b.db"\n[coverage]\nreports = "r.info"\nmin = 1\n', encoding="utf-8"
    )
    (tmp_path / "r.info").write_bytes(lcov({"a.py": {1: 1}}))
    for name in ("kept", "below"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path / "below")
    told = gate("baseline", "update", "coverage")
    assert (told.code, told.out) == (0, "sqlite:../kept/b.db coverage is written\n")
    assert (tmp_path / "kept" / "b.db").is_file()
    told = gate("baseline", "update", "coverage", environ={"GATE_STORE": "sqlite:here.db"})
    assert told.out == "sqlite:here.db coverage is written\n"
    told = gate("baseline", "show", "--store", "sqlite:there.db", environ={"GATE_STORE": "sqlite:here.db"})
    assert told.out == "store: sqlite:there.db, in which nothing is stored yet\n"
    assert sorted(os.listdir()) == ["here.db"]


def test_pyproject_tells_it_as_well(gate: Gate, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[tool.gate]\nstore = "sqlite:b.db"\n[tool.gate.coverage]\nmin = 1\n', encoding="utf-8"
    )
    assert gate("baseline", "show").out == "store: sqlite:b.db, in which nothing is stored yet\n"
    (tmp_path / "pyproject.toml").write_text('[tool.gate]\nstore = "sqlit:b.db"\n', encoding="utf-8")
    assert "pyproject.toml:2: store: 'sqlit' is no scheme of a store" in gate("baseline", "show").err


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('store = "sqlit:x"', "gate.toml:1: store: 'sqlit' is no scheme of a store; did you mean sqlite:?"),
        ("store = 3", "gate.toml:1: store: '' is no scheme of a store"),
        ("stor = 3", "gate.toml:1: stor: unknown key; did you mean 'store'?"),
    ],
)
def test_a_wrong_one_in_the_configuration(gate: Gate, tmp_path: Path, line: str, told: str) -> None:
    (tmp_path / "gate.toml").write_text(f"{line}\n[coverage]\nmin = 1\n", encoding="utf-8")
    found = gate("coverage", "r.info")
    assert (found.code, told in found.err) == (2, True), found.err


@pytest.mark.parametrize(
    "value", ["git", "git:x", "sqlite:x", "sqlite:", "file", "postgres://h/d", "mysql:x", "", 3, True, "gi", "x.db"]
)
def test_the_schema_and_the_parser_agree(tmp_path: Path, value: object) -> None:
    by_schema, by_parser = _both({"store": value}, tmp_path / "gate.toml")
    assert by_schema == by_parser


def test_the_schema_knows_every_scheme() -> None:
    for name, *_ in STORES:
        VALIDATOR.validate({"store": f"{name}:x"})


def test_a_folder_of_files_lies_within_the_repository(tmp_path: Path) -> None:
    root = str(tmp_path)
    assert storing.find_folder(storing.Place("file", ""), root) == ".gate/baseline"
    assert storing.find_folder(storing.Place("file", str(tmp_path / "a" / "b")), root) == "a/b"
    with pytest.raises(UsageError, match="lies outside the repository"):
        storing.find_folder(storing.Place("file", str(tmp_path.parent)), root)
    assert ROOT.is_dir()
