"""The pages at Alpaca: true words, few questions to the venue, and a sentence when it does not answer."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import bootstrap
from components import news, session
from components.desk_facts import read_facts
from components.positions import protection
from tests.alpaca.rig import AlpacaRig
from tests.alpaca_venue.faults import Fault
from tests.orders.rig import form
from tests.pages.conftest import ROOT, texts
from trading.market.calendar import ExchangeCalendar
from trading.market.clock import WallClock
from trading.risk.limits import Limits
from trading.types import OWNER, OrderClass, OrderType, Side, Status, TimeInForce

PAGES = (
    "chat", "market", "charts", "sentiment", "fundamentals", "portfolio", "risk", "orders", "activity", "settings",
)  # fmt: skip
Enter = Callable[..., AlpacaRig]


@pytest.fixture
def enter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Enter]:
    """Wire this process to a new venue; more settings may be given by name."""
    entered: list[AlpacaRig] = []

    def go(**more: str) -> AlpacaRig:
        rig = AlpacaRig(tmp_path / "data")
        rig.data.__enter__()
        entered.append(rig)
        settings = {
            "DATA_DIR": str(rig.folder),
            "APCA_API_KEY_ID": rig.venue.key,
            "APCA_API_SECRET_KEY": rig.venue.secret,
            "APCA_API_BASE_URL": rig.venue.url,
            "APCA_API_DATA_URL": rig.data.url,
        }
        for name, value in (settings | more).items():
            monkeypatch.setenv(name, value)
        rig.wired = bootstrap.wiring()
        return rig

    monkeypatch.setattr("components.session.warm_up_soon", lambda: None)
    st.cache_resource.clear()
    yield go
    bootstrap.shut_down()
    st.cache_resource.clear()
    for rig in entered:
        rig.wired = None
        rig.__exit__(None, None, None)


def _open(page: str, **state: object) -> AppTest:
    at = AppTest.from_file(str(ROOT / "pages" / f"{page}.py"), default_timeout=60)
    for name, value in state.items():
        at.session_state[name] = value
    at.run()
    assert not at.exception
    return at


def _bought(rig: AlpacaRig, qty: str = "3") -> None:
    sent = rig.send(qty=qty)
    rig.wait(lambda: rig.standing(sent).status is Status.FILLED, "the fill")
    rig.wait(lambda: len(rig.desk.fills().items) == 1, "the execution")


def test_every_page_opens_and_none_speaks_of_a_replay(enter: Enter) -> None:
    _bought(enter())
    for page in PAGES:
        at = _open(page)
        said = texts(at)
        assert "PAPER" in said and "Alpaca, IEX feed" in said, page
        assert "replay" not in said.lower() and "paper book" not in said.lower(), page
    assert [tab.label for tab in _open("settings").tabs] == ["Connections", "Limits", "API keys", "Data"]
    assert "What the broker's paper account does not simulate" in texts(_open("settings"))


def test_fundamentals_name_the_setting_that_brings_them_and_no_other_source_steps_in(enter: Enter) -> None:
    enter()
    at = _open("fundamentals")
    (said,) = at.info
    assert "Alpaca tells no fundamentals of AAPL" in said.value.replace("\\", "")
    assert "set MARKET_DATA=yahoo" in said.value.replace("\\", "") and not at.metric


def test_live_is_said_on_every_page_and_settings_says_that_the_money_is_real(enter: Enter) -> None:
    enter(ALPACA_LIVE="true", DESK_PASSWORD="secret of the tests")
    for page in PAGES:
        assert "**LIVE**" in texts(_open(page, **{session._SIGNED_IN: True})), page
    assert "Real money" in texts(_open("settings", **{session._SIGNED_IN: True}))


def test_a_page_asks_the_venue_a_handful_of_questions_and_bars_once(enter: Enter) -> None:
    rig = enter()
    _bought(rig)
    _open("portfolio")
    asked, bars = len(rig.venue.log), len(rig.data.state.asked("/v2/stocks/bars"))
    _open("portfolio")
    assert len(rig.venue.log) - asked <= 6
    assert len(rig.data.state.asked("/v2/stocks/bars")) - bars <= 2
    asked = len(rig.venue.log)
    for page in ("chat", "orders", "activity"):
        _open(page)
    assert len(rig.venue.log) - asked <= 6


def test_cash_that_moved_without_a_trade_is_listed_newest_first(enter: Enter) -> None:
    rig = enter()
    rig.venue.book.pay("CSD", "500")
    rig.venue.book.pay("DIV", "2.40", "AAPL")
    rig.venue.book.pay("WHATNEXT", "-1")
    table = _open("portfolio").table[0].value.map(lambda cell: cell.replace("\\", ""))
    assert table["What"].tolist() == ["Other: WHATNEXT", "Dividend", "Deposit"]
    assert table["Amount, USD"].tolist() == ["−1.00", "+2.40", "+500.00"]


def test_cash_movements_that_cannot_be_read_leave_the_rest_of_the_page(enter: Enter) -> None:
    rig = enter()
    rig.venue.faults.next("GET", "/v2/account/activities", Fault.STATUS_500, 99)
    at = _open("portfolio")
    assert "answered 500 about cash movements" in at.error[0].value
    assert at.metric[0].label == "Account value"


def test_settings_says_how_the_account_is_set_and_where_the_broker_differs(enter: Enter) -> None:
    rig = enter()
    closed = rig.wired.services.calendar.next_session(datetime.now(UTC).date()).day
    rig.venue.book.configure({"no_shorting": True})
    rig.venue.book.calendar_changes[closed] = None
    bootstrap.shut_down()
    rig.wired = bootstrap.wiring()
    link = rig.wired.services.link
    rig.wait(lambda: link.settings() is not None and len(link.notes()) > 0, "the look around")
    at = _open("settings")
    table = at.table[1].value
    assert "not allowed: long only" in table.to_string().replace("\\", "")
    assert any("Alpaca's word holds here" in one.value.replace("\\", "") for one in at.warning)
    assert rig.wired.services.calendar.session(closed) is None


def test_settings_that_were_never_read_are_a_sentence(enter: Enter) -> None:
    enter(APCA_API_SECRET_KEY="wrong")
    assert "have not been read in the last five minutes" in texts(_open("settings"))


def _watchlist(**state: object) -> AppTest:
    return _open("charts", **{session.WATCHLIST_OPEN: True, session.CHART_SYMBOL: "AAPL", **state})


def _press(at: AppTest, key: str) -> AppTest:
    at.button(key=key).click().run()
    assert not at.exception
    return at


def _named(at: AppTest, name: str, key: str) -> AppTest:
    at.text_input(key=session.WATCHLIST_NAME).set_value(name)
    return _press(at, key)


def _kept_there(rig: AlpacaRig) -> dict[str, list[str]]:
    return {one.name: one.symbols for one in rig.venue.server.routes.watchlists.lists.values()}


def test_a_watchlist_is_asked_for_only_while_it_is_open(enter: Enter) -> None:
    rig = enter()
    _open("charts")
    assert rig.venue.requests("GET", "/v2/watchlists") == []
    assert "The account has no watchlist yet" in texts(_watchlist())
    assert len(rig.venue.requests("GET", "/v2/watchlists")) == 1


def test_a_watchlist_is_made_filled_and_opens_its_charts(enter: Enter) -> None:
    rig = enter()
    at = _named(_watchlist(), "Tech", "watch_make")
    assert _kept_there(rig) == {"Tech": ["AAPL"]} and "is made" in at.toast[0].value
    at.session_state[session.CHART_SYMBOL] = "IBM"
    at = _press(at.run(), "watch_add")
    assert _kept_there(rig) == {"Tech": ["AAPL", "IBM"]}
    at = _press(at, "watch_AAPL")
    assert at.session_state[session.CHART_SYMBOL] == "AAPL" and at.query_params["symbol"] == "AAPL"
    at = _press(at, "watch_remove")
    assert _kept_there(rig) == {"Tech": ["IBM"]}
    _named(at, "Mine", "watch_rename")
    assert _kept_there(rig) == {"Mine": ["IBM"]}


def test_a_watchlist_is_deleted_only_by_its_name(enter: Enter) -> None:
    rig = enter()
    at = _named(_watchlist(), "Tech", "watch_make")
    at = _press(at, "watch_delete")
    assert "Nothing was changed" in at.toast[0].value.replace("\\", "") and _kept_there(rig) == {"Tech": ["AAPL"]}
    at = _named(at, "Tech", "watch_delete")
    assert _kept_there(rig) == {} and "no watchlist yet" in texts(at)


def test_a_watchlist_that_cannot_be_changed_or_read_is_a_sentence(enter: Enter) -> None:
    rig = enter()
    at = _named(_watchlist(), "Tech", "watch_make")
    at = _named(at, "Tech", "watch_make")
    assert "must be unique; choose another name" in at.toast[0].value.replace("\\", "")
    rig.venue.faults.next("GET", "/v2/watchlists", Fault.STATUS_503, 9)
    rig.wired.services.watchlists._forget()
    at = _watchlist()
    assert "503 about watchlists" in at.error[0].value
    assert len(at.get("bidi_component")) == 1


def test_the_mark_of_the_news_changes_with_a_fill_and_once_more_when_it_has_settled(enter: Enter) -> None:
    rig = enter()
    before = news.newest(rig.wired.services)
    _bought(rig)
    filled = news.newest(rig.wired.services)
    assert filled != before and "settled" not in filled
    rig.wait(lambda: "settled" in news.newest(rig.wired.services), "the rest")
    assert news.newest(rig.wired.services) == news.newest(rig.wired.services)


def test_the_account_is_held_against_the_fund_that_the_venue_has_prices_of(enter: Enter) -> None:
    rig = enter()
    today = rig.data.state.now.date()
    sessions = rig.wired.services.calendar.sessions(today - timedelta(days=30), today - timedelta(days=1))
    rig.venue.book.equity_points = [(one.day, Decimal(100_000)) for one in sessions]
    at = _open("portfolio")
    assert len(at.get("echarts_chart")) == 1
    assert "SPY: the S&P 500 as a fund" in texts(at)


def test_protect_begins_with_the_default_exits_for_what_no_exit_has_reserved(enter: Enter) -> None:
    """The last price is 100 USD: 5 percent below it is 95, 10 percent above it 110."""
    rig = enter()
    _bought(rig, "4")
    (held,) = rig.wired.services.portfolio.snapshot().positions
    ticket = protection(held, Limits())
    assert ticket is not None and ticket.stop_loss is not None and ticket.take_profit is not None
    assert (ticket.side, ticket.qty, ticket.order_class) == (Side.SELL, Decimal(4), OrderClass.OCO)
    assert (ticket.stop_loss.stop_price, ticket.take_profit.limit_price) == (Decimal("95.00"), Decimal("110.00"))
    assert (ticket.time_in_force, ticket.reduce_only) == (TimeInForce.GTC, True)
    alone = protection(held, Limits(default_target_pct=Decimal(0)))
    assert alone is not None and (alone.type, alone.stop_price) == (OrderType.STOP, Decimal("95.00"))
    assert protection(held, Limits(default_stop_pct=Decimal(0))) is None
    rig.desk.approve((made := rig.desk.propose(ticket, form())).id, made.approval_hash, actor=OWNER)
    rig.wait(lambda: rig.wired.services.portfolio.snapshot().positions[0].available == 0, "the stop")
    assert protection(rig.wired.services.portfolio.snapshot().positions[0], Limits()) is None


def test_close_all_says_which_order_is_in_doubt_sends_the_others_and_none_twice(enter: Enter) -> None:
    rig = enter()
    _bought(rig)
    bought = rig.send("IBM", "2")
    rig.wait(lambda: rig.standing(bought).status is Status.FILLED, "the second fill")
    at = _open("portfolio").button(key="close_all").click().run()
    rig.venue.faults.next("POST", "/v2/orders", Fault.DROP_BEFORE)
    (button,) = [one for one in at.button if str(one.key).startswith("close_all_send_")]
    button.click().run()
    assert not at.exception
    (table,) = [one.value for one in at.table if "What became of it" in one.value.columns]
    said = table.set_index("Symbol")["What became of it"].str.replace("\\", "")
    assert "We do not know yet whether the broker has this order" in said["**AAPL**"]
    assert "Sold 2 IBM" in said["**IBM**"] or "The broker has this order" in said["**IBM**"]
    assert "nothing is sent again" in texts(at)
    at.run()
    posted = [entry.body for entry in rig.venue.requests("POST", "/v2/orders")]
    assert [(one["symbol"], one["side"]) for one in posted][2:] == [("AAPL", "sell"), ("IBM", "sell")]


def test_the_history_lists_executions_and_filters_by_outcome(enter: Enter) -> None:
    _bought(enter())
    shown = {session._ORDERS_LIST: 2, session.ORDERS_SHOWN: "Executions"}
    row = _open("orders", **shown).dataframe[0].value.iloc[0]
    assert (row["Side"], row["Symbol"], row["Shares"], row["Price, USD"]) == ("Buy", "AAPL", "3", 100.0)
    at = _open("orders", **{session._ORDERS_LIST: 2, session.ORDERS_SHOWN: "Refused"})
    assert "No order has ended so yet" in texts(at)
    at = _open("orders", **{session._ORDERS_LIST: 2, session.ORDERS_SHOWN: "Filled"})
    assert at.dataframe[0].value.iloc[0]["Filled"] == "3"


def test_a_limit_order_may_work_outside_the_session_and_the_ticket_says_so(enter: Enter) -> None:
    enter()
    at = _open("orders", **{session.ORDER_TYPE: OrderType.LIMIT})
    assert any(box.label == "Also before and after the session" for box in at.checkbox)
    at = _open("orders", **{session.ORDER_TYPE: OrderType.MARKET})
    assert not any(box.label == "Also before and after the session" for box in at.checkbox)


def test_a_venue_that_went_dark_is_a_sentence_on_every_page_and_stop_stays(enter: Enter) -> None:
    rig = enter()
    _open("orders")
    rig.venue.go_dark()
    rig.wait(lambda: read_facts(rig.wired.services).fault != "", "what was read a moment ago to be forgotten")
    for page in PAGES:
        at = _open(page)
        assert "account cannot be read, so no order can be sent" in "\n".join(one.value for one in at.warning), page
        assert any(button.key == "kill" for button in at.button), page
    rig.desk.stop_trading(actor=OWNER)
    said = texts(_open("activity"))
    assert "Trading is stopped" in said and "checked with the broker" not in said


def test_wrong_keys_are_a_sentence_on_every_page(enter: Enter) -> None:
    enter(APCA_API_SECRET_KEY="wrong")
    for page in PAGES:
        assert "refuses the keys" in texts(_open(page)), page


def test_while_the_exchange_is_open_prices_carry_the_time_they_were_read(
    enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime.now(UTC)
    opens = ExchangeCalendar().previous_session(now.date()).opens
    noon = opens + timedelta(hours=2)
    monkeypatch.setattr(WallClock, "now", lambda _clock: noon + (datetime.now(UTC) - now))
    rig = enter()
    rig.data.state.now = noon
    rig.data.state.set_price("AAPL", bid=104.99, ask=105.01, last=105.0)
    said = texts(_open("charts", **{session.CHART_SYMBOL: "AAPL"})).replace("\\", "")
    assert "as of 11:" in said and "exchange closed" not in said
    assert "**105.00**" in said and "volume is that of one exchange" in said
