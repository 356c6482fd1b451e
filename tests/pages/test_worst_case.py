"""The worst case on every page: what it says, why, and the jump that a person may change there."""

from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

import bootstrap
from components import session_worst_case
from tests.pages.conftest import Open, send, texts
from trading.errors import Unavailable
from trading.risk.limits import Limits
from trading.store.limits import newest_limits
from trading.types import Status, WorstCase


def words(at: AppTest) -> str:
    """Return what the page says of the worst case."""
    return next(str(one.value) for one in at.caption if "lost today" in str(one.value)).replace("\\", "")


def open_it(at: AppTest) -> AppTest:
    at.session_state[session_worst_case.OPEN] = True
    return at.run()


def field(at: AppTest) -> str:
    return next(str(one.key) for one in at.number_input if one.label == "Largest jump, %")


@pytest.mark.parametrize("page", ["chat", "charts", "portfolio", "orders", "activity", "settings"])
def test_every_page_says_what_can_be_lost(wired: bootstrap.Wiring, visit: Open, page: str) -> None:
    assert send(wired, symbol="AAPL", side="buy", qty=10).status is Status.FILLED
    # until the halt 5 % of 100000, then a jump of 10 % of 10 x 560.99; all of it would be 5609.90
    assert words(visit(page)) == "at most **$5,560.99** more can be lost today"


def test_the_figure_opens_what_each_symbol_can_lose(wired: bootstrap.Wiring, visit: Open) -> None:
    assert send(wired, symbol="AAPL", side="buy", qty=40).status is Status.FILLED
    stop = send(wired, symbol="AAPL", side="sell", qty=40, type="stop", stop_price="550", time_in_force="gtc")
    assert stop.status is Status.SENT
    at = open_it(visit("orders"))
    # 40 x (560.99 - 550 x 0.9) = 40 x 65.99 = 2639.60, less than 5000 and a jump of 2243.96
    [table] = [one.value for one in at.table if list(one.value.columns) == ["Symbol", "Shares", "Stop", "Can lose"]]
    assert [cell.replace("\\", "") for cell in table.iloc[0]] == ["AAPL", "40", "550.00", "$2,639.60"]
    assert words(at) == "at most **$2,639.60** more can be lost today"
    said = texts(at).replace("\\", "")
    assert "All of it is what the stops and the prices leave" in said
    # 5000 until the halt, and 10 % of what 100000 can hold
    assert "Whatever else the limits let through today, at most **$15,000.00** can be lost" in said


def test_the_halt_and_the_jump_are_named_where_they_bind(wired: bootstrap.Wiring, visit: Open) -> None:
    send(wired, symbol="AAPL", side="buy", qty=40)
    said = texts(open_it(visit("portfolio"))).replace("\\", "")
    # 5000 and 10 % of 40 x 560.99 are 7243.96
    assert "new risk halts after $5,000.00 more, and with the jump of 10.0% that strikes then it is $7,243.96" in said


def test_an_account_that_holds_nothing_says_so(visit: Open) -> None:
    at = open_it(visit("portfolio"))
    assert words(at) == "at most **$0.00** more can be lost today"
    assert "Nothing is held and no order rests" in texts(at)


def test_the_jump_is_changed_where_it_is_shown(wired: bootstrap.Wiring, visit: Open) -> None:
    send(wired, symbol="AAPL", side="buy", qty=40)
    at = open_it(visit("orders"))
    at.number_input(key=field(at)).set_value(20.0)
    at = open_it(at)
    assert wired.services.limits.current() == Limits(gap_pct=Decimal(20))
    # 5000 and 20 % of 22439.60
    assert words(at) == "at most **$9,487.92** more can be lost today"
    assert at.number_input(key=field(at)).value == 20.0
    entry = wired.services.desk.audit(limit=1).items[0]
    assert (entry.kind, entry.body) == ("limits.changed", {"gap_pct": {"before": "10", "after": "20"}})


def test_a_jump_that_cannot_be_saved_says_why_and_changes_nothing(
    wired: bootstrap.Wiring, visit: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = open_it(visit("orders"))

    def locked(*_: object, **__: object) -> Limits:
        raise Unavailable("the store did not do its work (locked); try again in a moment")

    monkeypatch.setattr(wired.services.limits, "update", locked)
    at.number_input(key=field(at)).set_value(20.0)
    at = open_it(at)
    assert "The store did not do its work" in at.error[0].value
    with wired.database.read() as connection:
        assert newest_limits(connection, wired.services.account_id) is None


def test_a_worst_case_that_cannot_be_reckoned_is_not_known_and_never_zero(
    wired: bootstrap.Wiring, visit: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(*_: object) -> WorstCase:
        raise Unavailable("the worst case is not known: order x has no known price; cancel it")

    monkeypatch.setattr(type(wired.services.risk), "worst_case", silent)
    monkeypatch.setattr(wired.services.portfolio, "_worst_case", silent)
    at = open_it(visit("portfolio"))
    assert words(at) == "what can be lost today is not known"
    assert "order x has no known price" in texts(at)
