"""What holds for any page of the output html."""

import re
from collections.abc import Iterator
from itertools import pairwise
from xml.etree.ElementTree import Element

import html5lib

_SVG = "{http://www.w3.org/2000/svg}"
_ELEMENTS = """
    html head meta title style body header main footer section h1 h2 h3 p a bdi span strong div
    table caption thead tbody tr th td details summary wbr
"""
_SHAPES = "svg symbol use path rect line circle polyline"
_ATTRIBUTES = """
    class id href lang charset x content name http-equiv scope role tabindex data-label aria-hidden aria-label aria-labelledby
    viewBox width height x1 x2 y1 y2 cx cy r d points fill-rule vector-effect preserveAspectRatio
"""


def parse(shown: str) -> Element:
    """Give the elements of a page. Raises where it breaks a rule of HTML's syntax."""
    page: Element = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(shown)
    return page


def tell(element: Element) -> str:
    """Give the text of an element."""
    return "".join(element.itertext())


def assert_whole(shown: str) -> Element:
    """Assert that a page is inert, loads nothing, and can be used without seeing it, and give its elements."""
    assert shown.isascii()
    page = parse(shown)
    elements = list(page.iter())
    assert {each.tag for each in elements} <= {*_ELEMENTS.split(), *(f"{_SVG}{name}" for name in _SHAPES.split())}
    assert {name for each in elements for name in each.attrib} <= set(_ATTRIBUTES.split())
    ids = [each.attrib["id"] for each in elements if "id" in each.attrib]
    assert len(ids) == len(set(ids))
    assert {each.attrib["href"].removeprefix("#") for each in elements if "href" in each.attrib} <= set(ids)
    levels = [int(each.tag[1]) for each in elements if re.fullmatch("h[1-6]", each.tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all("scope" in head.attrib for head in page.iter("th"))
    assert all(len(row) == len(table.findall("thead/tr/th")) for table in page.iter("table") for row in table.iter("tr"))
    assert all(drawing.get("aria-hidden") == "true" or drawing.get("aria-label") for drawing in page.iter(f"{_SVG}svg"))
    assert all(details[0].tag == "summary" and tell(details[0]) for details in page.iter("details"))
    assert all(tell(each).strip() for each in page.iter() if "outcome" in each.get("class", "").split())
    return page


def list_numbers(page: Element) -> Iterator[float]:
    """Give the numbers that shapes are drawn with."""
    for shape in page.iter():
        for name in ("width", "height", "x1", "x2", "y1", "y2", "cx", "cy", "points", "d"):
            yield from map(float, re.findall(r"-?[\d.]+|nan|inf", shape.get(name, "")))
