"""The Portfolio page says what is held and proposes to close it, never more."""

from datetime import date

import pytest

import bootstrap
from components.positions import _PARTS, HALF
from tests.pages.conftest import Open, send, texts
from trading.broker.paper import PaperBroker
from trading.errors import Unavailable
from trading.types import Side, Status


def test_an_empty_account_says_what_to_do_next(visit: Open) -> None:
    at = visit("portfolio")
    assert [one.label for one in at.metric][:5] == [
        "Account value",
        "Unrealised P&L",
        "Drawdown now",
        "Cash",
        "Worst case today",
    ]
    assert at.metric[0].value == "\\$100,000\\.00"
    assert "Nothing is held" in texts(at)
    assert "Step the replay by a day" in texts(at)


def test_a_position_stands_in_the_table_with_its_menu(wired: bootstrap.Wiring, visit: Open) -> None:
    assert send(wired, symbol="AAPL", side="buy", qty=10).status is Status.FILLED
    table = visit("portfolio").dataframe[0].value
    row = table.iloc[0]
    assert (row["Symbol"], row["Shares"], row["Value, USD"]) == ("AAPL", 10.0, 5609.90)
    assert any("Close" in action for action in row[""])
    assert len(row["60 days"]) == 60


def test_the_curve_is_drawn_against_the_benchmark_once_there_are_two_sessions(
    wired: bootstrap.Wiring, visit: Open
) -> None:
    assert wired.services.replay is not None
    wired.services.replay.step(2)
    at = visit("portfolio")
    assert len(at.get("echarts_chart")) == 1
    assert "S&P 500" in texts(at)


def test_a_dividend_stands_under_cash_movements_and_before_it_a_sentence(wired: bootstrap.Wiring, visit: Open) -> None:
    assert wired.services.replay is not None
    send(wired, symbol="AAPL", side="buy", qty=10)
    assert "No cash has come or gone without a trade" in texts(visit("portfolio"))
    wired.services.replay.go_to(date(2012, 8, 9))
    row = visit("portfolio").table[0].value.iloc[0]
    # Apple paid 2.65 USD on each of the 10 shares
    assert [cell.replace("\\", "") for cell in row] == ["9 Aug 2012", "Dividend: on 10 shares", "AAPL", "+26.50"]


def test_selling_a_part_proposes_a_ticket_that_can_only_close(wired: bootstrap.Wiring, visit: Open) -> None:

    send(wired, symbol="IBM", side="buy", qty=11)
    ticket = wired.services.desk.close_ticket("IBM", percentage=_PARTS[HALF])
    assert (ticket.side, str(ticket.qty), ticket.reduce_only) == (Side.SELL, "5", True)


def test_a_venue_that_does_not_answer_is_a_sentence_and_never_an_empty_account(
    wired: bootstrap.Wiring, visit: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(wired, symbol="AAPL", side="buy", qty=10)

    def silent(_broker: PaperBroker) -> None:
        raise Unavailable("the venue did not answer within 10 s; wait and reload")

    monkeypatch.setattr(PaperBroker, "account", silent)
    at = visit("portfolio")
    assert "did not answer within 10 s" in at.error[0].value
    assert not at.metric
    assert "Nothing is held" not in texts(at)
    health = visit("settings").table[0].value.set_index("Part")["Health"]
    assert "did not answer" in health["**Broker**"]
