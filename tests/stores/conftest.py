"""The four kinds of stores that tests share, each fresh; those in PostgreSQL in a database of their own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gates.stores.protocol import Entry, Store
from tests.stores import proofs, server

KINDS = ("git", "git-remote", "sqlite", "postgresql")


@pytest.fixture(scope="session")
def running() -> Iterator[server.Server]:
    if not server.find_binaries():
        pytest.skip("no server of PostgreSQL is installed here (Debian: apt-get install postgresql)")
    with server.run() as started:
        yield started


@pytest.fixture
def place(running: server.Server) -> str:
    """A project in a database that nothing is in, in the words of a store, behind the scheme."""
    import psycopg

    with psycopg.connect(f"postgresql:{running.url().partition('&project')[0]}", autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'gate'")
        connection.execute("DROP SCHEMA IF EXISTS gate CASCADE")
    return running.url()


@pytest.fixture(params=KINDS)
def setting(request: pytest.FixtureRequest, tmp_path: Path) -> proofs.Setting:
    """An empty store for three writers."""
    return make(request, request.param, tmp_path)


def make(request: pytest.FixtureRequest, kind: str, folder: Path) -> proofs.Setting:
    """Give an empty store of a kind for three writers."""
    if kind == "postgresql":
        return proofs.make_postgresql(request.getfixturevalue("place"), 3)
    makers = {"git": proofs.share_git, "git-remote": proofs.clone_git, "sqlite": proofs.make_sqlite}
    return makers[kind](folder, 3)


ENTRY = Entry(
    "coverage.backend",
    "a" * 40,
    "2027-01-31T09:40:00Z",
    "gate 0.1.0",
    "AMD EPYC 7763, 2 cores, ü",
    (("branch", 0.1 + 0.2), ("line", -0.0)),
)


def _list(store: Store) -> object:
    return store.list_gates()


def _add(store: Store) -> object:
    store.add(ENTRY, b"", "")
    return None


USES: tuple[Callable[[Store], object], ...] = (_list, _add)
"""What has to be refused where a store is not sound."""
