"""Bad days at Alpaca: each is a sentence, nothing is sent while unsure, and what can be read is still read."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

import bootstrap
from tests.alpaca.rig import AlpacaRig
from tests.alpaca_venue.faults import Fault
from tests.desk_process import free_port
from trading.broker.alpaca import AlpacaBroker, AlpacaCalls
from trading.errors import Unavailable
from trading.market.calendar import ExchangeCalendar
from trading.market.clock import WallClock
from trading.settings import Settings
from trading.types import Status


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[AlpacaRig]:
    with AlpacaRig(tmp_path / "data") as made:
        yield made


def refused(rig: AlpacaRig) -> str:
    """Return why an order is refused; nothing may reach the venue."""
    proposal = rig.propose()
    assert proposal.status is Status.REFUSED
    assert not rig.venue.requests("POST", "/v2/orders")
    return " ".join(proposal.gate.reasons)


def test_wrong_keys_start_the_desk_and_hold_every_order(rig: AlpacaRig) -> None:
    rig.stop()
    rig.wired = bootstrap.build(rig.settings().model_copy(update={"apca_api_secret_key": SecretStr("wrong")}))
    rig.wired.start()
    state = rig.desk.state()
    assert not state.reconciled and "refuses the keys" in state.reason
    assert "refuses the keys" in refused(rig)
    link = rig.wired.services.link
    rig.wait(lambda: "refuse the keys" in link.state().fault, "the stream's sentence")
    with pytest.raises(Unavailable, match="live keys on the live host"):
        rig.wired.services.portfolio.snapshot()
    assert "wrong" not in state.reason + link.state().fault


def test_without_a_network_the_desk_starts_and_holds_every_order(tmp_path: Path) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}"
    settings = Settings.load(
        data_dir=tmp_path / "data",
        apca_api_key_id=SecretStr("PK"),
        apca_api_secret_key=SecretStr("hush"),
        apca_api_base_url=nowhere,
        apca_api_data_url=nowhere,
    )
    wired = bootstrap.build(settings)
    try:
        wired.start()
        assert "held until the venue has answered" in wired.services.desk.state().reason
        with pytest.raises(Unavailable, match="refused or dropped"):
            wired.services.portfolio.snapshot()
        assert wired.services.desk.orders().items == ()
    finally:
        wired.close()


def test_an_outage_refuses_orders_and_ends_by_itself(rig: AlpacaRig) -> None:
    bought = rig.send()
    rig.wait(lambda: rig.standing(bought).status is Status.FILLED, "the buy")
    rig.venue.log.clear()
    rig.venue.go_dark()
    assert "did not answer" in refused(rig)
    with pytest.raises(Unavailable):
        rig.desk.reconcile()
    assert rig.standing(bought).status is Status.FILLED and len(rig.desk.fills().items) == 1
    rig.venue.come_back()
    rig.desk.reconcile()
    assert rig.send().status in (Status.SENT, Status.FILLED)
    rig.wait(lambda: rig.wired.services.link.state().connected, "the stream", within_s=15)


def test_an_order_lost_in_an_outage_is_not_given_up_while_nobody_answers(rig: AlpacaRig) -> None:
    rig.venue.faults.next("POST", "/v2/orders", Fault.DROP_AFTER)
    proposal = rig.propose()
    rig.venue.faults.next("GET", "/v2/orders:by_client_order_id", Fault.STATUS_503, 20)
    sent = rig.desk.approve(proposal.id, proposal.approval_hash, actor=proposal.origin.actor)
    assert sent.status is Status.UNKNOWN
    rig.desk.ask_now(sent.id)
    assert rig.standing(sent).status is Status.UNKNOWN
    assert "not known yet" in " ".join(rig.propose().gate.reasons)
    rig.venue.faults.clear()
    rig.wait(lambda: rig.standing(sent).status is Status.FILLED, "the look-up")


@pytest.mark.parametrize(
    ("field", "path"),
    [
        ("buying_power", "/v2/account"),
        ("equity", "/v2/account"),
        ("current_price", "/v2/positions"),
        ("qty_available", "/v2/positions"),
        ("status", "/v2/account"),
    ],
)
def test_a_field_that_vanishes_is_a_no_and_a_sentence(rig: AlpacaRig, field: str, path: str) -> None:
    bought = rig.send()
    rig.wait(lambda: rig.standing(bought).status is Status.FILLED, "the buy")
    rig.venue.log.clear()
    rig.venue.faults.missing_fields(field, path=path)
    assert "lacks" in refused(rig) or field == "status"
    assert rig.desk.order(bought.id).status is Status.FILLED


def test_a_new_word_of_the_venue_breaks_nothing(rig: AlpacaRig) -> None:
    rig.venue.faults.new_enum("status", "held_for_review", path="/v2/orders*")
    rig.venue.faults.new_enum("order_class", "triangle", path="/v2/orders*")
    sent = rig.send()
    assert sent.status in (Status.SENT, Status.PARTLY_FILLED)
    rig.venue.faults.clear()
    rig.desk.reconcile()
    assert rig.standing(sent).status is Status.FILLED


class _Ahead(WallClock):
    def now(self) -> datetime:
        return super().now() + timedelta(hours=1)


def test_a_clock_that_is_off_by_an_hour_blocks_the_account(rig: AlpacaRig) -> None:
    calls = AlpacaCalls(key_id=rig.venue.key, secret=rig.venue.secret, url=rig.venue.url, clock=_Ahead())
    broker = AlpacaBroker(calls=calls, clock=_Ahead(), calendar=ExchangeCalendar())
    assert re.search(r"clock is 3[56]\d\d s ahead of Alpaca's; set it right", broker.account().blocked or "")
    broker.close()


def test_keys_of_another_account_hold_every_order_and_mix_nothing(rig: AlpacaRig) -> None:
    bought = rig.send()
    rig.wait(lambda: rig.standing(bought).status is Status.FILLED, "the buy")
    rig.wait(lambda: len(rig.desk.fills().items) == 1, "the execution")
    rig.stop()
    rig.venue.book.number = "PA3OTHER0002"
    rig.venue.book.submit(
        {"symbol": "IBM", "qty": "1", "side": "buy", "type": "limit", "limit_price": "5", "time_in_force": "gtc"}
    )
    rig.start()
    assert "use the keys of that account, or another DATA_DIR" in rig.desk.state().reason
    rig.venue.log.clear()
    assert "PA3OTHER0002" in refused(rig)
    assert len(rig.desk.orders(statuses=None).items) == 1


def test_an_address_may_carry_the_version_as_alpacas_own_examples_do(rig: AlpacaRig) -> None:
    rig.stop()
    rig.wired = bootstrap.build(rig.settings().model_copy(update={"apca_api_base_url": f"{rig.venue.url}/v2/"}))
    rig.wired.start()
    rig.wait(lambda: rig.wired.services.link.state().connected, "the stream")
    assert rig.desk.state().reconciled
