"""The desk's own app over a market with many bars: `uvicorn tests.bench.many_bars_app:app`."""

from functools import partial

import bootstrap
from tests.bench.many_bars import with_many_bars

bootstrap.build = partial(bootstrap.build, choose=with_many_bars(bootstrap.place_of))

from app import app  # noqa: E402  the wiring asks for its place when the app starts

__all__ = ["app"]
