"""A page of HTML that is whole in itself: it loads nothing and runs nothing, in light and dark, on a phone and on paper.

One file, in ASCII, so that no encoding can spoil it. Its content security policy allows its own style sheet, by its digest,
and nothing else. https://html.spec.whatwg.org, https://www.w3.org/TR/CSP3
"""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from hashlib import sha256

from gates.model.verdict import WORST_FIRST, Outcome, Verdict, fold_outcomes
from gates.renderers import phrases
from gates.renderers.html_charts import draw_tally
from gates.renderers.html_gate import tell_headline, write_gate
from gates.renderers.html_listing import Column, Listing, write_listing
from gates.renderers.html_markup import SIGNS, Markup, begin, join, label, sign, tag, words
from gates.renderers.html_style import STYLE
from gates.renderers.protocol import Surface


def render(verdict: Verdict, surface: Surface) -> str:
    """Give the page of one gate."""
    return render_all((verdict,), surface)


def render_all(verdicts: Sequence[Verdict], surface: Surface) -> str:
    """Give the page of a run: its outcome, a table of the gates where there are several, and a section for each of them.

    The outcome is the worst; of no gate at all nobody can tell, which is no pass. The same whatever the surface.
    """
    del surface
    outcome = fold_outcomes(verdict.outcome for verdict in verdicts)
    name = f"gate {verdicts[0].gate}" if len(verdicts) == 1 else "gate run"
    word = phrases.OUTCOMES[outcome]
    body = (
        tag("svg", *_symbols(), class_="symbols", width="0", height="0", aria_hidden="true"),
        tag("header", *_head(name, word, outcome, verdicts)),
        tag("main", *(write_gate(verdicts[0], "h2") if len(verdicts) == 1 else _gates(verdicts))),
        tag("footer", tag("p", "Written by gate. This page is whole in itself: it loads nothing and runs nothing.")),
    )
    head = tag("head", join(_meta(f"{begin(word)}: {name}"), "\n"))
    page = join(
        (Markup("<!DOCTYPE html>"), Markup('<html lang="en">'), head, tag("body", join(body, "\n")), Markup("</html>")), "\n"
    )
    return f"{page.encode('ascii', 'xmlcharrefreplace').decode()}\n"


def _meta(title: str) -> Iterator[Markup]:
    digest = b64encode(sha256(STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    yield tag("meta", charset="utf-8")
    yield tag("meta", http_equiv="Content-Security-Policy", content=policy)
    yield tag("meta", name="viewport", content="width=device-width, initial-scale=1")
    yield tag("meta", name="color-scheme", content="light dark")
    yield tag("meta", name="referrer", content="no-referrer")
    yield tag("title", title)
    yield tag("style", Markup(STYLE))


def _symbols() -> Iterator[Markup]:
    """Give the signs of the outcomes, to be used by their ids."""
    for outcome, shapes in SIGNS.items():
        yield tag("symbol", Markup(shapes), id=f"sign-{outcome.value}", viewBox="0 0 16 16")


def _head(name: str, word: str, outcome: Outcome, verdicts: Sequence[Verdict]) -> Iterator[Markup]:
    """Give the verdict in one line, and what it is about."""
    yield tag("p", words(name), class_="name")
    yield tag("h1", sign(outcome), begin(word), class_=outcome.value)
    if len(verdicts) == 1:
        yield from _lead(verdicts[0])
        return
    counts = [(each, sum(verdict.outcome is each for verdict in verdicts)) for each in WORST_FIRST]
    told = ", ".join(f"{count:,} {phrases.OUTCOMES[each]}" for each, count in counts if count)
    yield tag("p", f"Of {phrases.plural('gate', len(verdicts))}: {told}" if verdicts else "No gate was run", ".", class_="lead")
    yield draw_tally((verdict.outcome for verdict in verdicts), told=False)


def _lead(verdict: Verdict) -> Iterator[Markup]:
    """Give what decided, and what it rests on."""
    if headline := tell_headline(verdict):
        yield tag("p", words(headline), ".", class_="lead")
    if verdict.evidence:
        yield tag("p", "Judged on ", words(phrases.tell_evidence(verdict.evidence)), ".", class_="evidence")


def _gates(verdicts: Sequence[Verdict]) -> Iterator[Markup]:
    """Give the table of the gates in the order in which they ran, then what each of them found."""
    columns = (Column("outcome", "state"), Column("gate", "title"), Column("what decides"), Column("judged on"))
    rows = (_summarise(number, verdict) for number, verdict in enumerate(verdicts, 1))
    summary = write_listing(Listing("gate", columns, rows, len(verdicts)), len(verdicts))
    yield tag("section", tag("h2", "Gates", id="gates"), *summary, class_="gates", aria_labelledby="gates")
    for number, verdict in enumerate(verdicts, 1):
        id_ = f"gate-{number}"
        head = tag("h2", words(verdict.gate), label(verdict.outcome), id=id_)
        yield tag("section", head, *_lead(verdict), *write_gate(verdict, "h3"), class_="gate", aria_labelledby=id_)


def _summarise(number: int, verdict: Verdict) -> Iterator[str]:
    yield label(verdict.outcome)
    yield tag("a", words(verdict.gate), href=f"#gate-{number}")
    yield words(tell_headline(verdict))
    yield words(phrases.tell_evidence(verdict.evidence))
