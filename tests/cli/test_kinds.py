"""Every kind of option, from the command line and from the configuration."""

import io
from pathlib import Path
from typing import Any

import pytest

from gates.catalog import FOLDER, READERS
from gates.cli import config, files, options, reading
from gates.commands.protocol import Kind, Option
from gates.errors import ConfigError, ReportError, UsageError
from gates.model.ratio import Ratio
from tests.conftest import Gate, lcov

OPTIONS = (
    Option("limit", Kind.INCREASE, "how much", "PERCENT"),
    Option("new", Kind.CHOICE, "what then", "WHAT", choices=("fail", "warn")),
    Option("since", Kind.DATE, "from then on", "DATE"),
    Option("beside", Kind.PLACES, "what else", "WHERE"),
)


def _parse(*argv: str) -> dict[str, Any]:
    request = options.parse("x", "coverage", OPTIONS, list(argv), 80, io.StringIO())
    assert request is not None
    return {name: value for name, value in request.settings.items() if name != "reports"}


def _load(tmp_path: Path, text: str) -> dict[str, Any]:
    path = tmp_path / "gate.toml"
    path.write_text(f"[x]\n{text}\n", encoding="utf-8")
    return dict(config.load(str(path), {"x": OPTIONS}, ()).tables["x"])


@pytest.mark.parametrize(
    ("argv", "text", "value"),
    [
        (["--limit", "250%"], "limit = 250", {"limit": Ratio(250, 100)}),
        (["--limit", "0.5"], "limit = 0.5", {"limit": Ratio(5, 1000)}),
        (["--new", "warn"], 'new = "warn"', {"new": "warn"}),
        (["--since", "2027-01-31"], "since = 2027-01-31", {"since": "2027-01-31"}),
        (["--since", "2027-01-31"], 'since = "2027-01-31"', {"since": "2027-01-31"}),
        (["--beside"], "beside = true", {"beside": ("",)}),
        (["--beside", "a", "--beside", "b"], 'beside = ["a", "b"]', {"beside": ("a", "b")}),
    ],
)
def test_both_ways_give_the_same(tmp_path: Path, argv: list[str], text: str, value: dict[str, Any]) -> None:
    assert _parse(*argv) == _load(tmp_path, text) == value


@pytest.mark.parametrize(
    ("argv", "text", "told"),
    [
        (["--limit=-5"], "limit = -5", "is not a percentage"),
        (["--new", "maybe"], 'new = "maybe"', "one of"),
        (["--since", "2027-02-30"], 'since = "2027-02-30"', "day"),
        (["--since", "20270131"], "since = 20270131", "day"),
        (["--limit", "x"], "beside = [1]", ""),
        (["--limit", "x"], "beside = []", ""),
        (["--limit", "x"], "new = 1.5", ""),
    ],
)
def test_both_ways_refuse(tmp_path: Path, argv: list[str], text: str, told: str) -> None:
    with pytest.raises(UsageError) as flaw:
        _parse(*argv)
    assert told in f"{flaw.value} {flaw.value.hint}"
    with pytest.raises(ConfigError) as mistake:
        _load(tmp_path, text)
    assert told in str(mistake.value)


def test_today_is_the_day_that_is_asked_for(gate: Gate) -> None:
    Path("a.info").write_bytes(lcov({"a.py": {1: 1}}))
    assert gate("coverage", "--min", "50", "--today", "2027-01-31", "a.info").code == 0
    told = gate("coverage", "--min", "50", "--today", "soon", "a.info")
    assert (told.code, "'soon' is not a day" in told.err) == (2, True)


class _Trees:
    """A reader of folders that hold a file `mark`."""

    @staticmethod
    def sniff_folder(names: tuple[str, ...]) -> bool:
        return "mark" in names

    @staticmethod
    def read_folder(names: tuple[str, ...], load: Any, source: str, which: str) -> Any:
        return names, load("deep/er/file"), source, which


def test_a_folder_may_be_a_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(READERS, "trees", (("tree", "gates.readers.trees", "a tree", (FOLDER,)),))
    monkeypatch.setattr(reading, "import_module", lambda name: {"gates.readers.trees": _Trees}[name])
    (tmp_path / "one" / "deep" / "er").mkdir(parents=True)
    (tmp_path / "two").mkdir()
    (tmp_path / "one" / "mark").touch()
    (tmp_path / "one" / "deep" / "er" / "file").write_bytes(b"content")
    found, missing = files.find_sources((f"{tmp_path}/*",), folders=True)
    assert ([source.is_folder for source in found], missing) == ([True, True], [])
    read = reading.read_one(found[0], {}, "trees", frozenset(), 1, None)
    assert read == ("tree", (("deep/er/file", "mark"), b"content", str(tmp_path / "one"), ""))
    with pytest.raises(ReportError, match="is a folder, and not a report of trees that is one"):
        reading.read_one(found[1], {}, "trees", frozenset(), 1, None)


def test_a_folder_is_no_report_where_there_are_none(gate: Gate) -> None:
    Path("folder").mkdir()
    assert "is a folder, not a report" in gate("coverage", "--min", "50", "folder").err
