"""The house stands as it is described: rooms, sizes, docstrings, and who may touch the world."""

import ast
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from gates.catalog import READERS, RENDERERS, STORES

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted((ROOT / "gates").rglob("*.py"))
LONGEST_MODULE, LONGEST_FUNCTION = 250, 30


def test_there_are_modules() -> None:
    assert len(MODULES) > 40


def test_import_contracts_hold() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--config", "pyproject.toml", "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "5 kept, 0 broken" in done.stdout


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_are_small_and_explained(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    if path.name == "__init__.py":
        assert source == ""
        return
    assert source.count("\n") <= LONGEST_MODULE or path.name == "catalog.py"  # a row for each thing, and no code
    tree = ast.parse(source)
    assert ast.get_docstring(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            length = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
            assert length <= LONGEST_FUNCTION, f"{node.name} has {length} lines"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_cli_touches_the_world_and_stores_what_they_keep(path: Path) -> None:
    room = path.relative_to(ROOT / "gates").parts[0]
    if room == "cli":
        return
    calls = [node.func.id for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if _is_plain_call(node)]  # type: ignore[attr-defined]
    allowed = {"open"} if room == "stores" else set()
    assert not ({"open", "print", "exit", "input", "eval", "exec", "__import__"} - allowed) & set(calls)


def _is_plain_call(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_others_use_is_explained(path: Path) -> None:
    top = ast.parse(path.read_text(encoding="utf-8")).body
    within = [node for home in top if isinstance(home, ast.ClassDef) for node in home.body]
    offered = [node for node in (*top, *within) if isinstance(node, ast.ClassDef | ast.FunctionDef)]
    assert [node.name for node in offered if not node.name.startswith("_") and not ast.get_docstring(node)] == []


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def _module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def _format_of(module: str) -> str:
    """Give the format that a reader's module serves: its own, or `_<format>_….py` beside it; "" for what all readers share."""
    kind, _, stem = module.removeprefix("gates.readers.").partition(".")
    formats = sorted((row[1] for row in READERS.get(kind, ())), key=len, reverse=True)
    name = f"gates.readers.{kind}.{stem.partition('.')[0].lstrip('_')}_"
    return next((format_ for format_ in formats if name.startswith(f"{format_}_")), "")


def test_readers_never_know_another_format() -> None:
    for path in (ROOT / "gates" / "readers").rglob("*.py"):
        own = _format_of(_module(path))
        assert own or path.parent.name == "readers" or path.name == "__init__.py", f"{path} belongs to no format"
        assert {_format_of(name) for name in _imports(path)} <= {own, ""}, f"{path} knows another format"


def test_renderers_never_know_another_output() -> None:
    outputs = {module for _, module, _ in RENDERERS}
    for path in (ROOT / "gates" / "renderers").glob("*.py"):
        known = set(_imports(path)) | {name.rpartition(".")[0] for name in _imports(path)}
        assert outputs & known == set(), path


def test_stores_never_know_another_store() -> None:
    stores = {module for _, module, _ in STORES}
    for path in (ROOT / "gates" / "stores").glob("*.py"):
        known = set(_imports(path)) | {name.rpartition(".")[0] for name in _imports(path)}
        assert stores & known == set(), path


def test_only_stores_that_run_git_start_processes() -> None:
    starting = {_module(path) for path in MODULES if "subprocess" in _imports(path)}
    assert {name for name in starting if not name.startswith("gates.cli.")} == {"gates.stores._git"}


def test_only_cli_loads_modules_by_name() -> None:
    loading = {_module(path) for path in MODULES if any(name.startswith("importlib") for name in _imports(path))}
    assert {name for name in loading if not name.startswith("gates.cli.")} == set()


def test_no_test_reaches_beyond_this_machine() -> None:
    with pytest.raises(AssertionError, match="wants the network"):
        socket.create_connection(("gate.invalid", 80))
    for address in ("192.0.2.1", "2001:db8::1"):
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        with socket.socket(family) as far, pytest.raises(AssertionError, match="wants the network"):
            far.connect((address, 80))


def test_exceptions_are_caught_broadly_where_a_command_begins_and_where_a_gate_of_many_does() -> None:
    broad = [path.name for path in MODULES if "except Exception" in path.read_text(encoding="utf-8")]
    assert broad == ["all_gates.py", "main.py"]
