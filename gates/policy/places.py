"""What the paths of a report mean in this repository: resolved by evidence, never by guessing.

In this order: a `--path-map` prefix; a path below the repository's folder; the path itself, if the repository has such a
file; the path below the folder that gate runs in; the path below one of the report's <source> folders; the only file of the
repository that ends in it. Two candidates at one step are an error that names them.
"""

from collections.abc import Iterable, Mapping

from gates.errors import ReportError, UsageError
from gates.model.coverage import CoverageReport, RepoPath, move_report
from gates.model.verdict import Note
from gates.typed import NamedTuple, Protocol


class Tree(Protocol):
    """The repository as far as paths go."""

    root: str
    """Its folder, absolute, with forward slashes; empty where there is no repository."""
    folder: str
    """Where gate runs, relative to the root; empty at the root itself."""

    def has(self, path: str) -> bool:
        """Say whether there is such a file, by a path relative to the root."""

    def ending(self, name: str) -> Iterable[str]:
        """Give the files of the repository that have this base name, relative to the root."""

    def files(self) -> Iterable[str]:
        """Give the files that git tracks, relative to the root; none where there is no git."""

    def is_empty(self, path: str) -> bool:
        """Say whether a file has no byte, by a path relative to the root."""


class PathMap(NamedTuple):
    """One `--path-map FROM=TO`."""

    old: str
    new: str


def parse_path_map(texts: Iterable[str]) -> tuple[PathMap, ...]:
    """Give the mappings, the longest FROM first. Raises UsageError where a text is not FROM=TO."""
    maps: list[PathMap] = []
    for text in texts:
        old, equals, new = text.partition("=")
        if not equals or not old.strip("/"):
            raise UsageError(f"{text!r} is not FROM=TO", hint="for example --path-map /build/src=src")
        maps.append(PathMap(old.replace("\\", "/").rstrip("/"), new.replace("\\", "/").strip("/")))
    return tuple(sorted(maps, key=lambda each: (-len(each.old), each)))


def locate(
    paths: Iterable[RepoPath], sources: Iterable[str], maps: tuple[PathMap, ...], tree: Tree, report: str
) -> Mapping[RepoPath, RepoPath]:
    """Give for each path of a report the path in the repository; one that is not found there stays as it is.

    Raises ReportError where a path could be several files.
    """
    folders = _folders(sources, tree)
    return {path: _locate_one(path, folders, maps, tree, report) for path in paths}


def _locate_one(path: RepoPath, folders: tuple[str, ...], maps: tuple[PathMap, ...], tree: Tree, report: str) -> RepoPath:
    for old, new in maps:
        if path == old or path.startswith(f"{old}/"):
            return RepoPath(f"{new}{path[len(old) :]}".lstrip("/"))
    if tree.root and path.startswith(f"{tree.root}/"):
        return RepoPath(path[len(tree.root) + 1 :])
    if not tree.root or tree.has(path):
        return path
    if tree.folder and tree.has(f"{tree.folder}/{path}"):
        return RepoPath(f"{tree.folder}/{path}")
    candidates = sorted({f"{folder}/{path}" for folder in folders if tree.has(f"{folder}/{path}")})
    candidates = candidates or _longest_ends(path, tree)
    if len(candidates) > 1:
        raise ReportError(
            f"{path!r} could be {' or '.join(candidates[:5])}",
            where=report,
            hint=f"say which: --path-map {path}={candidates[0]}, or map the folder it is in",
            id_="path-ambiguous",
        )
    return RepoPath(candidates[0]) if candidates else path


def _folders(sources: Iterable[str], tree: Tree) -> tuple[str, ...]:
    """Give the <source> folders that lie in the repository, relative to its root."""
    inside = [source[len(tree.root) :].strip("/") for source in sources if f"{source}/".startswith(f"{tree.root}/")]
    relative = [source for source in sources if not source.startswith("/") and source[1:2] != ":" and source != "."]
    return tuple(sorted({folder for folder in (*inside, *relative) if folder}))


def _longest_ends(path: str, tree: Tree) -> list[str]:
    """Give the files of the repository that share the most trailing parts with the path.

    All of the shorter of the two must agree: `/ci/project/src/a.py` is `src/a.py`, and `a.py` is `src/a.py`, but
    `b/util.py` is never `a/util.py`.
    """
    found = [
        (min(len(candidate), len(path)), candidate)
        for candidate in tree.ending(path.rpartition("/")[2])
        if f"/{candidate}".endswith(f"/{path}") or path.endswith(f"/{candidate}")
    ]
    longest = max((length for length, _ in found), default=0)
    return sorted(candidate for length, candidate in found if length == longest)


def relocate(name: str, report: CoverageReport, maps: tuple[PathMap, ...], tree: Tree) -> CoverageReport:
    """Give the report of this name with its paths as the repository knows them; two paths of one file become one.

    A note tells of files that the repository does not have. Raises ReportError where a path could be several files.
    """
    if not maps and not tree.root:
        return report
    paths = {*report.files, *(path for _, path in (*report.unplaced, *report.corrections, *report.claims) if path)}
    places = locate(paths, report.sources, maps, tree, name)
    strange = sorted(place for place in places.values() if tree.root and not tree.has(place))
    if strange:
        report = report._replace(notes=report.notes | {_tell_strange(name, strange, len(paths))})
    if all(path == place for path, place in places.items()):
        return report
    return move_report(report, places)


def _tell_strange(name: str, strange: list[RepoPath], count: int) -> Note:
    if len(strange) == count:
        return Note("paths-unknown", f"the repository has none of its {count} files, such as {strange[0]}", name)
    return Note("paths-unknown", f"the repository lacks {len(strange)} of its {count} files, such as {strange[0]}", name)
