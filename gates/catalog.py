"""What exists: one row for each gate, reader and renderer. Data only, so that naming a thing does not load it.

A row is (name that a user types, module that does it, one line of help). Rows stand in the order in which help shows
them. `cli` is the only room that imports a module by its name here.
"""

VERSION = "0.1.0"

Row = tuple[str, str, str]

GATES: tuple[Row, ...] = (
    ("coverage", "gates.commands.coverage", "line, branch and function coverage: total, per file and per group"),
)

READERS: dict[str, tuple[Row, ...]] = {
    "coverage": (
        ("cobertura", "gates.readers.coverage.cobertura", "Cobertura XML: coverage.py, gcovr, coverlet, istanbul, …"),
        ("lcov", "gates.readers.coverage.lcov", "LCOV tracefile: lcov, llvm-cov, grcov, c8, jest, coverage.py, …"),
    ),
}
"""The readers of each kind of report; the kind is what a gate names as its KIND."""

RENDERERS: tuple[Row, ...] = (
    ("text", "gates.renderers.text", "for people: the verdict, what did not hold, the shortest way to green"),
    ("json", "gates.renderers.json", "the verdict document, from which every other output can be made"),
    ("markdown", "gates.renderers.markdown", "a summary for a pull request or a wiki"),
    ("github", "gates.renderers.github", "GitHub workflow commands: annotations beside the code"),
    ("step-summary", "gates.renderers.step_summary", "Markdown for $GITHUB_STEP_SUMMARY, appended, below its limit"),
)
