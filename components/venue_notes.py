"""What Settings says of a broker elsewhere: what its paper leaves out, that live is real, whose prices they are."""

from collections.abc import Collection
from typing import TYPE_CHECKING

import streamlit as st

from components.account_settings import account_settings, broker_differs
from components.prose import plain
from trading.types import MarketMode

if TYPE_CHECKING:
    from trading.services import Services

PAPER = (
    "Market impact and queues: an order fills at the best bid or offer, whatever its size.",
    "Slippage: a price that moves away while the order travels.",
    "Partial fills as the market would make them: about one order in ten is filled in part at random.",
    "Fees of regulators, dividends and interest on what is borrowed.",
)
"""docs.alpaca.markets/docs/paper-trading, read in 2026-10."""
DATA = (
    "Prices are those of one exchange, IEX: the last trade can be minutes older than elsewhere, and the spread wider.",
    "Volume is IEX's alone, a few percent of all trading: read it as a shape, never as an amount.",
    "Daily and weekly bars appear once their session has closed; history begins in January 2016.",
    "Bars are adjusted for splits and dividends unless the chart says otherwise.",
    "Bars are kept on this machine, under bars in DATA_DIR, and only what is missing is asked for; "
    "quotes are a second old at most.",
)


def venue_section(services: "Services") -> None:
    """Draw what Settings says of the broker: differences about the exchange, the account's settings, whose money."""
    if services.link is not None:
        broker_differs(services.link)
        account_settings(services.link)
    venue_notes(services)


def venue_notes(services: "Services") -> None:
    """Say what the account's money is, and what a paper account does not do."""
    if services.desk.state().mode is MarketMode.LIVE:
        st.error(
            "**Real money.** Every order that you approve goes to your live account. Each asks you to type its symbol. "
            "Unset ALPACA_LIVE and start again, with the paper account's keys, to trade on paper.",
            icon=":material/warning:",
        )
        return
    if services.matching is not None:
        from trading.broker.paper.live import LIVE_NOT_SIMULATED

        not_played(services.matching.behind())
        st.markdown("**What paper does not simulate**")
        _bullets(LIVE_NOT_SIMULATED)
        return
    st.markdown("**What the broker's paper account does not simulate**")
    _bullets(PAPER)


def not_played(symbols: Collection[str]) -> None:
    """Warn of symbols that the paper book went on without: their stops wait. Draws nothing where there are none."""
    if symbols:
        listed = plain(", ".join(sorted(symbols)))
        st.warning(
            f"**{listed}: the source tells nothing of what was traded, so nothing of it is played.** No order of it "
            "fills and no stop of it is hit until the source answers; what was missed is played then. A cancel works.",
            icon=":material/cloud_off:",
        )


def source_notes(services: "Services") -> None:
    """Say where the prices are from and what they leave out."""
    st.markdown(f"**{plain(services.market.source)}**")
    _bullets(DATA)


def _bullets(sentences: tuple[str, ...]) -> None:
    st.markdown("\n".join(f"- {plain(sentence)}" for sentence in sentences))
