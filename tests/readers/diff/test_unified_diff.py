import pytest
from hypothesis import given
from hypothesis import strategies as st

from gates.errors import ReportError
from gates.model.changes import Change, Changes, Hunk, renames
from gates.model.coverage import RepoPath
from gates.readers.diff import unified_diff


def _read(text: str, *, chunk_bytes: int = 1 << 20) -> Changes:
    data = text.encode(errors="surrogateescape")
    chunks = [data[at : at + chunk_bytes] for at in range(0, len(data), chunk_bytes)]
    return unified_diff.read(chunks, "c.diff", frozenset())


HEAD = "diff --git a/x.py b/x.py\nindex 1..2 100644\n--- a/x.py\n+++ b/x.py\n"


@pytest.mark.parametrize("chunk_bytes", [1 << 20, 7])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_hunks_of_any_context_come_to_the_same(ending: str, chunk_bytes: int) -> None:
    bare = HEAD + "@@ -2 +2,2 @@ def f\n-old\n+new\n+new\n@@ -9,2 +10,0 @@\n-a\n-b\n@@ -20,0 +20 @@\n+c\n"
    wide = (
        HEAD + "@@ -1,5 +1,6 @@\n 1\n-old\n+new\n+new\n\n 4\n 5\n@@ -8,4 +9,2 @@\n 8\n-a\n-b\n 11\n@@ -20 +20,2 @@\n 20\n+c\n"
        "\\ No newline at end of file\n"
    )
    expected = (Hunk(2, 1, 2, 2), Hunk(9, 2, 10, 0), Hunk(20, 0, 20, 1))
    for text in (bare, wide):
        changes = _read(text.replace("\n", ending), chunk_bytes=chunk_bytes)
        # The bare one says where a hunk without lines stands, the wide one where its neighbours do: at the same place.
        assert [hunk._replace(new=0) for hunk in changes.files["x.py"].hunks] == [hunk._replace(new=0) for hunk in expected]  # type: ignore[index]
        assert sorted(changes.files["x.py"].list_added()) in ([2, 3, 20], [2, 3, 21])  # type: ignore[index]


@pytest.mark.parametrize(
    ("header", "old", "new"),
    [
        ("diff --git a/s/x.py b/s/x.py\n--- a/s/x.py\n+++ b/s/x.py\n", "s/x.py", "s/x.py"),
        ("diff --git s/x.py s/x.py\n--- s/x.py\n+++ s/x.py\n", "s/x.py", "s/x.py"),
        ("diff --git i/x.py w/x.py\n--- i/x.py\n+++ w/x.py\n", "x.py", "x.py"),
        ("--- x.py.orig\t2026-01-01 00:00:00\n+++ x.py\t2026-01-01 00:00:00\n", "x.py.orig", "x.py"),
        (
            'diff --git "a/\\303\\244 b.py" "b/\\303\\244 b.py"\n--- "a/\\303\\244 b.py"\n+++ "b/\\303\\244 b.py"\n',
            "ä b.py",
            "ä b.py",
        ),
        (
            'diff --git "a/t\\tq\\"\\\\.py" "b/t\\tq\\"\\\\.py"\n--- "a/t\\tq\\"\\\\.py"\n+++ "b/t\\tq\\"\\\\.py"\n',
            't\tq"\\.py',
            't\tq"\\.py',
        ),
        ("diff --git a/x y.py b/x y.py\n--- a/x y.py\t\n+++ b/x y.py\t\n", "x y.py", "x y.py"),
        ("diff --git a/n.py b/n.py\nnew file mode 100644\n--- /dev/null\n+++ b/n.py\n", "", "n.py"),
        (
            "diff --git a/o.py b/n.py\nsimilarity index 90%\nrename from o.py\nrename to n.py\n--- a/o.py\n+++ b/n.py\n",
            "o.py",
            "n.py",
        ),
        ("diff --git a/o.py b/n.py\nsimilarity index 90%\ncopy from o.py\ncopy to n.py\n--- a/o.py\n+++ b/n.py\n", "", "n.py"),
    ],
)
def test_names(header: str, old: str, new: str) -> None:
    (change,) = _read(f"{header}@@ -1 +1 @@\n-a\n+b\n").files.values()
    assert change == Change(new, old, (Hunk(1, 1, 1, 1),))  # type: ignore[arg-type]  # literals stand for paths


def test_files_without_lines() -> None:
    text = (
        "some words before\n"
        "diff --git a/i.png b/i.png\nindex 1..2 100644\nBinary files a/i.png and b/i.png differ\n"
        "diff --git a/e.py b/e.py\nnew file mode 100644\nindex 0..e\n"
        "diff --git a/g.py b/g.py\ndeleted file mode 100644\n--- a/g.py\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n"
        "diff --git a/m.py b/m.py\nold mode 100644\nnew mode 100755\n"
        "diff --git a/vendor b/vendor\nindex 1..2 160000\n--- a/vendor\n+++ b/vendor\n@@ -1 +1 @@\n-Subproject 1\n+Subproject 2\n"
        'diff --git "a/\\303\\244" b/plain\nsimilarity index 100%\nrename from "\\303\\244"\nrename to plain\n'
        'diff --git a/z "b/\\303\\244"\nold mode 100644\nnew mode 100755\n'
        'diff --git "a/\\303\\266" "b/\\303\\266"\nold mode 100644\nnew mode 100755\n'
        "-- \n2.39.5\n"
    )
    changes = _read(text)
    assert {path: change.old_path for path, change in changes.files.items()} == {
        "i.png": "i.png",
        "e.py": "",
        "m.py": "m.py",
        "vendor": "vendor",
        "plain": "ä",
        "ä": "z",
        "ö": "ö",
    }
    assert changes.deleted == {"g.py"}
    assert not any(change.hunks for change in changes.files.values())
    assert renames(changes) == {"ä": "plain", "z": "ä"}
    assert _read("").files == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEAD + "@@ -1,2 +1,2 @@\n a\n", r"c\.diff:6: ends within a hunk: 2 lines are missing"),
        (HEAD + "@@ -1 +1 @@\n-a\ndiff --git a/b b/b\n", r"c\.diff:7: a hunk ends too early: 'diff --git a/b b/b'"),
        (HEAD + "@@ -1 +1,2 @@\n-a\n-b\n", r"c\.diff:7: a hunk has more lines than its header says"),
        (HEAD + "@@ -1 +1 @\n-a\n+b\n", r"c\.diff:5: a hunk that is none, or of no file: '@@ -1 \+1 @'"),
        ("@@ -1 +1 @@\n-a\n+b\n", r"c\.diff:1: a hunk that is none, or of no file"),
        ("diff --cc x.py\n", r"c\.diff:1: is the diff of a merge with several parents"),
        (HEAD + "@@@ -1 -1 +1 @@@\n", r"c\.diff:5: is the diff of a merge with several parents"),
        ("--- a/x.py\n", r"c\.diff:1: a file whose name is told on one side only"),
    ],
)
def test_what_is_no_diff_is_refused(text: str, message: str) -> None:
    with pytest.raises(ReportError, match=message):
        _read(text)


def test_a_missing_last_newline_is_no_line() -> None:
    text = HEAD + "@@ -1 +1,2 @@\n-a\n\\ No newline at end of file\n+a\n+b\n"
    assert _read(text).files["x.py"].hunks == (Hunk(1, 1, 1, 2),)  # type: ignore[index]  # a literal stands for a path
    assert _read("--- /dev/null\n+++ /dev/null\n@@ -0,0 +0,0 @@\n").files == {}


def test_sniff() -> None:
    for head in ("diff --git a/x b/x\n", "From 1 Mon\n\n---\n x | 1\n\n--- a/x\n+++ b/x\n", "@@ -1 +1 @@\n"):
        assert unified_diff.sniff(head.encode())
    assert not unified_diff.sniff(b"<html>\n--- \n")


LINES = st.lists(st.sampled_from("abcde"), max_size=12)


@given(LINES, LINES)
def test_lines_are_followed_as_difflib_finds_them(old: list[str], new: list[str]) -> None:
    """Every line is either added, or what a line from before has become; and text is kept on the way."""
    import difflib

    lines = difflib.unified_diff([f"{line}\n" for line in old], [f"{line}\n" for line in new], "a/x", "b/x", n=1)
    changes = _read("".join(lines))
    change = changes.files.get(RepoPath("x"), Change(RepoPath("x"), RepoPath("x")))
    followed = {change.follow(number): text for number, text in enumerate(old, 1)}
    followed.pop(None, None)
    added = change.list_added()
    assert set(followed) | added == set(range(1, len(new) + 1))
    assert not set(followed) & added
    assert all(new[number - 1] == text for number, text in followed.items() if number)


@given(LINES, LINES)
def test_a_bare_diff_is_read_by_its_headers(old: list[str], new: list[str]) -> None:
    """A diff without context comes to the same by both roads, whatever its lines look like."""
    import difflib

    odd = {"a": "-- a/x", "b": "++ b/x", "c": "@@ -1 +1 @@", "d": "diff --git a/z b/z", "e": "rename to z"}
    lines = difflib.unified_diff([f"{odd[line]}\n" for line in old], [f"{odd[line]}\n" for line in new], "a/x", "b/x", n=0)
    text = "".join(lines)
    bare = unified_diff.read_bare(f"diff --git a/x b/x\nindex 1..2 100644\n{text}".encode())
    assert bare[RepoPath("x")].hunks == (_read(text).files[RepoPath("x")].hunks if text else ())


def test_headers_of_a_bare_diff() -> None:
    text = (
        "diff --git a/gone.py b/gone.py\ndeleted file mode 100644\n--- a/gone.py\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n"
        "diff --git a/n.py b/n.py\nnew file mode 100644\n--- /dev/null\n+++ b/n.py\n@@ -0,0 +1,2 @@\n+x\n+y\n"
        'diff --git "a/\\303\\244.py" b/o.py\nsimilarity index 9%\nrename from "\\303\\244.py"\nrename to o.py\n@@ -3 +2,0 @@ f\n-x\n'
        "diff --git a/m.py b/m.py\nold mode 100644\nnew mode 100755\n"
    )
    assert unified_diff.read_bare(text.encode()) == {
        "n.py": ("n.py", "", (Hunk(0, 0, 1, 2),)),
        "o.py": ("o.py", "ä.py", (Hunk(3, 1, 2, 0),)),
        "m.py": ("m.py", "m.py", ()),
    }
