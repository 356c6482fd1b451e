"""Rows of the paper book as values of the trade, and back."""

import sqlite3
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from trading.broker.paper.matching import Working
from trading.types import (
    CashActionKind,
    CashKind,
    CashMovement,
    Fill,
    OrderClass,
    OrderType,
    Side,
    Status,
    TimeInForce,
    VenueOrder,
)


def decimal_or_none(text: str | None) -> Decimal | None:
    """Return a stored decimal."""
    return None if text is None else Decimal(text)


def working_of(row: sqlite3.Row) -> Working:
    """Return what matching needs of an order row."""
    return Working(
        side=Side(row["side"]),
        type=OrderType(row["type"]),
        time_in_force=TimeInForce(row["time_in_force"]),
        limit_price=decimal_or_none(row["limit_price"]),
        stop_price=decimal_or_none(row["stop_price"]),
        trail_price=decimal_or_none(row["trail_price"]),
        trail_percent=decimal_or_none(row["trail_percent"]),
        water_mark=decimal_or_none(row["water_mark"]),
        triggered=bool(row["triggered"]),
    )


def order_of(row: sqlite3.Row, legs: Sequence[sqlite3.Row] = ()) -> VenueOrder:
    """Return an order row, its legs inside it, as the venue reports it."""
    return VenueOrder(
        client_order_id=row["id"],
        broker_id=f"paper-{row['sequence']}",
        symbol=row["symbol"],
        side=Side(row["side"]),
        qty=decimal_or_none(row["qty"]),
        notional=decimal_or_none(row["notional"]),
        type=OrderType(row["type"]),
        time_in_force=TimeInForce(row["time_in_force"]),
        order_class=OrderClass(row["order_class"]),
        limit_price=decimal_or_none(row["limit_price"]),
        stop_price=decimal_or_none(row["stop_price"]),
        trail_price=decimal_or_none(row["trail_price"]),
        trail_percent=decimal_or_none(row["trail_percent"]),
        extended_hours=False,
        status=Status(row["status"]),
        filled_qty=Decimal(row["filled_qty"]),
        filled_avg_price=decimal_or_none(row["filled_price"]),
        submitted_at=datetime.fromisoformat(row["submitted_at"]),
        updated_at=datetime.fromisoformat(row["updated_at"]),
        replaced_by=row["replaced_by"],
        reason=row["reason"],
        legs=tuple(order_of(leg) for leg in legs),
    )


def fill_of(row: sqlite3.Row) -> Fill:
    """Return a fill row; a leg's fill belongs to its parent."""
    return Fill(
        execution_id=row["id"],
        order_id=row["order_id"],
        symbol=row["symbol"],
        side=Side(row["side"]),
        qty=Decimal(row["qty"]),
        price=Decimal(row["price"]),
        at=datetime.fromisoformat(row["at"]),
    )


def cash_movement_of(row: sqlite3.Row) -> CashMovement:
    """Return what a company's action did to the cash."""
    pays = CashActionKind(row["kind"]) is CashActionKind.DIVIDEND
    before, after = Decimal(row["qty_before"]), Decimal(row["qty_after"])
    return CashMovement(
        id=f"{row['book']}-{row['day']}-{row['symbol']}-{row['kind']}",
        kind=CashKind.DIVIDEND if pays else CashKind.CORPORATE_ACTION,
        day=day_of(row["day"]),
        amount=Decimal(row["amount"]),
        symbol=row["symbol"],
        text=f"on {before:f} shares"
        if pays
        else f"cash for what a split of {before:f} into {after:f} shares left over",
    )


def day_of(text: str) -> date:
    """Return a stored date."""
    return date.fromisoformat(text)
