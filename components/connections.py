"""What is wired to what, and whether each part answers now: one row a part, checked when the page is drawn."""

from collections.abc import Callable
from time import perf_counter
from typing import TYPE_CHECKING

import streamlit as st

from components import faults, formats
from components.model_parts import model_parts
from components.prose import plain
from components.wired_part import Part
from trading.errors import TradingError, Unavailable
from trading.jobs.heartbeat import watchdog_state

if TYPE_CHECKING:
    from bootstrap import Wiring
    from trading.services import Services


def connections(wired: "Wiring") -> None:
    """Draw every part with its health."""
    import pandas as pd

    rows = [_row(part) for part in parts(wired)]
    frame = pd.DataFrame(rows, columns=["Part", "Served by", "Health"])
    st.table(frame, border="horizontal", hide_index=True, alt="What is wired and whether it answers")
    st.button("Check again", key="check_again", icon=":material/refresh:")
    if wired.settings.has_venue_keys and wired.settings.is_recorded:
        st.info(
            "Alpaca keys are set and **not used**: "
            f"with MARKET_DATA={wired.settings.data_source} the broker is always paper.",
            icon=":material/key_off:",
        )


def parts(wired: "Wiring") -> list[Part]:
    """Return the parts of this process, each with a check that asks it something real."""
    services, settings = wired.services, wired.settings
    store = "PostgreSQL" if settings.database_url else f"SQLite in {settings.data_dir}"
    guarded = "password asked" if settings.desk_password is not None else "no password"
    where = "this machine only" if settings.is_loopback else f"reachable from other machines, {guarded}"
    return [
        Part(
            name="Market data",
            serves=services.market.source,
            chosen_by="MARKET_DATA, APCA_DATA_FEED" if settings.data_source == "alpaca" else "MARKET_DATA",
            check=_market(wired),
        ),
        Part(
            name="Broker",
            serves=f"{services.desk.state().venue}, {services.desk.state().mode} money",
            chosen_by="APCA_API_KEY_ID, MARKET_DATA",
            check=lambda: f"account worth {formats.money(services.portfolio.brief().equity)}",
        ),
        *_price_parts(services),
        *_link_parts(services),
        Part(name="Order desk", serves=f"account {services.account_id}", chosen_by="READ_ONLY", check=_desk(wired)),
        Part(
            name="Database",
            serves=store,
            chosen_by="DATABASE_URL, DATA_DIR",
            check=lambda: f"readable, proposals that wait: {services.desk.open_count()}",
        ),
        Part(
            name="Planner",
            serves=wired.team.planner,
            chosen_by="LLM_MODEL",
            check=lambda: "plans by rules, needs no key and no network" if settings.llm_model is None else "set",
        ),
        *model_parts(settings),
        Part(
            name="Headlines",
            serves=", ".join(services.sentiment.sources) or "no source is chosen",
            chosen_by="NEWS_SOURCES, NEWS_FEEDS",
            check=lambda: f"asked when somebody looks, judged by {services.sentiment.scorer}",
        ),
        Part(name="Jobs", serves="threads of this process", chosen_by="REDIS_URL", check=lambda: "running"),
        Part(
            name="Watchdog",
            serves="stops trading when this process falls silent",
            chosen_by="python -m trading watchdog",
            check=lambda: watchdog_state(settings.data_dir, services.wall_clock.now()).said,
        ),
        Part(name="Pages", serves=f"{settings.host}, {where}", chosen_by="HOST, DESK_PASSWORD", check=lambda: guarded),
    ]


def _price_parts(services: "Services") -> list[Part]:
    """Return the stream of live prices, for a source that has one."""
    prices = services.prices
    if prices is None:
        return []

    def told() -> str:
        state = prices.state()
        if state.connected:
            return f"connected since {formats.clock(state.since)}, symbols followed: {len(prices.followed())}"
        if prices.is_wanted():
            raise Unavailable(state.fault)
        return "nobody looks at a price now"

    return [
        Part(name="Live prices", serves="prices of what is on a page", chosen_by="APCA_DATA_STREAM_URL", check=told)
    ]


def _link_parts(services: "Services") -> list[Part]:
    """Return what only a venue elsewhere has: reports that arrive by themselves, and a rate limit."""
    link = services.link
    if link is None:
        return []

    def reports() -> str:
        state = link.state()
        if not state.connected:
            raise Unavailable(state.fault)
        return f"connected since {formats.clock(state.since)}, reports: {state.received}"

    def budget() -> str:
        left = link.budget()
        if left is None:
            return "the venue has not said yet what is left"
        return f"{left.left} of {left.limit} requests left this minute"

    return [
        Part(
            name="Trade updates", serves="reports of orders and fills", chosen_by="APCA_API_STREAM_URL", check=reports
        ),
        Part(name="Rate limit", serves="requests to the venue", chosen_by="APCA_API_BASE_URL", check=budget),
    ]


def _market(wired: "Wiring") -> Callable[[], str]:
    def check() -> str:
        market = wired.services.market
        assets = market.assets()
        # A list may be at hand when its source is not: only a price says that it answers.
        price = next((market.quote(asset.symbol) for asset in assets if asset.tradable), None)
        told = "" if price is None else f", {price.symbol} at {formats.money(price.last)}"
        return f"{len(assets)} symbols{told}, now is {_now(wired)}"

    return check


def _desk(wired: "Wiring") -> Callable[[], str]:
    def check() -> str:
        state = wired.services.desk.state()
        if state.reason:
            raise TradingError(state.reason)
        return "orders can be sent" if state.reconciled else "agreeing with the broker"

    return check


def _now(wired: "Wiring") -> str:
    return formats.weekday_and_time(wired.services.market_clock.now())


def _took(began: float) -> str:
    spent = (perf_counter() - began) * 1000
    return f"{spent:.0f} ms" if spent >= 1 else "under 1 ms"


def _row(part: Part) -> tuple[str, str, str]:
    began = perf_counter()
    try:
        found = plain(part.check())
        health = f":green[:material/check_circle:] {found} :gray[:small[{_took(began)}]]"
    except TradingError as fault:
        health = f":red[:material/error:] {faults.sentence(fault)}"
    return f"**{part.name}**", f"{plain(part.serves)} :gray[:small[{plain(part.chosen_by)}]]", health
