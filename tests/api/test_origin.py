"""Every field of a ticket says where it came from, a default too when its proposer did not name it."""

from decimal import Decimal

from api.shapes import origin_shape
from trading.types import OWNER, Action, FieldFrom, FieldSource, Origin, OriginKind, Side, Ticket


def words(text: str) -> FieldSource:
    return FieldSource(source=FieldFrom.WORDS, text=text)


def test_a_field_that_stands_at_its_default_is_told_as_one() -> None:
    ticket = Ticket(symbol="AAPL", side=Side.BUY, qty=Decimal(1))
    said = {"symbol": words("AAPL"), "side": words("buy"), "qty": words("1"), "type": words("market")}
    shape = origin_shape(Origin(kind=OriginKind.AGENT, actor=OWNER, fields=said), ticket)
    assert shape["fields"]["type"] == {"from": "words", "text": "market"}
    assert shape["fields"]["time_in_force"]["from"] == "default"
    assert "limit_price" not in shape["fields"]


def test_what_is_not_a_default_and_has_no_source_is_not_made_up() -> None:
    cancel = Ticket(symbol="AAPL", action=Action.CANCEL, target_id="x")
    shape = origin_shape(Origin(kind=OriginKind.AGENT, actor=OWNER, fields={}), cancel)
    assert not {"symbol", "action", "target_id"} & set(shape["fields"])
