"""Verdicts of every sort, and how to show one with a renderer by its name."""

from collections.abc import Sequence
from importlib import import_module

from gates.catalog import RENDERERS
from gates.model.condition import Condition, Demand, Scope
from gates.model.ratio import Ratio, parse_percent
from gates.model.table import Change, History, Quantity, Row, Table, Trend
from gates.model.verdict import (
    ConditionResult,
    Evidence,
    Hotspot,
    Input,
    Measurement,
    Note,
    Outcome,
    Remedy,
    Span,
    Step,
    Verdict,
)
from gates.renderers.protocol import Surface

NAMES = [name for name, *_ in RENDERERS]
MIN = Condition("min", "line", Demand.AT_LEAST, parse_percent("80"))
MIN_FILE = Condition("min-file", "line", Demand.AT_LEAST, parse_percent("50"), Scope.FILE)
GROUP = Condition("min-branch", "branch", Demand.AT_LEAST, parse_percent("70.5"), Scope.GROUP, "core")
MOST = Condition("max-uncovered", "line", Demand.AT_MOST, 10)
SHARE = Condition("max-share", "duplicate", Demand.AT_MOST, parse_percent("20"))
WARNING = MIN._replace(bound=parse_percent("95"), warns=True)

PASSED = ConditionResult(MIN, "total", Outcome.PASS, Ratio(1234, 1465))
FAILED = ConditionResult(MIN, "total", Outcome.FAIL, Ratio(79_996, 100_000), shortfall=4)
NARROW = ConditionResult(GROUP, "core", Outcome.PASS, Ratio(75, 100), Ratio(80, 100))
INPUTS = (Input("coverage.xml", "cobertura"), Input("lcov.info", "lcov"))
EVIDENCE = (Evidence("reports", 2), Evidence("files", 17), Evidence("lines", 1465), Evidence("branches", 200))
MEASUREMENTS = (Measurement("line", Ratio(1234, 1465)), Measurement("branch", Ratio(71, 100), Ratio(74, 100)))
NOTES = (Note("line-zero", "records for line 0 are left out", "lcov.info"), Note("x", "1 note that names no place"))

DEEP = "services/billing/src/main/java/com/example/billing/internal"
INVOICE = f"{DEEP}/InvoiceRepositoryImplementation.java"
SPOTS = (
    Hotspot(INVOICE, "line", Ratio(120, 1354), 1234, tuple(Span(100 * n, 103 * n) for n in range(1, 40))),
    Hotspot(f"{DEEP}/日本語/データ.java", "line", Ratio(126, 140), 14, (Span(4, 17),)),
    *(Hotspot(f"src/module_{n}.py", "line", Ratio(10 - n, 10), n, (Span(7, 6 + n),)) for n in range(9, 4, -1)),
    Hotspot("lib/x.c", "branch", Ratio(1, 3), 2, (Span(4, 4), Span(9, 9))),
    Hotspot("lib/y.c", "function", Ratio(0, 1), 1, ()),
)
FAILURE = Verdict(
    "coverage",
    Outcome.FAIL,
    (
        FAILED,
        ConditionResult(MIN_FILE, INVOICE, Outcome.FAIL, Ratio(120, 1354), shortfall=557),
        ConditionResult(GROUP, "core", Outcome.FAIL, Ratio(70, 100), Ratio(72, 100), shortfall=1),
        ConditionResult(MOST, "total", Outcome.FAIL, 12, shortfall=2),
        ConditionResult(GROUP, "web", Outcome.UNJUDGED, None, reason="no file in the reports belongs to this group"),
        ConditionResult(WARNING, "total", Outcome.WARN, Ratio(79_996, 100_000), shortfall=15_004),
        ConditionResult(MOST._replace(bound=20), "total", Outcome.PASS, 12),
    ),
    INPUTS,
    EVIDENCE,
    MEASUREMENTS,
    SPOTS,
    (
        Remedy(
            "line", 561, (Step(INVOICE, 560, (Span(100, 103), Span(1200, 1755))), Step("src/module_9.py", 1, (Span(7, 7),)))
        ),
        Remedy("function", 7, tuple(Step(f"lib/{n}.c", 1, ()) for n in range(7))),
    ),
    NOTES,
)
SLOWER = Condition(
    "max-regression", "benchmark", Demand.AT_MOST, 0, label="benchmarks slower than the baseline by more than 5%"
)
BENCHMARKS = Table(
    "benchmarks",
    "benchmark",
    ("benchmark", "baseline", "now", "change", "runs", "share", "verdict"),
    spare=("runs", "share"),
    rows=(
        Row(
            "sort/small",
            Outcome.FAIL,
            (
                "sort/small",
                Quantity(2.08e-6, "s"),
                Quantity(2.3e-6, "s"),
                Change(0.10577, 0.098, 0.112),
                Trend((2.4e-6, 2.3e-6, 2.35e-6, 2.9e-6)),
                Ratio(1, 3),
                "slower",
            ),
            "sort/small is slower than the baseline by 10.6%",
            "target/criterion",
        ),
        Row(
            "spawn",
            Outcome.UNJUDGED,
            ("spawn", Quantity(1e-4, "s"), None, Change(float("inf")), Trend(()), None, "cannot tell"),
            "spawn: nobody can tell",
        ),
        Row(
            f"{DEEP}/parse",
            Outcome.WAIVED,
            (
                f"{DEEP}/parse",
                Quantity(0.0, "s"),
                Quantity(12.5e6, "ops"),
                Change(24.0, None, 1.0),
                None,
                None,
                "slower",
            ),
            f"{DEEP}/parse is slower",
            waiver="rewritten | in March",
        ),
        *(
            Row(
                f"n{n}", Outcome.PASS, (f"n{n}", Quantity(n * 1e3, "B"), 7, Change(-0.5, -0.6, -0.4), None, None, "passed"), "x"
            )
            for n in range(3)
        ),
    ),
)
MANY = Verdict(
    "coverage",
    Outcome.FAIL,
    tuple(ConditionResult(MIN_FILE, f"src/{n}.py", Outcome.FAIL, Ratio(n, 500), shortfall=250 - n) for n in range(150)),
    hotspots=tuple(
        Hotspot(f"src/{n}.py", "line", Ratio(n, 500), 500 - n, tuple(Span(k, k) for k in range(1, 40, 2))) for n in range(150)
    ),
    remedies=(Remedy("line", 150, tuple(Step(f"src/{n}.py", 1, (Span(1, 1),)) for n in range(150))),),
    notes=tuple(Note("x", f"note {n}", "lcov.info") for n in range(60)),
)
MANY_ROWS = Verdict(
    "bench",
    Outcome.FAIL,
    (ConditionResult(SLOWER, "total", Outcome.FAIL, 60, shortfall=60),),
    remedies=(Remedy("benchmark", 60, tuple(Step(f"n{n}", 1, text="hurry") for n in range(60)), task="hurry"),),
    tables=(BENCHMARKS._replace(rows=BENCHMARKS.rows * 60),),
)
VERDICTS = {
    "pass": Verdict("coverage", Outcome.PASS, (PASSED,), INPUTS, EVIDENCE, MEASUREMENTS),
    "pass-with-notes": Verdict("coverage", Outcome.PASS, (PASSED, *(NARROW,) * 5), INPUTS, EVIDENCE, MEASUREMENTS, notes=NOTES),
    "pass-bare": Verdict("coverage", Outcome.PASS, (ConditionResult(MOST, "total", Outcome.PASS, 3),)),
    "fail": FAILURE,
    "fail-once": Verdict(
        "coverage",
        Outcome.FAIL,
        (FAILED,),
        evidence=EVIDENCE,
        hotspots=(Hotspot("src/a.py", "line", Ratio(60, 100), 40, (Span(30, 30), Span(120, 158))),),
        remedies=(Remedy("line", 4, (Step("src/a.py", 4, (Span(120, 123),)),)),),
    ),
    "warn": Verdict(
        "coverage", Outcome.WARN, (FAILED._replace(condition=WARNING, outcome=Outcome.WARN), PASSED), hotspots=SPOTS[2:4]
    ),
    "unjudged": Verdict(
        "coverage",
        Outcome.UNJUDGED,
        (
            PASSED._replace(outcome=Outcome.UNJUDGED, reason="lcov.info: it may have been cut off"),
            ConditionResult(
                MIN_FILE, "every file", Outcome.UNJUDGED, Ratio(9, 10), reason="lcov.info: it may have been cut off"
            ),
            ConditionResult(MOST, "total", Outcome.UNJUDGED, None, reason="the reports hold no lines"),
        ),
        notes=NOTES[:1],
    ),
    "unjudged-whole": Verdict("coverage", Outcome.UNJUDGED, (), reason="no reports"),
    "unjudged-bare": Verdict("coverage", Outcome.UNJUDGED, ()),
    "rows": Verdict(
        "bench",
        Outcome.FAIL,
        (
            ConditionResult(SLOWER, "total", Outcome.FAIL, 1, shortfall=1),
            ConditionResult(SLOWER._replace(id="missing", label="benchmarks missing"), "total", Outcome.PASS, 0),
        ),
        evidence=(Evidence("benchmarks", 6), Evidence("runs", 4)),
        history=(History("benchmarks", Trend((4.0, 5.0, 6.0))), History("time <s>", Trend((2.1e-6, 2.08e-6, 2.3e-6)))),
        remedies=(Remedy("benchmark", 1, (Step("sort/small", 1, text="be 4.8% faster"),), task="make 1 benchmark faster"),),
        tables=(BENCHMARKS,),
    ),
    "skipped": Verdict("coverage", Outcome.SKIPPED, (), reason="gone.info: no such file", notes=NOTES[:1]),
}
RUN = (
    FAILURE,
    VERDICTS["rows"],
    Verdict("audit", Outcome.WARN, (FAILED._replace(condition=WARNING, outcome=Outcome.WARN),), evidence=EVIDENCE[:2]),
    Verdict("sbom", Outcome.UNJUDGED, (), reason="bom.json: it may have been cut off"),
    VERDICTS["pass"],
    VERDICTS["skipped"],
)
BARE_RUN: tuple[Verdict, ...] = ()


def render(name: str, verdict: Verdict, surface: Surface | None = None) -> str:
    """Give what the renderer of this name makes of a verdict."""
    module = next(module for row, module, _ in RENDERERS if row == name)
    return str(import_module(module).render(verdict, surface or Surface()))


def render_all(name: str, verdicts: Sequence[Verdict], surface: Surface | None = None) -> str:
    """Give what the renderer of this name makes of the verdicts of a run."""
    module = next(module for row, module, _ in RENDERERS if row == name)
    return str(import_module(module).render_all(verdicts, surface or Surface()))
