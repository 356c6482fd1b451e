"""Errors of the venue: Alpaca refuses, breaks off and tells the keys that it was sent, with orders on their way."""

import json
from collections.abc import Callable
from typing import Any

from tests.alpaca.rig import AlpacaRig
from tests.alpaca_data.faults import html, refuse, text
from tests.alpaca_venue.faults import Fault
from tests.alpaca_venue.wire import Reply, Request
from tests.secrets import planted
from tests.secrets.forcing import Round
from trading.errors import TradingError
from trading.types import OWNER

_STATUS = {Fault.STATUS_429: 429, Fault.STATUS_500: 500, Fault.STATUS_503: 503, Fault.STATUS_500_AFTER: 500}


class Telling:
    """Makes a venue's answers tell everything; `status` is that of the refusals that no Fault has."""

    def __init__(self, rig: AlpacaRig) -> None:
        self.rig, self.status, self.is_html = rig, 403, False
        self._own = rig.venue.server._failed
        rig.venue.server._failed = self._failed  # type: ignore[method-assign]

    def _failed(self, request: Request, fault: Fault, delay: float) -> Reply:
        if fault in (Fault.DROP_BEFORE, Fault.DROP_AFTER):
            return self._own(request, fault, delay)
        if fault is Fault.STATUS_500_AFTER:
            self.rig.venue.server._answer(request)
        told = f"{request.method} {request.path} {request.headers} {request.raw!r} {planted.echo()}"
        status = self.status if fault is Fault.GARBAGE_BEFORE else _STATUS[fault]
        if self.is_html:
            return Reply(status, f"<html><h1>{told}</h1></html>".encode(), "text/html")
        return Reply(status, json.dumps({"code": 40010001, "message": told, "reject_reason": told}).encode())


def force(made: Round) -> None:
    """Force the venue's errors on a desk that proposes, sends, cancels, reconciles and stops."""
    rig = AlpacaRig(made.folder / "alpaca", llm_model=None, news_feeds=None, market_data="alpaca")
    venue, data = rig.venue, rig.data.state
    venue.key = venue.server.key = venue.stream.key = data.key_id = planted.SETTINGS["apca_api_key_id"]
    venue.secret = venue.server.secret = venue.stream.secret = data.secret = planted.SETTINGS["apca_api_secret_key"]
    telling = Telling(rig)
    with rig:
        assert rig.wired is not None and rig.wired._link is not None
        rig.wired._link._broker._calls._sleep = lambda _s: None  # what is asked again is asked at once
        sent = _said(lambda: rig.send("SPY", "1"))()
        assert sent
        _reads(made, rig, telling)
        _orders(made, rig, telling)
        _data(made, rig)
        made.force(
            "Alpaca: the stop", _with(rig, "*", "*", Fault.STATUS_500, lambda: rig.desk.stop_trading(actor=OWNER))
        )
    made.look_in_folder(rig.folder)


def _reads(made: Round, rig: AlpacaRig, telling: Telling) -> None:
    assert rig.wired is not None
    services = rig.wired.services
    reads: dict[str, tuple[str, Callable[[], Any]]] = {
        "the account": ("/v2/account", services.portfolio.snapshot),
        "positions": ("/v2/positions", lambda: rig.propose("IBM")),
        "orders": ("/v2/orders*", rig.desk.reconcile),
    }
    for name, (path, work) in reads.items():
        for status in (401, 403, 404, 422):
            telling.status = status
            made.force(f"Alpaca {name}: {status}", _with(rig, "GET", path, Fault.GARBAGE_BEFORE, work))
        for fault in (Fault.STATUS_429, Fault.STATUS_500, Fault.STATUS_503, Fault.DROP_BEFORE):
            made.force(f"Alpaca {name}: {fault}", _with(rig, "GET", path, fault, work))


def _orders(made: Round, rig: AlpacaRig, telling: Telling) -> None:
    for is_html in (False, True):
        telling.is_html = is_html
        for status in (403, 422, 400):
            telling.status = status
            made.force(
                f"Alpaca refuses an order: {status} html={is_html}",
                _with(rig, "POST", "/v2/orders", Fault.GARBAGE_BEFORE, lambda: rig.send("AAPL"), n=1),
            )
    telling.is_html = False
    for symbol, fault in (("MSFT", Fault.STATUS_500), ("IBM", Fault.DROP_AFTER), ("SPY", Fault.STATUS_500_AFTER)):
        made.force(
            f"Alpaca loses an order: {fault}",
            _with(rig, "POST", "/v2/orders", fault, lambda s=symbol: rig.send(s), n=1),
        )
        made.force(f"Alpaca is asked for it: {fault}", _with(rig, "GET", "/v2/orders*", fault, rig.desk.reconcile))
    rig.venue.faults.new_enum("status", planted.echo())
    made.force("Alpaca: an account of a new kind", _said(lambda: rig.propose("AAPL")))
    rig.venue.faults.clear()
    rig.venue.faults.new_enum("equity", planted.echo())
    made.force("Alpaca: equity that is no number", _said(lambda: rig.propose("AAPL")))
    rig.venue.faults.clear()


def _data(made: Round, rig: AlpacaRig) -> None:
    assert rig.wired is not None
    market, told = rig.wired.services.market, {"message": planted.echo(), "code": planted.echo()}
    for status in (400, 401, 403, 429, 500):
        rig.data.state.faults[:] = [refuse(status, told)] * 3
        made.force(f"Alpaca's prices: {status}", _said(lambda: market.quote("MSFT")))
    rig.data.state.faults[:] = [text(f"{{{planted.echo()}")] * 3
    made.force("Alpaca's prices: no JSON", _said(lambda: market.quote("MSFT")))
    rig.data.state.faults[:] = [html(502, planted.echo().replace("{", "").replace("}", ""))] * 3
    made.force("Alpaca's prices: HTML", _said(lambda: market.quote("MSFT")))
    rig.data.state.faults.clear()


def _with(
    rig: AlpacaRig, method: str, path: str, fault: Fault, work: Callable[[], Any], n: int = 20
) -> Callable[[], str]:
    def told() -> str:
        rig.venue.faults.next(method, path, fault, n)
        try:
            return _said(work)()
        finally:
            rig.venue.faults.clear()

    return told


def _said(work: Callable[[], Any]) -> Callable[[], str]:
    def told() -> str:
        try:
            return repr(work())
        except TradingError as fault:
            return str(fault)

    return told
