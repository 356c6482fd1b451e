"""The impact card as rows of safe Markdown: label, now, after; first what decides, then the rest by group."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from components import formats
from components.figures import with_figures
from components.prose import plain
from trading.types import Impact, LotTouched
from trading.types.wire import decimal_text

NOT_KNOWN = "not known"
LEAST_SHARE = 0.0001
Row = tuple[str, str, str]


def effect_rows(impact: Impact, symbol: str) -> list[Row]:
    """Return what a person decides by: money, the position, what can be lost, and what comes up soon."""
    name, cost = plain(symbol), impact.cost
    rows = [
        ("Brings in" if cost is not None and cost < 0 else "Cost, at most", "", f"**{_money(_size(cost))}**"),
        ("Buying power", _money(impact.buying_power_before), _money(impact.buying_power_after)),
        (f"{name}, shares", _shares(impact.qty_before), _shares(impact.qty_after)),
        (f"{name}, share of account", _share(impact.weight_before), f"**{_share(impact.weight_after)}**"),
        *_stop(impact),
        (f"A jump of {_points(impact.gap_pct)} costs", "", _money(impact.gap_loss)),
        ("Can be lost today", *_worst(impact)),
    ]
    if impact.earnings_date:
        rows.append(("Earnings", "", f":orange[{_date(impact.earnings_date)}]"))
    if impact.wash_sale:
        rows.append(("Wash sale", "", ":orange[yes]"))
    return _labelled(rows)


def more_rows(impact: Impact, symbol: str) -> list[Row]:
    """Return every other figure under the heading of its group."""
    sector = impact.sector or f"Sector of {symbol}"
    groups = {
        "Money": [
            ("Fees", "", _money(impact.fees)),
            ("All positions", _money(impact.gross_before), _money(impact.gross_after)),
        ],
        "Risk": [
            (plain(sector), _share(impact.sector_weight_before), _share(impact.sector_weight_after)),
            ("Value at risk, one session, 95%", _share(impact.var_95_before), _share(impact.var_95_after)),
            ("Beta", _beta(impact.beta_before), _beta(impact.beta_after)),
        ],
        "Market": [
            ("Spread", "", _points(None if impact.spread_bps is None else impact.spread_bps / 100)),
            ("Age of the price", "", NOT_KNOWN if impact.quote_age_s is None else f"{impact.quote_age_s:,} s"),
            ("Share of a day's volume", "", _small_share(impact.share_of_volume)),
            *([] if impact.earnings_date else [("Earnings", "", NOT_KNOWN)]),
        ],
        "Tax": [
            *_lots(impact.lots),
            ("Wash sale", "", {True: ":orange[yes]", False: "no", None: NOT_KNOWN}[impact.wash_sale]),
        ],
    }
    return [row for head, rows in groups.items() for row in ((f"**{head}**", "", ""), *_labelled(rows))]


def effect_notes(impact: Impact) -> list[str]:
    """Return why a figure is not known, a sentence each and each once, as safe Markdown."""
    said = dict.fromkeys(why for why in impact.not_known.values() if why)
    return [_sentence(why) for why in said]


def wash_note(impact: Impact) -> str:
    """Return what is to be said of a wash sale, empty where there is nothing or where it is not known."""
    return _sentence(impact.wash_sale_reason) if impact.wash_sale is not None and impact.wash_sale_reason else ""


def _stop(impact: Impact) -> Iterator[Row]:
    """A position that is closed needs no stop."""
    if impact.stop_price is not None:
        price = plain(formats.dollars_a_share(impact.stop_price))
        yield "Stop", "", f"{price}, {_points(impact.stop_distance_pct)} away"
    elif impact.qty_after:
        missing = NOT_KNOWN if "stop_price" in impact.not_known else ":orange[none]"
        yield "Stop for all of it", "", missing


def _worst(impact: Impact) -> tuple[str, str]:
    if impact.worst_case_after is None:
        return "", _money(impact.worst_case_today)
    return _money(impact.worst_case_today), _money(impact.worst_case_after)


def _lots(lots: tuple[LotTouched, ...] | None) -> Iterator[Row]:
    if lots is None:
        yield "Lots that it closes", "", NOT_KNOWN
    for lot in lots or ():
        term = "long-term" if lot.long_term else "short-term"
        label = f"{_shares(lot.qty)} of {plain(formats.day(lot.opened))}, {term}"
        yield label, plain(formats.money(lot.cost)), plain(formats.money_change(lot.gain))


def _labelled(rows: list[Row]) -> list[Row]:
    return [(f":gray[{label}]", now, after) for label, now, after in rows]


def _size(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else abs(amount)


def _money(amount: Decimal | None) -> str:
    return NOT_KNOWN if amount is None else plain(formats.money(amount))


def _shares(qty: Decimal | None) -> str:
    return NOT_KNOWN if qty is None else plain(formats.shares(qty))


def _share(fraction: float | None) -> str:
    return NOT_KNOWN if fraction is None else plain(formats.share_of(fraction))


def _small_share(fraction: float | None) -> str:
    """An order that trades is never nothing of the volume."""
    return plain("below 0.01%") if fraction is not None and 0 < fraction < LEAST_SHARE else _share(fraction)


def _beta(value: float | None) -> str:
    return NOT_KNOWN if value is None else plain(f"{value:.2f}".replace("-", formats.MINUS))


def _points(value: Decimal | float | None) -> str:
    """A whole number of percent is written without decimals: it is a limit that somebody set."""
    if value is None:
        return NOT_KNOWN
    return plain(f"{decimal_text(value)}%" if isinstance(value, Decimal) else formats.percent(value))


def _date(text: str) -> str:
    return plain(formats.day(date.fromisoformat(text)))


def _sentence(text: str) -> str:
    return plain(with_figures(f"{text[:1].upper()}{text[1:]}."))
