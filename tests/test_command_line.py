"""The command line answers in sentences and exit codes, beside the app, and never with a traceback."""

import socket
import stat
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from tests.desk_process import ROOT, clean_environment
from trading.__main__ import main
from trading.market.clock import WallClock
from trading.store.api_keys import ApiKeys, Scope
from trading.store.database import Database
from trading.store.limits import write_limits
from trading.store.model_calls import DayLimits, ModelCallStore, Wanted
from trading.store.tables import AUDIT
from trading.types import OWNER

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def run(data_dir: Path) -> Run:
    def call(*arguments: str, **settings: str) -> "subprocess.CompletedProcess[str]":
        done = subprocess.run(
            [sys.executable, "-m", "trading", *arguments],
            cwd=ROOT,
            env=clean_environment(**{"DATA_DIR": str(data_dir)} | settings),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert "Traceback" not in done.stderr + done.stdout, done.stderr
        return done

    return call


def find(data_dir: Path, key: str) -> frozenset[Scope] | None:
    database = Database.in_folder(data_dir)
    try:
        found = ApiKeys(database, WallClock()).find(key)
        return None if found is None else found.scopes
    finally:
        database.close()


def test_a_new_key_stands_alone_on_standard_output(run: Run, data_dir: Path) -> None:
    made = run("keys", "create", "--name", "N", "--scopes", "read,propose,approve")
    assert made.returncode == 0
    (key,) = made.stdout.split()
    assert made.stdout == key + "\n"
    assert key not in made.stderr and "not shown again" in made.stderr
    assert find(data_dir, key) == {Scope.READ, Scope.PROPOSE, Scope.APPROVE}


def test_keys_are_listed_without_their_secret_and_end_when_revoked(run: Run, data_dir: Path) -> None:
    assert "no key" in run("keys", "list").stderr
    key = run("keys", "create", "--name", "bot", "--scopes", "admin").stdout.strip()
    listed = run("keys", "list").stdout
    assert "bot" in listed and "admin" in listed and "living" in listed
    assert key.split("_", 2)[2] not in listed
    assert run("keys", "revoke", "bot").returncode == 0
    assert find(data_dir, key) is None
    assert "revoked 20" in run("keys", "list").stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("keys", "create", "--name", "N", "--scopes", "read,trade"), "trade is no scope"),
        (("keys", "create", "--name", "N", "--scopes", ""), "nothing is no scope"),
        (("keys", "create", "--name", " ", "--scopes", "read"), "printable"),
        (("keys", "create", "--name", "N"), "--scopes"),
        (("keys", "create", "--scopes", "read"), "--name"),
        (("keys", "revoke", "nobody"), "no living key"),
        (("keys",), "action"),
        ((), "command"),
        (("sell",), "sell"),
        (("verify",), "no database"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_is_asked_wrong_is_a_sentence_and_code_2(run: Run, arguments: tuple[str, ...], said: str) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"PORT": "99999999"}, "PORT"),
        ({"MARKET_DATA": "files"}, "needs BARS_FOLDER"),
        ({"APCA_API_KEY_ID": "PKSECRET"}, "APCA_API_SECRET_KEY"),
    ],
)
def test_a_wrong_setting_is_a_sentence_without_its_secrets(run: Run, settings: dict[str, str], said: str) -> None:
    done = run("migrate", **settings)
    assert done.returncode == 2
    assert said in done.stderr and "PKSECRET" not in done.stderr


def test_a_data_folder_that_cannot_be_is_a_sentence(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("I am no folder")
    done = run("keys", "list", DATA_DIR=str(tmp_path / "file" / "data"))
    assert done.returncode == 1
    assert "DATA_DIR" in done.stderr


def test_a_data_folder_that_is_made_is_for_its_owner_alone(run: Run, tmp_path: Path) -> None:
    for command in (("keys", "list"), ("doctor",)):
        folder = tmp_path / command[0] / "data"
        run(*command, DATA_DIR=str(folder))
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_damaged_database_is_a_sentence(run: Run, data_dir: Path) -> None:
    data_dir.mkdir()
    (data_dir / "desk.db").write_bytes(b"this is no database, whatever its name says" * 100)
    for arguments in (("keys", "list"), ("verify",), ("migrate",)):
        done = run(*arguments)
        assert done.returncode == 1
        assert "restore" in done.stderr


def test_migrate_makes_the_tables_once(run: Run) -> None:
    assert "from nothing to" in run("migrate").stdout
    again = run("migrate")
    assert again.returncode == 0 and "already" in again.stdout


def test_verify_holds_then_finds_a_changed_entry_and_a_cut_tail(run: Run, data_dir: Path) -> None:
    assert run("kill").returncode == 0
    held = run("verify")
    assert held.returncode == 0 and "entries hold" in held.stdout

    database = Database.in_folder(data_dir)
    try:
        with database.write() as connection:
            connection.execute(update(AUDIT).where(AUDIT.c.seq == 1).values(actor_name="somebody else"))
        changed = run("verify")
        assert changed.returncode == 1 and "was changed" in changed.stderr
        with database.write() as connection:
            connection.execute(delete(AUDIT))
    finally:
        database.close()
    cut = run("verify")
    assert cut.returncode == 1 and "cut" in cut.stderr


def test_kill_stops_and_off_lifts_it(run: Run) -> None:
    stopped = run("kill")
    assert (stopped.returncode, stopped.stderr) == (0, "")
    assert "trading is stopped" in stopped.stdout
    assert "STOPPED" in run("doctor").stdout
    assert run("kill", "--off").stdout == "trading may go on\n"
    assert "STOPPED" not in run("doctor").stdout


def test_the_doctor_tells_of_every_part(run: Run) -> None:
    told = run("doctor")
    assert told.returncode == 0, told.stdout + told.stderr
    for part in ("folder", "store", "log", "market", "venue", "planner", "keys", "address"):
        assert f"good   {part}" in told.stdout
    assert "SQLite" in told.stdout and "2012-06-01" in told.stdout and "planner" in told.stdout


def test_the_doctor_names_files_of_agents_that_cannot_be_used_and_what_models_used_today(
    run: Run, data_dir: Path, tmp_path: Path
) -> None:
    assert "models today" not in run("doctor").stdout
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "good.py").write_text('# permissions:\ndef tool(desk):\n    """Say hello."""\n    return 1\n')
    (tmp_path / "own" / "bad.py").write_text("x = 1\n")
    database = Database.in_folder(data_dir)
    calls = ModelCallStore(database, "replay", WallClock())
    wanted = Wanted(run_id="r", member="m", model="m", input_tokens=60, output_tokens=40, cost_usd=None)
    calls.reserve(wanted, DayLimits(max_tokens=1_000, max_cost_usd=Decimal(1)))
    database.close()
    told = run("doctor", AGENTS_FOLDER=str(tmp_path / "own")).stdout
    assert "1 tools and agents of your own" in told and "bad.py is not used" in told
    assert "100 of 2000000 tokens" in told and "1 calls whose cost is not known" in told


def test_the_doctor_finds_a_broken_log(run: Run, data_dir: Path) -> None:
    run("kill")
    (data_dir / "audit-head-replay.json").write_text("{")
    told = run("doctor")
    assert told.returncode == 1
    assert "WRONG  log" in told.stdout


def test_serving_on_a_port_in_use_is_a_sentence(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as holder:
        done = run("serve", PORT=str(holder.getsockname()[1]))
    assert done.returncode == 1
    assert "PORT" in done.stderr and "another PORT" in done.stderr


def test_serving_on_an_address_that_is_not_ours_is_a_sentence(run: Run) -> None:
    done = run("serve", HOST="203.0.113.7")  # of the block that RFC 5737 keeps for documents
    assert done.returncode == 1
    assert "203.0.113.7" in done.stderr


def test_the_doctor_tries_every_known_attack_and_says_what_came_of_each(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATA_DIR", str(data_dir))
    assert main(["doctor", "--attack"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split()[:2] == ["held", "order_while_stopped"]
    assert {line.split()[2] for line in lines if line.startswith("not armed")} == {
        "order_without_the_pause",
        "at_once_again",
        "symbol_off_the_list",
    }
    assert lines[-1].endswith(
        "known attacks were tried: 85 held off, 3 not armed because a limit is off, none came through."
    )
    assert len(lines) == 89


def test_the_doctor_tries_nothing_with_limits_that_do_not_hold(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATA_DIR", str(data_dir))
    assert main(["doctor"]) == 0
    database = Database.in_folder(data_dir)
    with database.write("replay") as connection:
        now = WallClock().now()
        write_limits(connection, "replay", version=9, body={"max_order_notionl": "1"}, actor=OWNER, at=now)
    database.close()
    assert main(["doctor", "--attack"]) == 2
    assert "max_order_notional is missing from the stored limits" in capsys.readouterr().err
