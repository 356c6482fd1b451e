"""The paper book at prices of now in the wired product: looked at in the background, followed by the desk."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import bootstrap
from bootstrap.places import Place, live_paper
from tests.broker.hand_tape import order
from tests.broker.set_market import MONDAY, SetMarket, ny
from tests.market.recording import SetClock
from trading.broker.paper.live import LivePaperBroker
from trading.errors import BadSettings
from trading.jobs.looking import Looking
from trading.market.clock import WallClock
from trading.ports import Clock
from trading.settings import Settings
from trading.types import Capabilities, MarketMode, Status


def _until(truth: Callable[[], bool], within_s: float = 30) -> bool:
    ends = time.monotonic() + within_s
    while time.monotonic() < ends:
        if truth():
            return True
        time.sleep(0.01)
    return False


class Wired:
    """The whole product on a live paper book; market and book have a clock that stands, the desk has the wall's."""

    def __init__(self, folder: Path) -> None:
        self.clock = SetClock(ny(MONDAY, "11:00"))
        self.market = SetMarket(self.clock, symbols=("ACME", "SPY"))
        self.market.quotes("100.00", "100.02")
        self.closed: list[str] = []

        def choose(settings: Settings, _wall: Clock) -> Place:
            return live_paper(settings, self.clock, market=self.market, close=lambda: self.closed.append("market"))

        self.wiring = bootstrap.build(Settings.load(data_dir=folder), choose=choose)
        matching = self.wiring.services.matching
        assert isinstance(matching, LivePaperBroker)
        self.book = matching
        self.wiring.services.desk.start()


@pytest.fixture
def wired(tmp_path: Path) -> Iterator[Wired]:
    made = Wired(tmp_path / "data")
    yield made
    made.wiring.close()


def test_the_product_is_wired_to_a_paper_book_of_its_own(wired: Wired, tmp_path: Path) -> None:
    services = wired.wiring.services
    state = services.desk.state()
    assert (state.mode, state.account_id) == (MarketMode.PAPER, "paper-replay")
    assert state.venue == "Paper broker (simulated) at prices of a market set by hand"
    assert (services.link, services.replay, services.runs_by_itself) == (None, None, True)
    assert services.portfolio.brief().equity == services.settings.paper_cash
    assert (tmp_path / "data" / "paper-live-replay.db").exists()
    wired.wiring.close()
    assert wired.closed == ["market"]


def test_a_fill_of_the_book_reaches_the_desk_by_the_looking_thread(wired: Wired) -> None:
    services = wired.wiring.services
    wired.book.submit("one", order(limit_price="99"))
    services.desk.reconcile()
    assert services.desk.order("one").status is Status.SENT
    looking = Looking(services, wired.book, look_s=0.01)
    looking.start()
    wired.market.trades(MONDAY, "11:00", "99 99 98 99")
    wired.clock.at = ny(MONDAY, "11:01:05")
    assert _until(lambda: services.desk.order("one").status is Status.FILLED)
    looking.close()


def test_the_looking_thread_outlives_a_market_that_fails(wired: Wired, caplog: pytest.LogCaptureFixture) -> None:
    wired.book.submit("one", order(limit_price="99"))
    wired.market.down = True
    wired.market.trades(MONDAY, "11:00", "99 99 98 99")
    wired.clock.at = ny(MONDAY, "11:01:05")
    looking = Looking(wired.wiring.services, wired.book, look_s=0.01)
    looking.start()
    assert _until(lambda: "the market does not answer since now" in caplog.text)
    wired.market.down = False
    assert _until(lambda: bool(wired.book.fills()))
    looking.close()


def test_the_clockwork_looks_from_its_start(wired: Wired) -> None:
    wired.book.submit("one", order(limit_price="99"))
    wired.market.trades(MONDAY, "11:00", "99 99 98 99")
    wired.clock.at = ny(MONDAY, "11:01:05")
    wired.wiring.jobs.start()
    assert _until(lambda: bool(wired.book.fills()))


def test_a_market_without_prices_of_now_gets_no_such_book(tmp_path: Path) -> None:
    class Recorded(SetMarket):
        @property
        def capabilities(self) -> Capabilities:
            return replace(super().capabilities, live=False)

    clock = WallClock()
    with pytest.raises(BadSettings, match="has no prices of now, which a paper book outside of the replay needs"):
        live_paper(Settings.load(data_dir=tmp_path), clock, market=Recorded(clock))
