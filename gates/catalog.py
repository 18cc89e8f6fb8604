"""What exists: one row for each gate, reader and renderer. Data only, so that naming a thing does not load it.

A row is (name that a user types, module that does it, one line of help). Rows stand in the order in which help shows
them. `cli` is the only room that imports a module by its name here.
"""

VERSION = "0.1.0"

Row = tuple[str, str, str]

GATES: tuple[Row, ...] = (
    ("coverage", "gates.commands.coverage", "line, branch and function coverage: total, per file and per group"),
    ("bench", "gates.commands.bench", "benchmarks: slower, bigger, or nobody can tell"),
    ("audit", "gates.commands.audit", "known vulnerabilities: severity, new ones, what fixes them"),
    ("sbom", "gates.commands.sbom", "bills of materials: licences, what is told, what is banned, what changed"),
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
            "Codecov's own JSON: cargo-llvm-cov, scripts for Codecov",
            (b'"coverage"',),
        ),
        (
            "coveralls-json",
            "gates.readers.coverage.coveralls_json",
            "Coveralls JSON: gcovr, grcov, reporters for Coveralls",
            (b'"source_files"',),
        ),
        (
            "gcovr-summary-json",
            "gates.readers.coverage.gcovr_summary_json",
            "gcovr --json-summary (counts only)",
            (b'"line_total"',),
        ),
        ("jacoco-csv", "gates.readers.coverage.jacoco_csv", "JaCoCo's CSV (counts only)", (b"GROUP,PACKAGE,CLASS",)),
        ("snapshot", "gates.readers.coverage.snapshot", "gate itself: baselines, and shards to be merged", (b"gate-snapshot",)),
    ),
    "benchmarks": (
        ("criterion", "gates.readers.benchmarks.criterion", "criterion's folder target/criterion: cargo bench", (FOLDER,)),
        ("criterion-text", "gates.readers.benchmarks.criterion_text", "criterion's text: cargo bench", (b"time:   [",)),
        (
            "cargo-criterion-json",
            "gates.readers.benchmarks.cargo_criterion_json",
            "cargo criterion --message-format=json",
            (b'"reason"',),
        ),
        (
            "libtest",
            "gates.readers.benchmarks.libtest",
            "cargo bench of #[bench], criterion --output-format bencher",
            (b"... bench:", b"running "),
        ),
        ("libtest-json", "gates.readers.benchmarks.libtest_json", "cargo bench -- --format json", (b'"type"',)),
        ("go-bench", "gates.readers.benchmarks.go_bench", "go test -bench", (b"Benchmark", b"goos: ", b"pkg: ")),
        (
            "pytest-benchmark",
            "gates.readers.benchmarks.pytest_benchmark",
            "pytest-benchmark's JSON",
            (b'"machine_info"', b'"stats"'),
        ),
        ("hyperfine", "gates.readers.benchmarks.hyperfine", "hyperfine --export-json", (b'"results"',)),
        ("google-benchmark", "gates.readers.benchmarks.google_benchmark", "Google Benchmark's JSON", (b'"num_cpus"',)),
        ("jmh", "gates.readers.benchmarks.jmh", "JMH -rf json", (b'"primaryMetric"',)),
        ("benchmarkdotnet", "gates.readers.benchmarks.benchmarkdotnet", "BenchmarkDotNet's JSON", (b'"HostEnvironmentInfo"',)),
        ("gungraun", "gates.readers.benchmarks.gungraun", "gungraun, iai-callgrind: JSON summaries", (b'"module_path"',)),
        (
            "gungraun-text",
            "gates.readers.benchmarks.gungraun_text",
            "gungraun, iai-callgrind, iai: text",
            (b"Instructions:", b"Total bytes:", b"Contexts:", b"Errors:", b"Dr:", b"Ir:"),
        ),
        ("custom-json", "gates.readers.benchmarks.custom_json", "custom{Smaller,Bigger}IsBetter: scripts", (b'"unit"',)),
        ("bencher-bmf", "gates.readers.benchmarks.bencher_bmf", "Bencher Metric Format: scripts", (b'value"',)),
        (
            "snapshot",
            "gates.readers.benchmarks.snapshot",
            "gate itself: baselines, and runs to be compared",
            (b"gate-snapshot",),
        ),
    ),
    "vulnerabilities": (
        (
            "npm-audit",
            "gates.readers.vulnerabilities.npm_audit",
            "npm audit --json of npm 7 and later",
            (
                b'"auditReportVersion"',
                b'"error"',
                b'"message"',
                b'"statusCode"',
            ),
        ),
        (
            "npm-audit-v1",
            "gates.readers.vulnerabilities.npm_audit_v1",
            "npm audit --json of npm 6; pnpm; yarn 2 and 3",
            (b'"advisories"',),
        ),
        (
            "yarn-audit",
            "gates.readers.vulnerabilities.yarn_audit",
            "yarn audit --json of yarn 1",
            (
                b'"auditAdvisory"',
                b'"auditSummary"',
                b'"error"',
            ),
        ),
        ("yarn-berry", "gates.readers.vulnerabilities.yarn_berry", "yarn npm audit --json of yarn 4", (b'"children"',)),
        ("cargo-audit", "gates.readers.vulnerabilities.cargo_audit", "cargo audit --json", (b'"dependency-count"',)),
        (
            "pip-audit",
            "gates.readers.vulnerabilities.pip_audit",
            "pip-audit -f json",
            (
                b'"dependencies"',
                b'"vulns"',
                b"[]",
                b"[\n]",
            ),
        ),
        ("osv-scanner", "gates.readers.vulnerabilities.osv_scanner", "osv-scanner --format json", (b'"results"',)),
        ("grype", "gates.readers.vulnerabilities.grype", "grype -o json", (b'"matches"', b'"matchDetails"')),
        (
            "trivy",
            "gates.readers.vulnerabilities.trivy",
            "trivy --format json",
            (
                b'"ArtifactName"',
                b'"Target"',
            ),
        ),
        (
            "dependency-check",
            "gates.readers.vulnerabilities.dependency_check",
            "OWASP dependency-check --format JSON",
            (b'"reportSchema"',),
        ),
        (
            "snyk",
            "gates.readers.vulnerabilities.snyk",
            "snyk test --json",
            (
                b'"vulnerabilities"',
                b'"ok"',
            ),
        ),
        (
            "cargo-deny",
            "gates.readers.vulnerabilities.cargo_deny",
            "cargo deny --format json check advisories",
            (b'"fields"',),
        ),
        (
            "dependency-check-xml",
            "gates.readers.vulnerabilities.dependency_check_xml",
            "OWASP dependency-check --format XML",
            (b"dependency-check",),
        ),
        (
            "cyclonedx-json",
            "gates.readers.vulnerabilities.cyclonedx_json",
            "CycloneDX with vulnerabilities, JSON: trivy, grype, Dependency-Track",
            (b'"CycloneDX"',),
        ),
        (
            "cyclonedx-xml",
            "gates.readers.vulnerabilities.cyclonedx_xml",
            "the same, XML",
            (b"cyclonedx.org/schema/bom",),
        ),
        ("snapshot", "gates.readers.vulnerabilities.snapshot", "gate itself: baselines", (b"gate-snapshot",)),
    ),
    "inventory": (
        ("cyclonedx-json", "gates.readers.inventory.cyclonedx_json", "CycloneDX 1.2 to 1.7, JSON", (b'"CycloneDX"',)),
        ("cyclonedx-xml", "gates.readers.inventory.cyclonedx_xml", "CycloneDX 1.0 to 1.7, XML", (b"cyclonedx.org/schema/bom",)),
        (
            "spdx-json",
            "gates.readers.inventory.spdx_json",
            "SPDX 2.2 and 2.3, JSON; GitHub's dependency graph",
            (b'"SPDXRef-', b'"spdxVersion"'),
        ),
        ("spdx-tag-value", "gates.readers.inventory.spdx_tag_value", "SPDX 2.0 to 2.3, tags and values", (b"SPDXVersion:",)),
        ("spdx3-json", "gates.readers.inventory.spdx3_json", "SPDX 3.0, JSON-LD", (b"spdx.org/rdf",)),
        ("snapshot", "gates.readers.inventory.snapshot", "gate itself: baselines", (b"gate-snapshot",)),
    ),
    "kev": (
        (
            "cisa-json",
            "gates.readers.kev.cisa_json",
            "CISA's known exploited vulnerabilities, JSON",
            (b'"catalogVersion"', b'"cveID"'),
        ),
        ("cisa-csv", "gates.readers.kev.cisa_csv", "the same, CSV", (b"cveID,", b'"cveID"')),
    ),
    "epss": (("epss-csv", "gates.readers.epss.epss_csv", "FIRST's daily EPSS scores, CSV", (b"epss",)),),
    "lock": (
        ("npm-lock", "gates.readers.lock.npm_lock", "package-lock.json, npm-shrinkwrap.json: npm", (b'"lockfileVersion"',)),
        ("cargo-lock", "gates.readers.lock.cargo_lock", "Cargo.lock", (b"[[package]]",)),
        (
            "python-lock",
            "gates.readers.lock.python_lock",
            "poetry.lock, uv.lock, pdm.lock, pylock.toml",
            (b"[[package]]", b"[[packages]]"),
        ),
        (
            "requirements",
            "gates.readers.lock.requirements",
            "pinned requirements.txt: pip-compile, uv, pip freeze",
            (b"==", b"@"),
        ),
    ),
    "vex": (
        ("openvex", "gates.readers.vex.openvex", "OpenVEX: vexctl, scripts", (b"openvex.dev",)),
        ("csaf", "gates.readers.vex.csaf", "CSAF 2.0 and 2.1: Red Hat, SUSE, Siemens, Secvisogram", (b'"csaf_version"',)),
        ("cyclonedx-json", "gates.readers.vex.cyclonedx_json", "CycloneDX's analyses, JSON", (b'"CycloneDX"',)),
        ("cyclonedx-xml", "gates.readers.vex.cyclonedx_xml", "the same, XML", (b"cyclonedx.org/schema/bom",)),
    ),
    "verdict": (
        (
            "document",
            "gates.readers.verdict.document",
            "gate --format json: of one gate, or of gate run",
            (b'"gate-verdict"', b'"gate-run"'),
        ),
    ),
    "diff": (("unified-diff", "gates.readers.diff.unified_diff", "git diff, for --diff", (b"\n",)),),
}
"""The readers of each kind of report; the kind is what a gate names as its KIND. One of the last column stands in the
first 64 KiB of every report of the format, so that a reader is only loaded where it might be wanted."""

RENDERERS: tuple[Row, ...] = (
    ("text", "gates.renderers.text", "for people: the verdict, what did not hold, the shortest way to green"),
    ("json", "gates.renderers.json", "the verdict document, from which every other output can be made"),
    ("markdown", "gates.renderers.markdown", "a summary for a pull request or a wiki"),
    ("comment", "gates.renderers.comment", "a comment for a pull or merge request, with a marker by which it is replaced"),
    ("github", "gates.renderers.github", "GitHub workflow commands: annotations beside the code"),
    ("step-summary", "gates.renderers.step_summary", "Markdown for $GITHUB_STEP_SUMMARY, appended, below its limit"),
    ("html", "gates.renderers.html", "a page that is whole in itself: charts, light and dark, for a phone and for paper"),
    ("sarif", "gates.renderers.sarif", "SARIF 2.1.0: code scanning, editors"),
    ("junit", "gates.renderers.junit", "JUnit XML: the test reports of any CI service"),
    ("gitlab-codequality", "gates.renderers.gitlab_codequality", "GitLab Code Quality: issues beside the changed lines"),
    ("openmetrics", "gates.renderers.openmetrics", "OpenMetrics text: Prometheus, GitLab's metrics reports"),
    ("badge", "gates.renderers.badge", "the JSON of a shields.io badge"),
    ("badge-svg", "gates.renderers.badge_svg", "a badge as a file of its own"),
    ("slack", "gates.renderers.slack", "a message for a Slack webhook"),
    ("teams", "gates.renderers.teams", "a message for a Microsoft Teams webhook, with an Adaptive Card"),
    ("in-toto", "gates.renderers.in_toto", "an in-toto test-result statement about the reports, to be signed"),
)

STORES: tuple[Row, ...] = (
    ("file", "gates.stores.file", "a file for each gate in the repository, reviewed with the change that it comes with"),
    ("git", "gates.stores.git_ref", "a ref of the repository that is never checked out"),
    ("sqlite", "gates.stores.sqlite", "a SQLite database: one machine, or a folder that runs share"),
    ("postgresql", "gates.stores.postgresql", "PostgreSQL: many projects of an organisation"),
)
"""Where baselines and their history can be kept: the scheme that stands before the colon, as in `sqlite:PLACE`."""
