"""A server of PostgreSQL for tests: its own folder, user and socket, gone at the end. Nothing that runs here already is touched."""

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

USER, PASSWORD, WRITTEN = "gate", "s3cret/of@us", "s3cret%2Fof%40us"
_SHORT = "/tmp"  # noqa: S108 (a socket's path has to be short, and another user has to reach it; mkdtemp makes it safe)
_WATCH = """
cat >/dev/null
process=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null)
if [ -n "$process" ]; then
    kill -QUIT "$process"
    while kill -0 "$process" 2>/dev/null; do sleep 0.05; done
fi
rm -rf "$1"
"""
"""Waits for the end of its input, then stops the server at once and takes its folder away."""
_DEBIAN = Path("/usr/lib/postgresql")


class Server(NamedTuple):
    """A server that runs."""

    folder: str
    """Where its socket is."""

    def url(self, database: str = "postgres", project: str = "p", password: str = WRITTEN) -> str:
        """Give a store's place, behind the scheme."""
        return f"//{USER}:{password}@/{database}?host={self.folder}&project={project}"


def find_binaries() -> str:
    """Give the folder of initdb and pg_ctl, the newest one of Debian's; empty where there is none."""
    found = shutil.which("initdb")
    if found:
        return os.path.dirname(os.path.realpath(found))
    versions = sorted(_DEBIAN.glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    return str(versions[-1].parent) if versions else ""


def _find_owner() -> str | None:
    """Give whom the server runs as, since it refuses root; None where that is who runs this."""
    if os.getuid():
        return None
    import pwd

    names = {each.pw_name for each in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


@contextlib.contextmanager
def run() -> Iterator[Server]:
    """Run a server. What it would write for a power cut is not waited for; what a process loses when it is killed does not change."""
    binaries, owner = find_binaries(), _find_owner()
    folder = tempfile.mkdtemp(prefix="gate-pg-", dir=_SHORT)

    def do(name: str, *words: str) -> None:
        command = (os.path.join(binaries, name), "-D", f"{folder}/data", *words)
        # What the server holds open must not be what this process waits for.
        with open(f"{folder}/{name}.log", "ab") as log:
            done = subprocess.run(
                command, check=False, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=folder, user=owner,
                extra_groups=[] if owner else None, env={"LC_ALL": "C", "PATH": os.environ["PATH"]},
            )  # fmt: skip
        assert done.returncode == 0, Path(f"{folder}/{name}.log").read_text()

    # Whatever becomes of this process, the end of the pipe tells the watcher to clean up.
    watcher = subprocess.Popen(("sh", "-c", _WATCH, "sh", folder), stdin=subprocess.PIPE, start_new_session=True)
    try:
        Path(folder, "word").write_text(f"{PASSWORD}\n")
        if owner:
            for path in (folder, f"{folder}/word"):
                shutil.chown(path, owner)
        do("initdb", "-U", USER, "--auth=scram-sha-256", f"--pwfile={folder}/word", "-E", "UTF8", "--no-locale", "--no-sync")
        settings = f"-k {folder} -h '' -c fsync=off -c log_min_messages=fatal -c max_connections=40"
        do("pg_ctl", "-w", "-t", "120", "-l", f"{folder}/data/log", "-o", settings, "start")
        yield Server(folder)
    finally:
        watcher.communicate()
