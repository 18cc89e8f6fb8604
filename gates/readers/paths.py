"""Source paths as reports write them, in one lexical form; what they mean in a repository is decided elsewhere."""

from posixpath import normpath

from gates.model.coverage import RepoPath


def normalise(text: str) -> RepoPath:
    r"""Give a path with forward slashes and without `.`, `..` (where they can be taken back) and doubled slashes.

    `src\a.py` and `./src/a.py` become `src/a.py`; `C:\repo\a.py` becomes `C:/repo/a.py`. An empty text stays empty.
    """
    path = text.strip().replace("\\", "/")
    if not path:
        return RepoPath("")
    path = normpath(path)
    return RepoPath(path[1:] if path.startswith("//") else path)
