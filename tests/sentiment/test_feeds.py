"""Feeds of the user's choice: what hostile or odd ones hold stays text, and nothing but the feed is read."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.market.recording import SetClock
from tests.news_server.sources import fetcher as may_reach
from tests.web.loopback import Answer, Site, site
from trading.errors import Unavailable
from trading.sentiment.sources.feeds import Feed
from trading.types import Headline
from trading.web.fetcher import Fetcher

NOW = datetime(2026, 11, 20, 21, tzinfo=UTC)
RSS = {"Content-Type": "application/rss+xml"}


@pytest.fixture
def web() -> Iterator[Site]:
    with site() as found:
        yield found


def read(web: Site, body: str | bytes, *, kind: str = "application/rss+xml") -> list[Headline]:
    raw = body.encode() if isinstance(body, str) else body
    web.paths["/feed"] = Answer(raw, headers={"Content-Type": kind})
    feed = Feed(may_reach(web, SetClock(NOW)), web.url("/feed"))  # type: ignore[arg-type]
    return list(feed.headlines((), start=NOW - timedelta(days=400), end=NOW))


def item(title: str, more: str = "", at: str = "Fri, 20 Nov 2026 14:00:00 GMT") -> str:
    return (
        '<?xml version="1.0"?><!DOCTYPE rss><rss version="2.0"><channel><title>T</title>'
        f"<item><title>{title}</title><pubDate>{at}</pubDate>{more}</item></channel></rss>"
    )


def test_a_feed_on_a_private_address_is_not_read_and_the_sentence_says_why(web: Site) -> None:
    web.paths["/feed"] = Answer(item("Apple").encode(), headers=RSS)
    feed = Feed(Fetcher(SetClock(NOW)), web.url("/feed"))
    with pytest.raises(Unavailable, match="cannot be read"):
        feed.headlines((), start=NOW - timedelta(days=1), end=NOW)
    assert web.connections == 0


def test_entities_that_grow_or_name_files_give_no_text_of_them(web: Site, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret of this machine")
    grown = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    bomb = (
        f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "lol">{grown}<!ENTITY f SYSTEM "file://{secret}">]>'
        '<rss version="2.0"><channel><title>T</title><item><title>Apple &l11; &f;</title>'
        "<pubDate>Fri, 20 Nov 2026 14:00:00 GMT</pubDate></item></channel></rss>"
    )
    for one in read(web, bomb):
        assert "secret" not in one.title and len(one.title) <= 300


def test_bytes_that_read_like_an_address_or_a_file_are_never_opened(web: Site, tmp_path: Path) -> None:
    feed = tmp_path / "feed.xml"
    feed.write_text(item("from a file"))
    web.paths["/other"] = Answer(item("from another address").encode(), headers=RSS)
    for body in (str(feed), f"file://{feed}", web.url("/other")):
        with pytest.raises(Unavailable):
            read(web, body)
    assert [path for path, _ in web.asked] == ["/feed"] * 3


def test_markup_of_a_title_is_gone_and_its_links_lead_nowhere(web: Site) -> None:
    more = (
        "<link>javascript:alert(1)</link><description>&lt;img src=x onerror=alert(1)&gt;Up &amp;amp; away</description>"
    )
    (one,) = read(web, item("&lt;b&gt;Apple&lt;/b&gt; wins", more))
    assert (one.title, one.summary, one.url) == ("Apple wins", "Up & away", None)


def test_an_entry_without_a_time_is_left_out(web: Site) -> None:
    assert read(web, item("Apple", at="")) == [] and read(web, item("Apple", at="soon")) == []


def test_an_entry_of_another_zone_is_dated_in_utc(web: Site) -> None:
    (one,) = read(web, item("Apple", at="Fri, 20 Nov 2026 09:00:00 -0500"))
    assert one.published_at == datetime(2026, 11, 20, 14, tzinfo=UTC)


@pytest.mark.parametrize("body", ["", "{}", "<html><body>Sign in</body></html>", "\x00\x01\x02", "<rss"])
def test_what_is_no_feed_is_a_sentence(web: Site, body: str) -> None:
    with pytest.raises(Unavailable, match=r"^Feed "):
        read(web, body)


def test_a_page_where_a_feed_was_named_is_a_sentence(web: Site) -> None:
    with pytest.raises(Unavailable, match=r"text/html"):
        read(web, item("Apple"), kind="text/html")


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00Z", "0000-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00"])
def test_an_entry_of_an_impossible_date_is_left_out_and_the_others_stay(web: Site, at: str) -> None:
    good = "<item><title>Good</title><pubDate>Fri, 20 Nov 2026 14:00:00 GMT</pubDate></item>"
    told = item("Bad", at=at).replace("</channel>", f"{good}</channel>")
    assert [one.title for one in read(web, told)] == ["Good"]


@pytest.mark.parametrize(
    "url",
    [
        "https://bob:hush@feeds.example.com/rss",
        "https://feeds.example.com:8443/rss?token=hush",
        "https://feeds.example.com/rss?it's\\hush",
        "https://127.0.0.1/rss?token=hush",
    ],
)
def test_a_feed_that_is_refused_is_named_by_its_host_alone(url: str) -> None:
    feed = Feed(Fetcher(SetClock(NOW)), url)
    with pytest.raises(Unavailable, match=r"^Feed (feeds\.example\.com|127\.0\.0\.1) cannot be read: ") as fault:
        feed.headlines((), start=NOW - timedelta(days=1), end=NOW)
    assert "hush" not in str(fault.value) and "bob" not in str(fault.value) and "/rss" not in str(fault.value)


def test_where_a_feed_leads_to_is_not_quoted_and_its_type_is(web: Site) -> None:
    feed = Feed(may_reach(web, SetClock(NOW)), web.url("/feed"))  # type: ignore[arg-type]
    web.paths["/feed"] = Answer(b"", status=302, headers={"Location": "https://feeds.example.com:81/?token=hush"})
    with pytest.raises(Unavailable, match="cannot be read") as fault:
        feed.headlines((), start=NOW - timedelta(days=1), end=NOW)
    assert "hush" not in str(fault.value)
    web.paths["/feed"] = Answer(b"", headers={"Content-Type": "text/html"})
    with pytest.raises(Unavailable, match="answered with 'text/html'"):
        feed.headlines((), start=NOW - timedelta(days=1), end=NOW)
