"""Requests: reads are repeated a little, an order never; every failure is one of our errors, without the secret."""

import pytest

from tests.alpaca_venue.faults import Fault
from tests.alpaca_venue.running import AlpacaVenue
from trading.broker.alpaca import AlpacaBroker, AlpacaCalls
from trading.broker.alpaca.calls import MOST_PAUSE_S, PAUSES_S
from trading.errors import KeysRefused, NotFound, OutcomeUnknown, TradingError, Unavailable, VenueRejected
from trading.market.clock import WallClock

BUY = {"symbol": "AAPL", "qty": "1", "side": "buy", "type": "market", "time_in_force": "day", "client_order_id": "one"}
UNCLEAR = sorted(set(Fault) - {Fault.STATUS_429, Fault.LATE, Fault.HANG, Fault.HANG_BEFORE})


@pytest.mark.parametrize("fault", UNCLEAR)
def test_an_order_is_asked_once_and_an_unclear_answer_is_unknown(
    calls: AlpacaCalls, venue: AlpacaVenue, fault: Fault
) -> None:
    venue.faults.next("POST", "/v2/orders", fault)
    with pytest.raises(OutcomeUnknown, match="asked by"):
        calls.order("POST", "/orders", BUY)
    assert len(venue.requests("POST", "/v2/orders")) == 1


@pytest.mark.parametrize("fault", [Fault.HANG, Fault.HANG_BEFORE])
def test_a_venue_that_hangs_is_left_after_the_time_out(calls: AlpacaCalls, venue: AlpacaVenue, fault: Fault) -> None:
    venue.faults.next("POST", "/v2/orders", fault, delay=30)
    with pytest.raises(OutcomeUnknown, match=r"nothing within 0\.3 s"):
        calls.order("POST", "/orders", BUY)


def test_too_many_requests_are_a_clear_no(calls: AlpacaCalls, venue: AlpacaVenue) -> None:
    venue.faults.next("POST", "/v2/orders", Fault.STATUS_429)
    with pytest.raises(VenueRejected, match="no order exists"):
        calls.order("POST", "/orders", BUY)
    assert len(venue.requests("POST", "/v2/orders")) == 1 and not venue.book.sequence


def test_a_no_in_the_venues_own_words_keeps_them_and_their_figures(calls: AlpacaCalls) -> None:
    with pytest.raises(VenueRejected, match=r"insufficient buying power \(.*buying_power 400000.*cost_basis 10"):
        calls.order("POST", "/orders", BUY | {"qty": "100000"})


def test_an_id_that_is_taken_is_unknown_and_not_a_no(calls: AlpacaCalls) -> None:
    calls.order("POST", "/orders", BUY)
    with pytest.raises(OutcomeUnknown, match="must be unique"):
        calls.order("POST", "/orders", BUY)


def test_a_read_is_repeated_with_pauses_and_then_given_up(
    calls: AlpacaCalls, venue: AlpacaVenue, pauses: list[float]
) -> None:
    venue.faults.next("GET", "/v2/account", Fault.STATUS_503, 2)
    assert calls.read("/account")["status"] == "ACTIVE"
    assert pauses == list(PAUSES_S) and len(venue.requests("GET", "/v2/account")) == 3
    venue.faults.next("GET", "/v2/account", Fault.DROP_BEFORE, 9)
    with pytest.raises(Unavailable, match="refused or dropped"):
        calls.read("/account")
    assert len(venue.requests("GET", "/v2/account")) == 6
    assert all(pause <= MOST_PAUSE_S for pause in pauses)


def test_what_is_not_there_is_not_asked_again(calls: AlpacaCalls, venue: AlpacaVenue) -> None:
    with pytest.raises(NotFound, match="order not found for nobody"):
        calls.read("/orders:by_client_order_id", {"client_order_id": "nobody"})
    assert len(venue.requests("GET", "/v2/orders:by_client_order_id")) == 1


@pytest.mark.parametrize(("key_id", "secret"), [("PKOTHER", None), (None, "hush-hush")])
def test_refused_keys_are_a_sentence_without_the_secret(
    venue: AlpacaVenue, key_id: str | None, secret: str | None
) -> None:
    clock = WallClock()
    calls = AlpacaCalls(key_id=key_id or venue.key, secret=secret or venue.secret, url=venue.url, clock=clock)
    with pytest.raises(KeysRefused, match="put the right ones into the settings") as fault:
        calls.read("/account")
    with pytest.raises(TradingError) as posted:
        calls.order("POST", "/orders", BUY)
    assert not {venue.secret, "hush-hush"} & set(f"{fault.value} {posted.value}".split())
    assert len(venue.requests("GET", "/v2/account")) == 1
    calls.close()


def test_what_is_left_of_the_rate_limit_is_known(calls: AlpacaCalls, venue: AlpacaVenue) -> None:
    assert calls.budget() is None
    venue.limit.per_minute = 200
    calls.read("/account")
    budget = calls.budget()
    assert budget is not None and (budget.limit, budget.left) == (200, 199) and budget.resets_at is not None


def test_when_little_is_left_it_is_kept_for_orders(
    calls: AlpacaCalls, venue: AlpacaVenue, broker: AlpacaBroker
) -> None:
    venue.limit.per_minute = 8
    assert not broker.is_scarce()
    for _ in range(6):
        calls.read("/account")
    assert broker.is_scarce()
