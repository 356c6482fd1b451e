"""The Risk page over the real parts: each section says what holds, and a mend opens the dialog."""

import bootstrap
from components import session
from tests.pages.conftest import Open, send, texts
from trading.types import OWNER, Status

SECTIONS = [
    "What is let through",
    "Worst case",
    "Stops",
    "Watchdog",
    "Used of the limits",
    "Protections",
    "Known attacks",
]


def test_a_new_account_has_nothing_to_lose_and_nothing_to_mend(wired: bootstrap.Wiring, visit: Open) -> None:
    at = visit("risk")
    assert [one.value for one in at.subheader] == SECTIONS
    said = texts(at)
    assert "ACTIVE" in said
    assert "Nothing is held and nothing rests at the broker" in said
    assert "Every position has its stop" in said
    assert not at.error


def test_a_position_without_a_stop_can_be_mended_through_the_dialog(wired: bootstrap.Wiring, visit: Open) -> None:
    assert send(wired, symbol="AAPL", side="buy", qty=1).status is Status.FILLED
    at = visit("risk")
    assert "No stop" in texts(at)
    next(one for one in at.button if one.label == "Mend…").click().run()
    assert not at.exception
    waiting = wired.services.desk.proposals(limit=1).items[0]
    assert (waiting.status, waiting.ticket.symbol, waiting.ticket.reduce_only) == (Status.OPEN, "AAPL", True)
    assert at.session_state[session._REVIEW] == waiting.id


def test_a_stopped_desk_is_halted_and_mends_nothing(wired: bootstrap.Wiring, visit: Open) -> None:
    send(wired, symbol="AAPL", side="buy", qty=1)
    wired.services.desk.stop_trading(actor=OWNER)
    at = visit("risk")
    assert "HALTED" in texts(at)
    assert all(one.disabled for one in at.button if one.label == "Mend…")
