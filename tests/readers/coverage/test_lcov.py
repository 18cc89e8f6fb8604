import pytest
from hypothesis import given
from hypothesis import strategies as st

from gates.errors import ReportError
from gates.model.coverage import CoverageReport, RepoPath, Totals
from gates.model.figures import Figures, add_up, open_ledger
from gates.model.ratio import Ratio
from gates.readers import digits
from gates.readers.coverage import lcov

METRICS = frozenset({"line", "branch", "function"})


def _read(text: str | bytes, wanted: frozenset[str] = METRICS) -> CoverageReport:
    data = text.encode() if isinstance(text, str) else text
    return lcov.read([data], "r.info", wanted)


def _count(text: str | bytes) -> Figures:
    ledger = open_ledger(_read(text))
    return add_up(ledger, ledger.paths)


def _section(*records: str) -> str:
    return "\n".join(["SF:a.c", *records, "end_of_record\n"])


@pytest.fixture(params=["careful", "regular"], autouse=True)
def road(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run every test over both roads: they have to agree."""
    if request.param == "regular":
        monkeypatch.setattr(digits, "_SMALL_BYTES", 0)
        monkeypatch.setattr(digits, "_LARGE_BYTES", 0)


@pytest.mark.parametrize(
    ("records", "line", "branch", "function"),
    [
        (["DA:1,1", "DA:2,0"], (1, 2), (0, 0), (0, 0)),
        (["DA:2,0", "DA:1,1", "DA:2,3", "LF:3"], (2, 2), (0, 0), (0, 0)),
        (["DA:1,5,abc", "DA:2,0,def"], (1, 2), (0, 0), (0, 0)),
        (["DA:1,-7", "DA:2,18446744073709551660", "DA:3,1e+06", "DA:4,0.0", "DA:5,.5"], (3, 5), (0, 0), (0, 0)),
        (["DA:0,9", "DA:1,1"], (1, 1), (0, 0), (0, 0)),
        (["DA:1,1", "BRDA:1,0,0,-", "BRDA:1,0,1,0", "BRDA:1,0,2,4"], (1, 1), (1, 3), (0, 0)),
        (["DA:1,1", "BRDA:1,0,0,0", "BRDA:1,0,0,1"], (1, 1), (1, 1), (0, 0)),
        (["BRDA:1,e0,0,1", "BRDA:1,e0,1,0", "DA:1,1"], (1, 1), (1, 2), (0, 0)),
        (["DA:1,1", "BRDA:1,0,jump to line 4,1", "BRDA:1,0,exit, f(a,b),0"], (1, 1), (1, 2), (0, 0)),
        (["DA:1,1", "BRDA:1,0,a && b,1", "BRDA:1,0,a && b,0"], (1, 1), (1, 2), (0, 0)),
        (["DA:1,1", "BRDA:1,0,99999,1", "BRDA:1,70000,0,0"], (1, 1), (1, 2), (0, 0)),
        (["DA:1,1", "BRDA:1,0,7,1", "BRDA:1,0,7,0", "BRDA:1,0,x,0"], (1, 1), (1, 2), (0, 0)),
        (["FN:1,f", "FN:3,g", "FNDA:2,f", "FNDA:0,g", "DA:1,1"], (1, 1), (0, 0), (1, 2)),
        (["FN:1,9,f(a, b)", "FNDA:1,f(a, b)", "DA:1,1"], (1, 1), (0, 0), (1, 1)),
        (["FN:1,f", "DA:1,1"], (1, 1), (0, 0), (0, 1)),
        (["FNDA:1,f", "FNDA:0,f", "DA:1,1"], (1, 1), (0, 0), (1, 1)),
        (["FNL:0,1,5", "FNA:0,0,f<int>", "FNA:0,2,f<char>", "FNL:1,7", "DA:1,1"], (1, 1), (0, 0), (1, 2)),
        (["MCDC:1,2,t,1,0,a, b", "MCF:2", "MCH:1", "VER:#1", "# a comment", "", "DA:1,1"], (1, 1), (0, 0), (0, 0)),
        (["LF:10", "LH:7", "BRF:4", "BRH:1"], (7, 10), (1, 4), (0, 0)),
    ],
)
def test_dialects(records: list[str], line: tuple[int, int], branch: tuple[int, int], function: tuple[int, int]) -> None:
    figures = _count(_section(*records))
    assert (figures.low["line"], figures.low["branch"], figures.low["function"]) == (
        Ratio(*line),
        Ratio(*branch),
        Ratio(*function),
    )


def test_sections_of_one_file_add_up() -> None:
    figures = _count(_section("DA:1,1", "DA:2,0") + _section("DA:1,0", "DA:2,1") + "SF:./a.c\nDA:3,0\nend_of_record\n")
    assert figures.low["line"] == Ratio(2, 3)


def test_windows_bom_crlf_and_here_documents() -> None:
    text = "\ufeff" + "TN:\nSF:C:\\repo\\a.c\nDA:1,1\nend_of_record\n".replace("\n", "\r\n") + "EOF\n"
    assert set(_read(text).files) == {"C:/repo/a.c"}


def test_bytes_that_are_no_text_stay_apart() -> None:
    files = _read(b"SF:\xff\nDA:1,1\nend_of_record\nSF:\xfe\nDA:1,1\nend_of_record\n").files
    assert sorted(files) == ["\udcfe", "\udcff"]


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("SF:a\nDA:1,1\n", "unterminated"),
        ("SF:a\nDA:1,1\nend_of_record\nSF:b\nDA:1,1", "unterminated"),
        ("SF:a\nDA:1,1\nSF:b\nDA:1,1\nend_of_record\n", "unterminated"),
        ("SF:a\nDA:1,1\nend_of_record", "cut-at-end"),
        ("SF:a\nDA:1,1\nDA:3,0\nDA:2,0\nend_of_record\n", "disorder"),
        ("SF:a\nDA:1,1\nDA:1,0\nend_of_record\n", "disorder"),
    ],
)
def test_what_may_not_be_whole_is_doubted(text: str, doubt: str) -> None:
    assert [note.id for note in _read(text).doubts] == [doubt]


@pytest.mark.parametrize(
    "text", ["SF:a\nLF:1\nLH:1\nend_of_record", "SF:a\nDA:1,1\nend_of_record\n", "SF:a\nDA:2,1\nDA:1,1\nLF:2\nend_of_record\n"]
)
def test_what_is_whole_is_not_doubted(text: str) -> None:
    assert _read(text).doubts == frozenset()


def test_totals_that_contradict_the_records_are_claims() -> None:
    report = _read(_section("DA:1,1", "DA:2,0", "LF:5", "LH:1", "BRF:0", "BRH:0", "FNF:1", "FNH:0"))
    assert report.claims == {("r.info", RepoPath("a.c")): Totals(lines=3)}
    assert [note.id for note in report.notes] == ["totals-disagree"]


def test_what_is_not_wanted_is_passed_over_but_not_its_faults() -> None:
    text = _section("FN:1,f", "FNDA:1,f", "BRDA:1,0,0,1", "BRDA:1,0,1,-", "BRF:2", "BRH:1", "DA:1,1", "LF:1", "LH:1")
    report = _read(text, frozenset({"line"}))
    assert report == _read(_section("DA:1,1", "LF:1", "LH:1"))
    with pytest.raises(ReportError, match="BRDA"):
        _read(text.replace("BRDA:1,0,1,-", "BRDA:1,0,1,x"), frozenset({"line"}))


def test_line_numbers_that_fit_nowhere() -> None:
    for line in (1_234_567_890, 2**32, 2**70):
        with pytest.raises(ReportError, match="not a well-formed DA record"):
            _read(_section(f"DA:{line},1"))


def test_an_empty_name_without_records_is_nothing() -> None:
    assert set(_read(_section("DA:1,1") + "SF:\nLF:0\nend_of_record\n").files) == {"a.c"}


def test_sniff() -> None:
    assert lcov.sniff(b"\xef\xbb\xbfTN:\nSF:a\n")
    assert lcov.sniff(b"# made by hand\n\nSF:a\n")
    assert lcov.sniff(b"DA:1,1\n")
    for head in (b"", b"\n", b"# only\n", b"end_of_record\n", b"hello", b"<coverage>", b'{"SF": 1}', b"DA"):
        assert not lcov.sniff(head)


@st.composite
def tracefiles(draw: st.DrawFn) -> str:
    """Draw a tracefile whose records are regular, or nearly so."""
    sections = []
    for path in draw(st.lists(st.sampled_from(["a.c", "b.c"]), min_size=1, max_size=4)):
        lines = draw(st.lists(st.tuples(st.integers(0, 9), st.integers(-1, 3)), min_size=1, max_size=6))
        branches = draw(
            st.lists(st.tuples(st.integers(1, 9), st.integers(0, 2), st.sampled_from(["0", "1", "x", "0,y"])), max_size=5)
        )
        taken = [draw(st.sampled_from(["-", "0", "2"])) for _ in branches]
        records = [f"BRDA:{line},{block},{name},{ran}" for (line, block, name), ran in zip(branches, taken, strict=True)]
        records += [f"DA:{line},{hits}" for line, hits in lines] + ["DA:10,1", f"LF:{len(lines)}"]
        sections.append("\n".join([f"SF:{path}", *draw(st.permutations(records)), "end_of_record\n"]))
    return "".join(sections)


@given(tracefiles(), st.integers(1, 40), st.integers(1, 4))
def test_roads_chunks_and_shares_agree(text: str, chunk_bytes: int, shares: int) -> None:
    data = text.encode()
    chunks = [data[at : at + chunk_bytes] for at in range(0, len(data), chunk_bytes)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(digits, "_SMALL_BYTES", 1 << 30)
        careful = _read(data)
        assert lcov.finish([lcov.read_share(chunks, "r.info", METRICS, n, shares) for n in range(shares)], "r.info") == careful
        patch.setattr(digits, "_SMALL_BYTES", 0)
        assert _read(data) == careful
        patch.setattr(digits, "_LARGE_BYTES", 0)
        assert lcov.read(chunks, "r.info", METRICS) == careful


@given(st.binary(max_size=200) | st.text("TNSFDABRLH:,\n0123456789-_endofrcx", max_size=200).map(str.encode))
def test_any_bytes_are_a_report_or_an_error(data: bytes) -> None:
    try:
        report = lcov.read([data], "r.info", METRICS)
    except ReportError as error:
        assert error.where.startswith("r.info")
    else:
        assert report.files or report.unplaced


def test_the_first_line_of_a_fault_is_told() -> None:
    text = _section("DA:1,1") * 3 + _section("DA:1,1", "DA:x,1")
    with pytest.raises(ReportError) as caught:
        lcov.read([text[:20].encode(), text[20:].encode()], "r.info", METRICS)
    assert caught.value.where == "r.info:12"
