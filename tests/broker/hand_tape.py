"""A recording written by hand and paper books over it: every price that a test expects stands in the test."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from trading.broker.paper import PaperBroker, VenueFaults
from trading.errors import UnknownSymbol
from trading.market.calendar import ExchangeCalendar
from trading.market.replay import ReplayTape
from trading.ports import Tape
from trading.types import CorporateAction, OrderType, SessionBar, Side, StopLoss, TakeProfit, Ticket

CALENDAR, RECORDED = ExchangeCalendar(), ReplayTape()
FRIDAY, MONDAY, TUESDAY, WEDNESDAY = (date(2012, 6, day) for day in (1, 4, 5, 6))
CASH = Decimal(100_000)
AMOUNTS = ("limit_price", "stop_price", "trail_price", "trail_percent", "notional")


def bar(day: date, prices: str) -> SessionBar:
    """Return a bar of "open high low close"."""
    opened, high, low, close = (Decimal(price) for price in prices.split())
    return SessionBar(day=day, open=opened, high=high, low=low, close=close)


class HandTape:
    """Bars and company actions that a test has written down."""

    def __init__(self, bars: dict[str, Iterable[SessionBar]], actions: Sequence[CorporateAction] = ()) -> None:
        self._bars = {symbol: {one.day: one for one in days} for symbol, days in bars.items()}
        self._actions = list(actions)

    def session_bar(self, symbol: str, day: date) -> SessionBar | None:
        return self._of(symbol).get(day)

    def last_close(self, symbol: str, day: date) -> Decimal | None:
        days = [known for known in self._of(symbol) if known <= day]
        return self._of(symbol)[max(days)].close if days else None

    def actions(self, symbol: str, day: date) -> Sequence[CorporateAction]:
        return [action for action in self._actions if (action.symbol, action.ex_date) == (symbol, day)]

    def _of(self, symbol: str) -> dict[date, SessionBar]:
        if symbol not in self._bars:
            raise UnknownSymbol(f"{symbol} is not in the recording")
        return self._bars[symbol]


def week(*prices: str, symbol: str = "ACME") -> HandTape:
    """Return a recording of one symbol from Friday 2012-06-01 on, one text of four prices a session."""
    days = [session.day for session in CALENDAR.sessions(FRIDAY, date(2012, 6, 29))]
    return HandTape({symbol: [bar(day, text) for day, text in zip(days, prices, strict=False)]})


def book(
    folder: Path,
    tape: Tape = RECORDED,
    *,
    start: date = FRIDAY,
    cash: Decimal = CASH,
    faults: VenueFaults | None = None,
) -> PaperBroker:
    """Open a paper book; the caller closes it."""
    return PaperBroker(
        book=folder / "paper.db",
        tape=tape,
        calendar=CALENDAR,
        start=start,
        cash=cash,
        faults=faults,
    )


def step(broker: PaperBroker, sessions: int = 1) -> None:
    """Play so many sessions."""
    for _ in range(sessions):
        broker.advance(CALENDAR.next_session(broker.session_day()).day)


def play_to(broker: PaperBroker, day: date) -> None:
    """Play every session until that one."""
    while broker.session_day() < day:
        step(broker)


def order(symbol: str = "ACME", *, qty: str | None = "10", side: Side = Side.BUY, **more: object) -> Ticket:
    """Return a ticket whose prices may be written as text."""
    values: dict[str, object] = {}
    for name, value in more.items():
        if name == "target":
            values["take_profit"] = TakeProfit(limit_price=Decimal(str(value)))
        elif name == "stop":
            stop, _, limit = str(value).partition(" limit ")
            values["stop_loss"] = StopLoss(stop_price=Decimal(stop), limit_price=Decimal(limit) if limit else None)
        elif isinstance(value, str) and name in (
            "limit_price",
            "stop_price",
            "trail_price",
            "trail_percent",
            "notional",
        ):
            values[name] = Decimal(value)
        else:
            values[name] = value
    if "type" not in values:
        values["type"] = _type_of(values)
    return Ticket(symbol=symbol, side=side, qty=None if qty is None else Decimal(qty), **values)  # type: ignore[arg-type]


def _type_of(values: dict[str, object]) -> OrderType:
    if "trail_price" in values or "trail_percent" in values:
        return OrderType.TRAILING_STOP
    if "stop_price" in values:
        return OrderType.STOP_LIMIT if "limit_price" in values else OrderType.STOP
    return OrderType.LIMIT if "limit_price" in values else OrderType.MARKET
