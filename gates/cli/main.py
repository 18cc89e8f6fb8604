"""The command line: which gate, help, and errors turned into exit codes."""

from __future__ import annotations

import errno
import gc
import os
import sys
from importlib import import_module

from gates.catalog import GATES, VERSION
from gates.errors import ConfigError, GateError, UsageError

TYPE_CHECKING = False  # typing.TYPE_CHECKING, without the 2 ms that importing typing adds to `gate --help`
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import BinaryIO, TextIO

UNJUDGED, BUG, INTERRUPTED = 2, 3, 130

_OTHERS = {
    "run": "gates.cli.all_gates",
    "baseline": "gates.cli.baseline",
    "waivers": "gates.cli.waiver_list",
    "render": "gates.cli.render",
    "init": "gates.cli.init",
    "completion": "gates.cli.completion",
}
"""The commands that are no gate, each with the module whose `main` runs it."""
_USAGE = """Usage: gate COMMAND [REPORT...] [--option ...]

Judges the reports of other tools and exits non-zero where they are not good enough.

Commands:
{commands}

  run           every gate that gate.toml configures, one summary
  baseline      show, diff, update, accept, export, prune what later runs are compared with
  waivers       what is allowed though it does not hold, and until when
  render        show saved verdicts in any output
  init          write a first gate.toml, a pre-push hook, or CI workflows
  completion    print what lets bash, zsh or fish complete all this

  gate COMMAND --help     the options of one command
  gate help TOPIC         what gate means by a word, or by an id that it printed
  gate --version          the version

Exit codes: 0 passed, 1 failed, 2 could not judge, 3 a bug in gate, 130 interrupted.
"""


def entry() -> None:
    """Run gate on this process's arguments and leave with its exit code.

    The collector of cycles is off: gate makes hardly any, and looking for them costs a large report 4 %. A stream that whoever
    started gate has closed takes everything and shows nothing; one that is full is an error, since nobody saw the verdict.
    """
    gc.disable()
    sys.stdout, sys.stderr = sys.stdout or _open_nowhere(), sys.stderr or _open_nowhere()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    code = main(sys.argv[1:], sys.stdout, sys.stderr, os.environ, stdin=sys.stdin.buffer if sys.stdin else None)
    try:
        sys.stdout.flush()
    except OSError as flaw:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = code if isinstance(flaw, BrokenPipeError) else _tell_full(flaw, sys.stderr)
    sys.exit(code)


def _open_nowhere() -> TextIO:
    return open(os.devnull, "w", encoding="utf-8")


def main(argv: list[str], out: TextIO, err: TextIO, environ: Mapping[str, str], *, stdin: BinaryIO | None = None) -> int:
    """Run one command and give the exit code. Never raises."""
    try:
        return _dispatch(argv, out, err, environ, stdin)
    except GateError as error:
        told = f"gate: error: {error}"
        lines = told.split("\n") if isinstance(error, ConfigError) else [told]
        hint = [f"  hint: {error.hint}"] if error.hint else []
        more = [f"  more: gate help {error.id}"] if error.id != UsageError.id else []
        _complain([*lines, *hint, *more], err)
        return UNJUDGED
    except KeyboardInterrupt:
        err.write("gate: interrupted\n")
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return UNJUDGED
    except Exception as flaw:  # noqa: BLE001 (the one place: whatever gets here is a bug, and must not look like a verdict)
        if isinstance(flaw, OSError) and flaw.errno == errno.ENOSPC:  # (what is written to files is told of by name)
            return _tell_full(flaw, err)
        import traceback

        _complain([f"gate: this is a bug in gate {VERSION}, not a verdict", *traceback.format_exc().splitlines()], err)
        return BUG


def _dispatch(argv: list[str], out: TextIO, err: TextIO, environ: Mapping[str, str], stdin: BinaryIO | None) -> int:
    if not argv or argv[0] in ("-h", "--help"):
        (out if argv else err).write(_USAGE.format(commands="\n".join(f"  {name:14}{line}" for name, _, line in GATES)))
        return 0 if argv else UNJUDGED
    if argv[0] in ("-V", "--version"):
        out.write(f"gate {VERSION}\n")
        return 0
    if argv[0] == "help":
        shown: int = import_module("gates.cli.topics").show(argv[1:], out, environ)
        return shown
    other = "gates.cli.bench_run" if argv[:2] in (["bench", "run"], ["bench", "selftest"]) else _OTHERS.get(argv[0])
    if other:
        flow = import_module("gates.cli.run")
        done: int = import_module(other).main(argv[1:], flow.Streams(out, err, stdin, environ))
        return done
    module = next((module for name, module, _ in GATES if name == argv[0].partition(".")[0]), None)
    if module is None:
        known = ", ".join((*(name for name, *_ in GATES), *_OTHERS, "help"))
        raise UsageError(f"{argv[0]!r} is not a command", hint=f"commands: {known}")
    command = import_module(module)
    options, terminal = import_module("gates.cli.options"), import_module("gates.cli.terminal")
    request = options.parse(argv[0], command.KIND, command.OPTIONS, argv[1:], terminal.measure_width(out, environ), out)
    if request is None:
        return 0
    flow = import_module("gates.cli.run")
    code: int = flow.run(argv[0], command, request, flow.Streams(out, err, stdin, environ))
    return code


def _tell_full(flaw: OSError, err: TextIO) -> int:
    _complain([f"gate: error: standard output: cannot be written: {flaw.strerror}"], err)
    return UNJUDGED


def _complain(lines: list[str], err: TextIO) -> None:
    """Write lines, in each of which what a report's words or a file's name may hold stays words."""
    tame = import_module("gates.renderers.escape").tame
    err.writelines(f"{tame(line)}\n" for line in lines)
