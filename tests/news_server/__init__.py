"""One server on loopback that stands for every place that headlines come from."""

from tests.news_server.server import NewsServer, Text

__all__ = ["NewsServer", "Text"]
