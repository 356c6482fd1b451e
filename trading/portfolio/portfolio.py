"""The portfolio, read from the venue and priced by the market; it changes nothing."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from trading.errors import NoData, NotFound, TradingError, Unavailable, UnknownSymbol
from trading.portfolio.closes import LOOKBACK_DAYS, Closes
from trading.portfolio.positions import position_views
from trading.portfolio.risk_figures import (
    beta,
    expected_shortfall,
    max_drawdown,
    portfolio_returns,
    value_at_risk,
    volatility,
)
from trading.portfolio.views import (
    AccountBrief,
    AccountView,
    Exposure,
    PortfolioSnapshot,
    PositionView,
    RiskFigures,
)
from trading.ports import Calendar, Clock, MarketData, VenueReader
from trading.types import CashMovement, EquityPoint, Position, VenueAccount, WorstCase

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["AccountBrief", "AccountView", "Exposure", "Portfolio", "PortfolioSnapshot", "PositionView", "RiskFigures"]

BENCHMARK = "SPX"
READS = 5
"""How often the account is read before it is said to change too fast."""
ZERO, HUNDRED = Decimal(0), Decimal(100)


class Portfolio:
    """The account as people read it. Every method raises Unavailable when the venue cannot be read."""

    def __init__(
        self,
        *,
        broker: VenueReader,
        market: MarketData,
        calendar: Calendar,
        market_clock: Clock,
        worst_case: Callable[[VenueAccount], WorstCase],
        benchmark: str = BENCHMARK,
        closes: Closes | None = None,
    ) -> None:
        self._broker = broker
        self._market = market
        self._calendar = calendar
        self._market_clock = market_clock
        self._worst_case = worst_case
        self._benchmark = benchmark
        self._closes = closes or Closes(market=market, calendar=calendar, market_clock=market_clock)

    @property
    def benchmark(self) -> str:
        """Return the symbol that the account is measured against."""
        return self._benchmark

    def brief(self) -> AccountBrief:
        """Return the account in one line; cheap enough for every page."""
        account = self._broker.account()
        change = account.equity - account.last_equity
        return AccountBrief(
            equity=account.equity,
            day_change=change,
            day_change_pct=_pct(change, account.last_equity),
            worst_case_today=self._at_most(account),
            as_of=account.as_of,
        )

    def snapshot(self) -> PortfolioSnapshot:
        """Return the whole account now: money, positions, exposure and risk."""
        account, held = self._account_and_holdings()
        positions = self._positions(account, held)
        change = account.equity - account.last_equity
        return PortfolioSnapshot(
            as_of=account.as_of,
            source=f"{self._broker.name}; prices: {self._market.source}",
            mode=self._broker.mode,
            account=AccountView(
                equity=account.equity,
                cash=account.cash,
                buying_power=account.buying_power,
                day_change=change,
                day_change_pct=_pct(change, account.last_equity),
            ),
            positions=positions,
            exposure=_exposure(account, positions),
            risk=self._risk(account, positions),
        )

    def position(self, symbol: str) -> PositionView:
        """Return one holding. Raises NotFound when the account does not hold the symbol."""
        wanted = symbol.strip().upper()
        held = self._positions(*self._account_and_holdings())
        found = next((view for view in held if view.symbol == wanted), None)
        if found is None:
            names = ", ".join(sorted(view.symbol for view in held)) or "nothing"
            raise NotFound(f"the account holds no {wanted:.20}; it holds {names}")
        return found

    def equity_curve(self, start: date | None = None, end: date | None = None) -> Sequence[EquityPoint]:
        """Return the account's worth at each session's close between two inclusive dates, ascending."""
        return self._broker.equity(start=start, end=end)

    def cash_movements(self, start: date | None = None, end: date | None = None) -> Sequence[CashMovement]:
        """Return what moved cash without a trade between two inclusive dates, oldest first."""
        return self._broker.cash_movements(start=start, end=end)

    def history(self, symbol: str, sessions: int) -> list[float]:
        """Return the last adjusted closes of a symbol, oldest first, at most `sessions` of them, USD a share.

        Raises UnknownSymbol and NoData.
        """
        days = sessions * 7 // 5 + 14
        try:
            if days <= LOOKBACK_DAYS:
                closes = self._closes.year(symbol)
            else:
                start = self._market_clock.now().date() - timedelta(days=days)
                closes = self._market.bars(symbol, start=start).frame["close"]
        except NoData:
            closes = self._market.bars(symbol).frame["close"]
        return [float(close) for close in closes.tail(sessions)]

    def _account_and_holdings(self) -> tuple[VenueAccount, Sequence[Position]]:
        """Read both between two looks at the account that agree: no fill and no session lies between them."""
        account = self._broker.account()
        for _ in range(READS):
            held = self._broker.positions()
            again = self._broker.account()
            if _moment(account) == _moment(again):
                return again, held
            account = again
        raise Unavailable(f"the account at {self._broker.name} kept changing while it was read; try again")

    def _positions(self, account: VenueAccount, held: Sequence[Position]) -> tuple[PositionView, ...]:
        session = self._calendar.session_at(account.as_of)
        fills = () if session is None else self._broker.fills(since=session.opens)
        return position_views(held, fills, account, self._market, self._calendar, self._closes)

    def _at_most(self, account: VenueAccount) -> Decimal | None:
        """Return the most that can be lost, None where it is not known: the rest of the account still is."""
        try:
            return self._worst_case(account).at_most
        except TradingError:
            return None

    def _risk(self, account: VenueAccount, positions: Sequence[PositionView]) -> RiskFigures:
        curve = [float(point.equity) for point in self._broker.equity()]
        at_most, deepest = self._at_most(account), max_drawdown([*curve, float(account.equity)])
        worst = None if at_most is None else float(at_most)
        if not positions:
            return RiskFigures(
                var_95=0.0, cvar_95=0.0, volatility=0.0, beta=0.0, max_drawdown=deepest, worst_case_today=worst
            )
        weights = {view.symbol: view.weight for view in positions if view.weight is not None}
        is_priced = len(weights) == len(positions) and not any(view.stale for view in positions)
        returns = self._returns(weights) if is_priced else None
        if returns is None:
            return RiskFigures(
                var_95=None, cvar_95=None, volatility=None, beta=None, max_drawdown=deepest, worst_case_today=worst
            )
        daily = [float(value) for value in returns]
        return RiskFigures(
            var_95=value_at_risk(daily),
            cvar_95=expected_shortfall(daily),
            volatility=volatility(daily),
            beta=self._beta(returns),
            max_drawdown=deepest,
            worst_case_today=worst,
        )

    def _returns(self, weights: Mapping[str, float]) -> "pd.Series | None":
        """Return what the present holdings would have earned; None where a history is missing or too short."""
        closes = {}
        try:
            for symbol in weights:
                closes[symbol] = self._closes.year(symbol)
        except (NoData, UnknownSymbol):
            return None
        return portfolio_returns(closes, weights)

    def _beta(self, returns: "pd.Series") -> float | None:
        try:
            benchmark = self._closes.year(self._benchmark).pct_change()
        except TradingError:
            return None
        return beta(returns, benchmark)


def _exposure(account: VenueAccount, positions: Sequence[PositionView]) -> Exposure:
    long = sum((view.market_value for view in positions if view.market_value > 0), start=ZERO)
    short = -sum((view.market_value for view in positions if view.market_value < 0), start=ZERO)
    return Exposure(
        gross=long + short,
        net=long - short,
        long=long,
        short=short,
        cash_pct=_pct(account.cash, account.equity),
        largest_weight=max((abs(view.weight) for view in positions if view.weight is not None), default=0.0),
    )


def _moment(account: VenueAccount) -> tuple[date, Decimal, Decimal]:
    """Return what a session and a fill change; prices of a market that is open move all the time."""
    return account.as_of.date(), account.last_equity, account.cash


def _pct(part: Decimal, whole: Decimal) -> float | None:
    return float(part / whole * HUNDRED) if whole > 0 else None
