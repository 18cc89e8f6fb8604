"""`gate baseline accept`: what is worse becomes the baseline, on purpose and with a reason that stays with it.

`update --loosen` replaces a baseline whatever there is; what is accepted has to know as much as before, since half a report
proves nothing. The reason is kept in the entry. A file of the repository has no room for one: there it belongs in the message
of the commit, which is printed, ready to be used.
"""

import shlex

from gates.cli import measuring, run, updating
from gates.cli.run import Streams
from gates.cli.storing import FILE
from gates.cli.terminal import tell
from gates.cli.updating import DONE, Terms
from gates.commands.protocol import Kind, Option
from gates.errors import UsageError

REASON = Option("reason", Kind.TEXT, "why what is worse is to be lived with; one line, and required", "WORDS")
_USAGE = """Usage: gate baseline accept GATE [REPORT ...] --reason WORDS [--option ...]

Stores what the reports measure though it is worse than what is stored, and keeps the reason: in the store, or, for the files in
the repository, in the message of the commit, which it prints. It has to know as much as what is stored; what knows less can
only be stored by gate baseline update --loosen. One finding that is to be lived with for a while is better waived in gate.toml.

  gate baseline accept GATE --help     the options of one gate, which are those of gate GATE

Exit codes: 0 stored, 2 kept since what was measured knows less, or nothing could be read.
"""


def main(argv: list[str], streams: Streams) -> int:
    """Run `gate baseline accept` with these arguments and give the exit code. Raises GateError."""
    if argv[:1] in (["-h"], ["--help"]):
        streams.out.write(_USAGE)
        return DONE
    question = measuring.parse("accept", argv, (REASON,), streams)
    if question is None:
        return DONE
    settings = run.choose_settings(question.gate, run.load(question.request.config), question.request)
    reason = " ".join(str(settings.get("reason", "")).split())
    if not reason:
        raise UsageError("why is it to be lived with?", where="--reason", hint="--reason 'the C ABI needs bounds checks'")
    measured = measuring.measure(question, settings, streams)
    done = updating.update(measured, Terms(reason=reason))
    tell(streams.out, done.line, *measuring.shorten(done.reasons))
    if done.code == DONE and not done.reasons:
        tell(streams.out, "  it is no worse than before, so nothing had to be accepted")
    elif done.code == DONE and measured.place.scheme == FILE:
        message = f"Accept a worse baseline of {question.gate}\n\nBaseline-accepted: {reason}"
        path = measuring.name_place(measured)
        tell(streams.out, "  commit it with the reason:", f"  git commit -m {_quote(message)} -- {shlex.quote(path)}")
    return done.code


def _quote(message: str) -> str:
    """Give the paragraphs of a message as the words of `git commit -m`."""
    return " -m ".join(map(shlex.quote, message.split("\n\n")))
