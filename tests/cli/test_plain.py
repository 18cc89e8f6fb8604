"""Options of commands that judge nothing: values beside and behind a flag, and what is missing."""

import pytest

from gates.cli import plain
from gates.commands.protocol import Kind, Option
from gates.errors import UsageError

OPTIONS = (
    Option("ci", Kind.CHOICE, "where", "SERVICE", choices=("github", "gitlab")),
    Option("force", Kind.FLAG, "all the same"),
)


@pytest.mark.parametrize("argv", [["--ci=github", "--force"], ["--force", "--ci", "github"]])
def test_a_value_stands_beside_its_flag_or_behind_it(argv: list[str]) -> None:
    assert plain.parse("init", OPTIONS, argv) == {"ci": "github", "force": True}


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (["--ci"], "--ci needs a value"),
        (["--ci="], "--ci needs a value"),
        (["--ci", "jenkins"], "'jenkins' is not a choice"),
        (["--force=yes"], "'--force=yes' is nothing that gate init takes"),
        (["--forse"], "did you mean --force?"),
        (["ci"], "'ci' is nothing that gate init takes"),
    ],
    ids=" ".join,
)
def test_what_does_not_fit_is_told(argv: list[str], told: str) -> None:
    with pytest.raises(UsageError) as caught:
        plain.parse("init", OPTIONS, argv)
    assert told in str(caught.value)


def test_help_tells_each_option_and_its_value() -> None:
    assert plain.tell(OPTIONS) == "  --ci SERVICE  where\n  --force       all the same"
