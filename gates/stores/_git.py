"""How the store in a git ref asks git: nothing of what it is told depends on how its user has set it up, and nobody is asked.

The work tree, the index and the configuration are never touched, no hook runs (a pre-push hook may well be gate itself), no
maintenance starts, nothing is signed, and no replacement of an object counts. What a user has to have set up is how a remote
is reached: its URL, proxies, and credential helpers. No prompt waits for an answer that nobody in CI would give.
"""

import os
import re
import subprocess

from gates.stores.protocol import StoreError
from gates.typed import NamedTuple

_FIXED = (
    *("--no-replace-objects", "--no-optional-locks", "--literal-pathspecs", "-c", f"core.hooksPath={os.devnull}"),
    *("-c", "core.fsync=committed,loose-object", "-c", "core.fsyncMethod=fsync", "-c", "core.logAllRefUpdates=false"),
    *("-c", "gc.auto=0", "-c", "maintenance.auto=false", "-c", "fetch.writeCommitGraph=false", "-c", "core.quotePath=false"),
    *("-c", "push.pushOption=", "-c", "push.negotiate=false", "-c", "core.warnAmbiguousRefs=false"),
)
_WHO = {
    "GIT_AUTHOR_NAME": "gate",
    "GIT_AUTHOR_EMAIL": "gate@localhost",
    "GIT_COMMITTER_NAME": "gate",
    "GIT_COMMITTER_EMAIL": "gate@localhost",
}
_ASIDE = ("GIT_TRACE", "GIT_AUTHOR_", "GIT_COMMITTER_", "GIT_REFLOG_ACTION")
_LONGEST_SECONDS = 300
"""After so long a remote is taken for one that does not answer."""


class Answer(NamedTuple):
    """What git said."""

    code: int
    out: bytes
    told: str
    """What it wrote to standard error, in one line, without passwords."""


def ask(root: str, *words: str, given: bytes = b"") -> Answer:
    """Give what git answers in the repository at `root`, whatever that is. Raises StoreError where it cannot answer."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_ASIDE)}
    environ = {**kept, **_WHO, "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0"}
    command = ("git", "-C", root, *_FIXED, *words)
    try:
        # A session of its own: an interrupt from the keyboard does not reach git between writing and letting go of its locks.
        done = subprocess.run(  # noqa: S603 (fixed words; names of refs and remotes were checked, and stand behind options)
            command,
            input=given,
            check=False,
            capture_output=True,
            env=environ,
            start_new_session=True,
            timeout=_LONGEST_SECONDS,
        )
    except OSError as flaw:
        raise StoreError("git cannot be started", hint="is it installed, and on the PATH?") from flaw
    except subprocess.TimeoutExpired as flaw:
        hint = "try again; is the remote reachable from here?"
        raise StoreError(f"git {words[0]} did not end within {_LONGEST_SECONDS} seconds", hint=hint) from flaw
    return Answer(done.returncode, done.stdout, _tell(done.stderr))


def demand(root: str, *words: str, given: bytes = b"") -> bytes:
    """Give what git answers. Raises StoreError, with git's own words, where it fails."""
    answer = ask(root, *words, given=given)
    if answer.code:
        raise StoreError(f"git {words[0]}: {answer.told or f'it ended with {answer.code}'}")
    return answer.out


def _tell(raw: bytes) -> str:
    text = " ".join(raw.decode(errors="replace").split())
    return re.sub(r"(?<=://)[^/@\s]*@", "", text)[:600]
