"""When a price was made, and a mark on one that is too old for an order: the same words wherever a quote is shown."""

from typing import TYPE_CHECKING

from components import formats
from components.prose import plain
from trading.market.freshness import price_age_s
from trading.types import Quote

if TYPE_CHECKING:
    from trading.services import Services


def price_age(services: "Services", quote: Quote) -> str:
    """Return the time of a quote as Markdown, marked when the gate would refuse an order for its age.

    In replay now stands at the price's own time, so that only its date says something. Raises what the limits raise.
    """
    if services.replay is not None:
        return plain(formats.as_of(quote.at))
    now = services.market_clock.now()
    made = plain(formats.moment(quote.at, now))
    if price_age_s(quote.at, now, services.calendar) <= services.limits.current().max_quote_age_s:
        return made
    return f":orange[:material/history: {made}, too old for an order]"
