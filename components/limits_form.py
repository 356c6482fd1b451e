"""The limits as a form: each with its unit and what it stops; a wrong value changes nothing and says why."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import streamlit as st

from components import faults, session
from components.limits_trial import limits_trial
from components.limits_words import ALLOWED, ALLOWED_LABEL, GROUP_WORDS, GROUPS, LABELS, in_form_words, label_of
from components.prose import plain
from components.session_limits import limit_trial, set_limit_faults, set_limit_trial, take_limit_faults
from trading.errors import InvalidLimits, TradingError
from trading.risk.limits import merged
from trading.types import OWNER

if TYPE_CHECKING:
    from trading.risk.limits import Limits
    from trading.services import Services


def limits_form(services: "Services") -> None:
    """Draw the form with the limits that hold, save what was changed, and tell what it would have refused."""
    limits = services.limits.current()
    for sentence in take_limit_faults():
        st.error(plain(sentence), icon=":material/error:")
    with st.form("limits", border=False):
        _fields(limits)
        with st.container(horizontal=True, gap="small"):
            given = (services, limits)
            st.form_submit_button(
                "Save limits", type="primary", icon=":material/save:", on_click=_save, args=given, key="save_limits"
            )
            st.form_submit_button(
                "See what it would have refused", icon=":material/history:", on_click=_try, args=given, key="try_limits"
            )
    trial = limit_trial()
    if trial and trial == _typed(limits):  # not when the page was left meanwhile, or the limits were changed elsewhere
        limits_trial(services, trial)
    st.caption("Agents cannot change limits. Each change is written to the log with its old and new value.")


def _fields(limits: "Limits") -> None:
    wire = limits.wire()
    for group, rows in GROUPS.items():
        st.markdown(f"**{group}** :gray[{GROUP_WORDS[group]}]")
        for row in rows:
            with st.grid(max(4, len(row)), min_column_width=170):
                for name in row:
                    label, meaning = LABELS[name]
                    st.text_input(label, str(wire[name]), key=_key(name, limits), help=meaning, autocomplete="off")
    st.markdown("**Symbols** :gray[Which symbols may be traded at all.]")
    st.text_input(
        ALLOWED_LABEL,
        ", ".join(wire[ALLOWED]),
        key=_key(ALLOWED, limits),
        placeholder="empty allows every symbol; else AAPL, MSFT, …",
        help="When there is a list, an order for any other symbol is refused.",
        autocomplete="off",
    )


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


def _typed(shown: "Limits") -> dict[str, Any]:
    """Return the change that stands in the fields."""
    typed = {name: str(st.session_state.get(_key(name, shown)) or "") for name in [*LABELS, ALLOWED]}
    return patch_of(shown.wire(), typed)


def _changed(shown: "Limits") -> dict[str, Any]:
    """Return the change that stands in the fields, and say so when there is none."""
    patch = _typed(shown)
    if not patch:
        session.toast("Nothing was changed.", ":material/info:")
    return patch


def _try(services: "Services", shown: "Limits") -> None:
    patch = _changed(shown)
    set_limit_trial(patch)
    try:
        merged(shown, patch)
    except InvalidLimits as fault:
        set_limit_trial({})
        _wrong(fault)


def _save(services: "Services", shown: "Limits") -> None:
    patch = _changed(shown)
    set_limit_trial({})
    if not patch:
        return
    try:
        services.limits.update(patch, actor=OWNER)
    except InvalidLimits as fault:
        _wrong(fault)
    except TradingError as fault:
        session.toast(faults.sentence(fault), ":material/error:")
    else:
        said = ", ".join(label_of(name) for name in patch)
        session.toast(f"Saved: {plain(said)}.", ":material/save:")


def _wrong(fault: InvalidLimits) -> None:
    set_limit_faults([in_form_words(reason) for reason in fault.reasons] + ["Nothing was changed."])
