"""What is told of the machine that gate runs on."""

from pathlib import Path

import pytest

from gates.cli import machine


@pytest.mark.parametrize(
    ("text", "cpu"),
    [
        ("processor\t: 0\nmodel name\t: AMD EPYC 7763\ncpu MHz\t: 2445.4\n", "AMD EPYC 7763"),
        ("processor: 0\nuarch: sifive,u74\n", "sifive,u74"),
        ("processor\t: 0\n", "x86"),
    ],
)
def test_the_processor_by_name_and_nothing_that_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, cpu: str
) -> None:
    (tmp_path / "cpuinfo").write_text(text, encoding="utf-8")
    monkeypatch.setattr(machine, "_CPUINFO", str(tmp_path / "cpuinfo"))
    monkeypatch.setattr("platform.processor", lambda: "x86")
    facts = machine.look()
    assert (facts["cpu"], set(facts)) == (cpu, {"cpu", "cores", "arch", "os"})


def test_where_there_is_no_such_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "_CPUINFO", str(tmp_path / "gone"))
    monkeypatch.setattr("platform.processor", lambda: "")
    assert "cpu" not in machine.look()
