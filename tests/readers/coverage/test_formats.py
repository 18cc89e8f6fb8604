"""What single formats mean, where a real report that shows it would be long or cannot be made."""

import json
from typing import Any

import pytest

from gates.errors import ReportError
from gates.model.coverage import CoverageReport
from gates.model.figures import add_up, open_ledger
from gates.readers import json as json_reader
from gates.readers.coverage import (
    clover,
    codecov_json,
    coveragepy_json,
    coveralls_json,
    gcovr_json,
    gcovr_summary_json,
    go_coverprofile,
    istanbul_json,
    istanbul_summary_json,
    jacoco,
    jacoco_csv,
    lcov,
    llvm_cov_json,
    opencover,
    simplecov,
    sonarqube_generic,
)

ALL = frozenset({"line", "branch", "function", "statement", "region"})


def _read(reader: Any, text: str | object, wanted: frozenset[str] = ALL) -> CoverageReport:
    data = text if isinstance(text, str) else json.dumps(text)
    report: CoverageReport = reader.read([data.encode()], "r", wanted)
    return report


def _count(report: CoverageReport, metric: str = "line") -> tuple[int, int]:
    return tuple(add_up(open_ledger(report), open_ledger(report).paths, [metric]).low[metric])  # type: ignore[return-value]


def _lines(report: CoverageReport, path: str) -> dict[int, bool]:
    return dict(report.files[path].lines.told())  # type: ignore[index]  # a literal stands for a path


JACOCO = '<report name="a">{}</report>'
FILE = '<sourcefile name="A.java"><line nr="{}" mi="0" ci="1"/></sourcefile>'


def test_jacoco_packages_groups_and_methods() -> None:
    package = (
        '<package name="org/app"><class name="org/app/A$B"><method name="run" desc="()V" line="3">'
        '<counter type="METHOD" missed="0" covered="1"/><counter type="LINE" missed="0" covered="1"/></method></class>'
        '<sourcefile name="A.java"><line nr="3" mi="0" ci="2" mb="1" cb="1"/><line nr="4" mi="1" ci="0"/></sourcefile></package>'
    )
    report = _read(jacoco, JACOCO.format(package))
    assert list(report.files) == ["org/app/A.java"]
    assert (_count(report), _count(report, "branch"), _count(report, "function")) == ((1, 2), (1, 2), (1, 1))
    groups = "".join(f'<group name="{name}"><package name="p">{FILE.format(3)}</package></group>' for name in ("one", "two"))
    assert sorted(_read(jacoco, JACOCO.format(groups)).files) == ["one/p/A.java", "two/p/A.java"]
    alone = f'<group name="one"><group name="deep"><package name="p">{FILE.format(3)}</package></group></group>'
    assert list(_read(jacoco, JACOCO.format(alone)).files) == ["p/A.java"]


def test_jacoco_of_gcovr_tells_no_lines() -> None:
    text = (
        '<package name=""><sourcefile name="m.cpp"><line nr="3"/><line nr="8" mb="1" cb="1"/>'
        '<counter type="LINE" missed="1" covered="1"/><counter type="BRANCH" missed="1" covered="1"/></sourcefile></package>'
        '<counter type="LINE" missed="1" covered="1"/>'
    )
    report = _read(jacoco, JACOCO.format(text))
    assert (_count(report), _count(report, "branch")) == ((1, 2), (1, 2))
    assert [note.id for note in report.notes] == ["totals-only"]
    assert _count(report, "line-strict") == (0, 0)


def test_blanks_and_comments_between_elements_are_nothing() -> None:
    text = JACOCO.format(f'\n<!-- x --><package name="p">\n{FILE.format(3)}\n</package>\n')
    assert _count(_read(jacoco, text)) == (1, 1)
    assert _count(_read(clover, _clover('\n<file name="a">\n<line num="1" count="1"/>\n</file>'))) == (1, 1)


def test_jacoco_totals_are_compared() -> None:
    text = f'<package name="p">{FILE.format(3)}</package><counter type="LINE" missed="3" covered="1"/>'
    report = _read(jacoco, JACOCO.format(text))
    assert [claim.lines for claim in report.claims.values()] == [3]
    assert [note.text for note in report.notes] == ["its own totals differ from its records: 4 for 1 lines"]


def _clover(files: str, metrics: str = "") -> str:
    return f'<coverage clover="3"><project>{metrics}{files}</project><testproject><file name="t.js"/></testproject></coverage>'


def test_clover_branches_stand_on_lines_only_if_they_add_up() -> None:
    lines = '<line num="1" type="cond" truecount="2" falsecount="0"/><line num="2" type="stmt" count="0"/>'
    exact = f'<file name="A.java"><metrics conditionals="2" coveredconditionals="1"/>{lines}</file>'
    report = _read(clover, _clover(f'<package name="org.app">{exact}</package>'))
    assert list(report.files) == ["org/app/A.java"]
    assert (_count(report), _count(report, "branch")) == ((1, 2), (1, 2))
    assert report.unplaced == {}
    more = f'<file name="a.js" path="/r/a.js"><metrics conditionals="5" coveredconditionals="3"/>{lines}</file>'
    report = _read(clover, _clover(more))
    assert (_count(report), _count(report, "branch")) == ((1, 2), (3, 5))
    assert list(report.unplaced) == [("r", "/r/a.js")]


def test_clover_functions_and_files_without_lines() -> None:
    php = '<file name="/r/a.php"><line num="3" type="method" name="f" count="1"/><line num="4" type="stmt" count="1"/></file>'
    report = _read(clover, _clover(php, '<metrics methods="1" coveredmethods="0"/>'))
    assert (_count(report, "function"), report.claims) == ((1, 1), {})
    bare = '<file name="a.js"><metrics statements="4" coveredstatements="9" methods="2" coveredmethods="1"/></file>'
    report = _read(clover, _clover(php + bare))
    assert _count(report, "function") == (2, 3)
    bare = bare.replace('"9"', '"3"')
    report = _read(clover, _clover(php + bare))
    assert (_count(report), [note.id for note in report.notes]) == ((4, 5), ["totals-only"])
    whole = _read(clover, _clover("", '<metrics statements="8" coveredstatements="2"/>'))
    assert _count(whole) == (2, 8)


OPENCOVER = (
    "<CoverageSession><Summary numSequencePoints='{}' visitedSequencePoints='1'/><Modules>{}</Modules></CoverageSession>"
)


def test_opencover_points() -> None:
    points = (
        "<SequencePoints><SequencePoint vc='1' sl='3' sc='5' fileid='1'/><SequencePoint vc='0' sl='3' sc='9' fileid='1'/>"
        "<SequencePoint vc='0' sl='4' fileid='9'/></SequencePoints>"
        "<BranchPoints><BranchPoint vc='2' sl='3' offset='7' path='0' fileid='1'/><BranchPoint vc='0' sl='3' offset='7' path='1'/>"
        "</BranchPoints>"
    )
    method = f"<Method>\n<Name>A::Run()</Name><FileRef uid='1'/>{points}</Method>"
    files = "<Files><File uid='1' fullPath='C:\\app\\A.cs'/></Files>"
    module = f"<Module>{files}{method}<Method skippedDueTo='Filter'>{points}</Method></Module><Module skippedDueTo='x'>{method}</Module>"
    report = _read(opencover, OPENCOVER.format(3, module))
    assert _lines(report, "C:/app/A.cs") == {3: True}
    assert sorted(report.files) == ["(no file name)", "C:/app/A.cs"]
    counts = [_count(report, metric) for metric in ("line", "statement", "branch", "function")]
    assert counts == [(1, 2), (1, 3), (1, 2), (1, 2)]
    assert report.claims == {}
    assert [claim.statements for claim in _read(opencover, OPENCOVER.format(9, module)).claims.values()] == [6]


def test_sonarqube_merges_what_stands_there_twice() -> None:
    files = "".join(
        f'<file path="a.py"><lineToCover lineNumber="1" covered="{covered}"{more}/></file>'
        for covered, more in (("false", ""), ("true", ' branchesToCover="2"'))
    )
    report = _read(sonarqube_generic, f'<coverage version="1">\n{files}\n</coverage>')
    assert (_count(report), _count(report, "branch")) == ((1, 1), (0, 2))


def test_sonarqube_behind_many_comments_is_found_and_missed_at_once() -> None:
    head = b'<coverage version="1">' + b"<!----> " * 64
    assert [sonarqube_generic.sniff(head + rest) for rest in (b'<file path="a">', b"<lines>")] == [True, False]


def test_coveragepy_summaries_count_where_lists_tell_too_much_or_too_little() -> None:
    file = {"executed_lines": [1, 2, 3], "missing_lines": [4], "summary": {"covered_lines": 2, "num_statements": 3}}
    document = {"meta": {}, "files": {"a.py": file}, "totals": {"covered_lines": 2, "num_statements": 3}}
    report = _read(coveragepy_json, document)
    assert (_count(report), report.claims) == ((2, 3), {})
    lying = document | {"totals": {"covered_lines": 3, "num_statements": 3}}
    report = _read(coveragepy_json, lying)
    assert (_count(report), report.corrections) == ((3, 4), {})
    assert {place[1]: (claim.lines, claim.lines_covered) for place, claim in report.claims.items()} == {
        "a.py": (-1, -1),
        "": (-1, 0),
    }


def test_coveragepy_branches_merge_by_where_they_go() -> None:
    one = {"executed_lines": [1], "missing_lines": [], "executed_branches": [[1, 2]], "missing_branches": [[1, -1], [3, 4]]}
    two = one | {"executed_branches": [[1, -1]], "missing_branches": [[1, 2], [3, 4]]}
    from gates.model.coverage import merge_reports

    reports = [_read(coveragepy_json, {"meta": {}, "files": {"a.py": file}}) for file in (one, two)]
    assert _count(reports[0], "branch") == (1, 3)
    assert _count(merge_reports(reports), "branch") == (2, 3)
    assert _count(_read(coveragepy_json, {"meta": {}, "files": {"a.py": one}}, frozenset({"line"})), "branch") == (0, 0)


def _place(line: int, column: int = 0) -> dict[str, Any]:
    return {"start": {"line": line, "column": column}, "end": {"line": line, "column": column + 5}}


def _istanbul(**more: Any) -> dict[str, Any]:
    empty: dict[str, Any] = {"statementMap": {}, "s": {}, "fnMap": {}, "f": {}, "branchMap": {}, "b": {}}
    return {"a.js": empty | more}


def test_istanbul_statements_lines_and_marks_to_skip() -> None:
    places = {"0": _place(1), "1": _place(1), "2": _place(2) | {"skip": True}, "3": _place(3)}
    report = _read(istanbul_json, _istanbul(statementMap=places, s={"0": 0, "1": 2, "2": 0, "3": 0}))
    assert _lines(report, "a.js") == {1: True, 2: True, 3: False}
    assert _count(report, "statement") == (2, 4)
    function = {"name": "f", "line": 1, "decl": _place(1), "loc": _place(1)}
    old = {"name": "f", "line": 9, "skip": True, "loc": _place(1)}
    branch = {"type": "if", "line": 1, "loc": _place(1), "locations": [_place(1), _place(1) | {"skip": True}]}
    bare = {"type": "if", "locations": [_place(2), _place(3)]}
    report = _read(
        istanbul_json,
        _istanbul(
            statementMap=places,
            s={"0": 0, "1": 2, "2": 0, "3": 0},
            fnMap={"0": function, "1": function, "2": old},
            f={"0": 1, "1": 0, "2": 0},
            branchMap={"0": branch, "1": branch, "2": bare},
            b={"0": [1, 0], "1": [0, 0], "2": [0, 3]},
        ),
    )
    assert (_count(report, "function"), _count(report, "branch")) == ((2, 3), (4, 6))


def test_istanbul_summary() -> None:
    counts = {kind: {"total": 4, "covered": 3} for kind in ("lines", "statements", "functions", "branches")}
    report = _read(istanbul_summary_json, {"total": counts, "a.js": counts})
    assert [_count(report, metric) for metric in ("line", "statement", "function", "branch")] == [(3, 4)] * 4
    assert (report.claims, report.files) == ({}, {})
    assert _count(_read(istanbul_summary_json, {"total": counts})) == (3, 4)
    none = {kind: {"total": 0, "covered": 0, "pct": "Unknown"} for kind in counts}
    assert list(_read(istanbul_summary_json, {"total": counts, "a.js": counts, "b.js": none}).unplaced) == [("r", "a.js")]


def _export(*segments: list[Any], **more: Any) -> dict[str, Any]:
    return {"data": [{"files": [{"filename": "a.c", "segments": list(segments), **more}]}]}


@pytest.mark.parametrize(
    ("segments", "lines"),
    [
        ([[1, 1, 2, True, True, False], [3, 1, 0, False, False, False]], {1: True, 2: True, 3: True}),
        ([[1, 1, 0, True, True, False], [2, 1, 5, True, True, False], [2, 9, 0, False, False, False]], {1: False, 2: True}),
        ([[1, 1, 1, True, True, False], [2, 1, 0, False, True, False], [4, 1, 1, True, False, False]], {1: True}),
        ([[1, 1, 1, True, True], [2, 1, 0, False, False]], {1: True, 2: True}),
        ([[1, 1, 1, True, True, True], [3, 1, 0, False, False, False]], {2: True, 3: True}),
    ],
)
def test_llvm_lines_come_from_segments(segments: list[list[Any]], lines: dict[int, bool]) -> None:
    assert _lines(_read(llvm_cov_json, _export(*segments)), "a.c") == lines


def test_llvm_summaries_count() -> None:
    segments = ([1, 1, 2, True, True, False], [3, 1, 0, False, False, False])
    branch = [1, 5, 1, 9, 1, 0, 0, 0, 4]
    summary = {
        "lines": {"count": 5, "covered": 4},
        "branches": {"count": 2, "covered": 1},
        "functions": {"count": 1, "covered": 1},
        "regions": {"count": 7, "covered": 6},
    }
    document = _export(*segments, branches=[branch, branch], summary=summary)
    document["data"][0]["totals"] = summary
    report = _read(llvm_cov_json, document)
    counts = [_count(report, metric) for metric in ("line", "branch", "function", "region")]
    assert (counts, report.claims) == ([(4, 5), (1, 2), (1, 1), (6, 7)], {})
    alone = {"data": [{"files": [{"filename": "a.c", "summary": summary}], "totals": summary}]}
    report = _read(llvm_cov_json, alone)
    assert (_count(report), [note.id for note in report.notes]) == ((4, 5), ["totals-only"])
    assert _count(_read(llvm_cov_json, document, frozenset({"line"})), "branch") == (0, 0)


def test_go_blocks_are_merged_and_spread_over_lines() -> None:
    text = "mode: set\nm/a.go:1.2,3.4 2 0\nm/a.go:3.5,4.2 1 1\nmode: count\nm/a.go:1.2,3.4 2 7\nm/a.go:9.1,9.9 0 1\n"
    report = _read(go_coverprofile, text)
    assert _lines(report, "m/a.go") == {1: True, 2: True, 3: True, 4: True}
    assert (_count(report, "statement"), report.doubts) == ((3, 3), frozenset())
    same = _read(go_coverprofile, "mode: set\nm/a.go:1.2,3.4 2 0\nm/a.go:1.2,5.4 1 1\n")
    assert _count(same, "statement") == (1, 3)
    assert [doubt.id for doubt in _read(go_coverprofile, text[:-1]).doubts] == ["unterminated"]


def test_gcovr_drops_what_is_marked() -> None:
    line = {"line_number": 3, "count": 1, "branches": [{"count": 0, "gcovr/excluded": True}, {"count": 2}]}
    twin = {"line_number": 3, "count": 0, "function_name": "g", "branches": [{"count": 0}]}
    gone = {"line_number": 4, "count": 1, "gcovr/noncode": True}
    functions = [{"name": "f", "lineno": 3, "execution_count": 1}, {"name": "x", "lineno": 4, "gcovr/excluded": True}]
    old = {"filename": "b.c", "lines": [{"line_number": 1, "count": 0}]}
    files = [{"file": "a.c", "lines": [line, twin, gone], "functions": functions}, old]
    report = _read(gcovr_json, {"gcovr/format_version": "0.15", "files": files})
    assert [_count(report, metric) for metric in ("line", "branch", "function")] == [(1, 2), (1, 2), (1, 1)]


def test_simplecov_merges_commands_by_its_own_rule() -> None:
    one = {"coverage": {"/a.rb": {"lines": [1, None, 0, 0, "ignored"]}}}
    two = {"coverage": {"/a.rb": {"lines": [0, 0, None, 0, 3, 1]}}}
    report = _read(simplecov, {"unit": one, "system": two})
    assert _lines(report, "/a.rb") == {1: True, 4: False, 5: True, 6: True}
    arms = {"[:if, 0, 3, 4, 5, 7]": {"[:then, 1, 4, 6, 4, 9]": 1, "[:else, 2, 3, 4, 5, 7]": 0}}
    report = _read(simplecov, {"RSpec": {"coverage": {"/a.rb": {"lines": [1], "branches": arms}, "/b.rb": [None, 1]}}})
    assert (_count(report), _count(report, "branch")) == ((2, 2), (1, 2))
    listed = [
        {"type": "then", "start_line": 1, "end_line": 2, "coverage": 1},
        {"type": "else", "start_line": 1, "end_line": 2, "coverage": "ignored"},
    ]
    for document in (
        {"meta": {}, "coverage": {"/a.rb": {"lines": [1, 0], "branches": listed}}},
        {"files": [{"filename": "/a.rb", "coverage": {"lines": [1, 0], "branches": listed}}]},
    ):
        report = _read(simplecov, document)
        assert (_count(report), _count(report, "branch")) == ((1, 2), (1, 1))


def test_gcovr_takes_no_line_number_that_no_line_can_have() -> None:
    for line in (-1, 1 << 33):
        file = {"file": "a.c", "lines": [{"line_number": 1, "count": 1}, {"line_number": line, "count": 1}]}
        with pytest.raises(ReportError, match=f"{line} is no line number"):
            _read(gcovr_json, {"gcovr/format_version": "0.15", "files": [file]})


def test_codecov_lines_run_if_a_part_of_them_did() -> None:
    entries = {"1": 5, "2": "1/2", "3": 0, "4": None, "5": "0/1", "6": "1/1", "7": "0/3", "8": "12"}
    report = _read(codecov_json, {"coverage": {"./src/a.rs": entries, "b.py": {}}})
    assert _lines(report, "src/a.rs") == {1: True, 2: True, 3: False, 5: False, 6: True, 7: False, 8: True}
    assert [_count(report, metric) for metric in ("branch", "line-strict")] == [(1, 5), (3, 7)]
    assert [note.id for note in report.notes] == ["parts-as-branches"]


def test_codecov_arrays_begin_with_no_line() -> None:
    document = {"meta": {}, "coverage": {"a.py": [None, 1, 0, None, True, "1/3"], "b.py": []}, "messages": {"a.py": {"1": "x"}}}
    report = _read(codecov_json, document)
    assert _lines(report, "a.py") == {1: True, 2: False, 4: True, 5: True}
    assert [_count(report, metric) for metric in ("branch", "line-strict")] == [(2, 5), (1, 4)]
    whole = _read(codecov_json, {"coverage": {"a.py": {"1": 1}}})
    assert (_count(whole, "line-strict"), whole.notes) == ((1, 1), frozenset())


def test_coveralls_lines_branches_and_functions() -> None:
    functions = [{"name": "f", "exec": False}, {"name": "f", "exec": True}, {"name": "g", "exec": False}]
    branches = [2, 0, 0, 4, 2, 0, 1, 0, 2, 0, 1, 0, 3, 1 << 20, -1, 1]
    file = {"name": "a.c", "coverage": [None, 1, 0], "branches": branches, "functions": functions}
    again = {"name": "a.c", "coverage": [None, 0, 0, 1], "branches": None, "source": "…"}
    report = _read(coveralls_json, {"service_name": "", "source_files": [file, again]})
    assert _lines(report, "a.c") == {2: True, 3: False, 4: True}
    assert [_count(report, metric) for metric in ("branch", "function")] == [(2, 3), (1, 2)]


def test_coveralls_branches_are_those_of_lcov() -> None:
    from gates.model.coverage import merge_reports

    info = "SF:a.c\nDA:2,1\nBRDA:2,0,0,0\nBRDA:2,0,1,3\nend_of_record\n"
    file = {"name": "a.c", "coverage": [None, 1], "branches": [2, 0, 0, 4, 2, 0, 1, 0]}
    reports = [_read(lcov, info), _read(coveralls_json, {"source_files": [file]})]
    assert [_count(report, "branch") for report in (*reports, merge_reports(reports))] == [(1, 2), (1, 2), (2, 2)]


def test_gcovr_summaries_count_what_they_tell_of() -> None:
    file = {"filename": "a.c", "line_total": 4, "line_covered": 3, "branch_total": 2, "branch_covered": 1}
    totals = {"gcovr/summary_format_version": "0.2", "line_total": 4, "line_covered": 3}
    report = _read(gcovr_summary_json, totals | {"files": [file]})
    assert [_count(report, metric) for metric in ("line", "branch", "function")] == [(3, 4), (1, 2), (0, 0)]
    assert (list(report.unplaced), report.files, report.claims) == ([("r", "a.c")], {}, {})
    assert [note.id for note in report.notes] == ["totals-only"]
    lying = _read(gcovr_summary_json, totals | {"line_total": 9, "files": [file]})
    assert [claim.lines for claim in lying.claims.values()] == [5]


CSV = "GROUP,PACKAGE,CLASS,LINE_COVERED,LINE_MISSED,BRANCH_MISSED,BRANCH_COVERED,METHOD_MISSED,METHOD_COVERED\n"


def test_jacoco_csv_adds_up_classes() -> None:
    rows = 'g,p,A,3,1,1,1,0,2\r\ng,p,"B.new F<K,""V"">() {...}",0,2,0,0,1,0\n'
    report = _read(jacoco_csv, "\ufeff" + CSV + rows)
    assert [_count(report, metric) for metric in ("line", "branch", "function")] == [(3, 6), (1, 2), (2, 3)]
    assert (list(report.unplaced), report.files) == ([("r", "")], {})
    assert [note.id for note in report.notes] == ["totals-only"]
    odd = CSV + "g,p,A\u2028\x0b\x1c,3,1,1,1,0,2\n"
    assert _count(_read(jacoco_csv, odd)) == (3, 4)
    with pytest.raises(ReportError, match="field larger than field limit"):
        _read(jacoco_csv, CSV + "g" * 200_000 + ",p,A,3,1,1,1,0,2\n")


def test_codecov_and_simplecov_tell_their_arrays_apart() -> None:
    for text, reader in (
        ('{"coverage": {"/r/a.rb": [null, 1]}, "messages": {}}', codecov_json),
        ('{"meta": {"version": "codecov-ruby/v0.1.3"}, "coverage": {"/r/a.rb": [null, 1]}}', codecov_json),
        ('{"coverage": {"/r/a.rs": {"1": 1}}}', codecov_json),
        ('{"coverage": {"/r/a.rb": [1, null]}, "timestamp": 1}', simplecov),
        ('{"coverage": {"/r/a.rb": [null, 1], "/r/b.rb": [0]}, "timestamp": 1}', simplecov),
        ('{"meta": {"simplecov_version": "0.22.0"}, "coverage": {"/r/a.rb": {"lines": [null, 1]}}}', simplecov),
        ('{"RSpec": {"coverage": {"/r/a.rb": [null, 1]}}}', simplecov),
    ):
        assert [each for each in (codecov_json, simplecov) if each.sniff(text.encode())] == [reader], text


@pytest.mark.parametrize("size_bytes", [0, 1 << 17], ids=["small", "large"])
def test_json_of_any_size_meets_the_same_end(size_bytes: int) -> None:
    fill = " " * size_bytes
    assert json_reader.decode([b'\xef\xbb\xbf{"a": [1, 2]}', fill.encode()], "r") == {"a": [1, 2]}
    deep = "[" * 200_000 + fill + "]" * 200_000
    for text, message in (
        ('{"a": \n' + fill, "not well-formed JSON"),
        (f'{{"a": NaN{fill}}}', "not well-formed JSON"),
        (f'{{"a": "\udcff{fill}"}}', "UTF-8"),
        (deep, "too deep in one another"),
    ):
        with pytest.raises(ReportError, match=message):
            json_reader.decode([text.encode(errors="surrogateescape")], "r")
    with pytest.raises(ReportError, match=r"is not as its tool writes it|expected an array, found 1"):
        _read(coveragepy_json, '{"meta": {}, "files": {"a.py": {"executed_lines": 1}}' + fill + "}")


def test_long_values_are_quoted_in_part() -> None:
    assert json_reader.show("x" * 100) == f"'{'x' * 59}…"
    assert json_reader.show(None) == "null"
    assert json_reader.show(True) == "true"


def test_coveralls_branches() -> None:
    file = {"name": "a.rb", "coverage": [1, None, 0], "branches": [1, 0, 0, 3, 1, 0, 1, 0, 1, 0, 1, 2]}
    report = _read(coveralls_json, {"source_files": [file]})
    assert (_lines(report, "a.rb"), _count(report, "branch")) == ({1: True, 3: False}, (2, 2))


@pytest.mark.parametrize(
    ("reader", "yes", "no"),
    [
        (
            jacoco,
            ['<report name="a"><sessioninfo id="x"/>', '<!DOCTYPE report "-//JACOCO//DTD"><report name="a">'],
            ["<report>", "x <report>"],
        ),
        (clover, ['<coverage clover="3">', "<coverage><project>"], ["<coverage>", '<coverage line-rate="1"><project>', ""]),
        (opencover, ["<CoverageSession>"], ["<CoverageSessions>", "CoverageSession"]),
        (sonarqube_generic, ['<coverage version="1">\n<!-- x -->\n<file path="a">'], ['<coverage version="1"><packages>']),
        (coveragepy_json, ['{"meta": {"show_contexts": false}, "files": {}}'], ['["meta"]', '{"meta": {}}']),
        (istanbul_json, ['{"a": {"statementMap": {}'], ["[]", "{}"]),
        (
            istanbul_summary_json,
            ['{"total": {"statements": {"pct": 1}}}'],
            ["[]", '{"total": {}}', '{"total": "statementMap"}'],
        ),
        (llvm_cov_json, ['{"data": [{"files": [{"filename":', '{"type": "llvm.coverage.json.export"'], ["[]", '{"data": []}']),
        (go_coverprofile, ["mode: set\n"], ["mode: other\n"]),
        (gcovr_json, ['{"gcovr/format_version": "1"', '{"files": [{"line_number": 1, "gcovr/noncode": 1'], ["[]", "{}"]),
        (
            codecov_json,
            [
                '{"coverage": {"a.rs": {"1": "1/2"}}}',
                '\ufeff{ "coverage" : {"a.py": [ null, 1]}}',
                '{"meta": {}, "coverage": {',
            ],
            [
                "[]",
                '{"coverage": [1]}',
                '{"coverage": {"a.rb": {"lines": [1]}}}',
                '{"coverage": {"a.rb": [0]}}',
                '{"R": {"coverage": {}}}',
            ],
        ),
        (coveralls_json, ['{"service_name": "", "source_files": ['], ['["source_files"]', '{"source": 1}']),
        (
            gcovr_summary_json,
            ['{"gcovr/summary_format_version": "0.6"', '{"files": [{"filename": "a.c", "line_total": 3'],
            ['["line_total", "filename"]', '{"line_total": 3}', '{"gcovr/format_version": "1"'],
        ),
        (
            jacoco_csv,
            ["GROUP,PACKAGE,CLASS,INSTRUCTION_MISSED", "\ufeffGROUP,PACKAGE,CLASS,"],
            ["PACKAGE,CLASS", '"GROUP"', ""],
        ),
        (simplecov, ['{"result": {"line": 1}}', '{"R": {"coverage": {"a.rb": [1]}}}'], ["[]", '{"source_files": "coverage"}']),
    ],
)
def test_sniff(reader: Any, yes: list[str], no: list[str]) -> None:
    assert all(reader.sniff(head.encode()) for head in yes)
    assert not any(reader.sniff(head.encode()) for head in no)
