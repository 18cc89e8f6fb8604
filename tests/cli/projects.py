"""Projects in which workflows are written: the least of each sort. scripts/validate_workflows checks what is written for them."""

from collections.abc import Mapping
from pathlib import Path

_GO = 'package a\n\nimport "testing"\n\nfunc BenchmarkA(b *testing.B) {}\n'
_LOCK = '{"lockfileVersion": 3}'
_VITEST = '{"scripts": {"test": "vitest", "lint": "eslint .", "build": "vite build"}, "devDependencies": {"vitest": "3"}}'
PROJECTS: dict[str, Mapping[str, str]] = {
    "python": {
        "pyproject.toml": '[project]\nname = "a"\n[project.optional-dependencies]\ndev = ["pytest-benchmark"]\n[tool.ruff]\n',
        "gate.toml": '[coverage]\nreports = "coverage.xml"\nmin = 80\n',
    },
    "rust": {
        "Cargo.toml": '[package]\nname = "a"\n[dev-dependencies]\ncriterion = "0.7"\n',
        "Cargo.lock": "version = 4\n",
        "gate.toml": '[coverage]\nreports = "lcov.info"\nmin = 80\n',
    },
    "node": {
        "package.json": '{"scripts": {"test": "node --test"}, "dependencies": {"ms": "2"}}',
        "package-lock.json": _LOCK,
        "gate.toml": '[coverage]\nreports = "coverage/lcov.info"\nmin = 80\n',
    },
    "go": {
        "go.mod": "module a\n\nrequire example.com/b v1.0.0\n",
        "a_test.go": _GO,
        "gate.toml": '[coverage]\nreports = "coverage.out"\nmin = 80\n',
    },
    "all": {
        "backend/Cargo.toml": '[workspace]\nmembers = ["a"]\n',
        "backend/a/Cargo.toml": '[package]\nname = "a"\n',
        "backend/benches/old.rs": "",
        "frontend/package.json": _VITEST,
        "frontend/pnpm-lock.yaml": "lockfileVersion: '9.0'\n",
        "frontend/.nvmrc": "v22\n",
        "services/api/go.mod": "module a\n",
        "services/api/a_test.go": _GO,
        "tools/setup.py": "",
        "tools/requirements-dev.txt": "pytest\n",
        "tools/.python-version": "3.12\n",
        "gate.toml": (
            '[coverage.backend]\nreports = "backend/lcov.info"\nmin = 80\n'
            '[coverage.frontend]\nreports = "frontend/coverage/*.info"\nmin = 80\n'
            '[coverage.all]\nshards = [{ name = "api", reports = "**/coverage.out" }]\nmin = 50\n'
            '[audit]\nreports = "npm-audit.json"\nfail-on = "high"\n'
            '[sbom]\nreports = "sbom.json"\nmin-purls = 90\n'
        ),
    },
}
"""Name → path → text."""


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Write the files of a project into a folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
