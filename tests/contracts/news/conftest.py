"""Five days of November 2026, told by each place that headlines come from; and the chronicle over its own time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.market.recording import SetClock
from tests.news_server import NewsServer, Text
from tests.news_server.sources import SOURCES
from trading.ports import NewsSource
from trading.sentiment.sources.chronicle import Chronicle

NOW = datetime(2026, 11, 20, 21, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script>Apple \u202ebuys\u200b <b>a</b>\u0007 company &amp; <img src=x onerror=1>grows"


@dataclass(frozen=True, kw_only=True)
class Scene:
    """One source with a span of which it tells something about AAPL; `server` is None where it asks nobody."""

    source: NewsSource
    start: datetime
    end: datetime
    server: NewsServer | None


TEXTS = [
    Text(title="Apple’s profit jumps", at=NOW - timedelta(hours=1), summary="<p>It <i>rose</i> 9%</p>"),
    Text(title=HOSTILE, at=NOW - timedelta(days=1), url="javascript:alert(1)"),
    Text(title="Apple opens a store", at=NOW - timedelta(days=2), publisher=""),
    Text(title="Apple told of this long before", at=NOW - timedelta(days=400)),
    Text(title="Apple will tell this tomorrow", at=NOW + timedelta(days=1)),
    Text(title="", at=NOW - timedelta(days=2)),
]


@pytest.fixture(params=["chronicle", *SOURCES])
def scene(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Scene]:
    if request.param == "chronicle":
        begins = datetime(2012, 1, 1, tzinfo=UTC)
        yield Scene(source=Chronicle(), start=begins, end=datetime(2012, 6, 1, 20, tzinfo=UTC), server=None)
        return
    with NewsServer(list(TEXTS)) as server:
        source = SOURCES[request.param](server, SetClock(NOW), tmp_path)
        yield Scene(source=source, start=NOW - timedelta(days=10), end=NOW, server=server)
