"""The store in a ref of git: what it leaves alone, what remotes do to it, and damage."""

import os
import subprocess
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from gates.stores import _git, _git_objects, _git_tip, git_ref
from gates.stores.protocol import ConflictError, StoreError
from tests.stores.conftest import ENTRY, USES
from tests.stores.proofs import clone_git, git, share_git

REF = "refs/gate/baseline"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A repository with a commit, a change that is staged, and no remote."""
    share_git(tmp_path, 1)
    folder = tmp_path / "shared"
    who = ("-c", "user.name=n", "-c", "user.email=e@x")
    (folder / "a.txt").write_text("a\n")
    git(folder, "add", "-A")
    git(folder, *who, "commit", "-qm", "one")
    (folder / "b.txt").write_text("b\n")
    git(folder, "add", "-A")
    return folder


@pytest.fixture
def clones(tmp_path: Path) -> tuple[Path, Path]:
    """Two clones of an empty remote."""
    clone_git(tmp_path, 2)
    return tmp_path / "clone-0", tmp_path / "clone-1"


def _fill(folder: Path, count: int = 2, place: str = "") -> git_ref.GitStore:
    store = git_ref.connect(place, str(folder))
    for number in range(count):
        kept = store.list_entries(ENTRY.gate)
        store.add(ENTRY, f"snapshot {number}\n".encode() * 20, kept[-1].id if kept else "")
    return store


def _look(folder: Path) -> dict[str, bytes]:
    """Give every file but objects, logs and the store's own ref."""
    files = [path for path in folder.rglob("*") if path.is_file() and "objects" not in path.parts]
    return {str(path): path.read_bytes() for path in files if not str(path).endswith(REF)}


def test_nothing_but_the_ref_and_objects_is_touched(home: Path) -> None:
    before = _look(home)
    store = _fill(home)
    store.remove(ENTRY.gate, frozenset({store.list_entries(ENTRY.gate)[0].id}))
    assert _look(home) == before
    assert git(home, "for-each-ref", "--format=%(refname)").split() == ["refs/gate/baseline", "refs/heads/master"]


def test_people_can_read_it_with_git_alone(home: Path) -> None:
    _fill(home)
    assert git(home, "ls-tree", "-r", "--name-only", REF).split() == [
        *(f"coverage.backend/{number}/{name}" for number in ("000001", "000002") for name in ("entry.json", "snapshot.txt")),
        "format.txt",
    ]
    assert git(home, "show", f"{REF}:coverage.backend/000001/snapshot.txt").startswith("snapshot 0\nsnapshot 0\n")
    assert git(home, "show", f"{REF}:format.txt") == "gate baselines, format 1"
    assert (
        git(home, "log", "--format=%an <%ae> %s", REF).splitlines()
        == ["gate <gate@localhost> coverage.backend: aaaaaaaaaaaa"] * 2
    )


def test_how_the_user_has_set_up_git_does_not_matter(
    clones: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    for name in ("pre-push", "reference-transaction", "pre-auto-gc"):
        (hooks / name).write_text("#!/bin/sh\nexit 1\n")
        (hooks / name).chmod(0o755)
    for setting in (
        *(
            "core.hooksPath=" + str(hooks),
            "commit.gpgSign=true",
            "push.gpgSign=true",
            "push.followTags=true",
            "gpg.program=false",
        ),
        *("user.useConfigOnly=true", "i18n.commitEncoding=latin1", "core.autocrlf=true", "push.recurseSubmodules=only"),
        *("remote.origin.mirror=false", "fetch.prune=true", "push.default=nothing", "color.ui=always"),
        *(
            "fetch.recurseSubmodules=true",
            "remote.origin.tagOpt=--tags",
            "core.logAllRefUpdates=always",
            "push.pushOption=ci.skip",
        ),
    ):
        git(clones[0], "config", *setting.split("=", 1))
    monkeypatch.setenv("GIT_AUTHOR_DATE", "nonsense")
    monkeypatch.setenv("GIT_TRACE", "1")
    before = _look(clones[0])
    store = _fill(clones[0])
    assert len(git_ref.connect("", str(clones[1])).list_entries(ENTRY.gate)) == 2
    assert len(store.list_entries(ENTRY.gate)) == 2
    assert _look(clones[0]) == before


@pytest.mark.parametrize(
    ("place", "ref", "remote"),
    [
        ("", REF, "origin"),
        ("@", REF, ""),
        ("@other", REF, "other"),
        ("nightly", "refs/gate/nightly", "origin"),
        ("refs/heads/gate@", "refs/heads/gate", ""),
        ("refs/notes/a@b@origin", "refs/notes/a@b", "origin"),
    ],
)
def test_places(clones: tuple[Path, Path], place: str, ref: str, remote: str) -> None:
    git(clones[0], "remote", "add", "other", "elsewhere")
    assert _git_tip.find(place, str(clones[0])) == _git_tip.Place(str(clones[0]), ref, remote)


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("a b", "'refs/gate/a b' is no name of a ref"),
        ("refs/x..y", "is no name of a ref"),
        ("@nowhere", "there is no remote 'nowhere'"),
    ],
)
def test_places_that_are_none(clones: tuple[Path, Path], place: str, told: str) -> None:
    with pytest.raises(StoreError, match=told) as caught:
        git_ref.connect(place, str(clones[0]))
    assert caught.value.hint


def test_without_a_remote_the_repository_itself_counts(home: Path) -> None:
    assert _git_tip.find("", str(home)).remote == ""


def test_where_there_is_no_repository_or_no_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(StoreError, match="there is no git repository here"):
        git_ref.connect("", "")
    with pytest.raises(StoreError, match="git remote: fatal: not a git repository"):
        git_ref.connect("", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(StoreError, match="git cannot be started"):
        git_ref.connect("", str(tmp_path))


def test_a_git_that_never_answers(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def hang(command: tuple[str, ...], **_: object) -> None:
        raise subprocess.TimeoutExpired(command, 300)

    monkeypatch.setattr(subprocess, "run", hang)
    with pytest.raises(StoreError, match="did not end within 300 seconds"):
        git_ref.connect("", str(home))


def test_a_remote_that_is_not_there(clones: tuple[Path, Path], tmp_path: Path) -> None:
    store = _fill(clones[0])
    (tmp_path / "remote.git").rename(tmp_path / "moved.git")
    for use in (store.list_gates, lambda: store.add(ENTRY, b"", ""), lambda: git_ref.connect("", str(clones[1])).list_gates()):
        with pytest.raises(
            StoreError, match=r"the remote 'origin' cannot be read: .*does not appear to be a git repository"
        ) as caught:
            use()
        assert "keeps to this repository" in caught.value.hint
    assert len(git_ref.connect("@", str(clones[0])).list_entries(ENTRY.gate)) == 2


def test_a_fetch_that_fails_is_no_empty_store(clones: tuple[Path, Path], tmp_path: Path) -> None:
    _fill(clones[0])
    for path in (tmp_path / "remote.git" / "objects").glob("??/*"):
        path.unlink()
    with pytest.raises(StoreError, match="cannot be read"):
        git_ref.connect("", str(clones[1])).list_gates()


def test_no_password_of_a_url_is_told(home: Path) -> None:
    git(home, "remote", "add", "origin", "nothing://ci:hunter2@gate.invalid/a.git")
    with pytest.raises(StoreError, match="the remote 'origin' cannot be read") as caught:
        git_ref.connect("", str(home)).list_gates()
    assert "hunter2" not in f"{caught.value}{caught.value.hint}"
    assert _git._tell(b"fatal: unable to access 'https://ci:hunter2@x/': no") == "fatal: unable to access 'https://x/': no"


def _install(folder: Path, name: str, script: str) -> None:
    hook = folder / "hooks" / name
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\n{script}\n")
    hook.chmod(0o755)


def test_a_remote_that_refuses_is_asked_once(clones: tuple[Path, Path], tmp_path: Path) -> None:
    _install(tmp_path / "remote.git", "pre-receive", f"echo x >> {tmp_path}/asked; echo GH006: protected >&2; exit 1")
    store = git_ref.connect("", str(clones[0]))
    with pytest.raises(
        StoreError, match=r"the remote 'origin' refused refs/gate/baseline: .*pre-receive hook declined"
    ) as caught:
        store.add(ENTRY, b"", "")
    assert "contents: write" in caught.value.hint
    assert (tmp_path / "asked").read_text() == "x\n"
    assert git_ref.connect("", str(clones[1])).list_gates() == ()


def test_a_ref_that_cannot_be_written(home: Path) -> None:
    git(home, "update-ref", f"{REF}/below", "HEAD")
    with pytest.raises(StoreError, match=r"refs/gate/baseline cannot be written: .*exists"):
        _fill(home)


def test_a_remote_in_which_somebody_else_writes_at_the_moment(
    clones: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    push, answers = _git_tip._push, [_git.Answer(1, b"! x:y [remote rejected] (failed to update ref)", "")]
    monkeypatch.setattr(_git_tip, "_push", lambda place, new: answers.pop() if answers else push(place, new))
    assert len(_fill(clones[0], 1).list_entries(ENTRY.gate)) == 1
    assert not answers


def test_an_answer_that_was_lost_adds_nothing_twice(clones: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    push = _git_tip._push

    def lose(place: _git_tip.Place, new: str) -> _git.Answer:
        push(place, new)
        return _git.Answer(128, b"", "fatal: the remote end hung up unexpectedly")

    monkeypatch.setattr(_git_tip, "_push", lose)
    assert len(_fill(clones[0], 1).list_entries(ENTRY.gate)) == 1


def test_who_is_too_late_builds_anew_or_is_told(clones: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = (git_ref.connect("", str(clone)) for clone in clones)
    move = _git_tip.move

    def interfere(gate: str) -> Callable[[_git_tip.Place, str, str], str]:
        def move_late(place: _git_tip.Place, old: str, new: str) -> str:
            monkeypatch.setattr(_git_tip, "move", move)
            second.add(ENTRY._replace(gate=gate), b"theirs", "")
            return move(place, old, new)

        return move_late

    monkeypatch.setattr(_git_tip, "move", interfere("bench"))
    first.add(ENTRY, b"ours", "")
    assert first.list_gates() == second.list_gates() == ("bench", "coverage.backend")
    monkeypatch.setattr(_git_tip, "move", interfere("audit"))
    with pytest.raises(ConflictError):
        first.add(ENTRY._replace(gate="audit"), b"ours", "")
    assert [first.read(entry) for entry in first.list_entries("audit")] == [b"theirs"]


def test_who_is_always_too_late_is_told_so(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(git_ref, "_TRIES", 3)
    (home / ".git/refs/gate").mkdir()
    (home / f".git/{REF}.lock").touch()
    with pytest.raises(StoreError, match=r"somebody else was faster 3 times: .*File exists") as caught:
        _fill(home)
    assert "remove the .lock file" in caught.value.hint
    (home / f".git/{REF}.lock").unlink()
    _fill(home)


def test_a_lock_in_the_clone_does_not_keep_others_from_writing(
    clones: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    push, answers = _git_tip._push, [_git.Answer(1, b"!\tx:y\t[rejected] (fetch first)", "")]
    monkeypatch.setattr(_git_tip, "_push", lambda place, new: answers.pop() if answers else push(place, new))
    _fill(clones[1])
    (clones[0] / ".git/refs/gate").mkdir()
    (clones[0] / f".git/{REF}.lock").touch()
    assert len(_fill(clones[0], 1).list_entries(ENTRY.gate)) == 3


def test_a_remote_that_lost_what_is_here_is_no_empty_store(clones: tuple[Path, Path], tmp_path: Path) -> None:
    store = _fill(clones[0])
    git(tmp_path / "remote.git", "update-ref", "-d", REF)
    with pytest.raises(StoreError, match="has entries here that the remote 'origin' lacks") as caught:
        store.list_gates()
    assert f"git push origin {REF}" in caught.value.hint
    git(clones[0], "push", "-q", "origin", REF)
    assert len(store.list_entries(ENTRY.gate)) == 2


def test_entries_that_only_one_clone_has_are_not_dropped(clones: tuple[Path, Path]) -> None:
    _fill(clones[0])
    _fill(clones[1], place="@")
    with pytest.raises(StoreError, match="has entries here that the remote 'origin' lacks"):
        git_ref.connect("", str(clones[1])).list_gates()


def test_another_ref_is_no_store(home: Path) -> None:
    for use in USES:
        with pytest.raises(StoreError, match="refs/heads/master holds something else than baselines"):
            use(git_ref.connect("refs/heads/master", str(home)))


def _plant(home: Path, files: Mapping[str, bytes]) -> git_ref.GitStore:
    """Put files into the ref, as somebody else than gate might."""
    commit = _git_objects.write_commit(str(home), _write_tree(home, files), "", "planted")
    git(home, "update-ref", REF, commit)
    return git_ref.connect("", str(home))


def _write_tree(home: Path, files: Mapping[str, bytes]) -> str:
    folders: dict[str, dict[str, bytes]] = {}
    nodes = []
    for path, content in files.items():
        name, slash, rest = path.partition("/")
        if slash:
            folders.setdefault(name, {})[rest] = content
        else:
            nodes.append(_git_objects.Node(_git_objects.FILE, name, _git_objects.write_file(str(home), content)))
    nodes += [_git_objects.Node(_git_objects.FOLDER, name, _write_tree(home, inner)) for name, inner in folders.items()]
    return _git_objects.write_folder(str(home), nodes)


@pytest.mark.parametrize(
    ("mark", "told"),
    [
        (b"gate baselines, format 2\n", "it is of format 2, and this gate knows 1"),
        (b"gate baselines, format 1\nand more\n", None),
        (b"", "format.txt is not as gate writes it"),
        (b"something\n", "format.txt is not as gate writes it"),
    ],
)
def test_a_newer_or_unknown_format(home: Path, mark: bytes, told: str | None) -> None:
    store = _plant(home, {"format.txt": mark})
    if told is None:
        assert store.list_gates() == ()
        return
    for use in (store.list_gates, lambda: store.list_entries("x"), lambda: store.add(ENTRY, b"", "")):
        with pytest.raises(StoreError, match=told) as caught:
            use()
        assert "newer gate" in caught.value.hint


GOOD = b'{"commit": "", "when": "", "writer": "", "machine": "", "figures": {"a": 1}, "later": []}'


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"bench/000001/entry.json": GOOD}, "lacks entry.json or snapshot.txt"),
        ({"bench/000001": b""}, "bench holds something that is no entry"),
        ({"bench/one/entry.json": GOOD, "bench/one/snapshot.txt": b""}, "bench holds something that is no entry"),
        *(
            (
                {"bench/000001/entry.json": bad, "bench/000001/snapshot.txt": b""},
                "bench/000001/entry.json is not as gate writes it",
            )
            for bad in (
                *(b"", b"{", b"[]", b"\xff", b"[" * 100_000, b"{}", GOOD.replace(b'"when": ""', b'"when": 1')),
                *(GOOD.replace(b": 1", b": " + bad) for bad in (b"true", b"null", b'"1"', b"NaN", b"1e999", b"1" * 5000)),
                GOOD.replace(b'{"a": 1}', b"[]"),
            )
        ),
    ],
    ids=lambda value: repr(value)[:60],
)
def test_what_gate_did_not_write(home: Path, files: dict[str, bytes], told: str) -> None:
    store = _plant(home, {"format.txt": b"gate baselines, format 1\n", **files})
    with pytest.raises(StoreError, match=told):
        store.list_entries("bench")


def test_what_a_later_gate_may_add_to_an_entry_is_passed_over(home: Path) -> None:
    files = {
        "format.txt": b"gate baselines, format 1\n",
        "bench/7/entry.json": GOOD,
        "bench/7/snapshot.txt": b"s",
        "bench/7/x": b"",
    }
    store = _plant(home, files)
    (entry,) = store.list_entries("bench")
    assert entry.figures == (("a", 1.0),)
    store.add(ENTRY._replace(gate="bench"), b"t", entry.id)
    assert [each.id[:7] for each in store.list_entries("bench")] == ["7-" + entry.id[2:7], "000008-"]


def _assert_right_or_refused(folder: Path, expected: list[tuple[object, bytes]]) -> bool:
    """Assert that a store gives exactly what was written, or an error; say whether it was the error."""
    try:
        store = git_ref.connect("", str(folder))
        found = [(entry, store.read(entry)) for entry in store.list_entries(ENTRY.gate)]
    except StoreError:
        return True
    assert found == expected
    return False


def _damage(path: Path, at: int) -> bytes:
    """Change a bit of a file, and give what was there."""
    data = path.read_bytes()
    path.chmod(0o644)
    path.write_bytes(data[:at] + bytes([data[at] ^ (1 << at % 8)]) + data[at + 1 :])
    return data


@pytest.mark.parametrize("packed", [False, True], ids=["loose", "packed"])
def test_a_changed_byte_is_never_taken_for_anything_else(home: Path, packed: bool) -> None:
    store = _fill(home)
    expected: list[tuple[object, bytes]] = [(entry, store.read(entry)) for entry in store.list_entries(ENTRY.gate)]
    if packed:
        git(home, "gc", "-q")
    inner = home / ".git"
    files = [*inner.glob("objects/pack/*.pack"), *inner.glob("objects/pack/*.idx"), *inner.glob("objects/[0-9a-f]?/*")]
    files += [inner / REF] if not packed else []
    refused = 0
    for path in files:
        size = path.stat().st_size
        for at in range(0, size, max(1, size // (40 if packed else 3))):
            data = _damage(path, at)
            refused += _assert_right_or_refused(home, expected)
            path.write_bytes(data)
        path.write_bytes(path.read_bytes()[: size // 2])
        refused += _assert_right_or_refused(home, expected)
        path.write_bytes(data)
    assert refused > 10
    assert not _assert_right_or_refused(home, expected)


def test_a_damaged_ref_is_no_empty_store(home: Path) -> None:
    _fill(home)
    path = home / ".git" / REF
    whole = path.read_bytes()
    for damaged in (b"", whole[:39] + b"\n", b"g" + whole[1:], b"0" * 40 + b"\n", b"f" * 40 + b"\n", whole[:20]):
        path.write_bytes(damaged)
        for use in USES:
            with pytest.raises(StoreError):
                use(git_ref.connect("", str(home)))


def test_a_damaged_ref_at_the_remote_is_no_empty_store(clones: tuple[Path, Path], tmp_path: Path) -> None:
    _fill(clones[0])
    (tmp_path / "remote.git" / REF).write_text("nonsense\n")
    for version in ("0", "2"):  # of the protocol, in which git tells of it in different ways
        git(clones[1], "config", "protocol.version", version)
        with pytest.raises(StoreError, match="the remote 'origin' cannot be read: its refs/gate/baseline is damaged"):
            git_ref.connect("", str(clones[1])).list_gates()


def test_what_a_clone_lost_comes_again_from_the_remote(clones: tuple[Path, Path]) -> None:
    store = _fill(clones[0], 1)
    old = git(clones[0], "rev-parse", REF)
    (clones[0] / ".git/objects" / old[:2] / old[2:]).unlink()
    with pytest.raises(StoreError, match="an object is missing"):
        store.list_gates()
    _fill(clones[1], 1)
    assert len(store.list_entries(ENTRY.gate)) == 2


def test_history_that_is_in_no_place_whole_is_told(clones: tuple[Path, Path]) -> None:
    _fill(clones[0], 1)
    _fill(clones[1], 1, "@")
    old = git(clones[1], "rev-parse", REF)
    (clones[1] / ".git/objects" / old[:2] / old[2:]).unlink()
    with pytest.raises(StoreError, match="the remote 'origin' cannot be read: fatal: bad object"):
        git_ref.connect("", str(clones[1])).list_gates()


def test_another_object_under_a_name_is_found(home: Path) -> None:
    store = _fill(home, 1)
    (entry,) = store.list_entries(ENTRY.gate)
    blob = git(home, "rev-parse", f"{REF}:coverage.backend/000001/snapshot.txt")
    path = home / ".git/objects" / blob[:2] / blob[2:]
    path.chmod(0o644)
    path.write_bytes(zlib.compress(b"blob 5\0other"))
    with pytest.raises(StoreError, match="an object is not what was written"):
        store.read(entry)


def test_a_repository_of_sha256(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "--object-format=sha256", "new")
    store = _fill(tmp_path / "new")
    assert [store.read(entry)[:10] for entry in store.list_entries(ENTRY.gate)] == [b"snapshot 0", b"snapshot 1"]


def test_a_clone_that_is_not_whole_is_as_good_and_stays_as_it_is(home: Path, tmp_path: Path) -> None:
    for number in range(2):
        git(home, "-c", "user.name=n", "-c", "user.email=e@x", "commit", "-q", "--allow-empty", "-m", str(number))
    git(home, "config", "uploadpack.allowFilter", "true")
    for name, part in (("shallow", "--depth=1"), ("partial", "--filter=blob:none")):
        git(tmp_path, "clone", "-q", part, home.as_uri(), name)
        before = _look(tmp_path / name)
        _fill(tmp_path / name)
        assert _look(tmp_path / name) == before
    stores = [git_ref.connect("", str(tmp_path / name)) for name in ("shallow", "partial")]
    for store in stores:
        assert [store.read(entry)[:11] for entry in store.list_entries(ENTRY.gate)] == [b"snapshot 0\n", b"snapshot 1\n"] * 2
    assert git(tmp_path / "shallow", "rev-parse", "--is-shallow-repository") == "true"


def test_a_work_tree_of_a_repository_is_as_good(home: Path, tmp_path: Path) -> None:
    _fill(home)
    git(home, "worktree", "add", "-q", "--detach", str(tmp_path / "beside"))
    assert len(git_ref.connect("", str(tmp_path / "beside")).list_entries(ENTRY.gate)) == 2
    assert os.listdir(tmp_path / "beside") == [".git", "a.txt"] or sorted(os.listdir(tmp_path / "beside")) == [".git", "a.txt"]
