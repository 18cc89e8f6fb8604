"""Lock files: what each of tests/data/lock locks, and what is wrong with the others."""

from importlib import import_module
from pathlib import Path

import pytest

from gates.catalog import READERS
from gates.cli.sniffing import sniff
from gates.errors import ReportError
from gates.model.lock import Locked
from tests.conftest import ROOT

DATA = ROOT / "tests" / "data" / "lock"
MODULES = {name: import_module(module) for name, module, *_ in READERS["lock"]}
INVALID = sorted(path for path in DATA.glob("*/invalid/*") if not path.name.endswith(".error.txt"))
LOCKED = {
    "npm-lock/valid/v3.json": (
        "@app/lib@*, @app/lib@0.1.0*, @scope/real@2.0.0, fsevents@2.3.3*, left-pad@1.0.0*, left-pad@1.3.0, tap@18.0.0*"
    ),
    "npm-lock/valid/v1.json": "@scope/real@2.0.0, forked@, left-pad@1.0.0*, left-pad@1.3.0, tap@12.0.0*",
    "cargo-lock/valid/Cargo.lock": "app@0.1.0*, forked@2.0.0, serde@1.0.219",
    "python-lock/valid/poetry.lock": "idna-data@3.10, pytest@8.3.4*, uvloop@0.21.0*",
    "python-lock/valid/old-poetry.lock": "idna@3.4, pytest@7.2.0*",
    "python-lock/valid/uv.lock": "app@0.1.0*, idna@3.10",
    "python-lock/valid/pylock.toml": "idna@3.10, local@",
    "requirements/valid/exported.txt": "idna@3.10, requests@2.32.3, tomli@2.2.1*",
    "requirements/valid/requirements.txt": "app@, idna@3.10, requests@2.32.3, tomli@2.2.1*, typing-extensions@4.12.2",
}
TYPES = {"npm-lock": "npm", "cargo-lock": "cargo", "python-lock": "pypi", "requirements": "pypi"}


def _tell(locked: Locked) -> str:
    return f"{locked.package.name}@{locked.version}{'' if locked.is_needed else '*'}"


@pytest.mark.parametrize("name", LOCKED)
def test_what_is_locked(name: str) -> None:
    data, format_ = (DATA / name).read_bytes(), name.partition("/")[0]
    assert sniff(data, name, "lock") == format_
    found = MODULES[format_].read([data], name, frozenset())
    assert ", ".join(map(_tell, found)) == LOCKED[name]
    assert {each.package.type for each in found} == {TYPES[format_]}


def test_every_file_is_looked_at() -> None:
    assert {str(path.relative_to(DATA)) for path in DATA.glob("*/valid/*")} == set(LOCKED)


@pytest.mark.parametrize("path", INVALID, ids=lambda path: f"{path.parts[-3]}/{path.name}")
def test_what_is_wrong_is_said(path: Path, request: pytest.FixtureRequest) -> None:
    with pytest.raises(ReportError) as caught:
        MODULES[path.parts[-3]].read([path.read_bytes()], path.name, frozenset())
    assert caught.value.hint
    told = f"{caught.value}\nhint: {caught.value.hint}\n"
    expected = path.with_name(f"{path.name}.error.txt")
    if request.config.getoption("--update-golden"):
        expected.write_text(told, encoding="utf-8")
    assert told == expected.read_text(encoding="utf-8")
