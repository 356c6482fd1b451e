"""The chips of an answer: each figure opens its source, one without is marked, and no text of others is markup."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from agent.provenance.known import ground_of
from agent.provenance.tracing import trace
from components.chat.answer import NOT_FOUND, answer_html, marked
from components.chat.answer_blocks import blocks
from components.chat.run_view import told_of
from tests.agent.rig import TeamRig
from trading.types import Run, RunStatus


@pytest.fixture
def run(rig: TeamRig) -> Run:
    return rig.ask("price of apple")


@pytest.fixture
def rig(tmp_path_factory: pytest.TempPathFactory) -> object:
    made = TeamRig(tmp_path_factory.mktemp("desk") / "data")
    yield made
    made.close()


def _said(run: Run, text: str) -> Run:
    figures = trace(text, ground_of(run.steps, {}))
    return replace(run, result=text, figures=figures, status=RunStatus.DONE)


def _html(run: Run) -> str:
    return answer_html(told_of(marked(run.result or "", run.figures or ()), waits=False), run)


class _Tags(HTMLParser):
    """Gathers the tags with their attributes, and the text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def test_each_figure_is_a_button_that_opens_a_card_with_call_value_source_and_time(run: Run) -> None:
    html = _html(run)
    found = _Tags(html)
    buttons = [attrs for tag, attrs in found.tags if tag == "button"]
    cards = [attrs for tag, attrs in found.tags if tag == "div" and "popover" in attrs]
    assert [button["popovertarget"] for button in buttons] == [card["id"] for card in cards] and len(cards) == 2
    assert all(button["class"] == "fig" for button in buttons)
    card = html.split('class="fig-card"')[1]
    for part in ("<b>$560.99</b>", "3 · analyst", "get_quote(symbol=&quot;AAPL&quot;)", "<code>last</code> = 560.99"):
        assert part in card
    assert "Replay, bundled daily bars, as of Fri 1 Jun 2012, 16:00 ET" in card


def test_a_figure_without_a_source_is_marked_and_says_so(run: Run) -> None:
    html = _html(_said(run, "Apple is at $999.99."))
    assert re.search(r'<button [^>]*class="fig fig-none"[^>]*>\$999\.99</button>', html)
    assert NOT_FOUND in html and "Check it before you rely on it" in html


def test_a_figure_keeps_its_chip_when_the_page_writes_it_in_its_own_form(run: Run) -> None:
    html = _html(_said(run, "Apple is at 560.99 USD on 2012-06-01."))
    assert re.search(r'class="fig"[^>]*>\$560\.99</button> on 1 Jun 2012\.', html)


HOSTILE = (
    "<script>alert(1)</script> at $560.99",
    "<img src=x onerror=alert(1)> 560.99",
    '"><button popovertarget="x" onclick="a()">$560.99</button>',
    "&lt;b&gt; $560.99 &amp; <b>more</b>",
    "\ue000\ue100$560.99\ue001 and \ue000\uf8ffx\ue001",
    "[link](javascript:alert(1)) ![i](http://evil.example/560.99) **bold** $560.99",
    "\u202e99.065$ \u200b560.99\u2066",
    "# <h1>$560.99</h1>\n- <li>560.99</li>\n1. <ol>",
    "| <td onclick=a()> | <script> |\n|---|---|\n| </table><img src=x> | $560.99 |",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_text_of_a_model_is_never_markup(run: Run, text: str) -> None:
    found = _Tags(_html(_said(run, text)))
    allowed = {"div", "p", "br", "button", "strong", "ul", "li", "b", "dl", "dt", "dd", "code"}
    allowed |= {"table", "thead", "tbody", "tr", "th", "td"}
    assert {tag for tag, _ in found.tags} <= allowed
    names = {name for _, attrs in found.tags for name in attrs}
    assert names <= {"class", "type", "popovertarget", "popover", "id", "aria-label"}
    targets = {attrs.get("popovertarget") for tag, attrs in found.tags if tag == "button"}
    assert targets <= {attrs.get("id") for _, attrs in found.tags}


def test_bold_lists_headings_and_paragraphs_are_kept(run: Run) -> None:
    html = _html(_said(run, "# Apple\n\n**Price**: $560.99\nsecond line\n\n- one\n- two\n\n1. first"))
    assert "<p><strong>Apple</strong></p>" in html and "<strong>Price</strong>: <button" in html
    assert "<br>second line</p>" in html and "<ul><li>one</li><li>two</li></ul>" in html
    assert '<li class="numbered">1. first</li>' in html


TABLE = "Of Apple:\n| Measure | Value |\n|:---|---:|\n| Last | $560.99 |\n| P/E | 13.4 |\nthat is all"


def test_a_table_of_a_model_is_drawn_as_one_with_chips_and_its_figures_to_the_right(run: Run) -> None:
    html = _html(_said(run, TABLE))
    assert "<p>Of Apple:</p><table><thead><tr><th>Measure</th>" in html and "<p>that is all</p>" in html
    assert '<td>Last</td><td class="right"><button' in html and "|" not in _Tags(html).text


def test_a_row_with_too_few_or_too_many_cells_keeps_the_width_of_its_head() -> None:
    html = blocks("| a | b |\n|---|---|\n| 1 |\n| 1 | 2 | 3 |")
    assert html.count("<td") == 4 and html.count("<th>") + html.count('<th class="right">') == 2


def test_lines_with_bars_that_are_no_table_stay_lines() -> None:
    assert blocks("| a | b |\n| c | d |") == "<p>| a | b |<br>| c | d |</p>"


def test_a_figure_below_zero_has_the_minus_of_the_pages(run: Run) -> None:
    assert "\u2212$5.00</button>" in _html(_said(run, "It fell by -5.00 USD."))
    assert ">\u22123.10</button>" in _html(_said(run, "The MACD is -3.10."))


def test_a_rounded_amount_is_not_shown_with_cents_that_nobody_wrote(run: Run) -> None:
    assert ">$561</button>" in _html(_said(run, "Apple last traded near 561 USD."))
