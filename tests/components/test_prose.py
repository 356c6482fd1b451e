"""Text of others is shown as text: no link, image, HTML, formula, colour or icon of theirs becomes active."""

import doctest
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components import prose

HOSTILE = [
    "[free money](https://evil.example)",
    "![pixel](http://evil.example/x.png)",
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "https://evil.example/a?b=c",
    "www.evil.example",
    "someone@evil.example",
    "javascript:alert(1)",
    ":red[looks like ours] :material/check: :tada:",
    "$\\frac{a}{b}$ and $$x$$",
    "`code` ~~gone~~ *i* _i_",
    "# Title\n> quote\n---\n| a | b |\n|---|---|",
]


def test_the_examples_hold() -> None:
    outcome = doctest.testmod(prose)
    assert outcome.attempted >= 3
    assert outcome.failed == 0


@pytest.mark.parametrize("text", HOSTILE)
def test_every_mark_of_hostile_text_is_escaped(text: str) -> None:
    for shown in (prose.plain(text), prose.one_line(text, 200)):
        assert not re.search(r"(?<!\\)[\[\]()<>`$:!|#]", re.sub(r"\\\\", "", shown))
        assert "http://" not in shown and "https://" not in shown


@pytest.mark.parametrize("text", ["https://evil.example", "www.evil.example", "a@evil.example", "HTTPS://EVIL.example"])
def test_what_markdown_links_by_itself_is_parted_by_an_invisible_joiner(text: str) -> None:
    shown = prose.paragraphs(text)
    unescaped = re.sub(r"\\(.)", r"\1", shown)
    assert not re.search(r"(?i)https?://|www\.|\w@\w", unescaped)
    assert unescaped.replace("\u2060", "") == text


@pytest.mark.parametrize("text", [":material/delete: Sold", "a :streamlit:", ":tada:", ":+1:", ":a:b:"])
def test_no_icon_is_left_once_markdown_has_taken_the_escapes_away(text: str) -> None:
    shown = re.sub(r"\\(.)", r"\1", prose.one_line(text))
    assert not re.search(r":(material/)?[\w+-]+:", shown)
    assert shown.replace("\u2060", "") == text


DRAWN = st.characters(
    categories=("L", "N", "P", "S"), include_characters=" \n\t", exclude_characters="\u115f\u1160\u2800\u3164\uffa0"
)


@given(st.text(DRAWN, max_size=200))
def test_the_reader_sees_the_very_characters_that_were_written(text: str) -> None:
    shown = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", prose.plain(text)).replace("\u2060", "")
    assert shown == unicodedata.normalize("NFC", text)


def test_bidirectional_and_control_characters_are_dropped() -> None:
    assert prose.plain("a\u202eb\x00c\ufeff") == "abc"


def test_bold_lists_and_lines_of_an_answer_are_kept() -> None:
    shown = prose.paragraphs("**Done**\nfirst line\n- one\n- two\n\n1. uno")
    assert shown.split("\n") == ["**Done**  ", "first line", "- one", "- two", "", "1. uno"]


def test_amounts_and_percentages_of_an_answer_are_bold_once() -> None:
    shown = prose.paragraphs("**$5.00** then (+2.5%) of $1,234.50, down −3%")
    assert shown == "**\\$5\\.00** then \\(**\\+2\\.5%**\\) of **\\$1,234\\.50**, down **−3%**"


def test_an_overlong_text_is_cut() -> None:
    assert len(prose.plain("x" * 50_000)) == prose.MAX_SHOWN
    assert prose.one_line("word " * 100, 20).endswith("…")
