"""The impact card as a person reads it: what decides first, the rest by group, and "not known" where it is not."""

from datetime import date
from decimal import Decimal

from components.effect_rows import effect_notes, effect_rows, more_rows, wash_note
from trading.types import Impact, LotTouched

FULL = Impact(
    cost=Decimal(-560),
    fees=Decimal(0),
    buying_power_before=Decimal(1000),
    buying_power_after=Decimal(1560),
    qty_before=Decimal(10),
    qty_after=Decimal(6),
    weight_before=0.1,
    weight_after=0.06,
    gross_before=Decimal(1000),
    gross_after=Decimal(600),
    worst_case_today=Decimal(500),
    spread_bps=12.5,
    share_of_volume=0.00009,
    session="the exchange is open: works at once",
    earnings_date="2012-07-24",
    wash_sale=True,
    wash_sale_reason="the order takes a loss of 40.00 USD and AAPL was bought on 2012-05-15",
    sector="Information Technology",
    sector_weight_before=0.3,
    sector_weight_after=0.26,
    var_95_before=0.021,
    var_95_after=0.018,
    beta_before=-0.4,
    beta_after=1.25,
    gap_pct=Decimal(10),
    gap_loss=Decimal(84),
    stop_price=Decimal(126),
    stop_distance_pct=10.0,
    quote_age_s=3,
    lots=(LotTouched(opened=date(2011, 5, 2), qty=Decimal(4), cost=Decimal(600), gain=Decimal(-40), long_term=True),),
)


def cells(rows: list[tuple[str, str, str]]) -> dict[str, tuple[str, str]]:
    return {label: (now, after) for label, now, after in rows}


def test_the_first_rows_are_what_a_person_decides_by() -> None:
    rows = cells(effect_rows(FULL, "AAPL"))
    assert list(rows) == [
        ":gray[Brings in]",
        ":gray[Buying power]",
        ":gray[AAPL, shares]",
        ":gray[AAPL, share of account]",
        ":gray[Stop]",
        ":gray[A jump of 10% costs]",
        ":gray[Can be lost today]",
        ":gray[Earnings]",
        ":gray[Wash sale]",
    ]
    assert rows[":gray[Brings in]"] == ("", "**\\$560\\.00**")
    assert rows[":gray[Stop]"] == ("", "\\$126\\.00, 10\\.00% away")
    assert rows[":gray[Earnings]"] == ("", ":orange[24 Jul 2012]")


def test_the_other_figures_stand_in_groups() -> None:
    rows = more_rows(FULL, "AAPL")
    heads = [label for label, now, after in rows if not now and not after]
    assert heads == ["**Money**", "**Risk**", "**Market**", "**Tax**"]
    found = cells(rows)
    assert found[":gray[Information Technology]"] == ("30\\.00%", "26\\.00%")
    assert found[":gray[Beta]"] == ("−0\\.40", "1\\.25")
    # four of the shares of 2 May 2011, bought for 600, sold for 560
    assert found[":gray[4 of 2 May 2011, long-term]"] == ("\\$600\\.00", "−\\$40\\.00")
    assert found[":gray[Share of a day's volume]"] == ("", "below 0\\.01%")
    assert ":gray[Earnings]" not in found


def test_what_is_not_known_says_so_and_is_never_zero() -> None:
    first, rest = effect_rows(Impact(), "AAPL"), more_rows(Impact(), "AAPL")
    shown = [cell.strip("*") for _, now, after in (*first, *rest) for cell in (now, after) if cell]
    assert set(shown) == {"not known"}
    labels = [label for label, _, _ in first]
    assert ":gray[Cost, at most]" in labels and ":gray[Wash sale]" not in labels
    assert cells(rest)[":gray[Wash sale]"] == ("", "not known")


def test_a_position_without_a_stop_is_named_and_one_that_is_closed_needs_none() -> None:
    without = ":gray[Stop for all of it]"
    assert cells(effect_rows(Impact(qty_after=Decimal(5)), "AAPL"))[without] == ("", ":orange[none]")
    assert without not in cells(effect_rows(Impact(qty_after=Decimal(0)), "AAPL"))
    unread = Impact(qty_after=Decimal(5), not_known={"stop_price": "the database is locked"})
    assert cells(effect_rows(unread, "AAPL"))[without] == ("", "not known")


def test_each_reason_is_said_once_in_the_formats_of_the_page() -> None:
    why = "FB has prices of 10 sessions on 2012-06-01"
    assert effect_notes(Impact(not_known={"var_95_after": why, "beta_after": why})) == [
        "FB has prices of 10 sessions on 1 Jun 2012\\."
    ]
    assert wash_note(FULL) == "The order takes a loss of \\$40\\.00 and AAPL was bought on 15 May 2012\\."
    assert wash_note(Impact(wash_sale_reason="nobody knows")) == ""


def test_a_symbol_from_outside_carries_no_markup_into_the_card() -> None:
    rows = (*effect_rows(Impact(), "[X](http://evil.example)"), *more_rows(Impact(), "[X](http://evil.example)"))
    assert not any("](http" in label for label, _, _ in rows)
