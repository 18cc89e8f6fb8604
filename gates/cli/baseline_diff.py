"""`gate baseline diff`: what an update would change, without changing it."""

from gates.cli import measuring, run, storing
from gates.cli.run import Streams
from gates.cli.terminal import tell
from gates.cli.updating import DONE, UNJUDGED, WORSE
from gates.errors import UsageError
from gates.policy.judge import Loosening

_USAGE = """Usage: gate baseline diff GATE [REPORT ...] [--option ...]

Tells what gate baseline update GATE would change: what is lost, since the reports do not tell it any more, what is worse, and
what is better than the last stored entry. Nothing is written.

  gate baseline diff GATE --help     the options of one gate, which are those of gate GATE

Exit codes, as the update would have them: 0 nothing is worse, 1 something is, 2 the reports know less, nothing is stored, or
nothing could be read.
"""


def main(argv: list[str], streams: Streams) -> int:
    """Run `gate baseline diff` with these arguments and give the exit code. Raises GateError."""
    if argv[:1] in (["-h"], ["--help"]):
        streams.out.write(_USAGE)
        return DONE
    question = measuring.parse("diff", argv, (), streams)
    if question is None:
        return DONE
    settings = run.choose_settings(question.gate, run.load(question.request.config), question.request)
    measured = measuring.measure(question, settings, streams)
    store = storing.connect(measured.place, measured.case.tree.root)
    try:
        compared = measuring.compare(measured, store)
    finally:
        store.close()
    name = measuring.name_place(measured)
    if compared.last is None:
        hint = f"gate baseline update {question.gate} REPORT ... writes the first"
        raise UsageError("there is no baseline to compare with yet", where=name, hint=hint)
    found = compared.loosening
    tell(streams.out, f"{name}: {_count(found)}")
    for title, lines in (("lost", found.lost), ("worse", found.worse), ("better", found.better)):
        if lines:
            tell(streams.out, f"{title}:", *(f"  {line}" for line in lines))
    return UNJUDGED if found.lost else WORSE if found.worse else DONE


def _count(found: Loosening) -> str:
    counts = (f"{len(found.lost):,} lost", f"{len(found.worse):,} worse", f"{len(found.better):,} better")
    return ", ".join(counts) if found.lost or found.worse or found.better else "an update would change nothing that counts"
