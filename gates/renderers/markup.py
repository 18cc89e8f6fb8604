"""Words of reports within XML."""

from html import escape

from gates.renderers.escape import clean


def escape_xml(text: str) -> str:
    """Give a text on one line for an element or an attribute, in which no log takes anything for a command."""
    return escape(clean(text)).replace("##", "#&#35;")
