"""Alpaca's live prices: what somebody looks at is followed by a stream, and only that."""

from trading.market.alpaca.live.stream import PriceStream

__all__ = ["PriceStream"]
