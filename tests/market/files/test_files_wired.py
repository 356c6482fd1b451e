"""A whole desk on a folder of files: its own account and book, orders at the files' prices, splits of actions.csv."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import SecretStr

import bootstrap
from bootstrap.places import Place, place_of
from tests.market.files.folder import HEADER, export, write
from tests.orders.rig import form
from trading.doctor import examine
from trading.errors import BadSettings
from trading.market.clock import WallClock
from trading.settings import Settings
from trading.types import OWNER, OrderType, Side, Status, Ticket, TimeInForce

END = date(2005, 6, 30)
Start = Callable[..., bootstrap.Wiring]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return export(tmp_path / "bars", ("AAPL", "IBM"), END)


@pytest.fixture
def start(tmp_path: Path, folder: Path) -> Iterator[Start]:
    started: list[bootstrap.Wiring] = []

    def go(**settings: object) -> bootstrap.Wiring:
        given = {"data_dir": tmp_path / "data", "market_data": "files", "bars_folder": folder} | settings
        wired = bootstrap.build(Settings.load(**given))
        started.append(wired)
        wired.start()
        return wired

    yield go
    for wired in started:
        wired.close()


def place(tmp_path: Path, folder: Path, **settings: object) -> Place:
    given = {"data_dir": tmp_path, "market_data": "files", "bars_folder": folder} | settings
    return place_of(Settings.load(**given), WallClock())


def test_an_order_fills_at_the_files_price_and_a_split_of_the_actions_doubles_it(start: Start) -> None:
    wired = start(replay_at=date(2005, 2, 24))
    services = wired.services
    assert services.market.source.startswith("Files in ")
    proposal = services.desk.propose(Ticket(symbol="AAPL", side=Side.BUY, qty=Decimal(5)), form())
    sent = services.desk.approve(proposal.id, proposal.approval_hash, actor=OWNER)
    assert sent.status is Status.FILLED
    assert services.portfolio.position("AAPL").avg_entry_price == Decimal("88.93")  # AAPL's close of that day
    assert services.replay is not None
    services.replay.go_to(date(2005, 2, 28))
    held = services.portfolio.position("AAPL")
    assert (held.qty, held.avg_entry_price) == (Decimal(10), Decimal("44.465"))


def test_each_folder_has_an_account_and_a_book_of_its_own(folder: Path, tmp_path: Path) -> None:
    other = export(tmp_path / "other", ("IBM",), END)
    accounts = []
    for settings in ({}, {"bars_folder": other}, {"market_data": "replay"}):
        found = place(tmp_path, folder, **settings)
        accounts.append(found.account_id)
        found.close()
    assert len(set(accounts)) == 3 and accounts[2] == "replay"
    assert {path.name for path in tmp_path.glob("paper-*.db")} == {f"paper-{account}.db" for account in accounts}


def test_a_new_book_begins_a_year_before_the_files_end_unless_a_day_was_chosen(start: Start) -> None:
    wired = start()
    assert wired.services.replay is not None
    state = wired.services.replay.state()
    assert (state.session_day, state.first, state.last) == (date(2004, 6, 30), date(2004, 1, 2), END)


def test_keys_beside_files_are_not_used_and_need_no_password(start: Start) -> None:
    wired = start(
        host="0.0.0.0", apca_api_key_id=SecretStr("PKTEST"), apca_api_secret_key=SecretStr("hush")
    )  # fmt: skip
    assert wired.services.desk.state().mode.value == "replay"


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"bars_folder": None}, "MARKET_DATA=files needs BARS_FOLDER"),
        ({"bars_folder": Path("/nowhere/at/all")}, "BARS_FOLDER /nowhere/at/all is no folder"),
        ({"bars_timezone": "Mars/Olympus"}, "BARS_TIMEZONE 'Mars/Olympus' is no time zone"),
        (
            {"replay_at": date(2013, 1, 2)},
            "REPLAY_AT 2013-01-02 is outside the recording; choose a day from 2004-01-02",
        ),
    ],
)
def test_a_wrong_setting_ends_the_start_with_a_sentence(
    folder: Path, tmp_path: Path, settings: dict[str, object], said: str
) -> None:
    with pytest.raises(BadSettings, match=said):
        place(tmp_path, folder, **settings)


def test_a_broken_file_ends_the_start_with_its_line(folder: Path, tmp_path: Path) -> None:
    write(folder, {"BAD.csv": f"{HEADER}\n2005-06-30,1,1,1,one,1\n"})
    with pytest.raises(BadSettings, match=r"BAD\.csv line 2: close is 'one', which is no number"):
        place(tmp_path, folder)


def test_the_doctor_says_what_the_folder_holds(start: Start, folder: Path) -> None:
    write(folder, {"OLD.csv": f"{HEADER}\n2004-01-05,1,1,1,1,1\n"})
    (folder / "IBM.5Min.csv").write_text("timestamp,open,high,low,close,volume\n2005-06-30 09:30,1,1,1,1,1\n")
    found = {finding.name: finding for finding in examine(start())}
    assert found["market"].good, found["market"].said
    assert found["bars"].said == f"{folder}: 3 symbols, lengths 1Day, 1Week, 5Min, 2004-01-02 to 2005-06-30"


@pytest.mark.parametrize("is_begun", [True, False])
def test_a_file_that_went_wrong_keeps_nobody_from_stopping(start: Start, folder: Path, is_begun: bool) -> None:
    """The app reads the files at its start; the stop from beside needs the account and what rests, no price."""
    settings = Settings.load(data_dir=folder.parent / "data", market_data="files", bars_folder=folder)
    if is_begun:
        wired = start(replay_at=date(2005, 2, 24))
        limit = {"type": OrderType.LIMIT, "limit_price": Decimal(80), "time_in_force": TimeInForce.GTC}
        for qty in (5, 6):
            ticket = Ticket(symbol="AAPL", side=Side.BUY, qty=Decimal(qty), **(limit if qty == 6 else {}))
            proposal = wired.services.desk.propose(ticket, form())
            wired.services.desk.approve(proposal.id, proposal.approval_hash, actor=OWNER)
    (folder / "IBM.csv").write_text("no bars at all\n")
    beside = bootstrap.beside(settings)
    try:
        beside.prepare()
        report = beside.desk.stop_trading(actor=OWNER, keeps_exits=True)
        assert beside.desk.state().stopped
    finally:
        beside.close()
    assert (len(report.cancelled), report.unprotected) == ((1, ("AAPL",)) if is_begun else (0, ()))
    assert (report.problems, report.still_open) == ((), ())
    assert bool(list((folder.parent / "data").glob("paper-files-*.db"))) == is_begun
