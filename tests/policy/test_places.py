from array import array
from collections.abc import Iterable

import pytest

from gates.errors import ReportError, UsageError
from gates.model.coverage import CoverageReport, FileCoverage, RepoPath
from gates.model.probes import gather
from gates.policy.places import PathMap, locate, parse_path_map, relocate


class FakeTree:
    """A repository that holds the files it is told of."""

    def __init__(self, *files: str, root: str = "/repo", folder: str = "") -> None:
        self._files, self.root, self.folder = files, root, folder

    def files(self) -> Iterable[str]:
        return self._files

    def is_empty(self, path: str) -> bool:
        return path not in self._files

    def has(self, path: str) -> bool:
        return path in self._files

    def ending(self, name: str) -> Iterable[str]:
        return [path for path in self._files if path.rpartition("/")[2] == name]


def _locate(path: str, tree: FakeTree, *sources: str, maps: Iterable[str] = ()) -> str:
    return locate([RepoPath(path)], sources, parse_path_map(maps), tree, "r.xml")[RepoPath(path)]


@pytest.mark.parametrize(
    ("path", "files", "sources", "found"),
    [
        ("src/a.py", ["src/a.py"], [], "src/a.py"),
        ("/repo/src/a.py", ["src/a.py"], [], "src/a.py"),
        ("a.py", ["src/a.py", "b/a.py"], ["src"], "src/a.py"),
        ("a.py", ["src/a.py", "b/a.py"], ["/repo/b"], "b/a.py"),
        ("a.py", ["src/a.py"], ["/elsewhere"], "src/a.py"),
        ("/home/runner/x/src/a.py", ["src/a.py", "lib/src/b.py"], [], "src/a.py"),
        ("D:/a/repo/sub/b.py", ["sub/b.py"], [], "sub/b.py"),
        ("com/acme/A.java", ["app/src/main/java/com/acme/A.java"], [], "app/src/main/java/com/acme/A.java"),
        ("b/util.py", ["a/util.py", "x/util.py"], [], "b/util.py"),
        ("util.py", ["util.py", "x/util.py"], [], "util.py"),
        ("/ci/x/util.py", ["util.py", "x/util.py"], [], "x/util.py"),
        ("gone.py", ["src/a.py"], [], "gone.py"),
    ],
)
def test_locate(path: str, files: list[str], sources: list[str], found: str) -> None:
    assert _locate(path, FakeTree(*files), *sources) == found


def test_the_folder_that_gate_runs_in() -> None:
    assert _locate("src/a.py", FakeTree("backend/src/a.py", "frontend/src/a.py", folder="backend")) == "backend/src/a.py"


def test_without_a_repository_paths_stay() -> None:
    assert _locate("src/a.py", FakeTree("x/src/a.py", root="")) == "src/a.py"
    assert _locate("/build/src/a.py", FakeTree(root=""), maps=["/build/src=src"]) == "src/a.py"


def test_path_map() -> None:
    assert parse_path_map(["a=b", r"C:\x\=y/", "a/c=d"]) == (PathMap("C:/x", "y"), PathMap("a/c", "d"), PathMap("a", "b"))
    tree = FakeTree("src/a.py")
    assert _locate("/b/a.py", tree, maps=["/b=src"]) == "src/a.py"
    assert _locate("/b/x/a.py", tree, maps=["/b=src", "/b/x=lib"]) == "lib/a.py"
    assert _locate("/b/a.py", tree, maps=["/b="]) == "a.py"
    assert _locate("/bb/z.py", tree, maps=["/b=src"]) == "/bb/z.py"
    for text in ("a", "=b", "/=b"):
        with pytest.raises(UsageError, match="is not FROM=TO"):
            parse_path_map([text])


@pytest.mark.parametrize("sources", [["one", "two"], []])
def test_ambiguity_is_an_error_that_names_the_candidates(sources: list[str]) -> None:
    with pytest.raises(ReportError) as caught:
        _locate("a.py", FakeTree("one/a.py", "two/a.py"), *sources)
    assert caught.value.message == "'a.py' could be one/a.py or two/a.py"
    assert "--path-map a.py=one/a.py" in caught.value.hint


def test_relocate_merges_and_tells_of_strangers() -> None:
    lines = [gather(array("I", [1, 2]), hits) for hits in ([1, 0], [0, 1])]
    report = CoverageReport(
        {
            RepoPath("/repo/a.py"): FileCoverage(lines[0]),
            RepoPath("a.py"): FileCoverage(lines[1]),
            RepoPath("z.py"): FileCoverage(),
        }
    )
    moved = relocate("r.xml", report, (), FakeTree("a.py"))
    assert moved.files[RepoPath("a.py")].lines.reached == 2
    assert [(note.id, note.text) for note in moved.notes] == [
        ("paths-unknown", "the repository lacks 1 of its 3 files, such as z.py")
    ]
    strange = relocate("r.xml", report, (), FakeTree())
    assert "the repository has none of its 3 files" in min(strange.notes).text
    assert relocate("r.xml", report, (), FakeTree(root="")) is report
    same = CoverageReport({RepoPath("a.py"): FileCoverage()})
    assert relocate("r.xml", same, (), FakeTree("a.py")) is same
