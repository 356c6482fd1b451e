"""What moved cash without a trade: every page, every kind, and codes and gaps that nobody has seen yet."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.alpaca_venue.running import AlpacaVenue
from trading.broker.alpaca import AlpacaBroker
from trading.broker.alpaca.activities import cash_movement_of
from trading.errors import Unavailable
from trading.types import CashKind, CashMovement, Side, Ticket

DIVIDEND: dict[str, Any] = {
    "activity_sub_type": "SDIV",
    "activity_type": "DIV",
    "created_at": "2021-05-10T14:01:04.650275Z",
    "currency": "USD",
    "date": "2019-08-01",
    "id": "20190801011955195::5f596936-6f23-4cef-bdf1-3806aae57dbf",
    "net_amount": "1.02",
    "per_share_amount": "0.51",
    "qty": "2",
    "status": "executed",
    "symbol": "T",
}
"""The example of Alpaca's own description (trading-api.json, NonTradeActivities)."""


def test_alpacas_own_example_is_read() -> None:
    assert cash_movement_of(DIVIDEND) == CashMovement(
        id=DIVIDEND["id"],
        kind=CashKind.DIVIDEND,
        day=date(2019, 8, 1),
        amount=Decimal("1.02"),
        symbol="T",
        text="",
    )


@pytest.mark.parametrize(
    ("code", "amount", "kind"),
    [
        ("DIVNRA", "-0.15", CashKind.TAX),
        ("FEE", "-0.02", CashKind.FEE),
        ("PTC", "-0.01", CashKind.FEE),
        ("INT", "3.10", CashKind.INTEREST),
        ("CSD", "500", CashKind.DEPOSIT),
        ("CSW", "-500", CashKind.WITHDRAWAL),
        ("TRANS", "250", CashKind.DEPOSIT),
        ("JNLC", "-250", CashKind.WITHDRAWAL),
        ("SPLIT", "12.40", CashKind.CORPORATE_ACTION),
        ("NEWCODE", "7", CashKind.OTHER),
    ],
)
def test_each_code_has_its_kind_and_a_new_one_is_shown_under_its_own_name(
    code: str, amount: str, kind: CashKind
) -> None:
    moved = cash_movement_of(DIVIDEND | {"activity_type": code, "net_amount": amount})
    assert moved is not None and (moved.kind, moved.amount) == (kind, Decimal(amount))
    assert moved.text == code or kind is not CashKind.OTHER


@pytest.mark.parametrize(
    "row",
    [
        {"activity_type": "FILL", "net_amount": "100"},
        {"activity_type": "SPLIT", "net_amount": "0"},
        {"activity_type": "NC", "net_amount": None},
    ],
)
def test_what_moves_shares_and_no_cash_is_left_out(row: dict[str, Any]) -> None:
    assert cash_movement_of(DIVIDEND | row) is None


def test_a_dividend_whose_amount_is_not_told_is_kept_and_not_taken_for_zero() -> None:
    row = {name: value for name, value in DIVIDEND.items() if name not in ("net_amount", "symbol")}
    moved = cash_movement_of(row)
    assert moved is not None and (moved.amount, moved.symbol) == (None, None)


def test_without_a_date_the_day_is_new_yorks_when_it_was_written_down() -> None:
    late = DIVIDEND | {"date": None, "created_at": "2026-03-03T02:30:00Z"}  # 21:30 of the 2nd in New York
    moved = cash_movement_of(late)
    assert moved is not None and moved.day == date(2026, 3, 2)


@pytest.mark.parametrize("odd", [{"id": None}, {"net_amount": "much"}, {"date": "soon"}])
def test_a_row_that_cannot_be_read_is_a_sentence(odd: dict[str, Any]) -> None:
    with pytest.raises(Unavailable, match="try again"):
        cash_movement_of(DIVIDEND | odd)


def test_what_was_cancelled_says_so() -> None:
    moved = cash_movement_of(DIVIDEND | {"status": "canceled"})
    assert moved is not None and "cancelled by Alpaca" in moved.text


def test_more_movements_than_a_page_holds_are_read_page_by_page(broker: AlpacaBroker, venue: AlpacaVenue) -> None:
    broker.submit("buy", Ticket(symbol="AAPL", side=Side.BUY, qty=Decimal(1)))
    for number in range(1, 231):
        venue.book.pay("FEE", -Decimal(number) / 100)
    found = broker.cash_movements()
    assert sum(moved.amount or 0 for moved in found) == Decimal("-265.65")  # 231 * 230 / 2 cents
    assert len({moved.id for moved in found}) == 230
    assert len(venue.requests("GET", "/v2/account/activities")) == 3


def test_a_movement_that_was_written_down_before_its_own_date_is_found(
    broker: AlpacaBroker, venue: AlpacaVenue
) -> None:
    venue.book.set_time(datetime(2026, 3, 28, 15, 0, tzinfo=UTC))
    venue.book.pay("INT", "-4.50")
    venue.book.ledger.activities[-1]["date"] = "2026-04-01"
    [moved] = broker.cash_movements(start=date(2026, 4, 1))
    assert (moved.day, moved.amount) == (date(2026, 4, 1), Decimal("-4.50"))
