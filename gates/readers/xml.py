"""Reading XML from strangers: streaming, with nothing fetched, nothing expanded and nothing declared.

A DOCTYPE that only names a DTD is harmless and accepted; the DTD is never loaded, so it can neither be missing nor invent
attributes. A document that declares anything of its own (entities, default attributes) is refused, which leaves no room
for external entities or for a few bytes that expand into billions.
"""

import pyexpat as expat
from collections.abc import Iterable

from gates.errors import ReportError
from gates.typed import NoReturn, Protocol

DEPTH_LIMIT = 64
"""How deeply elements may stand in one another; no report format in use comes near it."""
DAMAGED = "was the report cut off or edited? let its tool write it again"
_DIGITS = 40
TAG_LIMIT_BYTES = 16 << 20
"""How long one tag, comment or text may go on; parsers hold such a token in memory."""

Attributes = dict[str, str]


class Handlers(Protocol):
    """What is called for each element while handlers are on."""

    def start(self, name: str, attributes: Attributes) -> None:
        """Take a start tag."""

    def end(self, name: str) -> None:
        """Take an end tag."""

    def text(self, text: str) -> None:
        """Take a piece of text."""


class XmlStream:
    """A document that arrives in pieces. Handlers can be switched off where only well-formedness matters."""

    def __init__(self, source: str, handlers: Handlers) -> None:
        """Begin a document that errors call `source`; handlers are on."""
        self._source = source
        self._handlers = handlers
        self._fed_bytes = 0
        self._parser = parser = expat.ParserCreate()
        parser.buffer_text = True
        for declaration in ("EntityDecl", "AttlistDecl", "ElementDecl", "NotationDecl"):
            setattr(parser, f"{declaration}Handler", self._refuse)
        self.listen()

    def listen(self, *, on: bool = True) -> None:
        """Switch the handlers on or off."""
        self._parser.StartElementHandler = self._handlers.start if on else None
        self._parser.EndElementHandler = self._handlers.end if on else None
        self._parser.CharacterDataHandler = self._handlers.text if on else None

    def feed(self, data: bytes, *, last: bool = False) -> None:
        """Take the next piece. Raises ReportError, with the line, where the document is not well-formed or not safe."""
        try:
            self._parser.Parse(data, last)
        except expat.ExpatError as flaw:
            message = f"not well-formed XML: {expat.ErrorString(flaw.code)}"
            raise ReportError(message, where=f"{self._source}:{flaw.lineno}", hint=DAMAGED) from flaw
        except (LookupError, ValueError) as flaw:
            raise ReportError(
                f"is in an encoding that is not read: {flaw}", where=self._source, hint=DAMAGED, id_="report-encoding"
            ) from flaw
        self._fed_bytes += len(data)
        if self._fed_bytes - max(self._parser.CurrentByteIndex, 0) > TAG_LIMIT_BYTES and not last:
            self.fail(f"one tag or text is longer than {TAG_LIMIT_BYTES >> 20} MiB")

    def deepen(self, depth: int) -> int:
        """Give the depth of an element in one of this depth. Raises ReportError beyond DEPTH_LIMIT."""
        if depth >= DEPTH_LIMIT:
            self.fail(f"elements stand more than {DEPTH_LIMIT} deep in one another")
        return depth + 1

    def fail(self, message: str, hint: str = DAMAGED) -> NoReturn:
        """Raise a ReportError at the place that is being read."""
        raise ReportError(message, where=f"{self._source}:{self._parser.CurrentLineNumber}", hint=hint)

    def _refuse(self, *_: object) -> None:
        self.fail(
            "the DOCTYPE declares entities or attributes of its own, which is refused",
            hint="a report needs none; remove the part in [ ] if you trust the report",
        )


def feed_all(stream: XmlStream, chunks: Iterable[bytes]) -> None:
    """Feed a whole document. Raises ReportError where it is not well-formed, not safe, or ends too early."""
    for chunk in chunks:
        stream.feed(chunk)
    stream.feed(b"", last=True)


def read_count(stream: XmlStream, attributes: Attributes, name: str, limit: int, missing: str = "") -> int:
    """Give an attribute that is a whole number below a limit, such as `12`. Raises ReportError where it is not.

    `missing` stands for the attribute where it is absent.
    """
    text = attributes.get(name, missing)
    if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS and int(text) < limit):
        stream.fail(f"an element whose {name} is {repr(text[:40]) if name in attributes else 'missing'}, not a whole number")
    return int(text)
