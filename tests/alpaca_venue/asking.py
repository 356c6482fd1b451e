"""The bodies of orders as a client sends them, and what a refusal says."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.alpaca_venue.errors import VenueError


def body(**fields: Any) -> dict[str, Any]:
    return {"symbol": "AAPL", "qty": "1", "side": "buy", "type": "market", "time_in_force": "day"} | fields


def rest(price: Any, side: str = "buy", **fields: Any) -> dict[str, Any]:
    return body(type="limit", limit_price=price, side=side, **fields)


def exits(profit: Any = 110, loss: Any = 90) -> dict[str, Any]:
    return {"take_profit": {"limit_price": profit}, "stop_loss": {"stop_price": loss}}


def refusal(act: Callable[[], Any]) -> tuple[int, int, str]:
    with pytest.raises(VenueError) as caught:
        act()
    return caught.value.status, caught.value.body["code"], caught.value.body["message"]
