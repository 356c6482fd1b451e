"""The limits as a form: each with its unit and what it stops; a wrong value changes nothing and says why."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import streamlit as st

from components import faults, session
from components.formats import MISSING
from components.prose import plain
from trading.errors import InvalidLimits, TradingError
from trading.types import OWNER

if TYPE_CHECKING:
    from trading.risk.limits import Limits
    from trading.services import Services

GROUPS: Mapping[str, tuple[str, ...]] = {
    "Size": ("max_order_notional", "max_symbol_notional", "max_gross_notional", "max_symbol_weight_pct"),
    "Pace": ("max_orders_per_day", "cooldown_s", "approval_ttl_s"),
    "Losses": ("max_daily_loss_pct", "max_drawdown_pct"),
    "Prices": ("max_quote_age_s", "max_spread_bps", "max_drift_bps"),
}
LABELS: Mapping[str, tuple[str, str]] = {
    "max_order_notional": ("Largest order, USD", "An order worth more than this is refused."),
    "max_symbol_notional": ("Most in one symbol, USD", "Position and open orders of one symbol together."),
    "max_gross_notional": ("Most in all symbols, USD", "All positions and open orders together."),
    "max_symbol_weight_pct": ("Most in one symbol, % of equity", "The share of the account after the order."),
    "max_orders_per_day": ("Orders a day", "Counted in the exchange's session day; 0 allows none."),
    "cooldown_s": ("Pause between orders, s", "Seconds that must pass after an order; 0 is no pause."),
    "approval_ttl_s": ("Time to approve, s", "Past it an approval has expired and nothing is sent."),
    "max_daily_loss_pct": ("Loss of a day, %", "From here on only orders that reduce risk are allowed that day."),
    "max_drawdown_pct": ("Drawdown, %", "Below the account's peak by this much, only exits are allowed."),
    "max_quote_age_s": ("Oldest quote, s", "An older price is never used for an order."),
    "max_spread_bps": ("Widest spread, bps", "Basis points between bid and ask; 100 bps are 1 %."),
    "max_drift_bps": ("Price drift, bps", "If the price moves more while you read, you are asked again."),
}
ALLOWED = "allowed_symbols"


def limits_form(services: "Services") -> None:
    """Draw the form with the limits that hold, and save what was changed."""
    limits = services.limits.current()
    wire = limits.wire()
    for sentence in session.take_limit_faults():
        st.error(plain(sentence), icon=":material/error:")
    with st.form("limits", border=False):
        for group, names in GROUPS.items():
            st.markdown(f"**{group}**")
            with st.grid(4, min_column_width=170):
                for name in names:
                    label, meaning = LABELS[name]
                    st.text_input(label, str(wire[name]), key=_key(name, limits), help=meaning, autocomplete="off")
        st.markdown("**Symbols**")
        st.text_input(
            "Allowed symbols",
            ", ".join(wire[ALLOWED]),
            key=_key(ALLOWED, limits),
            placeholder="empty allows every symbol; else AAPL, MSFT, …",
            help="When there is a list, an order for any other symbol is refused.",
            autocomplete="off",
        )
        st.form_submit_button(
            "Save limits", type="primary", icon=":material/save:", on_click=_save, args=(services, limits)
        )
    st.caption("Agents cannot change limits. Each change is written to the log with its old and new value.")


def patch_of(before: Mapping[str, Any], typed: Mapping[str, str]) -> dict[str, Any]:
    """Return what was changed, as the limits book takes it; texts that say the same are left out."""
    patch: dict[str, Any] = {}
    for name, text in typed.items():
        if name == ALLOWED:
            symbols = sorted({one.strip().upper() for one in text.replace(";", ",").split(",") if one.strip()})
            if symbols != list(before[ALLOWED]):
                patch[ALLOWED] = symbols
        elif text.strip() != str(before[name]):
            patch[name] = text.strip()
    return patch


def in_form_words(sentence: str) -> str:
    """Return a sentence about a limit with its name as the form says it.

    >>> in_form_words("cooldown_s -1 is outside 0 to 86400 s; choose a number between")
    'Pause between orders, s: -1 is outside 0 to 86400 s; choose a number between'
    """
    for name, (label, _) in LABELS.items():
        if sentence.startswith(f"{name} "):
            return f"{label}: {sentence.removeprefix(name).strip()}"
    return sentence


def _key(name: str, limits: "Limits") -> str:
    """Return a key that is new with each version of the limits, so that the texts follow what was saved."""
    return f"limit_{name}_{hash(limits) & 0xFFFFFFFF:x}"


def _save(services: "Services", shown: "Limits") -> None:
    names = [*LABELS, ALLOWED]
    typed = {name: str(st.session_state.get(_key(name, shown)) or "") for name in names}
    patch = patch_of(shown.wire(), typed)
    if not patch:
        session.toast("Nothing was changed.", ":material/info:")
        return
    try:
        services.limits.update(patch, actor=OWNER)
    except InvalidLimits as fault:
        session.set_limit_faults([in_form_words(reason) for reason in fault.reasons] + ["Nothing was changed."])
    except TradingError as fault:
        session.toast(faults.sentence(fault), ":material/error:")
    else:
        said = ", ".join(LABELS.get(name, ("Allowed symbols", ""))[0] for name in patch)
        session.toast(f"Saved: {plain(said or MISSING)}.", ":material/save:")
