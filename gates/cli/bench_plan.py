"""What `gate bench run` is to run: its options, the commands and folders of both sides, and the worktree of the base."""

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from gates.cli import git, rounds
from gates.cli.rounds import Invocation
from gates.cli.run import Streams
from gates.cli.tree import Repository
from gates.commands.protocol import Kind, Option, Settings
from gates.errors import UsageError
from gates.policy.noise import LOOKS
from gates.typed import NamedTuple

BASE, HEAD = "base", "head"
_SELFTEST_ROUNDS = 10
_FOLDER = "gate-bench"
OPTIONS = (
    Option("command", Kind.TEXT, "what measures, for both sides; {round}, {side} and {out} are filled in", "COMMAND"),
    Option("base-command", Kind.TEXT, "what measures the base, where that is another command", "COMMAND"),
    Option("head-command", Kind.TEXT, "what measures the head, where that is another command", "COMMAND"),
    Option("worktree", Kind.TEXT, "measure the base in a git worktree of this commit, apart from this one", "REF"),
    Option("setup", Kind.TEXT, "what builds, run once on each side before the first round", "COMMAND"),
    Option("env", Kind.TEXTS, "set this for each invocation, such as CRITERION_HOME={out}", "NAME=VALUE"),
    Option(
        "collect",
        Kind.TEXTS,
        "the reports of an invocation, such as {out}/*.json (default: what it wrote into {out})",
        "PATTERN",
    ),
    Option("filter", Kind.TEXT, "what {filter} in the command becomes to measure only {names} (a|b) again", "WORDS"),
    Option("rounds", Kind.TEXT, f"after how many rounds to look (default: {','.join(map(str, LOOKS))})", "NUMBERS"),
    Option("time-limit", Kind.TEXT, "how long one invocation may take, such as 10m (default: for ever)", "TIME"),
    Option("out", Kind.TEXT, f"where the reports are kept (default: {_FOLDER}/ and the time)", "FOLDER"),
)


class Plan(NamedTuple):
    """What is to be run, and where."""

    settings: Settings
    commands: Mapping[str, str]
    """Side → command."""
    folders: Mapping[str, str]
    """Side → the folder in which its command runs."""
    looks: tuple[int, ...]
    out: str
    """The folder that keeps the reports."""
    environ: Mapping[str, str]
    limit_seconds: float | None
    streams: Streams
    verbosity: int


@contextmanager
def prepare(settings: Settings, streams: Streams, verbosity: int, *, itself: bool) -> Iterator[Plan]:
    """Give the plan, with the worktree made and both sides built; in the end the worktree is gone again."""
    tree = Repository(os.getcwd())
    out = os.path.abspath(str(settings.get("out") or os.path.join(_FOLDER, time.strftime("%Y%m%dT%H%M%SZ", time.gmtime()))))
    if os.path.isdir(out) and os.listdir(out):
        raise UsageError("is not empty", where=out, hint="--out names a folder that is not there yet")
    worktree = os.path.join(out, "worktree") if "worktree" in settings else ""
    base = os.path.join(worktree, *tree.folder.split("/")) if worktree else os.getcwd()
    limit = settings.get("time-limit")
    plan = Plan(
        settings,
        _find_commands(settings, itself=itself),
        {BASE: os.path.normpath(base), HEAD: os.getcwd()},
        _find_looks(settings, itself=itself),
        out,
        {**streams.environ, **rounds.parse_environment(texts(settings, "env"))},
        rounds.parse_seconds(str(limit)) if limit else None,
        streams,
        verbosity,
    )
    if worktree and not tree.root:
        raise UsageError("there is no git repository here", where="--worktree", hint="--base-command measures another folder")
    os.makedirs(out, exist_ok=True)
    try:
        if worktree:
            git.add_worktree(tree.root, worktree, str(settings["worktree"]))
        for side in (BASE, HEAD) if "setup" in settings and worktree else (HEAD,) if "setup" in settings else ():
            start(plan, make_invocation(plan, side, 0), str(settings["setup"]))
        yield plan
    finally:
        if worktree and os.path.isdir(worktree):
            git.remove_worktree(tree.root, worktree)


def _find_commands(settings: Settings, *, itself: bool) -> Mapping[str, str]:
    """Give the command of each side. Raises UsageError where one is missing, or where both sides would be the same."""
    both = settings.get("command")
    commands = {side: str(settings.get(f"{side}-command") or both or "") for side in (BASE, HEAD)}
    if not all(commands.values()):
        hint = "--command for both sides, or --base-command and --head-command"
        raise UsageError("there is no command that measures", hint=hint)
    told = f"{commands[BASE]}{settings.get('env', '')}{settings.get('worktree', '')}"
    if not itself and commands[BASE] == commands[HEAD] and "worktree" not in settings and "{side}" not in told:
        hint = "--worktree REF, --base-command, or {side} in the command; gate bench selftest measures one program twice"
        raise UsageError("both sides would measure the same program", hint=hint)
    return commands


def _find_looks(settings: Settings, *, itself: bool) -> tuple[int, ...]:
    """Give after how many rounds to look, ascending. Raises UsageError."""
    text = str(settings.get("rounds", ""))
    if not text:
        return (_SELFTEST_ROUNDS,) if itself else LOOKS
    numbers = text.replace(" ", "").split(",")
    if not all(number.isascii() and number.isdigit() and int(number) for number in numbers):
        raise UsageError(f"{text!r} is no list of rounds", where="--rounds", hint="such as 5,10,20")
    return tuple(sorted({int(number) for number in numbers}))


def make_invocation(plan: Plan, side: str, number: int) -> Invocation:
    """Give an invocation with its places; number 0 is the one that builds."""
    name = f"r{number:02}" if number else "setup"
    folder = os.path.join(plan.out, side, name) if number else os.path.join(plan.out, "setup", side)
    return Invocation(side, number, folder, os.path.join(plan.out, "logs", f"{side}-{name}"))


def start(plan: Plan, invocation: Invocation, command: str) -> None:
    """Run a command of a side; whatever was shown of it is gone when it fails. Raises ReportError."""
    environ = {name: invocation.fill(value) for name, value in plan.environ.items()}
    try:
        rounds.invoke(invocation, command, plan.folders[invocation.side], environ, plan.limit_seconds)
    except BaseException:
        say(plan, "")
        raise


def say(plan: Plan, text: str) -> None:
    """Show what is being done: on one line that is written over where a person watches, else, if asked for, on lines."""
    err = plan.streams.err
    if err.isatty() and plan.streams.environ.get("TERM") != "dumb":
        err.write(f"\r\x1b[K{text}")
        err.flush()
    elif text and plan.verbosity > 0:
        err.write(f"{text}\n")


def texts(settings: Settings, name: str) -> tuple[str, ...]:
    """Give the texts of an option that may have several."""
    value = settings.get(name, ())
    return tuple(map(str, value)) if isinstance(value, tuple) else ()
