"""What every source of headlines promises."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from tests.contracts.news.conftest import Scene
from trading.errors import TradingError, Unavailable
from trading.sentiment.texts import headline_id
from trading.types import Headline


def told(scene: Scene, *symbols: str, limit: int = 50) -> Sequence[Headline]:
    return scene.source.headlines(symbols or ("AAPL",), start=scene.start, end=scene.end, limit=limit)


def test_headlines_of_a_symbol_are_told_newest_first_and_inside_the_span(scene: Scene) -> None:
    found = told(scene)
    times = [one.published_at for one in found]

    assert len(found) >= 3
    assert times == sorted(times, reverse=True)
    assert all(scene.start <= at <= scene.end for at in times)
    assert all(at.utcoffset() == timedelta(0) for at in times)


def test_no_more_than_the_limit_is_told_and_those_are_the_newest(scene: Scene) -> None:
    assert list(told(scene, limit=1)) == list(told(scene))[:1]


def test_what_is_published_after_the_span_is_not_told(scene: Scene) -> None:
    newest = told(scene)[0].published_at
    found = scene.source.headlines(("AAPL",), start=scene.start, end=newest - timedelta(seconds=1), limit=50)
    assert found and all(one.published_at < newest for one in found)


def test_a_title_is_one_plain_line_and_an_address_is_a_web_address_or_none(scene: Scene) -> None:
    for one in told(scene):
        assert one.title and "\n" not in one.title and "<" not in one.title
        assert not set(one.title + one.summary) & {"\u202e", "\u200b", "\u0007"}
        assert one.url is None or one.url.startswith("https://")


def test_each_headline_names_its_source_and_publisher_and_has_the_id_of_its_words(scene: Scene) -> None:
    for one in told(scene):
        assert one.source == scene.source.name and one.publisher
        assert one.id == headline_id(one.title, one.published_at)


def test_the_market_as_a_whole_can_be_asked(scene: Scene) -> None:
    found = scene.source.headlines((), start=scene.start, end=scene.end, limit=50)
    assert found


def test_a_span_of_which_nothing_is_told_is_empty(scene: Scene) -> None:
    long_ago = scene.start - timedelta(days=20_000)
    assert list(scene.source.headlines(("AAPL",), start=long_ago, end=long_ago + timedelta(days=1))) == []


@pytest.mark.parametrize("fault", [500, 429, 404, 403, "garbage", "drop"])
def test_whatever_goes_wrong_is_unavailable_with_a_sentence_that_shows_nothing_of_it(
    scene: Scene, fault: int | str
) -> None:
    if scene.server is None:
        return  # it reads a file of this project
    scene.server.fault = fault
    with pytest.raises(TradingError) as caught:
        told(scene)
    assert isinstance(caught.value, Unavailable)
    assert "hush-hush" not in str(caught.value) and "Traceback" not in str(caught.value)
    assert "<" not in str(caught.value)
