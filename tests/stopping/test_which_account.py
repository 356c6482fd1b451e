"""Which accounts `kill` stops where the settings do not say it, or say it wrongly, and that each is tried."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import bootstrap
from tests.alpaca_venue.running import AlpacaVenue
from tests.market.files.folder import export
from tests.stopping.rig import (
    END,
    Env,
    files_desk,
    is_stopped,
    junk_in_its_place,
    known_accounts,
    open_orders,
    replay_desk,
)
from trading.__main__ import main
from trading.settings import Settings


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


def test_a_watchdog_that_cannot_know_the_account_says_so_at_its_start(
    tmp_path: Path, env: Env, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("one", "two"):
        files_desk(tmp_path / "data", export(tmp_path / name, ("AAPL",), END))
    env(MARKET_DATA="files", BARS_FOLDER=tmp_path / "moved")
    assert main(["watchdog", "--once"]) == 2
    assert "has 2 accounts that may be meant" in capsys.readouterr().err


def test_a_folder_that_never_was_makes_up_no_account(
    tmp_path: Path, env: Env, capsys: pytest.CaptureFixture[str]
) -> None:
    replay_desk(tmp_path / "data")
    env(MARKET_DATA="files", BARS_FOLDER=tmp_path / "typo")
    assert main(["kill"]) == 2
    told = capsys.readouterr()
    assert "set MARKET_DATA and BARS_FOLDER as the app has them" in told.err and "stopped" not in told.out
    assert known_accounts(tmp_path / "data") == ["replay"]


def test_a_lost_folder_whose_book_is_lost_too_is_still_known_to_the_store(
    tmp_path: Path, env: Env, capsys: pytest.CaptureFixture[str]
) -> None:
    data, folder = tmp_path / "data", export(tmp_path / "bars", ("AAPL",), END)
    account = files_desk(data, folder)
    (data / f"paper-{account}.db").unlink()
    shutil.rmtree(folder)
    env(MARKET_DATA="files", BARS_FOLDER=folder)
    assert main(["kill"]) == 1
    assert capsys.readouterr().out.startswith(f"{account}: trading is stopped")
    assert is_stopped(data, account)


def test_a_folder_that_nothing_here_knows_is_warned_of(
    tmp_path: Path, env: Env, capsys: pytest.CaptureFixture[str]
) -> None:
    replay_desk(tmp_path / "data")
    (tmp_path / "other").mkdir()
    env(MARKET_DATA="files", BARS_FOLDER=tmp_path / "other")
    assert main(["kill"]) == 0
    assert "neither a book nor an entry in DATA_DIR, which knows replay" in capsys.readouterr().err
    env(MARKET_DATA="replay")
    assert main(["kill"]) == 0
    assert "neither a book" not in capsys.readouterr().err


def test_keys_are_stopped_at_the_venue_though_the_market_is_nonsense_and_the_store_cannot_be_read(
    tmp_path: Path, env: Env, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data").mkdir()
    junk_in_its_place(tmp_path / "data" / "desk.db")
    with AlpacaVenue(per_minute=100_000) as venue:
        env(
            MARKET_DATA="nonsense",
            APCA_API_KEY_ID=venue.key,
            APCA_API_SECRET_KEY=venue.secret,
            APCA_API_BASE_URL=venue.url,
        )
        assert main(["kill"]) == 1
        assert venue.book.configuration["suspend_trade"]
    assert (
        "alpaca-paper: the stop holds in this process and at the venue but was not written" in capsys.readouterr().err
    )


def test_a_store_that_cannot_be_read_leaves_the_books_of_the_folder_to_stop(tmp_path: Path, env: Env) -> None:
    data, folder = tmp_path / "data", export(tmp_path / "bars", ("AAPL",), END)
    account = files_desk(data, folder)
    junk_in_its_place(data / "desk.db")
    for end in ("-wal", "-shm"):
        (data / f"desk.db{end}").unlink(missing_ok=True)
    env(MARKET_DATA="nonsense")
    assert main(["kill"]) == 1
    assert open_orders(data / f"paper-{account}.db") == 0


def fails_to_build(account: str, _book: Path, patched: pytest.MonkeyPatch) -> None:
    build = bootstrap.beside

    def beside(settings: Settings, **more: Any) -> bootstrap.Beside:
        if more["account"] == account:
            raise RuntimeError("a fault that nobody thought of")
        return build(settings, **more)

    patched.setattr(bootstrap, "beside", beside)


def may_not_be_looked_at(_account: str, book: Path, patched: pytest.MonkeyPatch) -> None:
    looked = Path.exists

    def exists(path: Path, **more: Any) -> bool:
        if path == book:
            raise PermissionError(13, "Permission denied", str(book))
        return looked(path, **more)

    patched.setattr(Path, "exists", exists)


@pytest.mark.parametrize("harm", [fails_to_build, may_not_be_looked_at])
def test_a_fault_of_one_account_keeps_no_other_from_stopping(
    tmp_path: Path,
    env: Env,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    harm: Callable[[str, Path, pytest.MonkeyPatch], None],
) -> None:
    data = tmp_path / "data"
    accounts = sorted(files_desk(data, export(tmp_path / name, ("AAPL",), END)) for name in ("one", "two"))
    books = [data / f"paper-{account}.db" for account in accounts]
    env(MARKET_DATA="files")
    with monkeypatch.context() as patched:
        harm(accounts[0], books[0], patched)
        assert main(["kill"]) == 1
    told = capsys.readouterr()
    assert f"{accounts[0]}: " in told.err
    assert f"{accounts[1]}: trading is stopped; 1 resting orders were cancelled\n" in told.out
    assert (is_stopped(data, accounts[1]), open_orders(books[1])) == (True, 0)
