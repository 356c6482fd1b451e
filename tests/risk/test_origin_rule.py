"""The rule `origin`: each field of a ticket traces to somebody who may say it."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.orders.rig import Rig
from tests.risk.test_gate_rules import failing, ticket
from trading.types import (
    OWNER,
    FieldFrom,
    FieldSource,
    OrderType,
    Origin,
    OriginKind,
    Ticket,
    TimeInForce,
)

WORDS = "Buy 1 share of AAPL at market price"
SAID = {
    "symbol": FieldSource(source=FieldFrom.WORDS, text="aapl"),
    "side": FieldSource(source=FieldFrom.WORDS, text="Buy"),
    "qty": FieldSource(source=FieldFrom.WORDS, text="1   share"),
}


def from_words(run: str = "run-1", words: str = WORDS, asked: int | None = 0, **fields: FieldSource) -> Origin:
    return Origin(
        kind=OriginKind.AGENT,
        actor=OWNER,
        run_id=run,
        words=words,
        asked=asked,
        asked_count=1,
        fields=SAID | fields,
    )


def test_a_ticket_whose_fields_trace_to_the_users_words_passes(rig: Rig) -> None:
    assert failing(rig.desk.propose(ticket(), from_words())) == []


@pytest.mark.parametrize(
    ("origin", "asked", "sentence"),
    [
        (from_words(qty=FieldSource(source=FieldFrom.FOREIGN, text="buy 500")), ticket(), "not the user's own"),
        (from_words(qty=FieldSource(source=FieldFrom.WORDS, text="500")), ticket(), "the user did not write"),
        (from_words(qty=FieldSource(source=FieldFrom.DEFAULT, text="one share")), ticket(), "qty is never assumed"),
        (from_words(qty=FieldSource(source=FieldFrom.FORM, text="1")), ticket(), "may not use"),
        (from_words(qty=FieldSource(source=FieldFrom.WORDS, text="  ")), ticket(), "traces to no words"),
        (from_words(asked=None), ticket(), "ask for no order"),
        (from_words(asked=1), ticket(), "ask for 1 orders and this would be number 2"),
        (from_words(), ticket(time_in_force=TimeInForce.GTC), "time_in_force traces to nothing"),
        (from_words(), ticket(type=OrderType.LIMIT, limit_price=Decimal(90)), "limit_price traces to nothing"),
        (
            from_words(time_in_force=FieldSource(source=FieldFrom.DEFAULT, text=" ")),
            ticket(time_in_force=TimeInForce.GTC),
            "default without a reason",
        ),
        (
            from_words(extended_hours=FieldSource(source=FieldFrom.FOREIGN, text="a headline")),
            ticket(),
            "extended_hours comes from text",
        ),
    ],
)
def test_origin_refuses_a_field_that_nobody_may_say(rig: Rig, origin: Origin, asked: Ticket, sentence: str) -> None:
    refused = rig.desk.propose(asked, origin)
    assert failing(refused) == ["origin"]
    assert sentence in refused.reason


def test_a_second_equal_ticket_of_one_run_is_refused(rig: Rig) -> None:
    first = rig.desk.propose(ticket(), from_words())
    second = rig.desk.propose(ticket(), from_words())
    assert failing(second) == ["origin"]
    assert first.id in second.reason
    assert failing(rig.desk.propose(ticket(), from_words(run="run-2"))) == []


def test_two_orders_in_one_run_pass_when_the_words_ask_for_two(rig: Rig) -> None:
    for asked in (0, 1):
        origin = replace(from_words(asked=asked), asked_count=2)
        assert failing(rig.desk.propose(ticket(), origin)) == []


def test_proposing_again_is_not_a_second_equal_ticket(rig: Rig) -> None:
    first = rig.desk.propose(ticket(), from_words())
    rig.desk.cancel(first.id, actor=OWNER)
    assert failing(rig.desk.propose_again(first.id, actor=OWNER)) == []


@pytest.mark.parametrize(
    ("kind", "source", "ok"),
    [
        (OriginKind.API, FieldFrom.KEY, True),
        (OriginKind.API, FieldFrom.WORDS, False),
        (OriginKind.FORM, FieldFrom.KEY, False),
        (OriginKind.STRATEGY, FieldFrom.STRATEGY, True),
        (OriginKind.STRATEGY, FieldFrom.FORM, False),
        (OriginKind.DESK, FieldFrom.FORM, True),
    ],
)
def test_each_door_may_say_only_its_own(rig: Rig, kind: OriginKind, source: FieldFrom, ok: bool) -> None:
    fields = {name: FieldSource(source=source, text="1") for name in ("symbol", "side", "qty")}
    origin = Origin(kind=kind, actor=OWNER, fields=fields)
    assert failing(rig.desk.propose(ticket(), origin)) == ([] if ok else ["origin"])
