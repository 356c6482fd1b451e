"""Hostile addresses reach nothing: a canary on this machine counts who came."""

from collections.abc import Iterator, Sequence

import pytest

from tests import guard
from tests.web.conftest import fetcher_for
from tests.web.hostile import BY_NAME, BY_SPELLING
from tests.web.loopback import Answer, Site, site
from trading.errors import FixInput, TradingError, Unavailable

TEXT = ("text/plain", "text/html")


def never(host: str, _port: int) -> Sequence[str]:
    raise AssertionError(f"{host} was resolved, though its spelling is refused")


def test_there_are_enough_of_them() -> None:
    assert len(set(BY_SPELLING)) + len(BY_NAME) >= 120


@pytest.mark.parametrize("url", BY_SPELLING)
def test_a_hostile_spelling_is_refused_before_anything_is_asked(url: str, canary: Site) -> None:
    fetcher = fetcher_for(also=canary, resolver=never)
    with pytest.raises(FixInput) as refused:
        fetcher.get(url.replace("PORT", str(canary.port)), accept=TEXT, max_bytes=1_000)
    assert str(refused.value).isascii() and str(refused.value).isprintable()
    assert guard.reached == []


@pytest.mark.parametrize("answers", BY_NAME)
def test_a_name_that_leads_inside_is_refused(answers: tuple[str, ...], canary: Site) -> None:
    fetcher = fetcher_for(also=canary, resolver=lambda _host, _port: answers)
    with pytest.raises(FixInput):
        fetcher.get(canary.url(host="news.test"), accept=TEXT, max_bytes=1_000)
    assert guard.reached == []


IN_A_HEADER = [url for url in BY_SPELLING if "PORT" in url and url.startswith(("http://", "//")) and url.isprintable()]


@pytest.mark.parametrize("url", IN_A_HEADER)
def test_a_redirect_leads_nowhere_else(url: str, web: Site, canary: Site) -> None:
    where = url.replace("PORT", str(canary.port))
    web.redirect("/", to=where.encode().decode("latin-1"))
    with pytest.raises(TradingError):
        fetcher_for(web, also=canary, resolver=never).get(web.url(), accept=TEXT, max_bytes=1_000)
    assert guard.reached == []


def test_a_long_chain_of_redirects_ends_at_the_one_that_leads_inside(web: Site, canary: Site) -> None:
    for n in range(4):
        web.redirect(f"/{n}", to=f"/{n + 1}")
    web.redirect("/4", to=canary.url())
    with pytest.raises(FixInput, match="this machine"):
        fetcher_for(web, also=canary).get(web.url("/0"), accept=TEXT, max_bytes=1_000)
    assert [path for path, _ in web.asked] == ["/0", "/1", "/2", "/3", "/4"]


def test_a_name_is_resolved_once_and_connected_to_as_it_was_checked(web: Site) -> None:
    """The second answer of the resolver, which a second look-up before connecting would get, is a canary's."""
    answers: Iterator[list[str]] = iter([["127.0.0.1"]] + [["127.0.0.2"]] * 9)
    asked: list[str] = []

    def rebinding(host: str, _port: int) -> Sequence[str]:
        asked.append(host)
        return next(answers)

    with site(host="127.0.0.2", port=web.port) as second:
        found = fetcher_for(web, resolver=rebinding).get(web.url(host="news.test"), accept=TEXT, max_bytes=1_000)
        assert (found.body, asked, second.connections) == (b"hello", ["news.test"], 0)


def test_each_hop_is_resolved_and_checked_anew(web: Site, canary: Site) -> None:
    answers = iter([["127.0.0.1"], ["10.0.0.7"]])
    web.redirect("/", to=web.url("/next", host="news.test"))
    fetcher = fetcher_for(web, also=canary, resolver=lambda _host, _port: next(answers))
    with pytest.raises(FixInput, match=r"10\.0\.0\.7, a private network"):
        fetcher.get(web.url(host="news.test"), accept=TEXT, max_bytes=1_000)
    assert len(web.asked) == 1


def test_a_page_cannot_name_a_host_that_only_this_machine_knows(web: Site) -> None:
    def unknown(host: str, _port: int) -> Sequence[str]:
        raise OSError(f"{host} is not known")

    with pytest.raises(Unavailable, match="cannot be resolved"):
        fetcher_for(web, resolver=unknown).get("http://a.very.test/", accept=TEXT, max_bytes=1_000)


def test_the_canary_sings_when_it_is_reached(web: Site) -> None:
    """The proof of the tests above: what is allowed does arrive, by the same road."""
    web.paths["/sings"] = Answer(b"here")
    web.redirect("/", to=web.url("/sings"))
    assert fetcher_for(web).get(web.url(), accept=TEXT, max_bytes=1_000).body == b"here"
    assert web.connections == 2
