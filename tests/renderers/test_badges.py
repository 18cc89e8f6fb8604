"""Badges: what they say, in which colour, and that people can read it."""

import json
from collections.abc import Callable

import pytest
from defusedxml.ElementTree import fromstring

from gates.model.verdict import Outcome, Verdict
from gates.renderers import badge, badge_svg
from gates.renderers.protocol import Surface
from tests.renderers.verdicts import FAILURE, PASSED, VERDICTS

PASS, FAIL, UNJUDGED, SKIPPED = (VERDICTS[case] for case in ("pass", "fail", "unjudged", "skipped"))


@pytest.mark.parametrize("case", ["pass", "fail", "unjudged"])
def test_goldens(case: str, golden: Callable[[str, str], None]) -> None:
    golden(f"renderers/{case}.badge.json", badge.render(VERDICTS[case], Surface()))
    golden(f"renderers/{case}.badge.svg", badge_svg.render(VERDICTS[case], Surface()))


@pytest.mark.parametrize(
    ("verdicts", "label", "message", "color", "error"),
    [
        ((PASS,), "coverage", "84.23%", "brightgreen", False),
        ((VERDICTS["warn"]._replace(measurements=PASS.measurements),), "coverage", "84.23%", "yellow", False),
        ((FAIL,), "coverage", "84.23%", "red", True),
        ((VERDICTS["warn"],), "coverage", "passed with warnings", "yellow", False),
        ((UNJUDGED._replace(measurements=PASS.measurements),), "coverage", "could not judge", "orange", True),
        ((SKIPPED,), "coverage", "skipped", "lightgrey", False),
        ((PASS._replace(gate=""),), "gate", "84.23%", "brightgreen", False),
        ((PASS, PASS), "gate", "2 passed", "brightgreen", False),
        ((PASS, FAIL, UNJUDGED, FAIL), "gate", "2 of 4 failed", "red", True),
        ((PASS, SKIPPED), "gate", "1 of 2 passed", "brightgreen", False),
        ((PASS, UNJUDGED), "gate", "1 of 2 could not judge", "orange", True),
    ],
)
def test_what_badges_say(verdicts: tuple[Verdict, ...], label: str, message: str, color: str, error: bool) -> None:
    told = json.loads(badge.render_all(verdicts, Surface()))
    assert told == {"schemaVersion": 1, "label": label, "message": message, "color": color, "isError": error}
    svg = fromstring(badge_svg.render_all(verdicts, Surface()))
    assert [each.text for each in svg.iter("{http://www.w3.org/2000/svg}text")] == [label, message]
    assert svg.findtext("{http://www.w3.org/2000/svg}title") == svg.get("aria-label")
    word = {"brightgreen": "passed", "yellow": "passed with warnings", "red": "failed"}.get(color, "")
    assert svg.get("aria-label") == f"{label}: {message}{f', {word}' if '%' in message else ''}"


def _luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_white_text_can_be_read_on_every_color() -> None:
    for outcome in Outcome:
        if outcome is not Outcome.WAIVED:
            assert 1.05 / (_luminance(badge_svg._COLORS[outcome]) + 0.05) >= 5


def test_texts_are_about_as_long_as_their_letters_are() -> None:
    """Verdana's own lengths at 11 pixels, by its font file, within a twentieth: nothing is pulled apart or squeezed."""
    for text, pixels in {"coverage": 50.3, "84.23%": 43.8, "passed with warnings": 119.4, "failed": 30.1, "WWW%": 44.5}.items():
        assert badge_svg._measure(text) == pytest.approx(pixels, rel=0.05)


def test_long_and_wide_names_have_room() -> None:
    svg = fromstring(badge_svg.render(Verdict("日本" * 50, Outcome.PASS, (PASSED,)), Surface()))
    first, second = svg.iter("{http://www.w3.org/2000/svg}text")
    assert first.text == "日本" * 19 + "日…"
    assert int(first.attrib["textLength"]) > 39 * 11
    assert int(svg.attrib["width"]) == int(second.attrib["x"]) + int(second.attrib["textLength"]) + 6


def test_the_badge_fetches_nothing() -> None:
    shown = badge_svg.render(FAILURE, Surface())
    assert "href" not in shown
    assert "url(" not in shown
    assert " id=" not in shown
