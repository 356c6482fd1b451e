"""The whole desk at Alpaca: its gate goes by the venue's calendar and the account's settings, and asks for neither."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from tests.alpaca.rig import AlpacaRig
from tests.orders.rig import form
from trading.market.calendar import ExchangeCalendar
from trading.types import Proposal, Side, Status, Ticket

LOOKED_AT = ("/v2/calendar", "/v2/clock", "/v2/account/configurations")


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[AlpacaRig]:
    made = AlpacaRig(tmp_path / "desk")
    made.data.__enter__()
    yield made
    made.__exit__(None, None, None)


def started(rig: AlpacaRig, is_so: Callable[[], bool] = lambda: True) -> AlpacaRig:
    """Start the desk and wait until it has looked around."""
    rig.start()
    assert rig.wired is not None and rig.wired.services.link is not None
    link = rig.wired.services.link
    rig.wait(lambda: link.settings() is not None and is_so(), "the look around")
    return rig


def looks(rig: AlpacaRig) -> int:
    return sum(len(rig.venue.requests("GET", path)) for path in LOOKED_AT)


def refused(proposal: Proposal) -> list[str]:
    return [rule.name for rule in proposal.gate.rules if not rule.ok]


def test_a_day_that_the_venue_closes_is_closed_for_the_gate(rig: AlpacaRig) -> None:
    today = datetime.now(UTC).date()
    first, second, third = ExchangeCalendar().sessions(today, today + timedelta(days=20))[:3]
    for session in (first, second):
        rig.venue.book.calendar_changes[session.day] = None
    started(rig, lambda: len(rig.venue.requests("GET", "/v2/calendar")) > 0)
    rig.wait(lambda: rig.wired.services.calendar.session(second.day) is None, "the venue's calendar")
    proposal = rig.propose()
    assert proposal.impact.session == f"the exchange is closed: queues for the open of {third.day}"


def test_an_order_that_the_accounts_settings_forbid_is_refused_and_nothing_more_is_asked(rig: AlpacaRig) -> None:
    rig.venue.book.configure({"fractional_trading": False, "no_shorting": True})
    started(rig)
    rig.wait(lambda: looks(rig) == len(LOOKED_AT), "the first look to end")
    part = rig.propose(qty="0.5")
    assert part.status is Status.REFUSED and "fractions" in refused(part)
    money = rig.desk.propose(Ticket(symbol="AAPL", side=Side.BUY, notional=Decimal(150)), form())
    assert "fractions" in refused(money)
    short = rig.propose(side=Side.SELL)
    assert "position" in refused(short) and "short selling is off" in short.reason
    assert refused(rig.propose(qty="2")) == []
    assert looks(rig) == len(LOOKED_AT) and rig.venue.requests("POST", "/v2/orders") == []


def test_settings_that_cannot_be_read_refuse_nothing(rig: AlpacaRig) -> None:
    rig.venue.book.configure({"fractional_trading": False})
    rig.venue.faults.missing_fields("fractional_trading")
    started(rig)
    assert refused(rig.propose(qty="1.5")) == []
