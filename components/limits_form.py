"""The limits as a form: each with its unit and what it stops; a wrong value changes nothing and says why."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import streamlit as st

from components import faults, session
from components.limits_words import ALLOWED, ALLOWED_LABEL, GROUP_WORDS, GROUPS, LABELS, in_form_words, label_of
from components.prose import plain
from trading.errors import InvalidLimits, TradingError
from trading.types import OWNER

if TYPE_CHECKING:
    from trading.risk.limits import Limits
    from trading.services import Services


def limits_form(services: "Services") -> None:
    """Draw the form with the limits that hold, and save what was changed."""
    limits = services.limits.current()
    wire = limits.wire()
    for sentence in session.take_limit_faults():
        st.error(plain(sentence), icon=":material/error:")
    with st.form("limits", border=False):
        for group, names in GROUPS.items():
            st.markdown(f"**{group}**")
            st.caption(GROUP_WORDS[group])
            with st.grid(4, min_column_width=170):
                for name in names:
                    label, meaning = LABELS[name]
                    st.text_input(label, str(wire[name]), key=_key(name, limits), help=meaning, autocomplete="off")
        st.markdown("**Symbols**")
        st.text_input(
            ALLOWED_LABEL,
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
        said = ", ".join(label_of(name) for name in patch)
        session.toast(f"Saved: {plain(said)}.", ":material/save:")
