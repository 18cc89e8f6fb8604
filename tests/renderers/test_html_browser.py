"""Pages in a real browser, where Playwright and a Chromium are there: scripts/view_html finds no flaw in them, but in others."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from shutil import which

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
FLAWED = """<!DOCTYPE html><html lang="en"><title>x</title><body style="width:2000px"><img src="https://gate.invalid/x.png">
<p style="color:#ccc;background:#fff">faint</p><script>throw new Error("thrown")</script></body></html>"""

pytestmark = pytest.mark.skipif(
    not (find_spec("playwright") and find_spec("axe_playwright_python") and (which("chromium") or which("google-chrome"))),
    reason="takes the extra `view` of pyproject.toml and a Chromium",
)


def _look(folder: Path, page: str | Path) -> tuple[int, str]:
    script = ROOT / "scripts" / "view_html"
    done = subprocess.run([sys.executable, script, folder, page], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_no_flaw_in_a_run(tmp_path: Path) -> None:
    assert _look(tmp_path, "run") == (0, "5 looks, 0 problems\n")
    assert len(list(tmp_path.glob("run.*.png"))) == 5


def test_flaws_are_found(tmp_path: Path) -> None:
    (tmp_path / "flawed.html").write_text(FLAWED, encoding="utf-8")
    code, told = _look(tmp_path / "out", tmp_path / "flawed.html")
    assert code == 1
    for flaw in ("pixels wider than the window", "asks for https://gate.invalid", "thrown", "color-contrast", "image-alt"):
        assert flaw in told
