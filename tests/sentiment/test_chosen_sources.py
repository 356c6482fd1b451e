"""Which sources of headlines the settings choose, and that the product's own wiring asks none of them at start."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

import bootstrap
from trading.errors import BadSettings
from trading.redaction import Redactor
from trading.settings import Settings

KEYS = {"apca_api_key_id": SecretStr("PKTEST"), "apca_api_secret_key": SecretStr("hush")}


@pytest.mark.parametrize(
    ("given", "chosen"),
    [
        ({}, ("chronicle",)),
        (KEYS | {"market_data": "replay"}, ("chronicle",)),
        (KEYS, ("alpaca",)),
        ({"market_data": "yahoo"}, ("yahoo",)),
        (KEYS | {"market_data": "yahoo"}, ("alpaca", "yahoo")),
        ({"news_sources": "Reddit, stocktwits,reddit"}, ("reddit", "stocktwits")),
        ({"news_sources": "none"}, ()),
    ],
)
def test_sources_fit_the_market_unless_they_are_named(given: dict[str, Any], chosen: tuple[str, ...]) -> None:
    assert Settings.load(**given).news_from == chosen


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"news_sources": "yaho"}, "names 'yaho', which is no source; choose from chronicle, alpaca"),
        ({"news_sources": "none,reddit"}, "names 'none', which is no source"),
        ({"news_sources": "alpaca"}, "needs its keys"),
        ({"news_feeds": "example.com/rss"}, "which is no web address; begin it with https://"),
        ({"news_feeds": "file:///etc/passwd"}, "which is no web address"),
        ({"news_feeds": "bob:hush@example.com/rss"}, "which is no web address"),
        ({"news_feeds": "https://[hush"}, "which is no web address"),
        ({"news_feeds": "https:///hush"}, "which is no web address"),
        ({"news_feeds": "https://a.com https://bob:hush@example.com/rss"}, "number 2 of NEWS_FEEDS carries a name or"),
        ({"news_feeds": "https://hush@example.com/rss"}, "carries a name or password"),
        (
            {"news_feeds": "https://a8f3hush0c2d4e6f7a9b1c3.example.com/rss"},
            "number 1 of NEWS_FEEDS has a key in its host",
        ),
        ({"news_feeds": "https://123e4567-e89b-12d3-a456-426614174000.example.com/a"}, "has a key in its host's name"),
        ({"news_feeds": "https://example.com:8443/rss?token=hush"}, "names a port that is not read"),
    ],
)
def test_what_is_no_source_keeps_the_desk_from_starting(given: dict[str, Any], said: str) -> None:
    with pytest.raises(BadSettings, match=said) as fault:
        Settings.load(**given)
    assert "hush" not in str(fault.value)


@pytest.mark.parametrize(
    "host",
    [
        *("feeds.finance.yahoo.com", "d1a2b3c4d5e6f7.cloudfront.net", "ec2-12-34-56-78.compute-1.amazonaws.com"),
        *("xn--80ak6aa92e4bh3a1c7d.com", "internationalbusinessmachines.com", "news24.example.org", "93.184.216.34"),
    ],
)
def test_a_host_with_a_name_to_be_read_is_a_feeds(host: str) -> None:
    assert Settings.load(news_feeds=f"https://{host}/rss").feeds == (f"https://{host}/rss",)


def test_what_a_feed_is_asked_with_is_known_to_what_keeps_secrets_out_of_records() -> None:
    feeds = (
        "https://a.com/rss?token=HUSH%2F12345&lang=en https://b.com/rss?s=news https://c.com/rss?K3Y-HUSH https://[bad"
    )
    settings = Settings(news_feeds=feeds)
    told = "token=HUSH%2F12345&lang=en, HUSH/12345, HUSH%2F12345, K3Y-HUSH"
    cleaned = Redactor(settings.secrets()).clean(told)
    assert "HUSH" not in cleaned and cleaned.count("[ADDRESS query ") == 4
    assert Redactor(settings.secrets()).clean("the news in en") == "the news in en"


def test_every_source_and_feed_is_wired_in_the_order_of_the_settings_and_asked_nothing_yet(tmp_path: Path) -> None:
    settings = Settings.load(
        data_dir=tmp_path,
        market_data="replay",
        news_sources="reddit,chronicle,alpaca,yahoo,duckduckgo,stocktwits",
        news_feeds="https://example.com/a.xml, https://news.example.org/b.xml",
        **KEYS,
    )
    wired = bootstrap.build(settings)
    assert wired.services.sentiment.sources == (
        "Reddit",
        "Chronicle (bundled)",
        "Alpaca news",
        "Yahoo Finance",
        "DuckDuckGo news",
        "StockTwits",
        "Feed example.com",
        "Feed news.example.org",
    )
    assert wired.services.sentiment.scorer == wired.services.scorer.name
    wired.close()
