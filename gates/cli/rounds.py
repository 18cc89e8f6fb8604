"""Commands that measure, run one at a time under supervision: nothing that they start outlives them or their time."""

import os
import shlex
import signal
import subprocess
from collections.abc import Mapping
from contextlib import suppress

from gates.errors import ReportError, UsageError
from gates.typed import NamedTuple

OUT, ERR = "stdout.txt", "stderr.txt"
"""What an invocation's standard output and error are kept as, behind the name of the invocation."""
_TAIL_BYTES = 2000
_SECONDS = {"s": 1.0, "m": 60.0, "h": 3600.0}


class Invocation(NamedTuple):
    """One start of a command that measures."""

    side: str
    """`base` or `head`."""
    round: int
    """From 1."""
    folder: str
    """A folder of its own for its reports, absolute."""
    log: str
    """What the files begin with that keep what it prints, absolute."""

    def fill(self, text: str, *, quoted: bool = False) -> str:
        """Give a text with `{round}`, `{side}` and `{out}` filled in, the folder quoted for a shell where it has to be."""
        folder = shlex.quote(self.folder) if quoted else self.folder
        return text.replace("{round}", f"{self.round:02}").replace("{side}", self.side).replace("{out}", folder)

    @property
    def told(self) -> str:
        """What people call it."""
        return f"the {self.side} command in round {self.round}"


def parse_seconds(text: str) -> float:
    """Give a time such as `90s`, `10m` or `1h` in seconds. Raises UsageError."""
    amount, unit = text[:-1], text[-1:]
    if not (amount.isascii() and amount.isdigit() and int(amount) and unit in _SECONDS):
        raise UsageError(f"{text!r} is not a time", where="--time-limit", hint="a number and s, m or h, such as 90s or 10m")
    return int(amount) * _SECONDS[unit]


def parse_environment(texts: tuple[str, ...]) -> Mapping[str, str]:
    """Give variables from `NAME=VALUE`. Raises UsageError."""
    pairs = [text.partition("=") for text in texts]
    for name, equals, _ in pairs:
        if not name or not equals:
            raise UsageError(f"{name!r} is not NAME=VALUE", where="--env", hint="such as --env CRITERION_HOME={out}")
    return {name: value for name, _, value in pairs}


def invoke(invocation: Invocation, command: str, folder: str, environ: Mapping[str, str], limit_seconds: float | None) -> None:
    """Run a command by the shell in a folder and wait for its end.

    What it prints is kept in the invocation's folder. Raises ReportError, with the last that it said, where it fails or takes
    longer than its limit. However this ends, its whole process group has ended.
    """
    os.makedirs(invocation.folder)
    os.makedirs(os.path.dirname(invocation.log), exist_ok=True)
    own = {"GATE_ROUND": f"{invocation.round:02}", "GATE_SIDE": invocation.side, "GATE_OUT": invocation.folder}
    with (
        open(f"{invocation.log}.{OUT}", "wb") as out,
        open(f"{invocation.log}.{ERR}", "wb") as err,
        subprocess.Popen(  # noqa: S602 (the user's own command, as in a shell)
            invocation.fill(command, quoted=True),
            shell=True,
            cwd=folder,
            env={**environ, **own},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            start_new_session=True,
        ) as process,
    ):
        try:
            code = process.wait(limit_seconds)
        except subprocess.TimeoutExpired as flaw:
            hint = "is it hanging? --time-limit sets how long one invocation may take"
            raise _fail(invocation, f"did not end within {limit_seconds:g} seconds, and was ended", hint) from flaw
        finally:
            _end(process)
    if code:
        told = f"left with exit code {code}" if code > 0 else f"was ended by signal {-code}"
        raise _fail(invocation, told, "a command that fails has measured nothing; the reports up to here are kept")


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End whatever of a process group is still there."""
    with suppress(ProcessLookupError, PermissionError):  # it has ended (macOS: and is not yet waited for)
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _fail(invocation: Invocation, what: str, hint: str) -> ReportError:
    """Give the error of a command, with the last that it said."""
    said = ""
    for name in (ERR, OUT):
        with open(f"{invocation.log}.{name}", "rb") as file:
            file.seek(max(os.path.getsize(file.name) - _TAIL_BYTES, 0))
            lines = file.read().decode(errors="replace").strip().splitlines()
        said = said or (f": {lines[-1].strip()}" if lines else "")
    return ReportError(f"{invocation.told} {what}{said}", where=f"{os.path.relpath(invocation.log)}.{ERR}", hint=hint)
