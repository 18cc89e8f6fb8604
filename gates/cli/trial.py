"""The reports of one gate, read once, so that it can judge them under one configuration after another."""

import os
from collections.abc import Mapping

from gates.cli import beside, reading
from gates.cli.run import Streams, find_now
from gates.cli.tree import Repository
from gates.commands.protocol import Case, Settings
from gates.errors import GateError
from gates.model.verdict import Input, Outcome, Verdict
from gates.typed import Any, NamedTuple


class Trial(NamedTuple):
    """One gate and what it can read."""

    gate: str
    command: Any
    reports: Mapping[str, Any]
    """By path."""
    inputs: tuple[Input, ...]
    damaged: Mapping[str, str]
    """Path → why it cannot be read."""
    environ: Mapping[str, str]

    @property
    def merged(self) -> Any:
        """All reports as one. Raises GateError where they do not go together."""
        return self.command.merge(self.reports, {}, Repository(os.getcwd()))

    def judge(self, settings: Settings) -> Verdict:
        """Give the verdict on the reports. Raises GateError."""
        tree = Repository(os.getcwd())
        wanted = frozenset(self.command.METRICS)
        case = Case(self.command.merge(self.reports, settings, tree), settings, self.inputs, wanted, tree)
        case = case._replace(now=find_now(settings))
        needs = self.command.needs(settings)
        verdict: Verdict = self.command.judge(beside.add(case, self.gate, self.command, needs, self.environ))
        return verdict

    def find_objection(self, settings: Settings) -> str:
        """Give why the gate would not pass under these settings; empty where it passes."""
        try:
            verdict = self.judge(settings)
        except GateError as flaw:
            return str(flaw)
        if verdict.outcome in {Outcome.PASS, Outcome.WARN}:
            return ""
        reasons = [each.reason or f"{each.condition.label or each.condition.id} does not hold" for each in verdict.results[:1]]
        return verdict.reason or "; ".join(reasons)


def read(gate: str, command: Any, paths: Mapping[str, str], streams: Streams) -> Trial:
    """Give a trial of the reports; `paths` gives path → format. What cannot be read is set apart with the reason."""
    records = command.find_records(frozenset(command.METRICS), {})
    reports: dict[str, Any] = {}
    damaged: dict[str, str] = {}
    for path in paths:
        try:
            reports |= reading.read_all(command.KIND, {"reports": (path,)}, records, 1, None).reports
        except GateError as flaw:
            damaged[path] = flaw.message
    inputs = tuple(Input(path, paths[path]) for path in reports)
    return Trial(gate, command, reports, inputs, damaged, streams.environ)
