"""Alpaca's trade updates: one connection a process, which says when to look; what is true is read over REST."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from trading.alpaca.line import Line, NotWelcome, Wire, Words, parsed
from trading.ports import Clock
from trading.types import LinkState

ANSWER_WITHIN_S = 10.0
LISTEN_S = 0.5
WORDS = Words(
    name="trade updates",
    unasked="Alpaca's trade updates have not been asked for yet",
    anew="Alpaca's trade updates are being connected anew",
    silent="Alpaca's trade updates do not answer; orders are read every 30 s until they do",
)
KEYS_REFUSED = "Alpaca's trade updates refuse the keys; put good keys of this account into the settings and start again"


class TradeUpdates:
    """Follows one account in a thread of its own, and connects again for as long as it is not closed.

    `on_order` is called with the order object of each report, `on_connect` after each connection, because what
    happened before it is not told again; neither may raise.
    """

    def __init__(
        self,
        *,
        url: str,
        key_id: str,
        secret: str,
        clock: Clock,
    ) -> None:
        self._key_id, self._secret = key_id, secret
        self._line = Line(url=url, clock=clock, words=WORDS)

    def start(self, *, on_order: Callable[[Mapping[str, Any]], None], on_connect: Callable[[], None]) -> None:
        """Begin to follow. Call it once."""

        def talk(wire: Wire) -> None:
            self._sign_in(wire)
            self._line.up()
            on_connect()
            self._listen(wire, on_order)

        self._line.want(on=True)
        self._line.start(talk)

    def close(self) -> None:
        """End the connection and the thread."""
        self._line.close()

    def distrust(self) -> None:
        """Connect anew: something happened at the venue that this connection did not tell."""
        self._line.distrust()

    def state(self) -> LinkState:
        """Return how the connection stands."""
        return self._line.state()

    def _sign_in(self, wire: Wire) -> None:
        keys = {"key_id": self._key_id, "secret_key": self._secret}
        wire.send(json.dumps({"action": "authenticate", "data": keys}))
        answer = self._answer(wire, "authorization")
        if answer.get("status") != "authorized":
            raise NotWelcome(KEYS_REFUSED)
        wire.send(json.dumps({"action": "listen", "data": {"streams": ["trade_updates"]}}))
        if "trade_updates" not in (self._answer(wire, "listening").get("streams") or ()):
            raise ValueError("the venue does not offer trade updates")

    def _answer(self, wire: Wire, stream: str) -> Mapping[str, Any]:
        while True:
            message = _message(wire.recv(timeout=ANSWER_WITHIN_S))
            if message.get("stream") == stream:
                data = message.get("data")
                return data if isinstance(data, dict) else {}

    def _listen(self, wire: Wire, on_order: Callable[[Mapping[str, Any]], None]) -> None:
        while self._line.goes_on():
            try:
                message = _message(wire.recv(timeout=LISTEN_S))
            except TimeoutError:
                continue
            data = message.get("data")
            order = data.get("order") if isinstance(data, dict) else None
            if message.get("stream") == "trade_updates" and isinstance(order, dict):
                self._line.heard()
                on_order(order)


def _message(frame: str | bytes) -> Mapping[str, Any]:
    """Return one message; what is no JSON object is one that says nothing."""
    message = parsed(frame)
    return message if isinstance(message, dict) else {}
