"""The account as the API shows it: money, positions, settings and the curve of its worth."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from tests.alpaca_venue.amounts import NANO, cents, plain, stamp
from tests.alpaca_venue.assets import Asset
from tests.alpaca_venue.errors import malformed, missing
from tests.alpaca_venue.ledger import Holding, Ledger
from tests.alpaca_venue.orders import ZERO

LEAST_EQUITY_TO_SHORT = Decimal(2000)
SETTINGS: dict[str, Any] = {
    "fractional_trading": True,
    "max_margin_multiplier": "4",
    "no_shorting": False,
    "suspend_trade": False,
    "trade_confirm_email": "all",
    "ptp_no_exception_entry": False,
    "max_options_trading_level": 0,
    "disable_overnight_trading": False,
}


class Account:
    """What the book knows besides its orders."""

    def __init__(self, *, cash: Decimal, multiplier: int) -> None:
        self.id = str(uuid5(NAMESPACE_URL, "account"))
        self.number = "PA3TEST00001"
        self.status = "ACTIVE"
        self.trading_blocked = self.account_blocked = False
        self.ledger = Ledger(cash=cash)
        self.assets: dict[str, Asset] = {}
        self.prices: dict[str, Decimal] = {}
        self.last_close: dict[str, Decimal] = {}
        self.reserved = ZERO
        self.last_equity = self.base_value = cash
        self.equity_points: list[tuple[date, Decimal]] = []
        self.configuration = SETTINGS | {"max_margin_multiplier": str(multiplier)}
        self.replacements: dict[str, Any] = {}

    def held(self, symbol: str, side: str) -> tuple[Decimal, list[str]]:
        """Return the shares that exits reserve; the book knows them."""
        raise NotImplementedError

    def now(self) -> int:
        """Return the venue's time in nanoseconds; the book has the clock."""
        raise NotImplementedError

    @property
    def cash(self) -> Decimal:
        return self.ledger.cash

    @property
    def multiplier(self) -> int:
        return int(self.configuration["max_margin_multiplier"])

    def _worth(self, sign: int) -> Decimal:
        held = self.ledger.holdings.values()
        return sum((cents(h.qty * self.prices[h.asset.symbol]) for h in held if h.qty * sign > 0), ZERO)

    @property
    def equity(self) -> Decimal:
        """Cash and what the positions are worth, USD."""
        return self.cash + self._worth(1) + self._worth(-1)

    def buying_power(self) -> Decimal:
        """Return cash times the multiplier, less what open orders reserve; a short counts as a long of its size."""
        own = self.cash + 2 * self._worth(-1)
        return max(ZERO, own * self.multiplier - self.reserved)

    @property
    def shorting_enabled(self) -> bool:
        allowed = not self.configuration["no_shorting"] and self.multiplier > 1
        return allowed and self.equity >= LEAST_EQUITY_TO_SHORT

    def account_row(self) -> dict[str, Any]:
        """Return the account as the API shows it."""
        long, short = self._worth(1), self._worth(-1)
        equity, power = plain(self.equity), plain(cents(self.buying_power()))
        margin = (long - short) / self.multiplier
        return {
            "id": self.id,
            "account_number": self.number,
            "status": self.status,
            "crypto_status": "INACTIVE",
            "currency": "USD",
            "cash": plain(self.cash),
            "equity": equity,
            "portfolio_value": equity,
            "last_equity": plain(self.last_equity),
            "long_market_value": plain(long),
            "short_market_value": plain(short),
            "position_market_value": plain(long + short),
            "initial_margin": plain(cents(margin)),
            "maintenance_margin": plain(cents((long - short) * 3 / 10)),
            "last_maintenance_margin": "0",
            "sma": "0",
            "buying_power": power,
            "regt_buying_power": power,
            "options_buying_power": plain(cents(max(ZERO, self.cash))),
            "non_marginable_buying_power": plain(cents(max(ZERO, self.cash - self.reserved))),
            "multiplier": str(self.multiplier),
            "shorting_enabled": self.shorting_enabled,
            "trading_blocked": self.trading_blocked,
            "transfers_blocked": False,
            "account_blocked": self.account_blocked,
            "trade_suspended_by_user": self.configuration["suspend_trade"],
            "accrued_fees": "0",
            "pending_reg_taf_fees": "0",
            "balance_asof": stamp(self.now() - 86_400 * NANO)[:10],
            "intraday_adjustments": "0",
            "options_approved_level": 0,
            "options_trading_level": 0,
            "created_at": "2024-01-02T14:30:00.123456789Z",
        }

    def position_rows(self) -> list[dict[str, Any]]:
        """Return every position as the API shows it."""
        return [self._position(held) for _, held in sorted(self.ledger.holdings.items())]

    def position_row(self, symbol: str) -> dict[str, Any]:
        """Return one position by symbol or asset id. Raises VenueError 404."""
        return self._position(self.holding(symbol, "position does not exist"))

    def holding(self, symbol: str, otherwise: str) -> Holding:
        """Return what is held of a symbol or asset id. Raises VenueError 404 with the given words."""
        asset = self.find_asset(symbol)
        if asset is None:
            raise missing(f"symbol not found: {symbol}")
        if asset.symbol not in self.ledger.holdings:
            raise missing(otherwise)
        return self.ledger.holdings[asset.symbol]

    def find_asset(self, name: str) -> Asset | None:
        """Return an asset by symbol or id."""
        return self.assets.get(name) or next((each for each in self.assets.values() if each.id == name), None)

    def _position(self, held: Holding) -> dict[str, Any]:
        symbol, price = held.asset.symbol, self.prices[held.asset.symbol]
        close = self.last_close[symbol]
        gain = held.qty * price - held.cost
        fresh = held.qty - held.day_qty
        day_gain = held.day_qty * (price - close) + fresh * (price - held.average)
        reserved, _ = self.held(symbol, "sell" if held.qty > 0 else "buy")
        free = max(ZERO, abs(held.qty) - reserved)
        return {
            "asset_id": held.asset.id,
            "symbol": symbol,
            "exchange": held.asset.exchange,
            "asset_class": held.asset.asset_class,
            "asset_marginable": held.asset.marginable,
            "qty": plain(held.qty),
            "qty_available": plain(free if held.qty > 0 else -free),
            "side": "long" if held.qty > 0 else "short",
            "avg_entry_price": plain(round(held.average, 6)),
            "market_value": plain(cents(held.qty * price)),
            "cost_basis": plain(round(held.cost, 6)),
            "unrealized_pl": plain(cents(gain)),
            "unrealized_plpc": plain(round(gain / abs(held.cost), 8)),
            "unrealized_intraday_pl": plain(cents(day_gain)),
            "unrealized_intraday_plpc": plain(round(day_gain / abs(held.cost), 8)),
            "current_price": plain(price),
            "lastday_price": plain(close),
            "change_today": plain(round((price - close) / close, 8)),
        }

    def configure(self, body: Any) -> dict[str, Any]:
        """Change settings and return them all. Raises VenueError for one that there is not."""
        if not isinstance(body, dict):
            raise malformed("request body format is invalid")
        body = {name: value for name, value in body.items() if value is not None}
        if not set(body) <= set(SETTINGS):
            raise malformed("request body format is invalid")
        if str(body.get("max_margin_multiplier", "1")) not in ("1", "2", "4"):
            raise malformed("invalid max_margin_multiplier")
        self.configuration |= body
        return self.configuration

    def end_day(self, at: int) -> None:
        """Keep the day's equity as last_equity and as a point of the history, and the prices as closes."""
        day = datetime.fromtimestamp(at // NANO, UTC).date()
        self.last_equity = self.equity
        self.equity_points = [point for point in self.equity_points if point[0] != day] + [(day, self.equity)]
        self.last_close = dict(self.prices)
        for held in self.ledger.holdings.values():
            held.day_qty = held.qty

    def history_row(self, start: str = "", end: str = "", timeframe: str = "1D") -> dict[str, Any]:
        """Return the curve of the account's worth, one point a kept day, stamped 00:00 UTC of the day after."""
        first, last = start[:10] or "0000", end[:10] or "9999"
        points = [(day, worth) for day, worth in self.equity_points if first <= day.isoformat() <= last]
        base = self.base_value
        gains = [worth - base for _, worth in points]
        return {
            "timestamp": [int(datetime(d.year, d.month, d.day, tzinfo=UTC).timestamp()) + 86_400 for d, _ in points],
            "equity": [float(worth) for _, worth in points],
            "profit_loss": [float(gain) for gain in gains],
            "profit_loss_pct": [float(gain / base) if base else 0.0 for gain in gains],
            "base_value": float(base),
            "base_value_asof": (points[0][0] - timedelta(days=1)).isoformat() if points else stamp(self.now())[:10],
            "timeframe": timeframe or "1D",
            "cashflow": {},
        }
