"""Text from outside costs a time that grows with its length and not with its square: cleaning it holds the process."""

import time
from collections.abc import Callable

import pytest

from agent.intent_guards import refusal
from agent.intent_web import read_web
from agent.links import MOST_READ, without_targets
from agent.untrusted import as_untrusted, without_links
from agent.watching import grown
from trading.sentiment.texts import plain_line
from trading.web.visible import unescaped, visible

UNITS = [
    *("<x=", "<x====", "<x", "<", "<a ", "<a href=", "<!", "</a", "<x a", "=", "&lt;x=", "&amp;", "&#", "&#9", "&#0"),
    *(
        "[",
        "[a",
        "[[a",
        "[a](",
        "[a](b)",
        "[[a](b)",
        "![",
        "](",
        "(",
        "[a]:",
        "[a]: b\n",
        "[a]:\n",
        "\n",
        " ",
        "\t",
        "\n>",
    ),
    *(
        "a",
        "a.",
        "a@",
        "@a",
        "a@a.",
        "a-",
        "a://",
        "//",
        "//a",
        "\\\\",
        "www.",
        "www .",
        "http:",
        "h ttp",
        "a[.]",
        "a(dot)",
    ),
    *("javascript:", "j a v a s c r i p t", "data:", "/", "?", "a.aa/", "a.aa?", "#", "\u0301\u0316", "\u0f73\u0f75"),
    *(
        "<script",
        "<script>",
        "</script",
        "<style",
        "<script><style>",
        "<|",
        "untrusted",
        "</untrusted",
        "\\u003c",
        "%3C",
    ),
]
PREFIXES = ["", "<x", "[a]:", "&#"]
ENDS = ["", "]x>"]
CLEANERS = [without_links, grown, lambda text: as_untrusted(text, source="web"), lambda text: plain_line(text, 1_000)]
SHORT = 8_000


def _cost(clean: Callable[[str], object], text: str) -> float:
    begun = time.process_time()
    clean(text)
    return time.process_time() - begun


@pytest.mark.parametrize("clean", CLEANERS, ids=["without_links", "grown", "as_untrusted", "plain_line"])
def test_twice_the_text_costs_about_twice_the_time(clean: Callable[[str], object]) -> None:
    usual = max(_cost(clean, "word " * (2 * SHORT // 5)) for _ in range(3))
    for unit in UNITS:
        for before in PREFIXES:
            for end in ENDS:
                text = before + unit * (2 * SHORT // len(unit)) + end
                if _cost(clean, text) < 40 * usual:
                    continue  # as cheap as plain words, within what the patterns take
                half = before + unit * (SHORT // len(unit)) + end
                ratio = min(_cost(clean, text) for _ in range(3)) / min(_cost(clean, half) for _ in range(3))
                assert ratio < 3, f"{before!r} and {unit!r} repeated: twice the length cost {ratio:.1f} times as much"


@pytest.mark.parametrize("before", ["sell", "look", "search", "find", "sell a", "look up for"])
def test_a_request_of_spaces_is_read_in_a_time_that_grows_with_its_length(before: str) -> None:
    def read(text: str) -> None:
        read_web(text)
        refusal(text)

    long, half = (min(_cost(read, before + " " * n + "x") for _ in range(3)) for n in (4_000, 2_000))
    assert long < 3 * half + 0.01


def test_what_is_longer_than_can_be_cleaned_is_cut_and_says_so() -> None:
    cleaned = without_targets("word " * MOST_READ)
    assert len(cleaned) <= MOST_READ and cleaned.endswith("than can be cleaned of its addresses)")


def test_nested_links_lose_their_targets_however_deep_they_are() -> None:
    deep = "[" * 500 + "a" + "](/b)" * 500
    assert "](" not in without_targets(deep)
    assert without_targets("[[[a](/b)](/c)](/d)") == "a"


@pytest.mark.parametrize(
    ("tag", "left"),
    [
        ("a<x y=1>b", "ab"),
        ("a<x:y>b", "ab"),
        ("a<b c", "a<b c"),
        ("a<x y>b", "a<x y>b"),
        ("2 <x and y> 3", "2 <x and y> 3"),
    ],
)
def test_a_tag_of_any_name_is_taken_out_where_it_could_lead_somewhere(tag: str, left: str) -> None:
    assert without_targets(tag) == left


def test_a_reference_of_more_digits_than_python_reads_is_no_letter() -> None:
    assert unescaped("a&#" + "9" * 6_000 + ";b") == "a\ufffdb"
    assert unescaped("&#" + "0" * 6_000 + "65;") == "A"
    assert plain_line("up &#" + "9" * 5_000 + ";", 300) == "up \ufffd"
    assert without_links("up &#" + "9" * 5_000 + ";") == "up \ufffd"


def test_marks_without_end_on_one_letter_are_cut_before_they_are_sorted() -> None:
    assert visible("a" + "\u0316\u0301" * 9_000) == visible("a" + "\u0316\u0301" * 15)
    assert visible("é ố ผู้ नि") == "é ố ผู้ नि"


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("see [the rep", "see"),
        ("see [the report](http", "see"),
        ("see ![chart](", "see"),
        ("a [b](c) d", "a [b](c) d"),
        ("see [the report]", "see"),
        ("see <a hre", "see"),
        ("2 < 3 and", "2"),
        ("1 > 0", "1 > 0"),
        ("a [b] c", "a [b] c"),
        ("<a> [b] <c", "<a> [b]"),
        ("[a](b) [c](d", "[a](b)"),
    ],
)
def test_an_answer_that_grows_ends_before_what_may_become_a_link(said: str, left: str) -> None:
    assert grown(said).strip() == left


@pytest.mark.parametrize(
    ("markup", "line"),
    [
        ("a<script>x</script>b", "a b"),
        ("a<SCRIPT x>y</script >b", "a b"),
        ("a<style>x</script>y</style>b", "a b"),
        ("a<script>b", "a b"),
        ("a<script>b<style>c</style>d", "a b d"),
        ("<script>a<script>b</script>c", "c"),
    ],
)
def test_scripts_and_style_sheets_are_no_words_of_a_headline(markup: str, line: str) -> None:
    assert plain_line(markup, 100) == line
