"""The desk's own app whose market clock runs CLOCK_AHEAD_S ahead: `uvicorn tests.journeys.open_hours_app:app`.

A journey on prices of now can so be made at any hour of any day.
"""

import os
from datetime import datetime, timedelta
from functools import partial

import bootstrap
from bootstrap.places import Place, place_of
from trading.ports import Clock
from trading.settings import Settings

AHEAD = timedelta(seconds=float(os.environ["CLOCK_AHEAD_S"]))


class AheadClock:
    """A clock that is ahead of another one by the same time always."""

    def __init__(self, below: Clock) -> None:
        self._below = below

    def now(self) -> datetime:
        return self._below.now() + AHEAD


def _place(settings: Settings, wall_clock: Clock) -> Place:
    return place_of(settings, AheadClock(wall_clock))


bootstrap.build = partial(bootstrap.build, choose=_place)

from app import app  # noqa: E402  the wiring asks for its place when the app starts

__all__ = ["app"]
