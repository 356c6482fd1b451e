"""The sector of a symbol on a day, for the companies of the bundled recording."""

from datetime import date
from enum import StrEnum

GICS_KNOWN_FROM = date(2000, 1, 1)
"""S&P and MSCI made the standard in 1999; nothing is said of the years before it."""
NEW_NAME = date(2022, 6, 9)
"""Meta Platforms left the symbol FB on this day; since then it can be another's."""
TO_COMMUNICATION = date(2018, 9, 28)
"""After this close Alphabet and Facebook left information technology (S&P Dow Jones Indices and MSCI, 2018-01-11)."""


class Sector(StrEnum):
    """A sector of the Global Industry Classification Standard, as people write it."""

    COMMUNICATION = "Communication Services"
    DISCRETIONARY = "Consumer Discretionary"
    STAPLES = "Consumer Staples"
    ENERGY = "Energy"
    FINANCIALS = "Financials"
    HEALTH = "Health Care"
    INDUSTRIALS = "Industrials"
    TECHNOLOGY = "Information Technology"


def _always(sector: Sector, *symbols: str) -> dict[str, tuple[tuple[date, Sector | None], ...]]:
    return dict.fromkeys(symbols, ((GICS_KNOWN_FROM, sector),))


_SINCE: dict[str, tuple[tuple[date, Sector | None], ...]] = {
    **_always(Sector.TECHNOLOGY, "AAPL", "AMD", "IBM", "MSFT"),
    **_always(Sector.FINANCIALS, "BAC", "JPM"),
    **_always(Sector.DISCRETIONARY, "BBY", "HD"),
    **_always(Sector.STAPLES, "KO", "PEP", "PG"),
    **_always(Sector.ENERGY, "CVX", "RRC", "XOM"),
    **_always(Sector.HEALTH, "JNJ", "LLY", "MRK", "PFE", "UNH"),
    **_always(Sector.INDUSTRIALS, "GE"),
    # Walmart's own sub-industry, hypermarkets and super centers, came with the revision of 2003
    "WMT": ((date(2003, 5, 1), Sector.STAPLES),),
    "GOOG": ((GICS_KNOWN_FROM, Sector.TECHNOLOGY), (TO_COMMUNICATION, Sector.COMMUNICATION)),
    "FB": ((GICS_KNOWN_FROM, Sector.TECHNOLOGY), (TO_COMMUNICATION, Sector.COMMUNICATION), (NEW_NAME, None)),
}
"""From which day on a symbol was in which sector, ascending."""


def sector_of(symbol: str, day: date) -> Sector | None:
    """Return the sector that the symbol was in on that day, None where this table does not know it.

    >>> str(sector_of("GOOG", date(2018, 9, 27))), str(sector_of("GOOG", date(2018, 9, 28)))
    ('Information Technology', 'Communication Services')
    """
    found = [sector for since, sector in _SINCE.get(symbol, ()) if since <= day]
    return found[-1] if found else None
