"""Laws of `gate audit` and `gate sbom`, whatever is found: of order, of waivers, of tighter thresholds, of today as the baseline."""

from collections.abc import Mapping
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from gates.commands import audit, sbom
from gates.commands.protocol import Baseline, Case
from gates.model.exploitation import Exploited, Likelihoods
from gates.model.inventory import Component, Document, Inventory, merge_inventories
from gates.model.ratio import Ratio
from gates.model.verdict import WORST_FIRST, Outcome, Verdict
from gates.model.vulnerabilities import AuditReport, Finding, Kind, Package, Severity, merge_reports
from gates.policy.globs import compile_words
from gates.policy.packages import name_all, read_package

NOW = "2026-11-10T12:00:00Z"
FEW = st.frozensets(st.sampled_from(["1.0", "2.0", "r9"]), max_size=2)
FINDINGS = st.builds(
    Finding,
    st.sampled_from([Package("npm", "a"), Package("npm", "b"), Package("pypi", "a")]),
    st.frozensets(st.sampled_from(["CVE-2026-1001", "CVE-2026-1002", "GHSA-1", "GHSA-2", "X-1"]), min_size=1, max_size=2),
    st.sampled_from(Severity),
    kind=st.sampled_from(Kind),
    versions=FEW,
    fixed=FEW,
    upgrades=st.frozensets(st.sampled_from(["a@2", "c@3"]), max_size=2),
    is_development=st.sampled_from([None, True, False]),
    published=st.sampled_from(["", "2026-01-01", "2026-11-01"]),
    title=st.just(""),
    paths=st.just(frozenset()),
    is_direct=st.none(),
    sources=st.just(frozenset()),
)
REPORTS = st.lists(FINDINGS, max_size=5).map(lambda found: merge_reports([AuditReport(tuple(found), {"r": 9})]))
SEVERITIES = ("critical", "high", "medium", "low", "info")
CHOICES = st.sampled_from(["pass", "warn", "fail", "unjudged"])
CATALOGS: Mapping[str, Mapping[str, Any]] = {
    "kev": {"k": Exploited("2026-11-01", {"CVE-2026-1001": "2026-10-09"})},
    "epss": {"e": Likelihoods("2026-11-01", {"CVE-2026-1001": "0.5", "CVE-2026-1002": "0.01"})},
}
DEMANDS = st.fixed_dictionaries(
    {},
    optional={
        "fail-on": st.sampled_from(SEVERITIES),
        **{f"max-{severity}": st.integers(0, 3) for severity in SEVERITIES},
        **{f"max-days-{severity}": st.sampled_from([5, 30, 900]) for severity in SEVERITIES},
        **dict.fromkeys(("unknown", "unmaintained", "unsound", "yanked", "notice"), CHOICES),
        "fixable-only": st.just(True),
        "runtime-only": st.just(True),
        "new-only": st.just(True),
        "kev": st.just(("k",)),
        "max-epss": st.integers(0, 100).map(lambda part: Ratio(part, 100)),
    },
).filter(lambda settings: any(name.startswith(("fail-on", "max-", "kev")) for name in settings))


def _judge_audit(report: AuditReport, settings: Mapping[str, Any], baseline: AuditReport | None = None) -> Verdict:
    known = Baseline(baseline or AuditReport((), {}), "before")
    beside = {name: told for name, told in CATALOGS.items() if name in settings or name == "epss"}
    return audit.judge(Case(report, settings, (), frozenset(), None, baseline=known, now=NOW, beside=beside))


def _is_no_better(one: Verdict, other: Verdict) -> bool:
    """Say whether a verdict is no better than another: what failed is not let pass, what could not be judged either."""
    return WORST_FIRST.index(one.outcome) <= WORST_FIRST.index(other.outcome)


@given(st.lists(FINDINGS, max_size=5), st.randoms(), DEMANDS)
def test_the_order_of_findings_never_matters(found: list[Finding], chance: Any, settings: Mapping[str, Any]) -> None:
    ordered = _judge_audit(merge_reports([AuditReport((each,), {"r": 9}) for each in found]), settings)
    chance.shuffle(found)
    assert _judge_audit(merge_reports([AuditReport((each,), {"r": 9}) for each in found]), settings) == ordered


@given(REPORTS, DEMANDS, st.sampled_from([*SEVERITIES, "days", "epss", "fail-on", "kev", "off"]))
def test_a_tighter_threshold_never_lets_pass_what_failed(report: AuditReport, settings: dict[str, Any], which: str) -> None:
    tight = dict(settings)
    if which == "fail-on":
        tight["fail-on"] = "info"
    elif which == "kev":
        tight["kev"] = ("k",)
    elif which == "epss":
        tight["max-epss"] = Ratio(0, 1)
    elif which == "days":
        tight |= {f"max-days-{severity}": 0 for severity in SEVERITIES}
    elif which == "off":
        for name in ("fixable-only", "runtime-only", "new-only"):
            tight.pop(name, None)
    else:
        tight[f"max-{which}"] = 0
    assert _is_no_better(_judge_audit(report, tight), _judge_audit(report, settings))


@given(REPORTS, FINDINGS, DEMANDS)
def test_one_more_finding_never_lets_pass_what_failed(report: AuditReport, more: Finding, settings: Mapping[str, Any]) -> None:
    """But for one that only joins what is there and tells of a fix, a day or its use."""
    apart = more._replace(ids=frozenset({"CVE-2026-9999"}))
    both = merge_reports([report, AuditReport((apart,), {"r": 9})])
    assert _is_no_better(_judge_audit(both, settings), _judge_audit(report, settings))


@given(REPORTS, st.fixed_dictionaries({"fail-on": st.sampled_from(SEVERITIES), "new-only": st.just(True)}))
def test_today_against_itself_is_never_a_regression(report: AuditReport, settings: Mapping[str, Any]) -> None:
    assert _judge_audit(report, settings, report).outcome is Outcome.PASS


@given(
    REPORTS,
    DEMANDS,
    st.dictionaries(
        st.sampled_from(["id", "rule", "package"]),
        st.sampled_from(["CVE-*", "GHSA-1", "a", "pkg:npm/*", "b@1.0", "high", "kev", "yanked", "*"]),
        min_size=1,
    ),
)
def test_a_waiver_hides_only_what_it_matches(report: AuditReport, settings: Mapping[str, Any], globs: dict[str, str]) -> None:
    """Each finding is waived, or is judged as it would be without: none vanishes, and none changes otherwise."""
    waiver = {**globs, "reason": "r", "expires": "2027-01-31"}
    before, after = _judge_audit(report, settings), _judge_audit(report, {**settings, "waivers": (waiver,)})
    rows = {(*each.cells, each.text): each.outcome for each in before.tables[0].rows}
    told = {(*each.cells, each.text): each.outcome for each in after.tables[0].rows}
    assert told.keys() == rows.keys()
    assert all(outcome in (Outcome.WAIVED, rows[row]) for row, outcome in told.items())
    expired = _judge_audit(report, {**settings, "waivers": ({**waiver, "expires": "2026-11-09"},)})
    assert {(*each.cells, each.text): each.outcome for each in expired.tables[0].rows} == rows


COMPONENTS = st.builds(
    Component,
    st.sampled_from(["a", "b", "c", ""]),
    st.sampled_from(["1.0", "2.0", "r9", ""]),
    st.sampled_from(["", "", "pkg:npm/a@1.0", "pkg:npm/a@2.0", "pkg:pypi/b@1.0", "pkg:npm/%40s/a@1.0?arch=x"]),
    st.lists(st.sampled_from(["MIT", "GPL-3.0-only", "NOASSERTION", "MIT OR ISC"]), max_size=2, unique=True).map(
        lambda licences: tuple(sorted(licences))
    ),
    st.sampled_from(["", "Maker"]),
    st.lists(st.sampled_from(["sha1:a", "sha1:b", "sha256:c"]), max_size=2, unique=True).map(lambda told: tuple(sorted(told))),
    st.just(()),
    st.booleans(),
    st.sampled_from(["", "s: components[0]"]),
)
WHOLE = Document("CycloneDX 1.6", 1, "2026-10-31T09:40:00Z", ("me",), ("tool",), "a", "build")
INVENTORIES = st.lists(COMPONENTS, min_size=1, max_size=5).map(
    lambda found: merge_inventories([Inventory(tuple(found), {"s": WHOLE})])
)
POLICIES = st.fixed_dictionaries(
    {"max-duplicates": st.integers(0, 3)},
    optional={
        "allow-licenses": st.sampled_from([("MIT",), ("MIT", "GPL-*")]),
        "deny-licenses": st.sampled_from([("GPL-*",), ("ISC",)]),
        "ban": st.sampled_from([("pkg:npm/a <2",), ("b",), ("c@1.*",)]),
        "require": st.sampled_from([("a",), ("pkg:npm/a >=2",)]),
        "max-new": st.integers(0, 3),
        "min-ntia": st.integers(0, 100).map(lambda part: Ratio(part, 100)),
        "max-document-age": st.integers(0, 30),
        **dict.fromkeys(("changed-hash", "changed-license", "downgraded", "upgraded", "removed", "unknown-license"), CHOICES),
    },
)


def _judge_bill(report: Inventory, settings: Mapping[str, Any], baseline: Inventory) -> Verdict:
    case = Case(report, {**settings, "baseline": ("b",)}, (), frozenset(), None, baseline=Baseline(baseline, "b"), now=NOW)
    return sbom.judge(case)


@given(st.lists(COMPONENTS, min_size=1, max_size=5), INVENTORIES, st.randoms(), POLICIES)
def test_the_order_of_components_never_matters(
    found: list[Component], before: Inventory, chance: Any, settings: Mapping[str, Any]
) -> None:
    ordered = _judge_bill(merge_inventories([Inventory((each,), {"s": WHOLE}) for each in found]), settings, before)
    chance.shuffle(found)
    assert _judge_bill(merge_inventories([Inventory((each,), {"s": WHOLE}) for each in found]), settings, before) == ordered


@given(
    INVENTORIES,
    INVENTORIES,
    POLICIES,
    st.sampled_from(["max-duplicates", "max-new", "min-ntia", "ban", "deny", "drift", "age"]),
)
def test_a_tighter_policy_never_lets_pass_what_failed(
    report: Inventory, before: Inventory, settings: Mapping[str, Any], which: str
) -> None:
    policies: Mapping[str, dict[str, Any]] = {
        "max-duplicates": {"max-duplicates": 0},
        "max-new": {"max-new": 0},
        "min-ntia": {"min-ntia": Ratio(1, 1)},
        "ban": {"ban": (*settings.get("ban", ()), "pkg:npm/*", "c")},
        "deny": {"deny-licenses": (*settings.get("deny-licenses", ()), "MIT")},
        "drift": dict.fromkeys(("changed-hash", "changed-license", "downgraded", "upgraded", "removed"), "fail"),
        "age": {"max-document-age": 0},
    }
    loose, strict = _judge_bill(report, settings, before), _judge_bill(report, {**settings, **policies[which]}, before)
    assert _is_no_better(strict, loose)


@given(INVENTORIES)
def test_a_bill_against_itself_is_never_a_regression(report: Inventory) -> None:
    settings = {"max-new": 0, **dict.fromkeys(("changed-hash", "changed-license", "downgraded", "upgraded", "removed"), "fail")}
    assert _judge_bill(report, settings, report).outcome is Outcome.PASS


@given(INVENTORIES, INVENTORIES, POLICIES, st.sampled_from(["a", "b@1.0", "pkg:npm/a", "pkg:npm/@s/*", "*"]))
def test_a_waiver_hides_only_the_components_it_matches(
    report: Inventory, before: Inventory, settings: Mapping[str, Any], glob: str
) -> None:
    waiver = {"package": glob, "reason": "r", "expires": "2027-01-31"}
    bare, waived = _judge_bill(report, settings, before), _judge_bill(report, {**settings, "waivers": (waiver,)}, before)
    assert sorted((each.id, each.text) for each in waived.tables[0].rows) == sorted(
        (each.id, each.text) for each in bare.tables[0].rows
    )
    told = {name for each in (*report.components, *before.components) for name in name_all(each)}
    told |= {each.partition(" ")[0] for each in settings.get("require", ())}
    pattern = compile_words(read_package(glob).whole)
    if not any(map(pattern.fullmatch, told)):
        assert not any(each.waiver for each in waived.tables[0].rows)


@given(INVENTORIES, COMPONENTS, st.sampled_from(["allow", "ban", "duplicates"]))
def test_one_more_component_never_lets_pass_what_failed(report: Inventory, more: Component, which: str) -> None:
    policies: Mapping[str, Mapping[str, Any]] = {
        "allow": {"allow-licenses": ("MIT",)},
        "ban": {"ban": ("pkg:npm/a <2", "c")},
        "duplicates": {"max-duplicates": 0},
    }
    assume(more.key not in {each.key for each in report.components})  # what two say of one component is joined
    both = merge_inventories([report, Inventory((more,), {"s": WHOLE})])
    case = Case(report, policies[which], (), frozenset(), None, now=NOW)
    assert _is_no_better(sbom.judge(case._replace(report=both)), sbom.judge(case))
