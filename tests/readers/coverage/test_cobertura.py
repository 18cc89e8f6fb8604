import re
from collections.abc import Iterable
from pathlib import Path

import defusedxml.ElementTree
import lxml.etree
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gates.cli.sniffing import sniff
from gates.errors import ReportError
from gates.model.coverage import CoverageReport
from gates.model.figures import Figures, add_up, open_ledger
from gates.model.ratio import Ratio
from gates.readers import xml
from gates.readers.coverage import cobertura
from tests.readers.coverage.test_data import VALID

METRICS = frozenset({"line", "branch", "function"})
REPORTS = [path for path in VALID if path.parts[-3] == "cobertura"]


def _document(*classes: str, root: str = 'line-rate="1"') -> str:
    packages = f'<packages><package name="p"><classes>\n{"".join(classes)}</classes></package></packages>'
    return f'<?xml version="1.0" ?>\n<coverage {root}>{packages}</coverage>\n'


def _class(*lines: str, filename: str = "a.py", methods: str = "<methods/>") -> str:
    return (
        f'<class name="A" filename="{filename}" line-rate="1">\n{methods}\n<lines>\n'
        + "\n".join(lines)
        + "\n</lines>\n</class>\n"
    )


def _line(number: int | str, hits: int | str = 1, more: str = "") -> str:
    return f'<line number="{number}" hits="{hits}"{more}/>'


def _read(text: str | bytes, wanted: frozenset[str] = METRICS) -> CoverageReport:
    data = text.encode() if isinstance(text, str) else text
    return cobertura.read([data], "r.xml", wanted)


def _count(text: str | bytes) -> Figures:
    ledger = open_ledger(_read(text))
    return add_up(ledger, ledger.paths)


@pytest.fixture(params=["handlers", "patterns"], autouse=True)
def road(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run every test over both roads: they have to agree."""
    if request.param == "patterns":
        monkeypatch.setattr(cobertura, "_SMALL_BYTES", 0)


BRANCH = ' branch="true" condition-coverage="{}"'


@pytest.mark.parametrize(
    ("classes", "line", "branch"),
    [
        ([_class(_line(1), _line(2, 0))], (1, 2), (0, 0)),
        ([_class(_line(2, 0), _line(1), _line(2, 5))], (2, 2), (0, 0)),
        (
            [_class(_line(1, "1.0"), _line(2, "1e+06"), _line(3, "-7"), _line(4, "0.0"), _line(5, "12,345"), _line(6, 2**70))],
            (4, 6),
            (0, 0),
        ),
        ([_class(_line(0, 3), _line(1))], (1, 1), (0, 0)),
        ([_class(_line(1, 1, BRANCH.format("50% (1/2)")), _line(2, 1, BRANCH.format("66,67% (2/3)")))], (2, 2), (3, 5)),
        (
            [_class(_line(1, 1, BRANCH.format("100%")), _line(2, 1, ' branch="True"'), _line(3, 1, ' branch="False" '))],
            (3, 3),
            (0, 0),
        ),
        ([_class(_line(1, 2, BRANCH.format("0% (0/2)")))], (1, 1), (0, 2)),
        ([_class(_line(1)), _class(_line(1, 0), _line(2, 0), filename="./a.py")], (1, 2), (0, 0)),
        ([_class(_line(1, 1, BRANCH.format("50% (1/2)"))), _class(_line(1, 1, BRANCH.format("50% (1/2)")))], (1, 1), (1, 2)),
        ([_class(_line(1), filename="")], (1, 1), (0, 0)),
        (['<class name="A" filename="a.py"><methods/></class>', _class(_line(4))], (1, 1), (0, 0)),
        (['<class filename=\'a.py\'><lines><line hits="1" number="1"></line></lines></class>'], (1, 1), (0, 0)),
        ([_class(_line(1), "<!-- <line number='2' hits='0'/> -->")], (1, 1), (0, 0)),
        ([_class(_line(1)), "<!-- ", _class(_line(2, 0)), " -->", _class(_line(3))], (2, 2), (0, 0)),
    ],
)
def test_dialects(classes: list[str], line: tuple[int, int], branch: tuple[int, int]) -> None:
    figures = _count(_document(*classes))
    assert (figures.low["line"], figures.low["branch"]) == (Ratio(*line), Ratio(*branch))


def test_prefixes_and_files_without_name() -> None:
    text = re.sub(r"<(/?)(?!\?)", r"<\1c:", _document(_class(_line(1), _line(2, 0)))).replace(
        "<c:coverage", '<c:coverage xmlns:c="urn:c"', 1
    )
    assert _count(text).low["line"] == Ratio(1, 2)
    report = _read(_document(_class(_line(1), filename=""), _class(filename="")))
    assert [note.id for note in report.notes] == ["file-unnamed"]


def test_a_long_regular_document_with_an_irregular_class() -> None:
    many = "".join(_class(*[_line(n, n % 2) for n in range(1, 40)], filename=f"{n}.py") for n in range(9))
    odd = (
        _class(_line(1, 1, BRANCH.format("50% (1/2)")), _line(1, 1, BRANCH.format("50% (1/2)")), filename="z.py"),
        _class(filename="z.py"),
        '<class name="A" filename="z.py"><lines>\n<line number="1" hits="1"/></lines><x/></class>',
    )
    for more in odd:
        assert _count(_document(many, more, _class(_line(1), filename="z.py"))).low["line"] == Ratio(181, 352)
    with pytest.raises(ReportError, match="3 of 2 branches"):
        _read(_document(many, _class(_line(1, 1, BRANCH.format("150% (3/2)")))))


def test_methods() -> None:
    methods = (
        '<methods><method name="f" signature="()"><lines><line number="1" hits="0"/><line number="2" hits="1"/></lines></method>'
        '<method name="g" signature="()"><lines><line number="5" hits="0"/></lines></method></methods>'
    )
    figures = _count(_document(_class(_line(1, 0), _line(2), methods=methods)))
    assert (figures.low["function"], figures.low["line"]) == (Ratio(1, 2), Ratio(1, 2))
    alone = _count(_document(f'<class name="A" filename="a.py">{methods}<lines></lines></class>'))
    assert (alone.low["function"], alone.low["line"]) == (Ratio(1, 2), Ratio(1, 3))


def test_coverage_py_names_what_it_missed_so_that_shards_merge_exactly() -> None:
    from gates.model.coverage import merge_reports  # here, beside its only use

    shards = [
        _read(_document(_class(_line(1, 1, f'{BRANCH.format("50% (1/2)")} missing-branches="{missing}"'))))
        for missing in ("4", "exit")
    ]
    assert min(merge_reports(shards).files.values()).branches == (2, 2, 2)
    assert min(merge_reports([shards[0], shards[0]]).files.values()).branches == (2, 1, 1)


@pytest.mark.parametrize(
    ("root", "claims", "notes"),
    [
        ('lines-valid="2" lines-covered="1"', [], []),
        ('lines-valid="3" lines-covered="1"', [(1, 0, 0, 0, 0, 0)], ["totals-disagree"]),
        ('line-rate="0.50"', [], []),
        ('line-rate="0.5"', [], []),
        ('line-rate="0.49"', [(0, -1, 0, 0, 0, 0)], ["totals-disagree"]),
        ('line-rate="0.4900"', [(0, -1, 0, 0, 0, 0)], ["totals-disagree"]),
        ('line-rate="NaN" lines-valid="%i" lines-covered="" timestamp="today"', [], []),
        ('lines-valid="2" lines-covered="1" branches-valid="6" branches-covered="5"', [], ["branches-unplaced"]),
        (
            'lines-valid="9" lines-covered="1" branches-valid="6" branches-covered="5"',
            [(7, 0, 6, 5, 0, 0)],
            ["totals-disagree"],
        ),
    ],
)
def test_the_root_is_compared(root: str, claims: list[tuple[int, ...]], notes: list[str]) -> None:
    report = _read(_document(_class(_line(1), _line(2, 0)), root=root))
    assert [tuple(claim)[:6] for claim in report.claims.values()] == claims
    assert [note.id for note in report.notes] == notes


def test_branches_at_the_root_belong_to_the_total() -> None:
    root = 'lines-valid="2" lines-covered="1" branches-valid="6" branches-covered="5"'
    classes = _class(_line(1, 1, BRANCH.format("50% (1/2)")), _line(2, 0))
    assert _count(_document(classes, root=root)).low["branch"] == Ratio(5, 6)
    assert _read(_document(classes, root=root), frozenset({"line"})).unplaced == {}


def test_classes_that_share_lines_explain_the_root() -> None:
    classes = (_class(_line(1), _line(2, 0)), _class(_line(2, 0), _line(3)))
    assert _read(_document(*classes, root='lines-valid="4" lines-covered="2"')).claims == {}


def test_a_summary_keeps_its_totals() -> None:
    figures = _count(
        '<coverage lines-valid="8" lines-covered="7" branches-valid="4" branches-covered="1"><packages/></coverage>'
    )
    assert (figures.low["line"], figures.low["branch"]) == (Ratio(7, 8), Ratio(1, 4))


def test_sources_and_encodings() -> None:
    text = _document(_class(_line(1), filename="ä.py")).replace(
        "<packages>", "<sources><source> C:\\x </source><source/></sources><packages>"
    )
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "iso-8859-1"):
        declared = text.replace('"1.0"', f'"1.0" encoding="{encoding.removesuffix("-sig")}"')
        report = _read(declared.encode(encoding))
        assert set(report.files) == {"ä.py"}
        assert set(report.sources) == {"C:/x", ""}


def test_a_harmless_doctype_is_accepted_and_never_fetched() -> None:
    for doctype in (
        '<!DOCTYPE coverage SYSTEM "http://127.0.0.1:1/coverage-04.dtd">',
        '<!DOCTYPE coverage PUBLIC "-//X//EN" "coverage.dtd" []>',
    ):
        text = _document(_class(_line(1))).replace("?>\n", f"?>\n{doctype}\n", 1)
        assert _count(text).low["line"] == Ratio(1, 1)


def test_a_tag_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml, "TAG_LIMIT_BYTES", 1000)
    chunks = [b'<coverage line-rate="', *[b"x" * 500] * 50]
    with pytest.raises(ReportError, match="is longer than"):
        cobertura.read(iter(chunks), "r.xml", METRICS)


def test_sniff() -> None:
    yes = (
        '<coverage line-rate="1">',
        '\n<?xml version="1.0"?>\n<!-- <html> -->\n<c:coverage lines-valid="1" >',
        "<coverage><packages>",
    )
    no = (
        "",
        "<html>",
        "hello <coverage line-rate=",
        '<coverage generated="1" clover="3"><project>',
        '<coverage version="1"><file path="a">',
    )
    assert all(cobertura.sniff(head.encode()) for head in yes)
    assert sniff(yes[0].encode("utf-16"), "r.xml", "coverage") == "cobertura"
    assert not any(cobertura.sniff(head.encode()) for head in (*no, "<coverages line-rate="))
    assert not cobertura.sniff(b'<coverage generated="1"><project name="p">')


def _oracle(elements: Iterable[object]) -> dict[tuple[str, int], bool]:
    """Give (file, line) → whether it ran, straight from a tree that another parser made."""
    lines: dict[tuple[str, int], bool] = {}
    for element in elements:
        for line in element.findall("lines/line"):  # type: ignore[attr-defined]
            key = (element.get("filename"), int(line.get("number")))  # type: ignore[attr-defined]
            lines[key] = lines.get(key, False) or int(line.get("hits")) > 0
    return lines


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.name)
def test_other_parsers_find_the_same_lines(path: Path) -> None:
    report = _read(path.read_bytes())
    found = {
        (name, line): bool(ran)
        for name, file in report.files.items()
        for line, ran in zip(file.lines.keys(), file.lines.flags(), strict=True)
    }
    assert found == _oracle(lxml.etree.parse(path).iter("class"))
    assert found == _oracle(defusedxml.ElementTree.parse(path, forbid_external=False).iter("class"))


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Draw a document that is regular, or nearly so."""
    classes = []
    for name in draw(st.lists(st.sampled_from(["a.py", "b.py"]), min_size=1, max_size=4)):
        lines = []
        for number, hits in draw(st.lists(st.tuples(st.integers(0, 9), st.integers(-1, 2)), max_size=5)):
            taken, valid = draw(st.sampled_from([(0, 2), (1, 2), (2, 2), (1, 3)]))
            missing = draw(st.sampled_from(["", ' missing-branches="3"', ' missing-branches="3,exit"']))
            more = draw(st.sampled_from(["", ' branch="false"', BRANCH.format(f"5% ({taken}/{valid})") + missing]))
            lines.append(_line(number, hits, more))
        classes.append(_class(*lines, filename=name, methods=draw(st.sampled_from(["<methods/>", "", "<methods> </methods>"]))))
        classes.append(
            draw(
                st.sampled_from(
                    [
                        "",
                        "",
                        "<!-- c -->",
                        f"<!-- {_class(_line(11, 0))} -->",
                        '</classes></package><package name="q"><classes>',
                    ]
                )
            )
        )
    return _document(
        *classes, _class(_line(12)), root=draw(st.sampled_from(['line-rate="1"', 'lines-valid="3" lines-covered="2"']))
    )


@given(documents(), st.integers(1, 200), st.integers(2, 4))
def test_roads_chunks_and_shares_agree(text: str, chunk_bytes: int, shares: int) -> None:
    data = text.encode()
    chunks = [data[at : at + chunk_bytes] for at in range(0, len(data), chunk_bytes)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cobertura, "_SMALL_BYTES", 1 << 30)
        careful = _read(data)
        assert cobertura.read(chunks, "r.xml", METRICS) == careful
        patch.setattr(cobertura, "_SMALL_BYTES", 0)
        assert cobertura.read(chunks, "r.xml", METRICS) == careful
        parts = [cobertura.read_share(chunks, "r.xml", METRICS, n, shares) for n in range(shares)]
        if None not in parts:
            assert cobertura.finish(parts, "r.xml") == careful


def test_patterns_are_used_at_all() -> None:
    text = _document(*[_class(*[_line(n, n % 2) for n in range(1, 40)], filename=f"{n}.py") for n in range(99)])
    parts = [cobertura.read_share([text.encode()], "r.xml", METRICS, n, 2) for n in range(2)]
    used = None not in parts
    assert used
    assert cobertura.finish(parts, "r.xml") == _read(text)
    irregular = re.sub("<line ", "<line\t", text, count=1)
    assert cobertura.read_share([irregular.encode()], "r.xml", METRICS, 1, 2) is None
    assert _count(irregular) == _count(text)


@given(st.binary(max_size=300) | documents().flatmap(lambda text: st.integers(0, len(text)).map(lambda at: text[:at].encode())))
def test_any_bytes_are_a_report_or_an_error(data: bytes) -> None:
    try:
        report = cobertura.read([data], "r.xml", METRICS)
    except ReportError as error:
        assert error.where.startswith("r.xml")
    else:
        assert report.files or report.unplaced
