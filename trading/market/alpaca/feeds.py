"""Alpaca's feeds of prices: which exchanges, how old at best, and which of them tell prices by themselves."""

from datetime import timedelta
from enum import StrEnum
from urllib.parse import urlsplit

DELAY = timedelta(minutes=15)
SLACK = timedelta(minutes=1)
"""Past the 15 minutes that a plan may lack: a clock of ours that is a little ahead would be refused with 403."""


class Feed(StrEnum):
    """What APCA_DATA_FEED chooses. IEX is one exchange, the SIP all of them; a free plan has no newer SIP than 15 min.

    Alpaca keeps no history under the name delayed_sip: its bars are the SIP's, up to where they may be read.
    """

    IEX = "iex"
    SIP = "sip"
    DELAYED_SIP = "delayed_sip"

    @property
    def label(self) -> str:
        """Return the name as people read it."""
        return {Feed.IEX: "IEX feed", Feed.SIP: "SIP feed", Feed.DELAYED_SIP: "SIP feed, 15 min delayed"}[self]

    @property
    def of_bars(self) -> str:
        """Return the feed to ask for bars by."""
        return "iex" if self is Feed.IEX else "sip"

    @property
    def delay(self) -> timedelta:
        """Return how old a price is at best."""
        return DELAY if self is Feed.DELAYED_SIP else timedelta(0)

    @property
    def bars_behind(self) -> timedelta:
        """Return how far behind now the newest bar ends at best."""
        return DELAY + SLACK if self is Feed.DELAYED_SIP else timedelta(0)

    @property
    def is_whole_tape(self) -> bool:
        """Say whether volume is that of every exchange."""
        return self is not Feed.IEX

    @property
    def has_stream(self) -> bool:
        """Say whether prices of now come by a stream; what is late anyway is read when somebody asks."""
        return self is not Feed.DELAYED_SIP


def stream_url(feed: Feed, data_url: str | None) -> str | None:
    """Return where the feed's live prices are told, None for a feed that has none or a data API of somebody else's.

    >>> stream_url(Feed.SIP, None), stream_url(Feed.IEX, "http://127.0.0.1:8900")
    ('wss://stream.data.alpaca.markets/v2/sip', None)
    """
    host = "data.alpaca.markets" if data_url is None else urlsplit(data_url).hostname or ""
    known = host.startswith("data.") and host.endswith(".alpaca.markets")
    return f"wss://stream.{host}/v2/{feed}" if known and feed.has_stream else None
