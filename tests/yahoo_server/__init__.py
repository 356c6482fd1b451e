"""A server of loopback that answers in Yahoo Finance's shapes, with figures made up; see YahooState."""

from tests.yahoo_server.server import YahooServer
from tests.yahoo_server.state import Chart, Fault, YahooState

__all__ = ["Chart", "Fault", "YahooServer", "YahooState"]
