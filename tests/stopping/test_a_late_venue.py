"""A venue or a book that cannot be opened, is not there, or comes later than the stop."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import bootstrap
from tests.market.files.folder import export
from tests.stopping.rig import END, Env, files_desk, is_stopped, junk_in_its_place, open_orders, resting, stale_beat
from trading.__main__ import main
from trading.broker.paper import PaperBroker
from trading.jobs.watchdog import Watchdog
from trading.market.calendar import ExchangeCalendar
from trading.market.clock import WallClock
from trading.market.replay import ReplayTape
from trading.orders.desk import OrderDesk
from trading.settings import Settings
from trading.store.accounts import account_state
from trading.store.database import Database
from trading.store.heartbeat import APP, BeatFile
from trading.types import OWNER


def test_a_venue_that_cannot_be_opened_is_told_and_the_flag_is_stored(
    tmp_path: Path, env: Env, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "paper-replay.db").write_bytes(b"no book, whatever its name says" * 100)
    for settings, account, said in (
        ({"MARKET_DATA": "replay"}, "replay", "paper-replay.db"),
        ({"MARKET_DATA": "alpaca"}, "alpaca-paper", "APCA_API_KEY_ID"),
    ):
        env(**settings)
        assert main(["kill"]) == 1
        told = capsys.readouterr()
        assert "trading is stopped" in told.out and said in told.err
        assert is_stopped(tmp_path / "data", account)


def test_a_stop_begins_no_book(tmp_path: Path, env: Env) -> None:
    for market in ("replay", "yahoo"):
        env(MARKET_DATA=market)
        assert main(["kill"]) == 0
    assert list((tmp_path / "data").glob("paper-*.db")) == []


@pytest.mark.parametrize("harm", [junk_in_its_place, Path.unlink], ids=["broken", "not there"])
def test_the_watchdog_finds_a_book_that_could_not_be_opened_at_its_first_try(
    tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    data, folder = tmp_path / "data", export(tmp_path / "bars", ("AAPL",), END)
    account = files_desk(data, folder)
    book = data / f"paper-{account}.db"
    stale_beat(data)
    settings = Settings.load(data_dir=data, market_data="files", bars_folder=folder)
    opened: list[bootstrap.Beside] = []
    said: list[str] = []
    elapsed = [0.0]

    def desk() -> OrderDesk:  # as the command does: one, made when it is needed
        if not opened:
            opened.append(bootstrap.beside(settings, account=account))
        return opened[0].desk

    dog = Watchdog(
        beats=BeatFile(data, APP),
        clock=WallClock(),
        after_s=5,
        desk=desk,
        say=said.append,
        elapsed=lambda: elapsed[0],
    )
    try:
        kept = book.read_bytes()
        harm(book)
        dog.step()
        assert is_stopped(data, account) and not dog.is_finished, said
        book.write_bytes(kept)  # the disk is well again
        elapsed[0] += 2
        dog.step()
        assert dog.is_finished and any("was cancelled" in sentence for sentence in said), said
    finally:
        for beside in opened:
            beside.close()
    assert open_orders(book) == 0


def test_a_book_that_begins_after_a_stop_found_none_is_stopped_too(tmp_path: Path) -> None:
    settings = Settings.load(data_dir=tmp_path / "data", market_data="replay")
    beside = bootstrap.beside(settings)
    try:
        beside.prepare()
        assert beside.desk.stop_trading(actor=OWNER).problems == ()
        book = tmp_path / "data" / "paper-replay.db"
        venue = PaperBroker(
            book=book, tape=ReplayTape(), calendar=ExchangeCalendar(), start=date(2012, 6, 1), cash=Decimal(10_000)
        )
        venue.submit("one", resting(price=1))
        venue.close()
        assert beside.desk.stop_trading(actor=OWNER).cancelled == ("one",)
    finally:
        beside.close()
    assert open_orders(book) == 0


def test_a_book_that_is_gone_with_its_orders_is_a_problem(
    tmp_path: Path, env: Env, capsys: pytest.CaptureFixture[str]
) -> None:
    data, folder = tmp_path / "data", export(tmp_path / "bars", ("AAPL",), END)
    account = files_desk(data, folder)
    (data / f"paper-{account}.db").rename(tmp_path / "elsewhere.db")
    env(MARKET_DATA="files", BARS_FOLDER=folder)
    assert main(["kill"]) == 1
    assert f"paper-{account}.db is not in DATA_DIR, and by the log 1 orders rest in it" in capsys.readouterr().err
    assert is_stopped(data, account)


def test_a_first_contact_that_opens_no_venue_names_the_account_by_its_venue(tmp_path: Path, env: Env) -> None:
    env(MARKET_DATA="alpaca")
    assert main(["kill"]) == 1
    database = Database.in_folder(tmp_path / "data")
    try:
        with database.read() as connection:
            assert account_state(connection, "alpaca-paper").venue == "Alpaca, paper account"
    finally:
        database.close()
