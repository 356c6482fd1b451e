"""`kill` stops at the venue and in the store, whatever is wrong with the market's settings."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import bootstrap
from tests.alpaca_venue.running import AlpacaVenue
from tests.broker.set_market import MONDAY, SetMarket, live_book, ny
from tests.market.files.folder import export
from tests.market.recording import SetClock
from tests.orders.rig import form
from tests.stopping.rig import (
    END,
    NOBODY,
    Env,
    files_desk,
    is_stopped,
    open_orders,
    resting,
    stale_beat,
)
from trading.__main__ import main
from trading.settings import Settings
from trading.types import OWNER


def emptied(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()


def a_file_in_its_place(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.write_text("I am no folder")


def broken_files(folder: Path) -> None:
    for path in folder.iterdir():
        path.write_bytes(b"\xff no bars at all")


@pytest.mark.parametrize("harm", [shutil.rmtree, emptied, a_file_in_its_place, broken_files])
def test_a_folder_of_bars_that_is_lost_keeps_nobody_from_stopping(
    tmp_path: Path, env: Env, capsys: pytest.CaptureFixture[str], harm: Callable[[Path], None]
) -> None:
    folder = export(tmp_path / "bars", ("AAPL",), END)
    account = files_desk(tmp_path / "data", folder)
    harm(folder)
    env(MARKET_DATA="files", BARS_FOLDER=folder, BARS_TIMEZONE="Mars/Olympus")

    assert main(["kill"]) == 0

    told = capsys.readouterr()
    assert (told.out, told.err) == (f"{account}: trading is stopped; 1 resting orders were cancelled\n", "")
    assert is_stopped(tmp_path / "data", account)
    assert open_orders(tmp_path / "data" / f"paper-{account}.db") == 0


@pytest.mark.parametrize("address", [NOBODY, "no address at all"])
def test_a_paper_book_at_yahoos_prices_is_stopped_without_yahoo(
    tmp_path: Path, env: Env, capsys: pytest.CaptureFixture[str], address: str
) -> None:
    clock = SetClock(ny(MONDAY, "11:00"))
    market = SetMarket(clock)
    market.quotes("100.00", "100.02")
    (tmp_path / "data").mkdir()
    broker = live_book(tmp_path / "data", market, clock)
    broker.submit("one", resting("ACME"))
    broker.close()
    book = (tmp_path / "data" / "paper-live.db").rename(tmp_path / "data" / "paper-live-yahoo.db")
    env(MARKET_DATA="yahoo", YAHOO_BASE_URL=address, BARS_MAX_MB="much")

    assert main(["kill"]) == 0

    assert capsys.readouterr().out == "paper-yahoo: trading is stopped; 1 resting orders were cancelled\n"
    assert is_stopped(tmp_path / "data", "paper-yahoo")
    assert open_orders(book) == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"APCA_API_DATA_URL": NOBODY},
        {"APCA_API_DATA_URL": "no address at all"},
        {"APCA_DATA_FEED": "the best"},
        {"APCA_DATA_STREAM_URL": "no address at all"},
        {"APCA_API_STREAM_URL": "no address at all"},
        {"MARKET_DATA": "yahoo", "YAHOO_BASE_URL": NOBODY},
        {"HOST": "0.0.0.0", "PORT": "many"},
    ],
    ids=str,
)
def test_alpacas_account_is_stopped_whatever_is_wrong_with_the_prices(
    tmp_path: Path, env: Env, capsys: pytest.CaptureFixture[str], wrong: dict[str, str]
) -> None:
    with AlpacaVenue(per_minute=100_000) as venue:
        keys = {"APCA_API_KEY_ID": venue.key, "APCA_API_SECRET_KEY": venue.secret, "APCA_API_BASE_URL": venue.url}
        env(**keys, **wrong)
        settings, _ = Settings.load_to_stop()
        beside = bootstrap.beside(settings)
        beside.desk._parts.broker.submit("one", resting("AAPL", 1))
        beside.close()

        assert main(["kill"]) == 0

        assert capsys.readouterr().out == "alpaca-paper: trading is stopped; 1 resting orders were cancelled\n"
        assert list(venue.book.open_orders()) == []
        assert venue.book.configuration["suspend_trade"]
    assert is_stopped(tmp_path / "data", "alpaca-paper")


def test_what_says_where_the_log_is_must_be_right(env: Env, capsys: pytest.CaptureFixture[str]) -> None:
    env(DATABASE_URL="mysql://somewhere", MARKET_DATA="nonsense")
    assert main(["kill"]) == 2
    assert "DATABASE_URL" in capsys.readouterr().err


def test_the_watchdog_stops_though_the_folder_of_bars_is_lost(
    tmp_path: Path, env: Env, capsys: pytest.CaptureFixture[str]
) -> None:
    data, folder = tmp_path / "data", export(tmp_path / "bars", ("AAPL",), END)
    account = files_desk(data, folder)
    stale_beat(data)
    shutil.rmtree(folder)
    env(MARKET_DATA="files", BARS_FOLDER=folder)

    assert main(["watchdog", "--once"]) == 0

    assert "was cancelled" in capsys.readouterr().out
    assert is_stopped(data, account)
    assert open_orders(data / f"paper-{account}.db") == 0


def test_the_app_itself_stops_though_the_folder_of_bars_is_lost_meanwhile(tmp_path: Path) -> None:
    """The red switch and the API's call both end here."""
    folder = export(tmp_path / "bars", ("AAPL",), END)
    settings = Settings.load(
        data_dir=tmp_path / "data", market_data="files", bars_folder=folder, replay_at=date(2005, 2, 24)
    )
    wired = bootstrap.build(settings)
    try:
        wired.start()
        desk = wired.services.desk
        proposal = desk.propose(resting(), form())
        desk.approve(proposal.id, proposal.approval_hash, actor=OWNER)
        shutil.rmtree(folder)
        report = desk.stop_trading(actor=OWNER)
    finally:
        wired.close()
    assert (report.cancelled, report.problems) == ((proposal.id,), ())
