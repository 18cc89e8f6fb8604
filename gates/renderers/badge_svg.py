"""A badge as a file of its own, which shows the same wherever it lies, even in a page: it fetches nothing and has no ids."""

from collections.abc import Sequence
from unicodedata import east_asian_width

from gates.model.verdict import Outcome, Verdict, fold_outcomes
from gates.renderers.digest import tell_badge
from gates.renderers.markup import escape_xml
from gates.renderers.phrases import OUTCOMES
from gates.renderers.protocol import Surface

_COLORS = {
    Outcome.PASS: "#1a7f37",
    Outcome.WARN: "#8a5a00",
    Outcome.FAIL: "#c5221f",
    Outcome.UNJUDGED: "#a8440c",
    Outcome.SKIPPED: "#57606a",
}
"""White text stands out from each of them by 5:1 or more, as WCAG 2.2 asks for small text (1.4.3)."""
_WIDTHS = {
    30: "ijl'",
    40: "ft .,!",
    47: "rIJ-()[]/\\:;",
    57: 'csz"?',
    66: "aekovxyFLP",
    76: "ABCKRSVXZ",
    83: "DGHNOQU&",
    92: "wM#+<=>…",
    108: "mW@—",
    118: "%",
}
"""How wide characters of Verdana at 11 pixels are, in tenths of one; others are about 70, those that take two columns 110."""
_KNOWN = {character: width for width, characters in _WIDTHS.items() for character in characters}
_PADDING, _ROUND = 6, 3
_BADGE = """\
<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="20" role="img" aria-label="{told}">
  <title>{told}</title>
  <path d="M3 0H{left}V20H3a3 3 0 0 1-3-3V3a3 3 0 0 1 3-3z" fill="#24292f"/>
  <path d="M{left} 0H{end}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3H{left}z" fill="{color}"/>
  <g fill="#fff" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11" aria-hidden="true">
    <text x="{padding}" y="14" textLength="{label_length}">{label}</text>
    <text x="{message_start}" y="14" textLength="{message_length}">{message}</text>
  </g>
</svg>
"""


def render(verdict: Verdict, surface: Surface) -> str:
    """Give the badge of one gate: what it measured first, or its outcome."""
    return render_all((verdict,), surface)


def render_all(verdicts: Sequence[Verdict], surface: Surface) -> str:
    """Give one badge for all gates. Its texts are as long as is said, whatever font there is; its title tells the outcome."""
    del surface
    label, message = tell_badge(verdicts)
    outcome = fold_outcomes(each.outcome for each in verdicts)
    told = message if OUTCOMES[outcome] in message else f"{message}, {OUTCOMES[outcome]}"
    lengths = [_measure(label), _measure(message)]
    left, right = (length + 2 * _PADDING for length in lengths)
    return _BADGE.format(
        width=left + right,
        left=left,
        end=left + right - _ROUND,
        told=escape_xml(f"{label}: {told}"),
        color=_COLORS[outcome],
        padding=_PADDING,
        label=escape_xml(label),
        label_length=lengths[0],
        message=escape_xml(message),
        message_start=left + _PADDING,
        message_length=lengths[1],
    )


def _measure(text: str) -> int:
    """Give about how many pixels wide a text is."""
    tenths = sum(_KNOWN.get(each) or (110 if east_asian_width(each) in "WF" else 70) for each in text)
    return -(-tenths // 10)
