"""Whether reports are older than what they are about: `--max-age edit`, which the pre-push hook asks for.

A report cannot tell of which text of the code it is. But one that was written before a file of the repository was last written,
by an editor, a merge or a checkout, is not known to be of that file. It serves where tests and gate run in one work tree: a
fresh checkout writes every file anew.
"""

import os
from collections.abc import Sequence
from functools import cache

from gates.cli import git
from gates.cli.files import Source
from gates.cli.tree import Repository
from gates.commands.protocol import Settings
from gates.errors import ReportError, UsageError
from gates.policy.globs import match_any

_NO_SOURCES = ("*.md", "*.rst", "*.adoc", ".github", ".gitlab", ".gate", ".gitlab-ci.yml", ".gitignore", "gate.toml", "LICENSE")
"""What no test, scanner or benchmark reads."""
_SLACK_SECONDS = 0.01
"""What the clocks of a file system and of a process may differ by."""


def check(sources: Sequence[Source], settings: Settings) -> None:
    """Raise ReportError for a report that was written before a file of the gate's `paths` was, or of the repository.

    Raises UsageError where there is no repository, and GitError.
    """
    root = Repository(os.getcwd()).root
    if not root:
        raise UsageError("there is no git repository here", where="max-age edit", hint="name a time, such as 12h")
    value = settings.get("paths", ())
    own = frozenset(os.path.relpath(os.path.realpath(source.name), os.path.realpath(root)) for source in sources)
    path, edited_seconds = find_last_edit(root, tuple(map(str, value)) if isinstance(value, tuple) else (), own)
    for source in sources:
        if source.modified_seconds is not None and source.modified_seconds + _SLACK_SECONDS < edited_seconds:
            hint = "let its tool write it again, so that it is of what is here now"
            raise ReportError(f"was written before {path} was last changed", where=source.name, hint=hint, id_="report-too-old")


@cache
def find_last_edit(root: str, paths: tuple[str, ...], reports: frozenset[str]) -> tuple[str, float]:
    """Give the file that was written last, and when in seconds since the epoch. Gates that ask for the same ask git once."""
    concerns, rests = match_any(paths or ("*",)), match_any(_NO_SOURCES)
    last = ("", 0.0)
    for path in git.list_files(root):
        try:
            seconds = os.lstat(f"{root}/{path}").st_mtime
        except OSError:
            continue
        if seconds > last[1] and path not in reports and concerns(path) and not rests(path):
            last = (path, seconds)
    return last
