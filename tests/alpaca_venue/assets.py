"""What can be traded at the venue: a small set of assets, each different in one way that matters."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_DNS, uuid5


@dataclass(slots=True, kw_only=True)
class Asset:
    """One listed security."""

    symbol: str
    name: str
    exchange: str = "NASDAQ"
    asset_class: str = "us_equity"
    active: bool = True
    tradable: bool = True
    fractionable: bool = True
    marginable: bool = True
    shortable: bool = True
    attributes: tuple[str, ...] = ("fractional_eh_enabled", "has_options")
    id: str = field(default="")

    def __post_init__(self) -> None:
        self.id = self.id or str(uuid5(NAMESPACE_DNS, self.symbol))

    def row(self) -> dict[str, Any]:
        """Return the asset as the API shows it."""
        return {
            "id": self.id,
            "class": self.asset_class,
            "exchange": self.exchange,
            "symbol": self.symbol,
            "name": self.name,
            "status": "active" if self.active else "inactive",
            "tradable": self.tradable,
            "marginable": self.marginable,
            "maintenance_margin_requirement": 30,
            "margin_requirement_long": "30",
            "margin_requirement_short": "30",
            "shortable": self.shortable,
            "easy_to_borrow": self.shortable,
            "borrow_status": "easy_to_borrow" if self.shortable else "hard_to_borrow",
            "fractionable": self.fractionable,
            "attributes": list(self.attributes),
        }


def default_assets() -> list[tuple[Asset, Decimal]]:
    """Return the assets that the venue starts with, each with its price in USD."""
    return [
        (Asset(symbol="AAPL", name="Apple Inc. Common Stock"), Decimal(100)),
        (Asset(symbol="MSFT", name="Microsoft Corporation Common Stock"), Decimal(50)),
        (Asset(symbol="GOOG", name="Alphabet Inc. Class C Capital Stock"), Decimal(150)),
        (Asset(symbol="IBM", name="International Business Machines", exchange="NYSE"), Decimal(200)),
        (Asset(symbol="BRK.B", name="Berkshire Hathaway Inc. Class B", exchange="NYSE"), Decimal(400)),
        (Asset(symbol="SPY", name="SPDR S&P 500 ETF Trust", exchange="ARCA"), Decimal(500)),
        (Asset(symbol="PENNY", name="Below One Dollar Corp", exchange="OTC"), Decimal("0.5")),
        (Asset(symbol="WHOLE", name="Whole Shares Only Inc", fractionable=False, attributes=()), Decimal(20)),
        (Asset(symbol="NOSHORT", name="Hard To Borrow Inc", shortable=False), Decimal(30)),
        (Asset(symbol="HALTED", name="Not Tradable Inc", tradable=False), Decimal(10)),
        (Asset(symbol="GONE", name="Delisted Inc", active=False, tradable=False), Decimal(1)),
    ]
