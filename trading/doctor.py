"""The doctor: what is wired, and whether each part is healthy, a sentence each."""

import shutil
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import text

from bootstrap import Wiring
from trading.errors import ChainBroken, TradingError, Unavailable
from trading.jobs.heartbeat import watchdog_state
from trading.market.barstore import STORE, stored_bytes
from trading.store.accounts import account_ids
from trading.store.audit import verify
from trading.store.migrate import version

LEAST_FREE_BYTES = 100 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one check found; when it is not good, `said` has the next step."""

    name: str
    said: str
    good: bool


def examine(wiring: Wiring) -> Iterator[Finding]:
    """Yield the finding of every check; one that fails does not keep the others from running."""
    for name, check in _CHECKS.items():
        try:
            yield Finding(name=name, said=check(wiring), good=True)
        except TradingError as fault:
            yield Finding(name=name, said=str(fault), good=False)


def _folder(wiring: Wiring) -> str:
    folder = wiring.settings.data_dir
    free = shutil.disk_usage(folder).free
    if free < LEAST_FREE_BYTES:
        raise Unavailable(f"{folder} has {free // 2**20} MB free, the least is {LEAST_FREE_BYTES // 2**20}; free some")
    return f"{folder.resolve()}, {free // 2**20} MB free"


def _store(wiring: Wiring) -> str:
    database = wiring.database
    if database.is_sqlite:
        with database.read() as connection:
            found = connection.execute(text("PRAGMA quick_check(1)")).scalar()
        if found != "ok":
            raise Unavailable(f"the database is damaged ({found}); stop the app, keep a copy, restore a backup")
    return f"{'SQLite' if database.is_sqlite else 'PostgreSQL'} at version {version(database)}"


def _log(wiring: Wiring) -> str:
    def told() -> Iterator[str]:
        for account_id in account_ids(wiring.database):
            report = verify(wiring.database, account_id, wiring.settings.data_dir)
            if report.fault is not None:
                raise ChainBroken(f"{account_id}: {report.fault}")
            yield f"{account_id} holds {report.entries} entries"

    return "; ".join(told())


def _market(wiring: Wiring) -> str:
    services = wiring.services
    assets = [asset for asset in services.market.assets() if asset.tradable]
    newest = max(assets, key=lambda asset: asset.last)  # of a recording: a history may have ended before now
    quote = services.market.quote(newest.symbol)
    price = f"{quote.symbol} {quote.last} USD at {quote.at:%Y-%m-%d %H:%M}Z"
    return f"{services.market.source}; {len(assets)} symbols; {price}"


def _bars(wiring: Wiring) -> str:
    """Say what the user's folder holds, or how much of a market elsewhere is stored."""
    settings, market, replay = wiring.settings, wiring.services.market, wiring.services.replay
    if settings.data_source == "files" and replay is not None:
        lengths, state = ", ".join(sorted(market.capabilities.timeframes)), replay.state()
        listed = len(market.assets())
        return f"{settings.bars_folder}: {listed} symbols, lengths {lengths}, {state.first} to {state.last}"
    if settings.is_recorded:
        return "bundled with the product"
    used = stored_bytes(settings.data_dir / STORE) // 10**6
    return f"{used} MB of at most {settings.bars_max_mb} MB stored in {settings.data_dir / STORE}"


def _venue(wiring: Wiring) -> str:
    state, brief = wiring.services.desk.state(), wiring.services.portfolio.brief()
    stopped = "; trading is STOPPED" if state.stopped else ""
    return f"{state.venue} ({state.mode}), worth {brief.equity} USD{stopped}"


def _planner(wiring: Wiring) -> str:
    own = wiring.team.own()
    count = len(own.tools) + len(own.agents)
    today = wiring.services.runs.model_calls.today()
    parts = [wiring.team.planner, *([f"{count} tools and agents of your own"] if count else []), *own.faults.values()]
    if today.calls:
        unknown = f" and {today.unpriced} calls whose cost is not known" if today.unpriced else ""
        cost = "an amount not known" if today.unpriced == today.calls else f"{today.cost_usd:.4f}"
        parts.append(
            f"models today (UTC): {today.tokens} of {wiring.settings.day_max_tokens} tokens, {cost} of "
            f"{wiring.settings.day_max_cost_usd} USD{unknown}"
        )
    return "; ".join(parts)


def _keys(wiring: Wiring) -> str:
    living = [key for key in wiring.keys.list() if key.revoked_at is None]
    return f"{len(living)} living keys of the REST API"


def _watchdog(wiring: Wiring) -> str:
    return watchdog_state(wiring.settings.data_dir, wiring.services.wall_clock.now()).said


def _address(wiring: Wiring) -> str:
    address = (wiring.settings.host, wiring.settings.port)
    try:
        socket.create_connection(address, timeout=1).close()
    except OSError:
        return f"nothing answers on {address[0]}:{address[1]}: the port is free for the app"
    return f"something answers on {address[0]}:{address[1]}; if it is not this app, set another PORT"


_CHECKS: dict[str, Callable[[Wiring], str]] = {
    "folder": _folder,
    "store": _store,
    "log": _log,
    "market": _market,
    "bars": _bars,
    "venue": _venue,
    "planner": _planner,
    "keys": _keys,
    "watchdog": _watchdog,
    "address": _address,
}
