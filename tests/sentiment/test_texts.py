"""Texts from outside as one clean line, and what makes two of them the same."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trading.sentiment.texts import address_of, folded, headline_id, plain_line, time_of

NOON = datetime(2026, 11, 20, 17, tzinfo=UTC)


@given(st.text(max_size=400))
def test_no_text_leaves_a_control_or_a_direction_mark_or_a_second_line(text: str) -> None:
    line = plain_line(text, 100)
    assert len(line) <= 100 and len(line.splitlines()) <= 1
    assert not any(mark in line for mark in "\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u200b\u200f\ufeff\x00\x1b")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("<p>Profit <b>up</b></p>", "Profit up"),
        ("AT&amp;T &#39;wins&#39;", "AT&T 'wins'"),
        ("&lt;script&gt;alert(1)&lt;/script&gt; up", "alert(1) up"),
        ("<script>alert(1)</script>up", "up"),
        ("5 < 6 and 7 > 3", "5 < 6 and 7 > 3"),
        (None, ""),
        (7, ""),
    ],
)
def test_markup_is_gone_and_words_stay(text: object, line: str) -> None:
    assert plain_line(text, 100) == line


def test_markup_of_a_megabyte_is_not_read_to_its_end() -> None:
    assert plain_line("<a" * 500_000 + ">x", 100).count("<a") <= 100


def test_the_same_words_of_a_day_are_one_text_however_they_are_written() -> None:
    assert headline_id("Apple’s profit: UP 94%", NOON) == headline_id("apple's profit — up 94 %", NOON)
    assert headline_id("Apple’s profit up", NOON) != headline_id("Apple’s profit up", NOON + timedelta(days=1))
    assert headline_id("Apple's profit down", NOON) != headline_id("Apple's profit up", NOON)


def test_words_of_other_scripts_are_words_too() -> None:
    assert folded("苹果公司 利润 增长") == "苹果公司 利润 增长"
    assert headline_id("苹果公司利润增长", NOON) != headline_id("苹果公司利润下降", NOON)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2021-12-31T11:08:42Z", datetime(2021, 12, 31, 11, 8, 42, tzinfo=UTC)),
        ("2021-12-31T06:08:42-05:00", datetime(2021, 12, 31, 11, 8, 42, tzinfo=UTC)),
        ("Fri, 31 Dec 2021 06:08:42 -0500", datetime(2021, 12, 31, 11, 8, 42, tzinfo=UTC)),
        (1640948922, datetime(2021, 12, 31, 11, 8, 42, tzinfo=UTC)),
        ("2021-12-31T11:08:42", None),
        ("yesterday", None),
        ("", None),
        (None, None),
        (True, None),
        (float("inf"), None),
        (1e20, None),
        ("0001-01-01T00:00:00Z", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("9999-12-31T23:59:59-14:00", None),
        (-62135596800, None),
        ("1899-12-31T23:59:59Z", None),
        ("2201-01-01T00:00:00Z", None),
        ("1900-01-01T00:00:00Z", datetime(1900, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_time_is_read_with_its_zone_or_not_at_all(text: object, at: datetime | None) -> None:
    assert time_of(text) == at


@pytest.mark.parametrize(
    "text", ["javascript:alert(1)", "data:text/html,x", "//example.com", "file:///etc/passwd", "", 5, "https://a b"]
)
def test_what_is_no_web_address_is_none(text: object) -> None:
    assert address_of(text) is None
