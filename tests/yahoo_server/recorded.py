"""The bundled recording as Yahoo would send it on a day: adjusted for the splits so far, in single precision."""

from datetime import date, datetime, time

import numpy as np

from tests.yahoo_server.state import Chart, YahooState
from trading.market.calendar import NEW_YORK, ExchangeCalendar
from trading.market.replay import ReplayTape
from trading.types import CashActionKind

OPEN = time(9, 30)


def fill(state: YahooState, tape: ReplayTape, symbol: str, now: datetime) -> None:
    """Let the server know a symbol's sessions, actions and quote as they stood at that time."""
    history, today = tape.history(symbol), now.astimezone(NEW_YORK).date()
    session = ExchangeCalendar().session(today)
    count = history.count_until(today) if session and session.closes <= now else history.count_before(today)
    days = [date.fromordinal(day) for day in history.days[:count]]
    begins = [datetime.combine(day, OPEN, NEW_YORK) for day in days]
    actions = [one for day, found in tape.actions_by_day(symbol).items() if day <= today for one in found]
    splits = {one.ex_date: one.ratio for one in actions if one.kind is CashActionKind.SPLIT}

    def followed(day: date) -> float:
        return float(np.prod([float(ratio or 1) for ex_date, ratio in splits.items() if ex_date > day]))

    later = np.array([followed(day) for day in days])
    prices = np.stack([history.open, history.high, history.low, history.close])[:, :count] / later
    prices = prices.astype(np.float32).astype(np.float64)
    adjusted = history.adjusted[:count] / history.adjusted[count - 1] * prices[3][-1]
    volume = history.volume[:count] * later
    asset = tape.find(symbol)
    assert asset is not None
    told = ExchangeCalendar().session(days[-1])
    assert told is not None
    state.list_stock(
        symbol, asset.name, firstTradeDate=int(begins[0].timestamp()), regularMarketTime=int(told.closes.timestamp())
    )
    state.charts[symbol, "1d"] = Chart(
        rows={at: (*map(float, prices[:, i]), float(volume[i])) for i, at in enumerate(begins)},  # type: ignore[misc]
        adjclose={at: float(adjusted[i]) for i, at in enumerate(begins)},
    )
    at_open = {day: datetime.combine(day, OPEN, NEW_YORK) for day in (one.ex_date for one in actions)}
    state.splits[symbol] = {at_open[day]: (int(ratio or 0), 1) for day, ratio in splits.items()}
    state.dividends[symbol] = {
        at_open[one.ex_date]: float(one.amount) / followed(one.ex_date)
        for one in actions
        if one.kind is CashActionKind.DIVIDEND and one.amount
    }  # fmt: skip
    last, before = prices[:, -1], prices[:, -2]
    state.quotes[symbol] = {
        "quoteType": "EQUITY",
        "marketState": "POST",
        "regularMarketPrice": float(last[3]),
        "regularMarketTime": int(told.closes.timestamp()),
        "regularMarketPreviousClose": float(before[3]),
        "regularMarketOpen": float(last[0]),
        "regularMarketDayHigh": float(last[1]),
        "regularMarketDayLow": float(last[2]),
        "regularMarketVolume": float(volume[-1]),
        "bid": float(last[3]),
        "ask": float(last[3]),
    }
