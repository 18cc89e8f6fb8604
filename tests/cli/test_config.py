from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gates.catalog import GATES
from gates.cli import config, config_file
from gates.cli.config_lines import find_line
from gates.cli.options import SHARED
from gates.errors import ConfigError
from gates.model.ratio import Ratio
from tests.conftest import ROOT, Gate, lcov

DATA = ROOT / "tests" / "data" / "config"
COMMANDS = {name: import_module(module).OPTIONS for name, module, _ in GATES}
HALF = {"a.py": {line: line <= 5 for line in range(1, 11)}}


def _load(path: Path) -> config.Config:
    return config.load(str(path), COMMANDS, SHARED)


def test_every_sort_of_value() -> None:
    assert _load(DATA / "valid" / "full.toml").tables == {
        "coverage": {
            "reports": ("coverage/*.xml", "frontend/lcov.info"),
            "min": Ratio(80, 100),
            "min.warn": Ratio(855, 1000),
            "min-branch": Ratio(70, 100),
            "min-function": Ratio(60, 100),
            "min-file.warn": Ratio(50, 100),
            "max-uncovered": 100,
            "max-uncovered.warn": 50,
            "exclude": ("vendor",),
            "path-map": ("/build=src",),
            "ignore-totals": True,
            "report-format": "lcov",
            "max-age": "12h",
            "optional": True,
            "warn": False,
            "strict": True,
            "groups": ({"name": "core", "paths": ("core/**",), "min": Ratio(79_996, 100_000)},),
        }
    }


@pytest.mark.parametrize("path", sorted((DATA / "invalid").glob("*.toml")), ids=lambda path: path.name)
def test_every_mistake_is_told(path: Path, request: pytest.FixtureRequest) -> None:
    with pytest.raises(ConfigError) as caught:
        _load(path)
    told = f"{caught.value}\nhint: {caught.value.hint}\n".replace(f"{path.parent}/", "")
    expected = path.with_suffix(".error.txt")
    if request.config.getoption("--update-golden"):
        expected.write_text(told, encoding="utf-8")
    assert told == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "path", [ROOT / "config" / "gate.toml", *sorted((ROOT / "config" / "policies").glob("*.toml"))], ids=lambda path: path.name
)
def test_what_we_publish_is_valid(path: Path) -> None:
    assert _load(path).tables["coverage"]


def test_where_it_is_found(tmp_path: Path) -> None:
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    (tmp_path / ".git").mkdir()
    assert config_file.find(str(below)) is None
    (tmp_path / "pyproject.toml").write_text("[tool.other]\ngate = 1\n")
    assert config_file.find(str(below)) is None
    (tmp_path / "pyproject.toml").write_text("[tool.gate.coverage]\nmin = 3\n")
    assert config_file.find(str(below)) == str(tmp_path / "pyproject.toml")
    assert _load(tmp_path / "pyproject.toml").tables == {"coverage": {"min": Ratio(3, 100)}}
    (below / "gate.toml").write_text("[coverage]\nmin = 4\n")
    assert config_file.find(str(below)) == str(below / "gate.toml")
    (tmp_path / "gate.toml").write_text("")
    with pytest.raises(ConfigError, match=r"both gate\.toml and"):
        config_file.find(str(tmp_path / "a"))
    (tmp_path / "pyproject.toml").write_text("[tool.gate\n")
    assert config_file.find(str(tmp_path / "a")) == str(tmp_path / "gate.toml")
    (tmp_path / "pyproject.toml").write_text("name = 'x'\n")
    assert config_file.find(str(tmp_path)) == str(tmp_path / "gate.toml")


def test_a_mistake_in_pyproject_has_its_line(tmp_path: Path) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text("[project]\nname = 'x'\n[tool.gate.coverage]\nmin = 3\nmox-uncovered = 4\n")
    with pytest.raises(
        ConfigError, match=r"pyproject.toml:5: coverage.mox-uncovered: unknown key; did you mean 'max-uncovered'\?"
    ):
        _load(path)
    path.write_text("tool = 3\n")
    assert _load(path).tables == {}


def test_a_document_that_is_nested_too_deeply(tmp_path: Path) -> None:
    path = tmp_path / "gate.toml"
    path.write_text(f"x = {'[' * 5000}{']' * 5000}\n")
    with pytest.raises(ConfigError, match="not valid TOML"):
        _load(path)


def test_unreadable_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        _load(tmp_path)
    monkeypatch.setattr(config_file, "SIZE_LIMIT_BYTES", 3)
    (tmp_path / "gate.toml").write_text("# too long\n")
    with pytest.raises(ConfigError, match="is larger than"):
        _load(tmp_path / "gate.toml")


@given(st.binary(max_size=60) | st.text('[coverage]mingroups="{}.,1\n ', max_size=60).map(str.encode))
def test_any_bytes_are_a_configuration_or_an_error(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("c") / "gate.toml"
    path.write_bytes(data)
    try:
        assert _load(path).path == str(path)
    except ConfigError as error:
        assert str(error)


TRICKY = '''# [coverage]
text = """
[coverage]
min = 1
"""
[other]
coverage.min = 2
"quoted key" = { min = 3,
}
[coverage] # the real one
  "min" = 4
list = [
  "a]",   # ] not here
  "b",
]
[[coverage.groups]]
name = "a"
[[coverage.groups]]
  name = "b"
  [coverage.groups.sub]
  x = 1
[a.b.c]
d = 1
'''


@pytest.mark.parametrize(
    ("key", "line"),
    [
        (("text",), 2),
        (("other",), 6),
        (("other", "coverage", "min"), 7),
        (("coverage",), 10),
        (("coverage", "min"), 11),
        (("coverage", "list"), 12),
        (("coverage", "groups", 0), 16),
        (("coverage", "groups", 0, "name"), 17),
        (("coverage", "groups", 1, "name"), 19),
        (("coverage", "groups", 1, "sub", "x"), 21),
        (("a", "b"), 22),
        (("a", "b", "c", "d"), 23),
        (("coverage", "gone"), None),
        (("text", "deeper"), None),
    ],
)
def test_find_line(key: tuple[str | int, ...], line: int | None) -> None:
    text = TRICKY.replace("{ min = 3,\n}", "{ min = 3 }\n")
    assert find_line(text, key) == line


def test_a_document_that_is_none_has_no_lines() -> None:
    assert find_line("x = = 1", ("x",)) is None


def test_configuration_and_flags(gate: Gate, tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "r.info").write_bytes(lcov(HALF))
    (tmp_path / "gate.toml").write_text('[coverage]\nreports = ["r.info"]\nmin = { fail = 40, warn = 55 }\n')
    code, out, _ = gate("coverage")
    assert (code, out.splitlines()[0]) == (0, "! coverage  line 50.00% < 55%: 1 line short")
    assert gate("coverage", "--strict").code == 1
    code, out_of_flag, _ = gate("coverage", "--min", "60")
    assert (code, out_of_flag.splitlines()[0]) == (1, "✗ coverage  line 50.00% < 60%: 1 line short")
    assert "! line" not in out_of_flag
    assert gate("coverage", "--min", "45").out.startswith("✓ coverage  line 50.00% ≥ 45%")
    assert gate("coverage", "--config", "none", "--min", "50", "r.info").code == 0
    assert gate("coverage", "--config", "gate.toml").out == out
    (tmp_path / "gate.toml").write_text("[coverage]\nmin = 40\nmox = 3\n")
    code, out, err = gate("coverage", "r.info")
    assert (code, out) == (2, "")
    assert "gate.toml:3: coverage.mox: unknown key" in err


def test_a_gate_that_has_only_instances_names_them(gate: Gate, tmp_path: Path) -> None:
    (tmp_path / "r.info").write_bytes(lcov(HALF))
    (tmp_path / "gate.toml").write_text('[coverage.web]\nreports = "r.info"\nmin = 40\n')
    code, _, err = gate("coverage")
    assert (code, err) == (2, "gate: error: no [coverage] is configured\n  hint: configured: coverage.web\n")
    assert gate("coverage", "--min", "50", "--shard", "a=r.info").code == 0
    assert gate("coverage", "--min", "50", "r.info").code == 0
    assert gate("run", "coverage").code == 0


def test_reports_are_relative_to_the_configuration(gate: Gate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "r.info").write_bytes(lcov(HALF))
    (tmp_path / "gate.toml").write_text('[coverage]\nreports = "*.info"\nmin = 50\n')
    monkeypatch.chdir(tmp_path / "sub")
    code, out, _ = gate("coverage", "-v")
    assert code == 0
    assert "read: ../r.info (lcov)" in out
