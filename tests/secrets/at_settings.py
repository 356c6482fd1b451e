"""Errors of settings and of the store: secrets in the wrong variable, databases that refuse, disks that are full."""

import logging
from collections.abc import Callable
from urllib.parse import quote

from sqlalchemy import insert

from bootstrap import Wiring
from tests.secrets import planted
from tests.secrets.forcing import Round, command
from tests.secrets.servers import telltale_postgres
from trading.errors import TradingError
from trading.settings import Settings
from trading.store.tables import API_KEY

WRONG = (
    "PORT", "LOG_LEVEL", "MARKET_DATA", "APCA_DATA_FEED", "BARS_TIMEZONE", "NEWS_SOURCES", "STRATEGIES_FOLDER",
    "AGENTS_FOLDER", "REPLAY_AT", "PAPER_CASH", "LLM_TIMEOUT_S", "RUN_MAX_STEPS", "READ_ONLY", "WEB_CONTACT",
    "ALPACA_LIVE", "REDIS_URL", "DATABASE_URL", "NEWS_FEEDS", "DAY_MAX_COST_USD", "WEB_ACCESS",
)  # fmt: skip
"""Settings into which a secret is put by mistake."""


def force(made: Round) -> None:
    """Let commands run under settings that are wrong, with databases that tell what they were sent."""
    values = list(planted.known().values())
    for n, name in enumerate(WRONG):
        secret = values[n % len(values)]
        asked = ("doctor",) if n % 3 else ("kill",) if n % 2 else ("keys", "list")
        needed = {"NEWS_SOURCES": {}, "BARS_TIMEZONE": {"MARKET_DATA": "files", "BARS_FOLDER": str(made.folder)}}
        more = needed.get(name, {})
        made.force(f"{name} is a secret", lambda a=asked, s={**more, name: secret}: command(*a, **s))
    addresses = {
        "DATABASE_URL": f"mysql://desk:{quote(planted.LOGINS['DATABASE_URL'], safe='')}@127.0.0.1/desk",
        "REDIS_URL": f"redis://:{quote(planted.LOGINS['REDIS_URL'], safe='')}@127.0.0.1:9/0",
        "NEWS_FEEDS": f"https://desk:{planted.LOGINS['NEWS_FEEDS']}@feeds.example.com/rss.xml",
    }
    for name, address in addresses.items():
        made.force(f"{name} holds a login", lambda s={name: address}: command("doctor", **s))
    made.force("only one of two keys", lambda: command("doctor", APCA_API_SECRET_KEY=""))
    made.force("a secret instead of a run", lambda: command("playback", values[0], MARKET_DATA="replay"))
    made.force("a secret instead of a key", lambda: command("keys", "revoke", values[1]))
    made.force("a secret instead of a scope", lambda: command("keys", "create", "--name", "n", "--scopes", values[1]))
    made.force("a secret as an option", lambda: command("kill", f"--{values[2]}"))
    made.force("a secret as a command", lambda: command(values[2]))
    _databases(made)


def _databases(made: Round) -> None:
    password = quote(planted.LOGINS["DATABASE_URL"], safe="")
    for fault in ("refuse", "full", "close", "garbage"):
        with telltale_postgres(fault) as port:
            address = f"postgresql+psycopg://desk:{password}@127.0.0.1:{port}/desk"
            for asked in (("verify",), ("keys", "list"), ("kill",)):
                what = f"PostgreSQL: {fault}, {asked[0]}"
                made.force(what, lambda a=asked, u=address: command(*a, DATABASE_URL=u))
    nowhere = f"postgresql+psycopg://desk:{password}@127.0.0.1:9/desk"
    made.force("PostgreSQL: nobody there", lambda: command("verify", DATABASE_URL=nowhere))
    odd = f"postgresql+psycopg://desk:{password}@127.0.0.1:port/desk"
    made.force("PostgreSQL: no port", lambda: command("verify", DATABASE_URL=odd))
    bad = f"postgresql+psycopg://desk:{password}@127.0.0.1:9/desk?sslmode={planted.SETTINGS['llm_api_key']}"
    made.force("PostgreSQL: a secret as an option", lambda: command("verify", DATABASE_URL=bad))


def force_disk(made: Round, wired: Wiring) -> None:
    """Let the store of a desk refuse: full, damaged, of the wrong kind, with secrets in what was to be stored."""
    secret = planted.SETTINGS["apca_api_secret_key"]

    def twice() -> None:
        with wired.database.write() as connection:
            row = {"id": "same", "name": secret, "key_hash": "h", "scopes": "read"}
            connection.execute(insert(API_KEY).values(**row, created_at=wired.services.wall_clock.now()))
            connection.execute(insert(API_KEY).values(**row, created_at=wired.services.wall_clock.now()))

    def wrong_kind() -> None:
        with wired.database.write() as connection:
            connection.execute(insert(API_KEY).values(id=secret, name=secret, key_hash=object(), scopes=secret))

    def full() -> None:
        with wired.database.write() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count = 1")
            try:
                for n in range(200):
                    row = {"id": f"n{n}", "name": (secret + " ") * 200, "key_hash": f"h{n}", "scopes": "read"}
                    connection.execute(insert(API_KEY).values(**row, created_at=wired.services.wall_clock.now()))
            finally:
                connection.exec_driver_sql("PRAGMA max_page_count = 1073741823")

    for name, work in (("the same key twice", twice), ("a value of no kind", wrong_kind), ("the disk is full", full)):
        made.force(f"SQLite: {name}", _failing(work))
    damaged = made.folder / "damaged"
    damaged.mkdir()
    (damaged / "desk.db").write_bytes(b"no database " * 400)
    made.force("SQLite: damaged", lambda: command("verify", DATA_DIR=str(damaged)))
    file = made.folder / "a file"
    file.write_text("no folder")
    made.force("DATA_DIR is a file", lambda: command("doctor", DATA_DIR=str(file / secret.replace("/", "_"))))
    made.force(
        "DATA_DIR is no place", lambda: command("doctor", DATA_DIR=f"/proc/none/{planted.SETTINGS['llm_api_key']}")
    )


def _failing(work: Callable[[], None]) -> Callable[[], str]:
    def told() -> str:
        try:
            work()
        except TradingError as fault:
            logging.getLogger("round").error("the store failed", exc_info=fault)
            return str(fault)
        return "it did not fail"

    return told


def rotated(made: Round) -> None:
    """Replace a key at runtime: the old one is still taken out of what is said afterwards."""
    old = planted.SETTINGS["llm_api_key"]
    Settings.load(llm_api_key="sk-new-" + "7Xy" * 10)
    made.force("an answer with a key that was replaced", lambda: str(TradingError(f"the server says {old}")))
