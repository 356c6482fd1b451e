"""Rows of headlines show the texts of others as text: no element, address or direction of theirs acts on the page."""

from datetime import UTC, date, datetime

import pytest
from lxml import html

from components.sentiment_card import CARD, held_out
from components.sentiment_rows import judged, row_of, rows_html
from trading.types import Headline, Mood, NewsKind, Score, ScoredHeadline, WeighedWord

HOSTILE = (
    '<img src=x onerror="alert(1)">',
    "</li></ul><script>alert(1)</script>",
    '"><a href="javascript:alert(1)">gain</a>',
    "<style>*{display:none}</style><iframe src=//e.x>",
    "&lt;b&gt; &#x3c;i&#x3e;",
)
AT = datetime(2012, 5, 30, 21, 5, tzinfo=UTC)


def _row(title: str, **more: object) -> ScoredHeadline:
    told = {
        "id": "1", "title": title, "summary": "", "url": None, "publisher": "P", "source": "S",
        "kind": NewsKind.NEWS, "published_at": AT, "symbols": ("AAPL",),
    } | more  # fmt: skip
    words = (WeighedWord(word="beats", weight=0.3), WeighedWord(word="and", weight=-0.004))
    return ScoredHeadline(headline=Headline(**told), score=Score(mood=Mood.POSITIVE, score=0.9, words=words))  # type: ignore[arg-type]


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_of_others_is_shown_as_it_is_written_wherever_it_stands(text: str) -> None:
    one = _row(text, summary=text, publisher=text, source=text, url=text, symbols=(text, text))
    score = Score(mood=Mood.NEGATIVE, score=-0.5, words=(WeighedWord(word=text, weight=-0.5),))
    rows = [row_of(one, date(2012, 5, 31)), judged("", text, score)]
    made = html.fragment_fromstring(rows_html(rows, label=text))
    assert {element.tag for element in made.iter()} <= {"ul", "li", "div", "span", "details", "summary"}
    assert all(set(element.attrib) <= {"style", "aria-label", "aria-hidden"} for element in made.iter())
    assert made.text_content().count(text) == 9 and made.attrib["aria-label"] == text


def test_what_turns_letters_around_or_hides_them_is_taken_out() -> None:
    made = rows_html([judged("", "safe\u202eevil\u200b\u2066x\u0000", Score(mood=Mood.NEUTRAL, score=0.0))], label="x")
    assert "safeevilx" in made


def test_a_row_tells_score_sign_word_time_and_what_folds_out() -> None:
    one = _row("Acme beats and raises", summary="In short.", url="https://a.example/x", symbols=("A", "B"))
    said = html.fragment_fromstring(rows_html([row_of(one, date(2012, 5, 31))], label="x")).text_content()
    # 21:05 UTC is 17:05 in New York's summer
    for told in ("▲ +0.90", "positive", "30 May 2012, 17:05 ET · S · A, B", "Acme beats and raises", "beats +0.30",
                 "In short.", "counts for the session of 31 May 2012", "Address: https://a.example/x"):  # fmt: skip
        assert told in said
    assert "−0.00" not in said  # a word that weighs nothing is left out


def test_the_model_cards_own_figure_is_taken_and_not_that_of_others() -> None:
    table = "| texts | macro-F1 | accuracy |\n|---|---|---|\n| held-out | 0.8211 | 0.85 |"
    card = f"## How well\nVADER has macro-F1 0.43 here.\n\n{table}"
    assert held_out(card) == "0.8211"
    assert held_out("TF-IDF reaches macro-F1 0.73") is None
    if CARD.is_file():
        figure = held_out(CARD.read_text())
        assert figure is not None and 0.78 <= float(figure) < 1  # the least that was asked for
