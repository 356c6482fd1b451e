"""The server: a list of texts, told in the shape of each place; and what goes wrong when a test says so.

The shapes are those of Alpaca's specification (/v1beta1/news), of what yfinance 1.7.0 (search.py) and ddgs 9.16.1
(engines/duckduckgo_news.py) parse, of StockTwits' streams, Reddit's listings, RSS 2.0 and RFC 4287; all is made up.
"""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True, kw_only=True)
class Text:
    """One text as it was written: the title may hold anything."""

    title: str
    at: datetime
    symbols: tuple[str, ...] = ("AAPL",)
    summary: str = ""
    url: str = "https://example.com/a"
    publisher: str = "Example Wire"


class NewsServer:
    """Serve texts while the `with` block runs. `fault` is a status to answer with, "garbage", "drop" or "slow"."""

    def __init__(self, texts: list[Text]) -> None:
        self.texts = texts
        self.fault: int | str | None = None
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.go_on = threading.Event()
        """A slow answer waits for it."""
        handler = type("Handler", (_Handler,), {"owner": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self.port = int(self._server.server_address[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> "NewsServer":
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self.go_on.set()
        self._server.shutdown()
        self._thread.join(timeout=5)
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    owner: NewsServer

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        self.owner.asked.append((parts.path, asked))
        fault = self.owner.fault
        if fault == "drop":
            self.close_connection = True
            self.connection.close()
        elif fault == "slow":
            self.owner.go_on.wait(20)
            self._tell(parts.path, asked)
        elif fault == "garbage":
            self._send(200, self._kind(parts.path), "{ this is <no answer")
        elif isinstance(fault, int):
            self._send(fault, "application/json", '{"message": "no"}')
        else:
            self._tell(parts.path, asked)

    def _tell(self, path: str, asked: dict[str, str]) -> None:
        for start, tell in _PLACES.items():
            if path.startswith(start):
                kind, body = tell(self.owner.texts, path, asked)
                self._send(200, kind, body)
                return
        self._send(404, "text/html", "<html>no</html>")

    def _kind(self, path: str) -> str:
        return "application/rss+xml" if path.endswith(".xml") else "application/json"

    def _send(self, status: int, kind: str, body: str) -> None:
        sent = body.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: a test prints its own failures."""


Told = tuple[str, str]
Tell = Callable[[list[Text], str, dict[str, str]], Told]


def _alpaca(texts: list[Text], path: str, asked: dict[str, str]) -> Told:
    start, end = (datetime.fromisoformat(asked[name]) for name in ("start", "end"))
    wanted = set(asked["symbols"].split(",")) if "symbols" in asked else None
    fitting = [one for one in texts if start <= one.at <= end and (wanted is None or wanted & set(one.symbols))]
    items = [
        {
            "id": n, "headline": escape(one.title, quote=True), "author": "A. Writer", "summary": one.summary,
            "created_at": one.at.strftime("%Y-%m-%dT%H:%M:%SZ"), "updated_at": one.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "url": one.url, "content": "", "images": [], "symbols": list(one.symbols), "source": "benzinga",
        }
        for n, one in enumerate(sorted(fitting, key=lambda each: each.at, reverse=True)[: int(asked["limit"])])
    ]  # fmt: skip
    return "application/json", json.dumps({"news": items, "next_page_token": None})


def _yahoo(texts: list[Text], path: str, asked: dict[str, str]) -> Told:
    items = [
        {
            "uuid": f"u{n}", "title": one.title, "publisher": one.publisher, "link": one.url,
            "providerPublishTime": int(one.at.timestamp()), "type": "STORY", "relatedTickers": list(one.symbols),
        }
        for n, one in enumerate(texts[: int(asked["newsCount"])])
    ]  # fmt: skip
    return "application/json", json.dumps({"explains": [], "count": 0, "quotes": [], "news": items})


def _vqd(texts: list[Text], path: str, asked: dict[str, str]) -> Told:
    return "text/html", '<html><script>vqd="4-123456789"</script></html>'


def _duckduckgo(texts: list[Text], path: str, asked: dict[str, str]) -> Told:
    assert asked["vqd"] == "4-123456789"
    items = [
        {
            "date": int(one.at.timestamp()), "title": one.title, "excerpt": one.summary, "url": one.url,
            "image": "https://example.com/a.png", "source": one.publisher,
        }
        for one in texts
    ]  # fmt: skip
    return "application/json", json.dumps({"results": items})


def _stocktwits(texts: list[Text], path: str, asked: dict[str, str]) -> Told:
    items = [
        {
            "id": 500 + n, "body": one.title, "created_at": one.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "user": {"id": 7, "username": "a_person"}, "symbols": [{"id": 686, "symbol": s} for s in one.symbols],
        }
        for n, one in enumerate(texts)
    ]  # fmt: skip
    return "application/json", json.dumps({"response": {"status": 200}, "messages": items})


def _reddit(texts: list[Text], path: str, asked: dict[str, str]) -> Told:
    posts = [
        {
            "kind": "t3",
            "data": {
                "title": one.title, "selftext": one.summary, "created_utc": one.at.timestamp(), "author": "a_person",
                "subreddit": "stocks", "permalink": f"/r/stocks/comments/{n}/x/", "score": 3,
            },
        }
        for n, one in enumerate(texts)
    ]  # fmt: skip
    return "application/json", json.dumps({"kind": "Listing", "data": {"after": None, "children": posts}})


def _rss(texts: list[Text], path: str, asked: dict[str, str]) -> Told:
    items = "".join(
        f"<item><title>{escape(one.title)}</title><link>{escape(one.url)}</link>"
        f"<description>{escape(one.summary)}</description><pubDate>{format_datetime(one.at)}</pubDate></item>"
        for one in texts
    )
    body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>A Feed</title>{items}</channel></rss>'
    return "application/rss+xml", body


def _atom(texts: list[Text], path: str, asked: dict[str, str]) -> Told:
    items = "".join(
        f"<entry><id>urn:{n}</id><title>{escape(one.title)}</title><link href='{escape(one.url)}'/>"
        f"<summary>{escape(one.summary)}</summary><updated>{one.at.isoformat()}</updated></entry>"
        for n, one in enumerate(texts)
    )
    feed = "http://www.w3.org/2005/Atom"
    return "application/atom+xml", f'<?xml version="1.0"?><feed xmlns="{feed}"><title>A Feed</title>{items}</feed>'


_PLACES: dict[str, Tell] = {
    "/v1beta1/news": _alpaca,
    "/v1/finance/search": _yahoo,
    "/v1/test/getcrumb": lambda *_: ("text/plain", "crumb"),
    "/news.js": _duckduckgo,
    "/api/2/streams/": _stocktwits,
    "/r/": _reddit,
    "/rss.xml": _rss,
    "/atom.xml": _atom,
    "/": _vqd,
}
