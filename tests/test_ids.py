"""Every id that a user can meet, of an error, a note or a condition, is explained by `gate help`; nothing else is."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from gates.catalog import GATES
from gates.cli import bench_plan, options, topics
from gates.commands.protocol import Kind, Option
from tests.conftest import ROOT

TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted((ROOT / "gates").rglob("*.py"))}
TOPICS = {file: topics.read_topics(file) for file in topics.FILES}
KEBAB = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
HOW = "explain it in gates/topics/{file}.txt: a line `# {id}` and what it means and what mends it, in a sentence or two"


def _find_texts(node: ast.expr) -> Iterator[str]:
    """Give the texts that an expression can be, where they stand in it."""
    match node:
        case ast.Constant(value=str() as text):
            yield text
        case ast.IfExp(body=body, orelse=orelse):
            yield from (*_find_texts(body), *_find_texts(orelse))
        case ast.Attribute(attr="id") | ast.Call(args=[ast.Constant(value="id")]):  # handed on, or read back from a document
            pass
        case ast.Name():  # of the function around it, whose callers are looked at
            pass
        case _:
            pytest.fail(f"write the id in the call as a text, not as {ast.unparse(node)}, so that this test can find it")


def _find_id(call: ast.Call, place: int, keyword: str) -> Iterator[ast.expr]:
    yield from call.args[place : place + 1]
    yield from (each.value for each in call.keywords if each.arg == keyword)


def _list_calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            yield node.func.id if isinstance(node.func, ast.Name) else node.func.attr, node


def _find_makers(of: str, place: int) -> dict[str, int]:
    """Give the functions that hand an id of their own on to a record, each with the place at which they take it."""
    makers = {of: place}
    for tree in TREES.values():
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef):
                names = [each.arg for each in function.args.args if each.arg != "self"]
                given = [each for name, call in _list_calls(function) if name == of for each in _find_id(call, place, "id")]
                handed = [each.id for each in given if isinstance(each, ast.Name)]
                if of == "Note":
                    assert set(handed) <= set(names), f"{function.name} makes ids of its own; give them where it is called"
                makers.update((function.name, names.index(name)) for name in handed if name in names)
    return makers


def _list_given(of: str) -> Iterator[ast.expr]:
    """Give whatever is given as the id of such a record, where it is made."""
    makers = _find_makers(of, 0)
    calls = [(name, call) for tree in TREES.values() for name, call in _list_calls(tree) if name in makers]
    for name, call in calls:
        yield from _find_id(call, makers[name], "id" if name == of else "id_")


def _find_note_ids() -> set[str]:
    return {text for given in _list_given("Note") for text in _find_texts(given)}


def _find_error_ids() -> set[str]:
    """Give the ids of the kinds of errors, and of the cases that have one of their own."""
    found: set[str] = set()
    for tree in TREES.values():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and node.name.endswith("Error"):
                for statement in node.body:
                    match statement:
                        case ast.Assign(targets=[ast.Name(id="id")], value=value):
                            found |= set(_find_texts(value)) - {""}
        for name, call in _list_calls(tree):
            if name.endswith("Error"):
                found |= {text for each in call.keywords if each.arg == "id_" for text in _find_texts(each.value)}
    return found


def _list_options() -> Iterator[Option]:
    yield from options.SHARED
    for _, module, _ in GATES:
        yield from import_module(module).OPTIONS
    yield from bench_plan.OPTIONS


OPTIONS = {name for option in _list_options() for name in (option.name, *option.synonyms)}


def _find_condition_ids() -> set[str]:
    """Give the ids of conditions that are written where they are made; all others are names of options."""
    return {text for given in _list_given("Condition") if isinstance(given, ast.Constant) for text in _find_texts(given)}


@pytest.mark.parametrize(("file", "used"), [("errors", _find_error_ids()), ("notes", _find_note_ids())])
def test_each_id_is_explained_and_each_that_is_explained_exists(file: str, used: set[str]) -> None:
    assert len(used) > 20
    errors = _find_error_ids()
    for id_ in sorted(used - set(TOPICS[file]) - (errors if file == "notes" else set())):
        pytest.fail(f"{id_!r} is nowhere explained: {HOW.format(file=file, id=id_)}")
    for id_ in sorted(set(TOPICS[file]) - used):
        pytest.fail(f"gates/topics/{file}.txt explains {id_!r}, which nothing in gates/ makes any more: remove it there")


def test_each_id_of_a_condition_is_explained() -> None:
    explained = OPTIONS | set(TOPICS["conditions"])
    for id_ in sorted(_find_condition_ids() - explained):
        pytest.fail(f"the condition {id_!r} is no option: {HOW.format(file='conditions', id=id_)}")
    assert set(TOPICS["conditions"]) <= _find_words("commands", "policy", "cli") - OPTIONS


def _find_words(*rooms: str) -> set[object]:
    """Give every text of some rooms: a condition's id may come out of a table."""
    trees = [tree for path, tree in TREES.items() if path.parent.name in rooms]
    return {node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant)}


def test_each_option_and_each_gate_is_explained() -> None:
    assert set(TOPICS["options"]) == OPTIONS
    for name, *_ in GATES:
        if name not in TOPICS["gates"]:
            pytest.fail(f"add `# {name}: WHAT IT JUDGES` and a few lines to gates/topics/gates.txt")


def test_topics_are_well_formed() -> None:
    for file, found in TOPICS.items():
        text = (Path(topics.FOLDER) / f"{file}.txt").read_text(encoding="utf-8")
        assert text.count("\n# ") + text.startswith("# ") == len(found), f"{file}.txt tells one topic twice"
        for topic in found.values():
            assert KEBAB.fullmatch(topic.name)
            assert topic.text
            assert bool(topic.told) == (file in ("general", "gates")), topic.name
            assert not topic.told.endswith(".")
            assert all(len(line) <= 132 for line in topic.text.splitlines())
            assert all(line.startswith("    ") for line in topic.text.splitlines() if line.startswith(" "))
    for files in (("general", "gates"), ("errors", "notes", "conditions")):
        ids = [id_ for file in files for id_ in TOPICS[file]]
        assert sorted(ids) == sorted({*ids})


COMMANDS = [
    line.split()[1:]
    for topic in (*TOPICS["general"].values(), *TOPICS["gates"].values())
    for line in topic.text.splitlines()
    if line.startswith("    gate ")
]


@pytest.mark.parametrize("words", [words for words in COMMANDS if words[0] in {name for name, *_ in GATES}], ids=" ".join)
def test_commands_in_topics_can_be_given(words: list[str]) -> None:
    module = import_module(next(module for name, module, _ in GATES if name == words[0]))
    known = {f"--{name}" for option in (*options.SHARED, *module.OPTIONS) for name in (option.name, *option.synonyms)}
    if words[1] in ("run", "selftest"):
        known = {f"--{option.name}" for option in bench_plan.OPTIONS if option.kind is not Kind.TABLES}
    assert {word for word in words if word.startswith("--")} <= known
