"""Help costs nothing: what it does not need is not loaded. Modules are counted, not milliseconds."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
HEAVY = [
    "dataclasses",
    "inspect",
    "importlib.metadata",
    "json",
    "msgspec",
    "tomli",
    "tomllib",
    "xml",
    "pyexpat",
    "lxml",
    "defusedxml",
    "packaging",
    "subprocess",
    "multiprocessing",
    "glob",
    "pathlib",
    "shutil",
    "gzip",
    "zlib",
    "traceback",
    "difflib",
]
SCRIPT = """
import io, sys
sys.path.insert(0, sys.argv[1])
before = set(sys.modules)
from gates.cli.main import main
code = main(sys.argv[2:], io.StringIO(), io.StringIO(), {})
sys.stdout.write("\\n".join([str(code), *sorted(set(sys.modules) - before)]))
"""


def _loaded(*argv: str, folder: Path = ROOT) -> tuple[int, list[str]]:
    command = [sys.executable, "-I", "-S", "-c", SCRIPT, str(ROOT), *argv]
    code, *modules = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout.split("\n")
    return int(code), modules


@pytest.mark.parametrize("argv", [("--help",), ("--version",), ("coverage", "--help")], ids=" ".join)
def test_help_loads_no_reader_no_xml_and_no_json(argv: tuple[str, ...]) -> None:
    code, modules = _loaded(*argv)
    assert code == 0
    assert "gates.cli.main" in modules
    assert [name for name in modules if name.startswith(("gates.readers", "gates.renderers.t"))] == []
    assert [name for name in modules if name.split(".")[0] in HEAVY or name in HEAVY] == []


@pytest.mark.parametrize("gate", ["coverage", "audit"])
def test_a_gate_on_a_small_report_loads_no_typing(gate: str, tmp_path: Path) -> None:
    npm = '{"auditReportVersion": 2, "vulnerabilities": {}, "metadata": {"dependencies": {"total": 9}}}'
    (tmp_path / "audit").write_text(npm, encoding="utf-8")
    (tmp_path / "coverage").write_text("SF:a\nDA:1,1\nend_of_record\n", encoding="utf-8")
    conditions = {"audit": ("--fail-on", "high"), "coverage": ("--min", "80")}
    code, modules = _loaded(gate, gate, *conditions[gate], folder=tmp_path)
    assert (code, "gates.typed" in modules, "typing" in modules) == (0, True, False)


def test_top_help_loads_no_gate_and_no_typing() -> None:
    _, modules = _loaded("--help")
    assert [name for name in modules if name.startswith(("gates.commands", "gates.model", "typing", "argparse"))] == []


@pytest.mark.parametrize("topic", ["exit-codes", "coverage", "min-branch", "report-empty", "formats", "sarif"])
def test_a_topic_loads_no_gate_and_no_reader(topic: str) -> None:
    code, modules = _loaded("help", topic)
    assert code == 0
    assert [name for name in modules if name.startswith(("gates.commands", "gates.readers", "gates.policy", "argparse"))] == []
    assert [name for name in modules if name.split(".")[0] in HEAVY or name in HEAVY] == []


def test_a_small_report_loads_one_reader_and_no_json(tmp_path: Path) -> None:
    report = tmp_path / "small.info"
    report.write_text("SF:a.py\nDA:1,1\nLF:1\nLH:1\nend_of_record\n")
    code, modules = _loaded("coverage", "--min", "80", "small.info", folder=tmp_path)
    assert code == 0
    assert "gates.readers.coverage._lcov_records" in modules
    assert [name for name in modules if name.startswith("gates.readers.coverage._cobertura")] == []
    assert [name for name in modules if name.split(".")[0] in HEAVY or name in HEAVY] == []


def test_a_subcommand_loads_only_its_own(tmp_path: Path) -> None:
    _, modules = _loaded("baseline", "--help")
    assert [name for name in modules if name.startswith("gates.cli.baseline_")] == []
    code, modules = _loaded("baseline", "show", folder=tmp_path)
    assert code == 0
    assert [name for name in modules if name.startswith("gates.cli.baseline_")] == ["gates.cli.baseline_show"]
    assert not {"gates.cli.measuring", "gates.cli.updating", "gates.stores.git_ref", "gates.stores.sqlite"} & set(modules)
