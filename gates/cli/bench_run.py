"""`gate bench run` and `gate bench selftest`: base and head measured in turns, until noise no longer hides the answer."""

import os
import shlex
from collections.abc import Mapping, Sequence

from gates.cli import files, machine, options, reading, rounds
from gates.cli.bench_plan import BASE, HEAD, OPTIONS, Plan, make_invocation, prepare, say, start, texts
from gates.cli.rounds import Invocation
from gates.cli.run import Streams, check_outputs, conclude, configure, find_now
from gates.cli.terminal import measure_width
from gates.cli.tree import Repository
from gates.commands import bench
from gates.commands.protocol import Baseline, Case, Settings
from gates.errors import ReportError, UsageError
from gates.model.verdict import Input, Note, Verdict
from gates.policy.limits import read_rules
from gates.typed import Any


def main(argv: list[str], streams: Streams) -> int:
    """Run `gate bench run` or `gate bench selftest` with these arguments and give the exit code. Raises GateError."""
    width = measure_width(streams.out, streams.environ)
    request = options.parse(f"bench {argv[0]}", bench.KIND, (*OPTIONS, *bench.OPTIONS), argv[1:], width, streams.out)
    if request is None:
        return 0
    check_outputs(request)
    settings = {**configure("bench", request), **request.settings}
    if request.settings.get("reports"):
        hint = "the commands are told by --command, or --base-command and --head-command"
        raise UsageError(f"gate bench {argv[0]} reads what its commands write, so it takes no reports", hint=hint)
    itself = argv[0] == "selftest"
    with prepare(settings, streams, request.verbosity, itself=itself) as plan:
        verdict = _test_itself(plan) if itself else _measure(plan)
    if itself:
        request = request._replace(verbosity=max(request.verbosity, 1))
    return conclude(verdict, settings, request, streams)


def _measure(plan: Plan) -> Verdict:
    """Run rounds until nothing is left that more of them could tell, or until there are no more."""
    reports: dict[str, dict[str, Any]] = {BASE: {}, HEAD: {}}
    inputs: dict[str, Input] = {}
    suspects: tuple[str, ...] = ()
    done = 0
    for look in plan.looks:
        for number in range(done + 1, look + 1):
            _run_round(plan, number, suspects, reports, inputs)
        done = look
        case = _make_case(plan, reports, inputs)
        suspects = bench.find_suspects(case)
        if not suspects:
            break
    say(plan, "")
    verdict = bench.judge(case)
    place = os.path.relpath(plan.out)
    told = f"{done} rounds were run, base and head in turns; the reports are in {place}"
    every = "*" if any(os.path.isdir(name) for name in inputs) else "*/*"
    again = f"gate bench '{place}/head/{every}' --baseline '{place}/base/{every}' judges them again"
    return verdict._replace(notes=tuple(sorted((*verdict.notes, Note("rounds", f"{told}; {again}")))))


def _test_itself(plan: Plan) -> Verdict:
    """Measure one program twice in turns, and tell what this machine can tell."""
    from gates.policy.selftest import judge_itself

    reports: dict[str, dict[str, Any]] = {BASE: {}, HEAD: {}}
    inputs: dict[str, Input] = {}
    for number in range(1, plan.looks[-1] + 1):
        _run_round(plan, number, (), reports, inputs)
    say(plan, "")
    base, head = (bench.merge(reports[side], plan.settings, None) for side in (BASE, HEAD))
    return judge_itself(base, head, read_rules(plan.settings))


def _run_round(
    plan: Plan, number: int, suspects: Sequence[str], reports: Mapping[str, dict[str, Any]], inputs: dict[str, Input]
) -> None:
    """Run both sides once, the other first than in the round before, and read what they wrote."""
    for side in (BASE, HEAD) if number % 2 else (HEAD, BASE):
        total = f" of at most {plan.looks[-1]}" if plan.looks[-1] > number else f" of {number}"
        say(plan, f"round {number}{total}: {side}" + (f", {len(suspects)} to be told apart" if suspects else ""))
        invocation = make_invocation(plan, side, number)
        start(plan, invocation, plan.commands[side].replace("{filter}", _make_filter(plan.settings, suspects)))
        for source in _collect(plan, invocation):
            format_, report = reading.read_one(
                source, plan.settings, bench.KIND, bench.find_records(bench.METRICS, plan.settings), 1, None
            )
            reports[side][source.name] = report
            if side == HEAD:
                inputs[source.name] = Input(source.name, format_)


def _make_filter(settings: Settings, names: Sequence[str]) -> str:
    """Give the words that make a harness measure only these benchmarks; none where it cannot, or where all are wanted."""
    if not names or "filter" not in settings:
        return ""
    import re

    pattern = "|".join(re.escape(name) for name in names)
    return shlex.join(word.replace("{names}", pattern) for word in shlex.split(str(settings["filter"])))


def _collect(plan: Plan, invocation: Invocation) -> list[files.Source]:
    """Give the reports of an invocation: what the patterns mean, else what it wrote into its folder, else what it printed."""
    patterns = tuple(
        os.path.join(plan.folders[invocation.side], invocation.fill(text)) for text in texts(plan.settings, "collect")
    )
    if patterns:
        found, missing = files.find_sources(patterns, folders=True)
        if missing:
            raise ReportError(
                f"{invocation.told} did not write it", where=missing[0].where, hint="--collect tells what it writes"
            )
        return found
    folder = os.path.relpath(invocation.folder)
    if not os.listdir(folder):
        os.replace(f"{invocation.log}.{rounds.OUT}", os.path.join(folder, rounds.OUT))
    paths = [os.path.join(folder, name) for name in sorted(os.listdir(folder))]
    return files.find_sources((folder,) if any(map(os.path.isdir, paths)) else tuple(paths), folders=True)[0]


def _make_case(plan: Plan, reports: Mapping[str, dict[str, Any]], inputs: Mapping[str, Input]) -> Case:
    tree = Repository(os.getcwd())
    base, head = (bench.merge(reports[side], plan.settings, tree) for side in (BASE, HEAD))
    told = tuple(inputs.values())
    baseline = Baseline(base, "the base command")
    return Case(
        head, plan.settings, told, bench.METRICS, tree, baseline=baseline, now=find_now(plan.settings), machine=machine.look()
    )
