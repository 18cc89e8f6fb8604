"""`gate render`: saved verdicts shown in any output, as they would have been shown at once. Nothing is judged.

Several documents, such as those of the jobs of a matrix, become one run. Two gates of one name are told apart by what their
files are named differently.
"""

import argparse
from collections import Counter
from collections.abc import Iterable, Sequence

from gates.cli import files, options, reading, run
from gates.cli.options import Request
from gates.cli.run import Streams
from gates.cli.terminal import measure_width
from gates.commands.protocol import Kind, Option
from gates.errors import ReportError, UsageError
from gates.model.verdict import Run, Verdict
from gates.typed import Any

KIND, FORMAT = "verdict", "document"
COUNT = Option("count", Kind.COUNT, "refuse any other number of documents, such as one for each job of a matrix", "FILES")
_WRITE = "gate COMMAND --output json=PATH writes such a document"
_USAGE = "gate render VERDICT.json ... [--as NAME] [--output NAME=PATH] [--option ...]"
_ABOUT = (
    "Shows verdicts that were saved with --output json=PATH in any other output, as it would have been at once; - is standard "
    "input. Several documents become one run; gates of one name are told apart by their files. Nothing is judged again: what "
    "decides is the exit code of the command that judged."
)
_CODES = (
    "Exit codes: 0 shown, whatever the verdict; 2 a document is missing or damaged; 3 a bug in gate. More: gate help render."
)


def main(argv: list[str], streams: Streams) -> int:
    """Run `gate render` with these arguments and give the exit code. Raises GateError."""
    request = _parse(argv, streams)
    if request is None:
        return 0
    run.check_outputs(request)
    documents = _read(request, streams)
    verdicts = put_together(documents)
    run.present(verdicts, request, streams, several=len(documents) > 1 or documents[0][1].is_run)
    return 0


def _parse(argv: list[str], streams: Streams) -> Request | None:
    """Give what the arguments ask for; None where that was help, which is then written. Raises UsageError."""
    width = measure_width(streams.out, streams.environ)
    parser = options.Parser(
        prog="gate render",
        usage=_USAGE,
        description=_ABOUT,
        epilog=_CODES,
        allow_abbrev=False,
        formatter_class=lambda prog: argparse.HelpFormatter(prog, max_help_position=30, width=width),
    )
    options.add_outputs(parser, "--as", "--format")
    parser.add_argument("--count", metavar=COUNT.metavar, help=COUNT.help)
    try:
        parsed, rest = parser.parse_known_args(argv)
    except options.HelpRequest as help_:
        streams.out.write(str(help_))
        return None
    found: dict[str, Any] = vars(parsed)
    settings = {"reports": tuple(options.take_reports(parser, rest))}
    if found["count"] is None:
        return options.make_request(found, settings)
    return options.make_request(found, settings | {"count": options.convert(COUNT, found["count"])})


def _read(request: Request, streams: Streams) -> list[tuple[str, Run]]:
    """Give the documents, each with its name, sorted by it. Raises UsageError where none is named, ReportError."""
    names = request.settings["reports"]
    if not names or not isinstance(names, tuple):
        raise UsageError("no verdict was named", hint=_WRITE, id_="no-report")
    sources, missing = files.find_sources(tuple(map(str, names)))
    for error in missing:
        raise ReportError(error.message, where=error.where, hint=_WRITE, id_=error.id)
    count = request.settings.get("count", len(sources))
    if count != len(sources):
        told = ", ".join(source.name for source in sources)
        hint = f"found: {told}; did a job fail before it wrote its own?"
        raise ReportError(
            f"expected {count} documents, found {len(sources)}", where="--count", hint=hint, id_="shard-incomplete"
        )
    settings = {"report-format": FORMAT}
    read = (reading.read_one(source, settings, KIND, frozenset(), 1, streams.stdin) for source in sources)
    return [(source.name, document) for source, (_, document) in zip(sources, read, strict=True)]


def put_together(documents: Sequence[tuple[str, Run]]) -> tuple[Verdict, ...]:
    """Give the verdicts of all documents, in their order; those of one name with what tells their files apart.

    Raises UsageError where even so two have one name, as where some were put together before.
    """
    counts = Counter(verdict.gate for _, document in documents for verdict in document.verdicts)
    labels = _label([name for name, _ in documents])
    verdicts = tuple(
        verdict if counts[verdict.gate] == 1 else verdict._replace(gate=f"{verdict.gate} ({label})")
        for (_, document), label in zip(documents, labels, strict=True)
        for verdict in document.verdicts
    )
    name, times = Counter(verdict.gate for verdict in verdicts).most_common(1)[0]
    if times > 1:
        hint = "were some of the documents put together before? name each verdict once"
        raise UsageError(f"several of the verdicts would be called {name!r}", hint=hint)
    return verdicts


def _label(names: Sequence[str]) -> list[str]:
    """Give what tells each file from the others: its path without the folders and the ending that they share.

    The whole path where nothing is left of one, or two are left alike.
    """
    paths = [name.removesuffix(".json").split("/") for name in names]
    start, end = _count_alike(paths), _count_alike([path[::-1] for path in paths])
    labels = ["/".join(path[start : len(path) - end]) for path in paths]
    return labels if all(labels) and len(set(labels)) == len(labels) else list(names)


def _count_alike(paths: Iterable[Sequence[str]]) -> int:
    """Give how many parts all paths begin with alike."""
    count = 0
    for parts in zip(*paths, strict=False):
        if len(set(parts)) > 1:
            break
        count += 1
    return count
