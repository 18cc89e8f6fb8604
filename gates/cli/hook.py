"""`gate init --hook`: a pre-push hook that judges what is pushed, by `gate run`.

The reports that lie here are of the commit that is checked out. So the hook judges pushes of that commit alone. A ref to
another commit that the remote does not have is stopped: nobody has judged it, and reports of another commit would prove
nothing of it. Commits that the remote has already, such as that of an old tag, and deletions pass, since nothing new gets
there. Whatever is not exit code 0 stops the push, "could not judge" too; `git push --no-verify` is git's way past any hook.
"""

import os
import shlex
import sys

from gates.cli import config_file, files, git, templates
from gates.cli.run import Streams
from gates.cli.tree import Repository
from gates.errors import UsageError
from gates.renderers.escape import tame

_MARK = "# gate's pre-push hook, written by gate init --hook"
_NAME = "pre-push"
_CHAIN = (
    "to run both, save what 'gate init --hook --dry-run' prints as pre-push-gate beside it, make it executable, and let the "
    'hook that is there call "$(dirname "$0")/pre-push-gate" "$@" before it reads its own input'
)


def install(streams: Streams, *, dry: bool) -> int:
    """Write the hook, or print it, and give the exit code. Raises UsageError where another hook is there."""
    here = os.getcwd()
    root = Repository(here).root
    if not root:
        raise UsageError("there is no git repository here", where="--hook", hint="git init makes one")
    config = config_file.find(here)
    if config is None:
        raise UsageError("no gate is configured, so that every push would be stopped", where="--hook", hint="gate init first")
    folder = os.path.relpath(os.path.realpath(os.path.dirname(config)), root)
    text = templates.fill(_NAME, FOLDER=shlex.quote(folder), PYTHON=shlex.quote(sys.executable or "python3"))
    if dry:
        streams.out.write(text)
        return 0
    path = _find_place(root)
    if os.path.lexists(path) and not _is_ours(path):
        raise UsageError("is there already and is not gate's", where=path, hint=_CHAIN)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    files.write_file(path, text)
    os.chmod(path, 0o755)  # noqa: S103 (git runs a hook only if it is executable, as those of every user are)
    streams.out.write(f"{tame(f'{path} is written: gate run judges each push of what is checked out')}\n")
    return 0


def _find_place(root: str) -> str:
    """Give where git looks for the hook. Raises UsageError where that is outside, so that it serves other repositories too."""
    path = os.path.join(root, git.ask(root, "rev-parse", "--git-path", f"hooks/{_NAME}").decode().removesuffix("\n"))
    common = os.path.join(root, git.ask(root, "rev-parse", "--git-common-dir").decode().removesuffix("\n"))
    place = os.path.realpath(os.path.dirname(path))
    if not any(os.path.commonpath((place, os.path.realpath(top))) == os.path.realpath(top) for top in (root, common)):
        hint = f"git config core.hooksPath names a folder of your own; {_CHAIN}"
        raise UsageError("serves other repositories as well", where=place, hint=hint)
    return os.path.normpath(path)


def _is_ours(path: str) -> bool:
    if not os.path.isfile(path) or os.path.islink(path):
        return False
    with open(path, encoding="utf-8", errors="replace") as file:
        return _MARK in file.read(1 << 16)
