"""Companies at the market's now: what pages, routes and tools ask; each answer is reckoned once a minute at most."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from threading import Lock
from typing import TypeVar
from zoneinfo import ZoneInfo

from trading.errors import NoData
from trading.fundamentals.figures import Ground, figures
from trading.fundamentals.history import first_day, ratio_history, splits_after
from trading.ports import Clock, FundamentalsSource, MarketData
from trading.types import CashActionKind, Company, RatioHistory

T = TypeVar("T")
MOST_KEPT = 128
YEAR = timedelta(days=365)
NEW_YORK = ZoneInfo("America/New_York")


class Fundamentals:
    """Reads companies from one source and one market; raises what these raise (UnknownSymbol, NoData, Unavailable)."""

    def __init__(
        self,
        source: FundamentalsSource,
        market: MarketData,
        clock: Clock,
        *,
        sector_of: Callable[[str, date], str | None],
    ) -> None:
        self._source = source
        self._market = market
        self._clock = clock
        self._sector_of = sector_of
        self._kept: OrderedDict[tuple[str, str, int], object] = OrderedDict()
        self._lock = Lock()

    @property
    def source(self) -> str:
        """Return the name of the source as people read it."""
        return self._source.source

    def covered(self) -> Sequence[str]:
        """Return the symbols that the source is known to have at now, empty where it does not list them."""
        return self._source.covered()

    def company(self, symbol: str) -> Company:
        """Return one company with its figures."""
        return self._once("company", symbol, lambda: self._company(symbol))

    def history(self, symbol: str) -> RatioHistory:
        """Return price and P/E by session since the first report."""
        return self._once("history", symbol, lambda: self._history(symbol))

    def sector(self, symbol: str) -> str | None:
        """Return the sector that the symbol is in today, None where that is not known."""
        return self._sector_of(symbol, self._today())

    def peers(self, symbol: str) -> Sequence[str]:
        """Return the symbols of the same sector with reports at the source, the symbol itself left out."""
        sector = self.sector(symbol)
        if sector is None:
            return []
        return sorted(one for one in self.covered() if one != symbol and self.sector(one) == sector)

    def _company(self, symbol: str) -> Company:
        asset = self._market.asset(symbol)
        facts = self._source.facts(symbol)
        quote = self._market.quote(symbol)
        ground = Ground(facts=facts, price=float(quote.last), day=self._today(), dividends=self._dividends(symbol))
        return Company(
            symbol=symbol,
            name=asset.name,
            price=ground.price,
            price_at=quote.at,
            price_source=quote.source,
            facts=facts,
            figures=figures(ground),
        )

    def _history(self, symbol: str) -> RatioHistory:
        facts = self._source.facts(symbol)
        start = first_day(facts)
        if start is None:
            raise NoData(f"{symbol} has no report in {facts.source}, so no ratio has a history; choose another symbol")
        start = min(start, self._today())
        bars = self._market.bars(symbol, start=start, adjusted=False)
        return ratio_history(facts, bars, self._market.corporate_actions(symbol, start=start))

    def _dividends(self, symbol: str) -> float | None:
        """Return the dividends of the last twelve months for one of today's shares, None where none are told."""
        today = self._today()
        try:
            actions = self._market.corporate_actions(symbol, start=today - YEAR + timedelta(days=1), end=today)
        except NoData:
            return None
        paid = [one for one in actions if one.kind is CashActionKind.DIVIDEND and one.amount is not None]
        return sum(float(one.amount or 0) / splits_after(one.ex_date, actions) for one in paid)

    def _today(self) -> date:
        return self._clock.now().astimezone(NEW_YORK).date()

    def _once(self, kind: str, symbol: str, make: Callable[[], T]) -> T:
        """Return what was made in this minute of the market clock, which in replay stands; at most so many are kept."""
        key = (kind, symbol, int(self._clock.now().timestamp() // 60))
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]  # type: ignore[return-value]  # the kind in the key says which type it is
        made = make()
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return made
