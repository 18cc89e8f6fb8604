"""JSON documents that every strict parser takes and no log takes for a command."""

import json
import re

from gates.typed import Any

_LONE = re.compile(r"\\(?:\\|ud[89ab]\w\w\\ud[c-f]\w\w|(ud[89a-f]\w\w))")
"""An escape in a JSON document: of a backslash, of a pair of surrogates, or, as the group, of one that stands alone."""
_PAIR = re.compile(r"\[\n +(\d+),\n +(\d+)\n +\]")


def write_document(document: Any) -> str:
    r"""Give a document as JSON, indented, in ASCII: any other character is escaped, so that none can do harm anywhere.

    A pair of integers, such as a run of source lines, stands on one line. A lone surrogate, which stands for a byte that is
    no UTF-8, is told as text such as `\udc80`, and of two number signs in a row the second is escaped, which parses back to
    the same.
    """
    shown = _PAIR.sub(r"[\1, \2]", json.dumps(document, indent=2))
    whole = _LONE.sub(lambda mark: f"\\\\{mark[1]}" if mark[1] else mark[0], shown)
    return whole.replace("##", "#\\u0023") + "\n"
