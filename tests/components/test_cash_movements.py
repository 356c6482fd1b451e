"""The table of cash movements says what came and went, and nothing that was not told."""

from datetime import date
from decimal import Decimal

import pytest

from components.cash_movements import KINDS, cash_csv, cash_row
from components.formats import MINUS, MISSING
from trading.types import CashKind, CashMovement


def moved(**more: object) -> CashMovement:
    fields: dict[str, object] = {
        "id": "1", "kind": CashKind.DIVIDEND, "day": date(2026, 2, 9), "amount": Decimal("26.50"), "symbol": "AAPL",
        "text": "",
    }  # fmt: skip
    return CashMovement(**(fields | more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("more", "what", "symbol", "amount"),
    [
        ({}, "Dividend", "AAPL", "+26.50"),
        ({"kind": CashKind.FEE, "text": "crypto fee", "amount": Decimal("-0.02"), "symbol": None}, "Fee: crypto fee",
         MISSING, f"{MINUS}0.02"),
        ({"kind": CashKind.OTHER, "text": "NEWCODE", "amount": None}, "Other: NEWCODE", "AAPL", MISSING),
    ],
)  # fmt: skip
def test_a_movement_is_one_row_in_plain_words(more: dict[str, object], what: str, symbol: str, amount: str) -> None:
    row = {name: text.replace("\\", "") for name, text in cash_row(moved(**more)).items()}
    assert row == {"Date": "9 Feb 2026", "What": what, "Symbol": symbol, "Amount, USD": amount}


def test_the_export_has_exact_decimals_and_no_formula() -> None:
    rows = cash_csv([moved(amount=Decimal("-0.005"), text="=1+1"), moved(amount=None)]).splitlines()
    assert rows == [
        "date,kind,text,symbol,amount,id",
        "2026-02-09,dividend,'=1+1,AAPL,-0.005,1",
        "2026-02-09,dividend,,AAPL,,1",
    ]


def test_every_kind_has_its_words() -> None:
    assert set(KINDS) == set(CashKind)
