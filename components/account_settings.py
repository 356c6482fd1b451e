"""How the account is set at the broker, in plain words; what the broker does not tell is said to be not told."""

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

import streamlit as st

from components import formats
from components.prose import plain
from trading.types import AccountSettings

if TYPE_CHECKING:
    from trading.ports import VenueLink

T = TypeVar("T")
NOT_TOLD = ":gray[not told]"
OPTIONS = ("none", "covered calls and cash-secured puts", "long calls and puts", "spreads")


def broker_differs(link: "VenueLink") -> None:
    """Say what the broker says of the exchange otherwise than the calendar that is used here."""
    for note in link.notes():
        st.warning(plain(f"{note}."), icon=":material/event_busy:")


def account_settings(link: "VenueLink") -> None:
    """Draw the account's settings, or that they have not been read."""
    st.markdown("**The account's settings at the broker**")
    told = link.settings()
    if told is None:
        st.caption(
            "They have not been read in the last five minutes, so no order is refused by them here; the broker decides "
            "itself. They are asked for every 30 seconds: look again in a moment."
        )
        return
    st.table(settings_words(told), border="horizontal", alt="How the account is set at the broker")
    st.caption(
        f"Read at {plain(formats.clock(told.read_at))}. They are changed on the broker's own page; an order that they "
        "forbid is refused here before it is sent."
    )


def settings_words(told: AccountSettings) -> dict[str, str]:
    """Return each setting with what it means."""
    return {
        "New orders": _said(told.suspended, lambda off: "suspended by the account's owner" if off else "taken"),
        "Fractional shares": _said(
            told.fractional, lambda on: "allowed" if on else "not allowed: whole shares only, no amounts of money"
        ),
        "Short selling": _said(told.no_shorting, lambda off: "not allowed: long only" if off else "allowed"),
        "Margin": _said(told.margin_multiplier, _margin),
        "Overnight trading": _said(told.no_overnight, lambda off: "off" if off else "allowed"),
        "Traded partnerships": _said(
            told.partnerships, lambda on: "orders are taken" if on else "orders may be rejected (PTP)"
        ),
        "Options": _said(told.options_level, _options),
        "E-mails about fills": _said(told.emails, lambda on: "sent" if on else "not sent"),
    }


def _said(value: T | None, words: Callable[[T], str]) -> str:
    return NOT_TOLD if value is None else plain(words(value))


def _margin(multiplier: Decimal) -> str:
    return "none: cash only" if multiplier == 1 else f"buying power up to {multiplier:f} times the equity"


def _options(level: int) -> str:
    return f"level {level}: {OPTIONS[level]}" if 0 <= level < len(OPTIONS) else f"level {level}"
