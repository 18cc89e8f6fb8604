"""What exists: one row for each gate, reader and renderer. Data only, so that naming a thing does not load it.

A row is (name that a user types, module that does it, one line of help). Rows stand in the order in which help shows
them. `cli` is the only room that imports a module by its name here.
"""

VERSION = "0.1.0"

Row = tuple[str, str, str]

GATES: tuple[Row, ...] = (
    ("coverage", "gates.commands.coverage", "line, branch and function coverage: total, per file and per group"),
)

FOLDER = b"\0folder\0"
"""The mark of a format of which a report is a folder; no file of text holds it."""

READERS: dict[str, tuple[tuple[str, str, str, tuple[bytes, ...]], ...]] = {
    "coverage": (
        (
            "cobertura",
            "gates.readers.coverage.cobertura",
            "Cobertura XML: coverage.py, gcovr, coverlet, istanbul, …",
            (b"coverage",),
        ),
        (
            "lcov",
            "gates.readers.coverage.lcov",
            "LCOV tracefile: lcov, llvm-cov, grcov, c8, jest, coverage.py, …",
            (b"SF:", b"TN:"),
        ),
        ("jacoco", "gates.readers.coverage.jacoco", "JaCoCo XML: JaCoCo, Kover, gcovr", (b"<report",)),
        ("clover", "gates.readers.coverage.clover", "Clover XML: PHPUnit, OpenClover, istanbul, gcovr", (b"<project",)),
        ("coveragepy-json", "gates.readers.coverage.coveragepy_json", "coverage.py and slipcover JSON", (b'"meta"',)),
        (
            "istanbul-json",
            "gates.readers.coverage.istanbul_json",
            "coverage-final.json: nyc, jest, vitest, c8",
            (b'"branchMap"',),
        ),
        (
            "istanbul-summary-json",
            "gates.readers.coverage.istanbul_summary_json",
            "coverage-summary.json: nyc, jest, vitest, c8 (counts only)",
            (b'"total"',),
        ),
        ("llvm-cov-json", "gates.readers.coverage.llvm_cov_json", "llvm-cov export: clang, rustc, swift", (b'"data"',)),
        ("go-coverprofile", "gates.readers.coverage.go_coverprofile", "go test -coverprofile", (b"mode:",)),
        ("gcovr-json", "gates.readers.coverage.gcovr_json", "gcovr --json", (b"gcovr/",)),
        (
            "simplecov",
            "gates.readers.coverage.simplecov",
            "SimpleCov .resultset.json, coverage.json",
            (b'"coverage"', b'"result"'),
        ),
        (
            "opencover",
            "gates.readers.coverage.opencover",
            "OpenCover XML: OpenCover, coverlet, AltCover",
            (b"<CoverageSession",),
        ),
        (
            "sonarqube-generic",
            "gates.readers.coverage.sonarqube_generic",
            "SonarQube's generic coverage XML",
            (b"<file",),
        ),
        (
            "codecov-json",
            "gates.readers.coverage.codecov_json",
            "cargo-llvm-cov --codecov, scripts for Codecov",
            (b'"coverage"',),
        ),
        (
            "coveralls-json",
            "gates.readers.coverage.coveralls_json",
            "gcovr --coveralls, reporters for Coveralls",
            (b'"source_files"',),
        ),
        (
            "gcovr-summary-json",
            "gates.readers.coverage.gcovr_summary_json",
            "gcovr --json-summary (counts only)",
            (b'"filename"',),
        ),
        ("jacoco-csv", "gates.readers.coverage.jacoco_csv", "JaCoCo's CSV (counts only)", (b"GROUP,PACKAGE,CLASS",)),
        ("snapshot", "gates.readers.coverage.snapshot", "gate itself: baselines, and shards to be merged", (b"gate-snapshot",)),
    ),
    "diff": (("unified-diff", "gates.readers.diff.unified_diff", "git diff, for --diff", (b"\n",)),),
}
"""The readers of each kind of report; the kind is what a gate names as its KIND. One of the last column stands in the
first 64 KiB of every report of the format, so that a reader is only loaded where it might be wanted."""

RENDERERS: tuple[Row, ...] = (
    ("text", "gates.renderers.text", "for people: the verdict, what did not hold, the shortest way to green"),
    ("json", "gates.renderers.json", "the verdict document, from which every other output can be made"),
    ("markdown", "gates.renderers.markdown", "a summary for a pull request or a wiki"),
    ("github", "gates.renderers.github", "GitHub workflow commands: annotations beside the code"),
    ("step-summary", "gates.renderers.step_summary", "Markdown for $GITHUB_STEP_SUMMARY, appended, below its limit"),
)
