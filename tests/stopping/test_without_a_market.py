"""`kill` stops at the venue and in the store, whatever is wrong with the market's settings."""

import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

import bootstrap
from tests.alpaca_venue.running import AlpacaVenue
from tests.broker.set_market import MONDAY, SetMarket, live_book, ny
from tests.market.files.folder import export
from tests.market.recording import SetClock
from tests.orders.rig import form
from trading.__main__ import main
from trading.broker.paper import PaperBroker
from trading.broker.paper.venue import BookVenue
from trading.jobs.watchdog import Watchdog
from trading.market.calendar import ExchangeCalendar
from trading.market.clock import WallClock
from trading.market.replay import ReplayTape
from trading.orders.desk import OrderDesk
from trading.settings import Settings
from trading.store.accounts import account_state
from trading.store.database import Database
from trading.store.heartbeat import APP, Beat, BeatFile
from trading.types import OWNER, OrderType, Side, Ticket, TimeInForce

END = date(2005, 6, 30)
NOBODY = "http://127.0.0.1:9"
"""The port of "discard": nothing listens there."""
Env = Callable[..., None]


@pytest.fixture
def env(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Env:
    def give(**settings: object) -> None:
        for name, value in {"DATA_DIR": tmp_path / "data", **settings}.items():
            monkeypatch.setenv(name, str(value))

    return give


def resting(symbol: str = "AAPL", price: int = 80) -> Ticket:
    return Ticket(
        symbol=symbol,
        side=Side.BUY,
        qty=Decimal(1),
        type=OrderType.LIMIT,
        limit_price=Decimal(price),
        time_in_force=TimeInForce.GTC,
    )


def files_desk(data: Path, folder: Path) -> str:
    """Let a desk on a folder of files send an order that rests, and return its account."""
    settings = Settings.load(data_dir=data, market_data="files", bars_folder=folder, replay_at=date(2005, 2, 24))
    wired = bootstrap.build(settings)
    try:
        wired.start()
        proposal = wired.services.desk.propose(resting(), form())
        wired.services.desk.approve(proposal.id, proposal.approval_hash, actor=OWNER)
        return wired.services.account_id
    finally:
        wired.close()


def is_stopped(data: Path, account: str) -> bool:
    database = Database.in_folder(data)
    try:
        with database.read() as connection:
            return account_state(connection, account).kill_on
    finally:
        database.close()


def open_orders(book: Path) -> int:
    venue = BookVenue(book=book, calendar=ExchangeCalendar())
    try:
        return len(venue.orders(open_only=True))
    finally:
        venue.close()


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
    assert (told.out, told.err) == ("trading is stopped; 1 resting orders were cancelled\n", "")
    assert is_stopped(tmp_path / "data", account)
    assert open_orders(tmp_path / "data" / f"paper-{account}.db") == 0


def test_where_the_folder_is_not_known_any_more_each_account_of_files_is_stopped(
    tmp_path: Path, env: Env, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    accounts = [files_desk(data, export(tmp_path / name, ("AAPL",), END)) for name in ("one", "two")]
    for settings in ({}, {"BARS_FOLDER": tmp_path / "moved"}, {"MARKET_DATA": "nonsense"}):
        env(**{"MARKET_DATA": "files"} | settings)
        assert main(["kill"]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert [line.split(":")[0] for line in lines] == sorted(accounts)
    assert all(is_stopped(data, account) for account in accounts)
    assert [open_orders(data / f"paper-{account}.db") for account in accounts] == [0, 0]


def test_settings_that_name_no_account_are_a_sentence(env: Env, capsys: pytest.CaptureFixture[str]) -> None:
    for market in ("files", "nonsense"):
        env(MARKET_DATA=market)
        assert main(["kill"]) == 2
        assert "set MARKET_DATA and BARS_FOLDER as the app has them" in capsys.readouterr().err


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

    assert capsys.readouterr().out == "trading is stopped; 1 resting orders were cancelled\n"
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

        assert capsys.readouterr().out == "trading is stopped; 1 resting orders were cancelled\n"
        assert list(venue.book.open_orders()) == []
        assert venue.book.configuration["suspend_trade"]
    assert is_stopped(tmp_path / "data", "alpaca-paper")


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


def test_a_watchdog_that_cannot_know_the_account_says_so_at_its_start(
    tmp_path: Path, env: Env, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("one", "two"):
        files_desk(tmp_path / "data", export(tmp_path / name, ("AAPL",), END))
    env(MARKET_DATA="files", BARS_FOLDER=tmp_path / "moved")
    assert main(["watchdog", "--once"]) == 2
    assert "has 2 accounts that may be meant" in capsys.readouterr().err


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


def stale_beat(data: Path) -> None:
    """Write the heartbeat of an app that fell silent an hour ago."""
    an_hour_ago = datetime.now(UTC) - timedelta(hours=1)
    BeatFile(data, APP).write(Beat(pid=1, owner="an app", at=an_hour_ago, number=1))


def junk_in_its_place(book: Path) -> None:
    book.write_bytes(b"no book, whatever its name says" * 100)


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
