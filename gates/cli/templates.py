"""Texts that are written into a project, kept as files beside the code so that their own tools can check them."""

import os

from gates.catalog import VERSION

FOLDER = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "templates")


def fill(name: str, **values: str) -> str:
    """Give a template with each `@NAME@` replaced by the value of that name."""
    with open(os.path.join(FOLDER, *name.split("/")), encoding="utf-8") as file:
        text = file.read()
    for key, value in {"VERSION": VERSION, **values}.items():
        text = text.replace(f"@{key}@", value)
    return text
