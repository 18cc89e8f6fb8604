"""What holds for an output, whatever the words in it: by the parsers of those who read it."""

import json
import re
import shlex
from collections.abc import Callable, Iterator
from typing import Any

import cmarkgfm
import html5lib
import msgspec
from cmarkgfm.cmark import Options
from defusedxml.ElementTree import fromstring
from google.protobuf.json_format import Parse
from in_toto_attestation.v1.statement_pb2 import Statement
from junitparser import JUnitXml
from prometheus_client.openmetrics.parser import text_string_to_metric_families
from slack_sdk.models.blocks import Block

from tests.renderers.pages import assert_whole
from tests.renderers.published import ISSUES, list_flaws, load_card, load_sarif
from tests.renderers.test_json import VALIDATOR

STEERING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")
"""Controls, marks without width or for direction, separators and lone surrogates."""
COMMAND = re.compile(r"\s*::|.*##\w*\[")
"""What a log takes for a command."""
OWN = re.compile(r"::(error|warning|notice) title=gate( [^:,]*)?(,file=[^:,]*)?(,line=\d+,endLine=\d+)?::(?!.*##\w*\[)(.*)")
"""A command of gate's own."""
_TAGS = {*"html head body h3 h4 p em strong ul li details summary table thead tbody tr th td".split()}  # noqa: SIM905 (shorter)
_XML = {
    "junit": {"testsuites", "testsuite", "properties", "property", "testcase", "failure", "error", "skipped", "system-out"},
    "badge-svg": {"svg", "title", "path", "g", "text"},
}
_MENTION = re.compile(r"(?<!\w)@\w|#\d|:tada:|://")
"""What GitHub and GitLab look for in the text that Markdown has left."""


def assert_inert(name: str, shown: str) -> None:
    """Assert that an output steers nothing, is a command to no log, and is to its own readers what it should be."""
    assert not STEERING.search(shown)
    assert all(name == "github" and OWN.match(line) for line in shown.splitlines() if COMMAND.match(line))
    READERS[name](shown)


def _read_log(shown: str) -> None:
    """Assert that no command of GitHub's holds another line when its runner has unescaped it."""
    for told in filter(None, map(OWN.match, shown.splitlines())):
        message = re.sub("%(25|0A|0D)", lambda mark: chr(int(mark[1], 16)), told[0])
        assert "\n" not in message
        assert "\r" not in message


def _read_json(shown: str) -> Any:
    assert shown.isascii()
    assert msgspec.json.decode(shown) == json.loads(shown)
    return json.loads(shown)


def _read_words(shown: str) -> Any:
    """Give a document, none of whose words steers anything when a program shows them."""
    document = _read_json(shown)
    assert not [told for told in _list_texts(document) if STEERING.search(told) or "\n\n" in told]
    return document


def _read_verdict(shown: str) -> None:
    document = _read_json(shown)
    for verdict in document["gates"] if document["format"] == "gate-run" else (document,):
        VALIDATOR.validate(verdict)


def _read_markdown(shown: str) -> None:
    """Assert that GitHub's own Markdown finds nothing but text where reports have words, and no mention in the text."""
    options = Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES
    made = cmarkgfm.github_flavored_markdown_to_html(shown, options=options)
    page = html5lib.parse(made, namespaceHTMLElements=False)
    assert {each.tag for each in page.iter()} <= _TAGS
    assert {name for each in page.iter() for name in each.attrib} <= {"align"}
    assert not _MENTION.search("".join(page.itertext()))


def _read_sarif(shown: str) -> None:
    log = _read_words(shown)
    assert list_flaws(load_sarif(), log) == []
    assert not [told for told in _list_texts(log) if "](" in told]


def _read_xml(name: str) -> Callable[[str], None]:
    def read(shown: str) -> None:
        elements = list(fromstring(shown).iter())
        assert {element.tag.rpartition("}")[2] for element in elements} <= _XML[name]
        texts = [text for each in elements for text in (each.text or "", *each.attrib.values())]
        assert not [text for text in texts if STEERING.search(text) or (name == "junit" and "[[ATTACHMENT|" in text)]
        if name == "junit":
            assert len(list(JUnitXml.fromstring(shown.encode()))) == sum(each.tag == "testsuite" for each in elements)

    return read


def _read_issues(shown: str) -> None:
    ISSUES.validate(_read_words(shown))


def _read_metrics(shown: str) -> None:
    samples = [sample for family in text_string_to_metric_families(shown) for sample in family.samples]
    assert not [text for each in samples for text in each.labels.values() if STEERING.search(text)]
    lines = [shlex.split(re.sub("#.*$", "", line)) for line in shown.splitlines()]
    assert [len(words) for words in lines if words] == [2] * len(samples)


def _read_badge(shown: str) -> None:
    """Assert what shields.io asks for: https://shields.io/badges/endpoint-badge."""
    badge = _read_words(shown)
    kinds = {"schemaVersion": int, "label": str, "message": str, "color": str, "isError": bool}
    assert {name: type(value) for name, value in badge.items()} == kinds
    assert badge["schemaVersion"] == 1
    assert badge["message"]


def _read_slack(shown: str) -> None:
    message = _read_words(shown)
    for block in Block.parse_all(message["blocks"]):
        assert block is not None
        block.validate_json()
    texts = [message["text"], *(block["text"]["text"] for block in message["blocks"])]
    assert {block["text"]["type"] for block in message["blocks"]} == {"plain_text"}
    assert not re.search("[<>]|&(?!(amp|lt|gt);)", "".join(texts))


def _read_teams(shown: str) -> None:
    (attachment,) = _read_words(shown)["attachments"]
    card = attachment["content"]
    assert card.pop("msteams") == {"width": "Full"}
    assert list_flaws(load_card(), card) == []
    assert {run["type"] for block in card["body"] for run in block["inlines"]} == {"TextRun"}


def _read_statement(shown: str) -> None:
    _read_words(shown)
    Parse(shown, Statement())


def _list_texts(document: Any) -> Iterator[str]:
    if isinstance(document, str):
        yield document
    parts = [*document, *document.values()] if isinstance(document, dict) else document if isinstance(document, list) else ()
    for part in parts:
        yield from _list_texts(part)


READERS: dict[str, Callable[[str], object]] = {
    "text": _read_log,
    "json": _read_verdict,
    "markdown": _read_markdown,
    "comment": _read_markdown,
    "github": _read_log,
    "step-summary": _read_markdown,
    "html": assert_whole,
    "sarif": _read_sarif,
    "junit": _read_xml("junit"),
    "gitlab-codequality": _read_issues,
    "openmetrics": _read_metrics,
    "badge": _read_badge,
    "badge-svg": _read_xml("badge-svg"),
    "slack": _read_slack,
    "teams": _read_teams,
    "in-toto": _read_statement,
}
"""Output → how its readers read it. A test asks for one for each output."""
