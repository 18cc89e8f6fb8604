"""Reports on which well-known tools pass, crash or contradict themselves, one trap each, with `gate coverage --min 80`.

Most tell of ten lines of which five ran. Beside each stands what the field made of it when it was tried in 2026: diff-cover
11.0.1, pycobertura 4.1.0, lcov 1.16 and 2.5, grcov 0.8.12, lcov_cobertura, lcov-total.
"""

import re
from pathlib import Path

import pytest

from tests.conftest import ROOT, Gate, cobertura, lcov

TEN = {line: int(line <= 5) for line in range(1, 11)}
HALF = {"a.py": TEN}
OTHER_HALF = {line: int(line > 5) for line in TEN}
DA = [f"DA:{line},{hits}" for line, hits in TEN.items()]
XML = cobertura(HALF).decode()
LINES = "".join(f'<line number="{line}" hits="{hits}"/>' for line, hits in TEN.items())
CORPUS = ROOT.parent / "shared" / "corpus" / "coverage" / "traps"


def _info(*records: str, end: str = "end_of_record\n") -> str:
    return "\n".join(["TN:", "SF:a.py", *records, end])


def _hits(value: str) -> str:
    return XML.replace('hits="1"', f'hits="{value}"').replace(' lines-covered="5"', "")


def _conditions(text: str) -> str:
    return re.sub(r'hits="\d"', f'hits="1" branch="true" condition-coverage="{text}"', XML).replace(
        'lines-covered="5"', 'lines-covered="10"'
    )


# name: report, exit code, what the output holds
TRAPS: dict[str, tuple[str, int, str]] = {
    # diff-cover passes all of these; pycobertura prints 100 % for the first two and the lines of methods
    "empty": ('<coverage lines-valid="0" lines-covered="0" line-rate="NaN"><packages/></coverage>', 2, "measured nothing"),
    "html": ("<!DOCTYPE html><html><body>Sign in</body></html>", 2, "looks like an HTML page"),
    "methods-only": (
        XML.replace(
            f"<methods/><lines>{LINES}</lines>",
            f'<methods><method name="m" signature="()"><lines>{LINES}</lines></method></methods><lines/>',
        ),
        1,
        "50.00%",
    ),
    "cut": (_info(*DA[:4], end="").rstrip("\n") + "\n", 2, "may have been cut off"),
    "no-end-of-record": (
        lcov(HALF).decode() + lcov({"b.py": dict.fromkeys(TEN, 1)}).decode().replace("end_of_record\n", ""),
        2,
        "may have been cut off",
    ),
    "test-name-only": ("TN:\n", 2, "measured nothing"),
    "empty-file-record": (_info("LF:0", "LH:0"), 2, "measured nothing"),
    # pycobertura counts ten of twenty, diff-cover none of ten
    "class-twice": (
        cobertura({"a.py": TEN})
        .decode()
        .replace(
            "</class>",
            "</class>"
            + XML[XML.index("<class ") : XML.index("</classes>")]
            .replace('hits="1"', 'hits="x"')
            .replace('hits="0"', 'hits="1"')
            .replace('hits="x"', 'hits="0"'),
        ),
        0,
        "line 100% ≥ 80%",
    ),
    # diff-cover crashes
    "decimal-hits": (_hits("1.0"), 1, "50.00%"),
    "scientific-hits": (_hits("1e+06"), 1, "50.00%"),
    "decimal-counts": (_info(*[row.replace(",1", ",1e+06") for row in DA]), 1, "50.00%"),
    "text-branches": (_info("BRDA:1,0,jump to line 2,1", "BRDA:1,0,exit, f(a,b),0", *DA), 1, "50.00%"),
    "mcdc": (_info("MCDC:1,2,t,1,0,a", "MCDC:1,2,f,0,0,a", "MCF:2", "MCH:1", *DA), 1, "50.00%"),
    # pycobertura and diff-cover count them as covered; lcov 2 refuses
    "negative-hits": (_hits("-7"), 1, "0.00%"),
    "negative-counts": (_info(*[row.replace(",1", ",-3") for row in DA]), 1, "0.00%"),
    # pycobertura says 0 %
    "no-branch-taken": (_conditions("0% (0/2)"), 0, "line 100% ≥ 80%"),
    "half-the-branches-taken": (_conditions("50% (1/2)"), 0, "line 100% ≥ 80%"),
    # lcov_cobertura and lcov-total say 50 %
    "two-sections": (lcov({"a.py": TEN}).decode() + lcov({"a.py": OTHER_HALF}).decode(), 0, "line 100% ≥ 80%"),
    # grcov says 100 %, since it reads the checksum's digits into the count
    "checksum": (_info(*[f"{row},1B2M2Y8AsgTpgAmY7PhCfg" for row in DA]), 1, "50.00%"),
    # grcov writes an empty report and exits 0
    "function-end": (_info("FN:1,5,f", "FNDA:1,f", *DA), 1, "50.00%"),
    "function-groups": (_info("FNL:0,1,5", "FNA:0,1,f", *DA), 1, "50.00%"),
    # grcov takes 0 as taken
    "branch-0": (_info("BRDA:1,0,0,1", "BRDA:1,0,1,0", "BRDA:6,0,0,-", "BRDA:6,0,1,-", *DA), 1, "50.00%"),
    "huge-counts": (_info(*[row.replace(",1", ",18446744073709551615") for row in DA]), 1, "50.00%"),
    # lcov-total says 100 %
    "totals-lie": (_info(*DA, "LF:10", "LH:10"), 1, "50.00%"),
    # lcov and grcov count ten of twenty
    "dot-path": (lcov({"./a.py": TEN}).decode() + lcov({"a.py": OTHER_HALF}).decode(), 0, "line 100% ≥ 80%"),
    # lcov 2, diff-cover and grcov refuse
    "byte-order-mark": ("\ufeff" + _info(*DA), 1, "50.00%"),
    "crlf": (_info(*DA).replace("\n", "\r\n"), 1, "50.00%"),
    "windows-path": (_info(*DA).replace("a.py", "C:\\repo\\a.py"), 1, "50.00%"),
    "line-0": (_info("DA:0,1", *DA), 1, "50.00%"),
    "entities": (
        '<!DOCTYPE c [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>' + XML[XML.index("<coverage") :],
        2,
        "declares entities",
    ),
    "truncated": (XML[:-60], 2, "not well-formed XML"),
}


@pytest.mark.parametrize("name", TRAPS)
def test_traps(gate: Gate, name: str) -> None:
    report, code, told = TRAPS[name]
    result = gate("coverage", "--min", "80", "-", stdin=report.encode(), environ={"COLUMNS": "200"})
    assert result.code == code, result
    assert told in result.out + result.err


def test_branches_of_the_traps(gate: Gate) -> None:
    for name, share in (
        ("branch-0", "25.00%"),
        ("text-branches", "50.00%"),
        ("half-the-branches-taken", "50.00%"),
        ("no-branch-taken", "0.00%"),
    ):
        out = gate("coverage", "--min-branch", "99", "-", stdin=TRAPS[name][0].encode()).out
        assert f"branch {share} < 99%" in out


def test_a_report_that_measures_less_hides_nothing(gate: Gate, tmp_path: Path) -> None:
    """Diff-cover intersects what is missed and unites what is measured: 100 % and exit 0."""
    (tmp_path / "miss.xml").write_bytes(cobertura({"a.py": dict.fromkeys(TEN, 0)}))
    (tmp_path / "other.xml").write_bytes(cobertura({"a.py": {1: 1}}))
    code, out, _ = gate("coverage", "--min", "80", "miss.xml", "other.xml")
    assert code == 1
    assert "line 10.00% < 80%" in out


@pytest.mark.parametrize(
    ("covered", "whole", "bound", "shown"), [(79_999, 100_000, "80", "79.99%"), (99_999, 100_000, "100", "99.99%")]
)
def test_nothing_is_rounded_up(gate: Gate, covered: int, whole: int, bound: str, shown: str) -> None:
    """lcov 2 says `0.80 < 0.80`, others print 80 and 100."""
    report = lcov({"a.c": {line: int(line <= covered) for line in range(1, whole + 1)}})
    code, out, _ = gate("coverage", "--min", bound, "-", stdin=report)
    assert code == 1
    assert f"line {shown} < {bound}%" in out


@pytest.mark.parametrize("path", ["/home/runner/src/x/a.py", "D:\\a\\repo\\sub\\b.py"])
def test_a_foreign_report_cannot_serve_a_condition_on_paths(gate: Gate, tmp_path: Path, path: str) -> None:
    """A report of another folder: a note for the total, unjudged where files have to be known."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "gate.toml").write_text(
        '[[coverage.groups]]\nname = "src"\npaths = ["src/**"]\nmin = 80\n'.replace(
            "[[coverage.groups]]", "[coverage]\n[[coverage.groups]]"
        )
    )
    report = cobertura({path: dict.fromkeys(TEN, 1)})
    code, out, _ = gate("coverage", "-", stdin=report)
    assert code == 2
    assert "no file in the reports belongs to this group" in " ".join(out.split())
    code, out, _ = gate("coverage", "--config", "none", "--min", "80", "-v", "-", stdin=report)
    assert code == 0
    assert "the repository has none of its 1 files" in " ".join(out.split())


# What each trap of the corpus answers where that is not exit 1.
CORPUS_CODES = {
    **dict.fromkeys(
        [
            "empty.xml",
            "html.xml",
            "laughs.xml",
            "truncated.xml",
            "cut.info",
            "empty-file.info",
            "empty.info",
            "no-eor.info",
            "tn-only.info",
        ],
        2,
    ),
    **dict.fromkeys(["dup-class.xml", "partial.xml", "zero-cond.xml", "dot-path.info", "two-sections.info", "B-other.xml"], 0),
}


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of real reports is not beside the repository")
def test_the_traps_of_the_corpus(gate: Gate) -> None:
    paths = [path for path in sorted(CORPUS.iterdir()) if path.suffix in (".xml", ".info")]
    codes = {path.name: gate("coverage", "--min", "80", path).code for path in paths}
    assert len(codes) > 40
    assert codes == {name: CORPUS_CODES.get(name, 1) for name in codes}
