"""Reading an answer that Alpaca gives in pages, to its end and within a bound."""

from collections.abc import Iterator, Mapping
from typing import Any

from trading.errors import NoData
from trading.market.alpaca.http import AlpacaReader, Host, try_again
from trading.market.answers import Record, record

MOST_PAGES = 12
"""Of the 200 calls a minute that a free account has, what one question may cost; 12 pages hold 120,000 bars."""


def read_pages(
    reader: AlpacaReader, host: Host, path: str, params: Mapping[str, Any], *, version: str = "v2"
) -> Iterator[Record]:
    """Return page after page until Alpaca names no next one; a page may be short or empty before that.

    Raises NoData past MOST_PAGES, Unavailable when a page points back to itself, and what the reader raises.
    """
    token: object = None
    for _ in range(MOST_PAGES):
        asked = dict(params) if token is None else {**params, "page_token": token}
        page = record(reader.get(host, path, asked, version=version))
        yield page
        following = page.get("next_page_token")
        if not isinstance(following, str) or not following:
            return
        if following == token:
            raise try_again("Alpaca's answer has no end, its next page is the same one")
        token = following
    raise NoData(f"that is more than {MOST_PAGES} pages of Alpaca's answer; ask for fewer days or longer bars")
