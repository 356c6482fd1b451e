"""Keys of the REST API: make one (its text is shown once), see which there are, end one."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from components import faults, formats, session
from components.prose import plain
from trading.errors import TradingError
from trading.store.api_keys import ApiKey, Scope

if TYPE_CHECKING:
    from trading.store.api_keys import ApiKeys

SCOPES = {
    Scope.READ: "read: look at everything",
    Scope.PROPOSE: "propose: write tickets that you must approve",
    Scope.APPROVE: "approve: send orders in your name",
    Scope.ADMIN: "admin: change limits, the kill switch and the replay",
}
_NAME, _SCOPES = "key_name", "key_scopes"


def keys_form(keys: "ApiKeys") -> None:
    """Draw the keys and the form that makes one."""
    _new_key()
    with st.form("key_form", border=True):
        st.markdown("**New key**")
        st.text_input("Name", key=_NAME, placeholder="what will use it, such as nightly report", max_chars=80)
        st.pills(
            "It may", list(SCOPES), format_func=SCOPES.__getitem__, selection_mode="multi", key=_SCOPES, wrap=True,
            help="A key can do only what is chosen: approve does not include read.",
        )  # fmt: skip
        st.form_submit_button("Make the key", type="primary", icon=":material/key:", on_click=_create, args=(keys,))
    found = keys.list()
    if not found:
        st.caption("No key exists yet. The API answers nobody without one.")
        return
    for key in found:
        _row(keys, key)


def _new_key() -> None:
    text = session.new_key()
    if text is None:
        return
    with st.container(border=True):
        st.markdown("**Copy this key now. It is kept only as a hash and cannot be shown again.**")
        st.code(text, language=None, wrap_lines=True)
        st.button("I have stored it", key="key_stored", on_click=session.forget_new_key, type="primary")


def _row(keys: "ApiKeys", key: ApiKey) -> None:
    ended = key.revoked_at is not None
    badges = " ".join(f":{'gray' if ended else _color(scope)}-badge[{scope}]" for scope in _ordered(key.scopes))
    dates = f"made {formats.stamp(key.created_at)}"
    dates += f" · revoked {formats.stamp(key.revoked_at)}" if ended else ""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(
            f"**{plain(key.name)}** {badges}  \n:gray[:small[{plain(key.id)} · {plain(dates)}]]", width="content"
        )
        st.space("stretch")
        if not ended:
            with st.popover("Revoke…", type="tertiary", key=f"revoke_{key.id}"):
                st.markdown(f"**Revoke {plain(key.name)}?** Whatever uses it is refused from now on, for ever.")
                st.button(
                    "Revoke the key", key=f"revoke_now_{key.id}", type="primary", on_click=_revoke, args=(keys, key.id)
                )


def _ordered(scopes: frozenset[Scope]) -> Sequence[Scope]:
    return [scope for scope in Scope if scope in scopes]


def _color(scope: Scope) -> str:
    return {Scope.READ: "blue", Scope.PROPOSE: "blue", Scope.APPROVE: "orange", Scope.ADMIN: "red"}[scope]


def _create(keys: "ApiKeys") -> None:
    try:
        text, _ = keys.create(str(st.session_state.get(_NAME) or ""), st.session_state.get(_SCOPES) or ())
    except TradingError as fault:
        session.toast(faults.sentence(fault), ":material/error:")
        return
    session.set_new_key(text)
    st.session_state[_NAME] = ""
    st.session_state[_SCOPES] = []


def _revoke(keys: "ApiKeys", key_id: str) -> None:
    try:
        keys.revoke(key_id)
        session.toast("Revoked. The key opens nothing any more.", ":material/key_off:")
    except TradingError as fault:
        session.toast(faults.sentence(fault), ":material/error:")
